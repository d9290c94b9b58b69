"""What people put right is noted, an administrator decides, and the running bot learns it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from casework import corrections, erasing
from casework.rules import rules
from directory.council import Council
from directory.loading import load
from directory.matching.compile import compile_council
from directory.matching.matcher import Matcher
from storage.cases import Case
from storage.corrections import Correction
from storage.database import Database
from storage.words import Words, erase
from tests.desk import Desk, buttons_of, text_of
from tests.links import linked

UNKNOWN = "The zorbles on Marsh Lane are quizzled, says Mrs Alderton"
MASKED = "The zorbles on [place] are quizzled, says Mrs [name]"
POTHOLE = "Huge pothole on Marsh Lane"
SERVICES = (
    "street-cleansing", "street-lighting", "highways-maintenance", "litter-bins", "graffiti", "trees", "noise-nuisance",
    "dog-warden",
)  # fmt: skip
MOST = 100  # phrases of each


def kept(desk: Desk) -> list[Correction]:
    with desk.database.read() as session:
        return list(session.scalars(select(Correction).order_by(Correction.id)))


def reroute(desk: Desk, service: str, number: int = 0) -> None:
    coordinator, channel = desk.holder("coordinator", "South Sefton"), desk.channel("area", "South Sefton")
    coordinator.chooses("Re-route…", on=coordinator.sees(channel)[number])
    coordinator.fills_in(service=service)


def corrected(desk: Desk, words: str = POTHOLE, service: str = "street-cleansing") -> None:
    """Somebody's words, re-routed."""
    desk.holder("member", "Linacre").says(words)
    reroute(desk, service, len(kept(desk)))


def page(desk: Desk) -> dict:
    """What the administrator sees on asking."""
    administrator = desk.holder("administrator")
    administrator.commands("learn")
    return administrator.form() or {}


def labels(view: dict) -> list[str]:
    return [button["text"]["text"] for button in buttons_of(view)]


# Noting


def test_a_re_route_to_another_service_is_noted_with_who_and_when(desk: Desk) -> None:
    corrected(desk)

    [row] = kept(desk)
    assert (row.service, row.was, row.how, row.state) == (
        "street-cleansing", "highways-maintenance", "rerouted", "waiting",
    )  # fmt: skip
    assert desk.people[row.by].name == desk.holder("coordinator", "South Sefton").name
    assert row.at.date() == desk.clock.now().date()


def test_a_re_route_to_another_place_alone_teaches_nothing(desk: Desk) -> None:
    desk.holder("member", "Linacre").says(POTHOLE)
    coordinator, channel = desk.holder("coordinator", "South Sefton"), desk.channel("area", "South Sefton")
    coordinator.chooses("Re-route…", on=coordinator.sees(channel)[0])
    coordinator.fills_in(service="highways-maintenance", ward="Derby")

    assert kept(desk) == []


def test_not_right_from_the_member_is_noted_and_once_for_a_case_and_service(desk: Desk) -> None:
    member = desk.holder("member", "Linacre")
    asked = member.says(POTHOLE)
    for service in ("street-lighting", "highways-maintenance", "street-lighting"):
        member.chooses("Not right?", on=member.card(asked))
        member.fills_in(service=service)

    assert [(row.service, row.how) for row in kept(desk)] == [
        ("street-lighting", "not_right"),
        ("highways-maintenance", "not_right"),
    ]


def test_a_button_of_wardlines_own_question_is_noted(desk: Desk) -> None:
    member = desk.holder("member", "Linacre")
    asked = member.says("the ivy by the flats is out of hand")
    question = next(m for m in member.sees(thread=asked) if "Something else" in labels(m))
    member.presses(labels(question)[0], on=question)

    [row] = kept(desk)
    assert (row.how, row.by) == ("chosen", next(k for k, p in desk.people.items() if p.name == member.name))


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("There is a smell of gas on Marsh Lane", id="danger"),
        pytest.param("There is a child at risk on Marsh Lane", id="a child at risk"),
        pytest.param("0151 496 0123 mrs.alderton@example.org", id="nothing but details"),
    ],
)
def test_words_about_danger_and_bare_details_are_never_noted(desk: Desk, words: str) -> None:
    member = desk.holder("member", "Linacre")
    asked = member.says(words)
    for message in [m for m in member.sees(thread=asked) if "Raise it anyway" in labels(m)]:
        member.presses("Raise it anyway", on=message)
    member.chooses("Not right?", on=member.card(asked))
    member.fills_in(service="street-cleansing")

    with desk.database.read() as session:
        assert [case.service for case in session.scalars(select(Case))] == ["street-cleansing"]
    assert kept(desk) == []


# Deciding


def test_the_administrator_sees_masked_words_and_both_services_and_approves(desk: Desk) -> None:
    corrected(desk, "Huge pothole on Marsh Lane, ring Mrs Alderton on 0151 496 0123")

    said = text_of(page(desk))
    assert "Huge pothole on [place], ring Mrs [name] on [telephone]" in said
    assert "I took it as Highways maintenance" in said
    assert "Street cleansing" in said
    assert desk.holder("coordinator", "South Sefton").name in said

    administrator = desk.holder("administrator")
    administrator.presses("Approve", on=administrator.form() or {})

    assert "1 approved and 0 rejected" in text_of(administrator.form() or {})
    [row] = kept(desk)
    assert (row.state, row.decided_at is not None) == ("approved", True)
    assert desk.people[row.decided_by or ""].name == administrator.name


def test_three_are_shown_at_a_time_and_the_rest_can_be_reached(desk: Desk) -> None:
    for number in range(4):
        corrected(desk, f"Huge pothole {'again ' * number}on Marsh Lane")
        desk.forward(hours=1)

    administrator = desk.holder("administrator")
    assert labels(page(desk)).count("Approve") == 3
    administrator.presses("Leave these, show the next", on=administrator.form() or {})
    assert labels(administrator.form() or {}).count("Approve") == 1
    administrator.presses("Reject", on=administrator.form() or {})
    assert [row.state for row in kept(desk)] == ["waiting"] * 3 + ["rejected"]
    assert "*3 corrections*" in text_of(administrator.form() or {})


def test_home_leads_an_administrator_there_and_nobody_else(desk: Desk) -> None:
    administrator = desk.holder("administrator")
    assert "Look at them" not in labels(administrator.opens_home())
    corrected(desk)

    administrator.presses("Look at them", on=administrator.opens_home())

    assert "Approve" in labels(administrator.form() or {})
    assert "Look at them" not in labels(desk.holder("coordinator", "South Sefton").opens_home())


def test_somebody_else_is_told_who_decides(desk: Desk) -> None:
    member = desk.holder("member", "Linacre")

    member.commands("learn")

    assert member.form() is None
    said = text_of(member.whispers(member.dm)[-1])
    assert "Only an administrator" in said
    assert desk.holder("administrator").name in said


def test_whoever_is_late_is_told_who_was_quicker_and_how_they_decided(desk: Desk) -> None:
    corrected(desk)
    administrator = desk.holder("administrator")
    view = page(desk)
    with desk.database.write() as session:
        by = rules(session).by_slack_id(administrator.slack_id)
        assert by is not None
        corrections.decide(session, kept(desk)[0].id, approve=True, by=by, now=desk.clock.now())

    administrator.presses("Reject", on=view)

    [row] = kept(desk)
    assert row.state == "approved"
    assert f"{administrator.name} approved that one in the meantime" in text_of(administrator.form() or {})


def test_of_two_who_press_at_once_one_wins(desk: Desk) -> None:
    corrected(desk)
    administrator = desk.holder("administrator")
    view = page(desk)

    desk.at_once(administrator.pressing("Approve", on=view), administrator.pressing("Reject", on=view))

    [row] = kept(desk)
    assert row.state in ("approved", "rejected")
    assert text_of(administrator.form() or {}).count("0 rejected") == (row.state == "approved")


# Learning


def test_erased_words_are_taught_no_longer(desk: Desk) -> None:
    corrected(desk)
    administrator = desk.holder("administrator")
    administrator.presses("Approve", on=page(desk))
    with desk.database.read() as session:
        assert corrections.taught(session) == [("street-cleansing", "Huge pothole on [place]")]

    with desk.database.write() as session:
        erase(session.get_one(Words, kept(desk)[0].words_id))

    with desk.database.read() as session:
        assert corrections.taught(session) == []
    assert "0 approved" in text_of(page(desk))


def test_a_resident_who_is_blotted_out_of_words_is_unlearned_by_the_running_bot(
    learning: Desk, tmp_path: Path
) -> None:
    def compiled_with(name: str) -> list[str]:
        files = (path for path in (tmp_path / "words").rglob("*") if path.is_file())
        return [path.name for path in files if name.encode() in path.read_bytes().lower()]

    corrected(learning, f"Tamsin Quillfeather fell. {POTHOLE}")
    page(learning)
    learning.holder("administrator").presses("Approve", on=learning.holder("administrator").form() or {})
    learning.settle()
    assert compiled_with("quillfeather") != []

    with learning.database.write() as session:
        target = erasing.of_text(session, "Tamsin Quillfeather")
        erasing.carry_out(session, target, by=None, why="Asked to be forgotten", now=learning.clock.now())
    learning.settle()

    assert compiled_with("quillfeather") == []
    assert compiled_with("huge pothole") != []


@pytest.fixture(scope="module")
def few(council: Council) -> Council:
    """The sample council with some phrases of a few services: compiled in a second or two."""
    by_service = ([row for row in council.phrases if row.service == service] for service in SERVICES)
    return replace(council, phrases=tuple(row for rows in by_service for row in rows[:MOST]))


@pytest.fixture
def learning(council_on_sqlite: Database, few: Council, words_folder: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk that takes up other words, its folder of compiled words its own."""
    with council_on_sqlite.write() as session:
        load(session, few)
    compiled = compile_council(few, words_folder / "few")
    target = linked(compiled, tmp_path / "words")
    matcher = Matcher.load(compiled)
    with Desk(
        council_on_sqlite, matcher, few, transport="socket", folder=tmp_path, words_folder=target
    ).open() as opened:
        yield opened


def test_a_wording_missed_once_is_a_hit_after_approval_while_the_bot_runs(learning: Desk) -> None:
    member, administrator = learning.holder("member", "Linacre"), learning.holder("administrator")
    asked = member.says(UNKNOWN)
    for message in [m for m in member.sees(thread=asked) if "Raise it anyway" in labels(m)]:
        member.presses("Raise it anyway", on=message)
    assert "Service to be confirmed" in text_of(member.card(asked))
    member.chooses("Not right?", on=member.card(asked))
    member.fills_in(service="street-cleansing")

    assert MASKED in text_of(page(learning))
    administrator.presses("Approve", on=administrator.form() or {})
    learning.forward(days=1)

    again = member.says("The zorbles on Knowsley Road are quizzled again")
    assert "Street cleansing" in text_of(member.card(again))
    assert not any("Something else" in labels(m) for m in member.sees(thread=again))


def test_a_council_loaded_while_the_bot_runs_is_taken_up(learning: Desk, few: Council) -> None:
    with learning.database.write() as session:
        load(session, replace(few, phrases=tuple(row for row in few.phrases if row.service != "graffiti")))
    before = learning.bot.words.matcher
    assert before.read("graffiti").issues[0].decision == "sure"

    learning.settle()

    assert learning.bot.words.matcher is not before
    assert learning.bot.words.matcher.read(POTHOLE).issues[0].services[0].key == "highways-maintenance"
