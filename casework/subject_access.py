"""Everything that is held about a person, for their own request to see it. What others wrote is shown with other people's
details masked; cases where somebody is at risk are left out and named to whoever answers the request, who decides."""

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
    them. `withheld`: cases where somebody is at risk."""

    who: str
    words: tuple[HeldWords, ...]
    cases: tuple[Case, ...]
    rows: tuple[Record, ...]
    withheld: tuple[str, ...]


def about_person(session: Session, key: str) -> Held:
    """Raises NotUnderstood where nobody has that key."""
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

    return _held(session, person.name, own | on_their_cases, found, raised, shown)


def about_text(session: Session, text: str) -> Held:
    """About a resident, by a name, number or address. Raises NotUnderstood for what is too short to mean anybody."""
    try:
        pattern = traces.pattern_of(text)
    except ValueError:
        raise NotUnderstood(f"Give at least {traces.SHORTEST} characters.") from None
    shown = partial(_around, pattern)
    found = [(table, row) for table, row in rows.typed_with(session, pattern)]
    return _held(session, "a resident", set(rows.words_with(session, pattern)), found, set(), shown)


def note(session: Session, held: Held, *, person: str, by: Person, now: datetime) -> None:
    """That somebody was given it stands in the history; whom it was about, only where they are the council's own."""
    facts = {"person": person, "words": len(held.words), "rows": len(held.rows)}
    record(session, "access_given", actor=by.key, facts=facts, now=now)


def _held(
    session: Session, who: str, words: set[int], found: list[tuple[str, Record]], cases: set[int],
    shown: Callable[[Words], str],
) -> Held:  # fmt: skip
    naming = rows.cases_naming(session, words)
    concerned = with_ids(
        session, sorted(cases.union(*naming.values()) | {n for _, row in found for n in _cases_in(row)})
    )
    reference = {case.id: case.reference for case in concerned}
    at_risk = {case.id for case in concerned if case.restricted}
    beside = {
        case.enquiry_id for case in concerned if case.restricted
    }  # the words of one message are all of its cases'
    kept = [number for number in sorted(words) if not naming[number] & at_risk]
    said = [
        HeldWords(
            each.said_at,
            person_facts(session, each.person).name,
            tuple(reference[n] for n in sorted(naming[each.id])),
            shown(each),
        )
        for each in (session.get_one(Words, number) for number in kept)
        if each.text
    ]
    others = [
        {"table": table, **_masked(row)}
        for table, row in found
        if not _cases_in(row) & at_risk and row.get("enquiry_id") not in beside
        and not (table == "cases" and row["id"] in at_risk)
        and not (table == "enquiries" and row["id"] in beside)
    ]  # fmt: skip
    return Held(
        who,
        tuple(sorted(said, key=lambda each: each.at)),
        tuple(case for case in concerned if case.id not in at_risk and case.enquiry_id not in beside),
        tuple(others),
        tuple(reference[number] for number in sorted(at_risk)),
    )


def _cases_in(row: Record) -> set[int]:
    return {row["case_id"]} if row.get("case_id") else set()


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
