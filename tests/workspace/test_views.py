"""Modals and Home tabs: the stack, what stays filled in, hashes, triggers of modals, and every response_action."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from tests.workspace.house import ADA, BEN, bolted, client, page, running
from workspace import acts, modals
from workspace.limits import Refusal
from workspace.seen import Unable
from workspace.server import Workspace


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def entry(block: str, **element: Any) -> dict[str, Any]:
    inner = {"type": "plain_text_input", "action_id": "text", **element}
    return {"type": "input", "block_id": block, "label": plain(block), "element": inner, "optional": True}


def modal(title: str = "A form", *blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    shown = list(blocks) or [entry("words")]
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain(title),
        "submit": plain("Go"),
        "blocks": shown,
        **more,
    }


def title(workspace: Workspace) -> str | None:
    view = acts.view(workspace, ADA)
    return None if view is None else str(view["title"]["text"])


def test_what_is_filled_in_stays_where_the_field_is_the_same() -> None:
    async def story() -> None:
        async with running() as workspace:
            view = modals.open_view(workspace, ADA, modal("One", entry("a"), entry("b")))
            await acts.click(workspace, ADA, "text", block_id="a", view_id=view.id, choice="kept")
            await acts.click(workspace, ADA, "text", block_id="b", view_id=view.id, choice="lost")
            bot = client(workspace)
            new = modal("Two", entry("a", initial_value="start"), entry("c", initial_value="new"))
            answer = await bot.views_update(view_id=view.id, view=new, hash=view.hash)
            values = answer["view"]["state"]["values"]
            assert {block: state["text"]["value"] for block, state in values.items()} == {
                "a": "kept",
                "c": "new",
            }
            with pytest.raises(SlackApiError) as stale:
                await bot.views_update(view_id=view.id, view=new, hash="1.abc")
            assert stale.value.response["error"] == "hash_conflict"

    asyncio.run(story())


def test_three_modals_fit_on_the_stack() -> None:
    async def story() -> None:
        async with running() as workspace:
            first = modals.open_view(workspace, ADA, modal("One"))
            second = modals.push_view(workspace, ADA, modal("Two"))
            third = modals.push_view(workspace, ADA, modal("Three"))
            assert (third.root_view_id, third.previous_view_id) == (first.id, second.id)
            with pytest.raises(Refusal, match="push_limit_reached"):
                modals.push_view(workspace, ADA, modal("Four"))
            await acts.close_view(workspace, ADA)
            assert title(workspace) == "Two"
            await acts.close_view(workspace, ADA, everything=True)
            assert title(workspace) is None

    asyncio.run(story())


def test_an_external_id_belongs_to_one_view() -> None:
    async def story() -> None:
        async with running() as workspace:
            modals.open_view(workspace, ADA, modal(external_id="case-7"))
            with pytest.raises(Refusal, match="duplicate_external_id"):
                modals.open_view(workspace, BEN, modal(external_id="case-7"))
            answer = await client(workspace).views_update(
                external_id="case-7", view=modal("Two", external_id="case-7")
            )
            assert answer["view"]["title"]["text"] == "Two"

    asyncio.run(story())


def test_a_home_tab_is_published_for_one_person_and_guarded_by_its_hash() -> None:
    home = {"type": "home", "blocks": [{"type": "divider"}]}

    async def story() -> None:
        async with running() as workspace:
            bot = client(workspace)
            first = (await bot.views_publish(user_id=ADA, view=home))["view"]
            assert acts.home(workspace, BEN) is None
            second = (await bot.views_publish(user_id=ADA, view=home, hash=first["hash"]))["view"]
            assert second["id"] == first["id"]
            with pytest.raises(SlackApiError) as stale:
                await bot.views_publish(user_id=ADA, view=home, hash=first["hash"])
            assert stale.value.response["error"] == "hash_conflict"

    asyncio.run(story())


ANSWERS: list[tuple[dict[str, Any], str, str | None]] = [
    ({}, "closed", "One"),
    ({"response_action": "clear"}, "cleared", None),
    ({"response_action": "update", "view": modal("Updated")}, "updated", "Updated"),
    ({"response_action": "push", "view": modal("Pushed")}, "pushed", "Pushed"),
    ({"response_action": "errors", "errors": {"words": "No."}}, "errors", "Two"),
]


@pytest.mark.parametrize("transport", ["socket", "http"])
@pytest.mark.parametrize(("answer", "result", "shown"), ANSWERS)
def test_a_forms_answer_decides_what_is_shown_next(
    transport: str, answer: dict[str, Any], result: str, shown: str | None
) -> None:
    def register(app: AsyncApp, _: list[dict[str, Any]]) -> None:
        async def submitted(ack: Any) -> None:
            await ack(**answer)

        app.view("form")(submitted)

    async def story() -> None:
        async with bolted(register, transport=transport) as (workspace, _, _):
            modals.open_view(workspace, ADA, modal("One"))
            if result != "pushed":
                modals.push_view(workspace, ADA, modal("Two"))
            assert (await acts.submit(workspace, ADA))["result"] == result
            assert title(workspace) == shown

    asyncio.run(story())


def test_a_form_that_slack_would_refuse_is_told_to_the_person() -> None:
    def register(app: AsyncApp, _: list[dict[str, Any]]) -> None:
        async def submitted(ack: Any) -> None:
            await ack(response_action="update", view=modal("x" * 25))

        app.view("form")(submitted)

    async def story() -> None:
        async with bolted(register) as (workspace, _, _):
            modals.open_view(workspace, ADA, modal("One"))
            with pytest.raises(Unable, match="less than 25 characters"):
                await acts.submit(workspace, ADA)

    asyncio.run(story())


def test_a_button_in_a_modal_pushes_with_its_trigger() -> None:
    def register(app: AsyncApp, noted: list[dict[str, Any]]) -> None:
        async def pressed(ack: Any, body: dict[str, Any], client: Any) -> None:
            noted.append(body)
            await client.views_push(trigger_id=body["trigger_id"], view=modal("Two"))
            await ack()

        app.action("more")(pressed)

    async def story() -> None:
        async with bolted(register) as (workspace, _, noted):
            row = {
                "type": "actions",
                "elements": [{"type": "button", "action_id": "more", "text": plain("More")}],
            }
            view = modals.open_view(workspace, ADA, modal("One", entry("words"), row))
            values = {"words": {"text": "so far"}}
            await acts.click(workspace, ADA, "more", view_id=view.id, values=values)
            assert title(workspace) == "Two"
            assert noted[0]["view"]["state"]["values"]["words"]["text"]["value"] == "so far"
            assert noted[0]["container"] == {"type": "view", "view_id": view.id}
            with pytest.raises(Unable, match="no longer open"):
                await acts.submit(workspace, ADA, view_id=view.id)

    asyncio.run(story())


FIELDS: list[tuple[dict[str, Any], Any, str | None]] = [
    ({"type": "plain_text_input", "min_length": 3}, "ab", "Please use at least 3 characters."),
    ({"type": "plain_text_input", "max_length": 3}, "abcd", "Please use at most 3 characters."),
    ({"type": "plain_text_input"}, "", "Please complete this required field."),
    ({"type": "email_text_input"}, "nobody", "Enter an e-mail address, such as name@example.org"),
    ({"type": "email_text_input"}, "a@example.org", None),
    ({"type": "number_input", "is_decimal_allowed": False}, "seven", "Enter a number"),
    ({"type": "multi_users_select"}, [], "Please complete this required field."),
    ({"type": "datepicker"}, "2026-11-23", None),
]


@pytest.mark.parametrize(("element", "given", "words"), FIELDS)
def test_fields_are_checked_before_the_app_is_asked(
    element: dict[str, Any], given: Any, words: str | None
) -> None:
    def register(app: AsyncApp, noted: list[dict[str, Any]]) -> None:
        async def submitted(ack: Any, view: dict[str, Any]) -> None:
            noted.append(view)
            await ack()

        app.view("form")(submitted)

    async def story() -> None:
        async with bolted(register) as (workspace, _, noted):
            field = {**entry("words"), "element": {"action_id": "text", **element}, "optional": False}
            modals.open_view(workspace, ADA, modal("One", field))
            answer = await acts.submit(workspace, ADA, {"words": {"text": given}})
            assert answer["errors"] == ({"words": words} if words else {})
            assert len(noted) == (0 if words else 1)

    asyncio.run(story())


def test_a_choice_that_is_not_offered_is_refused() -> None:
    async def story() -> None:
        async with running() as workspace:
            options = [{"text": plain("One"), "value": "1"}]
            field = entry("words", type="static_select", options=options)
            modals.open_view(workspace, ADA, modal("One", field))
            with pytest.raises(Unable, match="not among the options"):
                await acts.submit(workspace, ADA, {"words": {"text": "2"}})
            with pytest.raises(Unable, match="nothing to fill in"):
                await acts.submit(workspace, ADA, {"words": {"other": "2"}})

    asyncio.run(story())


def test_files_given_in_a_form_reach_the_app_and_can_be_fetched() -> None:
    def register(app: AsyncApp, noted: list[dict[str, Any]]) -> None:
        async def submitted(ack: Any, view: dict[str, Any]) -> None:
            noted.append(view)
            await ack()

        app.view("form")(submitted)

    async def story() -> None:
        async with bolted(register) as (workspace, _, noted):
            modals.open_view(workspace, ADA, modal("One", entry("photo", type="file_input", max_files=1)))
            kept, _ = await acts.upload(workspace, ADA, "bin.jpg", b"jpeg")
            theirs, _ = await acts.upload(workspace, BEN, "other.jpg", b"jpeg")
            for wrong, words in (([theirs], "no such file"), ([kept, kept], "At most 1")):
                with pytest.raises(Unable, match=words):
                    await acts.submit(workspace, ADA, {"photo": {"text": wrong}})
            await acts.submit(
                workspace, ADA, {"photo": {"text": {"type": "file_input", "files": [{"id": kept}]}}}
            )
            given = noted[0]["state"]["values"]["photo"]["text"]["files"]
            assert [one["name"] for one in given] == ["bin.jpg"]
            assert (await client(workspace).files_info(file=kept))["file"]["size"] == 4

    asyncio.run(story())


def test_a_choice_can_be_taken_back() -> None:
    async def story() -> None:
        async with running() as workspace, page(workspace) as session:
            view = modals.open_view(workspace, ADA, modal("One", entry("day", type="datepicker")))
            for given in ("2026-11-23", None):
                body = {"view_id": view.id, "block_id": "day", "action_id": "text", "selected_date": given}
                async with session.post(f"/ui/as/{ADA}/click", json=body) as answer:
                    assert (await answer.json())["ok"]
                assert view.state["day"]["text"]["selected_date"] == given

    asyncio.run(story())
