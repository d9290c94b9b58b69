"""The maps that lie over each other: one place in all of them, on any day; and which of them governs a service."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.answers import Question, answer
from directory.council import Area, AreaKind, AreaWard, Post
from directory.overlays import Patch, ward_maps
from directory.responsibility import Roster, responsible
from tests.directory.councils import TODAY, a_service, the_roster
from views.directory import in_words
from views.words import Words

WORDS = Words()
MAY = date(2027, 5, 1)
APRIL = MAY - timedelta(days=1)


def lies(
    kind: AreaKind, area: str, ward: str, starts_on: date | None = None, ends_on: date | None = None
) -> AreaWard:
    return AreaWard(kind=kind, area=area, ward=ward, starts_on=starts_on, ends_on=ends_on)


def officer(service: str, person: str, patch: str = "") -> Post:
    return Post(role="officer", scope=service, patch=patch, person=person)


def mapped(**more: object) -> Roster:
    """Linacre in every kind of map; Planning's patch Docks holds Linacre and Church, which are in two areas. The
    committee changes in May."""
    roster = the_roster()
    areas: tuple[tuple[AreaKind, str], ...] = (
        ("committee", "Old"), ("committee", "New"), ("parish", "Seaside"), ("police", "North"), ("patch", "Docks"),
    )  # fmt: skip
    return replace(
        roster,
        areas=(*roster.areas, *(Area(kind=kind, name=name) for kind, name in areas)),
        area_wards=(
            *roster.area_wards,
            lies("committee", "Old", "Linacre", ends_on=APRIL),
            lies("committee", "New", "Linacre", starts_on=MAY),
            lies("parish", "Seaside", "Linacre"),
            lies("police", "North", "Linacre"),
            lies("patch", "Docks", "Linacre"),
            lies("patch", "Docks", "Church"),
        ),
        posts=(*roster.posts, officer("planning", "ray", "Docks")),
        **more,
    )


def said(roster: Roster, question: Question, *, for_staff: bool = True) -> str:
    return in_words(answer(question, roster, (), on=TODAY, for_staff=for_staff), WORDS)


@pytest.mark.parametrize(("day", "committee"), [(TODAY, "Old"), (APRIL, "Old"), (MAY, "New")])
def test_a_ward_lies_in_every_map_on_any_day(day: date, committee: str) -> None:
    found = ward_maps(mapped(), "Linacre", day)

    assert (found.partnerships, found.committees) == (("South",), (committee,))
    assert (found.parishes, found.police) == (("Seaside",), ("North",))
    assert found.patches == (Patch("Planning", "Docks"),)


def test_an_area_that_is_over_holds_nothing() -> None:
    roster = mapped()
    areas = tuple(
        replace(area, ends_on=APRIL) if area.name in ("Seaside", "Docks") else area for area in roster.areas
    )

    found = ward_maps(replace(roster, areas=areas), "Linacre", MAY)

    assert (found.parishes, found.patches) == ((), ())


def test_who_covers_a_ward_names_every_map() -> None:
    found = said(mapped(), Question("covers", place="Linacre", wards=("Linacre",)), for_staff=False)

    for words in (
        "South Area Partnership",
        "Old Area Committee",
        "Seaside",
        "police: North",
        "planning works here as Docks",
    ):
        assert words in found
    assert "New Area Committee" in said(mapped(), Question("covers", wards=("Linacre",), on=MAY))


def test_where_a_patch_governs_staff_read_that_it_does_and_what_the_area_would_have_been() -> None:
    question = Question("who", "planning", place="Linacre", wards=("Linacre",))

    assert "In Linacre its own patch Docks governs: Ray. By area it would be South." in said(
        mapped(), question
    )
    assert "Docks" not in said(mapped(), question, for_staff=False)
    assert "Jo" in said(mapped(), question, for_staff=False)


def test_a_service_that_follows_the_areas_says_nothing_of_patches() -> None:
    assert "patch" not in said(mapped(), Question("who", "lights", wards=("Linacre",)))


def test_two_maps_in_one_area_are_told_apart() -> None:
    """Linacre is the patch's; Derby, in the same area, is the officer's who has all the rest."""
    found = said(mapped(), Question("who", "planning", wards=("Linacre", "Derby")))

    assert "Ray and Farah own the work, and Jo follows it." in found
    assert "In Linacre its own patch Docks governs: Ray." in found


# Who owns the work, and who follows


@pytest.mark.parametrize(
    ("service", "owns"),
    [
        ("litter", "A dedicated service: Jo owns the work."),
        ("planning", "A virtual service: Farah owns the work, and Jo follows it."),
        ("lights", "A combination service: Jo owns the work, with a task for Ray."),
    ],
)
def test_staff_read_who_owns_the_work_and_who_follows(service: str, owns: str) -> None:
    question = Question("who", service, wards=("Linacre",))

    assert owns in said(the_roster(), question)
    assert "service:" not in said(the_roster(), question, for_staff=False)


def test_a_virtual_service_without_an_officer_says_who_owns_it_then() -> None:
    roster = the_roster()
    roster = replace(roster, posts=tuple(post for post in roster.posts if post.scope != "planning"))

    assert "A virtual service without an officer on that day: Jo owns" in said(
        roster, Question("who", "planning", wards=("Linacre",))
    )


def test_led_by_area_here_and_by_theme_there_are_one_council() -> None:
    """A rural area keeps its geographic lead: one patch of a thematic service is the Area Co-ordinator's own."""
    roster = the_roster()
    rural = replace(
        roster,
        areas=(*roster.areas, Area(kind="patch", name="Rural")),
        area_wards=(*roster.area_wards, lies("patch", "Rural", "Church")),
        posts=(*roster.posts, officer("planning", "marcus", "Rural")),
    )

    owners = {
        ward: responsible(rural, "planning", [ward], TODAY).owner.key
        for ward in ("Church", "Linacre", "Derby")
    }

    assert owners == {"Church": "marcus", "Linacre": "farah", "Derby": "farah"}
    assert "In Church its own patch Rural governs: Marcus." in said(
        rural, Question("who", "planning", wards=("Church", "Derby"))
    )


@given(
    st.sets(st.sampled_from(["Linacre", "Derby", "Church"]), min_size=1),
    st.sampled_from(["litter", "planning", "lights"]),
)
def test_the_answer_names_the_owner_that_a_case_would_have(wards: set[str], service: str) -> None:
    """Whichever map governs: what staff read is what happens."""
    roster = mapped(services=(*the_roster().services, a_service("extra", "virtual")))
    found = answer(Question("who", service, wards=tuple(wards)), roster, (), on=TODAY, for_staff=True)

    for handler in found.handlers:  # type: ignore[union-attr]
        for work in handler.works:
            assert all(responsible(roster, service, [ward], TODAY).owner == work.owner for ward in work.wards)
