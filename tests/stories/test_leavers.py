"""A member leaves: nothing is posted to them any more, and each of their cases passes on by somebody's choice."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from casework import gate, leavers
from casework.case_lines import line_of
from casework.errors import CaseworkError
from casework.facts import Told
from casework.rules import rules
from casework.told import told
from directory import changes, loading
from storage import Session
from storage.cases import Case
from storage.database import Database
from storage.outbox import OutboxRow
from tests.desk import Actor, Desk, Json, text_of
from tests.rows import AMINA, DEREK, JO, NOW, a_case, becomes, posts

POTHOLE = "Huge pothole on Marsh Lane outside number 12, Mrs Hartley rang me"
BINS = "Bins overflowing on Stanley Road in Bootle"
GULLY = "Blocked gully on Knowsley Road in Bootle"
AT_RISK = "I am afraid a child is being hit next door in Marsh Lane"
LAST_DAY = date(2026, 11, 30)


def ends(desk: Desk, key: str, on: date | None) -> None:
    """The seat's last day, as an administrator enters it."""
    with desk.database.write() as session:
        council = loading.read(session, entered=False)
        posts = tuple(replace(p, ends_on=on) if p.person == key else p for p in council.posts)
        changes.take_up(
            session, replace(council, posts=posts), why="by-election", now=desk.clock.now(), undo=True
        )
    desk.settle()


def case_card(desk: Desk, reference: str, purpose: str = "area") -> Json:
    channel = desk.channel(purpose, "South Sefton" if purpose == "area" else "")
    seen = desk.holder("duty").sees(channel)
    return next(m for m in seen if f"*{reference} ·" in text_of(m))


def thread(desk: Desk, reference: str) -> str:
    root = case_card(desk, reference)
    return "\n".join(map(text_of, desk.holder("duty").sees(root["channel"], root["ts"])))


def everything(actor: Actor) -> list[str]:
    return [text_of(each) for m in actor.sees() for each in (m, *actor.sees(thread=m["ts"])[1:])]


def chooses(support: Actor, reference: str, choice: str, **more: str) -> None:
    """In the list of Member Support: one case, one choice."""
    view = support.form() or {}
    block = next(b for b in view["blocks"] if reference in str(b))
    support.presses("Choose…", on={**view, "blocks": [block]})
    support.fills_in(choice=choice, **more)


def test_each_case_of_a_member_who_left_passes_on_by_a_choice(desk: Desk) -> None:
    amina, derek = desk.holder("member", "Linacre"), desk.holder("member", "Linacre", 1)
    joanne, support, duty = (
        desk.holder("coordinator", "South Sefton"),
        desk.holder("support"),
        desk.holder("duty"),
    )
    for words in (POTHOLE, BINS, GULLY, AT_RISK):
        amina.says(words)
        desk.forward(hours=1)
    joanne.presses("Acknowledge", on=case_card(desk, "SEF-1001"))
    joanne.presses("Outcome", on=case_card(desk, "SEF-1002"))
    joanne.fills_in(kind="done", words__done="Emptied for Mrs Hartley.")
    joanne.fills_in()
    joanne.chooses("Ask the member…", on=case_card(desk, "SEF-1003"))
    joanne.fills_in(words="Which end of the road?")
    joanne.fills_in()
    ends(desk, "amina-okafor-reid", LAST_DAY)
    told_before = len(everything(amina))

    desk.to(datetime(2026, 12, 1, 10, tzinfo=UTC))

    # Marked, and Member Support is asked; what they were asked is nobody's to answer; at-risk ones are not counted.
    assert "Its member has left the council" in text_of(case_card(desk, "SEF-1001"))
    assert f"Until then it is <@{joanne.slack_id}>'s, its dates go on" in thread(desk, "SEF-1001")
    assert "Nobody will answer what Cllr Amina Okafor-Reid was asked" in thread(desk, "SEF-1003")
    assert "In progress" in text_of(case_card(desk, "SEF-1003"))
    request = support.last()
    assert "*Cllr Amina Okafor-Reid* is a member no longer. 3 unfinished cases wait" in text_of(request)

    # Nothing can be written to her, and the right of reply does not run out unseen.
    joanne.presses("Reply", on=case_card(desk, "SEF-1001"))
    assert "has left the council, so nobody would read that" in text_of(
        joanne.whispers(desk.channel("area", "South Sefton"))[-1]
    )
    amina.says("Any news?")
    assert "You hold no post with the council any more" in everything(amina)[-1]
    desk.forward(days=8)
    assert "Right of reply" in text_of(case_card(desk, "SEF-1002"))

    # One passes to the other member of the ward, without the words; one is closed; one is kept.
    support.presses("Choose for each", on=request)
    assert "SEF-1004" not in text_of(support.form() or {})
    chooses(support, "SEF-1001", "to:derek-halliwell")
    chooses(support, "SEF-1003", "withdraw", why="Raised again by Mrs Hartley herself")
    chooses(support, "SEF-1002", "keep")
    assert "Nothing waits for a choice" in text_of(support.form() or {})

    assert "to Cllr Derek Halliwell, without what was written before" in thread(desk, "SEF-1001")
    told = next(said for said in everything(derek) if "*SEF-1001*" in said and "is yours now" in said)
    assert "Marsh Lane (Linacre)" in told
    assert "Hartley" not in "".join(everything(derek))
    assert "Closed" in text_of(case_card(desk, "SEF-1003"))
    assert "Raised again by Mrs [name] herself" in thread(desk, "SEF-1003")
    assert "Its member has left. The council finishes it" in text_of(case_card(desk, "SEF-1002"))

    # He is its member: his words reach the case, an answer reaches him.
    card = next(m for m in derek.sees() if "SEF-1001" in text_of(m))
    derek.says("It is worse now", thread=card["ts"])
    assert "It is worse now" in thread(desk, "SEF-1001")
    derek.commands("find Hartley")
    assert "SEF-1001" not in everything(derek)[-1]
    joanne.presses("Reply", on=case_card(desk, "SEF-1001"))
    joanne.fills_in(words="The crew comes this week.")
    joanne.fills_in()
    assert "The crew comes this week." in "".join(everything(derek))

    # What is kept closes in silence, five working days after the choice. At risk: with the duty officer alone.
    desk.forward(days=8)
    assert "*Closed*" in text_of(case_card(desk, "SEF-1002"))
    duty.presses("More…", on=case_card(desk, "SEF-1004", "restricted"))
    duty.presses("Its member has left…", on=duty.form() or {})
    assert "Halliwell" not in str(duty.form())
    duty.fills_in(choice="keep")
    assert "The council finishes it" in text_of(case_card(desk, "SEF-1004", "restricted"))

    # From her last day on, nothing was posted to her but the answer to what she wrote herself.
    assert len(everything(amina)) == told_before + 2

    # She is elected again: what is still hers is hers.
    ends(desk, "amina-okafor-reid", None)
    assert "is a member again" in "\n".join(
        map(text_of, duty.sees(desk.channel("restricted"), case_card(desk, "SEF-1004", "restricted")["ts"]))
    )
    amina.says("Broken swing in the park")
    assert any("SEF-1005" in said for said in everything(amina))


SUPPORT, OTHER_SUPPORT = "fiona-lockyer", "imran-siddiqi-hale"


@pytest.fixture
def house(council_on_sqlite: Database) -> Database:
    """Two cases of a member who left the day before."""
    with council_on_sqlite.write() as session:
        a_case(session, "litter-bins", "Linacre", words="Mrs Hartley's bin")
        a_case(session, "adult-social-care", "Linacre", emergency="adult", restricted=True)
        gone = posts(session, lambda p: [replace(p, ends_on=date(2026, 11, 22)) if p.person == AMINA else p])
        becomes(session, posts=gone)
    while council_on_sqlite.transact(lambda session: leavers.see_off(session, now=NOW)):
        pass
    return council_on_sqlite


def choice(session: Session, case: int, what: str, by: str = SUPPORT, **more: object) -> Case:
    return leavers.choose(session, case, what, by=rules(session).roster.person[by], now=NOW, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("case", "what", "by", "said"),
    [
        (1, "withdraw", SUPPORT, "Give the reason"),
        (1, "", SUPPORT, "Choose what is to become"),
        (1, f"to:{AMINA}", SUPPORT, "is no member for this case's ward"),
        (1, "to:rupert-winterbourne", SUPPORT, "is no member for this case's ward"),
        (1, "keep", JO, "Only the people working on"),
        (2, "keep", SUPPORT, "can't find that case"),
        (2, f"to:{DEREK}", "grace-adomako", "is no member for this case's ward"),
    ],
)
def test_a_choice_that_cannot_be_is_refused_and_changes_nothing(
    house: Database, case: int, what: str, by: str, said: str
) -> None:
    with pytest.raises(CaseworkError) as refused, house.write() as session:
        choice(session, case, what, by)

    assert said in refused.value.says
    with house.read() as session:
        assert session.get_one(Case, case).member == AMINA
        assert (
            len(leavers.waiting_for(session, by=rules(session).roster.person["grace-adomako"], now=NOW)) == 2
        )


def test_who_chooses_second_is_told_and_what_is_kept_may_still_pass(house: Database) -> None:
    with house.write() as session:
        choice(session, 1, "keep")
    with house.write() as session:
        choice(session, 1, f"to:{DEREK}", OTHER_SUPPORT, with_words=True)
    with pytest.raises(CaseworkError) as refused, house.write() as session:
        choice(session, 1, "keep")

    assert "nothing to choose any more" in refused.value.says
    with house.read() as session:
        (row,) = session.query(OutboxRow).filter_by(kind="passed_to_you")
        said = told(session, row, now=NOW)
    assert isinstance(said, Told)
    assert said.words == "Mrs Hartley's bin"


def test_the_message_stays_the_leavers_own(house: Database) -> None:
    """Its words are shown in the form in which one says that it is about more than one thing."""
    with house.write() as session:
        choice(session, 1, f"to:{DEREK}")
    with pytest.raises(CaseworkError) as refused, house.write() as session:
        gate.check(session, 1, "split", by=rules(session).roster.person[DEREK], now=NOW)

    assert "another councillor's message. Ask Joanne Whitwell" in refused.value.says


def test_lists_name_a_case_that_is_kept_brief_by_its_reference_alone(house: Database) -> None:
    """For whoever may not open its details; whoever deals with it reads what it is about."""
    with house.write() as session:
        case = session.get_one(Case, 1)
        case.flags = ["media"]
        session.flush()
        people = rules(session).roster.person
        support, owner = (line_of(session, case, people[key], now=NOW) for key in (SUPPORT, JO))

    assert (support.service, support.place, support.member) == ("", "", "the member")
    assert (owner.service, owner.place) == ("Litter bins", "A place")
