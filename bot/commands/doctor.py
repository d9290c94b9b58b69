"""`wardline doctor`: look at everything a running Wardline needs, and say in plain words what wants a person."""

import asyncio
import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import OffsetClock
from bot.commands import engines, opening
from bot.commands.opening import NotReady
from bot.commands.screen import say
from bot.failures import failure_of
from bot.secrecy import Secrecy
from bot.serve import web_session
from bot.settings import Settings, SettingsFaults
from casework import offers
from casework.promises import open_promises, violations
from directory import loading
from directory.council import Channel, Council
from directory.coverage import coverage
from directory.responsibility import Roster
from storage import Session, checkpoints, inbox, outages, outbox

MANIFEST = Path(__file__).parent.parent.parent / "manifest.json"
AHEAD = timedelta(days=90)  # how far coverage is looked at
UNCOVERED = timedelta(days=2)  # how long an entry of the history may wait for its checkpoint
_UNREACHABLE = (aiohttp.ClientError, TimeoutError, OSError)
NAMED = 3  # of many things that are wrong, the first few are named


@dataclass(frozen=True)
class Finding:
    """One thing looked at. Where it is not well, the words say what to do."""

    subject: str
    is_well: bool
    words: str

    def __str__(self) -> str:
        return f"{'ok  ' if self.is_well else 'LOOK'}  {self.subject}: {self.words}"


def well(subject: str, words: str) -> Finding:
    return Finding(subject, True, words)


def wrong(subject: str, words: str) -> Finding:
    return Finding(subject, False, words)


@opening.says()
def doctor(*, listens: bool = True) -> int:
    """0 when all is well, 1 when something wants a person. A machine that only works `listens` to nothing."""
    all_well = True
    for finding in look(listens=listens):
        say(str(finding))
        all_well &= finding.is_well
    return 0 if all_well else 1


def look(*, listens: bool) -> Iterator[Finding]:
    """Where a setting is missing, what can be looked at without it."""
    try:
        settings = opening.settings(listens=listens)
    except SettingsFaults as faults:
        yield from (wrong("settings", fault) for fault in faults.faults)
        if not (found := _settings_as_far_as_they_go()):
            return
        settings = found
        if listens and settings.bot_token:
            yield well("settings", "a machine that only works needs fewer: wardline doctor --work")
    else:
        yield well("settings", f"complete; {settings.transport}, {settings.slack_url}")
    secrecy = Secrecy(settings.secrets)
    yield from (replace(each, words=secrecy.hide(each.words)) for each in _look_by(settings))


def _settings_as_far_as_they_go() -> Settings | None:
    """Without what listening needs, or without any token; None where what is there is wrong."""
    for needs_slack in (True, False):
        try:
            return opening.settings(needs_slack=needs_slack, listens=False)
        except SettingsFaults:
            continue
    return None


def _look_by(settings: Settings) -> Iterator[Finding]:
    channels: list[Channel] = []
    try:
        with opening.plainly():
            yield from _look_at_database(settings, channels)
    except NotReady as fault:
        yield wrong("database", str(fault))
    if settings.bot_token:
        yield from asyncio.run(look_at_slack(settings, channels))


def _look_at_database(settings: Settings, channels: list[Channel]) -> Iterator[Finding]:
    """Its council's `channels` are noted, for whoever looks at Slack. Raises NotReady."""
    database = opening.database(settings.database_url)
    with ExitStack() as stack:
        stack.callback(database.dispose)
        engines.insist_on_tables(settings, database)
        session = stack.enter_context(database.read())
        council = loading.read(session)
        channels += council.channels
        yield well("database", f"its tables are this version's; {len(council.services)} services loaded")
        yield from look_at_posts(session)
        yield from look_at_events(session)
        now = OffsetClock(settings.clock_file).now()
        yield from look_at_promises(session, now)
        yield from look_at_history(session, now)
        yield from look_at_partners(session, now)
    yield from look_at_coverage(council, date.today())  # noqa: DTZ011 (posts are of the council's own day)


def look_at_posts(session: Session) -> Iterator[Finding]:
    """What waits to be posted and what was given up, with the last few named."""
    counts = outbox.counts(session)
    pending = counts.get("waiting", 0) + counts.get("sending", 0)
    yield well("posts", f"{pending:,} waiting, {counts.get('sent', 0):,} sent")
    if counts.get("given_up"):
        rows = outbox.given_up(session, limit=NAMED)
        named = "; ".join(f"{row.kind} to {row.recipient}: {row.error}" for row in rows)
        yield wrong(
            "posts",
            f"{counts['given_up']:,} given up, so somebody was not told: see wardline outbox list. The last: {named}",
        )


def look_at_events(session: Session) -> Iterator[Finding]:
    """What Slack sent that is still to be handled, and what could not be."""
    for outage in outages.open_outages(session)[:1]:
        yield wrong(
            "events",
            f"what was said since {outage.since:%-d %B %Y, %H:%M} UTC is still being read again after an outage; is Wardline running?",
        )
    counts = inbox.counts(session)
    waiting = sum(counts.get(state, 0) for state in inbox.UNFINISHED)
    yield well("events", f"{waiting:,} waiting to be handled")
    if counts.get("given_up"):
        named = "; ".join(str(row.error) for row in inbox.given_up(session, limit=NAMED))
        yield wrong("events", f"{counts['given_up']:,} could not be handled. The last: {named}")


def look_at_promises(session: Session, now: datetime) -> Iterator[Finding]:
    """Whether every open case, planned date and question has a person who is there, and a next date."""
    broken = list(violations(session, now=now))
    yield from (wrong("promises", each.why) for each in broken[:NAMED])
    if len(broken) > NAMED:
        yield wrong("promises", f"and {len(broken) - NAMED:,} more like these. Is the worker running?")
    if not broken:
        kept = sum(1 for _ in open_promises(session, now=now))
        yield well("promises", f"{kept:,} open, each with somebody who is there and a next date")


def look_at_history(session: Session, now: datetime) -> Iterator[Finding]:
    """Whether the daily checkpoints are taken. Whether the history is whole takes longer: `wardline history verify`."""
    last, uncovered = checkpoints.newest(session), checkpoints.first_uncovered(session)
    since = f"the last checkpoint is of {last.day:%-d %B %Y}" if last else "there is no checkpoint yet"
    if uncovered is not None and uncovered.at < now - UNCOVERED:
        yield wrong(
            "history",
            f"{since}, and what was recorded since waits for more than two days: is Wardline running?",
        )
    else:
        yield well("history", since)


def look_at_partners(session: Session, now: datetime) -> Iterator[Finding]:
    """What waits for bodies outside, and which of them are silent: for the case's people to chase, not for an operator."""
    counts = offers.counts(session, now)
    waiting = sum(body.waiting + body.accepted for body in counts)
    late = [f"{body.name}: {body.overdue} overdue" for body in counts if body.overdue]
    silent = f"; {'; '.join(late[:NAMED])}" if late else ""
    yield well("partners", f"{waiting:,} offers wait for their word{silent}")


def look_at_coverage(council: Council, today: date) -> Iterator[Finding]:
    """Whether everything has somebody, from today on."""
    if not council.services:
        yield wrong("coverage", "no council is loaded. Run: wardline directory load FOLDER")
        return
    holes = coverage(Roster.of(council), today, today + AHEAD)
    for hole in holes[:NAMED]:
        until = "" if hole.ends_on >= today + AHEAD else f" to {hole.ends_on:%-d %B %Y}"
        yield wrong("coverage", f"{hole.why} (from {hole.starts_on:%-d %B %Y}{until})")
    if len(holes) > NAMED:
        yield wrong("coverage", f"and {len(holes) - NAMED:,} more like these")
    if not holes:
        yield well("coverage", f"every service in every ward has one owner for the next {AHEAD.days} days")


async def look_at_slack(settings: Settings, channels: Iterable[Channel]) -> list[Finding]:
    """Whether Slack knows the tokens, granted the scopes, and the bot is in its channels."""
    async with web_session() as web:
        client = AsyncWebClient(
            settings.bot_token, base_url=settings.slack_url, session=web, retry_handlers=[]
        )
        try:
            answer = await client.auth_test()
        except SlackApiError as error:
            return [wrong("Slack", f"refuses SLACK_BOT_TOKEN: {failure_of(error).said}")]
        except _UNREACHABLE as error:
            return [wrong("Slack", f"cannot be reached at {settings.slack_url}: {error}")]
        found = [well("Slack", f"{answer['team']}, as {answer['user']}"), *_scopes(dict(answer.headers))]
        if settings.transport == "socket" and settings.app_token:
            found.append(await _app_token(client, settings.app_token))
        return [
            *found,
            *[await _membership(client, channel) for channel in channels if channel.status != "off"],
        ]


def _scopes(headers: dict[str, str]) -> Iterator[Finding]:
    """What the manifest asks for and the installation has not: the app must be installed again."""
    granted = {name.lower(): value for name, value in headers.items()}.get("x-oauth-scopes")
    if granted is None:
        return
    asked = set(json.loads(MANIFEST.read_text())["oauth_config"]["scopes"]["bot"])
    missing = asked - {scope.strip() for scope in granted.split(",")}
    if missing:
        yield wrong(
            "Slack", f"did not grant {', '.join(sorted(missing))}: install the app again, from manifest.json"
        )


async def _app_token(client: AsyncWebClient, token: str) -> Finding:
    try:
        await client.apps_connections_open(app_token=token)
    except (SlackApiError, *_UNREACHABLE) as error:
        return wrong("Slack", f"refuses SLACK_APP_TOKEN: {failure_of(error).said}")
    return well("Slack", "Socket Mode is open to us")


async def _membership(client: AsyncWebClient, channel: Channel) -> Finding:
    subject = f"channel {channel.name}"
    try:
        answer = await client.conversations_info(channel=channel.slack_id)
    except (SlackApiError, *_UNREACHABLE) as error:
        said = failure_of(error).said
        return wrong(subject, f"Slack says {said} for {channel.slack_id}; is the id in channels.csv right?")
    if answer["channel"].get("is_archived"):
        return wrong(subject, "is archived; choose another in channels.csv")
    if not answer["channel"].get("is_member"):
        return wrong(subject, "the bot is not in it: write /invite @Wardline there")
    return well(subject, "the bot is in it")
