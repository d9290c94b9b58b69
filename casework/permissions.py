"""Who may do what to a case: one catalogue, asked at every entry point. Pure."""

from dataclasses import dataclass
from typing import Literal

Relation = Literal[
    "member", "contact", "owner", "coordinator", "duty", "support", "manager", "ward_member", "officer", "colleague",
    "communications", "tasked", "partner",
]  # fmt: skip

# act -> the relations that may do it. `coordinator` is the Area Co-ordinator of the case's area or their cover;
# an administrator has no casework by virtue of the role. `colleague` is whoever holds any post of the council's;
# `communications`, the council's communications contact, where the case is flagged as of interest to the media;
# `tasked` has an open task on it, `partner` an open offer of it, and neither sees more than that asks for.
STAFF: frozenset[Relation] = frozenset({"contact", "owner", "coordinator", "duty", "manager"})
CATALOGUE: dict[str, frozenset[Relation]] = {
    "view": frozenset({*STAFF, "member", "support", "communications", "tasked"}),
    "acknowledge": STAFF,
    "read": STAFF,
    "note": frozenset({*STAFF, "tasked"}),
    "reply": STAFF,
    "amend": STAFF,
    "ask": STAFF,
    "answer": STAFF,
    "reroute": STAFF,
    "assign": STAFF,
    "hand_over": STAFF,
    "add_task": STAFF,
    "do_task": frozenset({*STAFF, "tasked"}),
    "change_task": STAFF,
    "offer": STAFF,
    "answer_offer": frozenset({"partner"}),
    "record_answer": STAFF,
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
    "share": frozenset({"member"}),
    "tell_ward": frozenset({"member"}),
    "flag": STAFF,
}

# A restricted case (somebody at risk) is only for those named here, whatever their other relations.
RESTRICTED: frozenset[Relation] = frozenset({"member", "contact", "owner", "duty", "manager"})
# And these would let others know of it, so that nobody may.
NEVER_RESTRICTED = frozenset({"share", "tell_ward", "flag"})
# A task says nothing of a restricted case, so whoever has one may still say that it is done.
_TELLS_NOTHING = frozenset({"do_task"})


@dataclass(frozen=True)
class Standing:
    """How one person stands to one case on one day."""

    relations: frozenset[Relation]
    restricted: bool
    shared: str  # not_shared | ward_members | everyone
    brief: bool = False  # kept to the people who deal with it, however far it is shared

    def may(self, act: str) -> bool:
        if self.restricted:
            among = RESTRICTED | {"tasked"} if act in _TELLS_NOTHING else RESTRICTED
            return act not in NEVER_RESTRICTED and bool(self.relations & among & CATALOGUE[act])
        if act == "view" and self._sees_shared():
            return True
        return bool(self.relations & CATALOGUE[act])

    def _sees_shared(self) -> bool:
        if self.brief:
            return False
        if self.shared == "ward_members":
            return "ward_member" in self.relations
        return self.shared == "everyone" and bool(self.relations & {"ward_member", "officer", "colleague"})
