"""Where words stand, found through every table that names them, and emptied. Whose words go, and who may say so, is in
casework/erasing.py; a table that names words and has a case or an enquiry is found here without being listed."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from datetime import datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import JSON, Column, String, Table, delete, or_, select, update
from sqlalchemy.orm import Session

from storage.cases import Case, Outcome
from storage.corrections import Correction
from storage.enquiries import Enquiry, Question
from storage.history import HistoryEntry
from storage.inbox import InboxRow
from storage.newcomers import KeptEvent, Newcomer
from storage.offers import Offer
from storage.outbox import OutboxRow
from storage.tables import every_table
from storage.undos import Undo
from storage.ward_notices import WardNotice
from storage.words import File, Message, Words, erase

_PIECE = 500  # ids in one statement
# What people typed beside their words, by its table: emptied with them, searched for a name.
TYPED: Mapping[str, tuple[str, ...]] = {
    "cases": ("place", "why"),
    "outcomes": ("facts",),
    "offers": ("answered_by", "reference"),
    "files": ("name",),
    "questions": ("options", "meant", "answer"),
    "handover_cases": ("why",),
    "ward_notices": ("what", "place", "who", "involvement"),
    "kept_events": ("body",),
    "inbox": ("body",),
    "outbox": ("facts",),
}


def naming() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column that names words; not the one by which a version names the one before."""
    for table in every_table().sorted_tables:
        for column in table.columns:
            if table.name != "words" and any(key.column.table.name == "words" for key in column.foreign_keys):
                yield table, column


def words_of(session: Session, enquiries: Iterable[int]) -> set[int]:
    """All words of these enquiries and of their cases, in each version, whoever wrote them."""
    ids = set(enquiries)
    cases = set(_ids(session, Case.id, Case.enquiry_id, ids))
    found: set[int] = set()
    for table, column in naming():
        owners = {"enquiry_id": ids, "case_id": cases, **({"id": ids} if table.name == "enquiries" else {})}
        for owner, among in owners.items():
            if owner in table.c:
                found.update(_ids(session, column, table.c[owner], among))
    return with_versions(session, found)


def with_versions(session: Session, words: Iterable[int]) -> set[int]:
    """These words with every version before and after them."""
    found, new = set(), {each for each in words if each}
    while new:
        found |= new
        before = _ids(session, Words.replaces_id, Words.id, new)
        after = _ids(session, Words.id, Words.replaces_id, new)
        new = {each for each in (*before, *after) if each} - found
    return found


def words_by(session: Session, person: str) -> set[int]:
    """Whatever one person wrote, and has not been erased."""
    return set(session.scalars(select(Words.id).where(Words.person == person, Words.salt.is_not(None))))


def words_with(session: Session, pattern: re.Pattern[str]) -> list[int]:
    """All words in which something stands, in any version."""
    found = session.execute(
        select(Words.id, Words.text).where(Words.text != "").execution_options(yield_per=2_000)
    )
    return [row.id for row in found if pattern.search(row.text)]


def cases_naming(session: Session, words: Iterable[int]) -> dict[int, set[int]]:
    """By the words' id: the cases that have them, in whatever version. Those of an enquiry are every one of its cases'."""
    wanted = set(words)
    first = _first_versions(session, with_versions(session, wanted))
    of_all: dict[int, set[int]] = {}
    for words_id, cases in _cases_naming(session, first).items():
        of_all.setdefault(first[words_id], set()).update(cases)
    return {each: of_all[first[each]] for each in wanted}


def _first_versions(session: Session, words: Iterable[int]) -> dict[int, int]:
    """By the words' id: that of the first version of them."""
    before: dict[int, int | None] = {}
    for piece in _pieces(words):
        found = session.execute(select(Words.id, Words.replaces_id).where(Words.id.in_(piece)))
        before |= {row.id: row.replaces_id for row in found}
    first: dict[int, int] = {}
    for words_id in sorted(before):  # a version is kept after the one that it replaces
        earlier = before[words_id]
        first[words_id] = first[earlier] if earlier else words_id
    return first


def _cases_naming(session: Session, words: Iterable[int]) -> dict[int, set[int]]:
    """The same for these versions only."""
    found: dict[int, set[int]] = {each: set() for each in words}
    for table, column in naming():
        for piece in _pieces(list(found)):
            here = select(column, Case.id).where(column.in_(piece))
            if table.name == "cases":
                here = select(column, table.c.id).where(column.in_(piece))
            elif table.name == "enquiries":
                here = here.join(Case, Case.enquiry_id == table.c.id)
            elif "case_id" in table.c and "enquiry_id" in table.c:
                of_enquiry = (table.c.case_id.is_(None)) & (Case.enquiry_id == table.c.enquiry_id)
                here = here.join(Case, or_(Case.id == table.c.case_id, of_enquiry))
            elif "case_id" in table.c:
                here = here.join(Case, Case.id == table.c.case_id)
            else:
                continue
            for words_id, case_id in session.execute(here):
                found[words_id].add(case_id)
    return found


def raised_by(session: Session, words: Iterable[int]) -> set[int]:
    """The enquiries that these words are the message of, in any version."""
    ids = list(words)
    own = _ids(session, Enquiry.id, Enquiry.words_id, ids)
    reworded = _ids(session, Case.enquiry_id, Case.words_id, ids)
    return {*own, *reworded}


def enquiries_of(session: Session, cases: Iterable[int]) -> set[int]:
    return set(_ids(session, Case.enquiry_id, Case.id, cases))


def cases_of(session: Session, enquiries: Iterable[int]) -> list[Case]:
    """Every case of these enquiries, those that are part of another one too."""
    found: list[Case] = []
    for piece in _pieces(sorted(enquiries)):
        found += session.scalars(select(Case).where(Case.enquiry_id.in_(piece)).order_by(Case.id))
    return found


def messages_of(session: Session, *, enquiries: Iterable[int], words: Iterable[int]) -> list[Message]:
    """The messages of these enquiries and their cases, and those that these words came in."""
    ids, cases = list(enquiries), [case.id for case in cases_of(session, enquiries)]
    found: dict[int, Message] = {}
    for column, among in (
        (Message.enquiry_id, ids),
        (Message.case_id, cases),
        (Message.words_id, list(words)),
    ):
        for piece in _pieces(among):
            found |= {each.id: each for each in session.scalars(select(Message).where(column.in_(piece)))}
    return [found[number] for number in sorted(found)]


def loose_words(session: Session, *, before: datetime, limit: int) -> set[int]:
    """What was written before a moment in messages that are with no case: questions, thanks, chatter. In every version."""
    found = select(Message.words_id).join(Words, Words.id == Message.words_id)
    found = found.where(
        Message.enquiry_id.is_(None),
        Message.case_id.is_(None),
        Message.said_at < before,
        Words.salt.is_not(None),
    )
    return with_versions(session, session.scalars(found.order_by(Message.id).limit(limit)))


def unnamed(session: Session, *, since: datetime, before: datetime) -> set[int]:
    """Words that no row names: what somebody wrote in a form and did not send."""
    found = select(Words.id).where(Words.salt.is_not(None), Words.said_at >= since, Words.said_at < before)
    ids = set(session.scalars(found))
    for _, column in naming():
        ids -= set(_ids(session, column, column, ids))
    return ids - set(_ids(session, Words.replaces_id, Words.replaces_id, ids))


def rows_naming(session: Session, noun: str, words: Iterable[int]) -> set[int]:
    """The ids of a table's rows that name these words."""
    columns = [(table, column) for table, column in naming() if table.name == noun]
    return {each for table, column in columns for each in _ids(session, table.c.id, column, words)}


def questions_about(
    session: Session, *, cases: Iterable[int], enquiries: Iterable[int], messages: Iterable[int]
) -> set[int]:
    found: set[int] = set()
    for column, among in (
        (Question.case_id, cases),
        (Question.enquiry_id, enquiries),
        (Question.message_id, messages),
    ):
        found.update(_ids(session, Question.id, column, among))
    return found


def files_in(session: Session, messages: Iterable[int]) -> set[int]:
    return set(_ids(session, File.id, File.message_id, messages))


def files_named(session: Session, pattern: re.Pattern[str], *, enquiries: Collection[int] | None) -> set[int]:
    """The files in whose names something stands; with these enquiries only, where some are given."""
    found = select(File.id, File.name, File.enquiry_id).where(File.name != "")
    return {
        row.id
        for row in session.execute(found.execution_options(yield_per=2_000))
        if (enquiries is None or row.enquiry_id in enquiries) and pattern.search(row.name)
    }


def slack_files(session: Session, messages: Iterable[int]) -> list[tuple[str, Message]]:
    """Slack's own name of each file in these messages, with its message."""
    found: list[tuple[str, Message]] = []
    for piece in _pieces(sorted(messages)):
        here = select(File.slack_file, Message).join(Message, Message.id == File.message_id)
        found += [
            (name, message) for name, message in session.execute(here.where(File.message_id.in_(piece)))
        ]
    return found


def learned_from(session: Session, words: Iterable[int]) -> int:
    """How many approved corrections are of these words: what the matcher has learned of them."""
    return _ids(session, Correction.state, Correction.words_id, words).count("approved")


def entries_about_notices(session: Session, notices: Collection[int]) -> set[int]:
    """The history's entries about these ward notices."""
    found = session.execute(
        select(HistoryEntry.id, HistoryEntry.facts).where(HistoryEntry.event.startswith("ward_notice_"))
    )
    return {row.id for row in found if row.facts.get("ward_notice") in notices}


# Emptying


def empty_words(session: Session, ids: Iterable[int]) -> int:
    """How many were not empty before."""
    gone = 0
    for piece in _pieces(sorted(ids)):
        for words in session.scalars(select(Words).where(Words.id.in_(piece))):
            gone += words.salt is not None
            erase(words)
    session.flush()
    return gone


def rewrite_words(session: Session, ids: Iterable[int], rewrite: Callable[[str], str]) -> int:
    """Other text in the same rows, with a salt of its own: the history must say so at once (`words_redacted`), or it
    no longer verifies."""
    changed = 0
    for piece in _pieces(sorted(ids)):
        for words in session.scalars(select(Words).where(Words.id.in_(piece))):
            words.text, words.salt = rewrite(words.text), token_hex(16)
            changed += 1
    session.flush()
    return changed


def empty_around(session: Session, cases: Sequence[Case], *, now: datetime) -> int:
    """What was typed on these cases, the place as it was written and why it was read so; what an act could put back."""
    ids = [case.id for case in cases]
    enquiries = sorted({case.enquiry_id for case in cases})
    typed = 0
    for case in cases:
        typed += bool(case.why)
        case.place, case.why = ", ".join(case.wards), ""
    for piece in _pieces(ids):
        for outcome in session.scalars(select(Outcome).where(Outcome.case_id.in_(piece))):
            kept = {name: value for name, value in outcome.facts.items() if name == "date"}
            typed += kept != outcome.facts
            outcome.facts = kept
        session.execute(
            update(Offer).where(Offer.case_id.in_(piece)).values(answered_by=None, reference=None)
        )
        session.execute(delete(Undo).where(Undo.case_id.in_(piece)))
    for owner, among in ((Question.case_id, ids), (Question.enquiry_id, enquiries)):
        for piece in _pieces(among):
            for question in session.scalars(select(Question).where(owner.in_(piece))):
                typed += bool(question.options or question.meant)
                question.options, question.meant = [], None
                if question.answered_at is None:
                    question.answered_at, question.answer = now, "erased"
    for piece in _pieces(enquiries):
        session.execute(update(Enquiry).where(Enquiry.id.in_(piece)).values(erased_at=now))
    session.flush()
    return typed


def clear(session: Session, enquiries: Iterable[int], *, now: datetime) -> None:
    """Nothing that anybody wrote is left on their cases."""
    for piece in _pieces(enquiries):
        session.execute(update(Enquiry).where(Enquiry.id.in_(piece)).values(cleared_at=now))


def empty_files(session: Session, messages: Iterable[int], *, now: datetime) -> list[File]:
    """Their names; they are passed on no more. Slack has the files themselves."""
    found: list[File] = []
    for piece in _pieces(sorted(messages)):
        found += session.scalars(select(File).where(File.message_id.in_(piece), File.name != ""))
    for file in found:
        file.name, file.deleted_at = "", file.deleted_at or now
    session.flush()
    return found


def empty_events(
    session: Session,
    places: Set[tuple[str, str]],
    *,
    threads: Set[tuple[str, str]] = frozenset(),
    author: str | None = None,
) -> int:
    """Events that were given up, and so kept with what Slack sent: those about messages that stand in these places or
    below these threads, and those of `author` (a Slack id). What was given up may never have become a message."""
    gone = 0
    for row in session.scalars(select(InboxRow).where(InboxRow.state == "given_up")):
        if row.body and _is_of(row.body.get("event") or {}, places, threads, author):
            row.body, gone = {}, gone + 1
    session.flush()
    return gone


def _is_of(
    event: Mapping[str, Any], places: Set[tuple[str, str]], threads: Set[tuple[str, str]], author: str | None
) -> bool:
    said, channel = _said_in(event), event.get("channel")
    stamps = [*(each.get("ts") for each in said), event.get("deleted_ts")]
    return (
        any((channel, ts) in places for ts in stamps)
        or any((channel, each.get("thread_ts")) in threads for each in said)
        or (author is not None and is_said_by(event, author))
    )


def is_said_by(event: Mapping[str, Any], author: str) -> bool:
    """Whether what Slack sent is what somebody wrote. `author` is a Slack id."""
    return author in {each.get("user") for each in _said_in(event)}


def _said_in(event: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """An edit or a deletion has what was said in a message of its own, inside."""
    return [event, event.get("message") or {}, event.get("previous_message") or {}]


def forget_newcomer(session: Session, slack_id: str) -> int:
    """The messages of somebody whom nobody has bound yet."""
    waiting = select(Newcomer.id).where(Newcomer.slack_id == slack_id)
    gone = session.scalars(
        delete(KeptEvent).where(KeptEvent.newcomer_id.in_(waiting)).returning(KeptEvent.id)
    ).all()
    return len(gone)


def ward_notices_by(session: Session, author: str) -> set[int]:
    found = select(WardNotice.id).where(WardNotice.author == author, WardNotice.what != "")
    return set(session.scalars(found))


def empty_ward_notices(session: Session, notices: Iterable[int]) -> None:
    for piece in _pieces(notices):
        session.execute(
            update(WardNotice)
            .where(WardNotice.id.in_(piece))
            .values(what="", place="", who="", involvement="")
        )


def strip_posts(session: Session, rows: Iterable[int]) -> int:
    """Of posts that are settled nothing stays but where they stand and the numbers of what they told."""
    gone = 0
    for piece in _pieces(sorted(rows)):
        settled = OutboxRow.state.in_(("sent", "dropped", "given_up"))
        for row in session.scalars(select(OutboxRow).where(OutboxRow.id.in_(piece), settled)):
            kept = {k: v for k, v in row.facts.items() if isinstance(v, int) or k in ("thread_ts", "channel")}
            gone += kept != row.facts
            row.facts = kept
    session.flush()
    return gone


# Searching


def rewrite_typed(
    session: Session, pattern: re.Pattern[str], blot: Callable[[str], str], *, cases: Collection[int] | None
) -> dict[str, set[int]]:
    """The same of what was typed beside words: on these cases, or anywhere where none are named. By table, the ids of
    the rows that were changed (the case's, where a row has none of its own)."""
    changed: dict[str, set[int]] = {}
    among = None if cases is None else (set(cases), enquiries_of(session, cases))
    for table, row, hit in list(_typed(session, pattern)):
        if among is None or _is_among(table.name, row, *among):
            here = [key == getattr(row, key.name) for key in _keys(table)]
            new = {name: rewritten(getattr(row, name), blot) for name in hit}
            session.execute(update(table).where(*here).values(new))
            changed.setdefault(table.name, set()).add(getattr(row, "id", None) or row.case_id)
    session.expire_all()
    return changed


def _keys(table: Table) -> list[Column[Any]]:
    return list(table.primary_key.columns)


def _is_among(table: str, row: Any, cases: set[int], enquiries: set[int]) -> bool:
    if table == "cases":
        return row.id in cases
    return getattr(row, "case_id", None) in cases or getattr(row, "enquiry_id", None) in enquiries


def typed_with(session: Session, pattern: re.Pattern[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows in which something stands that was typed beside words, each with its table's name: what names them and
    what was typed."""
    for table, row, _ in _typed(session, pattern):
        yield table.name, dict(row._mapping)


def _typed(session: Session, pattern: re.Pattern[str]) -> Iterator[tuple[Table, Any, list[str]]]:
    """The rows in which it stands beside words, with whose they are, and in which columns."""
    for name, columns in TYPED.items():
        table = every_table().tables[name]
        owners = [
            table.c[owner]
            for owner in ("case_id", "enquiry_id")
            if owner in table.c and not table.c[owner].primary_key
        ]
        for row in session.execute(select(*_keys(table), *owners, *(table.c[each] for each in columns))):
            hit = [each for each in columns if pattern.search(_text(getattr(row, each)))]
            if hit:
                yield table, row, hit


def rewritten(value: Any, blot: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return blot(value)
    if isinstance(value, list):
        return [rewritten(each, blot) for each in value]
    return {k: rewritten(v, blot) for k, v in value.items()} if isinstance(value, dict) else value


def holding(session: Session, pattern: re.Pattern[str]) -> dict[str, int]:
    """Where something still stands: every column of text or JSON of every table, as `table.column`, with how many rows."""
    found: dict[str, int] = {}
    for table in every_table().sorted_tables:
        columns = [column for column in table.columns if isinstance(column.type, String | JSON)]
        if not columns:
            continue
        for row in session.execute(select(*columns).execution_options(yield_per=2_000)):
            for column, value in zip(columns, row, strict=True):
                if value is not None and pattern.search(_text(value)):
                    name = f"{table.name}.{column.name}"
                    found[name] = found.get(name, 0) + 1
    return found


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return "\n".join(_text(each) for pair in value.items() for each in pair)
    return "\n".join(map(_text, value)) if isinstance(value, list) else "" if value is None else str(value)


def _ids(session: Session, wanted: Any, among: Any, ids: Iterable[int]) -> list[Any]:
    """One column's values where another's are among these; no empty ones."""
    return [
        each
        for piece in _pieces(ids)
        for each in session.scalars(select(wanted).where(among.in_(piece)))
        if each
    ]


def _pieces(ids: Iterable[Any]) -> Iterator[list[Any]]:
    found = list(ids)
    return (found[at : at + _PIECE] for at in range(0, len(found), _PIECE))
