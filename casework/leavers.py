"""A member who left the council: from the day after their last nothing is posted to them, and each of their unfinished
cases passes on by a recorded choice of member support. Until then it is its owner's, and its due dates go on.

A right of reply never closes such a case unseen: it waits for the choice (cases.lapse), and runs anew after it. Once a
case is kept with the council, it may close in silence: a person has decided that nobody is to object."""

from collections.abc import Iterator
from datetime import datetime

from casework import cases, clocks, gate, questions
from casework.case_lines import line_of
from casework.emergencies import tell_danger
from casework.errors import NotUnderstood, TooLate
from casework.facts import CaseLine
from casework.history import record
from casework.mornings import first_this_morning
from casework.notifications import person_recipient, tell
from casework.replies import check_length
from casework.rules import Rules, local_day, rules, rules_to_decide_by
from casework.words import Said, keep_words
from directory.council import Person
from directory.matching.matcher import Matcher
from storage import Session, ticks
from storage import leavers as rows
from storage.cases import Case, unfinished_of_members
from storage.clocks import of_case as clocks_of
from storage.council import token
from storage.leavers import LeftCase

KEEP, WITHDRAW, PASS = "keep", "withdraw", "to"
UNDECIDED = ("waiting", "kept")  # what is kept may still go to somebody who is elected later
AT_ONCE = 40  # cases in one list


def is_due(session: Session, *, now: datetime) -> bool:
    """The directory says who is a member, so it is looked at once for each day and each directory."""
    return not ticks.is_taken(session, "leavers", f"{local_day(now)}:{token(session)}")


def see_off(session: Session, *, now: datetime) -> bool:
    """One member who left, or who is back: their unfinished cases are marked so. False: nobody is."""
    if not is_due(session, now=now):
        return False
    found = rules_to_decide_by(session)
    if _take_back_one(session, found, now=now) or _see_off_one(session, found, now=now):
        return True
    ticks.take(session, "leavers", f"{local_day(now)}:{token(session)}", now=now)
    return False


def remind(session: Session, *, now: datetime) -> bool:
    """Once a week, while choices are waited for. False: somebody has looked this morning, or it is too early."""
    day = first_this_morning(session, "left_cases", now=now)
    if day is None:
        return False
    week = "{}-W{}".format(*day.isocalendar())
    for member in dict.fromkeys(row.member for row in rows.in_state(session, "waiting")):
        if ticks.take(session, "left_cases", f"{member}:{week}", now=now):
            _tell_support(session, rules(session), member, now=now)
    return True


def waiting_for(session: Session, *, by: Person, now: datetime) -> list[CaseLine]:
    """The cases of members who left, as far as this person may choose for them; oldest first."""
    return [line_of(session, case, by, now=now) for case in _waiting_for(session, by, now)]


def count_for(session: Session, person: Person, *, now: datetime) -> int:
    return sum(1 for _ in _waiting_for(session, person, now))


def choices_for(session: Session, case: Case, *, now: datetime) -> list[tuple[str, str]]:
    """What may become of a case: every other member of its wards, the council, nobody. Somebody at risk is no matter for
    another member."""
    found = rules(session)
    members = [] if case.restricted else _ward_members(found, case, now)
    return [
        *((f"{PASS}:{p.key}", f"Pass it to {p.name} ({', '.join(found.member_wards(p.key, now))})") for p in members),
        (KEEP, "Keep it with the council: nobody is written to"),
        (WITHDRAW, "Close it as withdrawn, with the reason"),
    ]  # fmt: skip


def choose(
    session: Session,
    case_id: int,
    choice: str,
    *,
    with_words: bool = False,
    why: str = "",
    by: Person,
    now: datetime,
) -> Case:
    """What becomes of one case. `with_words`: the resident agreed that what was written goes along.

    Raises TooLate where somebody chose before, or the member is back.
    """
    case = gate.begin(session, case_id, "choose_for_leaver", by=by, now=now)
    row = rows.of_case(session, case.id)
    if row is None or row.state not in UNDECIDED or not rules(session).has_left_as_member(case.member, now):
        raise TooLate(f"Nothing was changed: for {case.reference} there is nothing to choose any more.")
    act, _, key = choice.partition(":")
    state = {KEEP: "kept", WITHDRAW: "withdrawn", PASS: "passed"}.get(act)
    if state is None:
        raise NotUnderstood("Choose what is to become of the case.")
    if not rows.become(session, row, state):
        raise TooLate(f"Somebody has chosen for {case.reference} in the meantime. Nothing was changed.")
    row.decided_by, row.decided_at = by.key, now
    if state == "passed":
        _pass_to(session, case, row, key, with_words=with_words, by=by, now=now)
    elif state == "withdrawn":
        _withdraw(session, case, why, by=by, now=now)
    else:
        _keep(session, case, why, by=by, now=now)
    return case


def answer_leaver(session: Session, said: Said, *, person: Person, matcher: Matcher, now: datetime) -> None:
    """Somebody whose posts are all over wrote: nothing is kept of it. Danger is answered as for anyone."""
    to_writer = f"user:{person.slack_id}"
    tell_danger(session, said, matcher.read(said.text), to_writer, now=now)
    helpers = [each.name for each in rules(session).with_role("support", now)]
    thread = said.thread_ts or said.ts if said.door == "direct" else None
    facts = {"helpers": helpers, "thread_ts": thread}
    dedup = f"left:{said.channel}:{said.ts}"
    tell(session, "no_longer", to_writer, facts=facts, now=now, dedup=dedup)


def _waiting_for(session: Session, person: Person, now: datetime) -> Iterator[Case]:
    for row in rows.in_state(session, "waiting"):
        case = session.get_one(Case, row.case_id)
        if rules(session).standing(person, case, now).may("choose_for_leaver"):
            yield case


def _see_off_one(session: Session, found: Rules, *, now: datetime) -> bool:
    left = found.former_members(now)
    seen = {row.case_id for state in UNDECIDED for row in rows.in_state(session, state)}
    cases_left = [case for case in unfinished_of_members(session, left) if case.id not in seen]
    if not cases_left:
        return False
    member = cases_left[0].member
    for case in cases_left:
        if case.member == member:
            _see_off(session, case, now=now)
    _tell_support(session, found, member, now=now)
    return True


def _see_off(session: Session, case: Case, *, now: datetime) -> None:
    """What the member was asked is answered by nobody: the owner has the case again."""
    try:
        case = gate.begin(session, case.id, "pass_on", by=None, now=now)
    except TooLate:
        return  # it was closed in the meantime
    rows.put(session, case.id, case.member, now=now)
    record(session, "member_left", case=case, now=now)
    questions.lapse(session, case, why="left", now=now)
    questions.close_open(session, case.id, "its member has left", now=now)


def _take_back_one(session: Session, found: Rules, *, now: datetime) -> bool:
    for row in (row for state in UNDECIDED for row in rows.in_state(session, state)):
        if not found.has_left_as_member(row.member, now):
            if rows.become(session, row, "returned"):
                record(session, "member_returned", case=session.get_one(Case, row.case_id), now=now)
            return True
    return False


def _pass_to(
    session: Session, case: Case, row: LeftCase, key: str, *, with_words: bool, by: Person, now: datetime
) -> None:
    if key not in {person.key for person in _ward_members(rules(session), case, now)} or case.restricted:
        raise NotUnderstood("That person is no member for this case's ward today. Choose another.")
    before, case.member = case.member, key
    case.cross_ward = None  # it is in their ward
    row.to, row.with_words = key, with_words
    facts = {"from": before, "to": key, "with_words": with_words}
    _object_anew(session, case, now=now)
    record(session, "passed_to_member", case=case, actor=by.key, facts=facts, now=now)


def _keep(session: Session, case: Case, why: str, *, by: Person, now: datetime) -> None:
    words = keep_words(session, check_length(why), by.key, at=now) if why.strip() else None
    _object_anew(session, case, now=now)
    words_id = words.id if words else None
    record(session, "kept_by_council", case=case, actor=by.key, words_id=words_id, now=now)


def _withdraw(session: Session, case: Case, why: str, *, by: Person, now: datetime) -> None:
    if not why.strip():
        raise NotUnderstood("Give the reason for closing it: it stays in the case's history.")
    words = keep_words(session, check_length(why), by.key, at=now)
    cases.withdraw_for_leaver(session, case, words_id=words.id, by=by, now=now)


def _object_anew(session: Session, case: Case, *, now: datetime) -> None:
    """Whoever has an answered case now has the whole time to object to the answer."""
    running = clocks_of(session, case.id).get("right_of_reply")
    if case.state == "answered" and running is not None and running.stopped_at is None:
        clocks.start_right_of_reply(session, case, now=now)


def _ward_members(found: Rules, case: Case, now: datetime) -> list[Person]:
    here = [
        p for p in found.with_role("member", now) if set(found.member_wards(p.key, now)) & set(case.wards)
    ]
    return [person for person in here if person.key != case.member]


def _tell_support(session: Session, found: Rules, member: str, *, now: datetime) -> None:
    """Member support, or the duty desk where nobody there is in Slack. How many cases are at risk is said nowhere."""
    open_to_all = [
        row.case_id
        for row in rows.in_state(session, "waiting")
        if row.member == member and not session.get_one(Case, row.case_id).restricted
    ]
    if not open_to_all:
        return
    person = found.person(member)
    facts = {"name": person.name if person else member, "count": len(open_to_all)}
    recipients = [person_recipient(session, each.key) for each in found.with_role("support", now)]
    for recipient in filter(None, recipients) if any(recipients) else [f"channel:{found.duty_channel()}"]:
        tell(session, "leaver", recipient, facts=facts, now=now)
