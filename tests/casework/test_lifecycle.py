"""The table of the lifecycle, against the diagram that people read."""

import re
from pathlib import Path

from casework import lifecycle

DIAGRAM = Path(__file__).parents[2] / "docs" / "lifecycle.md"
ARROW = re.compile(r"^    (\w+) --> (\w+): ([\w, ]+)$", re.MULTILINE)


def test_the_diagram_shows_exactly_what_changes_the_state() -> None:
    shown = {
        (before, act.strip(), after)
        for before, after, acts in ARROW.findall(DIAGRAM.read_text(encoding="utf-8"))
        for act in acts.split(",")
    }

    changes = {
        (before, act, after)
        for act, states in lifecycle.ACTS.items()
        for before, after in states.items()
        if before != after
    }

    assert shown == changes


def test_only_settling_and_withdrawing_close_a_case() -> None:
    closing = {
        act
        for act, states in lifecycle.ACTS.items()
        if any(after == "closed" != before for before, after in states.items())
    }

    assert closing == {"settle", "withdraw"}


def test_what_was_merged_is_not_closed_and_only_comes_back() -> None:
    acts = {act for act, states in lifecycle.ACTS.items() if "merged" in states}

    assert acts == {"restore", "view", "show_details"}
    assert "merged" not in lifecycle.OPEN


def test_every_open_state_can_be_answered_withdrawn_and_rerouted() -> None:
    for state in lifecycle.OPEN:
        assert lifecycle.after(state, "answer") == "answered"
        assert lifecycle.after(state, "withdraw") == "closed"
        assert lifecycle.after(state, "reroute") == state
