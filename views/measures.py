"""How well it goes, as a page: one paragraph a service or area."""

from collections.abc import Sequence
from datetime import datetime

from casework.measures import SMALL, By, Gap, Measure, Share
from casework.quiet_wards import Wards
from views.blocks import Block, actions, button, context, divider, modal, section
from views.words import day, escape

MOST = 88  # Slack shows a hundred blocks
OTHER: dict[By, By] = {"service": "area", "area": "service"}


def page(
    found: Sequence[Measure], by: By, since: datetime, now: datetime, wards: Wards | None = None
) -> Block:
    """`wards` for those who may see which are quiet."""
    shown = [section("\n".join(_lines(each))) for each in found[:MOST]]
    more = (
        [context(f"And {len(found) - MOST} more: `wardline measures` lists them all.")]
        if len(found) > MOST
        else []
    )
    return modal(
        "measures",
        f"How it goes, by {by}",
        [
            context(
                f"Cases opened from {day(since)} to {day(now)}, without those withdrawn; the least truly done first. "
                f"Scores are 0 to 2, shown where {SMALL} cases or more have both. Nothing here is by member."
            ),
            *(shown or [section("No case has been opened in that time.")]),
            *more,
            *([divider(), section("\n".join(map(escape, quiet(wards))))] if wards else []),
            actions([button(f"By {OTHER[by]} instead", "measures.by", OTHER[by])]),
        ],
    )


def quiet(wards: Wards) -> list[str]:
    """Which wards are quiet, and what is not known, a line each."""
    found = [
        f"{each.ward}: {each.cases} case{'' if each.cases == 1 else 's'} where {each.usual:.0f} would be usual for its size "
        f"({each.low:.1f} to {each.high:.1f}, allowing for chance); need is high: {each.need}, the middle ward {wards.middle:.0f}"
        for each in wards.quiet
    ]
    none = "none, as far as numbers tell" if wards.rates else "there is nothing to compare yet"
    lines = [f"Quiet wards, the last 12 months:{'' if found else f' {none}.'}", *found]
    if wards.unheard:
        lines.append(f"No case has come yet from: {', '.join(wards.unheard)}.")
    if wards.unknown:
        lines.append(f"Not compared, for want of a profile in the directory: {', '.join(wards.unknown)}.")
    return lines


def share(value: Share) -> str:
    return f"{value.kept} of {value.of} ({value.percent}%)" if value.of else "none yet"


def satisfaction(gap: Gap | None) -> str:
    if gap is None:
        return f"fewer than {SMALL} cases with both"
    return (
        f"members {gap.members:.1f}, staff {gap.staff:.1f}, gap {gap.mean:+.1f} ({gap.low:+.1f} to {gap.high:+.1f}), "
        f"{gap.pairs} cases"
    )


def _lines(each: Measure) -> list[str]:
    return [
        f"*{escape(each.name)}* · {each.opened} opened · truly done {share(each.truly_done)}",
        f"Acknowledged in time {share(each.acknowledged)} · answered in time {share(each.answered)}",
        f"Satisfaction: {satisfaction(each.gap)}",
    ]
