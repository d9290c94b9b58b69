"""What a message means in its context, as a table. The readings are made by hand: matching has tests of its own."""

import pytest

from casework.intents import Context, intent
from directory.matching.places import Place
from directory.matching.reading import Candidate, Issue, Reading

PLACE = Place("Marsh Lane", ("Linacre",), ("South Sefton",), "Marsh Lane", None, False, "")


def reading(
    kind: str, decision: str, *, place: Place | None = None, references: tuple[str, ...] = ()
) -> Reading:
    services = (Candidate("trees", 0.9, ""),) if decision == "sure" else ()
    issue = Issue("…", (0, 1), decision, services, place, None)  # type: ignore[arg-type]
    return Reading(kind, decision, (issue,), None, references)  # type: ignore[arg-type]


SURE = reading("enquiry", "sure")
UNSURE = reading("enquiry", "ask")
UNSURE_PLACED = reading("enquiry", "ask", place=PLACE)
CHATTER = reading("chatter", "chatter")
QUERY = reading("query", "sure")
CHASE = reading("chase", "sure")
DANGER = reading("enquiry", "emergency")

TOP = Context()
RECENT = Context(recent_enquiry=True)
THREAD = Context(in_thread=True)
ANSWERED = Context(in_thread=True, answered=True)


@pytest.mark.parametrize(
    ("text", "read", "context", "meant"),
    [
        ("", CHATTER, TOP, "nothing"),
        ("", CHATTER, Context(has_files=True), "files"),
        ("gas", DANGER, THREAD, "emergency"),
        ("a tree is down", SURE, TOP, "enquiry"),
        ("a tree is down", SURE, RECENT, "enquiry"),
        ("it is getting worse", UNSURE, RECENT, "join"),
        ("it is getting worse", CHATTER, RECENT, "join"),
        ("it is getting worse", UNSURE, TOP, "enquiry"),
        ("on Marsh Lane too", UNSURE_PLACED, RECENT, "enquiry"),
        ("thanks very much", CHATTER, RECENT, "chatter"),
        ("good morning", CHATTER, TOP, "chatter"),
        ("😀 :wave: 🎉", UNSURE, TOP, "chatter"),
        ("who handles trees", QUERY, TOP, "query"),
        ("any news", CHASE, THREAD, "chase"),
        ("any news", CHASE, Context(in_thread=True, answered=True, closed=True), "reply"),
        ("the blue one", UNSURE, THREAD, "reply"),
        ("a tree is down", SURE, THREAD, "reply"),
        ("please withdraw it", UNSURE, Context(in_thread=True), "withdraw"),
        ("it is not sorted", UNSURE, ANSWERED, "object"),
        ("sorted, thanks", CHATTER, ANSWERED, "settle"),
        ("thank you", CHATTER, ANSWERED, "reply"),  # thanks neither close nor re-open
        ("not sorted", UNSURE, THREAD, "reply"),  # nothing was answered yet
        ("the Bootle one", UNSURE, Context(option="Linacre"), "answer"),
        ("outside number ten", UNSURE, Context(asked_by_owner=True), "reply"),
        ("a tree is down", SURE, Context(asked_by_owner=True), "enquiry"),
    ],
)
def test_a_message_means_one_thing(text: str, read: Reading, context: Context, meant: str) -> None:
    assert intent(text, read, context) == meant
