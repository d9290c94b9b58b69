"""The doors that words come in by: direct messages, mentions, case threads, the shortcuts, the form."""

from datetime import timedelta
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncBoltContext, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from casework import hearing, newcomers, raising
from casework.rules import rules
from casework.words import Said
from directory.matching.matcher import Matcher
from handlers.errors import answer_click, answer_form
from handlers.markup import moment_of
from handlers.requests import (
    Body,
    Clock,
    NotYet,
    Transact,
    acting,
    chosen,
    nothing,
    number_pressed,
    said_in,
    typed_whole,
    user_of,
)
from storage import Session
from views import forms

STILL_COMING = timedelta(minutes=10)  # a message that young may come after its own end

_NOT_WORDS = frozenset(
    {"channel_join", "channel_leave", "channel_topic", "channel_purpose", "channel_name", "bot_message"}
)


async def message(
    body: Body, event: Body, context: AsyncBoltContext, client: AsyncWebClient, transact: Transact, read: Transact,
    clock: Clock, matcher: Matcher,
) -> None:  # fmt: skip
    """A message: direct, in a case's thread, or one that mentions us. Anything else was never kept."""
    if event.get("subtype") in _NOT_WORDS or not event.get("user"):
        await transact(nothing)
        return
    direct = event.get("channel_type") == "im" or event["channel"].startswith("D")
    mentioned = f"<@{context.bot_user_id}" in (event.get("text") or "")
    said = said_in(
        event,
        team=body["team_id"],
        door="direct" if direct else "mention",
        clock=clock,
        bot_user=context.bot_user_id,
        at=body.get("wardline_written_at"),
    )
    is_new = await read(lambda session: newcomers.is_unheard_of(session, said.author))
    is_program = bool(event.get("bot_id"))  # an app that writes; as somebody, where that person lets it
    asks = is_new and (direct or mentioned) and not is_program
    email = await _confirmed_email(client, said.author, team=context.team_id) if asks else ""

    def work(session: Session) -> None:
        if is_program and rules(session).by_slack_id(said.author) is None:
            return
        if email:
            newcomers.bind_by_email(session, said.author, email, now=clock.now())
        _hear(session, said, body, mentioned=mentioned, matcher=matcher, clock=clock)

    await transact(work)


async def changed(
    event: Body, context: AsyncBoltContext, transact: Transact, clock: Clock, matcher: Matcher
) -> None:
    """A message was edited, or a file in it was deleted. Slack also says so when only a link was unfolded: then the words
    are the same as it says they were before."""
    inner = event["message"]
    if inner.get("subtype") == "tombstone":  # deleted, with replies under it: Slack leaves its place
        await _gone(event["channel"], inner["ts"], transact, clock)
        return
    said = said_in(
        {**inner, "channel": event["channel"], "user": inner.get("user", "")},
        team="",
        door="",
        clock=clock,
        bot_user=context.bot_user_id,
    )

    def work(session: Session) -> None:
        person = rules(session).by_slack_id(inner.get("user", ""))
        if person is None:
            newcomers.edit_kept(session, inner.get("user", ""), event["channel"], inner["ts"], inner["text"])
            return
        is_known = hearing.hear_edit(
            session, said, reworded=_is_reworded(event), person=person, matcher=matcher, now=clock.now()
        )
        if not is_known:
            raise NotYet

    await transact(work)


def _is_reworded(event: Body) -> bool:
    """Where Slack does not say what the words were before, they are taken for new ones."""
    before = event.get("previous_message")
    return not isinstance(before, dict) or before.get("text") != event["message"].get("text")


async def deleted(event: Body, transact: Transact, clock: Clock) -> None:
    await _gone(event["channel"], event["deleted_ts"], transact, clock)


async def _gone(channel: str, ts: str, transact: Transact, clock: Clock) -> None:
    def work(session: Session) -> None:
        known = hearing.hear_deletion(session, channel, ts, now=clock.now())
        if known or newcomers.forget_kept(session, channel, ts):
            return
        if clock.real() - moment_of(ts) < STILL_COMING:
            raise NotYet

    await transact(work)


async def anything_else(transact: Transact) -> None:
    """An event nobody has a use for: finished quietly."""
    await transact(nothing)


async def open_form(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    """New enquiry: from Home, or the global shortcut. Staff also say which councillor they speak for."""

    async def act() -> None:
        members = await read(
            lambda session: raising.members_for(session, acting(session, user_of(body)), now=clock.now())
        )
        await client.views_open(trigger_id=body["trigger_id"], view=forms.new_enquiry(members=members))

    await answer_click(respond, act)
    await ack()


async def send_form(
    ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock, matcher: Matcher
) -> None:
    """The form's words, or a message that somebody raises for a councillor."""
    remembered = forms.remembered(view)

    async def act() -> bool:
        words, member = typed_whole(view, "words"), chosen(view, "member")

        def work(session: Session) -> None:
            by = acting(session, user_of(body))
            raising.from_form(
                session, words, member=member, by=by, team=body["team"]["id"], form=view["id"],
                remembered=remembered, matcher=matcher, now=clock.now(),
            )  # fmt: skip

        await transact(work)
        return True

    if await answer_form(ack, view, act):
        await ack()


async def raise_message(
    ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext, transact: Transact,
    read: Transact, clock: Clock, matcher: Matcher, respond: AsyncRespond,
) -> None:  # fmt: skip
    """The message shortcut: the case is the author's if the author is a member; otherwise one chooses the member."""
    found = body["message"]

    async def act() -> None:
        event = {**found, "channel": body["channel"]["id"], "user": found.get("user", "")}
        said = said_in(
            event, team=body["team"]["id"], door="shortcut", clock=clock, bot_user=context.bot_user_id
        )

        def work(session: Session) -> bool:
            return raising.from_message(
                session, said, by=acting(session, user_of(body)), matcher=matcher, now=clock.now()
            )

        if await transact(work):
            return
        members = await read(
            lambda session: raising.members_for(
                session, acting(session, user_of(body)), now=clock.now(), anyone=True
            )
        )
        metadata: dict[str, Any] = {"channel": said.channel, "ts": said.ts, "at": said.at.isoformat()}
        await client.views_open(
            trigger_id=body["trigger_id"],
            view=forms.new_enquiry(members=members, text=said.text, metadata=metadata),
        )

    await answer_click(respond, act)
    await ack()


async def raise_kept(
    ack: AsyncAck, body: Body, transact: Transact, clock: Clock, matcher: Matcher, respond: AsyncRespond
) -> None:
    """Raise it anyway, and Make it a new case: a message we have already becomes an enquiry."""

    def work(session: Session) -> None:
        raising.from_kept(
            session,
            number_pressed(body),
            by=acting(session, user_of(body)),
            matcher=matcher,
            now=clock.now(),
        )

    await answer_click(respond, lambda: transact(work))
    await ack()


async def choose_member(
    ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    """Staff wrote what a councillor told them: choose the councillor, with the words in the form."""

    async def act() -> None:
        def work(session: Session) -> tuple[list[tuple[str, str]], str]:
            by = acting(session, user_of(body))
            return raising.members_for(session, by, now=clock.now(), anyone=True), raising.kept_text(
                session, number_pressed(body), by=by
            )

        members, text = await read(work)
        metadata = {"message": number_pressed(body)}
        await client.views_open(
            trigger_id=body["trigger_id"],
            view=forms.new_enquiry(members=members, text=text, metadata=metadata),
        )

    await answer_click(respond, act)
    await ack()


async def _confirmed_email(client: AsyncWebClient, slack_id: str, *, team: str | None) -> str:
    """The address that Slack has confirmed; empty where it has none, or does not say. Only of this workspace's own full
    accounts: elsewhere another administrator confirms what they like, and for a guest a person decides."""
    try:
        user = (await client.users_info(user=slack_id)).get("user") or {}
    except Exception:  # whatever kept Slack from answering: then a person says who it is
        return ""
    odd = any(
        user.get(each)
        for each in ("is_stranger", "is_restricted", "is_ultra_restricted", "is_bot", "deleted")
    )
    if odd or user.get("team_id", team) != team or not user.get("is_email_confirmed"):
        return ""
    return str(user.get("profile", {}).get("email") or "")


def _hear(
    session: Session, said: Said, body: Body, *, mentioned: bool, matcher: Matcher, clock: Clock
) -> None:
    now = clock.now()
    person = rules(session).by_slack_id(said.author)
    case = None
    if said.thread_ts and hearing.may_be_appearing(session, said.channel, said.thread_ts):
        raise NotYet
    if said.door != "direct" and said.thread_ts:
        case = hearing.case_of_thread(session, said.channel, said.thread_ts)
    if person is None:
        if case is None:
            newcomers.keep(
                session, said, {**body, "wardline_written_at": said.at.isoformat()}, matcher=matcher, now=now
            )
    elif case is not None and not mentioned:
        hearing.hear_in_case_thread(session, case, said, person=person, now=now)
    elif said.door == "direct" or mentioned:
        hearing.hear(session, said, person=person, matcher=matcher, now=now)
