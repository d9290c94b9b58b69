"""Recorded cases played again: whom each was given to when it was opened, re-routed or confirmed, worked out anew from
the directory as it stood at that moment. What comes out differently is said, with why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casework.opening import answering
from casework.rules import local_day, rules
from casework.undoable import standing
from directory.responsibility import Roster
from directory.rewinding import Rewound
from storage import Session
from storage.cases import Case
from storage.directory_changes import since
from storage.history import HistoryEntry

# Decisions of the rule; everything else that gives a case to somebody is a person's choice, or cover.
_DECIDED = ("opened", "confirmed", "rerouted")
_LATER = {
    "assigned": "was given to {} by hand",
    "passed_to_cover": "passed to cover, {}, unacknowledged",
    "reopened": "was opened again, with {}",
    "moved": "moved to {} when the map changed",
    "restored": "became a case of its own again, with {}",
    "covered": "passed to {}, who stands in",
    "returned": "came back to {}",
    "succeeded": "passed to {} when a post ended",
    "handed_over": "was handed over to {}",
}


@dataclass(frozen=True)
class Otherwise:
    """A decision that comes out differently now, or could not be played again."""

    reference: str
    why: str


@dataclass(frozen=True)
class Replay:
    """`decisions` of `cases` were played; `later` says which cases went to somebody else afterwards, and how."""

    cases: int
    decisions: int
    otherwise: tuple[Otherwise, ...] = ()
    later: tuple[Otherwise, ...] = ()

    @property
    def is_exact(self) -> bool:
        return not self.otherwise


def replay(
    session: Session, cases: Sequence[Case], histories: Mapping[int, Sequence[HistoryEntry]]
) -> Replay:
    """Every decision of these cases, the latest first, since the directory is taken back as it goes."""
    found = rules(session)
    by_id = {case.id: case for case in cases}
    decisions = [entry for id_ in by_id for entry in histories.get(id_, ()) if entry.event in _DECIDED]
    decisions.sort(key=lambda entry: (entry.at, entry.id), reverse=True)
    changes = since(session, decisions[-1].at) if decisions else ()
    rewound = Rewound(found.roster, changes)
    otherwise = [
        Otherwise(by_id[entry.case_id or 0].reference, why)
        for entry in decisions
        if (why := _differs(by_id[entry.case_id or 0], entry, rewound))
    ]
    now_elsewhere = [
        (case, last, history[-1])
        for case in cases
        if (history := standing(histories.get(case.id, ())))
        and (last := _last_given(history))
        and (last["contact"], last["owner"]) != (case.contact, case.owner)
    ]
    later = [
        Otherwise(case.reference, _LATER[entry.event].format(_now_with(case, last, found.roster)))
        for case, last, entry in now_elsewhere
        if entry.event in _LATER
    ]
    otherwise += [
        Otherwise(
            case.reference, f"it is with {_name(found.roster, case.owner)}, and nothing recorded says why"
        )
        for case, _, entry in now_elsewhere
        if entry.event not in _LATER
    ]
    return Replay(len(by_id), len(decisions), tuple(reversed(otherwise)), tuple(later))


def _last_given(history: Sequence[HistoryEntry]) -> Mapping[str, str] | None:
    """What the last decision that was written down gave."""
    given = [_given(entry) for entry in history if entry.event in _DECIDED]
    return given[-1] if given else None


def _given(entry: HistoryEntry) -> Mapping[str, Any] | None:
    facts = entry.facts if entry.event == "opened" else entry.facts.get("after")
    return facts if facts and "owner" in facts else None


def _now_with(case: Case, last: Mapping[str, str], roster: Roster) -> str:
    return _name(roster, case.owner if case.owner != last["owner"] else case.contact)


def _differs(case: Case, entry: HistoryEntry, rewound: Rewound) -> str:
    """Empty where the rule gives who was recorded."""
    recorded = _given(entry)
    if recorded is None:
        return "it was opened before it was written down whom a case is given to"
    roster = rewound.at(entry.at)
    if case.emergency and entry.event != "opened":
        return ""  # re-routing leaves an emergency with whoever has it
    people = answering(
        roster, recorded["service"], recorded["wards"], local_day(entry.at),
        emergency=case.emergency is not None, restricted=case.restricted,
    )  # fmt: skip
    if (people.contact.key, people.owner.key) == (recorded["contact"], recorded["owner"]):
        return ""
    was, now = (_name(roster, key) for key in (recorded["owner"], people.owner.key))
    if was == now:
        was, now = (_name(roster, key) for key in (recorded["contact"], people.contact.key))
    return f"it went to {was} when it was {_said(entry)}, and would go to {now}: {_reason(roster, rewound, recorded, entry)}"


def _reason(roster: Roster, rewound: Rewound, recorded: Mapping[str, object], entry: HistoryEntry) -> str:
    day = local_day(entry.at)
    if any(roster.is_away(str(recorded[who]), day) for who in ("contact", "owner")):
        return "leave for that day was entered afterwards"
    if rewound.touched:
        return "the directory has been changed since"
    return "leave was changed since, or the directory was changed without a history"


def _said(entry: HistoryEntry) -> str:
    return {"rerouted": "re-routed"}.get(entry.event, entry.event)


def _name(roster: Roster, key: str) -> str:
    person = roster.person.get(key)
    return person.name if person else key
