"""Who is responsible: a table of cases, and for any rows whatever, somebody who is there that day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.council import Area, Role
from directory.responsibility import FALLBACK, Roster, duty_officer, responsible
from tests.directory.councils import (
    TODAY,
    a_person,
    a_post,
    a_service,
    away,
    covers,
    in_area,
    the_roster,
    without_post,
)

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("service", "wards", "contact", "owner", "area", "mode"),
    [
        ("litter", ["Linacre"], "jo", "jo", "South", "dedicated"),
        ("planning", ["Linacre"], "jo", "farah", "South", "virtual"),
        ("lights", ["Linacre"], "jo", "jo", "South", "combination"),
        ("lights", ["Church"], "marcus", "marcus", "Crosby", "combination"),
        ("litter", ["Linacre", "Derby"], "jo", "jo", "South", "dedicated"),
        ("litter", ["Linacre", "Church"], "grace", "grace", None, "dedicated"),
        ("litter", ["Linacre", "Nowhere"], "grace", "grace", None, "dedicated"),
        ("litter", [], "grace", "grace", None, "dedicated"),
        ("planning", [], "grace", "farah", None, "virtual"),
        (None, ["Church"], "marcus", "marcus", "Crosby", None),
        ("unheard-of", ["Church"], "marcus", "marcus", "Crosby", None),
        (None, [], "grace", "grace", None, None),
    ],
)
def test_contact_and_owner_follow_from_the_area_and_the_mode(
    service: str | None, wards: Sequence[str], contact: str, owner: str, area: str | None, mode: str | None
) -> None:
    found = responsible(the_roster(), service, wards, TODAY)
    assert (found.contact.key, found.owner.key, found.area, found.mode) == (contact, owner, area, mode)
    assert found.why
    assert found.is_present
    assert not found.is_gap


@pytest.mark.parametrize(
    ("absent", "contact", "is_gap"),
    [
        (["jo"], "lewis", False),
        (["jo", "lewis"], "chidi", False),
        (["jo", "lewis", "chidi"], "grace", True),
        (["jo", "lewis", "chidi", "grace"], "stuart", True),
        (["jo", "lewis", "chidi", "grace", "stuart"], "pat", True),
        (["jo", "lewis", "chidi", "grace", "stuart", "pat"], "theo", True),
        (["jo", "lewis", "chidi", "grace", "stuart", "pat", "theo"], "fiona", True),
    ],
)
def test_whoever_is_away_is_stood_in_for_along_the_chain(
    absent: list[str], contact: str, is_gap: bool
) -> None:
    roster = the_roster(absences=tuple(away(person) for person in absent))
    found = responsible(roster, "litter", ["Linacre"], TODAY)
    assert (found.contact.key, found.is_gap, found.is_present) == (contact, is_gap, True)


def test_when_nobody_at_all_is_there_the_answer_says_so_plainly() -> None:
    roster = the_roster()
    roster = replace(roster, absences=tuple(away(person.key) for person in roster.people))
    found = responsible(roster, "litter", ["Linacre"], TODAY)
    assert not found.is_present
    assert found.contact.key == "jo"
    assert found.why == "Nobody who could have this is there on 23 November 2026; Jo would be the one"


def test_a_directory_without_people_is_an_error_in_plain_words() -> None:
    with pytest.raises(LookupError, match="load a council first"):
        responsible(Roster(), None, [], TODAY)


@pytest.mark.parametrize(
    ("first", "last", "contact"),
    [
        (TODAY, TODAY, "lewis"),
        (YESTERDAY, None, "lewis"),
        (None, TODAY, "lewis"),
        (None, YESTERDAY, "jo"),
        (TOMORROW, None, "jo"),
    ],
)
def test_the_first_and_the_last_day_of_leave_count(
    first: date | None, last: date | None, contact: str
) -> None:
    roster = the_roster(absences=(away("jo", first, last),))
    assert responsible(roster, "litter", ["Linacre"], TODAY).contact.key == contact


def test_a_post_that_ended_passes_to_its_last_holder_s_cover() -> None:
    roster = without_post(the_roster(), "coordinator", "South")
    ended = a_post("coordinator", "South", "jo", date(2020, 1, 1), YESTERDAY)
    found = responsible(replace(roster, posts=(ended, *roster.posts)), "litter", ["Linacre"], TODAY)
    assert found.contact.key == "lewis"
    assert "left the post" in found.why


def test_a_post_nobody_ever_held_passes_to_the_duty_officer_and_is_a_gap() -> None:
    found = responsible(without_post(the_roster(), "coordinator", "South"), "litter", ["Linacre"], TODAY)
    assert (found.contact.key, found.area, found.is_gap) == ("grace", "South", True)


def test_a_successor_takes_over_on_the_first_day_of_the_post() -> None:
    roster = without_post(the_roster(), "coordinator", "South")
    posts = (
        a_post("coordinator", "South", "jo", None, TODAY),
        a_post("coordinator", "South", "chidi", TOMORROW),
    )
    roster = replace(roster, posts=(*posts, *roster.posts))
    contacts = [responsible(roster, "litter", ["Derby"], day).contact.key for day in (TODAY, TOMORROW)]
    assert contacts == ["jo", "chidi"]


def test_somebody_all_of_whose_posts_ended_does_not_cover() -> None:
    roster = the_roster(absences=(away("jo"),))
    roster = replace(roster, posts=(*roster.posts, a_post("support", "", "lewis", None, YESTERDAY)))
    assert responsible(roster, "litter", ["Linacre"], TODAY).contact.key == "chidi"


@pytest.mark.parametrize(
    ("first", "last", "contact"),
    [(None, TODAY, "lewis"), (TODAY, None, "lewis"), (None, YESTERDAY, "grace"), (TOMORROW, None, "grace")],
)
def test_cover_counts_from_its_first_day_to_its_last(
    first: date | None, last: date | None, contact: str
) -> None:
    cover = replace(covers("jo", "lewis"), starts_on=first, ends_on=last)
    roster = the_roster(covers=(cover,), absences=(away("jo"),))
    assert responsible(roster, "litter", ["Linacre"], TODAY).contact.key == contact


def test_cover_in_a_circle_ends_at_the_duty_officer() -> None:
    absent = (away("jo"), away("lewis"))
    roster = the_roster(covers=(covers("jo", "lewis"), covers("lewis", "jo")), absences=absent)
    assert responsible(roster, "litter", ["Linacre"], TODAY).contact.key == "grace"


def test_a_virtual_service_s_officer_on_leave_is_covered_too() -> None:
    roster = the_roster(absences=(away("ray"),))
    found = responsible(roster, "lights", ["Linacre"], TODAY)
    assert found.officer is not None
    assert found.officer.key == "farah"


def test_a_virtual_service_without_an_officer_leaves_the_work_with_the_contact_and_says_so() -> None:
    found = responsible(without_post(the_roster(), "officer", "planning"), "planning", ["Linacre"], TODAY)
    assert (found.owner.key, found.is_gap) == ("jo", True)
    assert "Planning has no officer" in found.why


def test_a_ward_that_moves_changes_its_contact_on_the_day() -> None:
    moved = (in_area("Crosby", "Church", None, TODAY), in_area("South", "Church", TOMORROW))
    roster = the_roster(area_wards=(in_area("South", "Linacre"), *moved))
    contacts = [responsible(roster, "litter", ["Church"], day).contact.key for day in (TODAY, TOMORROW)]
    assert contacts == ["marcus", "jo"]


def test_an_area_that_was_retired_has_no_case_after_its_last_day() -> None:
    roster = the_roster(areas=(Area(kind="partnership", name="Crosby", ends_on=TODAY),))
    areas = [responsible(roster, "litter", ["Church"], day).area for day in (TODAY, TOMORROW)]
    assert areas == ["Crosby", None]


def test_the_duty_officer_is_the_first_of_the_rota_who_is_there() -> None:
    rotas = [(), ("grace",), ("grace", "stuart")]
    found = [duty_officer(the_roster(absences=tuple(map(away, rota))), TODAY) for rota in rotas]
    assert [person.key if person else None for person in found] == ["grace", "stuart", None]


# Whatever the rows


DAYS = st.dates(TODAY - timedelta(days=4), TODAY + timedelta(days=4))
SPANS = st.tuples(st.none() | DAYS, st.none() | DAYS)
KEYS = ("ann", "bob", "cyd", "dee", "eve")
PERSON = st.sampled_from((*KEYS, "gone"))  # posts and covers may name somebody who is not in the directory
WARDS = ("Linacre", "Derby", "Church")
AREAS = ("South", "Crosby")
SCOPES: dict[Role, tuple[str, ...]] = {
    "coordinator": AREAS,
    "officer": ("planning", "lights"),
    **dict.fromkeys(FALLBACK, ("",)),
}


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    """Any rows at all: posts that ended, leave in layers, cover in circles, wards in two areas or none."""
    spans = draw(st.lists(SPANS, min_size=32, max_size=32))
    role_and_scope = st.sampled_from([(role, scope) for role, scopes in SCOPES.items() for scope in scopes])
    posts = draw(st.lists(st.tuples(role_and_scope, PERSON), max_size=10))
    pairs = draw(st.lists(st.tuples(PERSON, PERSON), max_size=6))
    absent = draw(st.lists(st.sampled_from(KEYS), max_size=6))
    placed = draw(st.lists(st.tuples(st.sampled_from(AREAS), st.sampled_from(WARDS)), max_size=5))
    return Roster(
        services=the_roster().services,
        wards=the_roster().wards,
        areas=tuple(Area(kind="partnership", name=area) for area in AREAS),
        area_wards=tuple(in_area(area, ward, *spans.pop()) for area, ward in placed),
        people=tuple(a_person(key) for key in KEYS),
        posts=tuple(a_post(role, scope, person, *spans.pop()) for (role, scope), person in posts),
        covers=tuple(replace(covers(*pair), starts_on=spans[0][0], ends_on=spans[0][1]) for pair in pairs),
        absences=tuple(away(person, *spans.pop()) for person in absent),
    )


def _is_there(roster: Roster, person: str, on: date) -> bool:
    """The rule of presence said again, without any of the code that is tested."""
    posts = [post for post in roster.posts if post.person == person]
    holds = [(p.starts_on or date.min) <= on <= (p.ends_on or date.max) for p in posts]
    leave = [a for a in roster.absences if a.person == person]
    is_off = any((a.starts_on or date.min) <= on <= (a.ends_on or date.max) for a in leave)
    return person in {each.key for each in roster.people} and (not holds or any(holds)) and not is_off


@settings(max_examples=60)
@given(
    rosters(),
    st.sampled_from((None, "litter", "planning", "lights", "unheard-of")),
    st.lists(st.sampled_from((*WARDS, "Nowhere")), max_size=3),
    DAYS,
)
def test_whatever_the_rows_everybody_named_is_there_that_day_or_it_is_said_that_nobody_is(
    roster: Roster, service: str | None, wards: list[str], on: date
) -> None:
    found = responsible(roster, service, wards, on)
    named = [person.key for person in (found.contact, found.owner, found.officer) if person]
    if found.is_present:
        assert all(_is_there(roster, person, on) for person in named)
    else:
        assert found.why.startswith("Nobody")
        last = [post.person for post in roster.posts if post.role in FALLBACK and post.holds_on(on)]
        assert not any(_is_there(roster, person, on) for person in last)


@settings(max_examples=60)
@given(rosters(), st.lists(st.sampled_from(WARDS), min_size=1, max_size=1), DAYS)
def test_a_case_never_waits_on_the_duty_officer_while_the_area_s_own_co_ordinator_is_there(
    roster: Roster, wards: list[str], on: date
) -> None:
    found = responsible(roster, "litter", wards, on)
    theirs = [
        post.person
        for post in roster.posts
        if post.role == "coordinator" and post.scope == found.area and post.holds_on(on)
    ]
    if any(_is_there(roster, person, on) for person in theirs):
        assert found.contact.key in theirs


def test_a_service_s_own_name_is_in_the_reason() -> None:
    roster = the_roster(services=(a_service("planning", "virtual"),))
    assert "named officer for Planning" in responsible(roster, "planning", ["Linacre"], TODAY).why
