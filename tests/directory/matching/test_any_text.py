"""Whatever people write, it is read: no text is too odd, and what comes out fits what went in."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from directory.matching.matcher import Matcher
from directory.matching.reading import CAUTION

SAID = st.sampled_from(
    ["pothole,", "and", ".", "the", "street", "light", "Marsh", "Lane", "Bootle", "is", "out", "SEF-1042", "L20", "6AB", "?", "who", "covers", "Linacre", "gas", "thanks", "•", "\n"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=80), st.lists(SAID, max_size=14).map(" ".join))


@settings(max_examples=150)
@given(text=TEXTS)
def test_any_text_is_read_and_its_issues_are_pieces_of_it(matcher: Matcher, text: str) -> None:
    reading = matcher.read(text)

    assert all(issue.text == text[slice(*issue.span)] for issue in reading.issues)
    assert all(one.span[1] <= two.span[0] for one, two in pairwise(reading.issues))
    decisions = [issue.decision for issue in reading.issues]
    assert reading.decision == (min(decisions, key=CAUTION.index) if decisions else "chatter")
    for issue in reading.issues:
        scores = [service.score for service in issue.services]
        assert all(0 <= score <= 1 for score in scores)
        assert len({service.key for service in issue.services}) == len(scores)


@settings(max_examples=50)
@given(text=TEXTS)
def test_the_same_text_is_read_the_same(matcher: Matcher, text: str) -> None:
    assert matcher.read(text) == matcher.read(text)
