"""Who sees a case, as a table: whoever it is, however far it is shared, whatever keeps it close."""

from datetime import UTC, date, datetime

import pytest

from casework.audience import LEVELS
from casework.rules import Rules
from directory.council import Council, Person, Post
from directory.register import Register
from directory.responsibility import Roster
from storage.cases import Case

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
POSTS = {
    "raiser": Post(role="member", scope="Linacre", person="raiser"),
    "ward colleague": Post(role="member", scope="Linacre", person="ward colleague"),
    "other councillor": Post(role="member", scope="Derby", person="other councillor"),
    "co-ordinator": Post(role="coordinator", scope="South", person="co-ordinator"),
    "other co-ordinator": Post(role="coordinator", scope="North", person="other co-ordinator"),
    "officer": Post(role="officer", scope="bins", person="officer"),
    "administrator": Post(role="administrator", person="administrator"),
    "communications": Post(role="communications", person="communications"),
    "partner": Post(role="partner", scope="police", person="partner"),
    "former colleague": Post(
        role="member", scope="Linacre", person="former colleague", ends_on=date(2026, 11, 22)
    ),
}
PEOPLE = {key: Person(key=key, name=key, fictional="yes") for key in (*POSTS, "nobody")}
RULES = Rules(Roster.of(Council(people=tuple(PEOPLE.values()), posts=tuple(POSTS.values()))), (), Register())

ALWAYS = {"raiser", "co-ordinator"}
SEES = {
    "not_shared": ALWAYS,
    "ward_members": {*ALWAYS, "ward colleague"},
    "everyone": {
        *ALWAYS, "ward colleague", "other councillor", "other co-ordinator", "officer", "administrator", "communications",
    },
}  # fmt: skip


def a_case(level: str, *, restricted: bool = False, flags: tuple[str, ...] = ()) -> Case:
    return Case(
        member="raiser", contact="co-ordinator", owner="co-ordinator", wards=["Linacre"], area="South",
        state="new", restricted=restricted, sharing=level, flags=list(flags),
    )  # fmt: skip


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    ("restricted", "flags", "besides"),
    [
        (False, (), None),
        (False, ("parish",), None),
        (True, (), set()),
        (False, ("vulnerable",), set()),
        (False, ("media",), {"communications"}),
        (False, ("vulnerable", "media", "parish"), {"communications"}),
        (True, ("media",), set()),
    ],
)
def test_who_sees_a_case(
    who: str, level: str, restricted: bool, flags: tuple[str, ...], besides: set[str] | None
) -> None:
    """`besides` are those who see it whatever its level; None: the level decides."""
    case = a_case(level, restricted=restricted, flags=flags)
    expected = SEES[level] if besides is None else ALWAYS | besides

    assert RULES.standing(PEOPLE[who], case, NOW).may("view") is (who in expected)


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("act", ["share", "tell_ward"])
def test_only_its_member_shares_a_case_and_never_one_about_somebody_at_risk(who: str, act: str) -> None:
    assert RULES.standing(PEOPLE[who], a_case("everyone"), NOW).may(act) is (who == "raiser")
    assert not RULES.standing(PEOPLE[who], a_case("everyone", restricted=True), NOW).may(act)
