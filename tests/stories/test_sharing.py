"""A member says how far a case is shared; whoever they share it with sees it, and nobody else, from the next look on."""

from datetime import UTC, datetime

from storage import history
from tests.desk import Actor, Desk, buttons_of, text_of

POTHOLE = "Huge pothole on Brasenose Road"


def answer(actor: Actor, question: str) -> str:
    return text_of(actor.last(thread=actor.says(question)))


def finds(actor: Actor, words: str) -> bool:
    actor.commands(f"find {words}")
    return "SEF-1001" in text_of(actor.last())


def shares(member: Actor, asked: str, level: str) -> None:
    member.chooses("Share…", on=member.card(asked))
    assert member.fills_in(level=level)["result"] == "closed"


def labels(message: dict) -> list[str]:
    return [button["text"]["text"] for button in buttons_of(message)]


def told_of(desk: Desk, event: str) -> list[dict]:
    with desk.database.read() as session:
        return [entry.facts for entry in history.of_kinds(session, [event])]


def test_from_nobody_to_everyone_and_back(desk: Desk) -> None:
    member, colleague = desk.holder("member", "Linacre"), desk.holder("member", "Linacre", 1)
    neighbour, coordinator = desk.holder("member", "Derby"), desk.holder("coordinator", "South Sefton")
    channel = desk.channel("area", "South Sefton")
    asked = member.says(f"{POTHOLE}, by Mrs Example (01632 960123)")
    coordinator.presses("Reply", on=coordinator.sees(channel)[0])
    coordinator.fills_in(words="Mrs Example (01632 960123) showed us the place. The crew comes.")
    coordinator.fills_in()
    assert "*Linacre ward* · *Joanne Whitwell* about SEF-1001" in text_of(member.last(thread=asked))
    assert "SEF-1001" not in answer(colleague, "what is open in my ward?")
    assert "SEF-1001" not in text_of(colleague.opens_home())

    # The form says by name who would see it. A resident's details stay hidden from them.
    member.chooses("Share…", on=member.card(asked))
    assert f"{colleague.name} also sees what it is about" in text_of(member.form() or {})
    member.fills_in(level="ward_members")
    assert "Shared with the ward's councillors" in text_of(member.card(asked))
    assert "shared with the ward's councillors" in text_of(coordinator.sees(channel)[0])
    for seen in (
        answer(colleague, "what is open in my ward?"),
        answer(colleague, "where is SEF-1001?"),
        text_of(colleague.opens_home()),
    ):
        assert f"raised by {member.name}" in seen
        assert "Mrs [name]" in seen
        assert "01632 960123" not in seen
    assert "01632 960123" in answer(member, "where is SEF-1001?")
    assert finds(colleague, "pothole Brasenose")
    assert finds(member, "examples 960123")
    assert not finds(colleague, "example")
    assert not finds(colleague, "pothole 960123")
    assert "can't find SEF-1001" in answer(neighbour, "where is SEF-1001?")
    assert "Shared in your ward" not in text_of(member.opens_home())

    shares(member, asked, "everyone")
    assert "Highways maintenance" in answer(neighbour, "where is SEF-1001?")
    assert "Highways maintenance" in answer(desk.holder("officer", "libraries"), "where is SEF-1001?")

    shares(member, asked, "not_shared")
    assert "Shared" not in text_of(member.card(asked))
    for actor in (colleague, neighbour):
        assert "can't find SEF-1001" in answer(actor, "where is SEF-1001?")
    assert "SEF-1001" not in text_of(colleague.opens_home())
    assert [(facts["was"], facts["level"]) for facts in told_of(desk, "shared")] == [
        ("not_shared", "ward_members"),
        ("ward_members", "everyone"),
        ("everyone", "not_shared"),
    ]


def test_a_member_chooses_for_new_cases_and_when_to_be_told(desk: Desk) -> None:
    member, colleague = desk.holder("member", "Linacre"), desk.holder("member", "Linacre", 1)
    coordinator, channel = desk.holder("coordinator", "South Sefton"), desk.channel("area", "South Sefton")
    member.presses("Your profile", on=member.opens_home())
    assert "Linacre ward" in text_of(member.form() or {})
    member.fills_in(told_when="morning", sharing="ward_members")

    asked = member.says(f"{POTHOLE}. And a child at risk is being hit in the house by the park.")

    # Shared from the start, but never what is about somebody at risk.
    assert "SEF-1001" in answer(colleague, "what is open in my ward?")
    assert "SEF-1002" not in answer(colleague, "what is open in my ward?")
    assert "can't find SEF-1002" in answer(colleague, "where is SEF-1002?")
    assert [facts["level"] for facts in told_of(desk, "shared")] == ["ward_members"]

    # A reply waits for the morning, a question does not.
    coordinator.presses("Reply", on=coordinator.sees(channel)[0])
    coordinator.fills_in(words="The crew comes this week.")
    coordinator.fills_in()
    coordinator.chooses("Ask the member…", on=coordinator.sees(channel)[0])
    coordinator.fills_in(words="Which end of it?")
    coordinator.fills_in()
    assert "Which end of it?" in text_of(member.last(thread=asked))
    assert "The crew comes" not in str(member.sees(thread=asked))
    desk.to(datetime(2026, 11, 24, 8, 55, tzinfo=UTC))
    assert "The crew comes" not in str(member.sees(thread=asked))
    desk.to(datetime(2026, 11, 24, 9, 1, tzinfo=UTC))
    assert "The crew comes" in str(member.sees(thread=asked))


def test_another_ward_is_told_only_if_the_member_says_so(desk: Desk) -> None:
    member, there = desk.holder("member", "Linacre"), desk.holder("member", "Derby")
    support, elsewhere = desk.holder("support"), desk.holder("member", "Dukes")
    asked = member.says("Huge pothole on Balliol Road, by Mrs Example at 14")
    assert "This is in Derby ward. Tell its councillors?" in text_of(member.card(asked))
    assert there.sees() == []

    desk.at_once(*(member.pressing("Tell them", on=member.card(asked)) for _ in range(2)))
    told = [text_of(message) for message in there.sees()]
    assert len(told) == 1
    assert f"{member.name} has raised SEF-1001 (highways maintenance, Balliol Road" in told[0]
    assert "Mrs" not in told[0]
    assert "Derby's councillors are told" in text_of(member.card(asked))
    assert "Tell them" not in labels(member.card(asked))
    assert "You have said that about SEF-1001 already" in text_of(member.whispers(member.dm)[-1])
    assert "can't find SEF-1001" in answer(there, "where is SEF-1001?")

    # Said no: nobody is told. In one's own ward there is nothing to ask, and nothing where somebody is at risk.
    before = len(there.sees())
    asked = member.says("Fly-tipping on Balliol Road")
    member.presses("Don't", on=member.card(asked))
    assert "Tell them" not in labels(member.card(asked))
    assert len(there.sees()) == before
    assert "Tell them" not in labels(member.card(member.says("Graffiti on Brasenose Road")))
    assert "Tell them" not in labels(member.card(member.says("A child at risk is being hit on Balliol Road")))

    # Whoever is not in Slack hears it from member support.
    asked = elsewhere.says("Street light out on Blundellsands Road East")
    elsewhere.presses("Tell them", on=elsewhere.card(asked))
    assert "I cannot reach Cllr Ines Calderwood in Slack: please tell them" in text_of(support.last())
    assert next(facts["told"] for facts in told_of(desk, "ward_told")) == [desk_key(desk, there)]
    assert len(told_of(desk, "ward_not_told")) == 1


def desk_key(desk: Desk, actor: Actor) -> str:
    return next(key for key, person in desk.people.items() if person.slack_id == actor.slack_id)
