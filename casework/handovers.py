"""One person hands their cases to another in one go: all of them or some, with a note for each, and a receipt. What was
given passes on by the clock, one member's cases at a time; who has not read it within a working day is told to a manager."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from casework import choices, gate, handover_notices, routing, stand_ins
from casework.case_lines import line_of
from casework.cover_notices import tell_contact
from casework.errors import CaseworkError, NotAllowed, NotUnderstood, TooLate
from casework.facts import CaseLine
from casework.history import record
from casework.replies import check_length
from casework.rules import MAY_HAVE_RESTRICTED, rules
from casework.stand_ins import PARTS
from casework.words import keep_words
from directory.council import Person
from storage import Session
from storage import cases as case_rows
from storage import handovers as rows
from storage.cases import Case
from storage.handovers import Handover, HandoverCase

ON_A_PAGE = 15  # cases in one form, and in one message
LONGEST_NOTE = 1_000  # characters


@dataclass(frozen=True)
class Page:
    """Some of the cases of a handover that is being filled in. `number` counts from 0."""

    handover: int
    number: int
    of: int
    receiver: str
    lines: tuple[CaseLine, ...]


def may_open(session: Session, person: Person, *, now: datetime) -> bool:
    """Whether there is anything that this person could hand over."""
    return case_rows.count_held(session, person.key) > 0 or _is_manager(session, person, now)


def opening(session: Session, *, by: Person, now: datetime) -> tuple[bool, int]:
    """Whether somebody may hand over for others too, and how many cases are their own. Raises NotUnderstood where there
    is nothing that they could hand over."""
    for_others, own = _is_manager(session, by, now), case_rows.count_held(session, by.key)
    if not for_others and not own:
        raise NotUnderstood("You have no unfinished cases to hand over.")
    return for_others, own


def start(
    session: Session, giver: str, receiver: str, *, note: str = "", by: Person, now: datetime
) -> tuple[Handover, int]:
    """A handover to be filled in, of everything that the giver has; and how many of theirs stay, because only a duty
    officer or a manager may have them."""
    _check_people(session, giver, receiver, by=by, now=now)
    held = case_rows.held_by(session, [giver])
    allowed = [case for case in held if not case.restricted or _may_have_restricted(session, receiver, now)]
    if not allowed:
        raise NotUnderstood("There is nothing to hand over that they may have.")
    rows.drop_drafts(session, by.key)
    handover = Handover(
        giver=giver, receiver=receiver, by=by.key, words_id=_keep(session, note, by, now), state="draft", made_at=now
    )  # fmt: skip
    session.add(handover)
    session.flush()
    session.add_all(
        HandoverCase(handover_id=handover.id, case_id=case.id, chosen=True, state="waiting")
        for case in allowed
    )
    session.flush()
    return handover, len(held) - len(allowed)


def page(session: Session, handover_id: int, number: int, *, by: Person, now: datetime) -> Page:
    handover = _draft(session, handover_id, by)
    pages = _pages(rows.cases_of(session, handover.id))
    shown = pages[min(number, len(pages) - 1)]
    found = case_rows.with_ids(session, [row.case_id for row in shown])
    receiver = rules(session).person(handover.receiver)
    return Page(
        handover=handover.id,
        number=number,
        of=len(pages),
        receiver=receiver.name if receiver else handover.receiver,
        lines=tuple(line_of(session, case, by, now=now) for case in found),
    )


def fill(
    session: Session,
    handover_id: int,
    chosen: Iterable[int],
    left_out: Iterable[int],
    notes: Mapping[int, str],
    *,
    by: Person,
    now: datetime,
) -> None:
    """What one page says: which of its cases go, which stay, and a note for each that has one."""
    handover = _draft(session, handover_id, by)
    goes, stays = set(chosen), set(left_out)
    for row in rows.cases_of(session, handover.id):
        if row.case_id in goes | stays:
            row.chosen = row.case_id in goes
            row.words_id = _keep(session, notes.get(row.case_id, ""), by, now)
    session.flush()


def give(session: Session, handover_id: int, *, by: Person, now: datetime) -> int:
    """The form is sent: the cases that were chosen pass on from now. How many they are."""
    handover = _draft(session, handover_id, by)
    _check_people(session, handover.giver, handover.receiver, by=by, now=now)
    chosen = [row for row in rows.cases_of(session, handover.id) if row.chosen]
    if not chosen:
        raise NotUnderstood("No case was chosen, so there is nothing to hand over.")
    if not rows.send(session, handover, now=now):
        raise TooLate("That handover was sent already.")
    return len(chosen)


def is_due(session: Session, *, now: datetime) -> bool:  # noqa: ARG001 - one that is given waits for no day
    return rows.given(session) is not None


def carry_out(session: Session, *, now: datetime) -> bool:
    """Pass on one member's cases of the oldest handover; when none is left, tell both. False: there is nothing to do."""
    handover = rows.given(session)
    if handover is None:
        return False
    waiting = [row for row in rows.cases_of(session, handover.id) if row.chosen and row.state == "waiting"]
    if not waiting:
        if rows.finish(session, handover):
            handover_notices.tell_given(session, handover, ON_A_PAGE, now=now)
        return True
    by_id = {case.id: case for case in case_rows.with_ids(session, [row.case_id for row in waiting])}
    member = by_id[waiting[0].case_id].member
    told = [
        row.case_id
        for row in waiting
        if by_id[row.case_id].member == member and _hand_over(session, handover, row, now=now)
    ]
    if told:
        tell_contact(
            session, member, handover.receiver, told, why="handed_over", absent=handover.giver, now=now
        )
    return True


def read(session: Session, handover_id: int, number: int, *, by: Person, now: datetime) -> list[int]:
    """The receipt for one message of a handover: the receiver has read it. Once is enough. The cases it is about."""
    handover = session.get(Handover, handover_id)
    if handover is None or handover.receiver != by.key:
        raise NotAllowed("Only the person it was handed to can say that they have read it.")
    about = passed(session, handover, number)
    unread = [row for row in about if row.read_at is None]
    for row in unread:
        row.read_at, row.next_at = now, None
        case = session.get_one(Case, row.case_id)
        record(session, "handover_read", case=case, actor=by.key, facts={"handover": handover.id}, now=now)
    if unread:
        handover_notices.tell_read(session, handover, [row.case_id for row in unread], now=now)
    return [row.case_id for row in about]


def chase_unread(session: Session, *, now: datetime) -> bool:
    """A working day has passed and nobody said that they have read it: a manager is told, and the giver. False: all is
    read, or told already."""
    late = [row for row in rows.unread(session, now) if rows.stop_looking(session, row)]
    if late:
        handover = session.get_one(Handover, late[0].handover_id)
        handover_notices.tell_unread(session, handover, [row.case_id for row in late], now=now)
    return bool(late)


def passed(session: Session, handover: Handover, number: int) -> Sequence[HandoverCase]:
    """The cases that went over, as far as one message lists them; `number` counts from 0."""
    gone = [row for row in rows.cases_of(session, handover.id) if row.state == "passed"]
    return gone[number * ON_A_PAGE : (number + 1) * ON_A_PAGE]


def _hand_over(session: Session, handover: Handover, row: HandoverCase, *, now: datetime) -> bool:
    """Whether the member's contact changed. What cannot pass any more stays, and the giver reads why."""
    by = rules(session).person(handover.by)
    try:
        case = gate.begin(session, row.case_id, "hand_over", by=by, now=now)
    except CaseworkError as refused:
        row.state, row.why = "stayed", refused.says
        return False
    parts = [part for part in PARTS if getattr(case, part) == handover.giver]
    if not parts:
        owner = rules(session).person(case.owner)
        row.state, row.why = "stayed", f"It is with {owner.name if owner else 'somebody else'} by now."
        return False
    row.state, row.due_at = "passed", rules(session).calendar(now).end_of_working_day(now, 1)
    row.next_at = row.due_at
    stand_ins.decided(session, case, parts, now=now)
    facts = {"from": handover.giver, "to": handover.receiver, "handover": handover.id}
    words_id = row.words_id or handover.words_id
    to: dict[str, str] = dict.fromkeys(parts, handover.receiver)
    routing.pass_on(session, case, "handed_over", to, facts=facts, by=by, words_id=words_id, now=now)
    return "contact" in parts


def _check_people(session: Session, giver: str, receiver: str, *, by: Person, now: datetime) -> None:
    if giver != by.key and not _is_manager(session, by, now):
        raise NotAllowed("You can hand over what is yours. For somebody else, a manager can.")
    if giver == receiver:
        raise NotUnderstood("Choose somebody else than the person who has them.")
    if receiver not in {key for key, _ in choices.people_in(session, now)}:
        raise NotUnderstood("That person can't take cases today. Choose somebody who is in.")


def _is_manager(session: Session, person: Person, now: datetime) -> bool:
    return any(rules(session).has_role(person.key, role, now) for role in ("manager", "director"))


def _may_have_restricted(session: Session, key: str, now: datetime) -> bool:
    found = rules(session)
    return any(found.has_role(key, role, now) for role in MAY_HAVE_RESTRICTED)


def _draft(session: Session, handover_id: int, by: Person) -> Handover:
    handover = session.get(Handover, handover_id)
    if handover is None or handover.by != by.key or handover.state != "draft":
        raise TooLate("That form is no longer open: it was sent, or begun anew. Open Hand over again.")
    return handover


def _pages(found: Sequence[HandoverCase]) -> list[Sequence[HandoverCase]]:
    return [found[n : n + ON_A_PAGE] for n in range(0, len(found), ON_A_PAGE)]


def _keep(session: Session, note: str, by: Person, now: datetime) -> int | None:
    return keep_words(session, check_length(note), by.key, at=now).id if note.strip() else None
