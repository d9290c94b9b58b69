"""The bot is down while people write, edit and delete. Up again it has all of it, once, whatever Slack repeats later."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from bot import gaps
from casework import newcomers
from storage.cases import Case
from storage.inbox import InboxRow
from storage.outages import Outage
from storage.words import Message
from tests.desk import Actor, Desk, text_of

BINS = "Bins overflowing on Stanley Road in Bootle"
LIGHT = "The street light is out on Knowsley Road in Bootle"
GRAFFITI = "Graffiti on the library in Crosby"


def test_what_was_said_during_an_outage_is_heard_once(desk: Desk) -> None:
    member, newcomer = desk.holder("member", "Linacre"), desk.holder("member", "Victoria")
    coordinator = desk.holder("coordinator", "South Sefton")
    area = desk.channel("area", "South Sefton")
    asked = member.says(BINS)
    card = coordinator.sees(area)[0]
    slip = coordinator.says("Crew two has it", channel=area, thread=card["ts"])
    asked_for_reply = coordinator.says("reply: They come on Monday", channel=area, thread=card["ts"])
    before = said(desk, member, coordinator, area)

    with desk.outage():
        lit = member.says(LIGHT)
        member.says("And a mattress beside the bins", thread=asked)
        newcomer.says(GRAFFITI)
        coordinator.says("reply: The crew is out today", channel=area, thread=card["ts"])
        member.edits(asked, "Bins overflowing on Marsh Lane in Bootle")
        coordinator.edits(asked_for_reply, "reply: They come on Tuesday", channel=area)
        coordinator.deletes(slip, channel=area)
        coordinator.says("Lunch, anybody?", channel=area)
        assert said(desk, member, coordinator, area) == before

    assert [case.reference for case in cases(desk)] == ["SEF-1001", "SEF-1002", "SEF-1003"]
    assert "Street lighting" in text_of(member.card(lit))
    with desk.database.read() as session:
        assert session.scalar(select(Message.deleted_at).where(Message.ts == slip)) is not None
        found = session.scalars(select(Outage)).all()
    assert [outage.made_good_at is None for outage in found] == [False]
    assert found[0].found == 7
    offered = [text_of(m) for m in member.sees(thread=asked)]
    assert sum("Keep it as it was" in text for text in offered) == 1
    assert any("mattress" in text_of(m) for m in coordinator.sees(area, thread=card["ts"]))
    previews = [text_of(m) for m in coordinator.whispers(area)]
    assert [sum(words in text for text in previews) for words in ("Monday", "out today", "Tuesday")] == [
        1,
        1,
        1,
    ]

    after = said(desk, member, coordinator, area)
    assert desk.repeats_what_was_given_up() >= 8
    assert said(desk, member, coordinator, area) == after

    # Another short outage in which nothing was said: all is read again, and nothing follows from it.
    with desk.outage():
        pass
    assert said(desk, member, coordinator, area) == after


def cases(desk: Desk) -> list[Case]:
    with desk.database.read() as session:
        return list(session.scalars(select(Case).order_by(Case.id)))


def said(desk: Desk, member: Actor, coordinator: Actor, area: str) -> dict[str, int]:
    """How much there is everywhere: what Slack shows, and what was kept."""
    with desk.database.read() as session:
        rows = session.scalar(select(func.count()).select_from(InboxRow)) or 0
        return {
            "events": rows,
            "messages": session.scalar(select(func.count()).select_from(Message)) or 0,
            "cases": session.scalar(select(func.count()).select_from(Case)) or 0,
            "whispers": len(coordinator.whispers(area)),
            "posts": sum(m.get("user") != member.slack_id for m in member.sees()),
        }


def test_what_could_not_be_kept_while_the_database_was_away_is_heard_after_all(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The link stands all the while: no new one says that there was an outage."""
    member, other = desk.holder("member", "Linacre"), desk.holder("member", "Victoria")
    other.says("Good morning")
    with monkeypatch.context() as patched, desk.hurried():
        patched.setattr(desk.database, "transact", away)
        lost = member.says(BINS)
    assert desk.workspace.delivery.given_up

    other.says("Thank you")
    desk.settle()

    assert "SEF-1001" in text_of(member.card(lost))


def test_a_reply_under_an_older_post_of_ours_is_heard_after_an_outage(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gaps, "REPEATS", timedelta(0))
    member = desk.holder("member", "Linacre")
    with desk.database.write() as session:
        newcomers.greet(session, member.slack_id, now=desk.clock.now())
    desk.settle()
    greeting = member.last()
    member.says("Good morning")

    with desk.outage():
        member.says(BINS, thread=greeting["ts"])

    assert [case.reference for case in cases(desk)] == ["SEF-1001"]


def away(_work: Any) -> Any:
    raise OperationalError("it is away", None, Exception())
