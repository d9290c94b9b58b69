"""Bodies, portfolios and resources: each contradiction is named with its file and line."""

from datetime import date

import pytest

from directory.body_checks import BODY_CHECKS
from directory.council import (
    Area,
    Body,
    BodyMember,
    Council,
    Meeting,
    Person,
    Portfolio,
    Resource,
    Service,
)
from directory.files import read_council
from tests.directory.test_sample import SAMPLE

ENDS = date(2027, 3, 31)


def a_body(key: str, line: int = 2, **more: object) -> Body:
    return Body(key=key, name=key.title(), kind="partnership", line=line, **more)  # type: ignore[arg-type]


def sits(person: str, seat: str = "member", line: int = 2, **more: object) -> BodyMember:
    return BodyMember(body="board", person=person, seat=seat, line=line, **more)  # type: ignore[arg-type]


def council(**more: object) -> Council:
    return Council(
        services=(
            Service(key="graffiti", name="Graffiti", theme="Street Scene", mode="dedicated", what="work"),
        ),
        people=tuple(Person(key=key, name=key, fictional="yes") for key in ("ann", "bob")),
        areas=(Area(kind="partnership", name="South Sefton"),),
        **{"bodies": (a_body("board"),), **more},  # type: ignore[arg-type]
    )


def said(found: Council) -> list[tuple[str, int, str]]:
    return [(fault.file, fault.line, fault.problem) for check in BODY_CHECKS for fault in check(found, ())]


@pytest.mark.parametrize(
    ("rows", "file", "line", "problem"),
    [
        ({"bodies": (a_body("board", area="Southport"),)}, "bodies.csv", 2, "there is no partnership “Southport” in areas.csv"),
        ({"bodies": (a_body("board", remit=("grafiti",)),)}, "bodies.csv", 2, "remit “grafiti” is not in services.csv"),
        ({"bodies": (a_body("board", ends_on=ENDS),)}, "bodies.csv", 2, "Board ends and nobody takes over"),
        ({"bodies": (a_body("board", successor="board"),)}, "bodies.csv", 2, "it has a successor but no last day"),
        ({"bodies": (a_body("board", ends_on=ENDS, successor="forum"),)}, "bodies.csv", 2, "successor “forum” is not in bodies.csv"),
        ({"bodies": (a_body("board", ends_on=ENDS, successor="board"),)}, "bodies.csv", 2, "its successor Board is not there on the day after it ends"),
        (
            {"bodies": (a_body("board", ends_on=ENDS, successor="forum"), a_body("forum", 3, starts_on=date(2027, 6, 1)))},
            "bodies.csv", 2, "its successor Forum is not there on the day after it ends",
        ),
        ({"body_members": (sits("zoe"),)}, "body_members.csv", 2, "person “zoe” is not in people.csv"),
        ({"body_members": (sits("ann", "deputy"),)}, "body_members.csv", 2, "a deputy for nobody"),
        ({"body_members": (sits("ann", "deputy", deputy_for="bob"),)}, "body_members.csv", 2, "“bob” does not sit on board in that time"),
        (
            {"bodies": (a_body("board", ends_on=ENDS, successor="forum"), a_body("forum", 3)), "meetings": (Meeting(body="board", held_on=date(2027, 4, 1), line=2),)},
            "meetings.csv", 2, "Board ends on 2027-03-31, before this meeting",
        ),
        (
            {"bodies": (a_body("board", ends_on=ENDS, successor="forum"), a_body("forum", 3)), "body_members": (sits("ann"),)},
            "body_members.csv", 2, "Board ends on 2027-03-31, and “ann” still sits on it",
        ),
        ({"meetings": (Meeting(body="bord", held_on=ENDS, line=2),)}, "meetings.csv", 2, "body “bord” is not in bodies.csv"),
        (
            {"portfolios": tuple(Portfolio(portfolio=p, person=p, services=("graffiti",), line=n) for n, p in ((2, "ann"), (3, "bob")))},
            "portfolios.csv", 3, "the portfolio of service “graffiti” is also in line 2 for some of the same days",
        ),
        (
            {"resources": tuple(Resource(service="graffiti", fund="Grant", pounds=5, line=n) for n in (2, 3))},
            "resources.csv", 3, "Grant for graffiti is also in line 2 for some of the same days",
        ),
        ({"resources": (Resource(service="graffiti", area="South", fund="Grant", pounds=5, line=2),)}, "resources.csv", 2, "there is no partnership “South” in areas.csv"),
    ],
)  # fmt: skip
def test_a_contradiction_is_named(rows: dict[str, object], file: str, line: int, problem: str) -> None:
    assert said(council(**rows)) == [(file, line, problem)]


def test_what_is_in_order_is_not_named() -> None:
    bodies = (a_body("board", ends_on=ENDS, successor="forum"), a_body("forum", 3))
    members = (sits("ann", "chair", ends_on=ENDS), sits("bob", "deputy", 3, deputy_for="ann", ends_on=ENDS))
    assert said(council(bodies=bodies, body_members=members)) == []


def test_the_sample_is_in_order() -> None:
    found = read_council(SAMPLE)
    assert said(found) == []
    assert {len(found.bodies), len(found.portfolios), len(found.resources)} == {25, 3, 5}
