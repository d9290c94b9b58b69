"""The settings: the only place that reads the environment and .env. One table says what there is to set."""

import importlib.util
import ipaddress
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dotenv import dotenv_values

PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")
SLACK = "https://slack.com/api/"
_FOR_TESTS = ("WARDLINE_TEST_", "WARDLINE_LABELLED")  # what the suite reads of the environment
ENGINES = ("embedded", "procrastinate")


class SettingsFaults(Exception):
    """Everything that is wrong with the settings, one sentence a fault. Never a value: it may be a secret."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Settings:
    """Secrets are left out of its representation, so that no log shows them."""

    bot_token: str = field(repr=False)
    app_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    slack_url: str
    database_url: str = field(repr=False)  # may hold a password
    engine: str
    transport: str
    http_host: str
    http_port: int
    directory: Path
    clock_file: Path | None
    log_level: str
    log_format: str
    watch_host: str
    watch_port: int | None
    port: int
    a_minute: int

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no log may show: the tokens, and the database's password."""
        return (self.bot_token, self.app_token, self.signing_secret, _password_in(self.database_url))

    @property
    def is_local(self) -> bool:
        """Whether Slack is a workspace on this machine."""
        return is_loopback(self.slack_url)


@dataclass(frozen=True)
class Variable:
    """One row of the table. `needed` says when it may not be empty; `default` is what an empty one means."""

    name: str
    words: str
    default: str = ""
    needed: str = ""


TABLE = (
    Variable("SLACK_BOT_TOKEN", "The bot's token from *Install App*; it begins with `xoxb-`.", needed="always"),
    Variable(
        "SLACK_APP_TOKEN",
        "The app-level token with the scope `connections:write`; it begins with `xapp-`.",
        needed="socket",
    ),
    Variable("SLACK_SIGNING_SECRET", "The secret from *Basic Information* that Slack's requests are signed with.", needed="http"),
    Variable("WARDLINE_TRANSPORT", "How Slack reaches the bot: `socket` (the bot calls Slack) or `http`.", "socket"),
    Variable("WARDLINE_DATABASE_URL", "Where everything is kept: a SQLite file, or `postgresql://…`.", "sqlite:///var/wardline.db"),
    Variable("WARDLINE_ENGINE", "What calls the background work: `embedded`, or `procrastinate` for many processes on PostgreSQL.", "embedded"),
    Variable("WARDLINE_DIRECTORY", "The folder in which the directory's words are kept, compiled for the matcher.", "var/directory"),
    Variable("WARDLINE_HTTP_HOST", "The address on which the bot listens when the transport is `http`.", "127.0.0.1"),
    Variable("WARDLINE_HTTP_PORT", "The port for that.", "3000"),
    Variable("WARDLINE_LOG_LEVEL", "How much is logged: `DEBUG`, `INFO`, `WARNING` or `ERROR`.", "INFO"),
    Variable("WARDLINE_LOG_FORMAT", "How the log is written: `plain` for a person, `json` for a program, an object a line.", "plain"),
    Variable("WARDLINE_WATCH_PORT", "The port for `/metrics`, `/healthz` and `/readyz`. Without it nothing listens."),
    Variable("WARDLINE_WATCH_HOST", "The address for that. Nothing there asks who is asking: keep it on this machine or on a closed network.", "127.0.0.1"),
    Variable("WARDLINE_SLACK_URL", "The base of Slack's Web API: HTTPS, or a workspace on this machine.", SLACK),
    Variable("WARDLINE_CLOCK_FILE", "A local workspace's clock, which moves the casework's day. Refused with the real Slack."),
    Variable("WARDLINE_A_MINUTE", "How many messages, and how many clicks, of one person are worked on in a minute. More messages wait their turn; nothing is lost.", "30"),
    Variable("WARDLINE_PORT", "The port of the local workspace that `wardline demo` starts.", "8765"),
)  # fmt: skip


def load(
    environment: Mapping[str, str],
    env_file: Path = Path(".env"),
    *,
    needs_slack: bool = True,
    listens: bool = True,
) -> Settings:
    """From the environment, and from the file for what the environment does not have. Raises SettingsFaults.

    Without `needs_slack` the tokens may be missing: for commands that only touch the database. Without `listens` only
    the bot's own is needed: for a process that Slack does not speak to.
    """
    values, faults = _found(environment, env_file)
    return read(values, faults, needs_slack=needs_slack, listens=listens)


def demo_settings(environment: Mapping[str, str], env_file: Path = Path(".env")) -> Settings:
    """What a demonstration heeds: its ports and how much is logged. It wants no other setting of a real Slack's."""
    values, faults = _found(environment, env_file)
    return read(
        {
            name: values.get(name, "")
            for name in (
                "WARDLINE_PORT",
                "WARDLINE_LOG_LEVEL",
                "WARDLINE_LOG_FORMAT",
                "WARDLINE_WATCH_HOST",
                "WARDLINE_WATCH_PORT",
            )
        },
        faults,
        needs_slack=False,
    )


def _found(environment: Mapping[str, str], env_file: Path) -> tuple[dict[str, str], list[str]]:
    """What stands in both, and a fault for each name that is no setting: misspelt, it would be silently another one's
    default."""
    written = _written(env_file)
    faults = [
        f"{name}: there is no such setting (in {place})."
        for place, names in ((env_file, written), ("the environment", environment))
        for name in names
        if _is_typo(name)
    ]
    return {**written, **environment}, faults


def _written(env_file: Path) -> dict[str, str]:
    try:
        found = dotenv_values(env_file, interpolate=False)
    except UnicodeDecodeError:
        raise SettingsFaults([f"{env_file} is not text in UTF-8: write it anew."]) from None
    return {name: value for name, value in found.items() if value is not None}


def _is_typo(name: str) -> bool:
    known = {variable.name for variable in TABLE}
    return name.startswith("WARDLINE_") and name not in known and not name.startswith(_FOR_TESTS)


def read(
    values: Mapping[str, str],
    faults: list[str] | None = None,
    *,
    needs_slack: bool = True,
    listens: bool = True,
) -> Settings:
    """Check every value; raises SettingsFaults with everything that is wrong, not the first."""
    reader = _Reader(values, list(faults or ()))
    transport = reader.one_of("WARDLINE_TRANSPORT", ("socket", "http"))
    slack_url = reader.checked("WARDLINE_SLACK_URL", _base_url)
    database_url = reader.checked("WARDLINE_DATABASE_URL", _database_url)
    hears = needs_slack and listens
    made = Settings(
        bot_token=reader.token("SLACK_BOT_TOKEN", "xoxb-", needed=needs_slack),
        app_token=reader.token("SLACK_APP_TOKEN", "xapp-", needed=hears and transport == "socket"),
        signing_secret=reader.token("SLACK_SIGNING_SECRET", "", needed=hears and transport == "http"),
        slack_url=slack_url,
        database_url=database_url,
        engine=reader.engine(database_url),
        transport=transport,
        http_host=reader.value("WARDLINE_HTTP_HOST"),
        http_port=reader.checked("WARDLINE_HTTP_PORT", _port),
        directory=Path(reader.value("WARDLINE_DIRECTORY")),
        clock_file=reader.clock_file(slack_url),
        log_level=reader.one_of("WARDLINE_LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR")),
        log_format=reader.one_of("WARDLINE_LOG_FORMAT", ("plain", "json")),
        watch_host=reader.value("WARDLINE_WATCH_HOST"),
        watch_port=reader.checked("WARDLINE_WATCH_PORT", _port_or_none),
        port=reader.checked("WARDLINE_PORT", _port),
        a_minute=reader.checked("WARDLINE_A_MINUTE", _a_minute),
    )
    reader.refuse_the_librarys_own_settings()
    if reader.faults:
        raise SettingsFaults(reader.faults)
    return made


class _Reader:
    def __init__(self, values: Mapping[str, str], faults: list[str]) -> None:
        self.values = values
        self.faults = faults

    def value(self, name: str) -> str:
        variable = next(variable for variable in TABLE if variable.name == name)
        return (self.values.get(name) or "").strip() or variable.default

    def one_of(self, name: str, choices: tuple[str, ...]) -> str:
        value = self.value(name)
        if value not in choices:
            self.faults.append(f"{name} must be {' or '.join(choices)}.")
        return value

    def token(self, name: str, begins: str, *, needed: bool) -> str:
        value = self.value(name)
        if not value and needed:
            self.faults.append(f"{name} is missing: {_words(name)}")
        elif value and not value.startswith(begins):
            self.faults.append(f"{name} must begin with {begins}")
        return value

    def checked(self, name: str, check: Callable[[str], Any]) -> Any:
        value = self.value(name)
        try:
            return check(value)
        except ValueError as fault:
            self.faults.append(f"{name} {fault}")
            return value

    def engine(self, database_url: str) -> str:
        value = self.one_of("WARDLINE_ENGINE", ENGINES)
        if value == "procrastinate" and not database_url.startswith("postgresql"):
            self.faults.append(
                "WARDLINE_ENGINE can be procrastinate on PostgreSQL only. Leave it out: on SQLite one process does it all."
            )
        elif value == "procrastinate" and importlib.util.find_spec("procrastinate") is None:
            self.faults.append(
                "WARDLINE_ENGINE names procrastinate, which is not installed: pip install 'wardline[cluster]'."
            )
        return value

    def clock_file(self, slack_url: str) -> Path | None:
        value = self.value("WARDLINE_CLOCK_FILE")
        if value and not is_loopback(slack_url):
            self.faults.append(
                "WARDLINE_CLOCK_FILE is only for a local workspace: the real day is not ours to move."
            )
        return Path(value) if value else None

    def refuse_the_librarys_own_settings(self) -> None:
        for name in ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"):
            if self.values.get(name):
                self.faults.append(
                    f"{name} must not be set: Slack's library would then ask for an installation by OAuth."
                )


def _words(name: str) -> str:
    return next(variable.words for variable in TABLE if variable.name == name)


def _base_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        raise ValueError("must be an address such as https://slack.com/api/") from None
    if not parts.hostname or parts.scheme not in ("http", "https"):
        raise ValueError("must be an address such as https://slack.com/api/")
    if parts.scheme == "http" and not is_loopback(value):
        raise ValueError("must be HTTPS, unless it is a workspace on this machine.")
    if "@" in parts.netloc or parts.query or parts.fragment or not (value.isascii() and value.isprintable()):
        raise ValueError("must be a plain address.")
    return value if value.endswith("/") else f"{value}/"


def _database_url(value: str) -> str:
    if value.startswith("sqlite:///") and len(value) > len("sqlite:///"):
        return value
    scheme = value.partition(":")[0]
    if scheme.partition("+")[0] != "postgresql" or "://" not in value:
        raise ValueError("must begin with sqlite:/// and a path, or with postgresql://")
    if scheme not in ("postgresql", "postgresql+psycopg"):
        raise ValueError("names a driver that Wardline does not use: begin it with postgresql://")
    if importlib.util.find_spec("psycopg") is None:
        raise ValueError("names PostgreSQL, whose driver is not installed: pip install 'wardline[postgres]'.")
    return value


def _password_in(database_url: str) -> str:
    try:
        return urlsplit(database_url).password or ""
    except ValueError:
        return database_url


def _port(value: str) -> int:
    if not (value.isascii() and value.isdecimal() and len(value) <= 5 and 0 < int(value) < 65536):
        raise ValueError("must be a number from 1 to 65535.")
    return int(value)


def _port_or_none(value: str) -> int | None:
    return _port(value) if value else None


def _a_minute(value: str) -> int:
    if not (value.isascii() and value.isdecimal() and len(value) <= 6 and int(value) > 0):
        raise ValueError("must be a number from 1 to 999999.")
    return int(value)


def is_loopback(url: str) -> bool:
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def clear_proxies(environment: MutableMapping[str, str]) -> None:
    """For a workspace on this machine: Slack's library sends even those calls to a proxy, whatever NO_PROXY says."""
    for name in PROXIES:
        environment.pop(name, None)


def as_env_file() -> str:
    """`.env.example`: every setting, those with a default commented out."""
    return "\n".join(
        (
            "# Wardline's settings. What stands in the environment wins over this file.",
            *map(_entry, TABLE),
            "",
        )
    )


def _entry(variable: Variable) -> str:
    when = {"always": " Needed.", "socket": " Needed for Socket Mode.", "http": " Needed for HTTP."}.get(
        variable.needed, ""
    )
    line = f"{variable.name}={variable.default}"
    return f"\n# {variable.words.replace('*', '').replace('`', '')}{when}\n{line if variable.needed == 'always' else '# ' + line}"


def as_markdown() -> str:
    """The table in docs/running.md."""
    when = {"always": "needed", "socket": "needed for Socket Mode", "http": "needed for HTTP"}
    rows = [
        f"| `{v.name}` | {v.words} | {f'`{v.default}`' if v.default else when.get(v.needed, 'none')} |"
        for v in TABLE
    ]
    return "\n".join(("| setting | what it is | default |", "|---|---|---|", *rows))
