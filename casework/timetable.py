"""What is done by the clock, as one table: each is called with `now` every so often, in a transaction of its own, until
there is nothing left to do. Who calls it is the bot's affair."""

from collections.abc import Callable
from dataclasses import dataclass

from casework.capacity import warn_of_load
from casework.cover import keep_work_moving
from casework.coverage import warn_of_gaps
from casework.cut_overs import carry_out_due
from casework.funding import warn_of_endings
from casework.handovers import carry_out, chase_unread
from casework.leavers import remind, see_off
from casework.newcomers import ask_again
from casework.packs import send_to_new_holders
from casework.post_endings import warn_of_ends
from casework.reviews import ask_for_reviews
from casework.sweep import sweep
from casework.undo import let_go


@dataclass(frozen=True)
class Timed:
    """`work(session, now=…)` answers something true where there may be more to do. `interval` in seconds; `at_once`:
    besides, whenever something was committed, since that may bring it about (somebody is marked away)."""

    name: str
    work: Callable[..., int]
    interval: float
    at_once: bool = False


TIMED = (
    Timed("cover", keep_work_moving, 20.0, at_once=True),  # before the clocks: who is reminded is in
    Timed("handovers", carry_out, 20.0, at_once=True),
    Timed("leavers", see_off, 20.0, at_once=True),
    Timed("clocks", sweep, 20.0),
    Timed("undo", let_go, 10.0),
    Timed("map", carry_out_due, 60.0),
    Timed("coverage", warn_of_gaps, 600.0),
    Timed("reviews", ask_for_reviews, 600.0),
    Timed("funding", warn_of_endings, 600.0),
    Timed("capacity", warn_of_load, 600.0),
    Timed("posts", warn_of_ends, 600.0),
    Timed("packs", send_to_new_holders, 600.0),
    Timed("newcomers", ask_again, 600.0),
    Timed("receipts", chase_unread, 60.0),
    Timed("left cases", remind, 600.0),
)
