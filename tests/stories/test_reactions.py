"""👀 and ✅ are verbs on a case's card, from somebody who may act there. Everything else is only an emoji."""

from datetime import timedelta

from sqlalchemy import select

from casework import hearing, reactions
from storage import cards
from storage.cases import Case
from storage.outbox import OutboxRow
from tests.desk import Desk, text_of
from workspace import acts


def test_eyes_acknowledge_and_a_tick_offers_the_outcome(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    officer = desk.holder("officer", "trees")
    here, there = desk.channel("area", "South Sefton"), desk.channel("area", "Crosby")
    asked = member.says("Huge pothole on Marsh Lane")
    card = coordinator.sees(here)[0]
    written = coordinator.says("I will ring them.", channel=here, thread=card["ts"])

    # Not on a message in the thread, not from somebody who has no part in the case, no other emoji.
    coordinator.reacts("eyes", here, written)
    coordinator.reacts("white_check_mark", here, written)
    officer.reacts("eyes", here, card["ts"])
    officer.reacts("white_check_mark", here, card["ts"])
    coordinator.reacts("tada", here, card["ts"])
    assert "Acknowledge by" in text_of(coordinator.sees(here)[0])
    assert not [*coordinator.whispers(here), *officer.whispers(here)]

    coordinator.reacts("eyes", here, card["ts"])
    assert f"{coordinator.name} has just acknowledged it" in text_of(coordinator.sees(here)[0])
    desk.run(acts.unreact(desk.workspace, coordinator.slack_id, here, card["ts"], "eyes"))
    coordinator.reacts("eyes", here, card["ts"])
    assert "Acknowledged" in text_of(coordinator.sees(here)[0])

    # A reaction opens no form, so a button does that only its author sees.
    coordinator.reacts("white_check_mark", here, card["ts"])
    coordinator.presses("Choose the outcome", on=coordinator.whispers(here)[-1])
    coordinator.fills_in(kind="done", words__done="Filled this morning; the crew sent a photograph.")
    coordinator.fills_in()
    assert "Filled this morning" in text_of(member.last(thread=asked))

    # On the card that a case has left behind they do nothing.
    second = member.says("Fly tipping on Marsh Lane by the park gates")
    card = coordinator.sees(here)[-1]
    assert "SEF-1002" in text_of(card)
    coordinator.chooses("Re-route…", on=card)
    coordinator.fills_in(ward="Victoria")
    coordinator.reacts("eyes", here, card["ts"])
    assert "Acknowledge by" in text_of(coordinator.sees(there)[-1])
    assert "has it in hand" not in text_of(member.card(second))


def test_what_is_about_a_card_waits_until_it_is_known_where_the_card_stands(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    channel = desk.channel("area", "South Sefton")
    before = coordinator.says("Good morning", channel=channel)
    member.says("Huge pothole on Marsh Lane")
    ts = coordinator.sees(channel)[-1]["ts"]
    by = next(person for person in desk.council.people if person.slack_id == coordinator.slack_id)
    now = desk.clock.now()

    with desk.database.write() as session:
        # As whoever dies between Slack's answer and its commit leaves it.
        card = cards.standing_at(session, channel, ts)
        assert card is not None
        row = session.scalars(select(OutboxRow).where(OutboxRow.card_id == card.id)).one()
        card.channel = card.ts = None
        row.state, row.tried_at = "sending", row.created_at
        session.flush()

        assert not reactions.heed(session, "eyes", channel, ts, person=by, now=now)
        assert hearing.may_be_appearing(session, channel, ts)
        # What stood there before cannot be it, and other emoji mean nothing.
        row.tried_at = desk.clock.real() + timedelta(minutes=5)
        session.flush()
        assert not hearing.may_be_appearing(session, channel, before)
        assert reactions.heed(session, "tada", channel, ts, person=by, now=now)

        card.channel, card.ts, row.state = channel, ts, "sent"
        session.flush()
        assert reactions.heed(session, "eyes", channel, ts, person=by, now=now)
        assert session.get_one(Case, card.case_id).state == "acknowledged"
