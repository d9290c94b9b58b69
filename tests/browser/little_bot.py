"""The small bot of these tests: a form with every answer it may get, a Home tab, options, and a note of what it was told."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncApp

from tests.browser.house import Noted

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str, **more: Any) -> Json:
    return {"text": plain(text), "value": text.lower().replace(" ", "-")} | more


def button(text: str, action_id: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(text), "action_id": action_id} | more


def field(label: str, block_id: str, element: Json, **more: Any) -> Json:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"action_id": "it"} | element,
    } | more


FORM: Json = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("Reply to the member"),
    "submit": plain("Send"),
    "close": plain("Not now"),
    "notify_on_close": True,
    "blocks": [
        field("Words", "words", {"type": "plain_text_input", "multiline": True, "max_length": 200}),
        field(
            "Outcome", "outcome", {"type": "static_select", "options": [option("Done"), option("Not ours")]}
        ),
        field("When", "when", {"type": "datepicker"}, optional=True),
        field(
            "Also",
            "also",
            {"type": "checkboxes", "options": [option("Tell others"), option("Remind me")]},
            optional=True,
        ),
        field("Officer", "officer", {"type": "external_select", "min_query_length": 2}, optional=True),
        field("Photograph", "photograph", {"type": "file_input", "filetypes": ["png"]}, optional=True),
        {
            "type": "actions",
            "block_id": "more",
            "elements": [button("Check it", "form.check"), button("Go deeper", "form.push")],
        },
    ],
}


def register(app: AsyncApp, noted: Noted) -> None:
    """Every listener the tests press against."""

    async def nothing(ack: Any) -> None:
        await ack()

    async def open_form(ack: Any, body: Json, client: Any) -> None:
        await ack()
        noted.append({"click": body})
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    async def pressed(ack: Any, body: Json) -> None:
        await ack()
        noted.append({"click": body})

    async def check(ack: Any, body: Json, client: Any) -> None:
        await ack()
        noted.append({"click": body})
        view = FORM | {
            "blocks": [
                {"type": "section", "block_id": "ok", "text": mrkdwn("*It is well.*")},
                *FORM["blocks"],
            ]
        }
        await client.views_update(view_id=body["view"]["id"], view=view)

    async def deeper(ack: Any, body: Json, client: Any) -> None:
        await ack()
        depth = plain(f"Depth {body['view'].get('private_metadata') or 2}")
        view = {"type": "modal", "callback_id": "deep", "private_metadata": "3", "title": depth, "blocks": [
            {"type": "actions", "elements": [button("Go deeper", "form.push")]}]}  # fmt: skip
        await client.views_push(trigger_id=body["trigger_id"], view=view)

    async def sent(ack: Any, view: Json) -> None:
        noted.append({"sent": view})
        words = view["state"]["values"]["words"]["it"]["value"]
        if "bad" in words:
            await ack(response_action="errors", errors={"words": "Please be kind."})
        elif "look" in words:
            shown = {"type": "modal", "title": plain("Preview"), "close": plain("Done"), "blocks": [
                {"type": "section", "text": mrkdwn(f"> {words}")}]}  # fmt: skip
            await ack(response_action="update", view=shown)
        else:
            await ack()

    async def closed(ack: Any, view: Json) -> None:
        await ack()
        noted.append({"closed": view})

    async def offer(ack: Any, payload: Json) -> None:
        await ack(options=[option(f"{payload['value']} one"), option(f"{payload['value']} two")])

    async def home(event: Json, client: Any) -> None:
        noted.append({"home": event})
        if event.get("tab") == "home":
            blocks = [
                {"type": "header", "text": plain("Your cases")},
                {
                    "type": "section",
                    "text": mrkdwn("*SEF-1042* · Litter bins"),
                    "accessory": button("New enquiry", "form.open", style="primary"),
                },
            ]
            await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    async def heard(event: Json) -> None:
        noted.append({"event": event})

    app.action("form.open")(open_form)
    app.action("form.check")(check)
    app.action("form.push")(deeper)
    app.action("press")(pressed)
    app.action("pick")(pressed)
    app.options("it")(offer)
    app.options("pick")(offer)
    app.view("form")(sent)
    app.view("deep")(nothing)
    app.view_closed("form")(closed)
    app.view_closed("deep")(closed)
    app.shortcut("enquiry.raise")(open_form)
    app.shortcut("enquiry.new")(open_form)
    app.command("/wardline")(pressed)
    app.event("app_home_opened")(home)
    for name in ("message", "app_mention", "reaction_added", "member_joined_channel", "channel_archive"):
        app.event(name)(heard)
