"""Cases that may be about the same thing: noticed when a case is opened or moved, and shown to staff until they say
what the two are. What staff make of it is in joins.py; no member is ever told of it."""

from datetime import datetime, timedelta

from casework.audience import is_brief
from casework.history import record
from casework.rules import rules
from directory.landmarks import Landmarks
from directory.loading import read_noun
from storage import Session
from storage import joins as rows
from storage.cases import Case, by_ids
from storage.council import remembered
from storage.joins import Duplicate

ANSWERED_WITHIN = timedelta(days=31)
MOST = 3  # on one card; of a group of joined cases, its newest
_LOOKED_AT = 20


def look(session: Session, case: Case, *, now: datetime) -> None:
    """Suggest the unfinished cases about the same service in the same place, and those answered in the last month."""
    if case.restricted:
        return
    shown = suspected(session, case)
    alike = rows.alike(
        session,
        case,
        landmarks=_landmarks(session).near(case.landmark) if case.landmark else (),
        answered_since=now - ANSWERED_WITHIN,
        limit=_LOOKED_AT,
    )
    if not alike:
        return
    there = [case.id, *(other.id for _, other in shown)]
    group_of = rows.groups_of(session, [*there, *(other.id for other in alike)])
    groups = {group_of.get(case_id) for case_id in there}
    room = MOST - len(shown)
    for other in alike:
        group = group_of.get(other.id)
        if room and _comparable(session, case, other) and (group is None or group not in groups):
            rows.suspect(session, case.id, other.id, why=_why(case, other), now=now)
            record(session, "duplicate_suspected", case=case, facts={"of": other.reference}, now=now)
            groups.add(group)
            room -= 1


def suspected(session: Session, case: Case) -> list[tuple[Duplicate, Case]]:
    """What still waits for somebody to say whether it is the same, as far as it may be shown beside this case."""
    if case.state == "closed":
        return []
    found = rows.suspected_of(session, case.id)
    others = {other.id: other for other in by_ids(session, [row.of_id for row in found])} if found else {}
    return [(row, others[row.of_id]) for row in found if _comparable(session, case, others[row.of_id])]


def landmark_of(session: Session, place: str) -> str | None:
    """The landmark that a place names, so that cases at the same one are found."""
    return _landmarks(session).named_in(place)


def _comparable(session: Session, case: Case, other: Case) -> bool:
    """Whoever reads the one card may read the other: both stand in the same channel, and neither
    is about somebody at risk or kept brief."""
    if case.restricted or other.restricted or case.merged_into_id or other.merged_into_id:
        return False
    if is_brief(case.flags) or is_brief(other.flags):
        return False
    found = rules(session)
    return case.service == other.service and found.case_channel(case) == found.case_channel(other)


def _why(case: Case, other: Case) -> str:
    if case.street and case.street == other.street:
        return case.street
    if case.landmark == other.landmark:
        return case.landmark or ""
    return f"{case.landmark} and {other.landmark}, close to each other"


def _landmarks(session: Session) -> Landmarks:
    return remembered(session, _read_landmarks)


def _read_landmarks(session: Session) -> Landmarks:
    return Landmarks.of(read_noun(session, "landmarks"))
