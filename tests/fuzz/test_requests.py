"""Whatever stands in a message, a button, a form, its memory or a command, the bot does not stumble: it answers in words
or says nothing, and what it did is whole. As people who may do much, so that much is reached."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import given, target
from hypothesis import strategies as st
from slack_bolt.async_app import AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from sqlalchemy import select

from bot.events import sift
from bot.inbox import FAILED
from casework.errors import CaseworkError
from directory.council import Council
from directory.matching.matcher import Matcher
from handlers.commands import VERBS
from handlers.markup import file_name, plain_words
from handlers.requests import NotYet
from handlers.routes import ACTIONS, FORMS
from storage.database import Database
from storage.inbox import InboxRow
from tests.desk import Actor, Desk
from tests.fuzz.counting import count, examples
from tests.stories.test_guessed_ids import FILLED, FORM, names
from workspace.shapes import TEAM

Json = dict[str, Any]

ODD = [
    "", " ", "\x00", "\ud800", "\u202e", "0", "1", "2", "-1", "1:new", "assign:1:new", "1:answered:2", "²", "٣", "9" * 30, "9" * 5_000,
    "1.5", "nan", "null", "true", "[]", "{}", "SEF-1001", "sef 1001", "<!channel>", "<@U0MEM001|x>", "<https://x|y>", "&lt;&amp;",
    "a" * 3_000, "😀" * 500, "\n" * 200, "=1+1", "{{ 7*7 }}", "2026-11-27", "2026-13-40", "0000-00-00", "9999-12-31", "0001-01-01",
    "graffiti", "Linacre", "Derby", "joanne-whitwell", "done", "scheduled", "no", "not_ours", "yes", "merseyside-police", "everyone",
    "U0COR001", "L20 6AB", "pothole", "Marsh Lane", "ring 07700 900123", "gas leak at the school",
]  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(ODD), st.text(max_size=60), st.lists(st.sampled_from(ODD), max_size=6).map(" ".join)
)
SCALARS = st.one_of(TEXTS, st.integers(-(2**70), 2**70), st.none(), st.booleans(), st.floats())
ANY_JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)

FIELDS = [
    "words", "words.1", "words.done", "words.no", "note", "place", "service", "ward", "person", "kind", "from", "until", "date", "why",
    "member", "what", "officer", "due", "reply_by", "body", "reference", "told", "entry", "act", "noun", "sharing", "share", "flag",
    "parish", "lead", "title", "text", "name", "key", "case", "reason", "goes.1", "note.1", "issue.0", "service.0", "when", "view", "cover",
    "cases", "into", "area", "to", "answer", "starts", "ends", "where", "contact", "hours", "level",
]  # fmt: skip
MEMORY = [
    "case", "words", "state", "message", "kind", "date", "body", "reference", "told", "task", "offer", "entry", "handover", "page", "of",
    "noun", "key", "act", "why", "channel", "ts", "at", "person", "service", "cells", "seen", "notice", "leaver", "id", "with", "for",
]  # fmt: skip
OPTION = st.builds(lambda value: {"value": value}, TEXTS)


@st.composite
def states(draw: st.DrawFn) -> Json:
    """What a form was filled in with, in every field that one of ours has."""
    found: Json = {}
    for name in draw(st.lists(st.sampled_from(FIELDS), max_size=12, unique=True)):
        found[name] = {
            "text": {"type": "plain_text_input", "value": draw(st.none() | TEXTS)},
            "date": {
                "selected_date": draw(st.none() | st.dates().map(date.isoformat) | st.sampled_from(ODD))
            },
            "person": {"selected_user": draw(st.none() | TEXTS)},
            name: {
                "selected_option": draw(st.none() | OPTION),
                "selected_options": draw(st.lists(OPTION, max_size=3)),
            },
            "outcome.kind": {"selected_option": draw(st.none() | OPTION)},
        }
    return found


MEMORIES = st.one_of(
    TEXTS,
    ANY_JSON.map(json.dumps),
    st.dictionaries(st.sampled_from(MEMORY), st.one_of(st.just(1), st.sampled_from(["new", "1"]), SCALARS, ANY_JSON), max_size=12).map(json.dumps),
)  # fmt: skip
# What Slack says of a form or a trigger that is not there any more, which a forged request does not have.
GONE = {"not_found", "view_not_found", "hash_conflict", "push_limit_reached", "expired_trigger_id", "exchanged_trigger_id",
        "invalid_trigger_id", "message_not_found"}  # fmt: skip


OFTEN = 25  # requests after which everything that they brought about is done


class Stage:
    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.people = [
            desk.holder("coordinator", "South Sefton"),
            desk.holder("member", "Linacre"),
            desk.holder("duty"),
            desk.holder("support"),
            desk.holder("administrator"),
            desk.newcomer("nobody@example.org"),
        ]
        member, coordinator = self.people[1], self.people[0]
        member.says("Huge pothole on Marsh Lane and graffiti on Knowsley Road in Bootle")
        member.says("The street light is out on Marsh Lane")
        self.channel = desk.channel("area", "South Sefton")
        self.card = coordinator.sees(self.channel)[0]
        self.sent = 0

    def send(self, body: Json, *, settle: bool = False) -> None:
        self.sent += 1
        settle = settle or self.sent % OFTEN == 0
        request = AsyncBoltRequest(body=body, mode="socket_mode")

        async def sent() -> Any:
            return await self.desk.bot.app.async_dispatch(request)

        response = self.desk.run(sent()) if settle else self.desk._runner.run(sent())
        error = request.context.get(FAILED)
        if error is not None and not is_foreseen(error):
            raise error
        assert response.status in (200, 404), response.status

    def common(self, who: Actor, **more: Any) -> Json:
        trigger = self.desk.workspace.trigger(who.slack_id)
        return {
            "user": {"id": who.slack_id, "team_id": TEAM},
            "team": {"id": TEAM},
            "trigger_id": trigger,
            **more,
        }


def is_foreseen(error: Exception) -> bool:
    if isinstance(error, SlackApiError):
        return error.response["error"] in GONE
    return isinstance(error, (CaseworkError, NotYet))


def test_nothing_that_is_pressed_filled_in_or_commanded_makes_it_stumble(
    council_on_sqlite: Database, matcher: Matcher, council: Council, tmp_path: Path
) -> None:
    with Desk(council_on_sqlite, matcher, council, transport="http", folder=tmp_path).open() as desk:
        stage = Stage(desk)
        people = st.integers(0, len(stage.people) - 1)

        @examples(90)
        @given(
            people,
            st.sampled_from(names(ACTIONS)),
            TEXTS,
            TEXTS,
            st.sampled_from(["message", "home", "modal", "option"]),
            MEMORIES,
            states(),
        )
        def click(who: int, name: str, value: str, block: str, where: str, memory: str, state: Json) -> None:
            count("clicks")
            target(float(len(value)))
            action = {"type": "button", "action_id": name, "block_id": block, "value": value}
            if where == "option":
                action |= {"type": "static_select", "selected_option": {"value": value}}
            body = stage.common(stage.people[who], type="block_actions", actions=[action])
            if where in ("home", "modal"):
                body["view"] = {"type": where, "id": "V1", "hash": "h", "blocks": FORM["blocks"], "private_metadata": memory,
                                "callback_id": "case.reply", "state": {"values": state}}  # fmt: skip
            else:
                body |= {"channel": {"id": stage.channel}, "message": stage.card,
                         "container": {"channel_id": stage.channel, "message_ts": stage.card["ts"]}}  # fmt: skip
            stage.send(body)

        @examples(110)
        @given(people, st.sampled_from(names(FORMS)), MEMORIES, states())
        def form(who: int, callback: str, memory: str, state: Json) -> None:
            count("forms")
            target(float(len(state)))
            view = {
                **FORM,
                "id": "V1",
                "hash": "h",
                "callback_id": callback,
                "private_metadata": memory,
                "state": {"values": state},
            }
            stage.send(stage.common(stage.people[who], type="view_submission", view=view))

        @examples(25)
        @given(people, st.one_of(TEXTS, st.tuples(st.sampled_from([*VERBS, "find"]), TEXTS).map(" ".join)))
        def command(who: int, text: str) -> None:
            count("commands")
            person = stage.people[who]
            stage.send({"command": "/wardline", "text": text, "user_id": person.slack_id, "team_id": TEAM, "channel_id": stage.channel,
                        "trigger_id": desk.workspace.trigger(person.slack_id)})  # fmt: skip

        @examples(25)
        @given(people, TEXTS, st.sampled_from(["direct", "mention", "thread", "edit"]), st.lists(st.builds(dict, id=TEXTS, name=TEXTS, mimetype=TEXTS, size=st.none() | st.integers(0, 2**40), mode=TEXTS), max_size=2), ANY_JSON, st.integers(1, 9_999))  # fmt: skip
        def message(who: int, text: str, where: str, files: list[Json], blocks: Any, number: int) -> None:
            count("messages")
            person = stage.people[who]
            ts = f"17{number:08}.{who:06}"
            event: Json = {"type": "message", "channel": person.dm, "channel_type": "im", "user": person.slack_id, "ts": ts, "event_ts": ts,
                           "text": text, "files": files, "blocks": blocks}  # fmt: skip
            if where in ("mention", "thread"):
                event |= {"channel": stage.channel, "channel_type": "channel"}
            if where == "thread":
                event["thread_ts"] = stage.card["ts"]
            if where == "edit":
                event = {
                    "type": "message",
                    "subtype": "message_changed",
                    "channel": person.dm,
                    "channel_type": "im",
                    "message": event,
                }
            by = [{"team_id": TEAM, "user_id": "U0BOT", "is_bot": True}]
            event_id = f"Ev{where}{number}{who}"
            stage.send(
                {
                    "type": "event_callback",
                    "team_id": TEAM,
                    "event_id": event_id,
                    "authorizations": by,
                    "event": event,
                },
                settle=where != "edit",
            )

        for callback in names(FORMS):  # each found a fault once: a number that is none, a day that is none
            for bad in ("x", [1], None, 2**70, "²"):
                memory = json.dumps(
                    {**dict.fromkeys(MEMORY, 1), "state": "new", **dict.fromkeys(MEMORY, bad)}
                )
                view = {
                    **FORM,
                    "id": "V1",
                    "hash": "h",
                    "callback_id": callback,
                    "private_metadata": memory,
                    "state": {"values": FILLED},
                }
                count("forms with an altered memory")
                stage.send(stage.common(stage.people[0], type="view_submission", view=view))
        for test in (click, form, command, message):
            test()
        desk.settle()
        with desk.database.read() as session:
            stuck = [
                (row.kind, row.error, row.state)
                for row in session.scalars(select(InboxRow))
                if row.state == "given_up" or (row.error and row.state == "waiting")
            ]
        assert stuck == []


@examples(300)
@given(ANY_JSON, st.dictionaries(st.sampled_from(["type", "subtype", "channel", "ts", "thread_ts", "user", "text", "files", "item", "reaction", "message", "previous_message", "bot_profile", "bot_id", "channel_type", "tab", "team"]), st.sampled_from(["message", "app_mention", "reaction_added", "message_changed", "message_deleted", "D1", "1.0"]) | ANY_JSON), ANY_JSON)  # fmt: skip
def test_no_event_is_too_odd_to_be_sifted(event: Any, fields: Json, authorizations: Any) -> None:
    count("events of any shape")
    for each in (event, fields):
        body = {
            "type": "event_callback",
            "event": each,
            "authorizations": authorizations if isinstance(authorizations, list) else [authorizations],
        }
        found = sift(body)
        assert found is None or isinstance(found.key, str)


@examples(300)
@given(TEXTS)
def test_any_file_name_becomes_one_that_harms_nobody(name: str) -> None:
    count("names of files")
    found = file_name(name)

    assert 0 < len(found) <= 121
    assert not set(found) & set('/\\:*?"<>|\x00\n\r\t')
    assert found.strip(" .") == found
    assert found.partition(".")[0].upper() not in {"CON", "NUL", "AUX", "PRN", "COM1", "LPT1"}
    assert file_name(found) == found


@examples(300)
@given(
    TEXTS
    | st.lists(
        st.sampled_from(
            ["<", ">", "@U1", "|", "!channel", "!date^1^{x}", "&lt;", "&amp;", "#C1", "https://x"]
        ),
        max_size=12,
    ).map("".join)
)
def test_any_markup_is_words(text: str) -> None:
    count("markup")
    assert isinstance(plain_words(text, bot_user="U1"), str)
