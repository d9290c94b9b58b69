"""A reaction that somebody put on a message."""

from casework import reactions
from casework.rules import rules
from handlers.requests import Body, Clock, NotYet, Transact
from storage import Session


async def added(event: Body, transact: Transact, clock: Clock) -> None:
    item = event.get("item", {})

    def work(session: Session) -> None:
        person = rules(session).by_slack_id(event["user"])
        if person is None or item.get("type") != "message":
            return
        reaction = event.get("reaction", "")
        if not reactions.heed(session, reaction, item["channel"], item["ts"], person=person, now=clock.now()):
            raise NotYet

    await transact(work)
