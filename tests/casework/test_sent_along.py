"""What in words for one member is another one's."""

import pytest

from casework.sent_along import Theirs, leak

AMINA = Theirs(
    "Cllr Amina Park-Reid",
    "SEF-1001",
    "Huge pothole on Marsh Lane outside the chip shop. Mrs Ada Jones on 01632 960555 reported it, ada@example.org",
)
OWN = "Pothole on Marsh Lane, nearly opposite Derby Park. Marsh Lane Cllr Derek Halliwell"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The pothole on Marsh Lane is filled.", ""),
        ("Dear Amina, it is filled.", "Amina"),
        ("Cllr Park-Reid knows as well.", "Park-Reid"),
        ("As in sef-1001, it is filled.", "SEF-1001"),
        ("SEF-10011 is another case.", ""),
        ("Mrs Ada Jones has been told.", "Mrs Ada Jones"),
        ("We rang 01632 960555.", "01632 960555"),
        ("We wrote to ada@example.org.", "ada@example.org"),
        ("Ring me on 01632 960111.", ""),
        ("Somebody wrote of a huge pothole on Marsh Lane outside the chip shop.", "huge pothole on marsh lane outside"),
        ("Dear Derek, by Derby Park it is filled.", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_what_is_anothers_is_found(text: str, found: str) -> None:
    assert leak(text, AMINA, OWN) == found


def test_what_the_reader_wrote_themselves_is_theirs_to_read() -> None:
    own = "Amina, pothole on Marsh Lane, Mrs Ada Jones on 01632 960555 reported it to me"

    assert leak("Amina, we rang Mrs Ada Jones on 01632 960555", AMINA, own) == ""
