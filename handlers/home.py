"""The Home tab, made afresh each time somebody opens it."""

from slack_sdk.web.async_client import AsyncWebClient

from casework import corrections, handovers, leavers, look_ups, readers, tasks
from casework.administrators import is_administrator
from casework.newcomers import greet
from casework.person_facts import person_facts
from casework.rules import rules
from casework.ward_notices import may_announce
from handlers.requests import Body, Clock, Transact
from storage import Session
from views import home
from views.words import Words


async def opened(event: Body, client: AsyncWebClient, transact: Transact, clock: Clock, words: Words) -> None:
    """The Home tab is made afresh; somebody who opens the messages for the first time is greeted."""
    if event.get("tab") != "home":
        await transact(lambda session: greet(session, event["user"], now=clock.now()))
        return

    def work(session: Session) -> Body:
        now = clock.now()
        person = rules(session).by_slack_id(event["user"])
        if person is None:
            return home.home(None, [], [], of="", words=words)
        wards = rules(session).member_wards(person.key, now)
        shown = readers.facts_for(session, look_ups.cases_of(session, person, now=now), person, now=now)
        others = look_ups.shared_with(session, person, now=now)[: home.MOST_SHARED + 1]
        shared = readers.facts_for(session, others, person, now=now)
        heading = "Your cases" if wards else "Waiting for you"
        waiting = corrections.count_for(session, person, now=now)
        return home.home(
            person_facts(session, person.key),
            wards,
            shown,
            of=heading,
            shared=shared,
            tasks=tasks.facts_of(session, person),
            corrections=waiting,
            hands_over=handovers.may_open(session, person, now=now),
            leavers=leavers.count_for(session, person, now=now),
            may_announce=may_announce(session, person, now=now),
            keeps_directory=is_administrator(session, person, now=now),
            words=words,
        )

    await client.views_publish(user_id=event["user"], view=await transact(work))
