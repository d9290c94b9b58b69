"""How fast one person may keep the bot busy, so that nobody waits for somebody else's flood. In memory, each process for
itself; what was put off stays put off in the inbox."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

A_MINUTE = 30  # of messages, and of clicks, by one person; the setting WARDLINE_A_MINUTE
_REMEMBERED = 10_000  # people


@dataclass(frozen=True)
class Turn:
    """`wait`: how long until it is this one's turn. `first`: nobody has been told of this flood yet."""

    wait: timedelta
    first: bool = False


class Pace:
    """As many at once as `a_minute`, then one after the other at that rate. Time is real."""

    def __init__(self, a_minute: int = A_MINUTE) -> None:
        self._every = timedelta(minutes=1) / a_minute
        self._at_once = self._every * (a_minute - 1)
        self._next: OrderedDict[str, datetime] = (
            OrderedDict()
        )  # by person: when the rate would have come to the next
        self._told: dict[str, datetime] = {}  # by person: until when the flood lasts that they were told of
        self._lock = Lock()

    def put_off(self, person: str, now: datetime) -> Turn:
        """One that is done in any case: later, where there are too many."""
        with self._lock:
            turn, comes = self._turn(person, now)
            self._note(person, comes + self._every)
            return turn

    def refuse(self, person: str, now: datetime) -> Turn:
        """One that is done now or not at all: what has to wait is refused, and does not count."""
        with self._lock:
            turn, comes = self._turn(person, now)
            if not turn.wait:
                self._note(person, comes + self._every)
            return turn

    def _turn(self, person: str, now: datetime) -> tuple[Turn, datetime]:
        comes = max(self._next.get(person, now), now)
        wait = max(comes - now - self._at_once, timedelta())
        first = bool(wait) and self._told.get(person, now) <= now
        if wait:
            self._told[person] = comes
        return Turn(wait, first), comes

    def _note(self, person: str, moment: datetime) -> None:
        self._next[person] = moment
        self._next.move_to_end(person)
        while len(self._next) > _REMEMBERED:
            gone, _ = self._next.popitem(last=False)
            self._told.pop(gone, None)
