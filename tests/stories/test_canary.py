"""A resident's name, number, address and e-mail, made up and planted in whole stories: found only where they may be; and
after erasure nowhere in the database, nor in anything of Wardline's in Slack."""

import json
import logging
import re
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from casework import corrections
from directory import loading
from storage import erasing, search
from storage.cases import by_reference
from storage.history import of_case
from storage.outbox import OutboxRow
from tests.databases import as_text
from tests.desk import Desk, Json, text_of
from workspace.space import BOT

NAME, PHONE, EMAIL, HOUSE = "Quillfeather", "07700 900471", "m.quill@canary.example", "Tamsinroyd Cottage"
CANARIES = (NAME, PHONE, EMAIL, HOUSE)
PHOTO = b"a wall"
HIDDEN = (
    NAME,
    PHONE,
    EMAIL,
)  # what masking knows; an address is needed to act, and shown in the case's own channel
POTHOLE = f"Huge pothole on Marsh Lane by {HOUSE}, says Mrs {NAME}, {PHONE} or {EMAIL}"
ADMIN = "kenji-whitfield"
OURS = ("bot", "handlers", "casework", "directory", "storage")
AT_RISK = f"A child at risk is being hit in the house by the old ropewalk, says Mrs {NAME}, {PHONE}"


def held_in(desk: Desk, *canaries: str) -> dict[str, int]:
    """In which columns of the database any of these stand."""
    with desk.database.read() as session:
        found: dict[str, int] = {}
        for canary in canaries:
            for place, number in erasing.holding(
                session, re.compile(re.escape(canary), re.IGNORECASE)
            ).items():
                found[place] = found.get(place, 0) + number
    return found


def told_by_the_bot(desk: Desk) -> dict[str, str]:
    """All that Wardline has said and that still stands, with its files, by conversation."""
    space = desk.workspace.space
    found = {
        where: "\n".join(
            json.dumps(asdict(m), ensure_ascii=False) for m in each.messages.values() if m.is_bot
        )
        for where, each in space.conversations.items()
    }
    for file in space.files.values():
        if file.user == BOT and not file.is_deleted:
            for where in file.shared_in:
                found[where] += f"\n{file.name} {file.content.decode(errors='replace')}"
    return found


def conversations_with(desk: Desk, *canaries: str) -> set[str]:
    return {
        where for where, said in told_by_the_bot(desk).items() if any(canary in said for canary in canaries)
    }


def posted_names(desk: Desk, channel: str) -> list[str]:
    """Of the photograph, by the names under which it stands there."""
    files = desk.workspace.space.files.values()
    ours = [file for file in files if file.user == BOT and not file.is_deleted and channel in file.shared_in]
    return [file.name for file in ours if file.content == PHOTO]


class Story:
    """A pothole and a child at risk, with everything that can happen to the words."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self.desk, self.clock = desk, folder / "offset"
        self.member, self.other = desk.holder("member", "Linacre"), desk.holder("member", "Linacre", 1)
        self.jo = desk.holder("coordinator", "South Sefton")
        self.jo_key, self.other_key = "joanne-whitwell", "derek-halliwell"
        self.channel = desk.channel("area", "South Sefton")
        self.restricted = desk.channel("restricted")

    def card(self, reference: str = "SEF-1001") -> Json:
        found = (m for m in self.jo.sees(self.channel) if text_of(m).startswith(f"*{reference} "))
        return next(found)

    def wardline(self, *arguments: str, typed: str = "") -> tuple[int, str]:
        self.clock.write_text(str(self.desk.clock.offset.total_seconds()))
        env = {
            "WARDLINE_DATABASE_URL": as_text(self.desk.database.url),
            "WARDLINE_CLOCK_FILE": str(self.clock),
            "WARDLINE_SLACK_URL": "http://127.0.0.1:9/api/",
        }
        result = CliRunner().invoke(app, arguments, env=env, input=typed, catch_exceptions=False)
        return result.exit_code, result.output

    def happens(self) -> None:
        member, jo, desk = self.member, self.jo, self.desk
        asked = member.says(POTHOLE)
        member.edits(asked, POTHOLE + f". Ring {PHONE} first")
        member.presses("Use the new words", on=member.last(thread=asked))
        member.sends_file(f"Mrs {NAME}.jpg", PHOTO, f"A photograph from Mrs {NAME}", thread=asked)
        jo.presses("Reply", on=self.card())
        jo.fills_in(words=f"Tell Mrs {NAME} on {PHONE} that a crew comes.")
        jo.fills_in()
        jo.chooses("Add task…", on=self.card())
        jo.chooses("Street cleansing", on=jo.form() or {})
        jo.fills_in(service="street-cleansing", words=f"Sweep by {HOUSE}; Mrs {NAME} is on {PHONE}")
        jo.chooses("Offer to partner…", on=self.card())
        jo.fills_in(
            body="housing-association", words=f"Mrs {NAME} is your tenant, {EMAIL}", reply_by="2026-11-27"
        )
        self.other.says(f"Deep pothole on Marsh Lane, Dr {NAME} fell there")
        jo.presses("Join", on=self.card("SEF-1002"))
        jo.commands(f"find {HOUSE}")
        self.other.commands(f"find {NAME}")
        jo.says(f"Internal: Mr {NAME} rang too, {PHONE}", channel=self.channel, thread=self.card()["ts"])
        member.says(AT_RISK)
        jo.chooses("Re-route…", on=self.card("SEF-1002"))
        jo.fills_in(service="street-cleansing")
        desk.holder("administrator").opens_home()


def without_traces(desk: Desk, caplog: pytest.LogCaptureFixture, *printed: str) -> None:
    """Nothing in Wardline's own logs, in what verbs print for anybody, nor in what the matcher is taught."""
    own = [r.getMessage() + str(r.exc_info or "") for r in caplog.records if r.name.split(".")[0] in OURS]
    with desk.database.read() as session:
        learned = [words for _, words in corrections.taught(session)]
        facts = [str(e.facts) for case in (1, 2, 3) for e in of_case(session, case)]
        outbox = [str(row.facts) + str(row.error) for row in session.query(OutboxRow)]
    for where, said in {
        "log": own,
        "learned": learned,
        "history": facts,
        "outbox": outbox,
        "printed": printed,
    }.items():
        assert [each for each in said if any(canary in each for canary in CANARIES)] == [], where


def test_personal_words_are_only_where_they_may_be_and_then_nowhere(
    desk: Desk, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    story = Story(desk, tmp_path)
    story.happens()

    # Before: unmasked only with the member, whoever opens the details, and in the restricted channel.
    people = {
        desk.workspace.space.direct(who.slack_id, BOT).id for who in (story.member, story.other, story.jo)
    }
    assert conversations_with(desk, *HIDDEN) <= {*people, story.restricted}
    sweeper = desk.holder("officer", "street-cleansing")  # has a task there
    assert conversations_with(desk, HOUSE) <= {
        *people,
        story.channel,
        desk.workspace.space.direct(sweeper.slack_id, BOT).id,
    }
    assert conversations_with(desk, "ropewalk") <= {
        *people - {desk.workspace.space.direct(story.jo.slack_id, BOT).id},
        story.restricted,
    }
    assert posted_names(desk, story.channel) == ["Mrs [name].jpg"]
    assert set(held_in(desk, *CANARIES)) == {"words.text", "files.name"}
    printed = [
        story.wardline(*verb)[1]
        for verb in (
            ("doctor",), ("measures",), ("measures", "--csv"), ("history", "show", "SEF-1001"), ("history", "verify"),
            ("directory", "corrections"), ("directory", "history", "people"), ("retention", "--dry-run"),
            ("erase", "--case", "SEF-1001", "--by", ADMIN, "--dry-run"),
        )
    ]  # fmt: skip
    without_traces(desk, caplog, *printed)

    # A number, on the one case where somebody confirmed that it is this resident's.
    asked = ("erase", "--text", "-", "--by", ADMIN, "--why", "Asked to be forgotten")
    status, listed = story.wardline(*asked, typed="+44 7700 900 471\n")
    assert (status, "SEF-1001" in listed, "SEF-1003" in listed) == (0, True, True)
    assert "Nothing was erased" in listed
    assert (
        "names whom it is about"
        in story.wardline(*asked[:-1], f"For {PHONE}", "--confirm", "all", typed=f"{PHONE}\n")[1]
    )
    assert "not “nobody”" not in story.wardline(*asked[:4], story.jo_key, *asked[5:], typed=f"{PHONE}\n")[1]
    status, certificate = story.wardline(*asked, "--confirm", "SEF-1001", typed=f"{PHONE}\n")
    assert status == 0, certificate
    desk.settle()
    assert "row of words.text: on cases that nobody confirmed" in certificate.replace("rows", "row")
    assert PHONE not in certificate
    assert conversations_with(desk, PHONE) <= {
        story.restricted,
        desk.workspace.space.direct(story.member.slack_id, BOT).id,
    }
    story.jo.chooses_act("Show details", on=story.card())
    details = text_of(story.jo.form() or {})
    assert "█" * len(PHONE) in details
    assert NAME in details  # only what was asked for
    with desk.database.read() as session:
        assert list(search.find(session, "Tamsinroyd", limit=5)) == [1]
        assert list(search.find(session, "900471", limit=5)) == []

    # All that the other councillor wrote, who has left and is posted nothing: their card goes; then the cases themselves, also the one that only a person may decide on.
    with desk.database.write() as session:
        council = loading.read(session)
        over = desk.clock.now().date() - timedelta(days=1)
        posts = [replace(p, ends_on=over) if p.person == story.other_key else p for p in council.posts]
        loading.load(session, replace(council, posts=tuple(posts)))
    assert (
        story.wardline("erase", "--person", story.other_key, "--by", ADMIN, "--why", "Left the council")[0]
        == 0
    )
    both = (
        "erase",
        "--case",
        "SEF-1001",
        "--case",
        "sef-1003",
        "--by",
        ADMIN,
        "--why",
        "Asked to be forgotten",
    )
    status, certificate = story.wardline(*both)
    assert status == 0, certificate
    desk.settle()

    direct = desk.workspace.space.direct(story.other.slack_id, BOT).id
    assert "SEF-1002" not in told_by_the_bot(desk)[direct]
    assert held_in(desk, *CANARIES, "ropewalk") == {}
    assert conversations_with(desk, *CANARIES, "ropewalk") == set()
    assert posted_names(desk, story.channel) == []
    assert "Its words were erased on" in text_of(story.card())
    with desk.database.read() as session:
        for words in (NAME, HOUSE, "pothole", "photograph"):
            assert list(search.find(session, words, limit=5)) == []
        case = by_reference(session, "SEF-1001")
        assert case is not None
        assert (case.service, case.wards, case.street) == ("highways-maintenance", ["Linacre"], "Marsh Lane")
    without_traces(
        desk, caplog, *[story.wardline(*verb)[1] for verb in (("certificate", "3"), ("certificate",))]
    )
    printed = story.wardline("certificate", "3")[1]
    for line in (
        "# Certificate 3: the words of a case", "- Cases: SEF-1001, SEF-1003", "`history verify`: every chain is what was",
        f"  - {story.member.name}, 23 November 2026 10:00, conversation D", "file F", "gone, or shown anew without",
        "still hold it. The council keeps them until 23 December 2026",
    ):  # fmt: skip
        assert line in printed
    assert "still to go" not in printed
    if desk.database.is_sqlite:
        assert [canary for canary in CANARIES if canary.lower().encode() in raw(desk)] == []


def raw(desk: Desk) -> bytes:
    """The file as it lies on the disk, with its log."""
    path = Path(str(desk.database.url.database))
    return b"".join(part.read_bytes().lower() for part in path.parent.glob(path.name + "*"))
