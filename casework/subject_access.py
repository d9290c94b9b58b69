"""Everything that is held about a person, for their own request to see it. What others wrote is shown with other people's
details masked; cases where somebody is at risk are left out and named to whoever answers the request, who decides. So is
what belongs to no case, and it is counted: nobody has said whether it is about somebody at risk."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from casework import traces
from casework.errors import NotUnderstood
from casework.history import record
from casework.masking import mask
from casework.person_facts import person_facts
from casework.rules import rules
from directory.council import Person
from storage import Session, holdings
from storage import erasing as rows
from storage.cases import Case, with_ids
from storage.words import Words

Record = dict[str, Any]


@dataclass(frozen=True)
class HeldWords:
    at: datetime
    by: str
    cases: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class Held:
    """`words`: what they wrote, and what was written on their cases or about them. `rows`: every other row that names
    them. `withheld`: cases where somebody is at risk. `loose`: how much belongs to no case, and is left out too."""

    who: str
    words: tuple[HeldWords, ...]
    cases: tuple[Case, ...]
    rows: tuple[Record, ...]
    withheld: tuple[str, ...]
    loose: int


# What Slack sent, as it sent it: words that nobody has read yet.
_UNREAD = frozenset({"inbox", "kept_events"})


def about_person(session: Session, key: str, *, with_loose: bool = False) -> Held:
    """`with_loose`: what belongs to no case is not left out. Raises NotUnderstood where nobody has that key."""
    person = rules(session).person(key)
    if person is None:
        raise NotUnderstood(f"There is nobody with the key “{key}”.")
    names = {key, *filter(None, (person.slack_id, person.email))}
    names |= {f"user:{person.slack_id}"} if person.slack_id else set()
    found = list(holdings.rows_with(session, names))
    raised = {row["id"] for table, row in found if table == "cases" and row["member"] == key}
    own = rows.words_by(session, key)
    on_their_cases = rows.words_of(session, rows.enquiries_of(session, raised))

    def shown(words: Words) -> str:
        return words.text if words.person == key else mask(words.text)

    def is_own(table: str, row: Record) -> bool:
        """What they wrote and never became words: it was given up, or nobody knew them yet."""
        said = row["body"].get("event") or {} if table in _UNREAD else {}
        return bool(person.slack_id) and rows.is_said_by(said, person.slack_id)

    def is_loose(table: str, row: Record) -> bool:
        return table in _UNREAD and not is_own(table, row)

    pieces = _Pieces(own | on_their_cases, found, is_own, is_loose, with_loose)
    return _held(session, person.name, pieces, raised, shown)


def about_text(session: Session, text: str, *, with_loose: bool = False) -> Held:
    """About a resident, by a name, number or address; `with_loose` as above. Raises NotUnderstood for what is too short
    to mean anybody."""
    try:
        pattern = traces.pattern_of(text)
    except ValueError:
        raise NotUnderstood(f"Give at least {traces.SHORTEST} characters.") from None
    found, words = list(rows.typed_with(session, pattern)), set(rows.words_with(session, pattern))
    pieces = _Pieces(words, found, _is_nobodys, _belongs_to_none, with_loose)
    return _held(session, "a resident", pieces, set(), partial(_around, pattern))


def note(session: Session, held: Held, *, person: str, by: Person, now: datetime) -> None:
    """That somebody was given it stands in the history; whom it was about, only where they are the council's own."""
    facts = {"person": person, "words": len(held.words), "rows": len(held.rows)}
    record(session, "access_given", actor=by.key, facts=facts, now=now)


@dataclass(frozen=True)
class _Pieces:
    """What was found: words by their ids, and rows. Of the rows, `is_own` says which they wrote themselves, and `is_loose`
    which belong to no case."""

    words: set[int]
    rows: list[tuple[str, Record]]
    is_own: Callable[[str, Record], bool]
    is_loose: Callable[[str, Record], bool]
    with_loose: bool


def _held(session: Session, who: str, found: _Pieces, cases: set[int], shown: Callable[[Words], str]) -> Held:
    naming = rows.cases_naming(session, found.words)
    concerned = _concerned(session, cases.union(*naming.values()), found.rows)
    reference = {case.id: case.reference for case in concerned}
    at_risk = {case.id for case in concerned if case.restricted}
    beside = {
        case.enquiry_id for case in concerned if case.restricted
    }  # the words of one message are all of its cases'
    texts = [words for number in sorted(found.words) if (words := session.get_one(Words, number)).text]
    loose = set() if found.with_loose else {words.id for words in texts if not naming[words.id]}
    whole = [each for each in found.rows if found.with_loose or not found.is_loose(*each)]
    said = [
        HeldWords(
            each.said_at,
            person_facts(session, each.person).name,
            tuple(reference[n] for n in sorted(naming[each.id])),
            shown(each),
        )
        for each in texts
        if each.id not in loose and not naming[each.id] & at_risk
    ]
    others = [
        {"table": table, **(row if found.is_own(table, row) else _masked(row))}
        for table, row in whole
        if row.get("case_id") not in at_risk and row.get("enquiry_id") not in beside
        and not (table == "cases" and row["id"] in at_risk)
        and not (table == "enquiries" and row["id"] in beside)
    ]  # fmt: skip
    return Held(
        who,
        tuple(sorted(said, key=lambda each: each.at)),
        tuple(case for case in concerned if case.id not in at_risk and case.enquiry_id not in beside),
        tuple(others),
        tuple(reference[number] for number in sorted(at_risk)),
        len(loose) + len(found.rows) - len(whole),
    )


def _concerned(session: Session, cases: set[int], found: list[tuple[str, Record]]) -> list[Case]:
    """These, and those that the rows are or belong to: what is a message's, to each of its cases."""
    ids = cases | {row["id"] for table, row in found if table == "cases"}
    ids |= {row["case_id"] for _, row in found if row.get("case_id")}
    enquiries = {row["id"] for table, row in found if table == "enquiries"}
    enquiries |= {row["enquiry_id"] for _, row in found if row.get("enquiry_id") and not row.get("case_id")}
    ids |= {case.id for case in rows.cases_of(session, enquiries)}
    return list(with_ids(session, sorted(ids)))


def _belongs_to_none(table: str, row: Record) -> bool:
    is_case = table in ("cases", "enquiries")
    return not (is_case or row.get("case_id") or row.get("enquiry_id"))


def _is_nobodys(_table: str, _row: Record) -> bool:
    """A resident has written nothing here."""
    return False


def _masked(row: Record) -> Record:
    return {name: rows.rewritten(value, mask) for name, value in row.items()}


def _around(pattern: re.Pattern[str], words: Words) -> str:
    return traces.around(words.text, pattern, mask)


def each_record(held: Held) -> Iterator[Record]:
    """One after the other, as JSON has them."""
    for words in held.words:
        yield {
            "table": "words",
            "at": words.at.isoformat(),
            "by": words.by,
            "cases": list(words.cases),
            "words": words.words,
        }
    yield from held.rows
