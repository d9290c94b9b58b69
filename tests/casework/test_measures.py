"""Figures as a table of examples: what counts as kept, and how few people's answers are never shown."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.measures import SMALL, Share, _in_time, _truly_done, gap
from storage.measures import Measured

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
DUE, LATER = NOW - timedelta(days=1), NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("due", "missed", "done", "share"),
    [
        (DUE, None, DUE, Share(1, 1)),  # in time
        (DUE, DUE, NOW, Share(0, 1)),  # late, and done since
        (DUE, DUE, None, Share(0, 1)),  # late, and still to do
        (LATER, None, None, Share(0, 0)),  # not due yet
        (LATER, DUE, None, Share(0, 1)),  # opened again: that it was late stands
        (None, None, None, Share(0, 0)),
    ],
)
def test_a_target_counts_once_it_was_kept_or_passed(
    due: datetime | None, missed: datetime | None, done: datetime | None, share: Share
) -> None:
    assert _in_time([(due, missed, done)], NOW) == share


@pytest.mark.parametrize(
    ("outcome", "state", "reopened", "share"),
    [
        ("done", "closed", 0, Share(1, 1)),
        ("done", "answered", 0, Share(0, 0)),  # the member may still object
        ("done", "closed", 1, Share(0, 1)),
        ("done", "new", 1, Share(0, 1)),
        ("no", "closed", 0, Share(0, 0)),
        ("scheduled", "answered", 0, Share(0, 0)),
    ],
)
def test_truly_done_is_done_and_never_objected_to(
    outcome: str, state: str, reopened: int, share: Share
) -> None:
    row = Measured(1, None, None, state, reopened, NOW, NOW, outcome, DUE, None, DUE, None)

    assert _truly_done([row]) == share


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=40))
def test_a_gap_is_shown_for_enough_pairs_only_and_lies_within_its_range(pairs: list[tuple[int, int]]) -> None:
    found = gap(pairs)

    assert (found is None) == (len(pairs) < SMALL)
    if found is not None:
        assert found.low <= found.mean <= found.high
        assert found.mean == pytest.approx(sum(m - s for m, s in pairs) / len(pairs))
