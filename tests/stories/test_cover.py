"""Leave moves the work and brings it back; nobody's work is ever with somebody who is not there."""

from dataclasses import replace
from datetime import UTC, date, datetime

from directory import changes, loading
from directory.council import Post
from storage.cases import Case
from tests.desk import Actor, Desk, Json, text_of
from workspace import acts

POTHOLE = "Huge pothole on Marsh Lane"
BINS = "Bins overflowing on Stanley Road in Bootle"
LATER = "Fly-tipping behind the shops on Knowsley Road in Bootle"


def away(by: Actor, person: Actor, first: str, last: str | None = None) -> None:
    by.commands("away")
    by.fills_in(person=person.slack_id, **{"from": first}, **({"until": last} if last else {}))


def told(actor: Actor, words: str) -> list[str]:
    """What the bot wrote to somebody that has these words in it, threads included."""
    everything = [text_of(each) for m in actor.sees() for each in (m, *actor.sees(thread=m["ts"])[1:])]
    return [said for said in everything if words in said]


def card(desk: Desk, reference: str) -> Json:
    coordinator = desk.holder("coordinator", "South Sefton")
    return next(
        m for m in coordinator.sees(desk.channel("area", "South Sefton")) if f"*{reference} ·" in text_of(m)
    )


def thread(desk: Desk, reference: str) -> str:
    root = card(desk, reference)
    return "\n".join(
        map(text_of, desk.holder("coordinator", "South Sefton").sees(root["channel"], root["ts"]))
    )


def test_leave_takes_the_work_along_a_chain_and_brings_it_back(desk: Desk) -> None:
    joanne, lewis, chidi = (
        desk.person(key) for key in ("joanne-whitwell", "lewis-abernethy", "chidi-nwosu-grant")
    )
    brendan, support = desk.person("brendan-oakshott"), desk.holder("support")
    amina, derek = desk.holder("member", "Linacre"), desk.holder("member", "Linacre", 1)
    asked = amina.says(POTHOLE)
    desk.forward(hours=1)
    amina.says(BINS)
    derek.says(POTHOLE)
    for reference in ("SEF-1001", "SEF-1002", "SEF-1003"):
        joanne.presses("Acknowledge", on=card(desk, reference))

    # Entered on Monday for Tuesday to Friday: nothing moves before, and then before anybody is at work.
    away(support, joanne, "2026-11-24", "2026-11-27")
    assert "3 open cases pass to Lewis Abernethy on the first morning" in text_of(joanne.last())
    assert joanne.slack_id in text_of(card(desk, "SEF-1001"))
    desk.to(datetime(2026, 11, 24, 0, 5, tzinfo=UTC))
    assert f"<@{lewis.slack_id}>" in text_of(card(desk, "SEF-1001"))
    assert "Joanne Whitwell is away until Fri 27 Nov; Lewis Abernethy stands in" in text_of(
        card(desk, "SEF-1001")
    )
    assert "Joanne Whitwell is away until Fri 27 Nov: Lewis Abernethy has this meanwhile" in thread(
        desk, "SEF-1001"
    )
    assert "while Joanne Whitwell is away (until Fri 27 Nov)" in text_of(amina.card(asked))
    assert not told(amina, "is your contact meanwhile")

    # In the morning: one message to each member for all of their cases, and one to whoever has them now.
    desk.to(datetime(2026, 11, 24, 9, 5, tzinfo=UTC))
    (said,) = told(amina, "*Lewis Abernethy* is your contact meanwhile for these 2 cases")
    assert "Joanne Whitwell is away until Fri 27 Nov" in said
    assert "SEF-1001*: highways maintenance, Marsh Lane" in said
    assert "SEF-1002" in said
    assert len(told(derek, "*Lewis Abernethy* is your contact meanwhile for SEF-1003")) == 1
    (said,) = told(lewis, "*Joanne Whitwell* is away until Fri 27 Nov. Until then 3 cases are with you")
    assert "*SEF-1001* · Highways maintenance · Marsh Lane (Linacre) · to be answered by Mon 7 Dec" in said

    # The stand-in falls ill: at once to the next, for the same person.
    away(support, lewis, "2026-11-24")
    desk.forward(minutes=2)
    assert "Chidi Nwosu-Grant has this meanwhile, in place of Lewis Abernethy" in thread(desk, "SEF-1002")
    assert "Joanne Whitwell is away until Fri 27 Nov; Chidi Nwosu-Grant stands in" in text_of(
        card(desk, "SEF-1002")
    )
    assert len(told(amina, "*Chidi Nwosu-Grant* is your contact meanwhile for these 2 cases")) == 1
    assert told(chidi, "Until then 3 cases are with you")

    # Meanwhile one is given to somebody by hand, one is finished, and a new one comes in.
    chidi.presses("More…", on=card(desk, "SEF-1002"))
    chidi.presses("Assign…", on=chidi.form() or {})
    chidi.fills_in(person="brendan-oakshott")
    chidi.presses("Outcome", on=card(desk, "SEF-1003"))
    chidi.fills_in(kind="done", words__done="Filled this morning.")
    chidi.fills_in()
    derek.presses("Sorted", on=next(m for m in derek.sees(thread=derek_thread(derek)) if "Sorted" in str(m)))
    derek.says(LATER)
    assert f"<@{chidi.slack_id}>" in text_of(card(desk, "SEF-1004"))

    # Back: what was theirs, and what came in meanwhile; not what a person decided otherwise.
    desk.to(datetime(2026, 11, 28, 0, 10, tzinfo=UTC))
    assert f"<@{joanne.slack_id}>" in text_of(card(desk, "SEF-1001"))
    assert not told(joanne, "Welcome back")
    desk.to(datetime(2026, 11, 30, 9, 5, tzinfo=UTC))
    assert "stands in" not in text_of(card(desk, "SEF-1001"))
    assert "Joanne Whitwell is back" in thread(desk, "SEF-1001")
    assert f"<@{brendan.slack_id}> (the member's contact is Joanne Whitwell)" in text_of(
        card(desk, "SEF-1002")
    )
    assert f"<@{joanne.slack_id}>" in text_of(card(desk, "SEF-1004"))
    (said,) = told(joanne, "Welcome back")
    assert "3 cases are with you again" in said
    assert "Finished while you were away: SEF-1003" in said
    assert len(told(amina, "*Joanne Whitwell* is back, and is your contact again for these 2 cases")) == 1
    assert len(told(derek, "*Joanne Whitwell* is back, and is your contact again for SEF-1004")) == 1
    assert told(
        chidi, "*Joanne Whitwell* is back, and 3 cases have gone back: SEF-1001, SEF-1002 and SEF-1004"
    )


def derek_thread(derek: Actor) -> str:
    return next(m["ts"] for m in derek.sees() if POTHOLE in text_of(m))


def shares(desk: Desk, reference: str, level: str) -> None:
    with desk.database.write() as session:
        session.query(Case).filter_by(reference=reference).update({"sharing": level})


def packs(desk: Desk, actor: Actor) -> list[str]:
    """The text of every handover pack in somebody's messages."""
    files = [file for message in actor.sees() for file in message.get("files", ())]
    return [desk.workspace.space.files[file["id"]].content.decode() for file in files]


def test_a_post_that_ends_is_told_before_and_its_successor_starts_with_everything(desk: Desk) -> None:
    joanne, marcus, manager = (
        desk.person("joanne-whitwell"),
        desk.person("marcus-thorogood"),
        desk.holder("manager"),
    )
    amina, derek, rupert = (
        desk.holder("member", "Linacre"),
        desk.holder("member", "Linacre", 1),
        desk.person("rupert-winterbourne"),
    )
    amina.says(POTHOLE)
    desk.forward(hours=1)
    derek.says(BINS)
    joanne.presses("Reply", on=card(desk, "SEF-1001"))
    joanne.fills_in(words="Mrs Hartley was told that the crew looks at it.")
    joanne.fills_in()
    joanne.presses("Acknowledge", on=card(desk, "SEF-1002"))
    amina.says("I am afraid a child is being hit next door in Marsh Lane")

    # The post ends on 20 December; Marcus has it from the day after. Rupert is elected for Linacre on the same day.
    begins = date(2026, 12, 21)
    with desk.database.write() as session:
        council = loading.read(session, entered=False)
        posts = [
            replace(p, ends_on=date(2026, 12, 20)) if p.person == "joanne-whitwell" else p
            for p in council.posts
        ]
        posts += [
            Post(role="coordinator", scope="South Sefton", person="marcus-thorogood", starts_on=begins),
            Post(role="member", scope="Linacre", person="rupert-winterbourne", starts_on=begins),
        ]
        changes.take_up(session, replace(council, posts=tuple(posts)), why="new people", now=desk.clock.now())
    desk.to(datetime(2026, 11, 24, 10, tzinfo=UTC))
    (said,) = told(
        joanne, "Your post as Area Co-ordinator for South Sefton ends on 20 December 2026, in 26 days"
    )
    assert "2 open promises are with you" in said
    assert "the work passes to Marcus Thorogood" in said
    assert told(
        manager, "*Joanne Whitwell*'s post as Area Co-ordinator for South Sefton ends on 20 December 2026"
    )
    desk.to(datetime(2026, 12, 14, 10, tzinfo=UTC))
    desk.to(datetime(2026, 12, 15, 10, tzinfo=UTC))
    assert len(told(joanne, "Your post as Area Co-ordinator for South Sefton ends")) == 2

    # On the day after, before anybody is at work, all of it is with the successor.
    desk.to(datetime(2026, 12, 21, 0, 5, tzinfo=UTC))
    for reference in ("SEF-1001", "SEF-1002"):
        assert f"<@{marcus.slack_id}>" in text_of(card(desk, reference))
    assert "Joanne Whitwell's post has ended: Marcus Thorogood has this from now on" in thread(
        desk, "SEF-1001"
    )
    desk.to(datetime(2026, 12, 21, 9, 5, tzinfo=UTC))
    assert (
        len(told(amina, "*Marcus Thorogood* is now your contact, in place of Joanne Whitwell, for SEF-1001"))
        == 1
    )
    assert told(marcus, "*Joanne Whitwell*'s post has ended. These 2 cases are with you from now on")

    # He sees the last contact and what is promised on each; never a case where somebody is at risk.
    (pack,) = packs(desk, marcus)
    assert told(marcus, "Your post as Area Co-ordinator for South Sefton has begun. 2 unfinished cases")
    for said in (
        "Raised by Cllr Amina Okafor-Reid",
        "SEF-1001  Highways maintenance, Marsh Lane (Linacre)  LATE",
        "Last contact: Mon 23 Nov, reply to the member: “Mrs [name] was told that the crew looks at it.”",
        "Next: to be answered by Mon 7 Dec",
        "With: Marcus Thorogood",
        "SEF-1002  Litter bins, Stanley Road, Bootle",
    ):
        assert said in pack, said
    assert "SEF-1003" not in pack
    assert "child" not in pack

    # A new member of the ward is told only how many there are, until they are shared.
    (pack,) = packs(desk, rupert)
    assert "0 unfinished cases that you may see" in pack
    assert "2 more are open here, not shared by the member who raised them" in pack
    assert "SEF-" not in pack
    shares(desk, "SEF-1002", "ward_members")
    rupert.commands("handover-pack")
    rupert.fills_in(what="ward:Linacre")
    assert "SEF-1002  Litter bins" in packs(desk, rupert)[-1]
    assert "Halliwell" not in packs(desk, rupert)[-1]
    assert "overflowing" not in packs(desk, rupert)[-1]
    shares(desk, "SEF-1002", "not_shared")

    # Anybody may ask again, for what is theirs; a manager for every area.
    manager.commands("handover-pack")
    manager.fills_in(what="area:South Sefton")
    assert "SEF-1001" in packs(desk, manager)[0]
    amina.commands("handover-pack")
    assert "South Sefton" not in str(amina.form())


def test_whoever_held_a_case_when_it_closed_has_it_no_more_once_they_left_or_changed_post(desk: Desk) -> None:
    amina, duty = desk.holder("member", "Linacre"), desk.holder("duty")
    joanne, grace = desk.person("joanne-whitwell"), desk.person("grace-adomako")
    restricted, area = desk.channel("restricted"), desk.channel("area", "South Sefton")
    for words, where, reference in (
        ("A child at risk is being hit by the old ropewalk, says Mrs Quillfeather", restricted, "SEF-1001"),
        (f"{POTHOLE}, says Mrs Quillfeather", area, "SEF-1002"),
    ):
        asked = amina.says(words)
        assert f"*{reference} ·" in text_of(duty.sees(where)[-1])
        amina.says("please withdraw it", thread=asked)

    def details(actor: Actor, channel: str) -> str:
        """What somebody reads who asks for the details by the card, as far as they get."""
        actor.presses("More…", on=actor.sees(channel)[0])
        if "Show details" in text_of(actor.form() or {}):
            actor.presses("Show details", on=actor.form() or {})
        read = text_of(actor.form() or {})
        if actor.form():
            desk.run(acts.close_view(desk.workspace, actor.slack_id, everything=True))
        return read

    with desk.database.read() as session:
        cases = {case.reference: case for case in session.query(Case)}
    assert {case.state for case in cases.values()} == {"closed"}
    assert (cases["SEF-1001"].owner, cases["SEF-1002"].contact) == ("grace-adomako", "joanne-whitwell")
    assert "Quillfeather" in details(grace, restricted)
    assert "Quillfeather" in details(joanne, area)

    # The duty officer works elsewhere in the council from today; the co-ordinator has left it.
    elsewhere = Post(role="officer", scope="trees", person="grace-adomako")
    yesterday = date(2026, 11, 22)
    with desk.database.write() as session:
        council = loading.read(session)
        posts = tuple(
            replace(post, ends_on=yesterday) if post.person in ("grace-adomako", "joanne-whitwell") else post
            for post in council.posts
        )
        loading.load(session, replace(council, posts=(*posts, elsewhere)))
    desk.forward(hours=1)

    assert "Quillfeather" not in details(grace, restricted)
    assert "Quillfeather" not in details(joanne, area)
    assert "Quillfeather" in details(desk.person("stuart-pennyfeather"), restricted)
