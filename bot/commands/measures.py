"""`wardline measures`: the same figures as in Slack, as a table or as CSV."""

import csv
import sys
from datetime import UTC, datetime, timedelta

from bot.commands import opening
from bot.commands.opening import NotReady
from bot.commands.screen import says, table
from bot.settings import SettingsFaults
from casework.measures import By, Measure, measures
from views.measures import satisfaction, share

COLUMNS = ("name", "opened", "truly done", "acknowledged in time", "answered in time", "satisfaction, 0 to 2")


@says(SettingsFaults, NotReady)
def show(by: By, since: datetime | None, *, as_csv: bool) -> int:
    database = opening.database(opening.settings(needs_slack=False).database_url)
    now = datetime.now(UTC)
    start = since.astimezone(UTC) if since else now - timedelta(days=90)
    with database.read() as session:
        found = measures(session, by=by, since=start, until=now)
    database.dispose()
    if as_csv:
        _write(found)
    else:
        table(COLUMNS, [_row(each) for each in found])
    return 0


def _row(each: Measure) -> tuple[str, ...]:
    return (
        each.name, str(each.opened), share(each.truly_done), share(each.acknowledged), share(each.answered),
        satisfaction(each.gap),
    )  # fmt: skip


def _write(found: list[Measure]) -> None:
    writer = csv.writer(sys.stdout)
    writer.writerow(
        ("name", "opened", "truly_done", "of", "acknowledged_in_time", "of", "answered_in_time", "of",
         "rated_by_both", "members", "staff", "gap", "gap_low", "gap_high")
    )  # fmt: skip
    for each in found:
        gap = each.gap
        scores = (
            [f"{n:.2f}" for n in (gap.members, gap.staff, gap.mean, gap.low, gap.high)] if gap else [""] * 5
        )
        writer.writerow(
            (each.name, each.opened, each.truly_done.kept, each.truly_done.of, each.acknowledged.kept,
             each.acknowledged.of, each.answered.kept, each.answered.of, gap.pairs if gap else "", *scores)
        )  # fmt: skip
