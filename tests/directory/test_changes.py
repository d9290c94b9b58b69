"""Changes of the directory: what is different between two councils, what a load writes down, and what it refuses to
undo."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.directory import as_at
from directory import changes, loading
from directory.changes import UndoesCorrections
from directory.council import Council, Person, Phrase, Post, Service, Standard
from directory.differences import Change, apply, differences
from storage.database import Database

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def a_service(key: str, name: str = "", answer_days: int | None = None) -> Service:
    named = name or key.title()
    return Service(
        key=key, name=named, theme="Street Scene", mode="dedicated", what="work", answer_days=answer_days
    )


def a_person(key: str, title: str = "") -> Person:
    return Person(key=key, name=key.title(), title=title, fictional="yes")


OLD = Council(
    services=(a_service("graffiti"), a_service("litter")),
    people=(a_person("jo"), a_person("lewis")),
    posts=(Post(role="duty", person="jo"), Post(role="duty", person="lewis")),
    standards=(Standard(name="answer", value="10", unit="working_days"),),
)


def test_rows_are_the_same_when_their_keys_are() -> None:
    new = replace(OLD, services=(a_service("graffiti", answer_days=5), a_service("trees")))

    found = differences(OLD, new)

    assert [(each.what, each.entry) for each in found.changes] == [
        ("changed", "graffiti"),
        ("added", "trees"),
        ("gone", "litter"),
    ]
    assert found.changes[0].changed_fields() == [("answer_days", None, 5)]


def test_the_order_of_a_rota_is_a_difference() -> None:
    found = differences(OLD, replace(OLD, posts=OLD.posts[::-1]))

    assert (found.changes, list(found.orders)) == ((), ["posts"])


KEYS = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8)


@st.composite
def councils(draw: st.DrawFn) -> Council:
    days = st.sampled_from([None, 5, 10])
    return Council(
        services=tuple(a_service(key, answer_days=draw(days)) for key in draw(KEYS)),
        people=tuple(a_person(key, draw(st.sampled_from(["", "Officer"]))) for key in draw(KEYS)),
        posts=tuple(Post(role="duty", person=key) for key in draw(KEYS)),
    )


@given(councils(), councils())
def test_the_differences_applied_to_the_old_council_give_the_new_one(old: Council, new: Council) -> None:
    assert apply(old, differences(old, new)) == new
    assert not differences(new, new)


def test_a_load_writes_down_every_change_with_who_and_why(database: Database) -> None:
    new = replace(OLD, services=(a_service("graffiti", "Graffiti removal"), a_service("litter")))
    with database.write() as session:
        changes.take_up(session, OLD, why="first", now=NOW)
    with database.write() as session:
        changes.take_up(session, new, why="the team was renamed", by="kenji", now=NOW)

    with database.read() as session:
        assert loading.read(session) == new
        first, last = changes.history(session, "services", "graffiti")
    assert (first.before, first.by, first.why) == (None, "directory load", "first")
    assert last.before is not None
    assert last.after is not None
    assert (last.before["name"], last.after["name"]) == ("Graffiti", "Graffiti removal")
    assert (last.by, last.why, last.at) == ("kenji", "the team was renamed", NOW)


def test_a_load_without_a_difference_writes_nothing(database: Database) -> None:
    for _ in range(2):
        with database.write() as session:
            changes.take_up(session, OLD, why="again", now=NOW)

    with database.read() as session:
        assert len(changes.history(session, changes.LOADS)) == 1


@pytest.mark.parametrize("undo", [False, True])
def test_a_load_does_not_undo_a_correction_unless_it_is_told_to(database: Database, undo: bool) -> None:
    right = a_service("graffiti", "Graffiti removal")
    with database.write() as session:
        changes.take_up(session, OLD, why="first", now=NOW)
    with database.write() as session:
        corrected = replace(OLD, services=(right, *OLD.services[1:]))
        loading.load(session, corrected)
        change = Change("services", OLD.services[0], right)
        changes.record(session, [change], why="so the team is called", by="kenji", now=NOW)

    if undo:
        with database.write() as session:
            changes.take_up(session, OLD, why="back", now=NOW, undo=True)
    else:
        with database.write() as session, pytest.raises(UndoesCorrections) as refused:
            changes.take_up(session, OLD, why="back", now=NOW)
        assert [(each.noun, each.entry, each.by) for each in refused.value.undone] == [
            ("services", "graffiti", "kenji")
        ]

    with database.read() as session:
        names = [service.name for service in loading.read(session).services]
    assert names[0] == ("Graffiti" if undo else "Graffiti removal")


def test_thousands_of_phrases_are_one_entry_for_each_service(database: Database) -> None:
    many = tuple(Phrase(service="graffiti", phrase=f"tag number {number}") for number in range(600))
    with database.write() as session:
        changes.take_up(session, replace(OLD, phrases=many), why="learned", now=NOW)

    with database.read() as session:
        (entry,) = changes.history(session, "phrases")
    assert entry.after is not None
    assert len(entry.after["rows"]) == 600


def test_as_at_a_day() -> None:
    ended = Post(role="duty", person="jo", ends_on=date(2026, 1, 1))
    council = replace(OLD, posts=(ended, OLD.posts[1]))
    assert as_at(council, date(2026, 1, 1)).posts == council.posts
    assert as_at(council, date(2026, 1, 2)).posts == council.posts[1:]
