"""A service's own patches, which follow no other map: who has the work there, and whether somebody always has."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from directory.checks import check
from directory.council import Area, AreaWard, Council, Post
from directory.coverage import coverage
from directory.responsibility import Roster, responsible
from tests.directory.councils import TODAY, the_roster

HORIZON = TODAY + timedelta(days=400)
MAY = date(2027, 5, 1)


def in_patch(patch: str, ward: str) -> AreaWard:
    return AreaWard(kind="patch", area=patch, ward=ward)


def officer(person: str, patch: str, ends_on: date | None = None) -> Post:
    return Post(role="officer", scope="planning", patch=patch, person=person, ends_on=ends_on)


def patched(*posts: Post) -> Roster:
    """Planning has a patch Docks (Linacre, Church), across two areas; elsewhere it is Farah's, as it was."""
    roster = the_roster()
    return replace(
        roster,
        areas=(*roster.areas, Area(kind="patch", name="Docks")),
        area_wards=(*roster.area_wards, in_patch("Docks", "Linacre"), in_patch("Docks", "Church")),
        posts=(*roster.posts, *posts),
    )


@pytest.mark.parametrize(
    ("wards", "owner"),
    [(["Linacre"], "ray"), (["Church"], "ray"), (["Linacre", "Church"], "ray"), (["Derby"], "farah"), (["Linacre", "Derby"], "farah")],
)  # fmt: skip
def test_the_officer_of_the_patch_has_the_work_in_its_wards(wards: list[str], owner: str) -> None:
    found = responsible(patched(officer("ray", "Docks")), "planning", wards, TODAY)
    assert (found.owner.key, found.is_gap) == (owner, False)


def test_the_reason_says_which_map_governs() -> None:
    found = responsible(patched(officer("ray", "Docks")), "planning", ["Church"], TODAY)
    assert (found.area, found.contact.key) == ("Crosby", "marcus")
    assert "Planning works by its own patches: Docks" in found.why


def test_other_services_do_not_heed_the_patch() -> None:
    found = responsible(patched(officer("ray", "Docks")), "lights", ["Church"], TODAY)
    assert "patches" not in found.why


def test_a_full_patch_leaves_no_hole() -> None:
    assert coverage(patched(officer("ray", "Docks")), TODAY, HORIZON) == []


def test_a_patch_whose_officer_leaves_is_a_gap_in_its_wards() -> None:
    holes = coverage(patched(officer("theo", "Docks", ends_on=MAY)), TODAY, HORIZON)
    assert [(h.kind, h.rule, h.service, h.wards, h.starts_on) for h in holes] == [
        ("gap", "no officer", "planning", ("Linacre", "Church"), MAY + timedelta(days=1))
    ]


def test_two_officers_of_one_patch_overlap() -> None:
    holes = coverage(patched(officer("ray", "Docks"), officer("grace", "Docks")), TODAY, HORIZON)
    assert [(h.kind, h.why) for h in holes] == [
        ("overlap", "planning in Docks has 2 officers at once: Ray and Grace")
    ]


@pytest.mark.parametrize(
    ("post", "problem"),
    [
        (Post(role="officer", scope="planning", patch="Dcoks", person="ray"), "there is no patch “Dcoks” in areas.csv"),
        (Post(role="duty", patch="Docks", person="ray"), "role duty has a patch, which only an officer can have"),
    ],
)  # fmt: skip
def test_a_patch_that_cannot_be_is_named(post: Post, problem: str) -> None:
    roster = patched(post)
    council = Council(**{name: tuple(getattr(roster, name)) for name in roster.__dataclass_fields__})
    assert problem in [fault.problem for fault in check(council)]
