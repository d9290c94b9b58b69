"""Each door that Slack has, and who must not come in by it: another workspace's people, whom nobody knows, programs."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.async_app import AsyncBoltRequest
from sqlalchemy import func, select

from bot.door import ELSEWHERE
from directory.council import Council
from directory.matching.matcher import Matcher
from handlers.commands import VERBS
from handlers.routes import ACTIONS, FORMS, SHORTCUTS
from storage.database import Database
from storage.inbox import InboxRow
from storage.newcomers import KeptEvent, Newcomer
from storage.outbox import OutboxRow
from tests.desk import Actor, Desk, text_of
from tests.stories.test_guessed_ids import FILLED, FORM, changed, everything, names
from workspace.api import users
from workspace.shapes import TEAM

Json = dict[str, Any]
ELSEWHERES = "T0EVIL"
WORDS = "Huge pothole on Marsh Lane"
LATER = timedelta(minutes=10)


@pytest.fixture
def desk(council_on_sqlite: Database, matcher: Matcher, council: Council, tmp_path: Path) -> Iterator[Desk]:
    with Desk(council_on_sqlite, matcher, council, transport="socket", folder=tmp_path).open() as opened:
        yield opened


def send(desk: Desk, body: Json) -> Any:
    """As Slack would deliver it, whatever is in it. Returns the acknowledgement."""
    return desk.run(desk.bot.app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode")))


def send_all(desk: Desk, bodies: Iterable[tuple[str, Json]]) -> None:
    async def one_by_one() -> None:
        for _, body in bodies:
            await desk.bot.app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))

    desk.run(one_by_one())


def common(actor: Actor, team: str, **more: Any) -> Json:
    user = {"id": actor.slack_id, "team_id": team}
    return {
        "user": user,
        "team": {"id": team},
        "api_app_id": "A1",
        "trigger_id": "1.2.3",
        "token": "x",
        **more,
    }


def doors(actor: Actor, team: str, channel: str, card: Json) -> Iterator[tuple[str, Json]]:
    """Everything that is no event: commands, shortcuts, buttons in messages, Home and forms, forms sent and closed."""
    for text in (*VERBS, "find pothole", WORDS, "my cases", ""):
        yield f"command {text}", {
            "command": "/wardline", "text": text, "user_id": actor.slack_id, "team_id": team, "channel_id": channel,
            "trigger_id": f"1.2.{text}",
        }  # fmt: skip
    for callback in SHORTCUTS:
        yield f"shortcut {callback}", common(actor, team, type="shortcut", callback_id=callback)
        message = {"ts": "1.0", "user": actor.slack_id, "text": WORDS, "type": "message"}
        yield f"message shortcut {callback}", common(
            actor, team, type="message_action", callback_id=callback, message=message, channel={"id": channel}
        )  # fmt: skip
    for name in names(ACTIONS):
        action = {"type": "button", "action_id": name, "block_id": "b", "value": "1:new"}
        home = {
            "type": "home",
            "id": "V1",
            "hash": "h",
            "blocks": [],
            "private_metadata": "",
            "callback_id": "",
        }
        modal = {**home, "type": "modal", "private_metadata": '{"case": 1}', "state": {"values": FILLED}}
        yield f"Home {name}", common(actor, team, type="block_actions", actions=[action], view=home)
        yield f"form {name}", common(actor, team, type="block_actions", actions=[action], view=modal)
        yield f"message {name}", common(
            actor, team, type="block_actions", actions=[action], channel={"id": channel}, message=card,
            container={"type": "message", "channel_id": channel, "message_ts": card["ts"]},
        )  # fmt: skip
        yield (
            f"options {name}",
            common(actor, team, type="block_suggestion", action_id=name, block_id="b", value="x"),
        )
    for callback in names(FORMS):
        view = {**FORM, "id": "V1", "hash": "h", "callback_id": callback, "private_metadata": '{"case": 1, "state": "new"}',
                "state": {"values": FILLED}}  # fmt: skip
        yield f"sends {callback}", common(actor, team, type="view_submission", view=view)
        yield f"closes {callback}", common(actor, team, type="view_closed", view=view, is_cleared=True)


def rows(desk: Desk, table: Any) -> int:
    with desk.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_nobody_of_another_workspace_comes_in_by_any_door_with_a_members_id(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    member.says(WORDS)
    channel = desk.channel("area", "South Sefton")
    card = coordinator.sees(channel)[0]
    before, posts = everything(desk), rows(desk, OutboxRow)

    send_all(
        desk, [*doors(member, ELSEWHERES, channel, card), *doors(coordinator, ELSEWHERES, channel, card)]
    )
    assert changed(desk, before) == {}
    assert rows(desk, OutboxRow) == posts
    command = next(
        body for door, body in doors(member, ELSEWHERES, channel, card) if door == "command my cases"
    )
    assert ELSEWHERE in str(send(desk, command).body)
    for number, event in enumerate(events_of_elsewhere(member, channel)):
        assert send(desk, envelope(event, f"EvElsewhere{number}")).status == 200
    assert send(desk, envelope(direct(member, "9.1"), "EvOther", team=ELSEWHERES)).status == 200
    assert changed(desk, before) == {}
    assert rows(desk, OutboxRow) == posts


def test_whom_nobody_knows_only_writes(desk: Desk) -> None:
    """And that only to be asked about: nothing else opens, not even to look."""
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    member.says(WORDS)
    channel = desk.channel("area", "South Sefton")
    card = coordinator.sees(channel)[0]
    unknown = desk.newcomer("nobody@example.org")
    before = everything(desk)

    send_all(desk, doors(unknown, TEAM, channel, card))
    assert changed(desk, before) == {}
    assert unknown.form() is None
    assert "SEF-1001" not in str(unknown.opens_home())


def test_a_program_is_nobody_whatever_name_it_takes(desk: Desk) -> None:
    member = desk.holder("member", "Linacre")
    member.says(WORDS)
    channel = desk.channel("area", "South Sefton")
    before, posts = everything(desk), rows(desk, OutboxRow)
    bot = desk.bot.identity._known.bot_user_id  # type: ignore[union-attr]
    mention = {"type": "app_mention", "channel": channel, "text": f"<@{bot}> {WORDS}", "team": TEAM}
    forged = [
        {**mention, "ts": "9.0", "user": "U0OTHERBOT", "bot_id": "B0OTHER"},
        {
            **mention,
            "ts": "9.1",
            "type": "message",
            "subtype": "bot_message",
            "user": member.slack_id,
            "bot_id": "B0OTHER",
        },
        {**mention, "ts": "9.2", "type": "message", "subtype": "channel_join", "user": member.slack_id},
        {**mention, "ts": "9.3", "type": "message", "subtype": "channel_topic", "user": member.slack_id},
        {**mention, "ts": "9.4", "user": bot, "bot_id": "B0"},
        {**mention, "ts": "9.5", "user": bot},
        {**mention, "ts": "9.6", "username": member.name, "bot_id": "B0OTHER"},
        {**mention, "ts": "9.7", "user": None},
        {**mention, "ts": "9.8", "user": {"id": member.slack_id}},
        {**mention, "ts": "9.9", "type": "message", "subtype": "something_new", "user": member.slack_id},
    ]

    for number, event in enumerate(forged):
        assert send(desk, envelope(event, f"EvForged{number}")).status == 200, event
    assert changed(desk, before) == {}
    assert rows(desk, OutboxRow) == posts
    assert rows(desk, Newcomer) == 0


@pytest.mark.parametrize(
    "odd", [{"is_stranger": True}, {"is_restricted": True}, {"is_bot": True}, {"deleted": True}, {"team_id": ELSEWHERES}], ids=str
)  # fmt: skip
def test_an_address_that_somebody_else_confirmed_opens_no_door(
    desk: Desk, odd: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    newcomer, support = desk.newcomer("ines-calderwood@example.org"), desk.holder("support")
    told = users.user_json

    def as_told(*args: Any, **kwargs: Any) -> Json | None:
        found = told(*args, **kwargs)
        return {**found, **odd} if found else None

    monkeypatch.setattr(users, "user_json", as_told)
    newcomer.says(WORDS)

    assert [m for m in support.sees() if "Who are they?" in text_of(m)]
    assert rows(desk, KeptEvent) == 1


def test_whom_nobody_knows_cannot_fill_the_house(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casework.newcomers.MOST_KEPT", 3)
    unknown = desk.newcomer("nobody@example.org")

    for number in range(6):
        unknown.says(f"{WORDS}, number {number}")

    assert rows(desk, KeptEvent) == 3
    assert sum("nothing after them" in text_of(m) for m in unknown.sees()) == 1


def envelope(event: Json, event_id: str, team: str = TEAM) -> Json:
    by = [{"team_id": team, "user_id": "U0BOT", "is_bot": True}]
    return {"type": "event_callback", "team_id": team, "event_id": event_id, "api_app_id": "A1", "authorizations": by, "event": event}  # fmt: skip


def direct(actor: Actor, ts: str) -> Json:
    return {
        "type": "message",
        "channel": actor.dm,
        "channel_type": "im",
        "user": actor.slack_id,
        "ts": ts,
        "text": WORDS,
    }


def events_of_elsewhere(actor: Actor, channel: str) -> list[Json]:
    said = direct(actor, "9.0")
    return [
        {**said, "user_team": ELSEWHERES},
        {**said, "ts": "9.2", "source_team": ELSEWHERES, "team": TEAM},
        {**said, "ts": "9.3", "team": ELSEWHERES},
        {"type": "message", "subtype": "message_changed", "channel": actor.dm, "channel_type": "im", "message": {**said, "team": ELSEWHERES}},
    ]  # fmt: skip


@pytest.fixture
def paced(council_on_sqlite: Database, matcher: Matcher, council: Council, tmp_path: Path) -> Iterator[Desk]:
    """Five of one person's messages, and of their clicks, are worked on at once."""
    stage = Desk(council_on_sqlite, matcher, council, transport="http", folder=tmp_path, a_minute=5)
    with stage.open() as desk:
        yield desk


def test_a_flood_under_a_card_keeps_nobody_else_waiting_there(paced: Desk) -> None:
    stranger, coordinator = paced.holder("member", "Church"), paced.holder("coordinator", "South Sefton")
    channel = paced.channel("area", "South Sefton")
    paced.holder("member", "Linacre").says("Huge pothole on Marsh Lane")
    paced.invite(stranger, channel)
    card = coordinator.sees(channel)[0]
    for number in range(15):
        stranger.says(f"noise {number}", channel=channel, thread=card["ts"])

    coordinator.says("reply: A crew comes tomorrow", channel=channel, thread=card["ts"])

    assert "A crew comes tomorrow" in text_of(coordinator.whispers(channel)[-1])


def test_one_persons_flood_leaves_room_for_the_others_and_loses_no_word(paced: Desk) -> None:
    flooding, other = paced.holder("member", "Linacre"), paced.holder("member", "Church")
    coordinator = paced.holder("coordinator", "South Sefton")

    asked = [flooding.says(f"Huge pothole on Marsh Lane, number {n}") for n in range(12)]
    said = other.says("Graffiti on Knowsley Road in Bootle")

    assert "SEF-" in text_of(other.card(said))
    answered = [ts for ts in asked if len(flooding.sees(thread=ts)) > 1]
    assert len(answered) == 5
    assert sum("You write faster" in text_of(m) for m in flooding.sees()) == 1
    assert rows(paced, InboxRow) >= 13  # each is kept
    flooding.says("Strong smell of gas in Peel Road, Bootle")
    assert any("0800 111 999" in text_of(m) for m in flooding.sees())  # it waits for nothing
    assert len(flooding.sees(thread=asked[-1])) == 1

    channel = paced.channel("area", "South Sefton")
    card = coordinator.sees(channel)[0]
    for _ in range(5):
        coordinator.presses("Reply", on=card)
    coordinator.fills_in(words="I have asked for it.")  # a sixth click in a moment
    assert "I have asked for it" not in str(
        (coordinator.form() or {})["blocks"]
    )  # no preview yet: it stays open
    for _ in range(3):
        coordinator.presses("Acknowledge", on=card)
    assert [text_of(m) for m in coordinator.whispers(channel)] == []  # told once, in the form
    assert "Acknowledge by" in text_of(coordinator.sees(channel)[0])
    other.says("Bins overflowing on Stanley Road in Bootle")
    assert "SEF-" in text_of(other.card(other.sees()[-1]["ts"]))

    later = paced.clock.real
    paced.clock.real = lambda: later() + LATER  # type: ignore[method-assign]
    paced.settle()
    assert all(len(flooding.sees(thread=ts)) > 1 for ts in asked)
    coordinator.fills_in(words="I have asked for it.")
    assert "I have asked for it" in str(coordinator.form())
