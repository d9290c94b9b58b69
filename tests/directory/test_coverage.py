"""The proof of coverage: it finds what is there, and agrees with asking day by day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings

from directory.coverage import coverage
from directory.files import survey
from directory.responsibility import Roster, responsible
from tests.directory.councils import (
    TODAY,
    a_large_council,
    a_post,
    a_service,
    away,
    in_area,
    the_roster,
    without_post,
)
from tests.directory.test_responsibility import WARDS, rosters
from tests.directory.test_sample import SAMPLE

HORIZON = TODAY + timedelta(days=400)
SPRING, SUMMER = date(2027, 3, 1), date(2027, 6, 30)


def test_a_full_directory_has_no_hole() -> None:
    assert coverage(the_roster(), TODAY, HORIZON) == []


def test_the_sample_council_is_covered_for_the_next_400_days() -> None:
    assert coverage(Roster.of(survey(SAMPLE)[0]), TODAY, HORIZON) == []


def test_leave_without_cover_is_a_gap_for_its_days_and_wards_and_says_why() -> None:
    holes = coverage(the_roster(absences=(away("marcus", SPRING, SUMMER),)), TODAY, HORIZON)
    assert [(h.kind, h.rule, h.starts_on, h.ends_on, h.service, h.area, h.wards) for h in holes] == [
        ("gap", "no coordinator", SPRING, SUMMER, None, "Crosby", ("Church",))
    ]
    assert holes[0].why == "Marcus, co-ordinator for Crosby: away, and no cover is there"


def test_leave_with_cover_is_no_gap_until_the_cover_is_away_as_well() -> None:
    late = SUMMER - timedelta(days=3)
    leave = (away("jo", SPRING, SUMMER), away("lewis", late, None), away("chidi", late, None))
    holes = coverage(the_roster(absences=leave), TODAY, HORIZON)
    assert [(h.rule, h.starts_on, h.ends_on) for h in holes] == [("no coordinator", late, SUMMER)]


def test_a_gap_lasts_as_one_though_other_rows_change_meanwhile() -> None:
    leave = (away("marcus", SPRING, SUMMER), away("ray", date(2027, 4, 1), date(2027, 4, 2)))
    holes = coverage(the_roster(absences=leave), TODAY, HORIZON)
    assert [(h.starts_on, h.ends_on) for h in holes] == [(SPRING, SUMMER)]


@pytest.mark.parametrize(
    ("roster", "kind", "rule"),
    [
        (without_post(the_roster(), "coordinator", "South"), "gap", "no coordinator"),
        (without_post(the_roster(), "officer", "planning"), "gap", "no officer"),
        (without_post(the_roster(), "officer", "lights"), "gap", "no officer"),
        (without_post(the_roster(), "duty"), "gap", "no duty officer"),
        (
            the_roster(area_wards=(in_area("South", "Linacre"), in_area("Crosby", "Church"))),
            "gap",
            "no area",
        ),
        (
            replace(the_roster(), area_wards=(*the_roster().area_wards, in_area("Crosby", "Derby"))),
            "overlap",
            "several areas",
        ),
        (
            replace(the_roster(), posts=(*the_roster().posts, a_post("coordinator", "South", "chidi"))),
            "overlap",
            "several coordinators",
        ),
        (
            replace(the_roster(), posts=(*the_roster().posts, a_post("officer", "planning", "ray"))),
            "overlap",
            "several officers",
        ),
    ],
)
def test_each_rule_that_leaves_a_hole_is_named(roster: Roster, kind: str, rule: str) -> None:
    holes = coverage(roster, TODAY, HORIZON)
    assert [(hole.kind, hole.rule, hole.starts_on, hole.ends_on) for hole in holes] == [
        (kind, rule, TODAY, HORIZON)
    ]


def test_a_dedicated_service_needs_no_officer() -> None:
    roster = the_roster(services=(a_service("litter", "dedicated"),))
    assert coverage(roster, TODAY, HORIZON) == []


@settings(max_examples=40)
@given(rosters())
def test_a_gap_is_proved_exactly_where_asking_day_by_day_finds_one(roster: Roster) -> None:
    first, last = TODAY - timedelta(days=5), TODAY + timedelta(days=5)
    holes = [hole for hole in coverage(roster, first, last) if hole.rule != "no duty officer"]
    for day in (first + timedelta(days=n) for n in range(11)):
        for ward in ("Linacre", "Derby", "Church"):
            for service in ("litter", "planning", "lights"):
                found = responsible(roster, service, [ward], day)
                named = [
                    hole
                    for hole in holes
                    if hole.starts_on <= day <= hole.ends_on
                    and ward in hole.wards
                    and hole.service in (None, service)
                    and (hole.kind == "gap" or hole.rule == "several areas")
                ]
                if found.is_present:
                    assert bool(named) == (found.is_gap or found.area is None), (day, ward, service, named)
                else:
                    assert named or found.area is None


@settings(max_examples=100)
@given(rosters())
def test_whatever_passes_routes_every_service_ward_and_day_to_somebody_who_is_there(roster: Roster) -> None:
    first, last = TODAY - timedelta(days=3), TODAY + timedelta(days=3)
    left_open = {
        (hole.service, ward, day)
        for hole in coverage(roster, first, last)
        for ward in hole.wards or WARDS
        for day in (first + timedelta(days=n) for n in range(7))
        if hole.starts_on <= day <= hole.ends_on
    }
    for service in ("litter", "planning", "lights"):
        for ward in WARDS:
            for day in (first + timedelta(days=n) for n in range(7)):
                if left_open.isdisjoint({(service, ward, day), (None, ward, day)}):
                    found = responsible(roster, service, [ward], day)
                    assert not found.is_gap
                    assert found.contact is not None
                    assert found.owner is not None
                    assert roster.is_present(found.contact.key, day)
                    assert roster.is_present(found.owner.key, day)


@settings(max_examples=40)
@given(rosters())
def test_holes_of_one_kind_never_touch(roster: Roster) -> None:
    holes = coverage(roster, TODAY - timedelta(days=5), TODAY + timedelta(days=5))
    ends = {
        (hole.ends_on + timedelta(days=1), replace(hole, starts_on=TODAY, ends_on=TODAY)) for hole in holes
    }
    begins = {(hole.starts_on, replace(hole, starts_on=TODAY, ends_on=TODAY)) for hole in holes}
    assert not ends & begins


def test_a_large_council_with_much_leave_is_proved_as_asking_on_any_day_finds_it() -> None:
    roster = a_large_council(TODAY)
    holes = [hole for hole in coverage(roster, TODAY, HORIZON) if hole.rule != "no duty officer"]
    assert len(holes) == 10
    for day in (TODAY, TODAY + timedelta(days=150), TODAY + timedelta(days=309), HORIZON):
        named = {
            (hole.service, ward)
            for hole in holes
            if hole.starts_on <= day <= hole.ends_on
            for ward in hole.wards
        }
        for service in ("s0", "s50", "s99"):
            for ward in ("w0", "w45", "w99"):
                found = responsible(roster, service, [ward], day)
                assert found.is_gap == bool(named & {(service, ward), (None, ward)}), (service, ward, day)
