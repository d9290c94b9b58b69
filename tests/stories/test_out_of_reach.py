"""A channel that is archived, a member whose account is gone: the duty officer hears once, and nothing is lost."""

import pytest
from typer.testing import CliRunner

from bot.cli import app
from casework.notifications import tell
from tests.databases import as_text
from tests.desk import Desk, text_of

BINS = "Bins overflowing on Stanley Road in Bootle"
LIGHT = "The street light is out on Knowsley Road in Bootle"


def wardline(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    return result.exit_code, result.stdout


@pytest.fixture
def beside(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The command line, on the database of the running bot."""
    monkeypatch.setenv("WARDLINE_DATABASE_URL", as_text(desk.database.url))
    return desk


def test_a_channel_and_a_member_who_are_out_of_reach(beside: Desk) -> None:
    desk = beside
    member, coordinator, duty = (
        desk.holder("member", "Linacre"),
        desk.holder("coordinator", "South Sefton"),
        desk.holder("duty"),
    )
    area, duty_channel = desk.channel("area", "South Sefton"), desk.channel("duty")
    space = desk.workspace.space

    def warnings() -> list[str]:
        return [text for m in duty.sees(duty_channel) if ":warning:" in (text := text_of(m))]

    space.conversations[area].is_archived = True
    member.says(BINS)
    member.says(LIGHT)

    (warning,) = warnings()
    assert f"<#{area}>" in warning
    assert "archived" in warning
    assert "SEF-" not in warning
    assert BINS not in warning
    status, listed = wardline("outbox", "list")
    assert status == 1
    assert "is_archived" in listed
    assert "SEF-1001" in listed
    assert "SEF-1002" in listed
    assert "Stanley" not in listed

    space.conversations[area].is_archived = False
    assert wardline("outbox", "retry", "999999")[0] == 1
    status, said = wardline("outbox", "retry", "--all")
    assert status == 0
    assert "will be sent again" in said
    desk.settle()
    cards = [text_of(m) for m in coordinator.sees(area)]
    assert [sum(f"SEF-{number}" in card for card in cards) for number in (1001, 1002)] == [1, 1]
    assert wardline("outbox", "list") == (0, "Every post has gone out, or waits for its turn.\n")
    assert wardline("outbox", "retry", "--all") == (0, "Nothing was given up.\n")

    # The member's account is deactivated: Slack refuses every post to them.
    for _ in range(2):
        desk.workspace.faults.add("api_error", method="chat.postMessage", error="is_inactive", times=1)
        with desk.database.write() as session:
            tell(session, "newcomer_kept", f"user:{member.slack_id}", now=desk.clock.now())
        desk.settle()
    (warning,) = [each for each in warnings() if f"<@{member.slack_id}>" in each]
    assert "end their post in the directory" in warning
    assert wardline("outbox", "list")[1].count(f"{member.name} ({member.slack_id})") == 2
