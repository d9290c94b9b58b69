"""Texts that staff start from: which there are for a case, one of them put in with the case's facts, and what is still to
be filled in. What a text may hold is in directory/prepared_texts.py."""

import re
from dataclasses import replace
from datetime import date

from casework.facts import NO_PLACE, CaseFacts, PreparedFacts
from casework.masking import is_masked
from directory import prepared_texts
from directory.council import PreparedText
from directory.days_named import day_named
from directory.entries import mark_of
from directory.loading import read_noun
from directory.prepared_text_checks import LONGEST
from storage import Session
from storage.council import remembered

NO_ROOM = (
    f"There is no room for it beside what you have written: {LONGEST:,} characters fit. Shorten that first."
)
GONE = "That text has been changed or taken away since this form was opened. Choose another."
_PROMISES = re.compile(r"\b(?:will|shall)\b|['’]ll\b|\b(?:going|aim|hope|plan|intend) to\b", re.IGNORECASE)


def offered(session: Session, case: CaseFacts, kind: str) -> PreparedFacts:
    """What there is to start from in a form for one kind of words on a case, and what a good one says."""
    found = prepared_texts.offered(_texts(session), kind, case.service_key)
    own = tuple((mark_of(text), text.title) for text in found if text.service)
    general = tuple((mark_of(text), text.title) for text in found if not text.service)
    groups = [(case.service, own), ("Any service" if own else "Any case", general)]
    hint = next((text.hint for text in found if text.service and text.hint), "")
    return PreparedFacts(kind, tuple(group for group in groups if group[1]), hint)


def put_in(
    session: Session, case: CaseFacts, kind: str, mark: str, *, words: str, last: str, times: int
) -> tuple[str, PreparedFacts]:
    """The words of a form that starts from this text, and the form's choice as it is then. What somebody typed is kept
    below it; what they have not touched of the text before (`last`) goes."""
    found = prepared_texts.offered(_texts(session), kind, case.service_key)
    text = next((text for text in found if mark_of(text) == mark), None)
    prepared = replace(offered(session, case, kind), times=times)
    if text is None:
        return words, replace(prepared, chosen=last, note=GONE)
    typed = without(session, case, last, words)
    filled = "\n\n".join(part for part in (_filled(text, case), typed) if part)
    if len(filled) > LONGEST:
        return words, replace(prepared, chosen=last, note=NO_ROOM)
    hint = text.hint or prepared.hint
    return filled, replace(prepared, chosen=mark, hint=hint, times=times + 1, keeps=bool(typed))


def without(session: Session, case: CaseFacts, mark: str, words: str) -> str:
    """The words without the prepared text that they began as, where nobody has touched that."""
    text = _by_mark(session, mark)
    return words.removeprefix(_filled(text, case)).strip() if text else words.strip()


def gaps_left(session: Session, words: str) -> str:
    """What is still to be filled in, said to whoever is writing; empty where nothing is."""
    left = [f"[{gap}]" for gap in prepared_texts.gaps_left(words, _texts(session))]
    if not left:
        return ""
    *most, last = left
    named = f"{', '.join(most)} and {last}" if most else last
    return f"Still to be filled in: {named}. Write what you know there, or take it out."


def with_day(words: str, day: date | None) -> str:
    """The words with the day that the owner confirmed in the form, where they leave room for it."""
    return prepared_texts.with_day(words, day) if day else words


def promises_without_a_day(words: str) -> bool:
    """Whether words say that something will be done, and name no day at all."""
    return bool(_PROMISES.search(words)) and not day_named(words)


def _filled(text: PreparedText, case: CaseFacts) -> str:
    facts = {
        "reference": case.reference,
        "place": _place(case),
        "member": case.member.name,
        "owner": case.owner.name,
        "contact": case.contact.name,
    }
    return prepared_texts.fill(text.text, facts)


def _place(case: CaseFacts) -> str:
    """As it is said in a sentence: without the wards that tell it from another of its name. One in which a resident is
    masked is left to be filled in."""
    if case.place == NO_PLACE or is_masked(case.place):
        return ""
    return case.place.removesuffix(f" ({', '.join(case.wards)})")


def _by_mark(session: Session, mark: str) -> PreparedText | None:
    return next((text for text in _texts(session) if mark_of(text) == mark), None) if mark else None


def _texts(session: Session) -> tuple[PreparedText, ...]:
    return remembered(session, _read)


def _read(session: Session) -> tuple[PreparedText, ...]:
    return read_noun(session, "prepared_texts")
