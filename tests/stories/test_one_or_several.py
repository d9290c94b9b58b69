"""One message, one issue or several: put together and taken apart after the fact, by the member or by staff."""

from datetime import UTC, datetime, timedelta

from casework.measures import measures
from casework.promises import violations
from tests.desk import MONDAY, Actor, Desk, Json, buttons_of, elements_of, text_of

TWO = "The street light is out by the Strand and bins overflowing on Stanley Road in Bootle"
THREE = "Bins overflowing on Stanley Road in Bootle, street light out by the Strand and graffiti on the library in Bootle"
ONE = "The street light is out on Knowsley Road and the lamp post outside number 12 is dark"


class Bootle:
    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.member: Actor = desk.holder("member", "Linacre")
        self.coordinator: Actor = desk.holder("coordinator", "South Sefton")
        self.channel = desk.channel("area", "South Sefton")

    def case(self, reference: str) -> Json:
        said = self.coordinator.sees(self.channel)
        return next(m for m in said if text_of(m).startswith(f"*{reference}"))

    def thread(self, reference: str) -> str:
        said = self.coordinator.sees(self.channel, self.case(reference)["ts"])[1:]
        return "\n".join(text_of(message) for message in said)


def choose_on(actor: Actor, option: str, card: Json, number: int) -> None:
    """From the menu of one of several cases on the member's card."""
    menus = [element for element in elements_of(card) if element["type"] == "overflow"]
    value = next(o["value"] for o in menus[number]["options"] if o["text"]["text"] == option)
    actor.desk.run(actor._press(menus[number], card, choice=value))


def test_two_that_are_one_by_one_tap_and_back(desk: Desk) -> None:
    bootle = Bootle(desk)
    member, jo = bootle.member, bootle.coordinator
    asked = member.says(TWO)
    assert "2 cases are open" in text_of(member.card(asked))
    messages = len(member.sees(thread=asked))

    choose_on(member, "These are one thing", member.card(asked), 1)

    # The member's card follows, and nothing else is posted to them.
    card = text_of(member.card(asked))
    assert "SEF-1001 is open." in card
    assert "With SEF-1002, which is the same thing." in card
    assert "The standard for a reply is Mon 30 Nov" in card  # the bins' own, the earlier of the two
    assert len(member.sees(thread=asked)) == messages
    assert "SEF-1002* is part of *SEF-1001* now" in text_of(bootle.case("SEF-1002"))
    assert [b["text"]["text"] for b in buttons_of(bootle.case("SEF-1002"))] == ["A case of its own"]
    kept = text_of(bootle.case("SEF-1001"))
    assert "With SEF-1002, which is part of it." in kept
    assert "The street light is out by the Strand … bins overflowing on Stanley Road in Bootle" in kept
    assert "says *SEF-1002* is the same thing" in bootle.thread("SEF-1001")
    assert "says this is the same thing as *SEF-1001*" in bootle.thread("SEF-1002")

    # Either reference answers, and words under the message go to the one that is left.
    news = text_of(member.last(thread=member.says("SEF-1002")))
    assert "SEF-1002 is part of SEF-1001 now" in news
    assert "*SEF-1001* · Street lighting" in news
    member.says("it has been like that for weeks now", thread=asked)
    assert "like that for weeks" in bootle.thread("SEF-1001")
    assert "SEF-1002" not in text_of(member.opens_home())

    # Nothing is due on it, and it is never said to be closed or answered.
    desk.to(datetime(2026, 12, 8, 10, 0, tzinfo=UTC))
    assert "target" not in bootle.thread("SEF-1002")
    assert len([m for m in member.sees(thread=asked) if "SEF-1002" in text_of(m)]) == 1  # their card
    assert "Closed" not in text_of(member.card(asked))

    # So do its words, in the one that is left.
    jo.commands("find bins Stanley")
    assert "*SEF-1001*" in text_of(jo.last())
    assert "SEF-1002" not in text_of(jo.last())

    # Whoever goes on in its thread is told where the case is now.
    jo.says("reply: on its way", channel=bootle.channel, thread=bootle.case("SEF-1002")["ts"])
    jo.presses("Send", on=jo.whispers(bootle.channel)[-1])
    assert "SEF-1002 is part of SEF-1001 now. Go on there." in text_of(jo.whispers(bootle.channel)[-1])
    assert "on its way" not in text_of(member.last(thread=asked))

    # Nor does any figure count it: one thing was raised.
    with desk.database.read() as session:
        [area] = measures(session, by="area", since=MONDAY - timedelta(days=1), until=desk.clock.now())
    assert (area.opened, area.acknowledged.of) == (1, 1)

    # And back, by one tap in the form.
    choose_on(member, "This is more than one thing", member.card(asked), 0)
    member.presses("A case of its own", on=member.form() or {})
    card = text_of(member.card(asked))
    assert "2 cases are open" in card
    assert "which is the same thing" not in card
    assert "Acknowledge by\nWed 9 Dec" in text_of(bootle.case("SEF-1002")).replace("*", "")
    assert "a case of its own after all" in bootle.thread("SEF-1002")
    assert "The street light is out by the Strand\n" in text_of(bootle.case("SEF-1001"))

    desk.settle()
    with desk.database.read() as session:
        assert list(violations(session, now=desk.clock.now())) == []

    # Too late for the second of two who press at once.
    desk.at_once(
        *(
            actor._press(menu, card, choice=value)
            for actor, card in ((member, member.card(asked)),) * 2
            for menu in [e for e in elements_of(card) if e["type"] == "overflow"][:1]
            for value in [o["value"] for o in menu["options"] if o["text"]["text"] == "These are one thing"]
        )
    )
    assert "SEF-1001 is open." in text_of(member.card(asked))


def test_of_three_one_is_chosen_and_staff_say_which_is_kept(desk: Desk) -> None:
    bootle = Bootle(desk)
    member, jo = bootle.member, bootle.coordinator
    asked = member.says(THREE)

    choose_on(member, "These are one thing", member.card(asked), 2)
    form = member.form() or {}
    assert "Bins overflowing on Stanley Road in Bootle" in text_of(form)
    member.fills_in(other=str(1))
    assert "With SEF-1003" in text_of(member.card(asked))

    jo.presses("Acknowledge", on=bootle.case("SEF-1001"))
    jo.chooses_act("Merge…", on=bootle.case("SEF-1001"))
    jo.fills_in(other=str(2))
    card = text_of(member.card(asked))
    assert "SEF-1002 is open." in card
    assert "With SEF-1001 and SEF-1003, which are the same thing." in card
    assert "Street lighting" in card
    answer = text_of(member.last(thread=member.says("SEF-1003")))
    assert "SEF-1003 is part of SEF-1002 now" in answer

    # The last one has nothing to be merged with; one that is answered is not merged away.
    jo.presses("More…", on=bootle.case("SEF-1002"))
    assert "Merge…" not in text_of(jo.form() or {})
    jo.presses("A case of its own", on=bootle.case("SEF-1001"))
    assert "2 cases are open" in text_of(member.card(asked))
    assert "With SEF-1003" in text_of(bootle.case("SEF-1001"))
    jo.presses("Outcome", on=bootle.case("SEF-1002"))
    jo.fills_in(kind="done", words__done="Bulb replaced.", waive="Mended by our own lamp crew.")
    jo.fills_in()
    assert "1 of 2 done" in text_of(member.card(asked))
    assert "These are one thing" not in text_of(member.card(asked))
    assert "Merge…" not in text_of(jo.form() or {})


def test_one_that_is_two_is_split_by_the_member_and_by_staff(desk: Desk) -> None:
    bootle = Bootle(desk)
    member, jo = bootle.member, bootle.coordinator
    asked = member.sends_file("lamp.jpg", b"jpeg", ONE)
    desk.forward(days=3)
    messages = len(member.sees(thread=asked))

    member.chooses("This is more than one thing", on=member.card(asked))
    assert "Choose which of the words" in str(member.fills_in())
    member.fills_in(parts=["1"])
    card = text_of(member.card(asked))
    assert "2 cases are open" in card
    assert "SEF-1002 · Street lighting* · Knowsley Road" in card
    assert len(member.sees(thread=asked)) == messages
    new, old = text_of(bootle.case("SEF-1002")), text_of(bootle.case("SEF-1001"))
    assert "the lamp post outside number 12 is dark" in new
    assert "written Mon 23 Nov" in new
    assert "Acknowledge by\nFri 27 Nov" in new.replace("*", "")  # nobody could have before
    assert "Answer by\nMon 7 Dec" in new.replace("*", "")  # owed since the words were written
    assert "12 is dark" not in old
    assert "*SEF-1002* is a case of its own" in bootle.thread("SEF-1001")
    assert "lamp.jpg" in str(jo.sees(bootle.channel, bootle.case("SEF-1002")["ts"]))

    # Words that cannot be cut are about both, with another service; staff choose it.
    jo.chooses_act("More than one thing…", on=bootle.case("SEF-1002"))
    assert "Choose" in str(jo.fills_in(service="street-lighting"))
    jo.fills_in(service="highways-maintenance")
    assert "the lamp post outside number 12 is dark" in text_of(bootle.case("SEF-1003"))
    assert "Highways maintenance" in text_of(bootle.case("SEF-1003"))
    assert "3 cases are open" in text_of(member.card(asked))
    assert "the lamp post outside number 12 is dark" in text_of(bootle.case("SEF-1002"))


def test_what_comes_out_of_a_case_about_somebody_at_risk_stays_with_the_duty_officer(desk: Desk) -> None:
    bootle, duty = Bootle(desk), desk.holder("duty")
    restricted = desk.channel("restricted")
    bootle.member.says(
        "A child is being hit at a house on Marsh Lane, and bins overflowing on Stanley Road in Bootle"
    )
    card = next(m for m in duty.sees(restricted) if "SEF-1001" in text_of(m))

    assert "Merge…" not in text_of(card)
    duty.chooses_act("More than one thing…", on=card)
    duty.fills_in(service="litter-bins")

    assert any("SEF-" in text_of(m) and "Litter bins" in text_of(m) for m in duty.sees(restricted))
    coordinator = bootle.coordinator
    seen = "\n".join(text_of(m) for m in coordinator.sees(bootle.channel))
    assert "child" not in seen
    [bins] = [m for m in coordinator.sees(bootle.channel) if "bins overflowing" in text_of(m)]
    coordinator.chooses_act("Show details", on=bins)
    assert "bins overflowing" in text_of(coordinator.form() or {})
    assert "child" not in text_of(coordinator.form() or {})
