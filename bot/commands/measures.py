"""`wardline measures`: the same figures as in Slack, as a table or as CSV."""

import sys
from datetime import UTC, datetime, timedelta

from bot.commands import opening
from bot.commands.screen import say, table
from casework.measures import By, Measure, measures
from casework.quiet_wards import quiet_wards
from directory.spreadsheets import SafeWriter
from views.measures import quiet, satisfaction, share

COLUMNS = ("name", "opened", "truly done", "acknowledged in time", "answered in time", "satisfaction, 0 to 2")

WARD_COLUMNS = ("ward", "cases_in_12_months", "usual", "range_from", "range_to", "need", "quiet")


@opening.says()
def show(by: By, since: datetime | None, *, as_csv: bool) -> int:
    database = opening.database(opening.settings(needs_slack=False).database_url)
    now = datetime.now(UTC)
    start = since.astimezone(UTC) if since else now - timedelta(days=90)
    with database.read() as session:
        found = measures(session, by=by, since=start, until=now)
        wards = quiet_wards(session, now=now)
    database.dispose()
    if as_csv:
        _write(found)
    else:
        table(COLUMNS, [_row(each) for each in found])
        say("\n".join(("", *quiet(wards))))
    return 0


@opening.says()
def show_wards(*, as_csv: bool) -> int:
    """Every ward of the areas that are live, by name: its cases against what is usual for its size."""
    database = opening.database(opening.settings(needs_slack=False).database_url)
    with database.read() as session:
        wards = quiet_wards(session, now=datetime.now(UTC))
    database.dispose()
    rows = [
        (each.ward, str(each.cases), f"{each.usual:.1f}", f"{each.low:.1f}", f"{each.high:.1f}", str(each.need),
         "yes" if each.quiet else "no")
        for each in wards.rates
    ]  # fmt: skip
    if as_csv:
        SafeWriter(sys.stdout).writerows((WARD_COLUMNS, *rows))
    else:
        table([name.replace("_", " ") for name in WARD_COLUMNS], rows)
        say("\n".join(("", *quiet(wards))))
    return 0


def _row(each: Measure) -> tuple[str, ...]:
    return (
        each.name, str(each.opened), share(each.truly_done), share(each.acknowledged), share(each.answered),
        satisfaction(each.gap),
    )  # fmt: skip


def _write(found: list[Measure]) -> None:
    writer = SafeWriter(sys.stdout)
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
