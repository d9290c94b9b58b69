"""Danger: the words and the number to ring go out before anything else, to anyone, known or not; then a person must
have it within the hour, by day and by night, or the next one is rung."""

from datetime import datetime, timedelta

from casework import cases, clocks, gate
from casework.history import record
from casework.notifications import tell
from casework.rules import rules
from casework.words import Said
from directory.council import Person
from directory.matching.reading import Reading
from storage import Session
from storage.cases import Case
from storage.clocks import Clock

# No source gives these figures. An emergency's clock runs by day and by night, on holidays too.
NUDGE = timedelta(minutes=20)  # then the duty officer is told again
WITHIN = timedelta(hours=1)  # then the next person is to ring them
RUNG = timedelta(minutes=15)  # and then the next
AGAIN = timedelta(hours=1)  # and the last rung again and again, until somebody has it


def tell_danger(
    session: Session, said: Said, reading: Reading, recipient: str, *, now: datetime, version: int = 1
) -> None:
    """Tell the writer what to do first, once a message (and once each `version` of it), where it cannot be overlooked: not in a thread.

    Nothing where no issue is dangerous.
    """
    found = next((issue.emergency for issue in reading.issues if issue.emergency), None)
    if found is None:
        return
    facts = {
        "kind": found.kind,
        "advice": found.advice,
        "telephone": found.telephone,
        "sensitive": found.sensitive,
    }
    tell(
        session,
        "emergency_words",
        recipient,
        facts=facts,
        now=now,
        dedup=f"danger:{said.channel}:{said.ts}{f':{version}' if version > 1 else ''}",
    )


def raise_alarm(session: Session, case: Case, *, by: Person, now: datetime) -> None:
    """A new case is an emergency: the duty officer is told privately, and must acknowledge it within the hour."""
    clocks.start_emergency(session, case, now + WITHIN, next_at=now + NUDGE, now=now)
    record(session, "emergency_raised", case=case, actor=by.key, now=now)


def read(session: Session, case_id: int, *, by: Person, now: datetime) -> None:
    """A receipt: somebody has read of the emergency. That they have it in hand is another thing."""
    case = gate.begin(session, case_id, "read", by=by, now=now)
    if by.key not in cases.read_by(session, case):
        record(session, "emergency_read", case=case, actor=by.key, now=now)


def next_look(session: Session, clock: Clock, now: datetime) -> datetime:
    """When to look again at an emergency that nobody has acknowledged."""
    if now < clock.due_at:
        return clock.due_at
    rungs = len(_rungs(session, now))
    return now + (RUNG if clock.step < rungs else AGAIN)


def climb(session: Session, case: Case, clock: Clock, *, now: datetime) -> None:
    """Nobody has acknowledged it: first the duty officer is told again, then one person after the other is to ring
    them, or to take it."""
    rungs = [person for person in _rungs(session, now) if person.key != case.owner]
    if now < clock.due_at or not rungs:
        record(session, "emergency_repeated", case=case, now=now)
        return
    if clock.missed_at is None:
        clock.missed_at, clock.step = now, 1
    to = rungs[min(clock.step, len(rungs)) - 1]
    record(session, "emergency_unheard", case=case, facts={"to": to.key}, now=now)


def _rungs(session: Session, now: datetime) -> list[Person]:
    """Whom it goes to in turn: the others on the duty rota, whoever stands in for the duty officer, managers, directors.
    Those who are away come last: a telephone may reach them."""
    found = rules(session)
    duty = found.responsible(None, [], now).contact
    others = [*found.with_role("duty", now), *found.stand_ins(duty.key, now), *found.ladder(now)]
    unique = list({person.key: person for person in others if person.key != duty.key}.values())
    return sorted(unique, key=lambda person: not found.is_present(person.key, now))
