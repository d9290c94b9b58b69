"""The stage for stories: the real bot on the real local workspace, a fixed cast, and time moved by hand.

A story reads as a script. Every act settles: when it returns, all that follows from it has been done and posted. What
the clock brings comes when the story moves the clock, or settles.
The people are the sample council's, all fictional."""

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request

from bot.delivery import Pace
from bot.serve import SocketMode
from bot.wiring import Bot, assemble
from bot.worker import Job
from casework.rebuilding import all_differences
from casework.verification import verify
from directory.council import Council, Person
from directory.matching.matcher import Matcher
from storage.database import Database
from views.words import Words
from workspace import acts, interact, seen
from workspace.delivery import Outgoing
from workspace.server import BOT, SlackChannel, SlackPerson, Workspace

MANIFEST: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "manifest.json").read_text(encoding="utf-8")
)
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # a working day without a holiday near it
WORDS = Words()  # each of its templates costs as much as a message to read
PATIENCE = 30.0  # seconds: a loaded machine is slow now and then, and that says nothing about the bot
QUICK = Pace(post=0.0, first=0.0, longest=0.0, read=0.0)
NEWCOMER = "U0NEW001"

Json = dict[str, Any]


class MovedClock:
    """Casework's time stands still until a story moves it; real time runs on underneath."""

    def __init__(self, start: datetime) -> None:
        self.offset = start - datetime.now(UTC)

    def real(self) -> datetime:
        return datetime.now(UTC)

    def now(self) -> datetime:
        return self.real() + self.offset

    def forward(self, **by: float) -> None:
        self.offset += timedelta(**by)

    def to(self, moment: datetime) -> None:
        self.offset = moment - self.real()


class Actor:
    """One person at their Slack."""

    def __init__(self, desk: "Desk", slack_id: str, name: str) -> None:
        self.desk, self.slack_id, self.name = desk, slack_id, name

    # Doing

    def says(
        self, text: str, *, channel: str | None = None, thread: str | None = None, files: tuple[str, ...] = ()
    ) -> str:
        """Write, to the bot unless a channel is named. Returns the message's ts."""
        where = channel or self.dm
        return self._do(
            acts.say(self.desk.workspace, self.slack_id, where, text, thread_ts=thread, file_ids=files)
        )

    def sends_file(
        self,
        name: str,
        content: bytes,
        text: str = "",
        *,
        channel: str | None = None,
        thread: str | None = None,
    ) -> str:
        _, ts = self._do(
            acts.upload(
                self.desk.workspace,
                self.slack_id,
                name,
                content,
                channel=channel or self.dm,
                text=text,
                thread_ts=thread,
            )
        )
        return str(ts)

    def presses(self, label: str, *, on: Json) -> Any:
        """Press the button with these words on a message that this person sees."""
        return self._do(self.pressing(label, on=on))

    def pressing(self, label: str, *, on: Json) -> Any:
        """The same, for `desk.at_once`: nothing settles in between."""
        button = next(b for b in buttons_of(on) if b["text"]["text"] == label)
        return self._press(button, on)

    def presses_late(self, label: str, *, on: Json) -> Any:
        """Press a button of a message as this person still sees it, whatever it has become since."""
        button = next(b for b in buttons_of(on) if b["text"]["text"] == label)
        return self.sends_action({**button, "type": "button"}, on=on)

    def sends_action(self, action: Json, *, on: Json) -> Any:
        """What Slack sends for a press of any button, also for one that nobody was shown."""
        place, message = seen.message(self.desk.workspace, self.slack_id, on["channel"], on["ts"])
        return self._do(
            interact.block_action(
                self.desk.workspace,
                self.slack_id,
                {"block_id": "late", **action},
                place=place,
                message=message,
                view=None,
            )
        )

    def chooses(self, option: str, *, on: Json, **typed: Any) -> Any:
        """Choose from the menu or list that offers these words, with this in the fields of its form, as `fills_in`."""
        return self._do(self.choosing(option, on=on, **typed))

    def choosing(self, option: str, *, on: Json, **typed: Any) -> Any:
        values = self._values(by_block(typed)) if typed else None
        for element in elements_of(on):
            for found in options_of(element):
                if found["text"]["text"] == option:
                    return self._press(element, on, choice=found["value"], values=values)
        raise AssertionError(f"nothing on the message offers {option!r}")

    def chooses_act(self, label: str, *, on: Json) -> Any:
        """Open the list of all that may be done to a case, and press one."""
        self.presses("More…", on=on)
        return self.presses(label, on=self.form() or {})

    def filling_in(self, **values: Any) -> Any:
        """Fill in the topmost form and send it, for `desk.at_once`: nothing settles in between."""
        return acts.submit(self.desk.workspace, self.slack_id, self._values(by_block(values)))

    def fills_in(self, **values: Any) -> Json:
        """Send the topmost form with these fields (block ids, a dot written as two underscores)."""
        return self._do(self.filling_in(**values))

    def reacts(self, name: str, channel: str, ts: str) -> None:
        self._do(acts.react(self.desk.workspace, self.slack_id, channel, ts, name))

    def edits(self, ts: str, text: str, channel: str | None = None) -> None:
        self._do(acts.edit(self.desk.workspace, self.slack_id, channel or self.dm, ts, text))

    def deletes(self, ts: str, channel: str | None = None) -> None:
        self._do(acts.delete(self.desk.workspace, self.slack_id, channel or self.dm, ts))

    def deletes_file(self, name: str) -> None:
        files = self.desk.workspace.space.files.values()
        mine = next(f.id for f in files if f.user == self.slack_id and f.name == name)
        self._do(acts.delete_file(self.desk.workspace, self.slack_id, mine))

    def opens_home(self) -> Json:
        self._do(acts.open_home(self.desk.workspace, self.slack_id))
        return acts.home(self.desk.workspace, self.slack_id) or {}

    def uses_shortcut(self, callback: str, *, channel: str | None = None, ts: str | None = None) -> None:
        self._do(acts.shortcut(self.desk.workspace, self.slack_id, callback, channel=channel, message_ts=ts))

    def commands(self, text: str, channel: str | None = None) -> None:
        self._do(acts.command(self.desk.workspace, self.slack_id, "/wardline", text, channel or self.dm))

    # Seeing

    @property
    def dm(self) -> str:
        return acts.dm(self.desk.workspace, self.slack_id)

    def card(self, asked: str) -> Json:
        """The live card under one of this person's own messages."""
        return next(
            m
            for m in self.sees(thread=asked)
            if any("case.member_menu" in str(b) or "SEF-" in str(b) for b in m.get("blocks", ()))
        )

    def sees(self, channel: str | None = None, thread: str | None = None) -> list[Json]:
        where = channel or self.dm
        return [
            {**m, "channel": where} for m in acts.messages(self.desk.workspace, self.slack_id, where, thread)
        ]

    def whispers(self, channel: str) -> list[Json]:
        """What only this person sees in a channel."""
        return [
            {**m, "channel": channel} for m in acts.ephemeral(self.desk.workspace, self.slack_id, channel)
        ]

    def form(self) -> Json | None:
        return acts.view(self.desk.workspace, self.slack_id)

    def last(self, channel: str | None = None, thread: str | None = None) -> Json:
        return self.sees(channel, thread)[-1]

    def _press(self, element: Json, on: Json, choice: Any = None, values: Json | None = None) -> Any:
        where = {"channel": on["channel"], "message_ts": on["ts"]} if "ts" in on else {"view_id": on["id"]}
        block = next(b["block_id"] for b in on["blocks"] if element in _elements(b))
        return acts.click(
            self.desk.workspace,
            self.slack_id,
            element["action_id"],
            block_id=block,
            choice=choice,
            values=values,
            **where,
        )

    def _values(self, given: Json) -> Json:
        """{block: {action: value}} for the fields of the topmost form."""
        view = self.form() or {"blocks": []}
        actions = fields_of(view)
        return {block: {actions[block]: value} for block, value in given.items()}

    def _do(self, act: Any) -> Any:
        return self.desk.run(act)


class Desk:
    """One story's world. `database` has the council in it; `transport` is socket or http.

    With `words_folder` the bot takes up other words while it runs."""

    def __init__(
        self,
        database: Database,
        matcher: Matcher,
        council: Council,
        *,
        transport: str,
        folder: Path,
        words_folder: Path | None = None,
        a_minute: int = 100_000,
    ) -> None:
        self._a_minute = a_minute  # stories are quicker than people
        self.database, self.council, self.transport = database, council, transport
        self.clock = MovedClock(MONDAY)
        self.people = {p.key: p for p in council.people}
        self.workspace = Workspace(
            MANIFEST,
            _people(council),
            _channels(council),
            clock_file=folder / "clock",
            retry_delays=(0.0, 0.0, 0.0),
            ack_seconds=PATIENCE,
        )
        self._matcher, self._words_folder = matcher, words_folder
        self._runner = asyncio.Runner()
        self._port = 0  # of the bot, over HTTP: the same again after an outage

    def person(self, key: str) -> Actor:
        found = self.people[key]
        return Actor(self, found.slack_id, found.name)

    def holder(self, role: str, scope: str = "", number: int = 0) -> Actor:
        """Whoever holds a post of the sample council: `holder("coordinator", "South Sefton")`."""
        posts = [p for p in self.council.posts if p.role == role and p.scope == scope]
        return self.person(posts[number].person)

    def newcomer(self, email: str = "ines@example.org") -> Actor:
        """Somebody whom nobody has bound; `email` is what Slack knows of them."""
        people = self.workspace.space.people
        people[NEWCOMER] = replace(people[NEWCOMER], email=email)
        return Actor(self, NEWCOMER, "Ines Calderwood")

    def channel(self, purpose: str, area: str = "") -> str:
        return next(c.slack_id for c in self.council.channels if c.purpose == purpose and c.area == area)

    def is_member(self, key: str) -> bool:
        return any(post.role == "member" and post.person == key for post in self.council.posts)

    def invite(self, actor: Actor, channel: str) -> None:
        """Put somebody in a channel; an officer of the council does it."""
        self.run(acts.invite(self.workspace, self.holder("duty").slack_id, channel, actor.slack_id))

    def forward(self, **by: float) -> None:
        """Move casework's day, and let everything happen that comes due."""
        self.clock.forward(**by)
        self.settle()

    def to(self, moment: datetime) -> None:
        self.clock.to(moment)
        self.settle()

    def run(self, act: Any) -> Any:
        return self._runner.run(self._and_settle(act))

    def at_once(self, *acts_: Any) -> list[Any]:
        """Several people act in the same moment; what each got, or the exception it met."""

        async def together() -> list[Any]:
            return await asyncio.gather(*acts_, return_exceptions=True)

        return list(self.run(together()))

    def settle(self) -> None:
        """Everything that has come due is done, too."""
        self._runner.run(self._settle(self.bot.jobs))

    async def _and_settle(self, act: Any) -> Any:
        result = await act
        await self._settle([job for job in self.bot.jobs if job.heeds_wakes])
        return result

    async def _settle(self, jobs: Sequence[Job]) -> None:
        """Until they have nothing left to do: no event unacknowledged, none unworked, no post unsent."""
        for _ in range(200):
            await self.workspace.settled()
            done = 0
            for job in jobs:
                done += await job.run_once(self.clock.now()) or 0
            if not done:
                return
        raise AssertionError("the story never settles")

    @contextmanager
    def open(self) -> Iterator["Desk"]:
        with ExitStack() as stack:
            stack.enter_context(self._runner)
            self._runner.run(self._start())
            stack.callback(lambda: self._runner.run(self._stop()))
            yield self
            self._proves_its_history()

    @contextmanager
    def outage(self) -> Iterator[None]:
        """Slack reaches nobody, repeats what it has to say and gives it up. Then the bot starts again."""
        self._runner.run(self._close())
        with self.hurried():
            yield
        self._runner.run(self._return())
        self.settle()

    @contextmanager
    def hurried(self) -> Iterator[None]:
        """Slack gives up soon what nobody acknowledges."""
        patience, self.workspace.sockets.ack_seconds = self.workspace.sockets.ack_seconds, 0.05
        yield
        self.workspace.sockets.ack_seconds = patience

    async def _return(self) -> None:
        await self.bot.gaps.begin()
        self._close = await (self._over_socket() if self.transport == "socket" else self._over_http())
        if self.transport == "http":
            await self.bot.gaps.linked()
        while not self.bot.gaps.links:  # noqa: ASYNC110
            await asyncio.sleep(0.01)

    def repeats_what_was_given_up(self) -> int:
        """What Slack gave up during an outage comes after all. How many events that was."""
        late = list(self.workspace.delivery.given_up)

        async def repeat() -> None:
            for payload in late:
                self.workspace.delivery.event(Outgoing("events_api", payload, "late"))

        self.run(repeat())
        return len(late)

    def _proves_its_history(self) -> None:
        """At the end of every story: no chain is broken, and each case is what its history makes it. Where one is not,
        a row was changed without an event, or casework/effects.py does not say what the event changes."""
        with self.database.read() as session:
            broken = verify(session).broken
            wrong = [str(each) for _, found in all_differences(session) for each in found]
        if broken or wrong:
            raise AssertionError("\n".join([*([str(broken)] if broken else []), *wrong]))

    async def _start(self) -> None:
        base = await self.workspace.start()
        self._web = aiohttp.ClientSession(trust_env=False)
        self.bot: Bot = assemble(
            database=self.database,
            clock=self.clock,
            matcher=self._matcher,
            words=WORDS,
            web=self._web,
            slack_url=f"{base}/api/",
            token=self.workspace.bot_token,
            signing_secret=self.workspace.signing_secret,
            pace=QUICK,
            words_folder=self._words_folder,
            a_minute=self._a_minute,
        )
        self._close = await (self._over_socket() if self.transport == "socket" else self._over_http())

    async def _stop(self) -> None:
        await self._close()
        self.bot.transactions.close()
        await self._web.close()
        await self.workspace.stop()

    async def _over_socket(self) -> Callable[[], Any]:
        link = SocketMode(self.bot.app, self.workspace.app_token, self.bot.gaps)
        await link.start()
        return lambda: link.stop(1.0)

    async def _over_http(self) -> Callable[[], Any]:
        async def slack(request: web.Request) -> web.Response:
            return await to_aiohttp_response(
                await self.bot.app.async_dispatch(await to_bolt_request(request))
            )

        app = web.Application()
        app.router.add_post("/slack/events", slack)
        runner = web.AppRunner(app, shutdown_timeout=0.5)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self._port)
        await site.start()
        if not self._port:
            self._port = runner.addresses[0][1]
            self.workspace.set_events_url(f"http://127.0.0.1:{self._port}/slack/events")
        return runner.cleanup


def text_of(message: Json) -> str:
    """Everything a person reads in a message or view, as one string."""
    found: list[str] = []

    def collect(node: Any) -> None:
        if isinstance(node, dict):
            for key, value in node.items():
                if key == "text" and isinstance(value, str):
                    found.append(value)
                elif key not in ("action_id", "block_id", "value"):
                    collect(value)
        elif isinstance(node, list):
            for value in node:
                collect(value)

    collect(message.get("blocks") or message.get("text"))
    return "\n".join(found) or str(message.get("text", ""))


def elements_of(message: Json) -> list[Json]:
    """Everything on a message or in a form that can be pressed or chosen from."""
    return [element for block in message.get("blocks", ()) for element in _elements(block)]


def options_of(element: Json) -> list[Json]:
    """What can be chosen in a menu or list, under whatever heading."""
    groups = element.get("option_groups", ())
    return [*element.get("options", ()), *(option for group in groups for option in group["options"])]


def fields_of(form: Json) -> dict[str, str]:
    """The action of each field that can be filled in, by its block."""
    return {b["block_id"]: b["element"]["action_id"] for b in form["blocks"] if b["type"] == "input"}


def by_block(values: Json) -> Json:
    """What is typed, by block ids: a dot is written as two underscores in a keyword."""
    return {name.replace("__", "."): value for name, value in values.items()}


def buttons_of(message: Json) -> list[Json]:
    return [element for element in elements_of(message) if element.get("type") == "button"]


def _elements(block: Json) -> list[Json]:
    found = [e for e in block.get("elements", ()) if isinstance(e, dict) and "action_id" in e]
    return [*found, *(block[part] for part in ("accessory", "element") if part in block)]


def _people(council: Council) -> list[SlackPerson]:
    known = [SlackPerson(p.slack_id, p.name, p.title, p.email) for p in council.people if p.slack_id]
    return [*known, SlackPerson(NEWCOMER, "Ines Calderwood", "", "ines@example.org")]


def _channels(council: Council) -> list[SlackChannel]:
    staff = [p.slack_id for p in council.people if p.slack_id and not _is_member(council, p)]
    return [
        SlackChannel(c.slack_id, c.name, [*staff, BOT], private=c.purpose == "restricted")
        for c in council.channels
    ]


def _is_member(council: Council, person: Person) -> bool:
    return any(post.role == "member" and post.person == person.key for post in council.posts)
