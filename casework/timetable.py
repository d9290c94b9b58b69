"""What is done by the clock, as one table: each is called with `now` every so often, in a transaction of its own, until
there is nothing left to do. Who calls it is the bot's affair."""

from collections.abc import Callable
from dataclasses import dataclass

from casework import cover, handovers, leavers, sweep, ward_views
from casework.capacity import warn_of_load
from casework.chasing import chase
from casework.coverage import warn_of_gaps
from casework.cut_overs import carry_out_due
from casework.funding import warn_of_endings
from casework.newcomers import ask_again
from casework.packs import send_to_new_holders
from casework.partners import look_after
from casework.post_endings import warn_of_ends
from casework.retention import forget_drafts, keep_to_it
from casework.reviews import ask_for_reviews
from casework.undo import let_go


@dataclass(frozen=True)
class Timed:
    """`work(session, now=…)` answers something true where there may be more to do. `interval` in seconds."""

    name: str
    work: Callable[..., int]
    interval: float


@dataclass(frozen=True)
class AtOnce:
    """What a commit may bring about, too (somebody is marked away): whenever there was one, `is_due(session, now=…)` is
    asked, which only reads."""

    name: str
    is_due: Callable[..., bool]
    work: Callable[..., int]


AT_ONCE = (
    AtOnce("cover", cover.is_due, cover.keep_work_moving),  # before the clocks: who is reminded is in
    AtOnce("handovers", handovers.is_due, handovers.carry_out),
    AtOnce("views", ward_views.is_due, ward_views.keep_with_somebody),
    AtOnce("leavers", leavers.is_due, leavers.see_off),
    AtOnce("clocks", sweep.is_due, sweep.sweep),
)
TIMED = (
    Timed("undo", let_go, 10.0),
    Timed("tasks", chase, 20.0),
    Timed("partners", look_after, 60.0),
    Timed("members' views", ward_views.chase, 60.0),
    Timed("map", carry_out_due, 60.0),
    Timed("coverage", warn_of_gaps, 600.0),
    Timed("reviews", ask_for_reviews, 600.0),
    Timed("funding", warn_of_endings, 600.0),
    Timed("capacity", warn_of_load, 600.0),
    Timed("posts", warn_of_ends, 600.0),
    Timed("packs", send_to_new_holders, 600.0),
    Timed("newcomers", ask_again, 600.0),
    Timed("receipts", handovers.chase_unread, 60.0),
    Timed("left cases", leavers.remind, 600.0),
    Timed("retention", keep_to_it, 600.0),
    Timed("drafts", forget_drafts, 600.0),
)
