"""What whoever watches the service sees: ready or not and why, figures that move, a log that holds nobody's words."""

import logging
from typing import Any

import aiohttp
import pytest

from bot import figures
from bot.serve import Deaf
from bot.watching import BusyPort, Watch
from tests.desk import Desk

BINS = "Bins overflowing on Stanley Road in Bootle"


class Link:
    up = True

    async def is_up(self) -> bool:
        return self.up


def test_figures_readiness_and_the_log(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    sent, done = count("decisions", kind="sent"), count("events", outcome="done")
    posted, opened = count("posts", outcome="sent"), count("happenings", event="opened")
    chatter = count("decisions", kind="chatter")
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    area = desk.channel("area", "South Sefton")
    member.says(BINS)
    member.says("Thank you")
    coordinator.presses("Acknowledge", on=coordinator.sees(area)[0])

    assert count("decisions", kind="sent") == sent + 1
    assert count("decisions", kind="chatter") == chatter + 1
    assert count("happenings", event="opened") == opened + 1
    assert count("events", outcome="done") == done + 2
    assert count("posts", outcome="sent") >= posted + 3
    noted = [record for record in caplog.records if record.getMessage() == "recorded: acknowledged"]
    assert [getattr(record, "case", None) for record in noted] == ["SEF-1001"]
    assert not [record for record in caplog.records if "Stanley" in str(vars(record))]

    # Slack says no, three ways.
    held, retried = count("posts", outcome="held"), count("posts", outcome="retried")
    desk.workspace.faults.add("rate_limited", method="chat.postMessage", times=1, retry_after=0)
    desk.workspace.faults.add("server_error", method="chat.postMessage", times=1)
    member.says(BINS.replace("Stanley", "Marsh"))
    assert count("posts", outcome="held") == held + 1
    assert count("posts", outcome="retried") == retried + 1

    link = Link()
    status, metrics = ask(desk, link, "/metrics")
    assert status == 200
    assert reading(metrics, "wardline_promise_violations") == 0
    assert reading(metrics, 'wardline_outbox_rows{state="given_up"}') == 0
    assert reading(metrics, 'wardline_run_last_success_timestamp_seconds{run="outbox"}') > 0
    assert reading(metrics, 'wardline_ready{part="slack"}') == 1
    for somebodys in ("Stanley", member.name, member.slack_id, "SEF-", "xox"):
        assert somebodys not in metrics

    assert ask(desk, link, "/healthz")[0] == 200
    assert ask(desk, link, "/readyz")[0] == 200
    link.up = False
    status, said = ask(desk, link, "/readyz")
    assert (status, '"slack": false' in said, '"database": true' in said) == (503, True, True)
    assert ask(desk, link, "/healthz")[0] == 200


def test_a_process_that_only_works_says_nothing_of_the_link(desk: Desk) -> None:
    """Else the most of all processes' figures is 1 for as long as Slack is gone, and nobody is called."""
    figures.is_ready.clear()
    metrics = ask(desk, Deaf(), "/metrics")[1]
    assert reading(metrics, 'wardline_ready{part="database"}') == 1
    assert 'wardline_ready{part="slack"}' not in metrics
    status, said = ask(desk, Deaf(), "/readyz")
    assert (status, "slack" in said) == (200, False)


def test_what_is_late_shows(desk: Desk) -> None:
    """Nobody looks at the clocks for three days: a clock is late, and so is whoever promised something."""
    desk.holder("member", "Linacre").says(BINS)
    desk.clock.forward(days=3)
    metrics = ask(desk, Link(), "/metrics")[1]
    assert reading(metrics, "wardline_clocks_late") >= 1
    assert reading(metrics, "wardline_promise_violations") >= 1
    desk.settle()
    metrics = ask(desk, Link(), "/metrics")[1]
    assert reading(metrics, "wardline_clocks_late") == 0
    assert reading(metrics, "wardline_promise_violations") == 0


def count(name: str, **labels: str) -> float:
    return figures.value(f"wardline_{name}_total", **labels)


def reading(metrics: str, name: str) -> float:
    return next(float(line.split()[-1]) for line in metrics.splitlines() if line.startswith(f"{name} "))


def ask(desk: Desk, link: Any, path: str) -> tuple[int, str]:
    async def get() -> tuple[int, str]:
        watch = Watch(desk.bot.transactions, link)
        async with watch.on("127.0.0.1", 0) as port, aiohttp.ClientSession() as web:
            with pytest.raises(BusyPort):
                async with watch.on("127.0.0.1", port):
                    pass
            async with web.get(f"http://127.0.0.1:{port}{path}") as answer:
                return answer.status, await answer.text()

    found: tuple[int, str] = desk.run(get())
    return found
