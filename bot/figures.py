"""Figures for whoever watches the service, in Prometheus's form. What this process did is counted here as it happens; what
the database says is read when it is asked for, and is the same from every process. Kinds and counts, never words."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.worker import Job
from casework.promises import LOOKED_AT_WITHIN, violations
from storage import Session, clocks, inbox, outages, outbox

FRESH = 60.0  # seconds for which what takes long to read is not read again
STATES = ("waiting", "sending", "sent", "given_up", "dropped")

_registry = CollectorRegistry()
posts = Counter(
    "wardline_posts", "Attempts to post, by how they ended: sent, retried, held (429), given_up, dropped.",
    ["outcome"], registry=_registry,
)  # fmt: skip
events = Counter(
    "wardline_events", "Slack's events, by how working on them ended: done, retried, given_up.",
    ["outcome"], registry=_registry,
)  # fmt: skip
decisions = Counter(
    "wardline_decisions", "How words were taken: sent, asked, emergency, chatter, query…", ["kind"], registry=_registry
)  # fmt: skip
happenings = Counter(
    "wardline_happenings", "What was recorded on cases, by kind.", ["event"], registry=_registry
)
acknowledgement = Histogram(
    "wardline_acknowledgement_seconds", "From Slack's request to our acknowledgement.", ["kind"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0), registry=_registry,
)  # fmt: skip
links = Counter("wardline_links", "Links to Slack that began in this process.", registry=_registry)
caught_up = Counter(
    "wardline_events_caught_up", "Events that never came and were read again after an outage.", registry=_registry
)  # fmt: skip
last_success = Gauge(
    "wardline_run_last_success_timestamp_seconds", "When a timed run last ended well in this process.",
    ["run"], registry=_registry,
)  # fmt: skip
run_failures = Counter("wardline_run_failures", "Timed runs that failed.", ["run"], registry=_registry)

is_ready = Gauge(
    "wardline_ready", "Whether /readyz says yes, by what it looks at.", ["part"], registry=_registry
)

_inbox_lag = Gauge(
    "wardline_inbox_lag_seconds", "Age of the oldest event that is not handled.", registry=_registry
)
_inbox_rows = Gauge("wardline_inbox_rows", "Events, by state.", ["state"], registry=_registry)
_outbox_age = Gauge(
    "wardline_outbox_age_seconds", "Age of the oldest post that is due and not sent.", registry=_registry
)
_outbox_rows = Gauge("wardline_outbox_rows", "Posts, by state.", ["state"], registry=_registry)
_clocks_late = Gauge(
    "wardline_clocks_late", "Clocks that were due to be looked at 15 minutes ago.", registry=_registry
)
_violations = Gauge(
    "wardline_promise_violations", "Open promises without a person who is there, or without a next date.",
    registry=_registry,
)  # fmt: skip
_open_outages = Gauge("wardline_outages_open", "Outages that are not caught up with yet.", registry=_registry)


@dataclass(frozen=True)
class Standing:
    """What the database says at one moment."""

    inbox_lag: float
    inbox_rows: dict[str, int]
    outbox_age: float
    outbox_rows: dict[str, int]
    clocks_late: int
    open_outages: int
    violations: int | None  # None: not asked for


def standing(session: Session, *, now: datetime, real: datetime, promises: bool = True) -> Standing:
    """`now` is casework's time; ages of events and posts are in real time. `promises` reads every open case."""
    oldest, due = inbox.oldest_unfinished(session), outbox.oldest_due(session, now=now)
    return Standing(
        inbox_lag=_age(oldest, real),
        inbox_rows=inbox.counts(session),
        outbox_age=_age(due, now),
        outbox_rows=outbox.counts(session),
        clocks_late=clocks.count_due(session, before=now - LOOKED_AT_WITHIN),
        open_outages=len(outages.open_outages(session)),
        violations=sum(1 for _ in violations(session, now=now)) if promises else None,
    )


def show(found: Standing) -> None:
    _inbox_lag.set(found.inbox_lag)
    for state in (*inbox.UNFINISHED, "given_up"):
        _inbox_rows.labels(state).set(found.inbox_rows.get(state, 0))
    _outbox_age.set(found.outbox_age)
    for state in STATES:
        _outbox_rows.labels(state).set(found.outbox_rows.get(state, 0))
    _clocks_late.set(found.clocks_late)
    _open_outages.set(found.open_outages)
    if found.violations is not None:
        _violations.set(found.violations)


def text() -> bytes:
    """Everything, as Prometheus reads it."""
    return generate_latest(_registry)


def value(name: str, **labels: str) -> float:
    """One figure, for tests and `doctor`; 0 where nothing was counted."""
    return _registry.get_sample_value(name, labels) or 0.0


@contextmanager
def timing(kind: str) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    acknowledgement.labels(kind).observe(time.perf_counter() - begun)


def watched(job: Job) -> Job:
    """The same job; when it last ended well is a figure, whatever engine calls it."""

    async def run_once(now: datetime) -> int | None:
        try:
            done = await job.run_once(now)
        except Exception:
            run_failures.labels(job.name).inc()
            raise
        last_success.labels(job.name).set_to_current_time()
        return done

    return replace(job, run_once=run_once)


def _age(moment: datetime | None, now: datetime) -> float:
    return max((now - moment).total_seconds(), 0.0) if moment else 0.0
