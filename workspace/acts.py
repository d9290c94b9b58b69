"""What a person does, as the page and the tests do it. Every act is `await act(workspace, user, …)`.

    say(w, user, channel, text, *, thread_ts=None, broadcast=False, file_ids=()) -> ts
    upload(w, user, name, content, *, channel=None, text="", thread_ts=None) -> (file_id, ts | None)
    edit(w, user, channel, ts, text)      delete(w, user, channel, ts)      delete_file(w, user, file_id)
    react(w, user, channel, ts, name)     unreact(w, user, channel, ts, name)     read(w, user, channel, ts)
    click(w, user, action_id, *, channel=None, message_ts=None, view_id=None, block_id=None, choice=None, values=None)
    choose(w, user, action_id, choice, *, …as click)          (selects, pickers, checkboxes)
    options(w, user, action_id, typed, *, channel=None, message_ts=None, view_id=None, block_id=None) -> {options, option_groups}
    submit(w, user, values=None, *, view_id=None) -> {result, errors, view}       (view_id None: the topmost modal)
    close_view(w, user, *, view_id=None, everything=False)
    shortcut(w, user, callback_id, *, channel=None, message_ts=None)
    command(w, user, command, text, channel)
    open_home(w, user, tab="home")        dismiss(w, user, channel, ts)
    join, leave (w, user, channel)        invite, remove (w, user, channel, who)
    create(w, user, name, *, private=False) -> channel id    rename(w, user, channel, name)    archive, unarchive (w, user, channel)

What a person sees (not awaited): dm(w, user) -> channel id of the conversation with the bot; conversations(w, user);
messages(w, user, channel, thread_ts=None) -> list; ephemeral(w, user, channel); view(w, user) -> topmost modal or None;
home(w, user) -> view or None. `await until(w, check, seconds=10)` returns check()'s first true value, looking again at
every change; it raises TimeoutError.

`w` is a Workspace. `choice` and `values` are as docs/workspace.md says: Slack's state shape or bare values. An act that
cannot be done raises Unable (error, says). Acts that need the bot's acknowledgement raise Unable("no_answer" or
"bot_offline") when none comes within 3 s.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from workspace import events, files, interact, modals, posting, seen, state, targets
from workspace.core import Core
from workspace.delivery import NoAnswer
from workspace.limits import Refusal
from workspace.markup import escape, is_emoji_name, typed
from workspace.seen import Unable as Unable
from workspace.shapes import handle, view_json
from workspace.space import BOT, Conversation, Json, new_id

T = TypeVar("T")
TEXT_MOST = 40_000


# --- seeing --------------------------------------------------------------------------------------------------


def dm(w: Core, user: str) -> str:
    return w.space.direct(seen.person(w, user), BOT).id


def conversations(w: Core, user: str) -> list[Json]:
    sides = seen.sidebar(w, user)
    return [*sides["channels"], *sides["dms"]]


def messages(w: Core, user: str, channel: str, thread_ts: str | None = None) -> list[Json]:
    return seen.messages(w, user, channel, thread_ts, limit=10_000)[0]


def ephemeral(w: Core, user: str, channel: str) -> list[Json]:
    """Everything only this person sees in a conversation, threads included."""
    where = seen.place(w, user, channel)
    return [seen.message_seen(w, user, where, m) for m in where.ephemeral.values() if m.visible_to == user]


def view(w: Core, user: str) -> Json | None:
    found: Json | None = seen.view(w, user)["view"]
    return found


def home(w: Core, user: str) -> Json | None:
    found: Json | None = seen.home(w, user)["view"]
    return found


async def until(w: Core, check: Callable[[], T | None], seconds: float = 10.0) -> T:
    """The first true value of `check`, tried now and after every change."""
    queue = w.journal.listen()
    try:
        async with asyncio.timeout(seconds):
            while not (value := check()):
                await queue.get()
            return value
    finally:
        w.journal.leave(queue)


# --- words ---------------------------------------------------------------------------------------------------


async def say(
    w: Core,
    user: str,
    channel: str,
    text: str,
    *,
    thread_ts: str | None = None,
    broadcast: bool = False,
    file_ids: Sequence[str] = (),
) -> str:
    """Posts what is typed, in a channel or a thread, with files if any."""
    where = targets.writable(w, user, channel)
    kept = [w.space.files[one] for one in file_ids if one in w.space.files]
    if len(kept) != len(file_ids):
        raise Unable("file_not_found", "There is no such file.")
    if not text.strip() and not kept:
        raise Unable("no_text", "There is nothing to send.")
    if len(text) > TEXT_MOST:
        raise Unable("msg_too_long", "The message is too long: 40,000 characters at most.")
    if thread_ts is not None:
        parent = seen.message(w, user, channel, thread_ts)[1]
        if parent.visible_to is not None:
            raise Unable("cannot_reply_to_message", "One cannot reply to a message that only you can see.")
        thread_ts = parent.thread_ts or parent.ts
    where.opened = True
    return posting.post_typed(w, where, user, text, thread_ts=thread_ts, broadcast=broadcast, files=kept).ts


async def upload(
    w: Core,
    user: str,
    name: str,
    content: bytes,
    *,
    channel: str | None = None,
    text: str = "",
    thread_ts: str | None = None,
) -> tuple[str, str | None]:
    """Keeps a file and, with a channel, posts it there."""
    if channel is not None:
        targets.writable(w, user, channel)
    if len(content) > files.LARGEST:
        raise Unable("file_too_large", "The file is too large: 50 MB at most here.")
    stored = files.make(w, seen.person(w, user), name, content)
    if channel is None:
        return stored.id, None
    return stored.id, await say(w, user, channel, text, thread_ts=thread_ts, file_ids=[stored.id])


async def edit(w: Core, user: str, channel: str, ts: str, text: str) -> None:
    where, message = targets.own(w, user, channel, ts)
    if not text.strip() and not message.files:
        raise Unable("no_text", "There is nothing left. Delete the message instead.")
    posting.edit_typed(w, where, message, text)


async def delete(w: Core, user: str, channel: str, ts: str) -> None:
    where, message = targets.own(w, user, channel, ts)
    posting.delete(w, where, message)


async def delete_file(w: Core, user: str, file_id: str) -> None:
    """Deletes a file of one's own wherever it was shared; what is left in each message is a tombstone."""
    stored = w.space.files.get(file_id)
    if stored is None or stored.user != user or stored.is_deleted:
        raise Unable("file_not_found", "There is no such file of yours.")
    posting.delete_file(w, stored)


async def react(w: Core, user: str, channel: str, ts: str, name: str) -> None:
    where, message = targets.reactable(w, user, channel, ts)
    if not is_emoji_name(name.strip(":")):
        raise Unable("invalid_name", "That is not the name of an emoji.")
    if not posting.react(w, where, message, user, name.strip(":")):
        raise Unable("already_reacted", "You have reacted with that already.")


async def unreact(w: Core, user: str, channel: str, ts: str, name: str) -> None:
    where, message = targets.reactable(w, user, channel, ts)
    if not posting.unreact(w, where, message, user, name.strip(":")):
        raise Unable("no_reaction", "You have not reacted with that.")


async def read(w: Core, user: str, channel: str, ts: str) -> None:
    where = seen.place(w, user, channel)
    if ts > where.last_read.get(user, "0"):
        where.last_read[user] = ts
        w.changed("read", where, users=[user], ts=ts)


async def dismiss(w: Core, user: str, channel: str, ts: str) -> None:
    """Takes an ephemeral message away. The bot is not told."""
    where, message = seen.message(w, user, channel, ts)
    if message.visible_to is None:
        raise Unable("message_not_found", "Only a message that nobody else sees can be dismissed.")
    del where.ephemeral[ts]
    w.changed("message", where, users=[user], ts=ts)


# --- buttons, selects, modals --------------------------------------------------------------------------------


async def click(
    w: Core,
    user: str,
    action_id: str,
    *,
    channel: str | None = None,
    message_ts: str | None = None,
    view_id: str | None = None,
    block_id: str | None = None,
    choice: Any = None,
    values: Json | None = None,
) -> None:
    """Presses a button or makes a choice, in a message or a view. In an input block that does not dispatch, only fills it."""
    target = targets.target(w, user, channel, message_ts, view_id)
    block, element = state.find(target.blocks, block_id, action_id)
    if block is None or element is None:
        raise Unable("action_not_found", "There is no such button or field.")
    targets.fill(w, user, target.blocks, target.state, values)
    try:
        action = targets.action(block, element, choice, target.state)
    except state.BadChoice as problem:
        raise Unable("invalid_choice", str(problem)) from None
    w.touched += 1
    if block.get("type") == "input" and not block.get("dispatch_action"):
        return
    await _answered(
        interact.block_action(w, user, action, place=target.place, message=target.message, view=target.view)
    )


async def choose(w: Core, user: str, action_id: str, choice: Any, **where: Any) -> None:
    """Makes a choice in a select, picker, radio or checkbox. `where` is as for click."""
    await click(w, user, action_id, choice=choice, **where)


async def options(
    w: Core,
    user: str,
    action_id: str,
    typed_so_far: str,
    *,
    channel: str | None = None,
    message_ts: str | None = None,
    view_id: str | None = None,
    block_id: str | None = None,
) -> Json:
    """What an external select offers for what was typed: {options, option_groups}."""
    target = targets.target(w, user, channel, message_ts, view_id)
    block, element = state.find(target.blocks, block_id, action_id)
    if block is None or element is None:
        raise Unable("action_not_found", "There is no such field.")
    return await _answered(
        interact.suggestions(
            w,
            user,
            str(block["block_id"]),
            action_id,
            typed_so_far,
            place=target.place,
            message=target.message,
            view=target.view,
        )
    )


async def submit(w: Core, user: str, values: Json | None = None, *, view_id: str | None = None) -> Json:
    """Sends the form. Answers {"result": errors|closed|cleared|updated|pushed, "errors": {…}, "view": topmost or None}."""
    form = targets.modal(w, user, view_id)
    blocks = form.payload["blocks"]
    targets.fill(w, user, blocks, form.state, values)
    form.errors = state.client_errors(blocks, form.state)
    if form.errors:
        w.changed("view", users=[user])
        return {"result": "errors", "errors": form.errors, "view": view(w, user)}
    try:
        result, errors = await _answered(interact.submission(w, form))
    except Refusal as refusal:
        said = "; ".join(str(problem) for problem in refusal.problems) or refusal.error
        raise Unable("bad_view", f"The app answered with a form that Slack refuses: {said}") from None
    return {"result": result, "errors": errors, "view": view(w, user)}


async def close_view(w: Core, user: str, *, view_id: str | None = None, everything: bool = False) -> None:
    """Closes the topmost modal (or all); the bot is told where it asked to be."""
    form = targets.modal(w, user, view_id)
    gone = modals.close_view(w, form, everything=everything or bool(form.payload.get("clear_on_close")))
    for one in gone:
        await _answered(interact.closed(w, one, cleared=everything))


async def shortcut(
    w: Core, user: str, callback_id: str, *, channel: str | None = None, message_ts: str | None = None
) -> None:
    """Uses a global shortcut, or a message shortcut on a message."""
    used = w.manifest.shortcut(callback_id)
    if used is None:
        raise Unable("shortcut_not_found", "The app has no such shortcut.")
    if used.type == "global":
        await _answered(interact.shortcut(w, seen.person(w, user), used))
        return
    where, message = seen.message(w, user, channel, message_ts)
    if message.visible_to is not None:
        raise Unable("message_not_found", "A message that only you see has no shortcuts.")
    await _answered(interact.shortcut(w, user, used, place=where, message=message))


async def command(w: Core, user: str, name: str, text: str, channel: str) -> None:
    """Types a slash command. (Slack offers none inside a thread.)"""
    where = seen.place(w, user, channel)
    used = w.manifest.command(name)
    if used is None:
        raise Unable("command_not_found", f"{name} is not a command here.")
    sent = escape(text)
    if used.escape:
        sent = typed(text, posting.names(w))[0]
        for known in (*w.space.people, BOT):
            sent = sent.replace(f"<@{known}>", f"<@{known}|{handle(w.space.name(known))}>")
    await _answered(interact.command(w, user, used, sent, where))


async def open_home(w: Core, user: str, tab: str = "home") -> None:
    """Opens the app's Home or Messages tab."""
    offered = {"home": w.manifest.home_tab, "messages": w.manifest.messages_tab}
    if not offered.get(tab):
        raise Unable("not_enabled", "The app has no such tab.")
    where = w.space.direct(seen.person(w, user), BOT)
    where.opened = True
    shown = w.space.homes.get(user)
    events.home_opened(w, where, user, tab, view_json(shown) if shown else None)


# --- channels ------------------------------------------------------------------------------------------------


async def open_dm(w: Core, user: str, other: str) -> str:
    if other != BOT:
        seen.person(w, other)
    where = w.space.direct(seen.person(w, user), other)
    where.opened = True
    w.changed("channel", where)
    return where.id


async def join(w: Core, user: str, channel: str) -> None:
    where = seen.place(w, user, channel)
    targets.not_archived(where)
    posting.join(w, where, user)


async def leave(w: Core, user: str, channel: str) -> None:
    posting.leave(w, targets.member(w, user, channel), user)


async def invite(w: Core, user: str, channel: str, who: str) -> None:
    """Invites somebody, or the bot."""
    where = targets.member(w, user, channel)
    targets.not_archived(where)
    if who != BOT:
        seen.person(w, who)
    posting.join(w, where, who, inviter=user)


async def remove(w: Core, user: str, channel: str, who: str) -> None:
    posting.leave(w, targets.member(w, user, channel), who)


async def create(w: Core, user: str, name: str, *, private: bool = False) -> str:
    """Makes a channel with this person in it; returns its id."""
    seen.person(w, user)
    if any(c.name == name and c.kind != "im" for c in w.space.conversations.values()):
        raise Unable("name_taken", "There is a channel of that name.")
    made = Conversation(
        new_id("C"), "private" if private else "channel", name, [user], int(time.time()), user
    )
    w.space.conversations[made.id] = made
    w.changed("channel", made)
    events.channel_changed(w, made, "created", user)
    return made.id


async def rename(w: Core, user: str, channel: str, name: str) -> None:
    posting.rename(w, targets.member(w, user, channel), user, name)


async def archive(w: Core, user: str, channel: str) -> None:
    posting.set_archived(w, targets.member(w, user, channel), user, archived=True)


async def unarchive(w: Core, user: str, channel: str) -> None:
    posting.set_archived(w, targets.member(w, user, channel), user, archived=False)


async def _answered(asking: Awaitable[T]) -> T:
    try:
        return await asking
    except NoAnswer as failure:
        if failure.reason == "connection_failed":
            raise Unable("bot_offline", "The app is not connected.") from None
        raise Unable("no_answer", "The app did not answer in time.") from None
