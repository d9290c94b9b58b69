"""Who may do what to a case: one catalogue, asked at every entry point. Pure."""

from dataclasses import dataclass
from typing import Literal

Relation = Literal[
    "member", "contact", "owner", "coordinator", "duty", "support", "manager", "ward_member", "officer"
]

# act -> the relations that may do it. `coordinator` is the Area Co-ordinator of the case's area or their cover;
# an administrator has no casework by virtue of the role.
STAFF: frozenset[Relation] = frozenset({"contact", "owner", "coordinator", "duty", "manager"})
CATALOGUE: dict[str, frozenset[Relation]] = {
    "view": frozenset({*STAFF, "member", "support"}),
    "acknowledge": STAFF,
    "read": STAFF,
    "note": STAFF,
    "reply": STAFF,
    "amend": STAFF,
    "ask": STAFF,
    "answer": STAFF,
    "reroute": STAFF,
    "assign": STAFF,
    "hand_over": STAFF,
    "confirm": frozenset({*STAFF, "member"}),
    "show_details": STAFF,
    "hear": frozenset({"member", "support"}),
    "reword": frozenset({*STAFF, "member", "support"}),
    "reopen": frozenset({*STAFF, "member", "support"}),
    "rate": frozenset({"contact", "owner", "coordinator", "member"}),
    "settle": frozenset({"member"}),
    "withdraw": frozenset({"member", "support"}),
    "merge": frozenset({*STAFF, "member", "support"}),
    "take_in": frozenset({*STAFF, "member", "support"}),
    "split": frozenset({*STAFF, "member", "support"}),
    "restore": frozenset({*STAFF, "member", "support"}),
    "join": STAFF,
    "take_apart": STAFF,
    "choose_for_leaver": frozenset({"support", "duty", "manager"}),
}

# A restricted case (somebody at risk) is only for those named here, whatever their other relations.
RESTRICTED: frozenset[Relation] = frozenset({"member", "contact", "owner", "duty", "manager"})


@dataclass(frozen=True)
class Standing:
    """How one person stands to one case on one day."""

    relations: frozenset[Relation]
    restricted: bool
    shared: str  # not_shared | ward_members | everyone

    def may(self, act: str) -> bool:
        relations = self.relations & RESTRICTED if self.restricted else self.relations
        if act == "view" and not self.restricted and self._sees_shared(relations):
            return True
        return bool(relations & CATALOGUE[act])

    def _sees_shared(self, relations: frozenset[Relation]) -> bool:
        return (self.shared == "ward_members" and "ward_member" in relations) or (
            self.shared == "everyone" and bool(relations & {"ward_member", "officer"})
        )
