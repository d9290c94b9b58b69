"""Events on their way in: none lost, none worked on twice, in order within a conversation."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from bot.app import Identity, build_app
from bot.inbox import ATTEMPTS, DEATHS, LEASE, LOOKS, Consumer
from bot.transactions import Transact, nothing
from storage import Session, cards, inbox, outbox
from storage.database import Database
from storage.inbox import InboxRow
from tests.bot.conftest import MORNING, Play, Stage

Event = dict[str, Any]
Listener = Callable[..., Awaitable[None]]


class NotYet(Exception):
    pass


async def waits(event: Event) -> None:
    raise NotYet


def envelope(event: Event, event_id: str = "Ev1") -> Event:
    return {
        "type": "event_callback",
        "team_id": "T01",
        "event_id": event_id,
        "api_app_id": "A01",
        "authorizations": [{"team_id": "T01", "user_id": "UBOT", "is_bot": True}],
        "event": event,
    }


def direct(text: str, ts: str = "5.0", user: str = "U01") -> Event:
    return {
        "type": "message",
        "channel": f"D-{user}",
        "channel_type": "im",
        "user": user,
        "ts": ts,
        "text": text,
    }


def answer(session: Session, stage: Stage, event: Event) -> None:
    outbox.put(
        session,
        recipient=f"user:{event['user']}",
        kind="word",
        facts={"text": f"heard: {event['text']}"},
        now=stage.clock.now(),
    )


class Bot:
    """The real application with one listener, and a consumer that is stepped."""

    def __init__(self, stage: Stage, listener: Listener | None = None) -> None:
        self.stage = stage
        self.heard: list[str] = []
        self.listener = listener or self.echo
        client = AsyncWebClient(
            base_url=stage.client.base_url, session=stage.client.session, retry_handlers=[]
        )
        self.app = build_app(
            client=client,
            identity=Identity(stage.client),
            transactions=stage.transactions,
            register=self.register,
            signing_secret="secret",
            shared={"words": "some words"},
        )
        self.consumer = Consumer(self.app, stage.transactions, not_yet=NotYet)

    def register(self, app: AsyncApp) -> None:
        app.event("message")(self.listener)
        app.event("app_mention")(self.listener)

    async def echo(self, event: Event, transact: Transact) -> None:
        self.heard.append(event.get("text", event.get("subtype", "")))
        await transact(lambda session: answer(session, self.stage, event))

    async def receive(self, event: Event, event_id: str = "Ev1") -> int:
        request = AsyncBoltRequest(body=envelope(event, event_id), mode="socket_mode")
        return (await self.app.async_dispatch(request)).status

    async def consume(self) -> int:
        return await self.consumer.run_once(self.stage.clock.now())

    async def consume_all(self) -> int:
        taken = 0
        while await self.consume():
            taken += 1
        return taken

    def rows(self) -> list[InboxRow]:
        with self.stage.database.read() as session:
            return list(session.scalars(select(InboxRow).order_by(InboxRow.id)))


def test_a_message_is_kept_first_and_answered_with_one_post(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        bot = Bot(stage)
        assert await bot.receive(direct("bins")) == 200
        assert bot.heard == []
        assert [row.state for row in bot.rows()] == ["waiting"]
        assert stage.woken == 1

        await bot.consume_all()
        await stage.deliver()
        assert stage.slack.texts("D-U01") == ["heard: bins"]
        [row] = bot.rows()
        assert (row.state, row.body) == ("done", {})  # its words are nowhere but where the work put them

    play(scene)


def test_an_event_repeated_by_slack_is_worked_on_once(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        bot = Bot(stage)
        answers = await asyncio.gather(*(bot.receive(direct("bins")) for _ in range(10)))
        assert set(answers) == {200}
        await bot.consume_all()
        assert await bot.receive(direct("bins")) == 200
        await bot.consume_all()
        assert bot.heard == ["bins"]

    play(scene)


@pytest.mark.parametrize("first", ["message", "app_mention"])
def test_a_mention_seen_twice_is_worked_on_once(play: Play[None], first: str) -> None:
    async def scene(stage: Stage) -> None:
        bot = Bot(stage)
        said = {"channel": "C01", "user": "U01", "ts": "5.0", "text": "<@UBOT> bins"}
        kinds = [first, "message" if first == "app_mention" else "app_mention"]
        for number, kind in enumerate(kinds):
            assert await bot.receive({"type": kind, **said}, f"Ev{number}") == 200
        await bot.consume_all()
        assert bot.heard == ["<@UBOT> bins"]

    play(scene)


def test_only_our_threads_are_kept(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        bot = Bot(stage)
        with stage.database.write() as session:
            card = cards.open_card(session, kind="case", recipient="channel:C01", now=stage.clock.now())
            card.channel, card.ts = "C01", "2.0"
        for number, thread_ts in enumerate(["2.0", "3.0", None]):
            said = {
                "type": "message",
                "channel": "C01",
                "user": "U01",
                "ts": f"5.{number}",
                "text": thread_ts or "top",
            }
            await bot.receive({**said, **({"thread_ts": thread_ts} if thread_ts else {})}, f"Ev{number}")
        await bot.consume_all()
        assert bot.heard == ["2.0"]
        assert len(bot.rows()) == 1

    play(scene)


def test_a_reply_that_beats_the_note_of_its_cards_place_is_kept(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        bot = Bot(stage)
        stage.slack.faults["chat.postMessage"] = ["lost"]
        with stage.database.write() as session:
            card = cards.open_card(session, kind="case", recipient="channel:C01", now=stage.clock.now())
            cards.refresh(session, card, now=stage.clock.now())
        await stage.deliver()
        reply = {
            "type": "message",
            "channel": "C01",
            "user": "U01",
            "ts": "5.0",
            "thread_ts": "4.0",
            "text": "quick",
        }
        await bot.receive(reply)
        assert len(bot.rows()) == 1

    play(scene)


def test_a_conversation_is_worked_through_in_order(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        bot = Bot(stage)
        for number in range(6):
            await bot.receive(direct(f"{number}", f"5.{number}", f"U0{number % 2}"), f"Ev{number}")
        claims = []
        for _ in range(3):
            real = stage.clock.real()
            with stage.database.write() as session:
                held = inbox.claim(session, real=real, lease=LEASE)
            claims.append(held.body["event"]["text"] if held else None)
        assert claims == ["0", "1", None]  # one from each conversation, and then none is free

    play(scene)


def test_events_that_arrive_in_another_order_are_worked_on_in_slacks(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        bot = Bot(stage)
        for number in (3, 1, 2):
            await bot.receive(direct(f"{number}", f"1795424690.80064{number}"), f"Ev{number}")
        await bot.consume_all()
        assert bot.heard == ["1", "2", "3"]

    play(scene)


def test_many_consumers_work_on_each_event_once_and_in_order(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        bot = Bot(stage)
        for number in range(24):
            await bot.receive(direct(f"{number}", f"5.{number:02}", f"U0{number % 3}"), f"Ev{number}")

        async def consumer() -> None:
            while len(bot.heard) < 24:
                await bot.consume()

        await asyncio.gather(*(consumer() for _ in range(6)))
        for person in range(3):
            assert [text for text in bot.heard if int(text) % 3 == person] == [
                str(n) for n in range(person, 24, 3)
            ]

    play(scene)


def test_work_cut_off_before_its_commit_is_done_again_and_counts_once(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        bot = Bot(stage)
        await bot.receive(direct("bins"))
        real = stage.clock.real()
        with stage.database.write() as session:
            held = inbox.claim(session, real=real, lease=LEASE)
        assert held is not None  # and the process died
        assert await bot.consume() == 0
        stage.clock.forward(61)
        assert await bot.consume() == 1
        assert bot.heard == ["bins"]

    play(scene)


def test_an_event_is_not_to_blame_for_processes_that_die_with_it(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        failing = [True]

        async def listener(event: Event, transact: Transact) -> None:
            if failing and failing.pop():
                raise ValueError
            await bot.echo(event, transact)

        bot = Bot(stage, listener)

        def die(times: int) -> None:
            for _ in range(times):
                with stage.database.write() as session:
                    assert inbox.claim(session, real=stage.clock.real(), lease=LEASE) is not None
                stage.clock.forward(61)

        # A bad hour of restarts, then an error: it is tried again, and counts once.
        await bot.receive(direct("bins"))
        die(3 * ATTEMPTS)
        await bot.consume()
        stage.clock.forward(1)
        await bot.consume_all()
        assert bot.heard == ["bins"]

        # One that kills whoever takes it is given up in the end.
        await bot.receive(direct("worse", "9.0"), "Ev9")
        die(DEATHS)
        await bot.consume()
        assert [(row.state, row.error) for row in bot.rows()][-1] == ("given_up", "it was never finished")

    play(scene)


def test_work_that_somebody_else_took_over_is_undone(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        bot = Bot(stage)

        async def slow(event: Event, transact: Transact) -> None:
            stage.clock.forward(61)
            bot.consumer.app = other.app
            await other.consume()
            await transact(lambda session: answer(session, stage, event))

        other = Bot(stage)
        bot = Bot(stage, slow)
        await bot.receive(direct("bins"))
        await bot.consume()
        await stage.deliver()
        assert stage.slack.texts("D-U01") == ["heard: bins"]
        assert [row.state for row in bot.rows()] == ["done"]

    play(scene)


def test_a_failing_event_holds_its_conversation_up_and_is_given_up_after_five_attempts(
    play: Play[None],
) -> None:
    async def scene(stage: Stage) -> None:
        async def fussy(event: Event, transact: Transact) -> None:
            if event["text"] == "bad":
                raise KeyError("some words that belong in no table")
            await bot.echo(event, transact)

        bot = Bot(stage, fussy)
        await bot.receive(direct("bad", "5.0"), "Ev0")
        await bot.receive(direct("good", "6.0"), "Ev1")
        tries, waited = 0, 0.0
        while bot.rows()[0].state != "given_up":
            tries += await bot.consume()
            if bot.rows()[0].state != "given_up":
                assert bot.heard == []
                stage.clock.forward(0.5)
                waited += 0.5
        assert (tries, waited) == (ATTEMPTS, 40.5)
        assert bot.rows()[0].error == "KeyError"
        assert bot.rows()[0].body != {}
        await bot.consume_all()
        assert bot.heard == ["good"]

    play(scene)


def test_a_listener_that_finishes_nothing_is_not_taken_for_done(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        async def forgetful(event: Event) -> None:
            return None

        bot = Bot(stage, forgetful)
        await bot.receive(direct("bins"))
        await bot.consume()
        [row] = bot.rows()
        assert (row.state, row.error) == ("waiting", "no listener finished it (status 200)")

    play(scene)


def test_an_edit_that_overtakes_its_message_waits_and_lets_the_rest_pass(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        async def listener(event: Event, transact: Transact) -> None:
            if event.get("subtype") == "message_changed" and "bins" not in bot.heard:
                raise NotYet
            await bot.echo({**direct("edit"), **event}, transact)

        bot = Bot(stage, listener)
        edit = {**direct("", "9.0"), "subtype": "message_changed", "message": {"user": "U01", "ts": "5.0"}}
        await bot.receive({**edit, "text": "edited"}, "Ev1")
        assert await bot.consume() == 1
        await bot.receive(direct("bins"), "Ev2")
        assert await bot.consume() == 1
        assert bot.heard == ["bins"]
        stage.clock.forward(0.6)
        await bot.consume()
        assert bot.heard == ["bins", "edited"]
        assert [row.attempts for row in bot.rows()] == [1, 1]

    play(scene)


def test_what_nobody_looked_at_for_long_is_not_over_at_the_first_look(play: Play[None]) -> None:
    """A worker that is back after a quarter of an hour may find the event before the card that it is about."""

    async def scene(stage: Stage) -> None:
        bot = Bot(stage, waits)
        await bot.receive(direct("reply"))
        stage.clock.forward(14 * 60)
        await bot.consume()
        assert [row.state for row in bot.rows()] == ["deferred"]
        for _ in range(LOOKS):
            stage.clock.forward(14 * 60)
            await bot.consume()
        assert [row.state for row in bot.rows()] == ["done"]

    play(scene)


def test_an_edit_whose_message_never_comes_is_nothing_after_ten_minutes(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        bot = Bot(stage, waits)
        await bot.receive(direct("edited"))
        looks = 0
        for _ in range(670):
            looks += await bot.consume()
            stage.clock.forward(1)
        assert looks < 60  # ever more seldom
        [row] = bot.rows()
        assert (row.state, row.body, row.error) == ("done", {}, "what it is about never came")

    play(scene)


def test_an_event_that_nobody_listens_for_is_finished_quietly(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        bot = Bot(stage)
        assert await bot.receive({"type": "channel_rename", "channel": {"id": "C01", "name": "n"}}) == 200
        await bot.consume()
        assert [row.state for row in bot.rows()] == ["done"]

    play(scene)


def test_an_event_that_could_not_be_kept_is_not_acknowledged(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        bot = Bot(stage)
        stage.transactions._writers.shutdown()
        assert await bot.receive(direct("bins")) == 500

    play(scene)


def test_slack_is_asked_who_the_bot_is_once(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        bot = Bot(stage)
        for number in range(3):
            await bot.receive(direct(f"{number}", f"5.{number}"), f"Ev{number}")
        await bot.consume_all()
        assert len(stage.slack.named("auth.test")) == 1

    play(scene)


def test_a_listener_is_given_what_is_shared_by_name(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        given: list[object] = []

        async def listener(words: str, clock: object, read: Callable[..., Any], transact: Transact) -> None:
            given.extend([words, clock, await read(lambda _session: "read")])
            await transact(nothing)

        bot = Bot(stage, listener)
        await bot.receive(direct("bins"))
        await bot.consume()
        assert given == ["some words", stage.clock, "read"]

    play(scene)


def test_what_is_put_off_waits_its_turn_and_its_conversation_with_it(database: Database) -> None:
    body = envelope(direct("bins"))
    with database.write() as session:
        rows = [
            inbox.keep(session, body, key=key, conversation=place, kind="message", now=MORNING)
            for key, place in (("1", "D1"), ("2", "D1"), ("3", "D2"))
        ]
        assert rows[0] is not None
        inbox.put_off(session, rows[0], conversation="D1", until=MORNING + timedelta(minutes=1))

    def claimed(moment: datetime) -> list[int]:
        found = []
        with database.write() as session:
            while held := inbox.claim(session, real=moment, lease=LEASE):
                found.append(held.row_id)
                inbox.finish(session, held, real=moment)
        return found

    assert claimed(MORNING) == [rows[2]]
    assert claimed(MORNING + timedelta(minutes=1)) == rows[:2]
