"""Settings: all faults at once, nothing secret shown, and one table that the documents follow."""

from pathlib import Path

import pytest

from bot import settings
from bot.settings import SettingsFaults

HOUSE = Path(__file__).parents[2]
ENOUGH = {"SLACK_BOT_TOKEN": "xoxb-secret", "SLACK_APP_TOKEN": "xapp-secret"}


def faults(**values: str) -> list[str]:
    try:
        settings.read(ENOUGH | values)
    except SettingsFaults as found:
        return found.faults
    return []


def test_two_tokens_are_enough() -> None:
    made = settings.read(ENOUGH)
    assert (made.transport, made.slack_url, made.is_local) == ("socket", "https://slack.com/api/", False)
    assert made.database_url == "sqlite:///var/wardline.db"


def test_three_faults_are_all_named() -> None:
    found = faults(WARDLINE_TRANSPORT="pigeon", WARDLINE_HTTP_PORT="0", SLACK_BOT_TOKEN="oops")
    assert [fault.split()[0] for fault in found] == [
        "WARDLINE_TRANSPORT",
        "SLACK_BOT_TOKEN",
        "WARDLINE_HTTP_PORT",
    ]
    assert "oops" not in " ".join(found)  # a token in the wrong place is still a token


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WARDLINE_SLACK_URL", "http://example.org/api/"),
        ("WARDLINE_SLACK_URL", "http://127.0.0.1.example.org/api/"),
        ("WARDLINE_SLACK_URL", "http://localhost@example.org/api/"),
        ("WARDLINE_SLACK_URL", "https://user@slack.com/api/"),
        ("WARDLINE_SLACK_URL", "slack.com"),
        ("WARDLINE_SLACK_URL", "file:///etc/passwd"),
        ("WARDLINE_DATABASE_URL", "sqlite://"),
        ("WARDLINE_DATABASE_URL", "mysql://somewhere/wardline"),
        ("WARDLINE_DATABASE_URL", "postgresql:wardline"),
        ("WARDLINE_DATABASE_URL", "postgresql+asyncpg://somewhere/wardline"),
        ("WARDLINE_HTTP_PORT", "65536"),
        ("WARDLINE_HTTP_PORT", "²"),
        ("WARDLINE_LOG_LEVEL", "LOUD"),
        ("WARDLINE_CLOCK_FILE", "var/clock"),  # with the real Slack
        ("SLACK_CLIENT_ID", "1.2"),
    ],
)
def test_a_value_that_cannot_be_is_named(name: str, value: str) -> None:
    assert [fault.split()[0] for fault in faults(**{name: value})] == [name]


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:8765/api", "http://localhost:1/api/", "http://[::1]:1/api/", "http://127.9.9.9/api/"],
)
def test_a_workspace_on_this_machine_needs_no_https_and_may_move_the_day(url: str) -> None:
    made = settings.read(ENOUGH | {"WARDLINE_SLACK_URL": url, "WARDLINE_CLOCK_FILE": "var/clock"})
    assert made.is_local
    assert made.slack_url.endswith("/api/")
    assert made.clock_file == Path("var/clock")


def test_each_transport_needs_its_own_secret() -> None:
    bot = {"SLACK_BOT_TOKEN": "xoxb-1"}
    for transport, missing in (("socket", "SLACK_APP_TOKEN"), ("http", "SLACK_SIGNING_SECRET")):
        with pytest.raises(SettingsFaults, match=f"^{missing} is missing"):
            settings.read(bot | {"WARDLINE_TRANSPORT": transport})
    assert settings.read({}, needs_slack=False).database_url


def test_an_engine_for_many_processes_needs_postgresql() -> None:
    with pytest.raises(SettingsFaults, match=r"^WARDLINE_ENGINE can be procrastinate on PostgreSQL only"):
        settings.read(ENOUGH | {"WARDLINE_ENGINE": "procrastinate"})
    with pytest.raises(SettingsFaults, match=r"^WARDLINE_ENGINE must be embedded or procrastinate"):
        settings.read(ENOUGH | {"WARDLINE_ENGINE": "celery"})
    many = {"WARDLINE_ENGINE": "procrastinate", "WARDLINE_DATABASE_URL": "postgresql://h/d"}
    assert settings.read(ENOUGH | many).engine == "procrastinate"


def test_whoever_only_works_needs_no_token_for_listening() -> None:
    made = settings.read({"SLACK_BOT_TOKEN": "xoxb-1"}, listens=False)
    assert (made.bot_token, made.app_token) == ("xoxb-1", "")


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "WARDLINE_HTTP_PORT=4000\nWARDLINE_LOG_LEVEL=DEBUG\nSLACK_BOT_TOKEN=xoxb-file\n"
    )
    made = settings.load({**ENOUGH, "WARDLINE_LOG_LEVEL": "ERROR"}, tmp_path / ".env")
    assert (made.http_port, made.log_level, made.bot_token) == (4000, "ERROR", "xoxb-secret")


def test_a_file_that_names_a_setting_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("WARDLINE_TRANSPROT=http\n")
    with pytest.raises(SettingsFaults, match="WARDLINE_TRANSPROT: there is no such setting"):
        settings.load(ENOUGH, tmp_path / ".env")


def test_a_misspelt_setting_in_the_environment_is_a_fault_too(tmp_path: Path) -> None:
    """Else the database that it should have named is another one, and nobody is told."""
    with pytest.raises(SettingsFaults, match=r"^WARDLINE_DATABSE_URL: there is no such setting \(in the env"):
        settings.load({**ENOUGH, "WARDLINE_DATABSE_URL": "sqlite:///mine.db"}, tmp_path / ".env")
    with pytest.raises(SettingsFaults, match=r"^WARDLINE_PROT: there is no such setting"):
        settings.demo_settings({"WARDLINE_PROT": "9000"}, tmp_path / ".env")
    suite = {"WARDLINE_TEST_DATABASE_URL": "postgresql://h/d", "WARDLINE_LABELLED": "/data"}
    assert settings.load({**ENOUGH, **suite}, tmp_path / ".env").transport == "socket"


def test_a_demonstration_can_be_watched(tmp_path: Path) -> None:
    values = {"WARDLINE_WATCH_PORT": "9100", "WARDLINE_WATCH_HOST": "::1", "WARDLINE_TRANSPORT": "pigeon"}
    made = settings.demo_settings(values, tmp_path / ".env")
    assert (made.watch_port, made.watch_host, made.transport) == (9100, "::1", "socket")


def test_no_secret_is_shown() -> None:
    values = ENOUGH | {
        "SLACK_SIGNING_SECRET": "signing",
        "WARDLINE_DATABASE_URL": "postgresql://u:password@h/d",
    }
    shown = repr(settings.read(values))
    assert [secret for secret in ("xoxb-", "xapp-", "signing'", "password") if secret in shown] == []


def test_proxies_are_cleared() -> None:
    environment = {"https_proxy": "http://proxy", "HTTP_PROXY": "http://proxy", "PATH": "/bin"}
    settings.clear_proxies(environment)
    assert environment == {"PATH": "/bin"}


def test_the_example_file_has_every_setting_and_nothing_else() -> None:
    assert (HOUSE / ".env.example").read_text() == settings.as_env_file()


def test_the_guide_to_running_has_the_table() -> None:
    assert settings.as_markdown() in (HOUSE / "docs/running.md").read_text()


def test_every_setting_in_the_table_is_read() -> None:
    source = (HOUSE / "bot/settings.py").read_text()
    assert [v.name for v in settings.TABLE if source.count(f'"{v.name}"') < 2] == []
