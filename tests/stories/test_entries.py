"""An administrator corrects an entry of the directory in Slack: found, filled in, looked at, made; or refused in the
words of a load, with nothing changed."""

from dataclasses import replace
from typing import Any

import pytest

from directory import changes, loading
from directory.council import Council
from tests.desk import Actor, Desk, Json, text_of
from workspace import acts

ADMINISTRATOR = "kenji-whitfield"


@pytest.fixture
def admin(desk: Desk) -> Actor:
    return desk.person(ADMINISTRATOR)


def directory_of(desk: Desk) -> Council:
    with desk.database.read() as session:
        return loading.read(session)


def finds(actor: Actor, noun: str, words: str, act: str = "correct", entry: str = "") -> Json:
    """Up to the form with the entry's fields. `entry` is a part of how it is listed."""
    actor.commands("correct")
    found = actor.fills_in(noun=noun, words=words)
    offered = {
        option["text"]["text"]: option["value"]
        for block in found["view"]["blocks"]
        if block["block_id"] == "entry"
        for option in block["element"]["options"]
    }
    chosen = [mark for words, mark in offered.items() if entry in words]
    result = actor.fills_in(**({"entry": chosen[0]} if act != "add" else {}), act=act)
    assert result["result"] == "updated", result
    return result


def the_change(actor: Actor, why: str = "The rota of November", **fields: Any) -> Json:
    return actor.fills_in(**fields, why=why)


def test_a_telephone_number_is_corrected_after_a_preview_and_stands_in_the_history(
    desk: Desk, admin: Actor
) -> None:
    finds(admin, "people", "joanne")
    shown = the_change(admin, telephone="01632 960777")
    preview = text_of(shown["view"])
    assert "telephone: 01632 960" in preview
    assert "→ *01632 960777*" in preview
    assert "Because: The rota of November" in preview
    assert "960777" not in str(directory_of(desk).people)

    assert admin.fills_in()["result"] == "closed"

    assert [p.telephone for p in directory_of(desk).people if p.key == "joanne-whitwell"] == ["01632 960777"]
    with desk.database.read() as session:
        kept = changes.history(session, "people", "joanne-whitwell")[-1]
        assert (kept.by, kept.why, kept.after["telephone"]) == (
            ADMINISTRATOR,
            "The rota of November",
            "01632 960777",
        )
        assert kept.before["telephone"] != "01632 960777"
    told = text_of(admin.last())
    assert "The directory is corrected, because: The rota of November" in told
    assert "→ 01632 960777" in told


def test_a_post_passes_on_and_new_work_goes_to_the_new_holder(desk: Desk, admin: Actor) -> None:
    finds(admin, "posts", "coordinator South Sefton", "pass_on")
    shown = the_change(admin, person="Lewis Abernethy", **{"from": "2026-11-24"})
    preview = text_of(shown["view"])
    assert "until: nothing → *2026-11-23*" in preview
    assert "*New:* coordinator, South Sefton, lewis-abernethy, 2026-11-24" in preview
    assert "leaves no work without an owner" in preview
    admin.fills_in()

    posts = [p for p in directory_of(desk).posts if (p.role, p.scope) == ("coordinator", "South Sefton")]
    assert [(p.person, str(p.starts_on), str(p.ends_on)) for p in posts] == [
        ("joanne-whitwell", "2022-04-04", "2026-11-23"),
        ("lewis-abernethy", "2026-11-24", "None"),
    ]
    desk.forward(days=1)
    member = desk.holder("member", "Linacre")
    assert "Your contact is Lewis Abernethy" in text_of(
        member.card(member.says("Huge pothole on Marsh Lane"))
    )


def test_what_would_be_nobodys_is_said_before_it_is_done(desk: Desk, admin: Actor) -> None:
    finds(admin, "area_wards", "partnership South Sefton Linacre", "end")
    preview = text_of(the_change(admin, until="2026-12-31")["view"])

    assert "It can be done, but leaves some work with no owner" in preview
    assert "Linacre ward is in no partnership area" in preview


def test_a_meeting_is_added(desk: Desk, admin: Actor) -> None:
    body = directory_of(desk).bodies[0].key
    finds(admin, "meetings", "", "add")
    shown = the_change(admin, body=body, held_on="2027-01-13", venue="Bootle Town Hall")
    assert "*New:*" in text_of(shown["view"])
    admin.fills_in()

    added = [m for m in directory_of(desk).meetings if str(m.held_on) == "2027-01-13"]
    assert [(m.body, m.venue) for m in added] == [(body, "Bootle Town Hall")]


REFUSED = [
    ("posts", "coordinator South Sefton", "correct", {"person": "joanne-witwell"}, "Perhaps “joanne-whitwell” is meant"),
    ("posts", "coordinator South Sefton", "correct", {"until": "2020-01-01"}, "it ends (2020-01-01) before it starts (2022-04-04)"),
    ("area_wards", "partnership South Sefton Linacre", "correct", {"ward": "Dukes"}, "ward “Linacre” is in no partnership area"),
    ("area_wards", "partnership South Sefton Linacre", "correct", {"ward": "Derby"}, "There is already: partnership, South Sefton, Derby"),
    ("area_wards", "partnership South Sefton Linacre", "correct", {"area": "Sefton South"}, "there is no partnership “Sefton South”"),
    ("people", "joanne", "correct", {"slack_id": "jo"}, "“jo” is no Slack member id"),
    ("people", "joanne", "correct", {"slack_id": None}, "not taken away"),
    ("people", "joanne", "correct", {"name": "=NOW()"}, "It is a formula; a cell holds plain words."),
    ("services", "fly-tipping", "correct", {"answer_days": "soon"}, "It is not a whole number."),
    ("posts", "coordinator South Sefton", "pass_on", {"person": "lewis-abernethy", "from": "2022-04-04"}, "It must be after 2022-04-04"),
    ("services", "fly-tipping", "correct", {"what": '"' * 1_600}, "That is too much for one step"),
    ("people", "joanne", "correct", {}, "Nothing is different"),
    ("people", "", "add", {"key": "joanne-whitwell", "name": "J", "fictional": "yes"}, "There is already: J, joanne-whitwell"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("noun", "words", "act", "fields", "said"), REFUSED, ids=[r[-1][:40] for r in REFUSED]
)
def test_what_cannot_be_is_refused_in_the_form_and_changes_nothing(
    desk: Desk, admin: Actor, noun: str, words: str, act: str, fields: Json, said: str
) -> None:
    before = directory_of(desk)
    finds(admin, noun, words, act)

    refused = the_change(admin, **fields)

    assert refused["result"] == "errors"
    assert said in str(refused["errors"])
    assert directory_of(desk) == before
    with desk.database.read() as session:
        assert changes.history(session, noun) == []


def test_only_an_administrator_may(desk: Desk) -> None:
    coordinator = desk.holder("coordinator", "South Sefton")

    coordinator.commands("correct")

    assert coordinator.form() is None
    whisper = text_of(coordinator.whispers(coordinator.dm)[-1])
    assert whisper == "Only an administrator corrects the directory. Ask Kenji Whitfield."
    assert "Correct the directory" not in text_of(coordinator.opens_home())


def test_an_administrator_finds_it_on_the_home_tab(desk: Desk, admin: Actor) -> None:
    admin.presses("Correct the directory", on=admin.opens_home())

    assert "What is to be corrected?" in text_of(admin.form() or {})


def test_somebody_who_is_no_administrator_any_more_changes_nothing(desk: Desk, admin: Actor) -> None:
    finds(admin, "people", "joanne")
    the_change(admin, telephone="01632 960777")
    with desk.database.write() as session:
        council = loading.read(session)
        posts = tuple(post for post in council.posts if post.role != "administrator")
        loading.load(session, replace(council, posts=posts), ["posts"])

    admin.fills_in()

    assert "Only an administrator corrects" in text_of(admin.form() or {})
    assert "960777" not in str(directory_of(desk).people)


def test_a_preview_that_somebody_overtook_is_refused_and_says_who(desk: Desk, admin: Actor) -> None:
    finds(admin, "people", "joanne")
    the_change(admin, telephone="01632 960777")
    with desk.database.write() as session:
        council = loading.read(session)
        people = tuple(
            replace(p, telephone="01632 960555") if p.key == "joanne-whitwell" else p for p in council.people
        )
        after = replace(council, people=people)
        changes.take_up(session, after, why="a new telephone", by="lewis-abernethy", now=desk.clock.now())

    admin.fills_in()

    assert "Lewis Abernethy changed that entry in the meantime" in text_of(admin.form() or {})
    assert [p.telephone for p in directory_of(desk).people if p.key == "joanne-whitwell"] == ["01632 960555"]


def test_of_two_who_press_at_once_one_makes_the_change(desk: Desk, admin: Actor) -> None:
    second = desk.holder("coordinator", "Southport")
    with desk.database.write() as session:
        council = loading.read(session)
        post = next(post for post in council.posts if post.role == "administrator")
        key = next(person.key for person in council.people if person.slack_id == second.slack_id)
        posts = (*council.posts, replace(post, person=key))
        loading.load(session, replace(council, posts=posts), ["posts"])
    for actor, number in ((admin, "01632 960777"), (second, "01632 960888")):
        finds(actor, "people", "joanne")
        the_change(actor, telephone=number)

    desk.at_once(*(acts.submit(desk.workspace, actor.slack_id, {}) for actor in (admin, second)))

    refused = [actor for actor in (admin, second) if "in the meantime" in text_of(actor.form() or {})]
    made = {admin: "01632 960777", second: "01632 960888"}
    assert len(refused) == 1
    del made[refused[0]]
    assert [p.telephone for p in directory_of(desk).people if p.key == "joanne-whitwell"] == [*made.values()]


def test_a_load_does_not_undo_it_unless_somebody_says_so(desk: Desk, admin: Actor) -> None:
    finds(admin, "people", "joanne")
    the_change(admin, telephone="01632 960777")
    admin.fills_in()

    with desk.database.write() as session, pytest.raises(changes.UndoesCorrections) as refused:
        changes.take_up(session, desk.council, why="the files", now=desk.clock.now())

    assert [(each.noun, each.by, each.why) for each in refused.value.undone] == [
        ("people", ADMINISTRATOR, "The rota of November")
    ]


def test_more_entries_than_slack_can_list_are_narrowed_by_words(desk: Desk, admin: Actor) -> None:
    admin.commands("correct")
    found = admin.fills_in(noun="localities")

    assert "more. Find it by more of its words." in text_of(found["view"])


def test_words_that_nothing_has_offer_a_new_entry_only(desk: Desk, admin: Actor) -> None:
    admin.commands("correct")
    found = admin.fills_in(noun="posts", words="xyzzy")

    assert "Nothing there has those words" in text_of(found["view"])
    assert "Correct it" not in text_of(found["view"])
