"""Cases handed over in bulk: a note for each, a receipt, and a manager who hears of it where there is none."""

import pytest

from casework import handovers
from casework.errors import CaseworkError
from casework.rules import rules
from casework.told import told
from storage.cases import Case
from storage.database import Database
from storage.outbox import OutboxRow
from tests.desk import Actor, Desk, Json, text_of
from tests.rows import AMINA, GRACE, JO, LEWIS, MARCUS, NOW, a_case

POTHOLE = "Huge pothole on Marsh Lane"
BINS = "Bins overflowing on Stanley Road in Bootle"
GULLY = "Blocked gully on Knowsley Road in Bootle"


def card(desk: Desk, reference: str) -> Json:
    seen = desk.holder("duty").sees(desk.channel("area", "South Sefton"))
    return next(m for m in seen if f"*{reference} ·" in text_of(m))


def thread(desk: Desk, reference: str) -> str:
    root = card(desk, reference)
    return "\n".join(map(text_of, desk.holder("duty").sees(root["channel"], root["ts"])))


def told_to(actor: Actor, words: str) -> list[Json]:
    everything = [each for m in actor.sees() for each in (m, *actor.sees(thread=m["ts"])[1:])]
    return [message for message in everything if words in text_of(message)]


def test_cases_go_over_with_a_note_each_and_are_receipted(desk: Desk) -> None:
    joanne, marcus = desk.holder("coordinator", "South Sefton"), desk.holder("coordinator", "Crosby")
    amina, derek, manager = (
        desk.holder("member", "Linacre"),
        desk.holder("member", "Linacre", 1),
        desk.holder("manager"),
    )
    for member, words in ((amina, POTHOLE), (amina, BINS), (derek, GULLY)):
        member.says(words)
        desk.forward(hours=1)

    # One by one: two go, each with its note, one stays.
    joanne.commands("hand-over")
    assert "You have 3 unfinished cases" in text_of(joanne.form() or {})
    joanne.fills_in(receiver=marcus.slack_id, which="each", note="Ring me with any question.")
    view = joanne.form() or {}
    assert "Page 1 of 1. To Marcus Thorogood" in text_of(view)
    joanne.fills_in(note__1="Mrs Hartley of number 12 waits for a call", goes__2="no", note__3="")
    assert "2 cases go over now" in text_of(joanne.form() or {})

    assert f"<@{marcus.slack_id}>" in text_of(card(desk, "SEF-1001"))
    assert f"<@{joanne.slack_id}>" in text_of(card(desk, "SEF-1002"))
    assert "Joanne Whitwell handed this over to Marcus Thorogood" in thread(desk, "SEF-1001")
    assert "Mrs [name] of number 12 waits for a call" in thread(desk, "SEF-1001")
    (said,) = told_to(
        amina, "*Marcus Thorogood* is now your contact, in place of Joanne Whitwell, for SEF-1001"
    )
    assert told_to(derek, "is now your contact, in place of Joanne Whitwell, for SEF-1003")
    (message,) = told_to(marcus, "*Joanne Whitwell* hands these 2 cases over to you")
    assert "Mrs Hartley of number 12 waits for a call" in text_of(message)
    assert "Ring me with any question." in text_of(message)
    assert told_to(joanne, "2 cases are with Marcus Thorogood now")

    # Nobody says that they have read it: after a working day a manager hears of it.
    desk.forward(days=1, hours=6)
    assert told_to(
        manager, "*Marcus Thorogood* has not said that they have read what Joanne Whitwell handed over"
    )
    marcus.presses("I have read this", on=message)
    assert told_to(joanne, "Marcus Thorogood has read what was handed over: SEF-1001 and SEF-1003")
    (message,) = told_to(marcus, "*Joanne Whitwell* hands these 2 cases over to you")
    assert "You read this on Tue 24 Nov" in text_of(message)
    assert "I have read this" not in str(message)
    desk.forward(days=3)
    assert len(told_to(manager, "has not said that they have read")) == 1

    # A manager hands over for somebody else, from the Home tab; all in one go.
    manager.presses("Hand over cases", on=manager.opens_home())
    manager.fills_in(
        giver=marcus.slack_id, receiver=joanne.slack_id, which="all", note="Marcus is leaving us."
    )
    (message,) = told_to(joanne, "*Marcus Thorogood* hands these 2 cases over to you, says Patricia Oyelaran")
    joanne.presses("I have read this", on=message)
    assert told_to(marcus, "Joanne Whitwell has read what was handed over")
    assert told_to(manager, "Joanne Whitwell has read what was handed over")


@pytest.fixture
def house(council_on_sqlite: Database) -> Database:
    """Joanne has two cases, and the duty officer one where somebody is at risk."""
    with council_on_sqlite.write() as session:
        a_case(session, "litter-bins", "Linacre")
        a_case(session, "graffiti", "Linacre")
        a_case(session, "adult-social-care", "Linacre", emergency="adult", restricted=True)
    return council_on_sqlite


def gives(house: Database, by: str, giver: str, receiver: str, note: str = "") -> int:
    with house.write() as session:
        person = rules(session).roster.person[by]
        handover, stay = handovers.start(session, giver, receiver, note=note, by=person, now=NOW)
        handovers.give(session, handover.id, by=person, now=NOW)
    while house.transact(lambda session: handovers.carry_out(session, now=NOW)):
        pass
    return stay


@pytest.mark.parametrize(
    ("by", "giver", "receiver", "said"),
    [
        (MARCUS, JO, MARCUS, "You can hand over what is yours"),
        (JO, JO, JO, "somebody else than the person"),
        (JO, JO, LEWIS, "can't take cases today"),
        (JO, JO, AMINA, "can't take cases today"),
        (GRACE, GRACE, MARCUS, "nothing to hand over that they may have"),
    ],
)
def test_what_cannot_be_handed_over_is_refused(
    house: Database, by: str, giver: str, receiver: str, said: str
) -> None:
    with pytest.raises(CaseworkError) as refused:
        gives(house, by, giver, receiver)

    assert said in refused.value.says


def test_a_case_at_risk_goes_to_a_duty_officer_and_its_note_to_its_own_channel(house: Database) -> None:
    gives(house, GRACE, GRACE, "stuart-pennyfeather", "Her name is Edna Pike")

    with house.read() as session:
        assert session.get_one(Case, 3).owner == "stuart-pennyfeather"
        (row,) = session.query(OutboxRow).filter_by(kind="handover")
        assert "Edna Pike" not in str(told(session, row, now=NOW))
        (row,) = session.query(OutboxRow).filter_by(kind="handed_over")
        assert (
            row.recipient
            == f"channel:{next(c.slack_id for c in rules(session).roster.channels if c.purpose == 'restricted')}"
        )


def test_a_case_that_is_somebody_elses_by_now_stays_and_the_giver_reads_why(house: Database) -> None:
    with house.write() as session:
        jo = rules(session).roster.person[JO]
        handover, _ = handovers.start(session, JO, MARCUS, by=jo, now=NOW)
        handovers.give(session, handover.id, by=jo, now=NOW)
        session.get_one(Case, 1).owner = session.get_one(Case, 1).contact = GRACE
    while house.transact(lambda session: handovers.carry_out(session, now=NOW)):
        pass

    with house.read() as session:
        (row,) = session.query(OutboxRow).filter_by(kind="handover_given")
    assert row.facts["count"] == 1
    assert row.facts["stayed"] == [["SEF-1001", "It is with Grace Adomako by now."]]
