"""What a member's new words would change about the cases that their first words opened. Nothing is changed here: it is
offered to the author (casework/edits.py), exactly as it was worked out."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from difflib import SequenceMatcher

from casework.enquiries import finding, locate, sure_service
from casework.opening import Finding
from casework.words import issue_words, version_of
from directory.matching.matcher import Matcher
from directory.matching.places import Place
from directory.matching.reading import Issue, Reading
from directory.matching.text import tokens
from storage import Session
from storage.cases import Case, of_enquiry
from storage.enquiries import Enquiry
from storage.words import Words

ALIKE = 0.4  # from here on two pieces of text are the same matter, told again
SAME_SERVICE = 0.5  # what the same service is worth beside that


@dataclass(frozen=True)
class Change:
    """One case under the new words: its part of them (None: they leave it out), and the service or place that they
    read where the first words read another."""

    case: int
    span: tuple[int, int] | None
    service: str | None = None
    wards: tuple[str, ...] = ()
    place: str = ""
    street: str = ""

    @property
    def is_another_matter(self) -> bool:
        return self.service is not None or bool(self.wards)


@dataclass(frozen=True)
class NewWords:
    """`opens`: what the new words name besides."""

    changes: tuple[Change, ...]
    opens: tuple[Finding, ...] = ()

    @property
    def changes_nothing(self) -> bool:
        """Whether the same cases are there, about the same things."""
        return self.is_words_only and all(each.span for each in self.changes)

    @property
    def is_words_only(self) -> bool:
        return not self.opens and not any(each.is_another_matter for each in self.changes)

    def words_only(self) -> "NewWords":
        """The same words, with every case about what it is about now."""
        bare = (replace(each, service=None, wards=(), place="", street="") for each in self.changes)
        return NewWords(tuple(bare))

    def without_gone(self) -> "NewWords":
        return replace(self, changes=tuple(each for each in self.changes if each.span))

    def kept(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_kept(cls, kept: str) -> "NewWords":
        found = json.loads(kept)
        changes = tuple(
            Change(**{**each, "span": each["span"] and tuple(each["span"]), "wards": tuple(each["wards"])})
            for each in found["changes"]
        )
        opens = tuple(
            Finding(**{**each, "span": tuple(each["span"]), "wards": tuple(each["wards"])})
            for each in found["opens"]
        )
        return cls(changes, opens)


def reads_alike(matcher: Matcher, before: str, after: str) -> bool:
    """Whether every word is read as the same word: only capitals, punctuation or a slip of the pen are put right."""
    mend = matcher.words.lexicon.speller.mend
    first, then = ([mend(token.word) for token in tokens(text)] for text in (before, after))
    return first == then


def new_dangers(session: Session, enquiry: Enquiry, new: Reading) -> list[Issue]:
    """Emergencies in the new words that are no case yet."""
    known = {case.emergency for case in of_enquiry(session, enquiry.id)}
    return [issue for issue in new.issues if issue.emergency and issue.emergency.kind not in known]


def reread(
    session: Session,
    enquiry: Enquiry,
    current: Words,
    old: Reading,
    new: Reading,
    text: str,
    *,
    now: datetime,
) -> NewWords:
    """The new words beside the `current` ones, which were read as `old`."""
    cases = of_enquiry(session, enquiry.id)
    issues = new.issues if new.kind == "enquiry" else ()
    if len(cases) == 1 and not new.issues:
        issues = (Issue(text, (0, len(text)), "ask", (), None, None),)
    pairs = _pairs(session, cases, issues)
    changes = [
        _change(session, case, pairs.get(case.id), _before(session, case, current, old), now)
        for case in cases
        if case.state != "closed"
    ]
    taken = [id(issue) for issue in pairs.values()]
    opens = [finding(session, issue, enquiry.member, now) for issue in issues if id(issue) not in taken]
    return NewWords(tuple(changes), tuple(opens))


def _pairs(session: Session, cases: Sequence[Case], issues: Sequence[Issue]) -> dict[int, Issue]:
    """Which issue of the new words each case is: the likest first. One case and one issue are each other's."""
    if len(cases) == len(issues) == 1:
        return {cases[0].id: issues[0]}
    scored = sorted(
        ((_alike(issue_words(session, case), case, issue), case.id, at) for case in cases for at, issue in enumerate(issues)),
        key=lambda each: (-each[0], each[1], each[2]),
    )  # fmt: skip
    pairs: dict[int, Issue] = {}
    taken: set[int] = set()
    for score, case_id, at in scored:
        if score >= ALIKE and case_id not in pairs and at not in taken:
            pairs[case_id] = issues[at]
            taken.add(at)
    return pairs


def _alike(words: str, case: Case, issue: Issue) -> float:
    alike = SequenceMatcher(None, words.casefold(), issue.text.casefold(), autojunk=False).ratio()
    return alike + (SAME_SERVICE if case.service and sure_service(issue) == case.service else 0)


def _change(session: Session, case: Case, issue: Issue | None, before: Issue | None, now: datetime) -> Change:
    if issue is None:
        return Change(case.id, None)
    if case.emergency is not None:
        return Change(case.id, issue.span)  # whatever they read like now, the duty officer decides
    service, was = sure_service(issue), sure_service(before) if before else None
    if service in (was, case.service):
        service = None
    where = _where(session, case, issue, before, now)
    return Change(case.id, issue.span, service, *where)


def _where(
    session: Session, case: Case, issue: Issue, before: Issue | None, now: datetime
) -> tuple[tuple[str, ...], str, str]:
    """The wards, the place and the street, where the new words name another place that is clear."""
    if issue.place is None or _spot(issue.place) == _spot(before.place if before else None):
        return (), "", ""
    located = locate(session, issue.place, case.member, now)
    is_same = (list(located.wards), located.street) == (case.wards, case.street)
    if is_same or located.candidates or not located.wards:
        return (), "", ""
    return located.wards, located.words, located.street or ""


def _spot(place: Place | None) -> tuple[object, ...]:
    return (place.street, place.locality, place.wards) if place else ()


def _before(session: Session, case: Case, current: Words, old: Reading) -> Issue | None:
    """The issue of the current words that the case is about, where it is of those words."""
    if version_of(session, case) != current.id:
        return None
    shared = [(min(i.span[1], case.span_end) - max(i.span[0], case.span_start), i) for i in old.issues]
    most = max(shared, key=lambda each: each[0], default=None)
    return most[1] if most and most[0] > 0 else None
