"""What happened: append-only, in the past tense, with who did it. Words are named, never copied here.

Each case has a chain of entries, and so has each enquiry for what concerns none of its cases: every entry carries the
digest of the one before it and its own. The database refuses to change or to remove one."""

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Row,
    Select,
    UniqueConstraint,
    bindparam,
    func,
    select,
    tuple_,
)  # fmt: skip
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql.dml import ReturningInsert

from storage.base import Base
from storage.cases import Case
from storage.database import Inserting, prepared
from storage.words import Words, covering

_PAGE = 2_000  # entries


class HistoryEntry(Base):
    """`chain` is the case's id; the enquiry's with a minus where there is no case; 0 where there is neither."""

    __tablename__ = "history"
    __table_args__ = (UniqueConstraint("chain", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    chain: Mapped[int]
    number: Mapped[int]  # from 1, without a gap
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    enquiry_id: Mapped[int | None] = mapped_column(ForeignKey("enquiries.id"), index=True)
    event: Mapped[str]
    actor: Mapped[str | None]  # people.key; empty: Wardline itself
    facts: Mapped[dict[str, Any]]
    words_id: Mapped[int | None] = mapped_column(ForeignKey("words.id"))
    words_digest: Mapped[str | None]  # of the words with their salt: tells nothing once both are erased
    at: Mapped[datetime]
    previous: Mapped[str]  # the digest of the entry before; empty for the first
    digest: Mapped[str]


# What an entry's digest covers, besides the digest before it.
_COVERED = ("chain", "number", "case_id", "enquiry_id", "event", "actor", "facts", "words_id", "words_digest")


def append(
    session: Session,
    event: str,
    *,
    case_id: int | None,
    enquiry_id: int | None,
    actor: str | None,
    facts: dict[str, Any],
    words_id: int | None,
    at: datetime,
) -> HistoryEntry:
    """The next entry of its chain. Where another transaction was a moment quicker, it is waited for, and this entry
    follows on that one."""
    chain = case_id or -(enquiry_id or 0)
    words = session.get_one(Words, words_id) if words_id else None
    while True:
        number, previous = head(session, chain)
        values = {
            "chain": chain,
            "number": number + 1,
            "case_id": case_id,
            "enquiry_id": enquiry_id,
            "event": event,
            "actor": actor,
            "facts": facts,
            "words_id": words_id,
            "words_digest": covering(words.salt, words.text) if words else None,
            "at": at,
            "previous": previous,
        }
        values["digest"] = digest(values)
        entry_id = session.scalar(_appending(session), values)
        if entry_id is not None:
            return HistoryEntry(id=entry_id, **values)


@prepared
def _appending(insert: Inserting) -> ReturningInsert[int]:
    appended = insert(HistoryEntry.__table__).on_conflict_do_nothing(index_elements=["chain", "number"])
    return appended.returning(HistoryEntry.id)


def head(session: Session, chain: int) -> tuple[int, str]:
    """The number and the digest of a chain's last entry; 0 and nothing where it has none."""
    last = session.execute(_head(), {"chain": chain}).first()
    return (last.number, last.digest) if last else (0, "")


@cache
def _head() -> Select[int, str]:
    return (
        select(HistoryEntry.number, HistoryEntry.digest)
        .where(HistoryEntry.chain == bindparam("chain"))
        .order_by(HistoryEntry.number.desc())
        .limit(1)
    )


def digest(entry: dict[str, Any] | Row[Any]) -> str:
    """What stands in `digest`: SHA-256 over the entry's fields as JSON in one fixed writing, in hexadecimal."""
    found = entry if isinstance(entry, dict) else entry._mapping
    covered = [
        found["previous"],
        found["at"].astimezone(UTC).isoformat(),
        *(found[name] for name in _COVERED),
    ]
    return hashlib.sha256(json.dumps(covered, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def of_kinds(session: Session, events: Sequence[str]) -> Sequence[HistoryEntry]:
    """Every entry of these events, whatever its case, oldest first."""
    found = select(HistoryEntry).where(HistoryEntry.event.in_(events), HistoryEntry.case_id.is_not(None))
    return session.scalars(found.order_by(HistoryEntry.id)).all()


def of_case(session: Session, case_id: int) -> Sequence[HistoryEntry]:
    return of_cases(session, [case_id])


def of_cases(session: Session, case_ids: Sequence[int]) -> Sequence[HistoryEntry]:
    """Case by case, each from its beginning."""
    found = select(HistoryEntry).where(HistoryEntry.case_id.in_(case_ids))
    return session.scalars(found.order_by(HistoryEntry.case_id, HistoryEntry.id)).all()


def walk(session: Session, chain: int | None = None) -> Iterator[Row[Any]]:
    """Every entry with its words, chain by chain in the order of their numbers; of one chain where it is named. A page
    is held at a time."""
    after: tuple[int, int] | None = None
    while page := session.execute(_page(chain, after)).all():
        yield from page
        after = page[-1].chain, page[-1].number


def _page(chain: int | None, after: tuple[int, int] | None) -> Select[Any]:
    here = HistoryEntry
    covered = [getattr(here, name) for name in (*_COVERED, "at", "previous", "digest")]
    found = select(*covered, Words.text, Words.salt).outerjoin(Words, Words.id == here.words_id)
    if chain is not None:
        found = found.where(here.chain == chain)
    if after is not None:
        found = found.where(tuple_(here.chain, here.number) > tuple_(*after))
    return found.order_by(here.chain, here.number).limit(_PAGE)


def redactions(session: Session, chain: int | None = None) -> dict[int, str | None]:
    """By the words' id: the digest of what they are since they were last redacted. Each chain that names the words has
    its own entry of that."""
    found = select(HistoryEntry.words_id, HistoryEntry.words_digest)
    found = found.where(HistoryEntry.event == "words_redacted", HistoryEntry.words_id.is_not(None))
    if chain is not None:
        found = found.where(HistoryEntry.chain == chain)
    return {row.words_id: row.words_digest for row in session.execute(found.order_by(HistoryEntry.id))}


def count(session: Session, chain: int | None = None) -> int:
    found = select(func.count()).select_from(HistoryEntry)
    if chain is not None:
        found = found.where(HistoryEntry.chain == chain)
    return session.scalar(found) or 0


def first_case_without(session: Session) -> str | None:
    """The reference of a case of which nothing is recorded."""
    has = select(HistoryEntry.id).where(HistoryEntry.chain == Case.id)
    return session.scalar(select(Case.reference).where(~has.exists()).order_by(Case.id).limit(1))


def of_cases_and_kinds(
    session: Session, case_ids: Sequence[int], events: Sequence[str]
) -> Sequence[HistoryEntry]:
    """The entries of these events on some cases, oldest first."""
    found = select(HistoryEntry).where(HistoryEntry.case_id.in_(case_ids), HistoryEntry.event.in_(events))
    return session.scalars(found.order_by(HistoryEntry.id)).all()


def last_of_cases(
    session: Session, case_ids: Sequence[int], events: Sequence[str], *, without: Collection[int] = ()
) -> dict[int, tuple[HistoryEntry, str]]:
    """The newest entry of these events, by case, with its words; `without` these entries."""
    where = {"cases": case_ids, "events": events, "without": list(without)}
    found = session.execute(_last_of_cases(), where)
    return {entry.case_id: (entry, text or "") for entry, text in found if entry.case_id}


@cache
def _last_of_cases() -> Select[HistoryEntry, str]:
    newest = (
        select(func.max(HistoryEntry.id))
        .where(
            HistoryEntry.case_id.in_(bindparam("cases", expanding=True)),
            HistoryEntry.event.in_(bindparam("events", expanding=True)),
            HistoryEntry.id.not_in(bindparam("without", expanding=True)),
        )
        .group_by(HistoryEntry.case_id)
    )
    return (
        select(HistoryEntry, Words.text)
        .outerjoin(Words, Words.id == HistoryEntry.words_id)
        .where(HistoryEntry.id.in_(newest))
    )
