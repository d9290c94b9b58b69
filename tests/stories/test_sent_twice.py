"""A form whose answer was lost on the way: Slack's client says so, and its person sends it again. It counts once."""

from sqlalchemy import select

from storage.handovers import Handover
from tests.desk import Desk, text_of
from workspace import acts


def test_a_form_that_is_sent_again_counts_once(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Linacre"), desk.holder("coordinator", "South Sefton")
    asked = member.says("Bins overflowing on Stanley Road in Bootle")
    channel = desk.channel("area", "South Sefton")
    (card,) = coordinator.sees(channel)

    coordinator.presses("Reply", on=card)
    coordinator.fills_in(words="The crew is out this morning.")
    desk.at_once(*(acts.submit(desk.workspace, coordinator.slack_id) for _ in range(2)))

    read = "\n".join(text_of(message) for message in member.sees(thread=asked))
    assert read.count("The crew is out this morning.") == 1
    assert coordinator.form() is None

    coordinator.chooses("Ask the member…", on=coordinator.sees(channel)[0])
    coordinator.fills_in(words="Which side of the Strand is it on?")
    desk.at_once(*(acts.submit(desk.workspace, coordinator.slack_id) for _ in range(2)))
    read = "\n".join(text_of(message) for message in member.sees(thread=asked))
    assert read.count("Which side of the Strand is it on?") == 1


def test_cases_that_are_handed_over_twice_at_once_go_once(desk: Desk) -> None:
    joanne, marcus = desk.holder("coordinator", "South Sefton"), desk.holder("coordinator", "Crosby")
    desk.holder("member", "Linacre").says("Bins overflowing on Stanley Road in Bootle")

    joanne.commands("hand-over")
    desk.at_once(
        *(joanne.filling_in(receiver=marcus.slack_id, which="all", note="Ring me.") for _ in range(2))
    )

    with desk.database.read() as session:
        assert [handover.receiver for handover in session.scalars(select(Handover))] == ["marcus-thorogood"]
