"""Quiet wards as tables of examples: what chance can explain is not named, nor where the need is not high."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.quiet_wards import WardCount, compare, range_of

YEAR = 365


# As printed in tables of exact Poisson limits; from ten on, Byar's approximation is within a hundredth of them.
@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0.0, 3.689), (1, 0.025, 5.572), (3, 0.619, 8.767), (9, 4.115, 17.085), (10, 4.795, 18.390),
     (50, 37.111, 65.919), (100, 81.364, 121.627)],
)  # fmt: skip
def test_the_range_of_a_count(count: int, low: float, high: float) -> None:
    assert range_of(count) == (pytest.approx(low, abs=0.011), pytest.approx(high, abs=0.011))


def wards(*changed: WardCount) -> list[WardCount]:
    """Ten wards of one size with ten cases each and the need 0, 10 … 90; `changed` stand instead of theirs."""
    council = {f"W{n}": WardCount(f"W{n}", 10, YEAR, 10_000, 10 * n) for n in range(10)}
    return list({**council, **{each.ward: each for each in changed}}.values())


@pytest.mark.parametrize(
    ("changed", "quiet"),
    [
        ((), []),
        ((WardCount("W8", 1, YEAR, 10_000, 80),), ["W8"]),
        ((WardCount("W8", 3, YEAR, 10_000, 80),), ["W8"]),
        ((WardCount("W8", 4, YEAR, 10_000, 80),), []),  # chance explains it
        ((WardCount("W8", 0, YEAR, 10_000, 80), WardCount("W9", 2, YEAR, 10_000, 90)), ["W8", "W9"]),
        ((WardCount("W2", 0, YEAR, 10_000, 20),), []),  # its need is below the middle
        ((WardCount("W4", 0, YEAR, 10_000, 45),), []),  # its need is the middle
        ((WardCount("W8", 1, YEAR, 2_000, 80),), []),  # few live there
        ((WardCount("W8", 0, YEAR, 2_000, 80),), []),
        ((WardCount("W8", 1, 60, 10_000, 80),), []),  # heard for two months only
        ((WardCount("W8", 12, YEAR, 40_000, 80),), ["W8"]),  # many cases, and many more people
    ],
)
def test_which_wards_are_quiet(changed: tuple[WardCount, ...], quiet: list[str]) -> None:
    assert [each.ward for each in compare(wards(*changed)) if each.quiet] == quiet


counts = st.builds(
    WardCount,
    ward=st.text(min_size=1, max_size=5),
    cases=st.integers(0, 3_000),
    days=st.integers(0, YEAR),
    residents=st.integers(1, 50_000),
    need=st.integers(0, 100),
)


@given(st.lists(counts, max_size=30))
def test_what_is_usual_is_the_councils_own_and_a_quiet_ward_lies_below_it(found: list[WardCount]) -> None:
    rates = compare(found)

    if any(each.days for each in found):
        assert sum(each.usual for each in rates) == pytest.approx(sum(each.cases for each in found))
    for each in rates:
        assert each.low <= each.cases <= each.high
        assert not each.quiet or each.cases < each.high < each.usual
