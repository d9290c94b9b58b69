"""When the preview of a reply says that it names no day."""

import pytest

from casework.prepared_texts import promises_without_a_day


@pytest.mark.parametrize(
    ("words", "says_so"),
    [
        ("We will look at it.", True),
        ("I’ll ask the crew.", True),
        ("They are going to resurface it.", True),
        ("The team hopes and aims to come: they intend to mend it.", True),
        ("We will look at it on Friday.", False),
        ("I will write again by 4 December.", False),
        ("A crew will be there within two working days.", False),
        ("Thank you, that helps.", False),
        ("It was filled and checked.", False),
        ("Goodwill and still waters.", False),
        ("", False),
    ],
)
def test_only_a_promise_without_a_day_is_remarked_on(words: str, says_so: bool) -> None:
    assert promises_without_a_day(words) is says_so
