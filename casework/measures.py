"""How well it goes, by service or by area: both clocks beside what was truly done, and what members and staff think of
the same cases. Never by member. Every figure can be worked out again from the history."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import sqrt
from statistics import fmean, stdev
from typing import Literal

from casework.rules import rules
from storage import Session
from storage.measures import Measured, measured

By = Literal["service", "area"]
SMALL = 10  # fewer than this many people's answers could be told apart (M69 of the papers' mechanisms)


@dataclass(frozen=True)
class Share:
    """`kept` of `of`. Nothing is said of none."""

    kept: int = 0
    of: int = 0

    @property
    def percent(self) -> int | None:
        return round(100 * self.kept / self.of) if self.of else None


@dataclass(frozen=True)
class Gap:
    """Members' scores less staff's on the same cases, each 0 to 2: the mean, and where it lies 19 times in 20."""

    pairs: int
    members: float
    staff: float
    low: float
    high: float

    @property
    def mean(self) -> float:
        return self.members - self.staff


@dataclass(frozen=True)
class Measure:
    """One service or area. `gap` is None where fewer than `SMALL` cases have an answer from both sides."""

    name: str
    opened: int
    acknowledged: Share
    answered: Share
    truly_done: Share
    gap: Gap | None


def measures(session: Session, *, by: By, since: datetime, until: datetime) -> list[Measure]:
    """Of the cases opened in that time, those with the least truly done first; those without a figure last."""
    groups: dict[str, list[Measured]] = defaultdict(list)
    for row in measured(session, since=since, until=until):
        groups[_name(session, row, by)].append(row)
    found = [_measure(name, rows, until) for name, rows in groups.items()]
    return sorted(
        found, key=lambda each: (each.truly_done.percent is None, each.truly_done.percent, each.name)
    )


def gap(pairs: Sequence[tuple[float, float]]) -> Gap | None:
    """What members said less what staff said, over (member, staff) pairs; None where there are too few to show."""
    if len(pairs) < SMALL:
        return None
    differences = [member - staff for member, staff in pairs]
    spread = 1.96 * stdev(differences) / sqrt(len(differences))
    mean = fmean(differences)
    return Gap(
        len(pairs), fmean(member for member, _ in pairs), fmean(staff for _, staff in pairs), mean - spread, mean + spread
    )  # fmt: skip


def _name(session: Session, row: Measured, by: By) -> str:
    if by == "area":
        return row.area or "No area yet"
    service = rules(session).service(row.service)
    return service.name if service else row.service or "No service yet"


def _measure(name: str, rows: Sequence[Measured], until: datetime) -> Measure:
    pairs = [pair for row in rows if (pair := _pair(row)) is not None]
    return Measure(
        name=name,
        opened=len(rows),
        acknowledged=_in_time(((row.acknowledge_due, row.acknowledge_missed, row.acknowledged_at) for row in rows), until),
        answered=_in_time(((row.answer_due, row.answer_missed, row.answered_at) for row in rows), until),
        truly_done=_truly_done(rows),
        gap=gap(pairs),
    )  # fmt: skip


def _in_time(
    rows: Iterable[tuple[datetime | None, datetime | None, datetime | None]], until: datetime
) -> Share:
    """Of those that were done or are past their target, how many never missed it. That one was late stands, though it
    was opened again since."""
    kept = of = 0
    for due, missed, done in rows:
        if missed is None and done is None and (due is None or due > until):
            continue
        of += 1
        kept += missed is None and done is not None
    return Share(kept, of)


def _truly_done(rows: Sequence[Measured]) -> Share:
    """Answered as done, and neither objected to nor opened again by the end of the right of reply."""
    settled = [row for row in rows if row.outcome == "done" and (row.state == "closed" or row.reopened)]
    return Share(sum(not row.reopened for row in settled), len(settled))


def _pair(row: Measured) -> tuple[float, float] | None:
    """The mean over the questions that both sides answered."""
    both = row.member_scores.keys() & row.staff_scores.keys()
    if not both:
        return None
    return fmean(row.member_scores[each] for each in both), fmean(row.staff_scores[each] for each in both)
