"""The sample council: complete where the source papers are, marked where it assumes."""

import re
from datetime import date
from pathlib import Path

import pytest

from directory.council import Council
from directory.files import survey

SAMPLE = Path(__file__).parents[2] / "directory" / "sample"
TODAY = date(2026, 11, 23)

# Annex A of the Cabinet report on area management, November 2009, as it is printed, column by column.
ANNEX_A = """
Street Cleansing; Highways Maintenance inc. verges, roads, weeds and gullies; verges; roads; weeds; gullies;
Grounds Maintenance; Parks and Open Space; Traffic Management; Graffiti Removal;
Neighbourhood Police and PCSOs; CSAP Support; Anti Social Behaviour; Youth Offending; Family Intervention;
Children's Services Area Management; Common Assessment Framework; Safeguarding Children; Libraries; Youth Workers;
Community Centre; Extended Schools; Sports and Recreation;
Worklessness; Business Support; Adult Social Care; Culture and Tourism; Healthy Living; Third Sector Development;
Housing; Community Cohesion;
Area Management; Community Engagement; Business Engagement; Customer Contact; Service Improvement;
Performance Management
"""
ANNEX_A_NAMES = [name.strip() for name in ANNEX_A.replace("\n", " ").split(";")]


@pytest.fixture(scope="module")
def council() -> Council:
    council, faults = survey(SAMPLE)
    assert [str(fault) for fault in faults if fault.stops] == []
    return council


@pytest.mark.parametrize("name", ANNEX_A_NAMES)
def test_every_service_of_annex_a_resolves_to_exactly_one_service(council: Council, name: str) -> None:
    found = {
        service.key
        for service in council.services
        if name.casefold() in {known.casefold() for known in (service.name, *service.other_names)}
    }
    assert len(found) == 1, found


def test_there_are_the_54_services_and_each_mode_is_marked_as_an_assumption(council: Council) -> None:
    assert len(council.services) == 54
    assert all("assumption" in service.mode_note.lower() for service in council.services)
    assert {service.theme for service in council.services} == {
        "Street Scene",
        "Crime and Community Safety",
        "Children and Community",
        "Inequalities and Adult Well Being",
        "Customer and Member Engagement",
    }


def test_the_wards_are_the_historic_22_of_2004_with_no_last_day(council: Council) -> None:
    assert [ward.code for ward in council.wards] == [f"E050009{number}" for number in range(32, 54)]
    assert {(ward.status, ward.starts_on, ward.ends_on) for ward in council.wards} == {
        ("historic", date(2004, 6, 10), None)
    }


def test_the_five_partnerships_and_seven_committees_hold_each_ward_once(council: Council) -> None:
    counts = {"partnership": 5, "committee": 7}
    for kind, count in counts.items():
        assert sum(area.kind == kind for area in council.areas) == count
        placed = [row.ward for row in council.area_wards if row.kind == kind]
        assert sorted(placed) == sorted(ward.name for ward in council.wards)


def test_church_ward_is_in_crosby(council: Council) -> None:
    assert {(row.kind, row.area) for row in council.area_wards if row.ward == "Church"} == {
        ("partnership", "Crosby"),
        ("committee", "Crosby"),
    }


def test_there_are_at_least_200_streets_and_80_places_outside_each_with_a_source(council: Council) -> None:
    assert len({street.street for street in council.streets}) >= 200
    assert len(council.outside) >= 80
    for rows in (
        council.streets,
        council.outside,
        council.localities,
        council.landmarks,
        council.wards,
        council.postcodes,
    ):
        assert all(row.source for row in rows)


@pytest.mark.parametrize(
    ("street", "wards"),
    [
        ("Stanley Road", {"Linacre", "Derby"}),
        ("Church Road", {"Church", "Litherland"}),
        ("Liverpool Road", {"Ainsdale", "Birkdale", "Park"}),
        ("Lord Street", {"Dukes"}),
        ("South Road", {"Church"}),
        ("Crosby Road North", {"Victoria"}),
    ],
)
def test_a_well_known_street_is_in_its_wards(council: Council, street: str, wards: set[str]) -> None:
    assert wards <= {row.ward for row in council.streets if row.street == street}


def test_the_strand_is_in_linacre(council: Council) -> None:
    assert {row.ward for row in council.landmarks if "the Strand" in row.aliases} == {"Linacre"}


def test_every_postcode_sector_shares_add_up_to_no_more_than_one(council: Council) -> None:
    sums: dict[str, float] = {}
    for row in council.postcodes:
        sums[row.sector] = sums.get(row.sector, 0) + row.share
    assert all(total <= 1.005 for total in sums.values())


def test_the_cast_is_fictional_and_its_numbers_and_addresses_are_nobody_s(council: Council) -> None:
    for person in council.people:
        assert person.fictional == "yes"
        assert person.email.endswith("@example.org")
        assert person.telephone.startswith("01632 960")
        members = [post for post in council.posts if post.person == person.key and post.role == "member"]
        assert person.name.startswith("Cllr ") == bool(members)


def test_the_cast_fills_every_role(council: Council) -> None:
    held: dict[str, list[str]] = {}
    for post in council.posts:
        assert post.holds_on(TODAY)
        held.setdefault(post.role, []).append(post.scope)
    assert len(set(held["member"])) >= 8
    assert held["member"].count("Linacre") == 2
    assert sorted(held["coordinator"]) == [
        "Crosby",
        "Formby",
        "Sefton East Parishes",
        "South Sefton",
        "Southport",
    ]
    assert len(held["duty"]) == len(held["support"]) == 2
    assert len(held["manager"]) == len(held["director"]) == len(held["administrator"]) == 1
    covered = {cover.person for cover in council.covers}
    assert {post.person for post in council.posts if post.role == "coordinator"} <= covered
    officers = {post.scope for post in council.posts if post.role == "officer"}
    assert {service.key for service in council.services if service.mode != "dedicated"} <= officers


def test_numbers_in_emergency_advice_are_national_or_from_the_fictional_range(council: Council) -> None:
    national = {"999", "101", "105", "111", "116 123", "0800 111 999", "0808 800 5000", "0808 2000 247"}
    for row in council.emergencies:
        assert row.telephone in national
        for number in re.findall(r"\b\d[\d ]*\d\b", row.advice):
            assert number in national or number.startswith("01632 960"), number
        if "01632" in row.advice:
            assert "fictional" in row.advice


@pytest.mark.parametrize("kind", ["child", "adult"])
def test_where_a_person_is_at_risk_the_advice_says_that_it_is_no_safeguarding_referral(
    council: Council, kind: str
) -> None:
    rows = [row for row in council.emergencies if row.kind == kind]
    assert rows
    assert all(row.sensitive == "yes" and "not a safeguarding referral" in row.advice for row in rows)
