"""What is to be said and what came in: rows that may be written twice and count once."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from storage import cards, inbox, outbox, ticks
from storage.database import Database

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def say(session: outbox.Session, **others: object) -> int | None:
    return outbox.put(session, recipient="user:U01", kind="word", facts={}, now=NOW, **others)  # type: ignore[arg-type]


def test_the_same_thing_is_said_once(database: Database) -> None:
    with database.write() as session:
        assert say(session, dedup="case:1 opened") is not None
        assert say(session, dedup="case:1 opened") is None
        assert say(session) is not None
        assert say(session) is not None

    with database.write() as session:
        assert say(session, dedup="case:1 opened") is None


def test_a_card_is_made_once_and_waits_for_one_refresh(database: Database) -> None:
    for _ in range(2):
        with database.write() as session:
            card = cards.open_card(session, kind="case", recipient="channel:C01", now=NOW)
            cards.refresh(session, card, now=NOW)
            cards.refresh(session, card, now=NOW)

    with database.read() as session:
        assert len(session.scalars(select(cards.Card)).all()) == 1
        assert [row.method for row in session.scalars(select(outbox.OutboxRow))] == ["card"]


def test_a_post_in_a_cards_thread_waits_for_the_card(database: Database) -> None:
    with database.write() as session:
        card = cards.open_card(session, kind="case", recipient="channel:C01", now=NOW)
        cards.refresh(session, card, now=NOW)
        say(session, card_id=card.id)
        first, post = session.scalars(select(outbox.OutboxRow).order_by(outbox.OutboxRow.id))
        assert post.after_id == first.id


def test_an_event_told_twice_is_kept_once(database: Database) -> None:
    for expected in (True, False):
        with database.write() as session:
            kept = inbox.keep(session, {"a": 1}, key="T:C:1", conversation="C", kind="message", now=NOW)
            assert (kept is not None) is expected


@pytest.mark.parametrize(
    ("name", "slot", "ours"), [("brief", "1", False), ("brief", "2", True), ("pack", "1", True)]
)
def test_a_slot_is_taken_once(database: Database, name: str, slot: str, ours: bool) -> None:
    with database.write() as session:
        assert ticks.take(session, "brief", "1", now=NOW)
    with database.write() as session:
        assert ticks.take(session, name, slot, now=NOW) is ours
