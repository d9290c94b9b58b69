"""What a body may be asked to take on, and who there is asked: tables of examples."""

from datetime import date

import pytest

from directory.council import Body, BodyMember
from directory.register import Register
from directory.remits import refusal, speakers
from tests.directory.councils import TODAY, a_post, away, the_roster

YESTERDAY = date(2026, 11, 22)
BODIES = (
    Body(key="police", name="Police", kind="partner", remit=("litter", "lights")),
    Body(key="board", name="South Board", kind="partnership", area="South"),
    Body(key="old", name="Old Board", kind="partner", ends_on=YESTERDAY, successor="police"),
    Body(key="gone", name="Gone Board", kind="partner", ends_on=YESTERDAY),
    Body(key="coming", name="Coming Board", kind="partner", starts_on=date(2027, 4, 1)),
)
REGISTER = Register(bodies=BODIES)


@pytest.mark.parametrize(
    ("body", "service", "wards", "why"),
    [
        ("police", "lights", ["Church"], ""),
        (
            "police",
            "planning",
            ["Church"],
            "Police can be asked about Litter and Lights, not about planning.",
        ),
        ("board", "planning", ["Linacre"], ""),
        ("board", "planning", ["Church"], "South Board is there for South, and this is in Church."),
        ("board", "planning", ["Church", "Derby"], ""),
        (
            "board",
            "planning",
            [],
            "South Board is there for South, and this is in a place that is not known yet.",
        ),
        ("old", "lights", ["Derby"], "Old Board ended on 22 November 2026. Police has taken over from it."),
        ("gone", "lights", ["Derby"], "Gone Board ended on 22 November 2026, and nobody took over from it."),
        (
            "coming",
            "lights",
            ["Derby"],
            "Coming Board begins on 1 April 2027. Offer it to who has it until then.",
        ),
    ],
)
def test_a_body_is_asked_within_its_remit_its_area_and_its_time(
    body: str, service: str, wards: list[str], why: str
) -> None:
    roster = the_roster()

    assert refusal(REGISTER, roster, REGISTER.body[body], roster.service[service], wards, TODAY) == why


def seat(person: str, kind: str, deputy_for: str = "", ends_on: date | None = None) -> BodyMember:
    return BodyMember(body="police", person=person, seat=kind, deputy_for=deputy_for, ends_on=ends_on)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seats", "away_today", "found"),
    [
        ([seat("jo", "chair"), seat("ray", "contact")], [], ["ray", "jo"]),
        ([seat("ray", "contact"), seat("pat", "deputy", "ray")], ["ray"], ["pat"]),
        ([seat("ray", "contact", ends_on=YESTERDAY), seat("jo", "clerk")], [], ["jo"]),
        ([seat("ray", "member")], [], []),
        ([], [], []),
    ],
)
def test_the_likeliest_who_is_there_speaks_for_a_body(
    seats: list[BodyMember], away_today: list[str], found: list[str]
) -> None:
    roster = the_roster(absences=tuple(away(person) for person in away_today))
    register = Register(bodies=BODIES, body_members=tuple(seats))

    assert [person.key for person in speakers(register, roster, register.body["police"], TODAY)] == found


def test_a_post_as_partner_speaks_for_the_body_it_names() -> None:
    roster = the_roster()
    roster = the_roster(posts=(*roster.posts, a_post("partner", "Police", "fiona")))

    assert [p.key for p in speakers(REGISTER, roster, REGISTER.body["police"], TODAY)] == ["fiona"]
    assert speakers(REGISTER, roster, REGISTER.body["old"], TODAY) == []
