"""Which cases a change of the map moves, and to whom: the same rule that opened them, asked under the map before and the
map after. Nothing is changed here."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from casework.opening import answering
from casework.undoable import standing
from directory.council import Council
from directory.proposals import Redrawn
from directory.responsibility import Roster
from storage import Session
from storage.cases import UNFINISHED, Case
from storage.history import HistoryEntry, of_case, of_kinds

# What says whom a case is with. A case that a person gave to somebody stays theirs when the map changes.
GIVING = (
    "opened", "confirmed", "rerouted", "moved", "assigned", "passed_to_cover", "reopened", "restored", "covered",
    "returned", "succeeded", "handed_over", "undone",
)  # fmt: skip
BY_HAND = ("assigned", "handed_over")


@dataclass(frozen=True)
class Move:
    """One case before and after. People are keys; `by_hand`: its owner stays, because a person chose them."""

    case_id: int
    reference: str
    state: str
    service: str | None
    member: str
    wards_before: tuple[str, ...]
    wards_after: tuple[str, ...]
    area_after: str | None
    contact_before: str
    contact_after: str
    owner_before: str
    owner_after: str
    by_hand: bool = False

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED

    @property
    def is_handed_over(self) -> bool:
        return (self.contact_before, self.owner_before) != (self.contact_after, self.owner_after)


@dataclass(frozen=True)
class TwoMaps:
    """The map before and after on one day, and where wards went. `wards_before`: where single cases came from, by id,
    for the way back from a ward that ended."""

    before: Roster
    after: Roster
    redrawn: Redrawn
    day: date
    came_from: Mapping[int, list[str]]

    @classmethod
    def of(
        cls,
        old: Council,
        new: Council,
        redrawn: Redrawn,
        day: date,
        came_from: Mapping[int, list[str]] | None = None,
    ) -> "TwoMaps":
        return cls(Roster.of(old), Roster.of(new), redrawn, day, came_from or {})

    def wards_of(self, case: Case) -> list[str]:
        return self.came_from.get(case.id) or self.redrawn.wards_of(case.wards, case.street, case.place)


def move_of(case: Case, maps: TwoMaps, *, by_hand: bool) -> Move | None:
    """What becomes of a case; None where it stays as it is.

    The duty officer keeps an emergency. What a person or cover took over goes by the map, except an owner chosen by hand.
    """
    wards = maps.wards_of(case)
    kind = {"emergency": case.emergency is not None, "restricted": case.restricted}
    old = answering(maps.before, case.service, case.wards, maps.day, **kind)
    new = answering(maps.after, case.service, wards, maps.day, **kind)
    if (old.area, old.contact, old.owner, case.wards) == (new.area, new.contact, new.owner, wards):
        return None
    keeps_owner = by_hand or old.owner == new.owner
    return Move(
        case_id=case.id,
        reference=case.reference,
        state=case.state,
        service=case.service,
        member=case.member,
        wards_before=tuple(case.wards),
        wards_after=tuple(wards),
        area_after=new.area,
        contact_before=case.contact,
        contact_after=case.contact if old.contact == new.contact else new.contact.key,
        owner_before=case.owner,
        owner_after=case.owner if keeps_owner else new.owner.key,
        by_hand=by_hand and old.owner != new.owner,
    )


def moves(session: Session, cases: Iterable[Case], maps: TwoMaps) -> Iterator[Move]:
    """Those of the cases that move, each looked up in its own history."""
    for case in cases:
        found = move_of(case, maps, by_hand=chosen_by_hand(of_case(session, case.id)))
        if found is not None:
            yield found


def histories(session: Session) -> dict[int, list[HistoryEntry]]:
    """What says whom each case is with, by case: for looking at very many at once."""
    found: dict[int, list[HistoryEntry]] = {}
    for entry in of_kinds(session, GIVING):
        found.setdefault(entry.case_id or 0, []).append(entry)
    return found


def chosen_by_hand(history: Iterable[HistoryEntry]) -> bool:
    """Whether its owner is one whom a person chose, or stands in for them. Opening or taking out again, leave, and
    whatever kept the owner leave that as it is."""
    last = [entry for entry in standing(history) if entry.event in GIVING and not _keeps_owner(entry)]
    return bool(last) and last[-1].event in BY_HAND


def _keeps_owner(entry: HistoryEntry) -> bool:
    if entry.event in ("moved", "succeeded", "handed_over"):
        return bool(entry.facts["before"]["owner"] == entry.facts["after"]["owner"])
    return entry.event in ("reopened", "restored", "covered", "returned")
