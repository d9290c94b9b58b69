"""What is promised next on a case, by when and by whom; and a case in one line, as the people working on it list it.
A case where somebody is at risk is named by its reference alone, whoever reads the line; one whose flags keep it brief, for
whoever may not open its details."""

from datetime import datetime

from casework import look_ups
from casework.audience import is_brief
from casework.facts import CaseLine, NextStep
from casework.rules import rules
from casework.words import masked_place
from directory.council import Person
from storage import Session
from storage.cases import Case, Outcome
from storage.clocks import of_case as clocks_of


def next_step_of(session: Session, case: Case) -> NextStep | None:
    """None for a closed case: nothing more is due."""
    due = {kind: clock.due_at for kind, clock in clocks_of(session, case.id).items()}
    owner = _name(session, case.owner)
    match case.state:
        case "closed":
            return None
        case "waiting":
            return NextStep("wait", case.waiting_until, case.waiting_for or _name(session, case.member))
        case "answered":
            outcome = session.get(Outcome, case.outcome_id) if case.outcome_id else None
            if outcome is not None and outcome.kind == "scheduled":
                return NextStep("scheduled", due.get("scheduled"), owner)
            return NextStep("right_of_reply", due.get("right_of_reply"), _name(session, case.member))
        case "new":
            return NextStep("acknowledge", due.get("acknowledge"), owner)
    return NextStep("answer", due.get("answer"), owner)


def line_of(session: Session, case: Case, reader: Person | None, *, now: datetime) -> CaseLine:
    found = rules(session)
    service = found.service(case.service)
    whole = reader is not None and found.reads_whole(reader, case, now)
    is_hidden = case.restricted or (is_brief(case.flags) and not whole)
    return CaseLine(
        id=case.id,
        reference=case.reference,
        state=case.state,
        service="" if is_hidden else service.name if service else "Service to be confirmed",
        place="" if is_hidden else case.place if whole else masked_place(case),
        member=_name(session, case.member) if whole or not is_brief(case.flags) else "the member",
        contact=_name(session, case.contact),
        owner=_name(session, case.owner),
        restricted=case.restricted,
        late=look_ups.is_late(case, clocks_of(session, case.id), now),
        next=next_step_of(session, case),
    )


def _name(session: Session, key: str) -> str:
    person = rules(session).person(key)
    return person.name if person else key
