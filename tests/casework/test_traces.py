"""A resident's name or number, found as people write it and in nothing else, and blotted out at its length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.masking import mask
from casework.traces import around, blotted, pattern_of


@pytest.mark.parametrize(
    ("asked", "text", "found"),
    [
        ("Mrs Dunne", "says Mrs Dunne.", "Mrs Dunne"),
        ("Mrs Dunne", "MRS  DUNNE rang", "MRS  DUNNE"),
        ("Mrs Dunne", "Mrs Dunnett rang", None),
        ("O'Neill", "Mr O’Neill’s wall", "O’Neill"),
        ("Dunne", "dunne@example.org", "dunne"),
        ("07700 900123", "ring 07700900123", "07700900123"),
        ("07700 900123", "+44 (0)7700 900 123 or so", "+44 (0)7700 900 123"),
        ("+447700900123", "07700-900-123", "07700-900-123"),
        ("07700 900123", "070007700 9001234", None),
        ("m.dunne@example.org", "to M.Dunne@example.org,", "M.Dunne@example.org"),
        ("m.dunne@example.org", "m-dunne@example.org", None),
        ("12 Marsh Lane", "at 112 Marsh Lane", None),
    ],
)
def test_what_is_found(asked: str, text: str, found: str | None) -> None:
    match = pattern_of(asked).search(text)

    assert (match.group(0) if match else None) == found


@pytest.mark.parametrize("short", ["", " ", "Hal", "a b c"])
def test_what_is_too_short_means_nobody(short: str) -> None:
    with pytest.raises(ValueError, match="^" + short + "$"):
        pattern_of(short)


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_words_keep_their_length_and_lose_the_name(before: str, after: str) -> None:
    pattern = pattern_of("Mrs Dunne")
    text = f"{before} Mrs Dunne {after}"

    assert len(blotted(text, pattern)) == len(text)
    assert pattern.search(blotted(text, pattern)) is None


def test_everybody_else_is_masked_around_it() -> None:
    text = "Mr Hale and Mrs Dunne, 01632 960555"

    assert around(text, pattern_of("Mr Hale"), mask) == "Mr Hale and Mrs [name], [telephone]"
