"""A reply or an outcome of one case, sent along to those it is joined with: only what somebody has seen, case by case,
and nothing in it that is another member's."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from casework import case_facts, gate, outcomes, replies
from casework.amending import standing_of
from casework.errors import CaseworkError, NoSuchCase, NotUnderstood, Refused, TooLate
from casework.facts import AlongCase, AlongFacts, OutcomeFacts
from casework.masking import details
from casework.outcomes import Answer
from casework.person_facts import person_facts, person_of
from casework.words import issue_words, text_of
from directory.council import Person
from storage import Session, joins
from storage.cases import Case, Outcome
from storage.history import HistoryEntry, of_case

MOST = 4  # cases in one form: Slack bounds its size; those who have it already make room for the next
_ACTS = {"replied": "reply", "answered": "answer"}
_RUN = 6  # so many words in a row of somebody else's are not by chance
_WORD = re.compile(r"[\w'’-]+")
_TITLES = frozenset({"cllr", "councillor", "mr", "mrs", "ms", "miss", "mx", "dr", "rev", "sir", "lady"})


@dataclass(frozen=True)
class Theirs:
    """What is another member's: their name, their case's reference, and all that they wrote on it."""

    name: str
    reference: str
    words: str


def offer(session: Session, entry_id: int, *, by: Person, now: datetime) -> AlongFacts:
    """What was said in one history entry, for each joined case. Raises TooLate where nothing is joined (any more)."""
    entry = session.get(HistoryEntry, entry_id)
    if entry is None or entry.case_id is None or entry.event not in _ACTS:
        raise NoSuchCase("I can't find what was sent. Use the buttons on the case's card.")
    case = gate.check(session, entry.case_id, "join", by=by, now=now)
    others = joins.joined_with(session, case.id)
    if not others:
        raise TooLate(f"{case.reference} is not joined with any other case.")
    stands = standing_of(session, entry)
    if stands.withdrawn_at is not None:
        raise TooLate(
            f"{by.name if by.key == entry.actor else 'Its author'} withdrew that reply. Nothing was sent."
        )
    found = [
        AlongCase(
            case_facts.case_facts(session, other, masked=True, now=now),
            _refused(session, entry, other, by, now),
        )
        for other in others
    ]
    return AlongFacts(
        entry=entry.id,
        reference=case.reference,
        words=text_of(session, stands.words_id),
        by=person_of(by),
        outcome=_outcome(session, entry, by),
        cases=tuple(sorted(found, key=lambda each: bool(each.refused))[:MOST]),
        more=max(0, sum(not each.refused for each in found) - MOST),
    )


def offer_if_joined(session: Session, case: Case, *, by: Person, now: datetime) -> AlongFacts | None:
    """The newest reply or outcome of a case, where a joined one could have it too."""
    if not joins.joined_with(session, case.id):
        return None
    newest = next(entry for entry in reversed(of_case(session, case.id)) if entry.event in _ACTS)
    found = offer(session, newest.id, by=by, now=now)
    return found if any(not each.refused for each in found.cases) else None


def send(
    session: Session, entry_id: int, texts: Mapping[int, str], *, by: Person, now: datetime
) -> list[tuple[str, str]]:
    """Send to the chosen cases what was seen for each. Which reference got it, and what was refused where one did not.

    Raises Refused, by case, where words would tell a member of another one's case: then nothing is sent at all.
    """
    found = offer(session, entry_id, by=by, now=now)
    chosen = [each.case for each in found.cases if each.case.id in texts]
    if not chosen:
        raise NotUnderstood("Choose at least one case, or press Cancel.")
    entry = session.get_one(HistoryEntry, entry_id)
    wrong = {case.id: _wrong(session, entry, found.outcome, case.id, texts[case.id]) for case in chosen}
    if any(wrong.values()):
        raise Refused({str(number): says for number, says in wrong.items() if says})
    refused = {each.case.id: each.refused for each in found.cases}
    done = []
    for case in chosen:
        says = refused[case.id]
        try:
            if not says:
                _give(session, case.id, texts[case.id], found, by=by, now=now)
        except CaseworkError as late:
            says = late.says
        done.append((case.reference, says))
    return done


def leak(text: str, theirs: Theirs, own: str) -> str:
    """What in the text is another member's: their name, their reference, a resident's details, or a row of their words.
    Empty: nothing. `own` is what the reader wrote and where their case is: that they know."""
    known = set(_WORD.findall(own))
    found = (
        [theirs.reference] if re.search(rf"\b{re.escape(theirs.reference)}\b", text, re.IGNORECASE) else []
    )
    names = [part for part in _WORD.findall(theirs.name) if part.casefold() not in _TITLES and len(part) > 1]
    said = _WORD.findall(text)
    found += [name for name in names if name in said and name not in known]
    found += [each for each in details(theirs.words) if each in text and each not in own]
    told = set(_runs(theirs.words)) - set(_runs(own))
    found += [run for run in _runs(text) if run in told]
    return found[0] if found else ""


def _runs(text: str) -> list[str]:
    words = [word.casefold() for word in _WORD.findall(text)]
    return [" ".join(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)]


def _wrong(
    session: Session, entry: HistoryEntry, outcome: OutcomeFacts | None, case_id: int, text: str
) -> str:
    case = session.get_one(Case, case_id)
    own = f"{_said_by_member(session, case)} {case.place} {person_facts(session, case.member).name}"
    facts = [outcome.body, outcome.reference, outcome.told] if outcome else []
    everybody = [session.get_one(Case, entry.case_id), *joins.joined_with(session, entry.case_id or 0)]
    for other in everybody:
        if other.member == case.member:
            continue
        name = person_facts(session, other.member).name
        theirs = Theirs(name, other.reference, _said_by_member(session, other))
        found = leak("\n".join([text, *facts]), theirs, own)
        if found:
            where = "" if leak(text, theirs, own) else " It stands in the outcome's details."
            return (
                f"“{found}” would tell the member of another councillor's case.{where} Change it, or leave "
                f"{case.reference} out and answer it by itself."
            )
    return ""


def _said_by_member(session: Session, case: Case) -> str:
    said = [text_of(session, e.words_id) for e in of_case(session, case.id) if e.actor == case.member]
    return "\n".join([issue_words(session, case), *dict.fromkeys(said)])


def _refused(session: Session, entry: HistoryEntry, other: Case, by: Person, now: datetime) -> str:
    sources = {entry.id, entry.facts.get("along_with")}
    rows = of_case(session, other.id)
    if any(row.id in sources or row.facts.get("along_with") in sources - {None} for row in rows):
        return "It has been sent there already."
    try:
        gate.check(session, other.id, _ACTS[entry.event], by=by, now=now)
    except CaseworkError as refused:
        return refused.says
    return ""


def _outcome(session: Session, entry: HistoryEntry, by: Person) -> OutcomeFacts | None:
    row = session.get(Outcome, entry.facts["outcome_id"]) if entry.event == "answered" else None
    if row is None:
        return None
    facts: dict[str, str] = {name: row.facts.get(name, "") for name in ("date", "body", "reference", "told")}
    return OutcomeFacts(kind=row.kind, words=text_of(session, row.words_id), given_by=by.name, **facts)


def _give(session: Session, case_id: int, text: str, found: AlongFacts, *, by: Person, now: datetime) -> None:
    outcome = found.outcome
    if outcome is None:
        replies.send(session, case_id, text, by=by, now=now, along_with=found.entry)
        return
    answer = Answer(
        kind=outcome.kind,
        words=text,
        on=date.fromisoformat(outcome.date) if outcome.date else None,
        body=outcome.body,
        reference=outcome.reference,
        told=outcome.told,
    )
    outcomes.give(session, case_id, answer, by=by, now=now, along_with=found.entry)
