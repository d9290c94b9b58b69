"""What `wardline doctor` finds: each thing that can be wrong, made wrong, and the words that say what to do."""

import asyncio
import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot import settings
from bot.cli import app
from bot.commands.doctor import (
    Finding,
    look_at_coverage,
    look_at_events,
    look_at_history,
    look_at_partners,
    look_at_posts,
    look_at_slack,
)
from directory.council import Area, AreaWard, Channel, Council, Person, Post, Service, Ward
from storage import checkpoints, outbox
from storage.database import Database
from tests.histories import a_case, say
from workspace.server import BOT, SlackChannel, SlackPerson, Workspace

MANIFEST: dict[str, Any] = json.loads((Path(__file__).parents[2] / "manifest.json").read_text())
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TODAY = NOW.date()

# What is changed in the settings, what is expected to want a person.
Change = dict[str, str]


def said(findings: Sequence[Finding]) -> list[str]:
    return [f"{finding.subject}: {finding.words}" for finding in findings if not finding.is_well]


def a_channel(slack_id: str, name: str) -> Channel:
    return Channel(purpose="area", area="South", slack_id=slack_id, name=name, status="live")


def slack_findings(
    change: Callable[[Workspace, Change], object] = lambda _w, _c: None, *, channels: Sequence[Channel] = ()
) -> list[Finding]:
    """The findings about a workspace in which the bot is in #in and not in #out, after `change`."""

    async def look() -> list[Finding]:
        in_it, out = (
            SlackChannel("C0IN0001", "in", [BOT, "U0ANN001"]),
            SlackChannel("C0OUT001", "out", ["U0ANN001"]),
        )
        workspace = Workspace(MANIFEST, [SlackPerson("U0ANN001", "Ann")], [in_it, out])
        address = await workspace.start()
        values = {
            "SLACK_BOT_TOKEN": workspace.bot_token,
            "SLACK_APP_TOKEN": workspace.app_token,
            "WARDLINE_SLACK_URL": f"{address}/api/",
        }
        change(workspace, values)
        try:
            return await look_at_slack(settings.read(values), channels)
        finally:
            await workspace.stop()

    return asyncio.run(look())


def test_a_workspace_that_has_everything_is_well() -> None:
    assert said(slack_findings(channels=[a_channel("C0IN0001", "in")])) == []


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("SLACK_BOT_TOKEN", "xoxb-other", "Slack: refuses SLACK_BOT_TOKEN: invalid_auth"),
        ("SLACK_APP_TOKEN", "xapp-other", "Slack: refuses SLACK_APP_TOKEN: invalid_auth"),
        (
            "WARDLINE_SLACK_URL",
            "http://127.0.0.1:9/api/",
            "Slack: cannot be reached at http://127.0.0.1:9/api/",
        ),
    ],
)
def test_a_token_or_an_address_that_does_not_work_is_named(setting: str, value: str, words: str) -> None:
    found = said(slack_findings(lambda _workspace, values: values.update({setting: value})))

    assert len(found) == 1
    assert found[0].startswith(words)


def test_a_channel_without_the_bot_and_one_that_is_not_there_are_named() -> None:
    found = said(slack_findings(channels=[a_channel("C0OUT001", "out"), a_channel("C0NONE01", "none")]))

    assert found == [
        "channel out: the bot is not in it: write /invite @Wardline there",
        "channel none: Slack says channel_not_found for C0NONE01; is the id in channels.csv right?",
    ]


def test_a_post_that_was_given_up_is_named_with_its_reason(database: Database) -> None:
    with database.write() as session:
        for number in range(3):
            row_id = outbox.put(session, recipient=f"user:U{number}", kind="reply", facts={}, now=NOW)
        row = session.get_one(outbox.OutboxRow, row_id)
        row.state, row.error = "given_up", "account_inactive"

    with database.read() as session:
        findings = list(look_at_posts(session))

    assert str(findings[0]) == "ok    posts: 2 waiting, 0 sent"
    assert said(findings) == [
        "posts: 1 given up, so somebody was not told: see wardline outbox list. The last: reply to user:U2: account_inactive"
    ]


def test_nothing_wrong_with_the_posts_and_events_of_a_new_database(database: Database) -> None:
    with database.read() as session:
        assert said([*look_at_posts(session), *look_at_events(session), *look_at_history(session, NOW)]) == []


def test_a_history_without_its_daily_checkpoints_is_named(database: Database) -> None:
    with database.write() as session:
        case = a_case(session, "SEF-1001")
        say(session, case, "opened", at=NOW - timedelta(days=3))
        assert checkpoints.take(session, TODAY - timedelta(days=3), now=NOW)
        assert said(list(look_at_history(session, NOW))) == []
        say(session, case, "noted", at=NOW - timedelta(days=3))

        assert said(list(look_at_history(session, NOW))) == [
            "history: the last checkpoint is of 20 November 2026, and what was recorded since waits for "
            "more than two days: is Wardline running?"
        ]


def test_what_waits_for_partners_is_said(database: Database) -> None:
    with database.read() as session:
        assert [str(found) for found in look_at_partners(session, NOW)] == [
            "ok    partners: 0 offers wait for their word"
        ]


COVERED = Council(
    services=(Service(key="trees", name="Trees", theme="Street Scene", mode="dedicated", what="Trees"),),
    wards=(Ward(code="E1", name="Linacre", status="current"),),
    areas=(Area(kind="partnership", name="South"),),
    area_wards=(AreaWard(kind="partnership", area="South", ward="Linacre"),),
    people=tuple(Person(key=key, name=key.title(), fictional="yes") for key in ("bob", "dev")),
    posts=(Post(role="coordinator", scope="South", person="bob"), Post(role="duty", person="dev")),
)


def test_a_council_in_which_everything_has_somebody_is_well() -> None:
    assert said(list(look_at_coverage(COVERED, TODAY))) == []


def test_a_post_that_ends_is_a_gap_from_the_day_after() -> None:
    ending = Post(role="coordinator", scope="South", person="bob", ends_on=date(2026, 12, 1))
    council = Council(**{**vars_of(COVERED), "posts": (ending, COVERED.posts[1])})

    found = said(list(look_at_coverage(council, TODAY)))

    assert len(found) == 1
    assert "2 December 2026" in found[0]


@pytest.mark.parametrize(
    ("tokens", "how", "wants_a_person"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, ["--work"], ["coverage", "Slack"]),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, [], ["settings", "coverage", "Slack"]),
        ({}, [], ["settings", "settings", "coverage"]),
    ],
)
def test_a_missing_token_keeps_it_from_nothing_else(
    tokens: Change,
    how: list[str],
    wants_a_person: list[str],
    sqlite_database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A machine that only works has no token for listening."""
    monkeypatch.chdir(tmp_path)
    env = {
        "WARDLINE_DATABASE_URL": str(sqlite_database.url),
        "WARDLINE_SLACK_URL": "http://127.0.0.1:9/api/",
        **tokens,
    }

    lines = CliRunner().invoke(app, ["doctor", *how], env=env, catch_exceptions=False).stdout.splitlines()

    assert "ok    database: its tables are this version's; 0 services loaded" in lines
    assert [line[6:].split(":")[0] for line in lines if line.startswith("LOOK")] == wants_a_person
    fewer = "ok    settings: a machine that only works needs fewer: wardline doctor --work"
    assert (fewer in lines) == bool(tokens and not how)


def test_no_council_at_all_says_how_to_load_one() -> None:
    assert said(list(look_at_coverage(Council(), TODAY))) == [
        "coverage: no council is loaded. Run: wardline directory load FOLDER"
    ]


def vars_of(council: Council) -> dict[str, Any]:
    return {name: getattr(council, name) for name in council.__dataclass_fields__}
