"""What may happen to a case in each state, as one table. Pure; docs/lifecycle.md is tested against it."""

from collections.abc import Mapping
from typing import Literal, get_args

State = Literal["new", "acknowledged", "in_progress", "waiting", "answered", "closed", "merged"]

OPEN: frozenset[State] = frozenset({"new", "acknowledged", "in_progress", "waiting"})

_ALIVE: tuple[State, ...] = ("new", "acknowledged", "in_progress", "waiting", "answered", "closed")

# act -> (state it may happen in -> state after it)
ACTS: Mapping[str, Mapping[State, State]] = {
    "acknowledge": {"new": "acknowledged"},
    "reply": {
        "new": "in_progress",
        "acknowledged": "in_progress",
        "in_progress": "in_progress",
        "waiting": "waiting",
        "answered": "answered",
    },
    "ask": {"new": "waiting", "acknowledged": "waiting", "in_progress": "waiting", "waiting": "waiting"},
    "hear": {
        "new": "new",
        "acknowledged": "acknowledged",
        "in_progress": "in_progress",
        "waiting": "in_progress",
        "answered": "answered",
        "closed": "closed",
    },
    "read": {state: state for state in ("new", "acknowledged", "in_progress", "waiting")},
    "reroute": {state: state for state in ("new", "acknowledged", "in_progress", "waiting")},
    "assign": {state: state for state in ("new", "acknowledged", "in_progress", "waiting")},
    "confirm": {state: state for state in ("new", "acknowledged", "in_progress", "waiting")},
    # Whoever finds the one who can do it has taken the case up.
    "add_task": {
        "new": "acknowledged",
        "acknowledged": "acknowledged",
        "in_progress": "in_progress",
        "waiting": "waiting",
    },
    "offer": {
        "new": "acknowledged",
        "acknowledged": "acknowledged",
        "in_progress": "in_progress",
        "waiting": "waiting",
    },
    # A root cause is looked for longer than the case is open that showed it.
    "do_task": {state: state for state in get_args(State) if state != "merged"},
    "change_task": {state: state for state in get_args(State) if state != "merged"},
    "answer_offer": {state: state for state in ("new", "acknowledged", "in_progress", "waiting", "answered")},
    "record_answer": {
        state: state for state in ("new", "acknowledged", "in_progress", "waiting", "answered")
    },
    # A partner accepted it: their word is waited for, and the answer clock runs on.
    "wait": {"acknowledged": "waiting", "in_progress": "waiting", "waiting": "waiting"},
    # The map changed under it: also where an answer may still be objected to.
    "move": {state: state for state in ("new", "acknowledged", "in_progress", "waiting", "answered")},
    # The member's own words are put in the place of those they wrote first, or taken back.
    "reword": {state: state for state in ("new", "acknowledged", "in_progress", "waiting", "answered")},
    # A reply that was sent is corrected or withdrawn, however the case stands.
    "amend": {state: state for state in get_args(State) if state != "merged"},
    # Whoever has just acted takes it back (casework/undo.py).
    "unacknowledge": {"acknowledged": "new"},
    "undo": {state: state for state in ("new", "acknowledged", "in_progress", "waiting")},
    # To and from cover, to a successor, by hand in bulk: the same.
    "pass_on": {state: state for state in ("new", "acknowledged", "in_progress", "waiting", "answered")},
    "hand_over": {state: state for state in ("new", "acknowledged", "in_progress", "waiting", "answered")},
    # What becomes of the case of a member who left.
    "choose_for_leaver": {
        state: state for state in ("new", "acknowledged", "in_progress", "waiting", "answered")
    },
    "view": {state: state for state in get_args(State)},
    "show_details": {state: state for state in get_args(State)},
    "share": {state: state for state in _ALIVE},
    "flag": {state: state for state in _ALIVE},
    "tell_ward": {state: state for state in ("new", "acknowledged", "in_progress", "waiting", "answered")},
    "resume": {"waiting": "in_progress"},
    "answer": {
        "new": "answered",
        "acknowledged": "answered",
        "in_progress": "answered",
        "waiting": "answered",
        "answered": "answered",  # a scheduled answer becomes done
    },
    "rate": {state: state for state in ("answered", "closed")},
    "reopen": {"answered": "new", "closed": "new"},
    "settle": {"answered": "closed"},
    "withdraw": {
        "new": "closed",
        "acknowledged": "closed",
        "in_progress": "closed",
        "waiting": "closed",
        "answered": "closed",
    },
    # Two issues of one message were one: this case ends, and goes on as part of the other, which takes it in.
    "merge": dict.fromkeys(("new", "acknowledged", "in_progress", "waiting"), "merged"),
    "take_in": {state: state for state in ("new", "acknowledged", "in_progress", "waiting")},
    "split": {state: state for state in ("new", "acknowledged", "in_progress", "waiting", "answered")},
    "restore": {"merged": "new"},
    # Cases of several messages about the same thing: each stays as it is.
    "join": {state: state for state in _ALIVE},
    "take_apart": {state: state for state in _ALIVE},
}

# What people read. Members never read the inner word.
STATE_WORDS: Mapping[State, str] = {
    "new": "New",
    "acknowledged": "Acknowledged",
    "in_progress": "In progress",
    "waiting": "Waiting",
    "answered": "Answered",
    "closed": "Closed",
    "merged": "Merged",
}


def after(state: str, act: str) -> State | None:
    """The state after `act`, or None where it may not happen in `state`."""
    return ACTS[act].get(state)  # type: ignore[call-overload,no-any-return]
