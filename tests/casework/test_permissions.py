"""Who may do what, as a table of people and acts."""

from pathlib import Path
from typing import get_args

import pytest

from casework.permissions import CATALOGUE, NEVER_RESTRICTED, RESTRICTED, Relation, Standing

DOCUMENT = Path(__file__).parents[2] / "docs" / "permissions.md"
RELATIONS: tuple[Relation, ...] = get_args(Relation)


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
        (("tasked",), "view", True),
        (("tasked",), "note", True),
        (("tasked",), "do_task", True),
        (("tasked",), "change_task", False),
        (("tasked",), "reply", False),
        (("tasked",), "answer", False),
        (("tasked",), "show_details", False),
        (("officer",), "do_task", False),
        (("owner",), "add_task", True),
        (("support",), "add_task", False),
        (("coordinator",), "record_answer", True),
        (("partner",), "answer_offer", True),
        (("partner",), "view", False),
        (("partner",), "note", False),
        (("member",), "offer", False),
        ((), "view", False),
        (("member",), "merge", True),
        (("member",), "split", True),
        (("support",), "split", True),
        (("ward_member",), "merge", False),
        (("coordinator",), "join", True),
        (("member",), "join", False),
        (("member",), "take_apart", False),
        (("support",), "join", False),
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
        (("colleague",), "ward_members", False),
        (("colleague",), "everyone", True),
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


def matrix() -> str:
    """The whole catalogue as people read it: an act a line, a relation a column."""
    head = ["act", *(relation.replace("_", " ") for relation in RELATIONS)]
    lines = [head, ["---"] * len(head)]
    for act in sorted(CATALOGUE):
        marks = [
            _mark(standing(relation), standing(relation, restricted=True), act) for relation in RELATIONS
        ]
        lines.append([act.replace("_", " "), *marks])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _mark(usual: Standing, restricted: Standing, act: str) -> str:
    return ("yes" if restricted.may(act) else "not restricted") if usual.may(act) else ""


def test_the_document_holds_the_whole_matrix() -> None:
    """Where this fails, the table in docs/permissions.md is to be what is printed here."""
    assert matrix() in DOCUMENT.read_text(encoding="utf-8"), f"\n{matrix()}"


@pytest.mark.parametrize("act", sorted(CATALOGUE))
@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("restricted", [False, True])
def test_every_cell(relation: Relation, act: str, restricted: bool) -> None:
    """A relation gives what the catalogue says and no more; a restricted case is only for those named for it, and whoever
    has a task on it may finish that."""
    let_in = not restricted or (relation in RESTRICTED and act not in NEVER_RESTRICTED)
    let_in = let_in or (relation, act) == ("tasked", "do_task")
    allowed = relation in CATALOGUE[act] and let_in

    assert standing(relation, restricted=restricted).may(act) is allowed


def test_nobody_may_do_what_no_catalogue_names() -> None:
    with pytest.raises(KeyError):
        standing("owner").may("erase_everything")


def test_whoever_has_a_task_on_a_restricted_case_may_finish_it_and_see_nothing() -> None:
    tasked = standing("tasked", restricted=True, shared="everyone")

    assert [act for act in sorted(CATALOGUE) if tasked.may(act)] == ["do_task"]
