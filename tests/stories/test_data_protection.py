"""Words go when their time is over, and somebody who asks is given what is held about them."""

import errno
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.commands import access
from casework import retention
from casework.words import issue_words, keep_words
from directory import loading
from directory.council import Post
from storage import certificates, history
from storage.cases import by_reference
from storage.words import Words
from tests.databases import as_text
from tests.desk import Desk
from tests.rows import JO, NOW, a_case
from workspace import acts

ADMIN, SUPPORT, AMINA = "kenji-whitfield", "fiona-lockyer", "amina-okafor-reid"
BINS, POTHOLE = (
    "Bins overflowing on Marsh Lane, says Mrs Dunne",
    "Huge pothole on Marsh Lane, =1+1 says Mr Hale",
)
AT_RISK = "A child at risk is being hit in the house by the old ropewalk"


class Office:
    """Whoever answers for people's data, at the command line."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self.desk, self.clock = desk, folder / "offset"

    def wardline(self, *arguments: str) -> tuple[int, str]:
        self.clock.write_text(str(self.desk.clock.offset.total_seconds()))
        env = {
            "WARDLINE_DATABASE_URL": as_text(self.desk.database.url),
            "WARDLINE_CLOCK_FILE": str(self.clock),
            "WARDLINE_SLACK_URL": "http://127.0.0.1:9/api/",
        }
        result = CliRunner().invoke(app, arguments, env=env, catch_exceptions=False)
        return result.exit_code, result.output

    def sets(self, *, posts: tuple[Post, ...] = (), **standards: str) -> None:
        with self.desk.database.write() as session:
            council = loading.read(session)
            rows = tuple(replace(row, value=standards.get(row.name, row.value)) for row in council.standards)
            loading.load(session, replace(council, standards=rows, posts=(*council.posts, *posts)))

    def words(self) -> list[str]:
        with self.desk.database.read() as session:
            return [words.text for words in session.query(Words) if words.text]


def from_wardline(desk: Desk, channel: str) -> list[str]:
    messages = desk.workspace.space.conversations[channel].messages.values()
    return [json.dumps(m.blocks) + m.text for m in messages if m.is_bot]


def test_words_go_when_their_time_is_over_and_a_person_decides_on_the_rest(
    desk: Desk, tmp_path: Path
) -> None:
    office, member = Office(desk, tmp_path), desk.holder("member", "Linacre")
    channel = desk.channel("area", "South Sefton")
    asked = {words: member.says(words) for words in (BINS, POTHOLE, AT_RISK)}
    member.says("who handles graffiti in Crosby")
    for thread in asked.values():
        member.says("please withdraw it", thread=thread)
    with desk.database.read() as session:
        assert [by_reference(session, f"SEF-{n}").state for n in (1001, 1002, 1003)] == ["closed"] * 3  # type: ignore[union-attr]
    assert "Nothing was erased." in office.wardline("retention", "--dry-run")[1]

    # Two years on: the bins' words are over their time; the pothole's are not for four more, as a claim may come.
    desk.forward(days=750)
    status, said = office.wardline("retention", "--dry-run")
    assert status == 0
    assert "SEF-1001\tLitter bins\t23 Nov 2026\t23 Nov 2028" in said
    assert "SEF-1002" not in said
    assert "SEF-1003\tChildren's safeguarding" not in said  # until a person decides, whatever the years
    assert "Nothing goes by itself" in said
    assert "Dunne" not in said
    assert BINS in office.words()  # the clock alone erases nothing until the council says so
    refused = office.wardline("retention", "--by", "joanne-whitwell")
    assert refused[0] == 1
    assert "Joanne Whitwell may not" in refused[1]

    office.sets(retention="yes", **{"keep_words: children-safeguarding": "24"})
    desk.forward(days=1)
    left = office.words()
    assert BINS not in left
    assert {POTHOLE, AT_RISK} <= set(left)
    said = office.wardline("retention", "--dry-run")[1]
    assert "SEF-1003\tChildren's safeguarding\t23 Nov 2026\t23 Nov 2028\ta person decides" in said
    assert not any("SEF-1001" in each for each in from_wardline(desk, channel))
    assert any("SEF-1002" in each for each in from_wardline(desk, channel))
    printed = office.wardline("certificate", "1")[1]
    assert "words whose time was over" in printed
    assert "Asked by: Wardline, by the council's standard" in printed
    assert "still to go" not in printed
    with desk.database.read() as session:
        case = by_reference(session, "SEF-1001")
        assert case is not None
        assert (case.service, case.wards, case.state, case.why) == (
            "litter-bins",
            ["Linacre"],
            "closed",
            "",
        )
        assert [e.event for e in history.of_case(session, case.id)][-1] == "words_erased"
        assert len(certificates.newest(session)) == 1

    # Where Slack will not let go of a post, the certificate says so, and the duty officer hears of it.
    desk.run(acts.archive(desk.workspace, desk.holder("duty").slack_id, channel))
    office.sets(posts=(Post(role="data_protection", scope="", person=SUPPORT),))
    done = (
        "erase",
        "--case",
        "SEF-1002",
        "--case",
        "SEF-1003",
        "--by",
        SUPPORT,
        "--why",
        "The file is closed",
    )
    status, said = office.wardline(*done)
    assert status == 0, said
    assert "still to go" in said
    desk.settle()
    assert office.words() == []
    printed = office.wardline("certificate", "2")[1]
    assert "could not be taken away" in printed
    assert f"in the channel {channel}: Slack says is_archived. Remove it by hand." in printed
    assert office.wardline("certificate", "9")[0] == 1
    assert office.wardline("erase", "--by", SUPPORT)[0] == 2


def test_somebody_is_given_what_is_held_about_them(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, member = Office(desk, tmp_path), desk.holder("member", "Linacre")
    coordinator, channel = desk.holder("coordinator", "South Sefton"), desk.channel("area", "South Sefton")
    member.says(POTHOLE)
    member.says(AT_RISK + ", says Mr Hale")
    desk.holder("member", "Church").says(
        "Graffiti in Church ward, Mr Hale of 01632 960555 and Mrs Dunne saw it"
    )
    coordinator.presses("Reply", on=coordinator.sees(channel)[0])
    coordinator.fills_in(words="Mrs Dunne on 01632 960777 has it in hand.")
    coordinator.fills_in()

    out = tmp_path / "amina"
    status, said = office.wardline("access", "--person", AMINA, "--by", ADMIN, "--out", str(out))
    assert status == 0, said
    assert "Left out, because somebody is at risk there, for a person to decide: SEF-1002" in said
    records = [json.loads(line) for line in (out / "records.jsonl").read_text().splitlines()]
    words = [each["words"] for each in records if each["table"] == "words"]
    assert POTHOLE in words  # her own, as she wrote them
    assert "Mrs [name] on [telephone] has it in hand." in words
    assert "ropewalk" not in json.dumps(records)
    assert {"people", "posts", "messages", "enquiries", "cases", "history", "outbox"} <= {
        r["table"] for r in records
    }
    assert not any("Graffiti" in each for each in words)
    assert "SEF-1001: highways-maintenance" in (out / "summary.md").read_text()
    assert out.stat().st_mode & 0o077 == (out / "words.csv").stat().st_mode & 0o077 == 0
    assert office.wardline("access", "--person", AMINA, "--by", ADMIN, "--out", str(out))[0] == 2

    # A resident: what others wrote about them, with everybody else masked.
    out = tmp_path / "hale"
    assert office.wardline("access", "--text", "Mr Hale", "--by", ADMIN, "--out", str(out))[0] == 0
    table = (out / "words.csv").read_text()
    assert "Mr Hale of [telephone] and Mrs [name] saw it" in table
    assert "ropewalk" not in table
    assert office.wardline("access", "--text", "Hal", "--by", ADMIN, "--out", str(tmp_path / "x"))[0] == 1
    assert office.wardline("access", "--person", AMINA, "--by", AMINA, "--out", str(tmp_path / "y"))[0] == 1
    assert not (tmp_path / "y").exists()
    for verb in (("access", "--person", AMINA, "--out", str(tmp_path / "y")), ("erase", "--person", AMINA)):
        assert office.wardline(*verb) == (1, "Give --by KEY: your own key in people.csv.\n")

    # What could not be written was not given.
    asked = ("access", "--person", AMINA, "--by", ADMIN, "--out")
    status, said = office.wardline(*asked, "/dev/null/amina")
    assert (status, said) == (
        1,
        "/dev/null/amina cannot be written (Not a directory). Name another place.\n",
    )
    monkeypatch.setattr(access, "summary_of", no_room)
    status, said = office.wardline(*asked, str(tmp_path / "full"))
    assert (status, said) == (1, f"No room in {tmp_path / 'full'}. Make some, or name another place.\n")
    assert not (tmp_path / "full").exists()
    with desk.database.read() as session:
        assert session.query(history.HistoryEntry).filter_by(event="access_given").count() == 2


def no_room(*_: object) -> str:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_what_was_written_in_a_form_and_never_sent_is_forgotten(
    request: pytest.FixtureRequest, database: str
) -> None:
    with request.getfixturevalue(f"council_on_{database}").write() as session:
        case = a_case(session, "trees", "Linacre")
        old = keep_words(session, "Never sent", JO, at=NOW - timedelta(days=5))
        new = keep_words(session, "Being written", JO, at=NOW)
        first = keep_words(session, "Fisrt", JO, at=NOW - timedelta(days=5))
        edited = keep_words(session, "First", JO, at=NOW, replaces=first)

        retention.forget_drafts(session, now=NOW)

        texts = [session.get_one(Words, each.id).text for each in (old, new, first, edited)]
        assert texts == ["", "Being written", "Fisrt", "First"]
        assert issue_words(session, case) == "words"


def test_what_staff_write_where_somebody_is_at_risk_is_given_to_nobody_and_goes_with_the_case(
    desk: Desk, tmp_path: Path
) -> None:
    office, duty = Office(desk, tmp_path), desk.holder("duty")
    jo, channel = desk.holder("coordinator", "South Sefton"), desk.channel("restricted")
    desk.holder("member", "Linacre").says(AT_RISK)
    card = duty.sees(channel)[0]
    duty.says("reply:  I rang the refuge: Mr Hale broke the girl's arm", channel=channel, thread=card["ts"])
    duty.presses("Send", on=duty.whispers(channel)[-1])
    duty.presses("Reply", on=duty.sees(channel)[0])
    duty.fills_in(words="The school says that Mr Hale hits her with a belt")  # and leaves it at its preview
    asked = jo.says(f"{AT_RISK}, by Mr Hale, says Mrs Dunne")  # and chooses no councillor

    def given(name: str, *more: str) -> tuple[str, str]:
        out = tmp_path / name
        said = office.wardline("access", "--text", "Mr Hale", "--by", ADMIN, "--out", str(out), *more)[1]
        return said, (out / "words.csv").read_text() + (out / "records.jsonl").read_text()

    said, files = given("hale")
    assert "for a person to decide: SEF-1001" in said
    assert "Left out as well: what belongs to no case (1)" in said
    assert "Hale" not in files
    said, files = given("all", "--loose")
    assert "ropewalk, by Mr Hale, says Mrs [name]" in files
    assert "belt" not in files
    assert "arm" not in files

    assert office.wardline("erase", "--case", "SEF-1001", "--by", ADMIN, "--why", "Asked")[0] == 0
    assert [words for words in office.words() if "Hale" in words] == [
        f"{AT_RISK}, by Mr Hale, says Mrs Dunne"
    ]

    # A councillor is chosen: then those are the case's words, and there is no other copy of them.
    chosen = next(each for each in jo.sees(thread=asked) if "message.choose_member" in str(each))
    jo.presses("Choose the councillor", on=chosen)
    jo.fills_in(words=f"{AT_RISK}, by a Mr Hale", member=AMINA)
    said, files = given("chosen", "--loose")
    assert "for a person to decide: SEF-1002" in said
    assert "Hale" not in files
    assert office.wardline("erase", "--case", "SEF-1002", "--by", ADMIN, "--why", "Asked")[0] == 0
    assert not any("Hale" in words for words in office.words())


def test_what_was_erased_does_not_come_back_when_its_author_touches_the_message(
    desk: Desk, tmp_path: Path
) -> None:
    office, member = Office(desk, tmp_path), desk.holder("member", "Linacre")
    asked = [member.sends_file(f"{n}.jpg", b"x", words) for n, words in enumerate((POTHOLE, BINS, POTHOLE))]
    erase = ("erase", "--by", ADMIN, "--why", "Asked")
    assert office.wardline(*erase, "--case", "SEF-1001")[0] == 0
    blotted = office.wardline(*erase, "--text", "Mrs Dunne", "--confirm", "all")
    assert blotted[0] == 0, blotted[1]
    desk.settle()
    held = office.words()

    # The files that the certificates name, as it asks; then the words, too.
    for name in ("0.jpg", "1.jpg", "2.jpg"):
        member.deletes_file(name)
    assert office.words() == held
    assert "What you wrote there" not in str([member.sees(thread=ts) for ts in asked])
    member.edits(asked[0], POTHOLE + ". It is deep")
    member.edits(asked[1], BINS + " and Mr Hale")
    assert office.words() == held
    for ts in asked[:2]:
        assert "What you wrote there was erased here" in str(member.last(thread=ts))

    # Words of which nothing was erased are asked about as ever, and new danger is raised whatever was erased.
    member.edits(asked[2], POTHOLE + ". It is deep")
    assert "Use the new words" in str(member.last(thread=asked[2]))
    member.edits(asked[0], AT_RISK)
    assert by_reference_state(desk, "SEF-1004") == "new"
    assert AT_RISK in office.words()


def by_reference_state(desk: Desk, reference: str) -> str:
    with desk.database.read() as session:
        case = by_reference(session, reference)
        return case.state if case else ""


def test_what_is_written_after_the_words_are_gone_goes_in_its_time_too(desk: Desk, tmp_path: Path) -> None:
    office, member = Office(desk, tmp_path), desk.holder("member", "Linacre")
    asked = member.says(BINS)
    member.says("please withdraw it", thread=asked)
    thanks = member.says("Thank you, says Mrs Dunne")
    member.edits(thanks, "Many thanks")
    office.sets(retention="yes")
    desk.forward(days=800)
    assert office.words() == []  # in no version

    member.says("The bins there again, says Mrs Dunne", thread=asked)
    desk.forward(days=30)
    assert len(office.words()) == 1
    desk.forward(days=800)
    assert office.words() == []
