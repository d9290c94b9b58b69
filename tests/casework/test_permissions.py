"""Who may do what, as a table of people and acts."""

import pytest

from casework.permissions import CATALOGUE, Standing


def standing(*relations: str, restricted: bool = False, shared: str = "not_shared") -> Standing:
    return Standing(frozenset(relations), restricted=restricted, shared=shared)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("relations", "act", "may"),
    [
        (("member",), "view", True),
        (("member",), "reopen", True),
        (("member",), "settle", True),
        (("member",), "withdraw", True),
        (("member",), "acknowledge", False),
        (("member",), "show_details", False),
        (("contact",), "acknowledge", True),
        (("owner",), "answer", True),
        (("owner",), "settle", False),
        (("coordinator",), "reply", True),
        (("duty",), "reroute", True),
        (("manager",), "assign", True),
        (("support",), "view", True),
        (("support",), "reply", False),
        (("officer",), "view", False),
        (("ward_member",), "view", False),
        ((), "view", False),
    ],
)
def test_a_relation_allows_exactly_its_acts(relations: tuple[str, ...], act: str, may: bool) -> None:
    assert standing(*relations).may(act) is may


@pytest.mark.parametrize(
    ("relations", "shared", "may"),
    [
        (("ward_member",), "ward_members", True),
        (("officer",), "ward_members", False),
        (("officer",), "everyone", True),
        ((), "everyone", False),
    ],
)
def test_a_shared_case_is_seen_as_far_as_the_member_chose(
    relations: tuple[str, ...], shared: str, may: bool
) -> None:
    assert standing(*relations, shared=shared).may("view") is may


@pytest.mark.parametrize("relation", ["coordinator", "support", "ward_member", "officer"])
@pytest.mark.parametrize("act", sorted(CATALOGUE))
def test_a_restricted_case_is_for_nobody_by_area_or_role_alone(relation: str, act: str) -> None:
    assert not standing(relation, restricted=True, shared="everyone").may(act)
