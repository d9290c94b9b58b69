"""How a person stands to one case: what the directory says of them, and what the case's own rows do."""

from collections.abc import Sequence
from datetime import datetime

from casework.permissions import Relation, Standing
from casework.rules import rules
from directory.council import Person
from storage import Session, offers, tasks
from storage.cases import Case


def standing(session: Session, person: Person, case: Case, *, now: datetime) -> Standing:
    return standings(session, person, [case], now=now)[0]


def standings(session: Session, person: Person, cases: Sequence[Case], *, now: datetime) -> list[Standing]:
    """The same for many cases, with as many statements."""
    found = rules(session)
    tasked = tasks.cases_of_officer(session, person.key)
    offered = offers.cases_of_partner(session, person.key)

    def also(case: Case) -> set[Relation]:
        rows: tuple[tuple[Relation, bool], ...] = (
            ("tasked", case.id in tasked),
            ("partner", case.id in offered),
        )
        return {relation for relation, holds in rows if holds}

    return [found.standing(person, case, now, also=also(case)) for case in cases]
