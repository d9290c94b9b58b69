"""The issues of one message: two that are one, and one that is more. From the member's card and from staff's."""

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from casework import case_facts, choices, gate, merging, splitting
from casework.errors import NotUnderstood
from casework.facts import CaseFacts
from directory.council import Person
from directory.matching.matcher import Matcher
from handlers.forms import answer_press, case_pressed, facts_of, send_form, show
from handlers.requests import Body, Clock, Transact, acting, chosen, number_of, ticked, user_of
from storage import Session
from storage.cases import Case
from views import forms
from views import merging as views


async def one_issue(
    body: Body, client: AsyncWebClient, transact: Transact, clock: Clock, respond: AsyncRespond
) -> None:
    """These are one thing, from the member: at once where there are two, else they choose."""

    async def act() -> None:
        def work(session: Session) -> Body | None:
            by, now = acting(session, user_of(body)), clock.now()
            case = gate.check(session, case_pressed(body), "merge", by=by, now=now)
            others = merging.others(session, case)
            if not others:
                raise NotUnderstood(
                    f"Nothing else from that message is open, so {case.reference} stays as it is."
                )
            if len(others) > 1:
                masked = by.key != case.member  # others may press a member's menu, and read no more by it
                shown = case_facts.facts_of_cases(session, [case, *others], masked=masked, now=now)
                return views.merge(shown[0], shown[1:], for_member=True)
            merging.one_issue(session, case.id, others[0].id, by=by, now=now)
            return None

        form = await transact(work)
        if form:
            await show(body, client, form)

    await answer_press(body, client, respond, act)


def merge_form(session: Session, facts: CaseFacts, case: Case, clock: Clock) -> Body:
    others = merging.others(session, case)
    if not others:
        raise NotUnderstood(f"{case.reference} is the only open issue of its message.")
    return views.merge(facts, [facts_of(session, other, clock) for other in others], for_member=False)


def split_form(session: Session, facts: CaseFacts, case: Case, clock: Clock, *, for_member: bool) -> Body:
    masked = not for_member and not case.restricted
    services = choices.services(session) if for_member else choices.services_to_route_to(session, clock.now())
    return views.split(
        case_facts.with_parts(session, case, facts, masked=masked),
        splitting.parts_of(session, case, masked=masked),
        services,
    )


async def say_one_issue(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    def act(session: Session, case_id: int, by: Person) -> None:
        merging.one_issue(session, case_id, number_of(chosen(view, "other") or "0"), by=by, now=clock.now())

    await send_form(ack, body, view, transact, clock, act)


async def merge(ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock) -> None:
    def act(session: Session, case_id: int, by: Person) -> None:
        merging.merge(session, case_id, number_of(chosen(view, "other") or "0"), by=by, now=clock.now())

    await send_form(ack, body, view, transact, clock, act)


async def split(
    ack: AsyncAck, body: Body, view: Body, transact: Transact, clock: Clock, matcher: Matcher
) -> None:
    def act(session: Session, case_id: int, by: Person) -> None:
        parts = [number_of(number) for number in ticked(view, "parts")]
        splitting.split(
            session, case_id, parts, chosen(view, "service"), matcher=matcher, by=by, now=clock.now()
        )

    await send_form(ack, body, view, transact, clock, act)


async def restore(
    ack: AsyncAck,
    body: Body,
    client: AsyncWebClient,
    transact: Transact,
    clock: Clock,
    respond: AsyncRespond,
) -> None:
    """A case of its own: on the card of a case that was merged, or in the form of the one it is part of."""

    async def act() -> None:
        def work(session: Session) -> str:
            by = acting(session, user_of(body))
            return merging.restore(session, case_pressed(body), by=by, now=clock.now()).reference

        reference = await transact(work)
        if (body.get("view") or {}).get("type") == "modal":
            await show(body, client, forms.notice("Done", f"{reference} is a case of its own again."))

    await answer_press(body, client, respond, act)
    await ack()
