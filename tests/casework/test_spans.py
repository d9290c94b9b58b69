"""Which of a message's words an issue is: put together, taken apart, cut into parts."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.spans import MOST_PARTS, Span, minus, parts, said, union, worded

SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: (min(pair), max(pair))))


def characters(spans: list[Span]) -> set[int]:
    return {at for start, end in spans for at in range(start, end)}


@given(SPANS, SPANS)
def test_what_is_put_together_can_be_taken_apart_again(one: list[Span], other: list[Span]) -> None:
    both = union([*one, *other])

    assert characters(both) == characters(one) | characters(other)
    assert characters(minus(both, other)) == characters(one) - characters(other)
    assert all(before[1] < after[0] for before, after in pairwise(both))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bins overflowing and the light is out", ["Bins overflowing", "the light is out"]),
        ("Bins overflowing, again. Please help!", ["Bins overflowing", "again.", "Please help!"]),
        ("• bins\n• lights", ["bins", "lights"]),
        ("Ring 01632 960555 – it is urgent", ["Ring 01632 960555", "it is urgent"]),
        ("pothole", ["pothole"]),
        ("sand and gravel", ["sand", "gravel"]),
        ("Sandy android", ["Sandy android"]),
    ],
)
def test_words_are_cut_where_a_clause_ends(text: str, expected: list[str]) -> None:
    assert [said(text, part) for part in parts(text, [(0, len(text))])] == expected


@given(st.text("ab .,;\n!?", max_size=200))
def test_parts_have_every_word_once_in_order_and_are_few(text: str) -> None:
    found = parts(text, [(0, len(text))])
    spans = [span for part in found for span in part]

    assert len(found) <= MOST_PARTS
    assert spans == sorted(spans)
    letters = [at for at, letter in enumerate(text) if letter in "ab"]
    assert [at for at in letters if at in characters(spans)] == letters
    assert len(characters(spans)) == sum(end - start for start, end in spans)


def test_what_stood_between_is_not_the_issues_words() -> None:
    text = "bins, and graffiti, and lights"

    assert said(text, [(0, 4), (24, 30)]) == "bins … lights"
    assert said("", [(0, 4), (24, 30)]) == ""
    assert worded(text, [(4, 9), (4, 6)]) == [(6, 9)]
