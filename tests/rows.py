"""A council's rows and its cases, written by hand: for tests of rules that need a database and no conversation."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, select

from casework import opening, routing
from casework.history import record
from casework.opening import Finding
from casework.rules import forget_rules
from casework.words import keep_words
from directory import loading, people
from directory.council import Council, Post
from storage import Session
from storage.cases import Case
from storage.enquiries import Enquiry

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
TODAY = NOW.date()
AMINA, DEREK = "amina-okafor-reid", "derek-halliwell"  # members for Linacre
JO, MARCUS = "joanne-whitwell", "marcus-thorogood"  # co-ordinators: South Sefton, Crosby
LEWIS, CHIDI = "lewis-abernethy", "chidi-nwosu-grant"  # stand in
GRACE, STUART = "grace-adomako", "stuart-pennyfeather"  # duty officers
RAY = "ray-tunnicliffe"  # an officer


def a_case(
    session: Session,
    service: str | None,
    *wards: str,
    member: str = AMINA,
    words: str = "words",
    at: datetime = NOW,
    **others: Any,
) -> Case:
    said = keep_words(session, words, member, at=at)
    number = session.scalar(select(func.count()).select_from(Enquiry)) or 0
    enquiry = Enquiry(
        team="T", channel="D", ts=f"{number}", door="direct", member=member, raised_by=member, words_id=said.id,
        sent_at=at, received_at=at,
    )  # fmt: skip
    session.add(enquiry)
    session.flush()
    finding = Finding((0, len(words)), service, "A place", None, wards, False, True, "Because.", **others)
    case = opening.open_case(session, enquiry, 1, finding, now=at)
    record(session, "opened", case=case, actor=member, facts=routing.given(case), now=at)
    return case


def away(session: Session, *keys: str, first: date = TODAY, last: date | None = None) -> None:
    for key in keys:
        people.mark_away(session, key, first, last, by=key, now=NOW)
    forget_rules(session)


def becomes(session: Session, **changes: Any) -> None:
    """The council with these nouns' rows for its own."""
    loading.load(session, Council(**changes), changes)
    forget_rules(session)


def posts(session: Session, change: Callable[[Post], Sequence[Post]]) -> tuple[Post, ...]:
    """The posts, each as `change` makes it."""
    return tuple(new for post in loading.read_noun(session, "posts") for new in change(post))


def a_post(role: Any, scope: str, person: str, starts_on: date) -> Post:
    return Post(role=role, scope=scope, person=person, starts_on=starts_on)
