"""`wardline influence`: each service change that members of its wards were told of, and what their views changed."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from bot.commands import opening
from bot.commands.screen import say, table, writing
from casework.influence import EFFECTS, Influence, influence
from casework.rules import local_day
from casework.working_time import LONDON
from directory.spreadsheets import SafeWriter
from views.ward_views import STATES, effects, one_line, sought

COLUMNS = ("wards", "told on", "what", "where", "views sought of", "given", "what came of them")
_FIELDS = (
    "wards", "told_on", "what", "where", "by", "state", "views_asked_for", "members", "given", *EFFECTS, "waiting", "reasons"
)  # fmt: skip


@opening.says()
def show(first: date | None, last: date | None, to: Path | None) -> int:
    """Without days, the last 90. Both days count."""
    database = opening.database(opening.settings(needs_slack=False).database_url)
    until = _start(last + timedelta(days=1)) if last else datetime.now(UTC)
    since = _start(first) if first else until - timedelta(days=90)
    with database.read() as session:
        found = influence(session, since=since, until=until)
    database.dispose()
    if to is not None:
        _write(to, found)
        say(f"{len(found)} service change{'' if len(found) == 1 else 's'} written to {to}.")
    elif not found:
        say("No ward has been told of a service change in that time.")
    else:
        table(COLUMNS, [_row(each) for each in found])
    return 0


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


def _row(each: Influence) -> tuple[str, ...]:
    return (
        ", ".join(each.wards), f"{local_day(each.sent_at)}", each.what, each.place,
        sought(each) if each.asked else "nobody: for information", str(each.given), effects(each) if each.asked else "",
    )  # fmt: skip


def _write(to: Path, found: list[Influence]) -> None:
    with writing(to), to.open("w", encoding="utf-8-sig", newline="") as file:
        writer = SafeWriter(file)
        writer.writerow(_FIELDS)
        writer.writerows(_cells(each) for each in found)


def _cells(each: Influence) -> list[str | int]:
    reasons = "; ".join(f"{effect.replace('_', ' ')}: {one_line(text)}" for effect, text in each.reasons)
    return [
        ", ".join(each.wards), f"{local_day(each.sent_at)}", each.what, each.place, each.author, STATES[each.state],
        "yes" if each.asked else "no", sought(each), each.given, *each.effects.values(), each.waiting, reasons,
    ]  # fmt: skip
