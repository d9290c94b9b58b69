"""A planted token is looked for wherever something could be told: in logs of every level, tracebacks, errors, doctor."""

import asyncio
import io
import json
import logging
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from pythonjsonlogger.json import JsonFormatter
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.addresses import Addresses
from bot.app import Identity
from bot.commands import doctor
from bot.door import Straight
from bot.failures import failure_of
from bot.secrecy import HIDDEN, Secrecy
from bot.serve import NoAccess, establish, web_session
from bot.settings import SettingsFaults, read

BOT = "xoxb-1111-canary-of-the-bot"
APP = "xapp-1-canary-of-the-app"
SIGNING = "canary0of0the0signing0secret0000"
PASSWORD = "canary-password"
DATABASE = f"postgresql://wardline:{PASSWORD}@127.0.0.1:1/wardline"
CANARIES = (BOT, APP, SIGNING, PASSWORD)
VALUES = {
    "SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP, "SLACK_SIGNING_SECRET": SIGNING, "WARDLINE_DATABASE_URL": DATABASE,
}  # fmt: skip


def is_told(text: str) -> bool:
    return any(canary in text for canary in CANARIES)


@pytest.fixture(
    params=[logging.Formatter("%(name)s %(message)s %(extra)s", defaults={"extra": ""}), JsonFormatter()]
)
def logged(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """Everything that anybody logs, from DEBUG up, as the process would show it."""
    shown = io.StringIO()
    handler = logging.StreamHandler(shown)
    handler.setFormatter(request.param)
    handler.addFilter(Secrecy(read(VALUES).secrets))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield shown
    root.removeHandler(handler)
    root.setLevel(before)


def raised(text: str) -> Exception:
    try:
        try:
            raise KeyError(f"inner {text}")
        except KeyError as inner:
            raise RuntimeError(f"outer {text}") from inner
    except RuntimeError as error:
        return error


@pytest.mark.parametrize("canary", CANARIES)
def test_no_line_shows_it_wherever_it_stands(logged: io.StringIO, canary: str) -> None:
    log = logging.getLogger("somebody.elses")
    log.debug(f"in the words {canary}")
    log.info("in an argument %s %r", {"headers": {"Authorization": f"Bearer {canary}"}}, [canary])
    log.warning("in an extra", extra={"extra": f"Bearer {canary}"})
    log.error("in a traceback", exc_info=raised(canary))

    assert logged.getvalue().count(HIDDEN) >= 5
    assert not is_told(logged.getvalue())


@pytest.mark.parametrize(
    "text",
    [
        "xoxp-another-persons", "xoxe.xoxb-rotated-1", "Bearer abc.def", "wss://wss.slack.com/link/?ticket=123-abc&app_id=1",
        "postgresql://u:secret-of-another@h/d", "https://hooks.slack.com/actions/T1/2/abcdef",
    ],
)  # fmt: skip
def test_what_looks_like_one_is_hidden_too(text: str) -> None:
    hidden = Secrecy().hide(text)

    assert HIDDEN in hidden
    assert not any(part in hidden for part in ("another", "rotated", "abc", "123", "T1"))


def test_words_stay() -> None:
    words = "SEF-1001 of Marsh Lane: https://slack.com/api/ answered 200, mailto:jo@example.org"
    assert Secrecy(["", "a", "Lane"]).hide(words) == words


def test_settings_and_their_faults_never_show_it() -> None:
    settings = read(VALUES)
    with pytest.raises(SettingsFaults) as faults:
        read(
            {name: f" x{value}" for name, value in VALUES.items()}
            | {"WARDLINE_SLACK_URL": f"http://{BOT}@evil/"}
        )

    assert not is_told(repr(settings) + str(settings) + repr(faults.value) + str(faults.value))


def echo(
    status: int, headers: dict[str, str] | None = None, body: str = ""
) -> Callable[..., Awaitable[web.Response]]:
    """A server that tells back what it was sent, as a careless proxy would."""

    async def answer(request: web.Request) -> web.Response:
        sent = str(dict(request.headers)) + await request.text()
        return web.Response(status=status, headers=headers, text=body.replace("SENT", json.dumps(sent)[1:-1]))

    return answer


SERVERS = {
    "refuses": echo(200, {"Content-Type": "application/json"}, '{"ok": false, "error": "invalid_auth"}'),
    "tells it back": echo(200, {"Content-Type": "application/json"}, '{"ok": false, "error": "SENT"}'),
    "fails in HTML": echo(500, {"Content-Type": "text/html"}, "<html>SENT</html>"),
    "is no JSON": echo(200, {"Content-Type": "application/json"}, "SENT"),
    "redirects": echo(302, {"Location": "http://127.0.0.1:9/steal?SENT"}),
    "holds back": echo(429, {"Retry-After": "1"}, '{"ok": false, "error": "ratelimited"}'),
}  # fmt: skip


@pytest.mark.parametrize("server", SERVERS)
def test_no_failure_of_slacks_tells_it(
    server: str, logged: io.StringIO, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def scene() -> str:
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", SERVERS[server])
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
        settings = read(
            {**VALUES, "WARDLINE_SLACK_URL": url, "WARDLINE_DATABASE_URL": f"sqlite:///{tmp_path}/x"}
        )
        told = []
        async with web_session() as session:
            client = AsyncWebClient(BOT, base_url=url, session=session, retry_handlers=[])
            try:
                await client.auth_test()
            except Exception as error:
                logging.getLogger("bot").error("call failed", exc_info=error)
                told.append(failure_of(error).said if server != "tells it back" else "it is in Slack's word")
            stopping = asyncio.Event()
            asyncio.get_running_loop().call_later(0.05, stopping.set)
            try:
                await establish(Identity(client), stopping)
            except NoAccess as error:
                logging.getLogger("bot").error("no access", exc_info=error)
        secrecy = Secrecy(settings.secrets)
        told += [secrecy.hide(str(each)) for each in await doctor.look_at_slack(settings, ())]
        await runner.cleanup()
        return "\n".join(map(str, told))

    told = asyncio.run(scene())

    assert told
    assert not is_told(told)
    assert not is_told(logged.getvalue())


ADDRESSES = [
    ("https://slack.com/api/", True),
    ("https://hooks.slack.com/actions/T1/2/3", True),
    ("https://files.slack.com:443/files-pri/x", True),
    ("http://127.0.0.1:8765/api/files/F1", True),
    ("http://127.0.0.1:8766/api/files/F1", False),
    ("http://localhost:8765/", False),
    ("http://hooks.slack.com/actions/1", False),
    ("https://hooks.slack.com:22/", False),
    ("https://169.254.169.254/latest/meta-data", False),
    ("http://169.254.169.254/latest/meta-data", False),
    ("http://[::1]:8765/", False),
    ("https://slack.com.evil.example/", False),
    ("https://evilslack.com/", False),
    ("https://slack.com@evil.example/", False),
    ("https://evil.example\\@slack.com/", False),
    ("https://evil.example#@slack.com/", False),
    ("https://user:pass@slack.com/", False),
    ("https://slack.com\t.evil.example/", False),
    ("https://sla\nck.com/", False),
    ("https://slаck.com/", False),  # a Cyrillic a
    ("https://slack.com:99999/", False),
    ("https://[slack.com/", False),
    ("file:///etc/passwd", False),
    ("ftp://slack.com/x", False),
    ("//slack.com/x", False),
    ("javascript:alert(1)", False),
    ("", False),
    (None, False),
    (["https://slack.com/"], False),
    ("https:slack.com", False),
    ("gopher://127.0.0.1:8765/", False),
]


@pytest.mark.parametrize(("url", "called"), ADDRESSES, ids=ascii)
def test_only_slacks_own_addresses_are_called(url: object, called: bool) -> None:
    assert Addresses("http://127.0.0.1:8765/api/").are_slacks(url) is called


def test_no_call_follows_a_redirection() -> None:
    """Neither a method with the token in its header, nor an answer to a click."""
    reached = []

    async def scene() -> None:
        async def elsewhere(request: web.Request) -> web.Response:
            reached.append(str(request.headers))
            return web.json_response({"ok": True})

        async def redirects(request: web.Request) -> web.Response:
            raise web.HTTPTemporaryRedirect(f"http://localhost:{port}/elsewhere")

        app = web.Application()
        app.router.add_post("/elsewhere", elsewhere)
        app.router.add_post("/{tail:.*}", redirects)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port = runner.addresses[0][1]
        async with web_session() as session:
            client = AsyncWebClient(BOT, base_url=f"http://127.0.0.1:{port}/api/", session=session)
            with pytest.raises((aiohttp.ClientError, SlackApiError)):
                await client.auth_test()
            with pytest.raises(aiohttp.ClientError):
                await Straight(f"http://127.0.0.1:{port}/answer", session)(text="x")
        await runner.cleanup()

    asyncio.run(scene())
    assert reached == []
