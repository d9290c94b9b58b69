"""Which service is meant: what is wrong decides, not where it is; and why, in words that people read."""

import pytest

from directory.matching.matcher import Matcher


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("graffiti on the bus shelter on Stanley Road", "graffiti"),
        ("broken glass in the car park by the bus stop on Moor Lane", "street-cleansing"),
        ("hedge blocking the street light", "verges-weeds"),
        ("pothole outside the library", "highways-maintenance"),
        ("dog mess all along the school fence", "dog-fouling"),
        ("we want yellow lines on our road", "traffic-management"),
        ("parked on the yellow lines again", "parking-enforcement"),
        ("wheelie bin not emptied", "waste-collection"),
        ("litter bin overflowing", "litter-bins"),
        ("grid blocked with leaves", "gullies-drainage"),
        ("mattress dumped in the jigger", "fly-tipping"),
        ("stret lihgt not wroking", "street-lighting"),
    ],
)
def test_what_is_wrong_decides(matcher: Matcher, text: str, service: str) -> None:
    assert matcher.read(text).issues[0].services[0].key == service


def test_the_words_that_point_to_a_service_are_its_reason(matcher: Matcher) -> None:
    first = matcher.read("blocked gully on Knowsley Road").issues[0].services[0]

    assert first.why == "“blocked” and “gully” point to Gullies and drainage"


@pytest.mark.parametrize(
    ("text", "services"),
    [
        (
            "potholes on Stanley Road and a street light out",
            ["highways-maintenance", "street-lighting"],
        ),
        ("wheelie bin not emptied, litter bin overflowing", ["waste-collection", "litter-bins"]),
        ("fly tipping by Asda and dog mess all over the pavement", ["fly-tipping", "dog-fouling"]),
        ("pothole on Hulme Street and Nelson Street", ["highways-maintenance"]),
        ("litter and rubbish blowing about", ["street-cleansing"]),
        ("street light out, very dark and dangerous", ["street-lighting"]),
    ],
)
def test_a_message_is_cut_only_where_both_halves_stand(
    matcher: Matcher, text: str, services: list[str]
) -> None:
    assert [issue.services[0].key for issue in matcher.read(text).issues] == services
