"""The same service in the same place again: the third time within a year, somebody is asked for the cause."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from casework import contributors
from casework.rules import rules
from storage import Session
from storage.cases import Case, of_service_at
from storage.tasks import open_root_causes

A_YEAR = timedelta(days=365)
TOO_OFTEN = 3


def look(session: Session, case: Case, *, now: datetime) -> None:
    """Open a root-cause task on this case where it is the third within a year and nobody is looking for the cause yet: for
    the service's officer, or its owner where the mode knows none. Once one is done, the next repeat opens another."""
    same = same_again(session, case)
    recent = [other for other in same if case.opened_at - A_YEAR <= other.opened_at <= case.opened_at]
    if case.service is None or len({other.enquiry_id for other in recent} | {case.enquiry_id}) < TOO_OFTEN:
        return
    if open_root_causes(session, [case.id, *(other.id for other in same)]):
        return
    found = rules(session)
    people = found.responsible(case.service, case.wards, now)
    contributors.ask(
        session, case, kind="root_cause", service=case.service, officer=(people.officer or people.owner).key,
        due=found.calendar(now).end_of_working_day(now, found.days("root_cause", now)),
        earlier=[other.reference for other in reversed(recent)], now=now,
    )  # fmt: skip


def same_again(session: Session, case: Case) -> Sequence[Case]:
    """The other cases of the same service in the same street, or at a place of the same name where no street is known,
    the newest first. None that was withdrawn, none about somebody at risk, and none where no place was named."""
    if case.service is None or not _counts(case):
        return []
    found = of_service_at(session, case.service, street=case.street, place=case.place)
    return [other for other in found if other.id != case.id and _counts(other) and _is_near(case, other)]


def _counts(case: Case) -> bool:
    was_withdrawn = case.state == "closed" and case.outcome_id is None
    return not (case.restricted or case.assumed_ward or was_withdrawn)


def _is_near(one: Case, other: Case) -> bool:
    """Streets of one name lie in several wards."""
    return bool(set(one.wards) & set(other.wards))
