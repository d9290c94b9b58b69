"""A form whose answer was lost on the way: Slack's client says so, and its person sends it again. It counts once."""

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
