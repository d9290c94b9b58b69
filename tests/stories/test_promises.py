"""The invariant under random histories: whatever people do, in whatever order, each open promise has a named person who
is present, and a next date. `make soak` runs many more and longer histories."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from casework import (
    absences,
    cases,
    cut_overs,
    hearing,
    outcomes,
    questions,
    replies,
    routing,
    ward_notices,
    ward_views,
)
from casework.errors import CaseworkError
from casework.promises import violations
from casework.rules import local_day, rules
from casework.timetable import AT_ONCE, TIMED
from casework.ward_actions import Action
from casework.words import Said, SaidFile
from directory.council import Council, Person
from directory.faults import DirectoryFaults
from directory.map_changes import MapChange
from directory.matching.matcher import Matcher
from storage import Session, people
from storage.cases import Case
from storage.council import changed
from storage.database import Database
from storage.ward_views import all_open
from tests.databases import Server, SqliteFile
from tests.desk import MONDAY

MESSAGES = (
    "Huge pothole on Marsh Lane",
    "bins overflowing on Stanley Road in Bootle and the street light is out by the Strand",
    "Graffiti all over the underpass",
    "Something is not right down there",
    "There is a smell of gas in Knowsley Road",
    "I think a child is being hurt next door",
    "Dog fouling on South Road, Waterloo",
    "Thank you very much",
    "any news?",
    "It is still there, nothing has been done",
    "Sorted, thanks",
    "Please withdraw it, raised by mistake",
    "who handles graffiti in Crosby",
    "It is the blue one by the gate",
    "",
)
STEPS = (timedelta(minutes=20), timedelta(hours=3), timedelta(days=1), timedelta(days=4), timedelta(days=15))
SERVICES = ("potholes", "litter-bins", "graffiti", "street-lighting", None)
MOST_ROUNDS = 300
LENGTHS = {
    "wardline": settings(
        max_examples=6, stateful_step_count=30, phases=[Phase.generate], report_multiple_bugs=False
    ),
    "soak": settings(max_examples=400, stateful_step_count=60),
}
Fresh = Callable[[], AbstractContextManager[Database]]
Act = Callable[[Session, Case, Person, datetime], Any]
STAFF_ACTS: dict[str, Act] = {
    "acknowledge": lambda s, case, by, now: cases.acknowledge(s, case.id, by=by, now=now),
    "reply": lambda s, case, by, now: replies.send(s, case.id, "Looking into it.", by=by, now=now),
    "ask": lambda s, case, by, now: questions.ask_member(s, case.id, "Which side?", by=by, now=now),
    "done": lambda s, case, by, now: _answer(s, case, by, now, kind="done"),
    "scheduled": lambda s, case, by, now: _answer(
        s, case, by, now, kind="scheduled", on=local_day(now) + timedelta(days=6)
    ),
    "no": lambda s, case, by, now: _answer(s, case, by, now, kind="no"),
    "not_ours": lambda s, case, by, now: _answer(
        s, case, by, now, kind="not_ours", body="A trust", told="Jo, by telephone"
    ),
    "reopen": lambda s, case, by, now: cases.reopen(s, case, by=by, why="Looked at again.", now=now),
}
MEMBER_ACTS: dict[str, Act] = {
    "settle": lambda s, case, by, now: cases.settle(s, case.id, by=by, now=now),
    "withdraw": lambda s, case, by, now: cases.withdraw(s, case.id, by=by, now=now),
    "not_sorted": lambda s, case, by, now: cases.reopen(s, case, by=by, why="Not sorted.", now=now),
}


def _answer(session: Session, case: Case, by: Person, now: datetime, **facts: Any) -> None:
    outcomes.give(session, case.id, outcomes.Answer(words="As it stands.", **facts), by=by, now=now)


class Histories(RuleBasedStateMachine):
    """A council's days. Every rule is something that somebody does; refusals are part of it."""

    fresh: Fresh
    matcher: Matcher
    workers = 1

    def __init__(self) -> None:
        super().__init__()
        self.opened = type(self).fresh()
        self.database = self.opened.__enter__()
        self.now = MONDAY
        self.sent: list[Said] = []

    def teardown(self) -> None:
        self.opened.__exit__(None, None, None)

    # What people do

    @rule(
        who=st.integers(0, 5),
        text=st.sampled_from(MESSAGES),
        thread=st.none() | st.integers(0, 20),
        photo=st.booleans(),
    )
    def writes(self, who: int, text: str, thread: int | None, photo: bool) -> None:
        with self.acting() as (session, found):
            member = self.members(session)[who]
            mine = [said for said in self.sent if said.author == member.slack_id]
            under = mine[thread % len(mine)].ts if mine and thread is not None else None
            number = len(self.sent)
            said = Said(
                team="T1", channel=f"D{who}", ts=f"{self.now.timestamp() + number / 1000:.6f}", thread_ts=under,
                author=member.slack_id, text=text, at=self.now, door="direct",
                files=(SaidFile(f"F{number}", "photo.jpg", "image/jpeg", 1),) if photo else (),
            )  # fmt: skip
            self.sent.append(said)
            hearing.hear(session, said, person=member, matcher=self.matcher, now=self.now)

    @precondition(lambda self: self.sent)
    @rule(number=st.integers(0, 30))
    def slack_says_it_again(self, number: int) -> None:
        with self.acting() as (session, found):
            said = self.sent[number % len(self.sent)]
            person = found.by_slack_id(said.author)
            assert person is not None
            hearing.hear(session, said, person=person, matcher=self.matcher, now=self.now)

    @rule(act=st.sampled_from(sorted(STAFF_ACTS)), number=st.integers(0, 30), who=st.integers(0, 3))
    def staff_act(self, act: str, number: int, who: int) -> None:
        with self.acting() as (session, found):
            case = self.case(session, number)
            if case is not None:
                STAFF_ACTS[act](session, case, self.worker(session, case, who), self.now)

    @rule(act=st.sampled_from(sorted(MEMBER_ACTS)), number=st.integers(0, 30))
    def member_acts(self, act: str, number: int) -> None:
        with self.acting() as (session, found):
            case = self.case(session, number)
            member = found.person(case.member) if case is not None else None
            if case is not None and member is not None:
                MEMBER_ACTS[act](session, case, member, self.now)

    @rule(number=st.integers(0, 30), who=st.integers(0, 3), to=st.integers(0, 40))
    def is_assigned(self, number: int, who: int, to: int) -> None:
        with self.acting() as (session, found):
            case = self.case(session, number)
            staff = self.staff(session)
            if case is not None:
                by = self.worker(session, case, who)
                routing.assign(session, case.id, staff[to % len(staff)].key, by=by, now=self.now)

    @rule(
        number=st.integers(0, 30),
        who=st.integers(0, 3),
        service=st.sampled_from(SERVICES),
        ward=st.none() | st.integers(0, 21),
    )
    def is_rerouted(self, number: int, who: int, service: str | None, ward: int | None) -> None:
        with self.acting() as (session, found):
            case = self.case(session, number)
            wards = sorted({scope for (role, scope) in found.roster.posts_for if role == "member"})
            if case is not None:
                to = [wards[ward % len(wards)]] if ward is not None else None
                routing.reroute(
                    session,
                    case.id,
                    service=service,
                    wards=to,
                    by=self.worker(session, case, who),
                    now=self.now,
                )

    @rule(who=st.integers(0, 40), starts_in=st.integers(0, 3), days=st.none() | st.integers(0, 20))
    def goes_away(self, who: int, starts_in: int, days: int | None) -> None:
        with self.acting() as (session, found):
            staff = self.staff(session)
            person = staff[who % len(staff)]
            first = local_day(self.now) + timedelta(days=starts_in)
            if self.duty_holds_without(session, person):
                last = None if days is None else first + timedelta(days=days)
                absences.mark_away(session, person, first, last, by=person, now=self.now)

    @rule(
        number=st.integers(0, 30),
        whose=st.sampled_from(("owner", "contact")),
        days=st.none() | st.integers(0, 20),
    )
    def whoever_has_a_case_goes_away(self, number: int, whose: str, days: int | None) -> None:
        with self.acting() as (session, found):
            case = self.case(session, number)
            person = found.person(getattr(case, whose)) if case is not None else None
            if person is not None and self.duty_holds_without(session, person):
                first = local_day(self.now)
                last = None if days is None else first + timedelta(days=days)
                absences.mark_away(session, person, first, last, by=person, now=self.now)

    @rule(number=st.integers(0, 30))
    def the_post_of_whoever_has_a_case_ends(self, number: int) -> None:
        with self.acting() as (session, found):
            case = self.case(session, number)
            person = found.person(case.owner) if case is not None else None
            if person is not None and self.duty_holds_without(session, person):
                self.end_posts(session, person)

    @rule(who=st.integers(0, 40))
    def is_back(self, who: int) -> None:
        with self.acting() as (session, found):
            staff = self.staff(session)
            absences.mark_back(session, staff[who % len(staff)], by=staff[who % len(staff)], now=self.now)

    @rule(who=st.integers(0, 40))
    def a_post_ends(self, who: int) -> None:
        with self.acting() as (session, found):
            staff = self.staff(session)
            person = staff[who % len(staff)]
            if self.duty_holds_without(session, person):
                self.end_posts(session, person)

    @rule(ward=st.integers(0, 21), area=st.integers(0, 4))
    def the_map_changes(self, ward: int, area: int) -> None:
        with self.acting() as (session, found):
            wards = sorted({scope for (role, scope) in found.roster.posts_for if role == "member"})
            areas = sorted({scope for (role, scope) in found.roster.posts_for if role == "coordinator"})
            line = MapChange(
                change="move", ward=wards[ward % len(wards)], to=areas[area % len(areas)], line=2
            )
            cut_overs.plan(
                session, f"Map {self.now:%d %H %M}", (line,), on=local_day(self.now) + timedelta(days=1),
                by="kenji-whitfield", why="Cabinet decided", now=self.now, file="map.csv",
            )  # fmt: skip

    @rule(who=st.integers(0, 40), number=st.integers(0, 5))
    def a_ward_is_asked_and_says_what_it_thinks(self, who: int, number: int) -> None:
        with self.acting() as (session, found):
            staff, member = self.staff(session), self.members(session)[number]
            author, day = staff[who % len(staff)], local_day(self.now)
            wards = tuple(found.member_wards(member.key, self.now))
            action = Action(wards, "Resurfacing", "Marsh Lane", day, None, "Highways", "consult")
            notice = ward_notices.draft(session, action, by=author, now=self.now)
            ward_notices.send(session, notice, by=author, now=self.now)
            ward_views.give(session, notice, "Not in the week of the market.", by=member, now=self.now)

    @rule(number=st.integers(0, 5), withdraws=st.booleans())
    def what_came_of_a_view_is_said(self, number: int, withdraws: bool) -> None:
        with self.acting() as (session, found):
            waiting = all_open(session)
            if waiting:
                view, notice = waiting[number % len(waiting)]
                by = found.person(view.keeper)
                if withdraws:
                    ward_notices.withdraw(session, notice.id, "There is no money.", by=by, now=self.now)
                else:
                    ward_views.answer(session, view.id, "partly", "A week later.", by=by, now=self.now)

    @rule(by=st.sampled_from(STEPS))
    def time_passes(self, by: timedelta) -> None:
        self.now += by

    # What must hold

    @invariant()
    def every_promise_is_kept(self) -> None:
        self.work()
        with self.database.read() as session:
            assert [each.why for each in violations(session, now=self.now)] == []

    # Underneath

    def work(self) -> None:
        """Whatever is due is done, by one worker or by several at the same time."""
        faults: list[BaseException] = []

        def until_quiet() -> None:
            try:
                for _ in range(MOST_ROUNDS):
                    if not sum(self.once(timed.work) for timed in (*AT_ONCE, *TIMED)):
                        return
                raise AssertionError("what is due by the clock never comes to an end")
            except BaseException as fault:
                faults.append(fault)

        workers = [threading.Thread(target=until_quiet) for _ in range(self.workers - 1)]
        for worker in workers:
            worker.start()
        until_quiet()
        for worker in workers:
            worker.join()
        assert faults == []

    def once(self, work: Callable[..., int]) -> bool:
        with self.database.write() as session:
            return bool(work(session, now=self.now))

    def end_posts(self, session: Session, person: Person) -> None:
        """Today is the last day in every post."""
        for post in session.query(people.Post).filter_by(person=person.key):
            post.ends_on = local_day(self.now)
        changed(session)

    def acting(self) -> "Acting":
        return Acting(self.database)

    def case(self, session: Session, number: int) -> Case | None:
        found = session.query(Case).order_by(Case.id.desc()).all()
        return found[number % len(found)] if found else None

    def members(self, session: Session) -> list[Person]:
        found = [person for person in rules(session).with_role("member", self.now) if person.slack_id]
        return sorted(found, key=lambda person: person.key)[:6]

    def staff(self, session: Session) -> list[Person]:
        roles = ("coordinator", "officer", "duty", "manager")
        found = {person.key: person for role in roles for person in rules(session).with_role(role, self.now)}
        return [found[key] for key in sorted(found)]

    def worker(self, session: Session, case: Case, who: int) -> Person:
        """Its owner, its contact, the duty officer, or somebody who may have nothing to do with it."""
        found = rules(session)
        duty = found.responsible(None, [], self.now).contact
        keys = (case.owner, case.contact, duty.key, self.staff(session)[0].key)
        return found.person(keys[who]) or duty

    def duty_holds_without(self, session: Session, person: Person) -> bool:
        """The rota itself must be full: that is the one thing the directory's check insists on."""
        found = rules(session)
        ahead = [self.now + timedelta(days=days) for days in range(40)]
        others = [each.key for each in found.with_role("duty", self.now) if each.key != person.key]
        return any(all(found.is_present(key, day) for day in ahead) for key in others)


class Acting:
    """One transaction of one person. What is refused in words changes nothing."""

    def __init__(self, database: Database) -> None:
        self.writing = database.write()

    def __enter__(self) -> tuple[Session, Any]:
        session = self.writing.__enter__()
        return session, rules(session)

    def __exit__(self, kind: Any, fault: Any, trace: Any) -> bool:
        refused = (CaseworkError, DirectoryFaults)
        with suppress(*refused):
            self.writing.__exit__(kind, fault, trace)
        return isinstance(fault, refused)


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest) -> Fresh:
    """A database with the sample council for each history."""
    found: SqliteFile | Server = request.getfixturevalue(
        "loaded_file" if request.param == "sqlite" else "loaded_server"
    )
    return found.fresh


def test_every_promise_is_kept(fresh: Fresh, matcher: Matcher, council: Council) -> None:
    class Here(Histories):
        pass

    Here.fresh = staticmethod(fresh)
    Here.matcher = matcher
    Here.workers = 2 if fresh.__self__.__class__ is Server else 1  # type: ignore[attr-defined]
    run_state_machine_as_test(Here, settings=LENGTHS[settings.get_current_profile_name()])
