"""A flag on a case, set or cleared."""

from slack_bolt.async_app import AsyncAck

from casework import choices, flags
from casework.facts import CaseFacts
from directory.council import Person
from handlers.forms import send_form
from handlers.requests import Body, Clock, Transact, chosen, typed
from storage import Session
from storage.cases import Case
from views import flags as views


def form(session: Session, facts: CaseFacts, case: Case, clock: Clock) -> Body:
    now = clock.now()
    return views.write(
        facts, flags.parishes_of(session, case, now=now), choices.people_for(session, case, now)
    )


async def write(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    """The choice is `vulnerable`, `media`, `parish:NAME` or `clear:KIND`."""
    kind, _, name = (chosen(view, "flag") or "").partition(":")
    reason = typed(view, "reason")

    def act(session: Session, case_id: int, by: Person) -> None:
        now = clock.now()
        if kind == "clear":
            flags.clear_flag(session, case_id, name, reason=reason, by=by, now=now)
        else:
            flags.set_flag(
                session, case_id, kind, reason=reason, parish=name or None,
                lead=chosen(view, "lead") if kind == "vulnerable" else None, by=by, now=now,
            )  # fmt: skip

    await send_form(ack, body, view, transact, clock, act)
