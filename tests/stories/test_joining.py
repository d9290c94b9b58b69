"""Two councillors, one pothole: staff are shown it and may join the cases; the members never learn of each other."""

import pytest

from storage.cases import Case
from storage.council import changed
from storage.places import Landmark
from tests.desk import Actor, Desk, Json, buttons_of, text_of

AMINAS = "Huge pothole on Marsh Lane. Mrs Ada Jones on 01632 960555 reported it"
DEREKS = "There is a deep pothole on Marsh Lane by the school gates"


class Street:
    """The same pothole from two councillors, and the co-ordinator whose channel has both cases."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.amina: Actor = desk.holder("member", "Linacre")
        self.derek: Actor = desk.holder("member", "Linacre", 1)
        self.coordinator: Actor = desk.holder("coordinator", "South Sefton")
        self.channel = desk.channel("area", "South Sefton")
        self.aminas, self.dereks = self.amina.says(AMINAS), self.derek.says(DEREKS)

    def card(self, reference: str) -> Json:
        found = (m for m in self.coordinator.sees(self.channel) if text_of(m).startswith(f"*{reference} "))
        return next(found)

    def thread(self, reference: str) -> str:
        said = self.coordinator.sees(self.channel, self.card(reference)["ts"])[1:]
        return "\n".join(text_of(message) for message in said)

    def answers(self, reference: str, words: str) -> None:
        self.coordinator.presses("Outcome", on=self.card(reference))
        self.coordinator.fills_in(kind="done", words__done=words)
        self.coordinator.fills_in()

    def read_by(self, member: Actor) -> str:
        """All that a member has ever been shown, in their messages and at home."""
        said = [text_of(m) for head in member.sees() for m in member.sees(thread=head["ts"])]
        return "\n".join([*said, text_of(member.opens_home())])


@pytest.fixture
def street(desk: Desk) -> Street:
    return Street(desk)


def labels(message: Json) -> list[str]:
    return [button["text"]["text"] for button in buttons_of(message)]


def test_joined_cases_stay_two_and_what_is_sent_on_one_is_offered_for_the_other(street: Street) -> None:
    jo, channel = street.coordinator, street.channel
    suggested = text_of(street.card("SEF-1002"))
    assert "Perhaps the same as SEF-1001*: Highways maintenance, Marsh Lane" in suggested
    assert "From a councillor for Linacre, written Mon 23 Nov, 10 am. New, owned by" in suggested
    assert "Huge pothole on Marsh Lane. Mrs [name] on [telephone] reported it" in suggested
    assert street.amina.name not in suggested
    assert "Join" not in labels(street.card("SEF-1001"))

    jo.presses("Acknowledge", on=street.card("SEF-1001"))
    assert "Acknowledged, owned by" in text_of(street.card("SEF-1002"))  # as it stands, not as it was

    before = (street.read_by(street.amina), street.read_by(street.derek))
    jo.presses("Join", on=street.card("SEF-1002"))
    assert "Joined with *SEF-1002*" in text_of(street.card("SEF-1001"))
    assert "Joined with *SEF-1001*" in text_of(street.card("SEF-1002"))
    assert "Perhaps the same" not in text_of(street.card("SEF-1002"))
    assert f"{jo.name} joined it with *SEF-1001*" in street.thread("SEF-1002")
    assert f"{jo.name} joined it with *SEF-1002*" in street.thread("SEF-1001")
    assert (street.read_by(street.amina), street.read_by(street.derek)) == before

    # A reply is offered with a preview for each; what is the other member's does not get through.
    jo.presses("Reply", on=street.card("SEF-1001"))
    jo.fills_in(words="Dear Amina, the crew fills it tomorrow. I have rung Mrs Ada Jones.")
    jo.fills_in()
    offer = jo.form() or {}
    assert "You sent this on SEF-1001. Send it to the joined case as well?" in text_of(offer)
    assert f"{street.derek.name} will read:" in text_of(offer)
    assert "Dear Amina" not in street.read_by(street.derek)
    refused = jo.fills_in()
    assert "“Amina” would tell the member of another councillor's case" in str(refused)
    refused = jo.fills_in(words__2="The crew fills it tomorrow. I have rung Mrs Ada Jones.")
    assert "“Mrs Ada Jones” would tell" in str(refused)
    refused = jo.fills_in(words__2="As for SEF-1001, the crew fills it tomorrow.")
    assert "“SEF-1001” would tell" in str(refused)
    assert "crew" not in street.read_by(street.derek)
    jo.fills_in(words__2="The crew fills it tomorrow.")
    assert "*SEF-1002*: sent." in text_of(jo.form() or {})
    assert "The crew fills it tomorrow." in street.read_by(street.derek)
    assert "about SEF-1002" in text_of(street.derek.last(thread=street.dereks))
    assert "Send it to SEF-1002 too…" in street.thread("SEF-1001")
    assert "too…" not in street.thread("SEF-1002")  # no ping-pong

    # An outcome that was not offered at once can be sent along later, once; each keeps its own right of reply.
    street.answers("SEF-1001", "Filled this morning.")
    assert "Filled this morning." not in street.read_by(street.derek)
    sent = next(
        m for m in reversed(jo.sees(channel, street.card("SEF-1001")["ts"])) if "answered" in text_of(m)
    )
    jo.presses("Send it to SEF-1002 too…", on=sent)
    jo.fills_in()
    assert "SEF-1002 is done" in street.read_by(street.derek)
    jo.presses("Send it to SEF-1002 too…", on=sent)
    assert "It has been sent there already." in text_of(jo.form() or {})
    street.derek.presses("Not sorted", on=street.derek.sees(thread=street.dereks)[-1])
    assert "New" in text_of(street.card("SEF-1002"))
    assert "Answered" in text_of(street.card("SEF-1001"))

    jo.presses("Take apart", on=street.card("SEF-1001"))
    assert "Joined" not in text_of(street.card("SEF-1001")) + text_of(street.card("SEF-1002"))
    assert "took it apart from *SEF-1001*" in street.thread("SEF-1002")
    for member, other, words in (
        (street.amina, "SEF-1002", "school gates"),
        (street.derek, "SEF-1001", "Jones"),
    ):
        assert other not in street.read_by(member)
        assert words not in street.read_by(member)


def test_a_late_report_is_joined_by_its_reference_and_gets_the_outcome_that_was_given(street: Street) -> None:
    jo, desk = street.coordinator, street.desk
    jo.presses("Not the same", on=street.card("SEF-1002"))
    assert "Perhaps" not in text_of(street.card("SEF-1002"))
    street.answers("SEF-1001", "Filled this morning.")
    street.amina.presses("Sorted", on=street.amina.sees(thread=street.aminas)[-1])
    desk.forward(days=10)

    third = street.amina.says("The pothole on Marsh Lane is back")
    assert "Perhaps the same as SEF-1001" in text_of(street.card("SEF-1003"))
    assert "From the same councillor" in text_of(street.card("SEF-1003"))
    assert "Closed, owned by" in text_of(street.card("SEF-1003"))
    assert "Answered *done*: Filled this morning." in text_of(street.card("SEF-1003"))

    # By its reference, as staff see it; not with what they cannot see, or with itself.
    jo.chooses_act("Join…", on=street.card("SEF-1002"))
    assert "can't find a case SEF-9999" in str(jo.fills_in(reference="SEF-9999"))
    assert "That is this case itself" in str(jo.fills_in(reference="sef-1002"))
    jo.fills_in(reference="SEF-1001")
    joined = jo.sees(street.channel, street.card("SEF-1002")["ts"])[-1]
    jo.presses("Send SEF-1001's outcome here too…", on=joined)
    jo.fills_in()
    assert "SEF-1002 is done" in text_of(street.derek.last(thread=street.dereks))

    # Two who decide at once: the second is told. A month after its answer nothing is suggested any more.
    card = street.card("SEF-1003")
    desk.at_once(jo.pressing("Join", on=card), desk.holder("manager").pressing("Not the same", on=card))
    told = [
        text_of(m) for m in [*jo.whispers(street.channel), *desk.holder("manager").whispers(street.channel)]
    ]
    assert len([said for said in told if "in the meantime" in said]) == 1
    assert third not in (street.aminas, street.dereks)
    desk.forward(days=40)
    street.derek.says("Yet another pothole on Marsh Lane")
    assert "Perhaps the same as SEF-1001" not in text_of(street.card("SEF-1004"))


def test_landmarks_close_to_each_other_are_the_same_place(street: Street) -> None:
    with street.desk.database.write() as session:
        for row in session.query(Landmark).filter(Landmark.landmark.like("%Strand%")):
            at_station = row.landmark.endswith("station")
            row.easting, row.northing = (334_200 if at_station else 334_000), 395_000
        changed(session)
    street.amina.says("Street light out by the Strand")
    street.amina.says("Street light out at Bootle Library")

    street.derek.says("The street light at New Strand station is not working")

    suggested = text_of(street.card("SEF-1005"))
    assert "Perhaps the same as SEF-1003" in suggested
    assert "Bootle New Strand station and Strand shopping centre, close to each other" in suggested
    assert "SEF-1004" not in suggested


def test_where_somebody_is_at_risk_nothing_is_suggested_or_joined(street: Street) -> None:
    desk, duty = street.desk, street.desk.holder("duty")
    restricted = desk.channel("restricted")
    for _ in range(2):
        street.amina.says("A child is being hit at a house on Marsh Lane, she is in danger")

    cards = duty.sees(restricted)
    assert len(cards) >= 2
    assert not any("Perhaps" in text_of(card) or "Join" in labels(card) for card in cards)
    manager = desk.holder("manager")
    manager.chooses_act("Join…", on=street.card("SEF-1001"))
    assert "at risk is never joined" in str(manager.fills_in(reference="SEF-1003"))


@pytest.mark.parametrize("shared", [False, True])
def test_a_member_learns_of_the_other_only_where_both_shared(street: Street, shared: bool) -> None:
    share(street, (1, 2) if shared else (1,), "ward_members")

    street.coordinator.presses("Join", on=street.card("SEF-1002"))

    said = f"Raised by {street.derek.name} (SEF-1002) as well"
    assert (said in text_of(street.amina.card(street.aminas))) is shared
    share(street, (1, 2), "not_shared")  # as the history has it


def share(street: Street, cases: tuple[int, ...], level: str) -> None:
    with street.desk.database.write() as session:
        for number in cases:
            session.get_one(Case, number).sharing = level
