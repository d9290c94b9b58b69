"""`/wardline measures`: how well it goes, by service or by area; to managers and directors, which wards are quiet."""

from datetime import timedelta

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from casework import measures, quiet_wards
from casework.measures import By
from handlers.requests import Body, Clock, Transact, acting, form_of, pressed
from storage import Session
from views import measures as views

SINCE = timedelta(days=90)


async def open_by_command(body: Body, client: AsyncWebClient, read: Transact, clock: Clock) -> None:
    view = await read(lambda session: _page(session, str(body["user_id"]), "service", clock))
    await client.views_open(trigger_id=body["trigger_id"], view=view)


async def change_by(ack: AsyncAck, body: Body, client: AsyncWebClient, read: Transact, clock: Clock) -> None:
    by: By = "area" if pressed(body) == "area" else "service"
    page = await read(lambda session: _page(session, str(body["user"]["id"]), by, clock))
    await client.views_update(view_id=form_of(body)["id"], hash=form_of(body)["hash"], view=page)
    await ack()


def _page(session: Session, slack_id: str, by: By, clock: Clock) -> Body:
    reader, now = acting(session, slack_id), clock.now()
    found = measures.measures(session, by=by, since=now - SINCE, until=now)
    wards = None
    if quiet_wards.may_see(session, reader, now=now):
        wards = quiet_wards.quiet_wards(session, now=now)
    return views.page(found, by, now - SINCE, now, wards)
