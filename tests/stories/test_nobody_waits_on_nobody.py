"""Whoever is away, and whoever has left: each unfinished case is with people who are there. On the database itself."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from casework import cases, cover, outcomes, routing
from casework.cover import Noun, keep_work_moving
from casework.errors import NotUnderstood
from casework.outcomes import Answer
from casework.rules import rules
from casework.sweep import sweep
from directory import loading
from directory.council import Cover, Post
from storage import Session
from storage.cases import UNFINISHED, Case
from storage.database import Database
from storage.history import HistoryEntry, of_case
from storage.outbox import OutboxRow
from tests.rows import (
    CHIDI,
    DEREK,
    GRACE,
    JO,
    LEWIS,
    MARCUS,
    NOW,
    RAY,
    STUART,
    TODAY,
    a_case,
    a_post,
    away,
    becomes,
    posts,
)  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest) -> Database:
    found: Database = request.getfixturevalue(f"council_on_{request.param}")
    return found


def move_all(house: Database, now: datetime = NOW) -> int:
    moved = 0
    while house.transact(lambda session: keep_work_moving(session, now=now)):
        moved += 1
    return moved


def holders(house: Database) -> dict[str, tuple[str, str]]:
    with house.read() as session:
        return {case.reference: (case.contact, case.owner) for case in session.scalars(select(Case))}


def everywhere(session: Session) -> None:
    """A case of each service in one ward of each area, and those that are nobody's by the map."""
    wards = ("Linacre", "Church", "Park", "Ravenmeols", "Kew")
    for number, service in enumerate(rules(session).roster.services):
        a_case(session, service.key, wards[number % len(wards)])
    a_case(session, None)
    a_case(session, "adult-social-care", "Linacre", emergency="adult", restricted=True)
    a_case(session, "highways-maintenance", "Linacre", emergency="gas")


def with_nobody(session: Session, now: datetime) -> list[str]:
    found = rules(session)
    return [
        f"{case.reference}: {key}"
        for case in session.scalars(select(Case).where(Case.state.in_(UNFINISHED)))
        for key in (case.contact, case.owner)
        if not found.is_present(key, now)
    ]


def test_leave_of_any_one_person_leaves_every_case_reachable(house: Database) -> None:
    with house.write() as session:
        everywhere(session)
        staff = sorted(
            {p.person for p in rules(session).roster.posts if p.role in ("coordinator", "officer", "duty")}
        )
    before = holders(house)
    for number, key in enumerate(staff):
        day = TODAY + timedelta(days=7 * number)
        now = datetime.combine(day, NOW.timetz())
        with house.write() as session:
            away(session, key, first=day, last=day)
        move_all(house, now)
        with house.read() as session:
            assert with_nobody(session, now) == []
        assert not any(key in both for both in holders(house).values())
        move_all(house, now + timedelta(days=1))
        assert holders(house) == before, key  # and all of it came back


@pytest.mark.parametrize(
    ("absent", "contact", "owner"),
    [
        ([], JO, RAY),
        ([JO], LEWIS, RAY),
        ([JO, LEWIS], CHIDI, RAY),
        ([JO, LEWIS, CHIDI], GRACE, RAY),
        ([JO, LEWIS, CHIDI, GRACE], STUART, RAY),
        ([RAY], JO, "farah-quereshi-dunn"),
        ([RAY, "farah-quereshi-dunn"], JO, JO),
        ([RAY, "farah-quereshi-dunn", JO], LEWIS, LEWIS),
    ],
)  # fmt: skip
def test_chains_end_where_the_directory_says_and_else_at_the_duty_officer(
    council_on_sqlite: Database, absent: Collection[str], contact: str, owner: str
) -> None:
    with council_on_sqlite.write() as session:
        virtual = [
            replace(s, mode="virtual") if s.key == "flooding" else s for s in loading.read(session).services
        ]
        becomes(session, services=tuple(virtual))
        a_case(session, "flooding", "Linacre")
        away(session, *absent)
    move_all(council_on_sqlite)

    assert holders(council_on_sqlite) == {"SEF-1001": (contact, owner)}


def test_a_circle_of_covers_ends_at_the_duty_officer(council_on_sqlite: Database) -> None:
    with council_on_sqlite.write() as session:
        circle = [Cover(person=one, cover=other) for one, other in ((JO, LEWIS), (LEWIS, CHIDI), (CHIDI, JO))]
        becomes(session, covers=tuple(circle))
        a_case(session, "litter-bins", "Linacre")
        away(session, JO, LEWIS, CHIDI)
    move_all(council_on_sqlite)

    assert holders(council_on_sqlite) == {"SEF-1001": (GRACE, GRACE)}


def test_a_weekend_between_two_leaves_brings_nothing_back(council_on_sqlite: Database) -> None:
    with council_on_sqlite.write() as session:
        a_case(session, "litter-bins", "Linacre")
        away(session, JO, last=date(2026, 11, 27))
        away(session, JO, first=date(2026, 11, 30), last=date(2026, 12, 1))
    for day in range(8):
        move_all(council_on_sqlite, NOW + timedelta(days=day))
        assert holders(council_on_sqlite)["SEF-1001"] == (LEWIS, LEWIS)
    move_all(council_on_sqlite, NOW + timedelta(days=9))
    assert holders(council_on_sqlite)["SEF-1001"] == (JO, JO)


def test_two_workers_pass_each_case_once_and_write_to_each_member_once(house: Database) -> None:
    with house.write() as session:
        for _ in range(4):
            a_case(session, "litter-bins", "Linacre")
            a_case(session, "litter-bins", "Linacre", member=DEREK)
        away(session, JO)
    with ThreadPoolExecutor(3) as workers:
        list(workers.map(lambda _: move_all(house), range(3)))

    with house.read() as session:
        passed = session.scalars(select(HistoryEntry.case_id).where(HistoryEntry.event == "covered")).all()
        told = session.scalars(select(OutboxRow).where(OutboxRow.kind == "contacts_changed")).all()
    assert sorted(filter(None, passed)) == list(range(1, 9))
    assert sorted(len(row.facts["about"]) for row in told) == [4, 4]


ENDS = date(2026, 11, 30)
AFTER = datetime(2026, 12, 1, 0, 5, tzinfo=UTC)


def ended(session: Session, *more: Post, role: str = "coordinator", scope: str = "South Sefton") -> None:
    """The post ends with November; `more` are posts besides."""

    def change(post: Post) -> list[Post]:
        is_it = (post.role, post.scope) == (role, scope)
        return [replace(post, ends_on=ENDS) if is_it else post]

    becomes(session, posts=(*posts(session, change), *more))


@pytest.mark.parametrize("is_followed", [True, False])
def test_an_ended_post_leaves_nothing_behind(house: Database, is_followed: bool) -> None:
    with house.write() as session:
        a_case(session, "litter-bins", "Linacre")
        ended(
            session,
            *([a_post("coordinator", "South Sefton", "helen-garrickson", AFTER.date())] * is_followed),
        )
    move_all(house, AFTER - timedelta(minutes=10))
    assert holders(house)["SEF-1001"] == (JO, JO)

    move_all(house, AFTER)

    follows = "helen-garrickson" if is_followed else LEWIS
    assert holders(house)["SEF-1001"] == (follows, follows)
    with house.read() as session:
        events = session.scalars(select(HistoryEntry.event).where(HistoryEntry.event != "opened")).all()
    assert events == (["succeeded"] if is_followed else ["covered"])


def test_whoever_fills_a_vacancy_gets_what_cover_had_meanwhile(council_on_sqlite: Database) -> None:
    with council_on_sqlite.write() as session:
        a_case(session, "litter-bins", "Linacre")
        ended(session, a_post("coordinator", "South Sefton", "helen-garrickson", date(2027, 1, 4)))
    move_all(council_on_sqlite, AFTER)
    with council_on_sqlite.write() as session:
        a_case(session, "litter-bins", "Linacre", at=AFTER)
    assert set(holders(council_on_sqlite).values()) == {(LEWIS, LEWIS)}

    move_all(council_on_sqlite, datetime(2027, 1, 4, 0, 5, tzinfo=UTC))

    assert set(holders(council_on_sqlite).values()) == {("helen-garrickson", "helen-garrickson")}


def test_somebody_who_goes_to_another_post_leaves_what_was_the_first_ones(
    council_on_sqlite: Database,
) -> None:
    """And keeps what was given to them by hand since."""
    with council_on_sqlite.write() as session:
        a_case(session, "litter-bins", "Linacre")
        a_case(session, "litter-bins", "Church")
        routing.assign(session, 2, JO, by=rules(session).roster.person[MARCUS], now=NOW)
        ended(
            session,
            a_post("coordinator", "South Sefton", LEWIS, AFTER.date()),
            a_post("manager", "", JO, AFTER.date()),
        )
    move_all(council_on_sqlite, AFTER)
    assert holders(council_on_sqlite) == {"SEF-1001": (LEWIS, LEWIS), "SEF-1002": (MARCUS, JO)}

    later = AFTER + timedelta(days=1)
    with council_on_sqlite.write() as session:
        routing.assign(session, 1, JO, by=rules(session).roster.person[JO], now=later)
    move_all(council_on_sqlite, later + timedelta(days=1))
    assert holders(council_on_sqlite)["SEF-1001"] == (LEWIS, JO)


def test_somebody_whom_the_directory_has_no_more_has_nothing_either(council_on_sqlite: Database) -> None:
    with council_on_sqlite.write() as session:
        a_case(session, "litter-bins", "Linacre")
        council = loading.read(session)
        becomes(
            session,
            people=tuple(p for p in council.people if p.key != JO),
            covers=tuple(c for c in council.covers if c.person != JO),
            posts=posts(session, lambda p: [] if p.person == JO else [p]),
        )
    move_all(council_on_sqlite)

    assert holders(council_on_sqlite)["SEF-1001"] == (GRACE, GRACE)


class Errands:
    """Another kind of work than cases, as tasks and offers are: rows that somebody holds, on a case."""

    def __init__(self, *rows: "Errand") -> None:
        self.rows = rows

    def held_by(self, _session: Session, person: str) -> list["Errand"]:
        return [row for row in self.rows if row.holder == person]

    def pass_on(self, _session: Session, row: "Errand", to: str, *, why: str, now: datetime) -> None:
        row.holder, row.why, row.at = to, why, now


class Errand:
    def __init__(self, id_: int, case_id: int, holder: str) -> None:
        self.id, self.case_id, self.holder, self.why, self.at = id_, case_id, holder, "", NOW


def test_other_kinds_of_work_go_with_their_holder_and_come_back(
    council_on_sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with council_on_sqlite.write() as session:
        case = a_case(session, "litter-bins", "Linacre")
        mine, given_away = Errand(7, case.id, RAY), Errand(8, case.id, RAY)
        away(session, RAY, last=TODAY)
    errands = Errands(mine, given_away)
    monkeypatch.setattr(cover, "NOUNS", (Noun("errand", errands.held_by, errands.pass_on),))

    move_all(council_on_sqlite)
    assert (mine.holder, mine.why) == ("farah-quereshi-dunn", "covered")
    given_away.holder = "brendan-oakshott"  # a person's decision
    move_all(council_on_sqlite, NOW + timedelta(days=1))

    assert (mine.holder, mine.why) == (RAY, "returned")
    assert given_away.holder == "brendan-oakshott"


def test_a_target_that_is_missed_again_after_a_case_was_opened_again_is_told_as_the_first_was(
    council_on_sqlite: Database,
) -> None:
    with council_on_sqlite.write() as session:
        a_case(session, "litter-bins", "Linacre")
    answered = sweep_to(council_on_sqlite, NOW, NOW + timedelta(days=20))
    assert missed(council_on_sqlite) == ["acknowledge", "answer"]
    with council_on_sqlite.write() as session:
        case, jo = session.get_one(Case, 1), rules(session).roster.person[JO]
        outcomes.give(session, case.id, Answer("done", "Emptied on Monday."), by=jo, now=answered)
        cases.reopen(session, case, by=jo, why="It is full again.", now=answered)

    sweep_to(council_on_sqlite, answered, answered + timedelta(days=20))

    assert missed(council_on_sqlite) == ["acknowledge", "answer", "acknowledge", "answer"]


def test_a_re_route_may_put_the_place_right_and_nothing_else(council_on_sqlite: Database) -> None:
    with council_on_sqlite.write() as session:
        a_case(session, "litter-bins", "Linacre")
        jo = rules(session).roster.person[JO]
        with pytest.raises(NotUnderstood) as refused:
            routing.reroute(session, 1, service="litter-bins", by=jo, now=NOW)
        assert "Nothing was changed" in refused.value.says
        case = routing.reroute(session, 1, service=None, place="Behind the Strand", by=jo, now=NOW)
        assert (case.place, case.wards, case.service) == ("Behind the Strand", ["Linacre"], "litter-bins")


def sweep_to(database: Database, start: datetime, end: datetime) -> datetime:
    """Some times a day, as far as there is anything to do."""
    moment = start
    while moment < end:
        moment += timedelta(hours=3)
        with database.write() as session:
            while sweep(session, now=moment):
                pass
    return moment


def missed(database: Database) -> list[str]:
    with database.read() as session:
        return [entry.facts["clock"] for entry in of_case(session, 1) if entry.event == "target_missed"]
