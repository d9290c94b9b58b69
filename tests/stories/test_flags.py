"""Flags: what a channel may show, who is told, when an answer is due; set and cleared by name, with the reason."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from casework import cases, flags, merging, outcomes, questions, replies, splitting
from casework.enquiries import open_enquiry
from casework.errors import NotUnderstood
from casework.rebuilding import differences
from casework.words import Said, keep_words
from directory.council import BodyMember, Council, Person, Standard
from directory.loading import load
from directory.matching.matcher import Matcher
from storage import Session, history
from storage.cases import Case
from storage.clocks import of_case
from storage.database import Database
from tests.desk import MONDAY, Actor, Desk, Json, text_of
from tests.stories.test_cover import away

WORDS = "Huge pothole on Liverpool Road South. Mrs Example, 01632 960123, is on oxygen and cannot get out"
SECRETS = ("pothole", "Liverpool Road", "oxygen", "Highways", "Park", "Sandilands", "960123", "stuck", "ramp")


def sets_flag(actor: Actor, card: Json, flag: str, why: str, **more: str) -> Json:
    actor.chooses_act("Flags…", on=card)
    return actor.fills_in(flag=flag, reason=why, **more)


def secrets_in(messages: list[Json]) -> list[str]:
    said = "\n".join(text_of(message) + str(message["text"]) for message in messages)
    return [secret for secret in SECRETS if secret in said]


def answer(actor: Actor, question: str) -> str:
    return text_of(actor.last(thread=actor.says(question)))


def test_a_vulnerable_resident_and_the_media(desk: Desk) -> None:
    member, other = desk.holder("member", "Park"), desk.holder("member", "Dukes")
    coordinator = desk.holder("coordinator", "Sefton East Parishes")
    communications, duty = desk.holder("communications"), desk.holder("duty")
    channel = desk.channel("area", "Sefton East Parishes")
    asked = member.says(WORDS)
    member.chooses("Share…", on=member.card(asked))
    member.fills_in(level="everyone")
    member.says("She is stuck since Friday", thread=asked)
    card = coordinator.sees(channel)[0]
    coordinator.presses("Reply", on=card)
    coordinator.fills_in(words="The ramp comes today.")
    coordinator.fills_in()
    assert "stuck" in str(coordinator.sees(channel, card["ts"]))
    assert "Highways" in answer(other, "where is SEF-1001?")

    # From now on the channel says who deals with it and by when, and nothing else; what was said is taken out.
    assert "Say why" in str(sets_flag(coordinator, card, "vulnerable", " "))
    coordinator.fills_in(flag="vulnerable", reason="Ill at home, no lift", lead="patricia-oyelaran")
    card = coordinator.sees(channel)[0]
    thread = coordinator.sees(channel, card["ts"])
    assert secrets_in([card, *thread]) == []
    assert "more is needed here than this channel shows" in text_of(card)
    assert coordinator.slack_id in text_of(card)
    assert "Answer by Thu 26 Nov" in text_of(thread[-1])
    assert "concerns a vulnerable resident, and you lead it" in text_of(desk.holder("manager").last())
    assert "Thu 26 Nov" in text_of(member.card(asked))
    assert "vulnerable" not in str(member.sees(thread=asked))
    assert "can't find SEF-1001" in answer(other, "where is SEF-1001?")

    # What comes later stays out too; a photograph goes to the owner. Details open for those entitled, and are recorded.
    member.sends_file("ramp.jpg", b"x" * 9, "There is no ramp yet", thread=asked)
    thread = coordinator.sees(channel, card["ts"])
    assert secrets_in(thread) == []
    assert "The words are not shown here" in text_of(thread[-1])
    assert "ramp.jpg" in str(coordinator.last())
    coordinator.presses("Show details", on=coordinator.sees(channel)[0])
    details = text_of(coordinator.form() or {})
    for shown in (
        "on oxygen",
        "01632 960123",
        "stuck since Friday",
        "The ramp comes today",
        "Ill at home",
        "no ramp",
    ):
        assert shown in details

    # Of interest to the media: the communications contact is told who deals with it, and may ask for it.
    assert "can't find SEF-1001" in answer(communications, "where is SEF-1001?")
    duty.chooses_act("Flags…", on=duty.sees(channel)[0])
    sets_flag(coordinator, coordinator.sees(channel)[0], "media", "The Champion rang")
    assert "is flagged so already" in str(duty.fills_in(flag="media", reason="They rang me too"))
    notice = communications.last()
    assert "SEF-1001* may interest the media" in text_of(notice)
    assert secrets_in([notice]) == []
    assert "SEF-1001* · details not shown" in answer(communications, "where is SEF-1001?")

    # Cleared, by name and with the reason: the channel shows it again, and the answer is due when it was.
    sets_flag(coordinator, coordinator.sees(channel)[0], "clear:media", "Nothing came of it")
    assert secrets_in([coordinator.sees(channel)[0]]) == []
    sets_flag(coordinator, coordinator.sees(channel)[0], "clear:vulnerable", "Home again")
    card = coordinator.sees(channel)[0]
    assert "Huge pothole" in text_of(card)
    assert "Mon 7 Dec" in text_of(card)
    assert "01632 960123" not in str(card)
    with desk.database.read() as session:
        happened = [
            (row.event, row.actor, row.facts["flag"])
            for row in history.of_kinds(session, ["flagged", "flag_cleared"])
        ]
        assert len(history.of_kinds(session, ["details_shown"])) == 1
    by = "siobhan-kettleburn"
    assert happened == [
        ("flagged", by, "vulnerable"), ("flagged", by, "media"), ("flag_cleared", by, "media"), ("flag_cleared", by, "vulnerable"),
    ]  # fmt: skip


def test_whoever_leads_for_a_vulnerable_resident_is_somebody_who_is_there(desk: Desk) -> None:
    member, lead, support = desk.holder("member", "Park"), desk.holder("manager"), desk.holder("support")
    coordinator = desk.holder("coordinator", "Sefton East Parishes")
    channel = desk.channel("area", "Sefton East Parishes")
    member.says(WORDS)
    sets_flag(
        coordinator, coordinator.sees(channel)[0], "vulnerable", "Ill at home", lead="patricia-oyelaran"
    )

    away(support, lead, "2026-11-24", "2026-11-25")
    desk.forward(days=1)
    card = coordinator.sees(channel)[0]
    passed = text_of(coordinator.last(channel, card["ts"]))
    assert f"leads for the vulnerable resident now: {lead.name} is away. It goes back with them." in passed
    assert secrets_in([coordinator.last(channel, card["ts"])]) == []
    stand_in = next(
        each
        for each in (desk.holder("director"), desk.holder("duty"), coordinator)
        if each.slack_id in passed
    )
    told = next(m for m in reversed(stand_in.sees()) if "you lead it" in text_of(m))
    assert f"you lead it while {lead.name} is away" in text_of(told)

    desk.forward(days=2)
    assert f"{lead.name} is back" in str([text_of(m) for m in coordinator.sees(channel, card["ts"])])


def test_a_parish_has_its_charter_and_its_clerk(desk: Desk) -> None:
    member, coordinator = desk.holder("member", "Park"), desk.holder("coordinator", "Sefton East Parishes")
    channel, clerk = desk.channel("area", "Sefton East Parishes"), desk.person("annika-thorsby")
    charter = Standard(name="parish_answer: Lydiate Parish Council", value="4", unit="working_days")
    seat = BodyMember(body="lydiate-parish-council", person="annika-thorsby", seat="clerk")
    with desk.database.write() as session:
        council = desk.council
        load(
            session,
            replace(
                council,
                standards=(*council.standards, charter),
                body_members=(*council.body_members, seat),
            ),
        )
    member.says("Huge pothole on Liverpool Road South, Mrs Example told me")
    asked = member.says("Overflowing litter bin on Church Lane in Lydiate")
    hole, litter = coordinator.sees(channel)

    # Without Slack the clerk is told by whoever owns the case, who is reminded of it.
    sets_flag(coordinator, hole, "parish:Maghull Town Council", "They look after that verge")
    assert "Its clerk, Edmund Harcastle, is not in Slack" in text_of(coordinator.last(channel, hole["ts"]))
    assert "Maghull Town Council: its charter's standard counts" in text_of(coordinator.sees(channel)[0])
    assert "Mon 7 Dec" in text_of(coordinator.sees(channel)[0])
    coordinator.presses("Outcome", on=coordinator.sees(channel)[0])
    coordinator.fills_in(kind="done", words__done="Filled, as Mrs Example asked.")
    coordinator.fills_in()
    assert "Edmund Harcastle follows this and is not in Slack" in text_of(
        coordinator.last(channel, hole["ts"])
    )

    # A charter of the parish's own; its clerk hears the outcome and the re-opening, never of the member or a resident.
    sets_flag(coordinator, litter, "parish:Lydiate Parish Council", "By the church, says Mrs Example")
    assert "Fri 27 Nov" in text_of(coordinator.sees(channel)[1])
    assert clerk.sees() == []
    coordinator.presses("Outcome", on=coordinator.sees(channel)[1])
    coordinator.fills_in(kind="done", words__done="Emptied. Mrs Example and Cllr Sandilands have been told.")
    coordinator.fills_in()
    assert "SEF-1002* (litter bins, Church Lane" in text_of(clerk.last())
    assert "is done, says Siobhan Kettleburn" in text_of(clerk.last())
    member.presses(
        "Not sorted", on=next(m for m in member.sees(thread=asked) if "SEF-1002 is done" in text_of(m))
    )
    assert "which you follow, is open again" in text_of(clerk.last())
    assert "Sandilands" not in str(clerk.sees())
    assert "Mrs" not in str(clerk.sees())


@pytest.fixture(params=["sqlite", "postgresql"])
def council_database(request: pytest.FixtureRequest) -> Database:
    found: Database = request.getfixturevalue(f"council_on_{request.param}")
    return found


MEMBER, OWNER = Person(key="moira-sandilands", name="", fictional="yes"), Person(key="siobhan-kettleburn", name="", fictional="yes")  # fmt: skip


def acts_on(session: Session, case: Case, act: str, *, now: datetime) -> None:
    act, _, kind = act.partition(" ")
    match act:
        case "flag":
            parish = "Maghull Town Council" if kind == "parish" else None
            flags.set_flag(session, case.id, kind, parish=parish, reason="why", by=OWNER, now=now)
        case "clear":
            flags.clear_flag(session, case.id, kind, reason="why", by=OWNER, now=now)
        case "ask":
            questions.ask_member(session, case.id, "Which end?", by=OWNER, now=now)
        case "hear":
            replies.hear(
                session, case, keep_words(session, "the far end", MEMBER.key, at=now), by=MEMBER, now=now
            )
        case "done":
            outcomes.give(session, case.id, outcomes.Answer("done", "Filled."), by=OWNER, now=now)
        case "reopen":
            cases.reopen(session, case, by=MEMBER, why="Not sorted.", now=now)


@pytest.mark.parametrize(
    ("acts", "days"),
    [
        (["flag vulnerable"], [3]),
        (["flag parish", "flag vulnerable", "clear vulnerable", "clear parish"], [7, 3, 7, 10]),
        (["flag vulnerable", "flag parish", "clear vulnerable"], [3, 3, 7]),
        (["ask", "flag vulnerable", "hear", "clear vulnerable"], [10, 3, None, None]),
        (
            ["flag parish", "ask", "hear", "flag vulnerable", "ask", "hear", "clear vulnerable"],
            [7, 7] + [None] * 5,
        ),
        (["flag vulnerable", "done", "reopen", "clear vulnerable"], [3, 3, 3, 5]),
        (["flag vulnerable", "done", "clear vulnerable", "reopen"], [3, 3, None, 5]),
        (["flag media", "clear media"], [10, 10]),
    ],
    ids=lambda value: ", ".join(value) if isinstance(value[0], str) else "",
)
def test_the_answer_clock_is_what_the_history_and_the_standards_say(
    council_database: Database, matcher: Matcher, council: Council, acts: list[str], days: list[int | None]
) -> None:
    """Each act is 20 minutes after the one before; `days` are working days from then, or from the start."""
    # The charter's standard is another one from the second day on: what is decided before keeps its own.
    old, new = (Standard(name="parish_answer", value=n, unit="working_days") for n in ("7", "1"))
    changed = [replace(old, ends_on=date(2026, 11, 23)), replace(new, starts_on=date(2026, 11, 24))]
    others = [row for row in council.standards if row.name != "parish_answer"]
    with council_database.write() as session:
        load(session, replace(council, standards=(*others, *changed)))
        said = Said("T", "D", "1", None, "", "Huge pothole on Liverpool Road South", MONDAY, "direct")
        open_enquiry(session, said, matcher.read(said.text), member=MEMBER, by=MEMBER, now=MONDAY)
        case = session.get_one(Case, 1)
        for number, (act, expected) in enumerate(zip(acts, days, strict=True), start=1):
            acts_on(session, case, act, now=MONDAY + timedelta(minutes=20 * number))
            session.flush()
            answer = of_case(session, case.id)["answer"]
            assert list(differences(session, [case])) == [], act
            if expected is not None:
                assert working_days_to(answer.due_at) == expected, act


def working_days_to(due: datetime) -> int:
    """From Monday, 23 November."""
    days = (due.date() - MONDAY.date()).days
    return days - 2 * (days // 7)


def test_what_comes_out_of_a_flagged_case_is_flagged_as_well(
    council_database: Database, matcher: Matcher
) -> None:
    with council_database.write() as session:
        text = "Huge pothole on Liverpool Road South and the street light on Church Lane in Lydiate is out"
        said = Said("T", "D", "1", None, "", text, MONDAY, "direct")
        open_enquiry(session, said, matcher.read(said.text), member=MEMBER, by=MEMBER, now=MONDAY)
        flags.set_flag(session, 1, "vulnerable", reason="why", by=OWNER, now=MONDAY)
        with (
            pytest.raises(NotUnderstood),
            session.begin_nested(),
        ):  # its words would stand in the other's card
            merging.merge(session, 1, 2, by=OWNER, now=MONDAY)
        merging.one_issue(session, 1, 2, by=MEMBER, now=MONDAY)
        assert session.get_one(Case, 2).merged_into_id == 1
        assert merging.restore(session, 2, by=OWNER, now=MONDAY).flags == ["vulnerable"]
        new = splitting.split(session, 1, [], "litter-bins", matcher=matcher, by=OWNER, now=MONDAY)
        assert new.flags == ["vulnerable"]
        assert [
            difference
            for number in (1, 2, 3)
            for difference in differences(session, [session.get_one(Case, number)])
        ] == []


def test_a_flag_needs_a_reason_a_parish_that_is_there_and_no_risk(
    council_database: Database, matcher: Matcher
) -> None:
    with council_database.write() as session:
        said = Said(
            "T",
            "D",
            "1",
            None,
            "",
            "The newspaper has the pothole on Liverpool Road South",
            MONDAY,
            "direct",
        )
        open_enquiry(session, said, matcher.read(said.text), member=MEMBER, by=MEMBER, now=MONDAY)
        case = session.get_one(Case, 1)
        assert case.flags == ["media"]  # by a word that the standards list

        with pytest.raises(NotUnderstood):
            flags.set_flag(
                session, 1, "parish", parish="Formby Parish Council", reason="why", by=OWNER, now=MONDAY
            )
        with pytest.raises(NotUnderstood):
            flags.set_flag(
                session, 1, "vulnerable", lead="edmund-harcastle", reason="why", by=OWNER, now=MONDAY
            )
        with pytest.raises(NotUnderstood):
            flags.set_flag(session, 1, "urgent", reason="why", by=OWNER, now=MONDAY)
        assert case.flags == ["media"]
        assert [entry.actor for entry in history.of_kinds(session, ["flagged"])] == [None]
