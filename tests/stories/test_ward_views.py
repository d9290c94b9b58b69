"""A member's view of what is to be done in their ward is answered by a named person, with the reason, in good time."""

import csv
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from bot.commands import influence as command
from casework import influence, ward_notices, ward_views
from casework.absences import mark_away, mark_back
from casework.errors import CaseworkError
from casework.promises import open_promises, violations
from storage import history
from storage.ward_notices import WardNotice
from storage.words import Words, erase
from tests.desk import Desk, buttons_of, text_of
from tests.stories.test_ward_notices import writes

VIEW = "Not in the week of the market, please."
WHY = "It is moved to the week after the market."


def events(desk: Desk) -> list[history.HistoryEntry]:
    with desk.database.read() as session:
        rows = session.query(history.HistoryEntry).order_by(history.HistoryEntry.id).all()
        session.expunge_all()
    return [row for row in rows if row.event.startswith(("ward_view", "ward_notice", "ward_withdrawal"))]


def promised(desk: Desk) -> list[tuple[str, datetime | None]]:
    """Who keeps each view that waits, and the next date; everything is kept by somebody who is there."""
    with desk.database.read() as session:
        now = desk.clock.now()
        assert [v.why for v in violations(session, now=now)] == []
        return [(p.person, p.next_at) for p in open_promises(session, now=now) if p.kind == "view"]


def refused(desk: Desk, act: Any, *args: Any, by: str) -> str:
    with desk.database.write() as session:
        try:
            act(session, *args, by=desk.people[by], now=desk.clock.now())
        except CaseworkError as error:
            return error.says
    return "nothing was refused"


def test_what_came_of_a_view_is_said_and_kept(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer, first = desk.holder("officer", "highways-maintenance"), desk.holder("member", "Linacre")
    second, manager = desk.holder("member", "Linacre", 1), desk.holder("manager")
    author = _key(desk, officer.slack_id)
    writes(officer, involvement="consult", what="=Resurfacing of the carriageway")
    officer.fills_in()

    # Given, with a date and a person; the author is asked.
    for member, words in ((first, VIEW), (second, "Please do the pavement, too.")):
        member.presses("Give your view", on=member.last())
        member.fills_in(words=words)
        assert f"is with {officer.name}, who tells you what came of it" in text_of(member.last())
        assert "The standard for that is the end of 30 November 2026" in text_of(member.last())
    assert [person for person, _ in promised(desk)] == [author, author]
    asked = [message for message in officer.sees() if "Say what came of it" in str(buttons_of(message))]
    assert VIEW in text_of(asked[0])

    # Answered by its author only, with a reason that names nobody.
    assert "Only who announced it" in refused(
        desk, ward_views.answer, 1, "changed", WHY, by="rupert-winterbourne"
    )
    officer.presses("Say what came of it", on=asked[0])
    assert VIEW in text_of(officer.form() or {})
    said = officer.fills_in(effect="changed", why="As Mrs Example of SEF-1001 wants")
    assert "Take the reference out" in str(said["errors"])
    officer.fills_in(why=WHY)
    assert "*Your view changed it*: =Resurfacing" in text_of(first.last())
    assert f"{officer.name} says why" in text_of(first.last())
    assert WHY in text_of(first.last())
    officer.presses("Say what came of it", on=asked[0])
    assert "has said already what came of it" in text_of(officer.whispers(officer.dm)[-1])

    # Staff read in one command what was sought, given and changed, and the other one is answered from there.
    first.commands("views")
    assert "Co-ordinators and officers" in str(first.whispers(first.dm)[-1])
    manager.commands("views")
    listed = text_of(manager.form() or {})
    assert f"Views sought of {first.name} and {second.name}" in listed.replace("\n", " ")
    assert "2 given: 1 changed it, 1 waits for an answer" in listed
    assert WHY in listed
    assert "pavement" not in listed
    assert buttons_of(manager.form() or {}) == []
    officer.commands("views")
    officer.presses(f"Answer {second.name}", on=officer.form() or {})
    officer.fills_in(effect="not_changed", why="The pavement is done next year.")
    assert "*It stays as it was planned*" in text_of(second.last())
    assert promised(desk) == []

    # The log stands in the chain, without anybody's words.
    log = [row for row in events(desk) if row.event in ("ward_view_given", "ward_view_answered")]
    assert [(row.event, row.facts.get("effect")) for row in log] == [
        ("ward_view_given", None), ("ward_view_given", None),
        ("ward_view_answered", "changed"), ("ward_view_answered", "not_changed"),
    ]  # fmt: skip
    assert {row.actor for row in log[2:]} == {author}
    assert all("market" not in str(row.facts) and row.words_digest for row in log)

    # As a file for a spreadsheet, which computes nothing of it; what is erased is gone from it.
    monkeypatch.setattr(command.opening, "settings", lambda **_: type("", (), {"database_url": ""}))
    monkeypatch.setattr(command.opening, "database", lambda _: Lent(desk))
    assert command.show(date(2026, 11, 1), date(2026, 11, 30), tmp_path / "views.csv") == 0
    with desk.database.write() as session:
        [erase(words) for words in session.query(Words) if words.text == WHY]
    rows = list(csv.DictReader(StringIO((tmp_path / "views.csv").read_text("utf-8-sig"))))
    assert [
        (row["wards"], row["what"], row["given"], row["changed"], row["not_changed"]) for row in rows
    ] == [("Linacre", "'=Resurfacing of the carriageway", "2", "1", "1")]
    assert WHY in rows[0]["reasons"]
    with desk.database.read() as session:
        now = desk.clock.now()
        found = influence.influence(session, since=now - timedelta(days=9), until=now)
        assert [text for _, text in found[0].reasons] == ["The pavement is done next year."]
        assert (
            influence.influence(session, since=now - timedelta(days=9), until=now - timedelta(days=8)) == []
        )


class Lent:
    """The story's database, which a command may not close."""

    def __init__(self, desk: Desk) -> None:
        self.read, self.dispose = desk.database.read, lambda: None


def test_a_view_that_nobody_answers_is_chased_and_never_with_nobody(desk: Desk) -> None:
    officer, member = desk.holder("officer", "highways-maintenance"), desk.holder("member", "Linacre")
    author = _key(desk, officer.slack_id)
    writes(officer, involvement="involve")
    officer.fills_in()
    member.presses("Give your view", on=member.last())
    member.fills_in(words=VIEW)

    # Away: whoever stands in has it at once, with the words; back again, its author.
    with desk.database.write() as session:
        day = date(2026, 11, 23)
        by = desk.people[author]
        mark_away(session, by, day, day + timedelta(days=1), by=by, now=desk.clock.now())
    desk.settle()
    ((keeper, _),) = promised(desk)
    assert keeper != author
    stand_in = desk.person(keeper)
    assert f"while {officer.name} is not here" in text_of(stand_in.last())
    assert VIEW in text_of(stand_in.last())
    with desk.database.write() as session:
        mark_back(session, by, by=by, now=desk.clock.now())
    desk.settle()
    ((keeper, _),) = promised(desk)
    assert keeper == author
    assert "is with you now" in text_of(officer.last())

    # Reminded before its day and on it; late, the member hears it from the bot; then the ladder, a rung a day.
    desk.to(datetime(2026, 11, 30, 9, 30, tzinfo=UTC))
    assert "waits to hear what came of this view" in text_of(officer.last())
    desk.to(datetime(2026, 12, 1, 9, 30, tzinfo=UTC))
    assert "Please answer today" in text_of(officer.last())
    assert "You have not been told yet" in text_of(member.last())
    assert f"{officer.name} has been asked again" in text_of(member.last())
    manager = desk.holder("manager")
    for days in range(1, 9):
        desk.to(datetime(2026, 12, 1, 9, 30, tzinfo=UTC) + timedelta(days=days))
        promised(desk)
    told = [row.facts["to"] for row in events(desk) if row.event == "ward_view_escalated"]
    assert len(told) == 5
    escalated = next(text_of(m) for m in manager.sees() if "has not said" in text_of(m))
    assert "Please see that they do" in escalated
    assert VIEW not in escalated

    officer.presses("Say what came of it", on=officer.last())
    officer.fills_in(effect="partly", why="The market side is done first.")
    assert "*Your view changed a part of it*" in text_of(member.last())
    before = len(events(desk))
    desk.forward(days=10)
    assert len(events(desk)) == before


def test_what_is_withdrawn_is_told_to_whoever_was_told_of_it(desk: Desk) -> None:
    officer, channel = desk.holder("officer", "highways-maintenance"), desk.channel("area", "South Sefton")
    first, second = desk.holder("member", "Linacre"), desk.holder("member", "Linacre", 1)
    coordinator = desk.holder("coordinator", "South Sefton")
    second.presses("Your profile", on=second.opens_home())
    second.fills_in(told_when="morning")
    writes(officer, involvement="consult")
    officer.fills_in()
    first.presses("Give your view", on=first.last())
    first.fills_in(words=VIEW)

    # Withdrawn while one councillor waits for the morning: they never read of it; the view has its answer.
    stranger = _key(desk, coordinator.slack_id)
    assert "Only who announced it" in refused(desk, ward_notices.withdraw, 1, "No money.", by=stranger)
    officer.commands("views")
    officer.presses("Withdraw it…", on=officer.form() or {})
    assert "Take the reference out" in str(officer.fills_in(why="See SEF-1001")["errors"])
    officer.fills_in(why="There is no money for it.")
    assert "this is not going to be done" in text_of(first.last())
    assert "There is no money for it." in text_of(first.last())
    assert promised(desk) == []
    desk.to(datetime(2026, 11, 24, 9, 1, tzinfo=UTC))
    assert second.sees() == []
    officer.commands("views")
    assert f"{second.name} (withdrawn before)" in text_of(officer.form() or {})
    assert "withdrawn already" in refused(
        desk, ward_notices.withdraw, 1, "Again.", by=_key(desk, officer.slack_id)
    )
    assert "It has been withdrawn" in refused(desk, ward_notices.announce, 1, by=_key(desk, officer.slack_id))
    assert "was withdrawn" in refused(desk, ward_views.give, 1, "Why?", by=_key(desk, first.slack_id))

    # Announced first: the channel reads it as well, and Member Support tells who is not in Slack.
    writes(officer, what="Planting of limes", wards=["Linacre", "Blundellsands"])
    officer.fills_in()
    desk.to(datetime(2026, 11, 25, 9, 1, tzinfo=UTC))
    officer.presses("Announce it", on=officer.last())
    assert "Planting of limes" in text_of(coordinator.last(channel))
    known = next(m for m in officer.sees() if "Withdraw it…" in str(buttons_of(m)) and "limes" in text_of(m))
    officer.presses("Withdraw it…", on=known)
    officer.fills_in(why="The limes are sick.")
    assert "The limes are sick." in text_of(coordinator.last(channel))
    assert "The limes are sick." in text_of(second.last())
    support = text_of(desk.holder("support").last())
    assert (
        "I cannot reach Cllr Ines Calderwood in Slack. Please tell them that this is not going to be done"
        in support
    )
    assert "The limes are sick." in support
    with desk.database.read() as session:
        states = [(row.state, row.withdrawn_at is not None) for row in session.query(WardNotice)]
        assert states == [("withdrawn", True)] * 2
        now = desk.clock.now()
        found = influence.influence(session, since=now - timedelta(days=9), until=now)
        assert [(each.effects["withdrawn"], each.waiting) for each in found] == [(0, 0), (1, 0)]


def _key(desk: Desk, slack_id: str) -> str:
    return next(key for key, person in desk.people.items() if person.slack_id == slack_id)
