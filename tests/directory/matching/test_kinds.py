"""What kind of message it is: an enquiry, a question, a chase after news, or chatter."""

import numpy as np
import pytest

from directory.matching.kinds import KINDS
from directory.matching.matcher import Matcher
from directory.matching.regression import Floats


@pytest.mark.parametrize(
    ("text", "kind", "decision"),
    [
        ("pothole on Strand Road", "enquiry", "sure"),
        ("who handles graffiti in Crosby", "query", "sure"),
        ("who covers Linacre", "query", "sure"),
        ("any news on SEF-1042", "chase", "sure"),
        ("thanks very much", "chatter", "chatter"),
        ("ta la", "chatter", "chatter"),
        ("it's a lovely day", "chatter", "chatter"),
        ("see you in Southport tonight", "chatter", "chatter"),
        ("Strand Road again", "enquiry", "ask"),  # a street is named: never dropped as chatter
        ("", "chatter", "chatter"),
        ("?!", "chatter", "chatter"),
    ],
)
def test_the_kind_and_what_is_done(matcher: Matcher, text: str, kind: str, decision: str) -> None:
    reading = matcher.read(text)
    assert (reading.kind, reading.decision) == (kind, decision)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("who handles graffiti in Crosby", "who"),
        ("who covers Linacre", "covers"),
        ("what's open in my ward", "open"),
        ("show me what's open in Linacre", "open"),
        ("is the museum open in Southport", "who"),
        ("who has SEF-1042?", "case"),
        ("my cases", "mine"),
    ],
)
def test_what_a_question_asks_for(matcher: Matcher, text: str, question: str) -> None:
    assert matcher.read(text).question == question


def _likely(*, chatter: float) -> Floats:
    """The probabilities of the kinds with so much of chatter, the rest an enquiry's."""
    return np.array([{"chatter": chatter, "enquiry": 1 - chatter}.get(kind, 0.0) for kind in KINDS])


def test_what_may_be_chatter_is_asked_about_and_never_sent(matcher: Matcher) -> None:
    """Between chatter and an enquiry the matcher asks, however sure the words seem of a service."""
    kinds = matcher.words.kinds

    assert 0 < kinds.doubted_at < kinds.dropped_at <= 1
    assert kinds.may_be_chatter(_likely(chatter=kinds.doubted_at))
    assert kinds.kind(_likely(chatter=kinds.doubted_at)) != "chatter"
