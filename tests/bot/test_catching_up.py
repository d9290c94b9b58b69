"""In which order conversations are read again after an outage, and that nothing said meanwhile changes it."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy.orm import Session

from bot.catching_up import Place, _left
from storage import outbox
from storage.cards import Card
from storage.database import Database
from storage.outages import InHand
from storage.words import Message

BEGUN = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ROOM = "C1"
NUMBERS = count(1)
CARDS = ("first", "second", "third")


@pytest.fixture
def held(database: Database) -> InHand:
    """Three people: Ada spoke last, Bob before her, Cid never; and a channel with three cards."""
    with database.write() as session:
        for person, channel in (("U1", "D-ada"), ("U2", "D-bob"), ("U3", "D-cid")):
            outbox.remember_conversation(session, person, channel)
        say(session, "D-bob", days=-2)
        say(session, "D-ada", days=-1)
        session.add_all(a_card(ts) for ts in CARDS)
        say(session, ROOM, days=-4, thread="older talk")
        say(session, ROOM, days=-3, thread="talk")
        say(session, ROOM, days=-90, thread="long ago")
    return InHand(ids=(1,), since=BEGUN - timedelta(hours=1), noted_at=BEGUN, reached=None)


def test_who_spoke_last_is_read_first(database: Database, held: InHand) -> None:
    order = left(database, held)

    assert order[:4] == [*map(Place, ("D-ada", "D-bob", "D-cid", ROOM))]
    in_the_room = [place.thread_ts for place in order[4:] if place.channel == ROOM]
    assert in_the_room == ["third", "second", "first", "talk", "older talk"]


@pytest.mark.parametrize("number", range(11))
def test_nothing_that_is_said_meanwhile_moves_what_is_still_to_be_read(
    database: Database, held: InHand, number: int
) -> None:
    """Each place but the one that was reached speaks, and a card is shown once more where one stands."""
    order = left(database, held)
    assert len(order) == 11
    reached = order[number]
    with database.write() as session:
        for place in (place for place in order if place != reached):
            say(session, place.channel, hours=1, thread=place.thread_ts)
        session.add_all(a_card(f"again {ts}", thread=ts) for ts in reversed(CARDS))

    now = InHand(held.ids, held.since, held.noted_at, reached.name)

    assert left(database, now) == order[number + 1 :]


def left(database: Database, held: InHand) -> list[Place]:
    with database.read() as session:
        return _left(session, held)


def say(session: Session, channel: str, *, thread: str | None = None, **after: int) -> None:
    at = BEGUN + timedelta(**after)
    ts = f"{at.timestamp():.0f}.{next(NUMBERS):06}"
    session.add(
        Message(team="T1", channel=channel, ts=ts, thread_ts=thread, person="p", purpose="chatter", said_at=at)
    )  # fmt: skip


def a_card(ts: str, *, thread: str | None = None) -> Card:
    return Card(
        kind="case",
        subject=ts,
        recipient="channel:c",
        channel=ROOM,
        ts=ts,
        thread_ts=thread,
        created_at=BEGUN,
    )
