"""What the bot is asked when somebody clicks, submits, types a command or uses a shortcut, and what its answer does.

Payloads follow Slack's. Finding what was clicked, and telling the person, is acts.py's.
"""

from __future__ import annotations

import json
import time
from typing import Any

from workspace import modals, posting
from workspace.core import RESPONSE_SECONDS, RESPONSE_USES, Core, ResponseUrl
from workspace.delivery import Answer, Outgoing
from workspace.limits import Refusal, check_message
from workspace.manifest import Command, Shortcut
from workspace.markup import normalise
from workspace.shapes import handle, interaction_channel, message_json, team_json, user_short, view_json
from workspace.space import APP, BOT, TEAM, Conversation, Json, Message, View


async def block_action(
    core: Core,
    user: str,
    action: Json,
    *,
    place: Conversation | None,
    message: Message | None,
    view: View | None,
) -> Answer:
    """Sends block_actions for one action, in a message or a view. Raises NoAnswer."""
    body = _common(core, "block_actions", user)
    body["actions"] = [action | {"action_ts": f"{time.time():.6f}"}]
    if view is not None:
        body |= _in_view(view) | {"trigger_id": core.trigger(user, view.id)}
    elif place is not None and message is not None:
        body |= _in_message(core, user, place, message) | {"trigger_id": core.trigger(user)}
    return await core.delivery.ask(Outgoing("interactive", body, f"block_actions {action['action_id']}"))


async def suggestions(
    core: Core,
    user: str,
    block_id: str,
    action_id: str,
    typed: str,
    *,
    place: Conversation | None,
    message: Message | None,
    view: View | None,
) -> Json:
    """Asks for an external select's options. Answers {options} or {option_groups}."""
    body = _common(core, "block_suggestion", user) | {
        "block_id": block_id,
        "action_id": action_id,
        "value": typed,
    }
    if view is not None:
        body |= _in_view(view)
    elif place is not None and message is not None:
        body |= _in_message(core, user, place, message)
        del body["response_url"]
    answer = await core.delivery.ask(Outgoing("options", body, f"block_suggestion {action_id}"))
    found = answer.body if isinstance(answer.body, dict) else {}
    return {"options": found.get("options") or [], "option_groups": found.get("option_groups") or []}


async def submission(core: Core, view: View) -> tuple[str, dict[str, str]]:
    """Sends view_submission and does what the answer says. Returns the result's name and any errors by block."""
    body = _common(core, "view_submission", view.user)
    body |= {"trigger_id": core.trigger(view.user, view.id), "view": view_json(view)}
    body["response_urls"] = _response_urls(core, view)
    answer = await core.delivery.ask(
        Outgoing("interactive", body, f"view_submission {view.payload.get('callback_id', '')}")
    )
    given = answer.body if isinstance(answer.body, dict) else {}
    action = given.get("response_action")
    if action == "errors":
        view.errors = {str(block): str(words) for block, words in (given.get("errors") or {}).items()}
        core.changed("view", users=[view.user])
        return "errors", view.errors
    if action == "update":
        modals.update_view(core, view, given.get("view"))
        return "updated", {}
    if action == "push":
        modals.push_view(core, view.user, given.get("view"))
        return "pushed", {}
    if action == "clear" or view.payload.get("clear_on_close"):
        modals.close_view(core, view, everything=True)
        return "cleared", {}
    modals.close_view(core, view)
    return "closed", {}


async def closed(core: Core, view: View, *, cleared: bool) -> None:
    """Sends view_closed for a view that asked to be told."""
    if not view.payload.get("notify_on_close"):
        return
    body = _common(core, "view_closed", view.user) | {"view": view_json(view), "is_cleared": cleared}
    await core.delivery.ask(
        Outgoing("interactive", body, f"view_closed {view.payload.get('callback_id', '')}")
    )


async def shortcut(
    core: Core,
    user: str,
    used: Shortcut,
    *,
    place: Conversation | None = None,
    message: Message | None = None,
) -> Answer:
    """Sends `shortcut`, or `message_action` with its message."""
    body = _common(core, "shortcut" if used.type == "global" else "message_action", user)
    body |= {
        "callback_id": used.callback_id,
        "trigger_id": core.trigger(user),
        "action_ts": f"{time.time():.6f}",
    }
    if place is not None and message is not None:
        response = ResponseUrl(user, place.id, time.monotonic(), message.ts, message.thread_ts)
        body |= {
            "channel": interaction_channel(place),
            "message": message_json(core.space, place, message),
            "message_ts": message.ts,
            "response_url": core.response_url(response),
        }
    return await core.delivery.ask(Outgoing("interactive", body, f"{body['type']} {used.callback_id}"))


async def command(core: Core, user: str, used: Command, text: str, place: Conversation) -> None:
    """Sends a slash command, and shows the answer if there is one."""
    response = ResponseUrl(user, place.id, time.monotonic())
    body = {
        "token": core.verification_token,
        "team_id": TEAM,
        "team_domain": "local",
        "channel_id": place.id,
        "channel_name": interaction_channel(place)["name"],
        "user_id": user,
        "user_name": handle(core.space.name(user)),
        "command": used.command,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": core.response_url(response),
        "trigger_id": core.trigger(user),
    }
    answer = await core.delivery.ask(Outgoing("slash_commands", body, f"command {used.command}"))
    if isinstance(answer.body, str) and answer.body:
        _answer(core, response, {"text": answer.body})
    elif isinstance(answer.body, dict) and (answer.body.get("text") or answer.body.get("blocks")):
        _answer(core, response, answer.body)


def respond(core: Core, token: str, body: Any) -> tuple[int, str]:
    """Serves a response_url: HTTP status and text. 404 when it is unknown, worn out or too old."""
    response = core.responses.get(token)
    if response is None or time.monotonic() - response.made > RESPONSE_SECONDS:
        return 404, "expired_url"
    if response.uses >= RESPONSE_USES:
        return 404, "used_url"
    if not isinstance(body, dict):
        return 400, "invalid_payload"
    try:
        _answer(core, response, body)
    except Refusal as refusal:
        return 400, json.dumps(refusal.as_json())
    response.uses += 1
    return 200, "ok"


# --- response_url --------------------------------------------------------------------------------------------


def _answer(core: Core, response: ResponseUrl, body: Json) -> None:
    """Posts, replaces or deletes, as a response body asks."""
    place = core.space.conversations[response.channel]
    original = None
    if response.ts is not None:
        original = place.ephemeral.get(response.ts) if response.ephemeral else place.messages.get(response.ts)
    if body.get("delete_original"):
        if original is not None:
            _take_away(core, place, original)
        return
    check_message(body)
    text = normalise(str(body.get("text") or ""))
    if not text and not body.get("blocks") and not body.get("attachments"):
        raise Refusal("no_text")
    blocks = posting.completed(body.get("blocks") or [])
    attachments = body.get("attachments") or []
    if body.get("replace_original") and original is not None and original.is_bot:
        _replace(core, place, original, text, blocks, attachments)
        return
    private = body.get("response_type", "ephemeral") != "in_channel"
    thread = body.get("thread_ts") or (response.thread_ts if response.ephemeral else None)
    message = Message(
        ts=place.next_ts(),
        user=BOT,
        text=text,
        blocks=blocks,
        attachments=attachments,
        thread_ts=thread,
        visible_to=response.user if private else None,
    )
    posting.post(core, place, message)


def _replace(
    core: Core, place: Conversation, original: Message, text: str, blocks: list[Json], attachments: list[Json]
) -> None:
    if original.visible_to is None:
        posting.edit(core, place, original, BOT, text=text, blocks=blocks, attachments=attachments)
        return
    original.text, original.blocks, original.attachments, original.state = text, blocks, attachments, {}
    core.changed("message", place, users=[original.visible_to], ts=original.ts, thread_ts=original.thread_ts)


def _take_away(core: Core, place: Conversation, original: Message) -> None:
    if original.visible_to is None:
        if original.is_bot:
            posting.delete(core, place, original)
        return
    place.ephemeral.pop(original.ts, None)
    core.changed("message", place, users=[original.visible_to], ts=original.ts, thread_ts=original.thread_ts)


# --- payload parts -------------------------------------------------------------------------------------------


def _common(core: Core, kind: str, user: str) -> Json:
    return {
        "type": kind,
        "user": user_short(core.space, user),
        "api_app_id": APP,
        "token": core.verification_token,
        "team": team_json(),
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _in_view(view: View) -> Json:
    return {"container": {"type": "view", "view_id": view.id}, "view": view_json(view)}


def _in_message(core: Core, user: str, place: Conversation, message: Message) -> Json:
    ephemeral = message.visible_to is not None
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": place.id,
        "is_ephemeral": ephemeral,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    response = ResponseUrl(user, place.id, time.monotonic(), message.ts, message.thread_ts, ephemeral)
    body: Json = {
        "container": container,
        "channel": interaction_channel(place),
        "state": {"values": message.state.get(user, {})},
        "response_url": core.response_url(response),
    }
    if not ephemeral:
        body["message"] = message_json(core.space, place, message)
    return body


def _response_urls(core: Core, view: View) -> list[Json]:
    """One for each conversation chosen in an element that asked for it."""
    found: list[Json] = []
    for block in view.payload["blocks"]:
        element = block.get("element") or {}
        if block.get("type") != "input" or not element.get("response_url_enabled"):
            continue
        chosen = view.state.get(block["block_id"], {}).get(element["action_id"], {})
        channel = chosen.get("selected_conversation") or chosen.get("selected_channel")
        if channel in core.space.conversations:
            url = core.response_url(ResponseUrl(view.user, channel, time.monotonic()))
            found.append(
                {
                    "block_id": block["block_id"],
                    "action_id": element["action_id"],
                    "channel_id": channel,
                    "response_url": url,
                }
            )
    return found
