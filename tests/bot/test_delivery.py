"""Posts on their way out: each takes effect once, in order, at Slack's pace."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from bot import delivery
from bot.posts import Attachment, Post, Result
from storage import cards, outbox
from storage.outbox import OutboxRow
from tests.bot.conftest import Play, Stage


def put_card(stage: Stage, **others: object) -> int:
    with stage.database.write() as session:
        card = cards.open_card(
            session,
            kind="case",
            recipient="channel:C01",
            now=stage.clock.now(),
            **others,  # type: ignore[arg-type]
        )
        cards.refresh(session, card, now=stage.clock.now())
        return card.id


def card(stage: Stage, card_id: int) -> cards.Card:
    with stage.database.read() as session:
        return session.get_one(cards.Card, card_id)


def test_what_was_put_is_posted_and_noted(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        row_id = stage.say("hello")
        assert await stage.deliver() == 1

        assert stage.slack.texts("C01") == ["hello"]
        row = stage.row(row_id)
        assert (row.state, row.channel, row.slack_ts) == ("sent", "C01", stage.slack.messages["C01"][0]["ts"])
        assert [(found, result.state) for found, result in stage.results] == [(row_id, "sent")]

    play(scene)


def test_a_conversation_is_opened_once_and_remembered(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        stage.say("one", "user:U01")
        await stage.deliver()
        stage.say("two", "user:U01")
        await stage.deliver()

        assert stage.slack.texts("D-U01") == ["one", "two"]
        assert len(stage.slack.named("conversations.open")) == 1

    play(scene)


def test_a_conversation_keeps_its_order_and_its_pace(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        stage.delivery = stage.deliverer(post=1.0)
        for text in ("one", "two", "three"):
            stage.say(text)
        stage.say("elsewhere", "channel:C02")

        await stage.deliver()
        assert stage.slack.texts("C01") == ["one"]
        assert stage.slack.texts("C02") == ["elsewhere"]
        stage.clock.forward(0.9)
        assert await stage.deliver() == 0
        stage.clock.forward(0.2)
        await stage.deliver()
        stage.clock.forward(1.1)
        await stage.deliver()
        assert stage.slack.texts("C01") == ["one", "two", "three"]

    play(scene)


@pytest.mark.parametrize("fault", ["lost", "cut", 500, "internal_error"])
def test_a_post_whose_answer_was_lost_is_looked_for_before_it_is_sent_again(
    play: Play[None], fault: str | int
) -> None:
    async def scene(stage: Stage) -> None:
        for text in ("before", "between", "earlier"):
            stage.say(text)
        await stage.deliver()
        stage.slack.faults["chat.postMessage"] = [fault]
        row_id = stage.say("once")
        await stage.deliver()
        assert stage.row(row_id).state == "sending"
        stage.say("after")

        stage.clock.forward(10)
        await stage.deliver()
        assert stage.slack.texts("C01") == ["before", "between", "earlier", "once", "after"]
        assert stage.row(row_id).slack_ts is not None

    play(scene)


def test_a_reply_whose_answer_was_lost_is_looked_for_in_its_thread(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        card_id = put_card(stage)
        await stage.deliver()
        stage.slack.faults["chat.postMessage"] = ["lost"]
        stage.say("in the thread", card_id=card_id)
        await stage.deliver()
        stage.clock.forward(10)
        await stage.deliver()

        root = card(stage, card_id).ts
        assert [m["text"] for m in stage.slack.messages["C01"] if m.get("thread_ts") == root] == [
            "in the thread"
        ]
        assert len(stage.slack.messages["C01"]) == 2

    play(scene)


def test_a_process_that_dies_between_slacks_yes_and_our_commit_posts_once(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        row_id = stage.say("once")
        real = stage.clock.real()
        with stage.database.write() as session:
            [claim] = outbox.claim(session, now=real, real=real, lease=timedelta(seconds=60), limit=1)
        draft = stage.delivery._draft
        with stage.database.read() as session:
            found = draft(session, claim)
        assert found is not None
        await stage.speaker.say(
            found, starting=_never, uploading=_never
        )  # Slack said yes, and the process died

        assert await stage.deliver() == 0  # its lease
        stage.clock.forward(61)
        await stage.deliver()
        assert stage.slack.texts("C01") == ["once"]
        assert stage.row(row_id).state == "sent"

    play(scene)


async def _never(_word: str) -> None:
    raise AssertionError


def test_a_process_known_to_be_gone_frees_its_rows_at_once(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        stage.say("once")
        real = stage.clock.real()
        with stage.database.write() as session:
            outbox.claim(session, now=real, real=real, lease=timedelta(seconds=60), limit=1)
        with stage.database.write() as session:
            assert outbox.release_leases(session, real=real) == 1
        await stage.deliver()
        assert stage.slack.texts("C01") == ["once"]

    play(scene)


def test_a_claim_that_was_taken_over_settles_nothing(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        row_id = stage.say("once")
        real = stage.clock.real()
        with stage.database.write() as session:
            [old] = outbox.claim(session, now=real, real=real, lease=timedelta(seconds=60), limit=1)
        stage.clock.forward(61)
        await stage.deliver()
        with stage.database.write() as session:
            ended = outbox.settle(session, old, state="given_up", real=real, next_at=real)
        assert ended is None
        assert stage.row(row_id).state == "sent"

    play(scene)


def test_two_workers_at_once_send_each_row_once(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        for number in range(12):
            stage.say(str(number), f"channel:C{number % 4}")
        workers = [stage.deliverer() for _ in range(4)]
        for _ in range(12):
            await asyncio.gather(*(worker.run_once(stage.clock.now()) for worker in workers))

        assert [stage.slack.texts(f"C{n}") for n in range(4)] == [
            [str(n), str(n + 4), str(n + 8)] for n in range(4)
        ]

    play(scene)


def test_slacks_word_on_when_to_come_back_is_kept_and_not_counted(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        stage.slack.faults["chat.postMessage"] = [429]
        row_id = stage.say("later")
        await stage.deliver()
        assert stage.row(row_id).attempts == 0
        stage.say("elsewhere", "channel:C02")
        stage.clock.forward(6.9)
        await stage.deliver()
        assert stage.slack.texts("C01") == []
        assert stage.slack.texts("C02") == ["elsewhere"]
        stage.clock.forward(0.2)
        await stage.deliver()
        assert stage.slack.texts("C01") == ["later"]
        assert stage.slack.named("conversations.history") == []  # Slack said no: nothing to look for

    play(scene)


def test_a_method_that_is_held_back_waits_everywhere_and_posts_go_on(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        stage.slack.faults["views.publish"] = [429]
        stage.say("home", "user:U01", method="home")
        await stage.deliver()
        stage.say("home", "user:U02", method="home")
        stage.say("word", "user:U02")
        await stage.deliver()
        assert stage.slack.homes == {}
        assert stage.slack.texts("D-U02") == ["word"]
        stage.clock.forward(7.1)
        await stage.deliver()
        assert set(stage.slack.homes) == {"U01", "U02"}

    play(scene)


def test_a_post_that_slack_refuses_for_good_is_given_up_and_the_next_goes_on(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        stage.slack.faults["chat.postMessage"] = ["is_archived"]
        row_id = stage.say("never")
        stage.say("next")
        await stage.deliver()
        row = stage.row(row_id)
        assert (row.state, row.error) == ("given_up", "is_archived")
        assert stage.slack.texts("C01") == ["next"]
        assert [result.error for _, result in stage.results] == ["is_archived", None]

        with stage.database.write() as session:
            assert [found.id for found in outbox.given_up(session)] == [row_id]
            assert outbox.put_back(session, row_id)
        await stage.deliver()
        assert stage.slack.texts("C01") == ["next", "never"]

    play(scene)


def test_growing_pauses_and_then_given_up(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        stage.slack.faults["chat.postMessage"] = [500] * 99
        row_id = stage.say("poisoned")
        pauses = []
        while await stage.deliver():
            pauses.append(stage.seconds_until_free("channel:C01"))
            stage.clock.forward(pauses[-1])
        assert pauses[:9] == [1, 2, 4, 8, 16, 32, 64, 128, 256]
        assert stage.row(row_id).attempts == 10

    play(scene)


def test_an_unreachable_slack_costs_no_attempts(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        there, stage.client.base_url = stage.client.base_url, "http://127.0.0.1:9/api/"
        row_id = stage.say("patient")
        for _ in range(20):
            await stage.deliver()
            stage.clock.forward(6)
        row = stage.row(row_id)
        assert (row.attempts, row.tried_at, row.state) == (0, None, "sending")
        stage.client.base_url = there
        await stage.deliver()
        assert stage.slack.texts("C01") == ["patient"]

    play(scene)


def test_what_has_nothing_to_say_any_more_is_dropped(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        row_id = stage.say("")
        await stage.deliver()
        assert stage.row(row_id).state == "dropped"
        assert stage.slack.calls == []

    play(scene)


def test_a_row_that_cannot_be_rendered_is_left_for_another_version_and_given_up_in_the_end(
    play: Play[None],
) -> None:
    async def scene(stage: Stage) -> None:
        def broken(_session: object, row: OutboxRow) -> Post:
            raise KeyError(row.kind)

        stage.delivery = stage.deliverer(compose=broken)
        row_id = stage.say("broken")
        for _ in range(6):
            await stage.deliver()
            stage.clock.forward(10)
        assert stage.row(row_id).state == "sending"
        for _ in range(30):
            await stage.deliver()
            stage.clock.forward(10)
        row = stage.row(row_id)
        assert (row.state, row.attempts, row.error) == ("given_up", 5, "rendering: KeyError")

    play(scene)


def test_what_cannot_be_noted_is_not_said_again(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        def forgetful(*_: object) -> None:
            raise RuntimeError

        stage.delivery = stage.deliverer(settled=forgetful)
        row_id = stage.say("once")
        await stage.deliver()
        row = stage.row(row_id)
        assert (row.state, row.error) == ("sent", "not noted: RuntimeError")
        assert stage.slack.texts("C01") == ["once"]

    play(scene)


def test_what_follows_from_a_post_follows_though_the_database_was_busy(
    play: Play[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "AGAIN", 0.0)

    async def scene(stage: Stage) -> None:
        told: list[str] = []

        def busy_once(_session: object, row: OutboxRow, result: Result) -> None:
            told.append(result.state)
            if len(told) == 1:
                raise OperationalError("busy", None, Exception())

        stage.delivery = stage.deliverer(settled=busy_once)
        row_id = stage.say("once")
        await stage.deliver()
        assert told == ["sent", "sent"]
        assert (stage.row(row_id).state, stage.row(row_id).error) == ("sent", None)
        assert stage.slack.texts("C01") == ["once"]

    play(scene)


def test_a_row_waits_for_the_one_it_comes_after(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        stage.slack.faults["chat.postMessage"] = [429]
        first = stage.say("first", "channel:C01")
        await stage.deliver()
        stage.say("second", "channel:C02", after_id=first)
        stage.say("third", "channel:C02")
        await stage.deliver()
        assert stage.slack.texts("C02") == ["third"]
        stage.clock.forward(8)
        await stage.deliver()
        assert stage.slack.texts("C01") == ["first"]
        assert stage.slack.texts("C02") == ["third", "second"]

    play(scene)


def test_a_row_waits_for_caseworks_day_not_for_the_real_one(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        stage.say("on Monday", due=stage.clock.now() + timedelta(days=7))
        await stage.deliver()
        assert stage.slack.texts("C01") == []
        stage.clock.offset = timedelta(days=7)
        await stage.deliver()
        assert stage.slack.texts("C01") == ["on Monday"]

    play(scene)


def test_a_card_is_posted_once_and_then_edited_in_place(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        card_id = put_card(stage)
        await stage.deliver()
        ts = card(stage, card_id).ts
        assert put_card(stage) == card_id
        await stage.deliver()

        found = card(stage, card_id)
        assert (found.ts, found.version, found.tried_at) == (ts, 2, None)
        assert [(m["ts"], m.get("edited")) for m in stage.slack.messages["C01"]] == [(ts, True)]

    play(scene)


def test_a_card_that_is_gone_is_posted_anew(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        card_id = put_card(stage)
        await stage.deliver()
        first = card(stage, card_id).ts
        assert first is not None
        stage.slack.forget("C01", first)
        put_card(stage)
        await stage.deliver()
        second = card(stage, card_id).ts
        assert second != first
        assert [m["ts"] for m in stage.slack.messages["C01"]] == [second]

    play(scene)


@pytest.mark.parametrize("asked_again", [False, True])
def test_a_card_whose_answer_was_lost_is_found_and_not_posted_twice(
    play: Play[None], asked_again: bool
) -> None:
    """Also where the row that posted it is not the row that finds it."""

    async def scene(stage: Stage) -> None:
        stage.slack.faults["chat.postMessage"] = ["lost"]
        card_id = put_card(stage)
        await stage.deliver()
        if asked_again:
            put_card(stage)
        stage.clock.forward(10)
        await stage.deliver()
        assert [m["ts"] for m in stage.slack.messages["C01"]] == [card(stage, card_id).ts]

    play(scene)


def test_a_refresh_asked_for_while_one_is_being_sent_is_sent_too(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        shown = []

        def compose(session: object, row: OutboxRow) -> Post:
            if not shown:
                put_card(stage)  # committed after the row was taken in hand
            shown.append(row.id)
            return Post("card")

        put_card(stage)
        stage.delivery = stage.deliverer(compose=compose)
        await stage.deliver()
        assert len(shown) == 2
        assert shown[0] != shown[1]

    play(scene)


def test_what_belongs_in_a_thread_is_never_said_before_everybody(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        stage.slack.faults["chat.postMessage"] = ["is_archived"]
        card_id = put_card(stage)
        row_id = stage.say("among us", card_id=card_id)
        await stage.deliver()
        assert stage.row(row_id).error == "card_not_posted"
        assert stage.slack.texts("C01") == []

    play(scene)


def test_a_file_whose_sharing_was_not_answered_is_shared_once(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        def compose(_session: object, row: OutboxRow) -> Post:
            return Post("", file=Attachment("bin.jpg", content=b"picture"))

        stage.delivery = stage.deliverer(compose=compose)
        stage.slack.faults["files.completeUploadExternal"] = ["lost"]
        row_id = stage.say("file", method="upload")
        await stage.deliver()
        stage.clock.forward(10)
        await stage.deliver()
        assert stage.row(row_id).state == "sent"
        assert list(stage.slack.files.values()) == [b"picture"]
        assert len(stage.slack.messages["C01"]) == 1

    play(scene)


def test_no_bytes_are_fetched_from_anywhere_but_slack(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        def elsewhere(method: str, body: dict[str, object]) -> dict[str, object]:
            return {"ok": True, "file": {"url_private": "http://169.254.169.254/latest/meta-data", "size": 1}}

        def compose(_session: object, row: OutboxRow) -> Post:
            return Post("", file=Attachment("bin.jpg", slack_file="F01"))

        stage.slack.act = elsewhere  # type: ignore[method-assign]
        stage.delivery = stage.deliverer(compose=compose)
        row_id = stage.say("file", method="upload")
        await stage.deliver()
        assert stage.row(row_id).error == "file_elsewhere"

    play(scene)


def test_a_backlog_leaves_in_order(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        last = None
        for number in range(20):
            last = stage.say(str(number), after_id=last)
        assert await stage.deliver() == 20
        assert stage.slack.texts("C01") == [str(number) for number in range(20)]

    play(scene)
