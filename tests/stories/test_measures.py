"""What both sides think of one answered case, what it comes to, and one alert where somebody has too much in hand."""

from casework.measures import measures
from storage.council import changed
from storage.services import Standard
from tests.desk import Desk, buttons_of, text_of
from tests.stories.test_outcomes import Opened


def test_both_sides_say_in_one_tap_what_they_think_and_nobody_else_can(desk: Desk) -> None:
    opened = Opened(desk)
    said = opened.answer("done", "Filled this morning.")
    opened.member.presses("The right thing", on=said)
    opened.member.presses("So-so", on=said)
    opened.member.presses("Handled badly", on=said)
    assert "handled badly" in text_of(opened.member.whispers(opened.member.dm)[-1])
    card = opened.card
    thread = opened.coordinator.sees(opened.channel, thread=card["ts"])
    staff = next(m for m in thread if any(b["text"]["text"] == "So-so" for b in buttons_of(m)))
    opened.coordinator.presses("Handled well", on=staff)
    stranger = desk.holder("coordinator", "Crosby")
    desk.invite(stranger, opened.channel)
    stranger.presses("Handled badly", on=staff)
    assert "Only the people working" in text_of(
        stranger.whispers(opened.channel)[-1]
    ) or "can't find" in text_of(stranger.whispers(opened.channel)[-1])

    with desk.database.read() as session:
        found = measures(session, by="area", since=desk.clock.now().replace(month=1), until=desk.clock.now())

    assert [(each.name, each.opened, each.answered.kept, each.gap) for each in found] == [
        ("South Sefton", 1, 1, None)
    ]
    opened.coordinator.commands("measures")
    form = opened.coordinator.form() or {}
    assert "fewer than 10" in text_of(form)
    opened.coordinator.presses("By area instead", on=form)
    assert "South Sefton" in text_of(opened.coordinator.form() or {})


def test_too_much_in_hand_is_told_once_until_it_has_come_down(desk: Desk) -> None:
    member, manager = desk.holder("member", "Linacre"), desk.holder("manager")
    with desk.database.write() as session:
        session.query(Standard).filter_by(name="capacity").update({"value": "2"})
        changed(session)
    for street in ("Marsh Lane", "Stanley Road", "Knowsley Road"):
        member.says(f"Huge pothole on {street}")
        desk.forward(minutes=40)

    desk.forward(days=1)
    desk.forward(days=1)

    told = [message for message in manager.sees() if "open cases" in text_of(message)]
    assert len(told) == 1
    assert "3 open cases" in text_of(told[0])
