"""Entries put right by hand: the form gives back what it was given, and what would then be wrong is said by name."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory import entries
from directory.council import Council, Person, Post
from directory.entries import OFFERED, UNREAD, BadCells
from directory.files import survey
from tests.directory.test_sample import SAMPLE

COUNCIL = replace(survey(SAMPLE)[0], **dict.fromkeys(UNREAD, ()))
TODAY = date(2026, 11, 23)


def one(noun: str, words: str) -> Any:
    (found,) = entries.matching(COUNCIL, noun, words)
    return found


@pytest.mark.parametrize("noun", OFFERED)
def test_an_entry_that_nobody_changed_in_the_form_is_the_same(noun: str) -> None:
    rows = getattr(COUNCIL, noun)
    little = Council(**{noun: rows}, **({} if noun == "people" else {"people": COUNCIL.people}))
    for row in rows[:60]:
        assert entries.changed(little, noun, row, "correct", entries.cells_of(row)) == little


@pytest.mark.parametrize("noun", OFFERED)
def test_every_entry_is_found_by_its_mark_and_no_two_share_one(noun: str) -> None:
    rows = getattr(COUNCIL, noun)
    assert len({entries.mark_of(row) for row in rows}) == len(rows)
    assert all(entries.by_mark(COUNCIL, noun, entries.mark_of(row)) is row for row in rows[:20])


def test_a_council_without_a_fault_has_none_of_its_own() -> None:
    assert entries.faults(COUNCIL, COUNCIL) == []
    assert entries.holes(COUNCIL, COUNCIL, TODAY) == []


def test_only_what_the_change_brings_is_said() -> None:
    broken = replace(COUNCIL, posts=(*COUNCIL.posts, Post(role="duty", person="nobody")))
    worse = replace(broken, posts=(*broken.posts, Post(role="duty", person="noone")))

    assert [said for _, said in entries.faults(broken, worse)] == [
        "posts, duty, noone: person “noone” is not in people.csv. Correct it, or add it to people.csv."
    ]


def test_where_a_load_says_a_line_an_entry_is_named() -> None:
    twin = Person(key="jo", name="Jo", slack_id=one("people", "joanne").slack_id, fictional="yes")
    ((stops, said),) = entries.faults(COUNCIL, replace(COUNCIL, people=(*COUNCIL.people, twin)))

    assert stops
    assert said.startswith("people, Jo: the Slack id “")
    assert "is already in “Joanne Whitwell, joanne-whitwell”" in said


def test_a_whole_name_stands_for_a_key_where_only_one_has_it() -> None:
    row = one("posts", "coordinator South Sefton")
    twins = replace(
        COUNCIL, people=(*COUNCIL.people, Person(key="lewis-2", name="Lewis Abernethy", fictional="yes"))
    )

    after = entries.changed(COUNCIL, "posts", row, "correct", {"person": "lewis  ABERNETHY"})
    assert after.posts[COUNCIL.posts.index(row)].person == "lewis-abernethy"
    after = entries.changed(twins, "posts", row, "correct", {"person": "Lewis Abernethy"})
    assert after.posts[COUNCIL.posts.index(row)].person == "Lewis Abernethy"
    assert any(stops for stops, _ in entries.faults(twins, after))


def test_a_prepared_text_keeps_its_lines_and_may_name_no_date() -> None:
    row = COUNCIL.prepared_texts[0]
    after = entries.changed(
        COUNCIL, "prepared_texts", row, "correct", {"text": " Thank you.\r\n\r\n  We  look. "}
    )
    assert after.prepared_texts[0].text == "Thank you.\n\nWe look."
    assert entries.faults(COUNCIL, after) == []

    dated = entries.changed(COUNCIL, "prepared_texts", row, "correct", {"text": "We come on Friday."})
    ((stops, said),) = entries.faults(COUNCIL, dated)
    assert stops
    assert "names a date, “Friday”. Write the gap [the date you confirm] instead" in said


@given(st.dates(date(2022, 4, 5), date(2030, 1, 1)))
def test_whoever_passes_a_post_on_holds_it_until_the_day_before(first: date) -> None:
    row = one("posts", "coordinator South Sefton")
    after = entries.changed(
        COUNCIL, "posts", row, "pass_on", {"person": "lewis-abernethy", "from": str(first)}
    )
    at = COUNCIL.posts.index(row)

    assert after.posts[at : at + 2] == (
        replace(row, ends_on=first - timedelta(days=1)),
        replace(row, person="lewis-abernethy", starts_on=first),
    )
    assert [change.what for change in entries.changes(COUNCIL, after, "posts")] == ["changed", "added"]
    assert entries.holes(COUNCIL, after, TODAY) == []


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        ({"person": "lewis-abernethy", "from": ""}, {"from": "Give the first day of the new holder."}),
        ({"person": "", "from": "2027-01-01"}, {"person": "It is empty."}),
        ({"person": "=A1", "from": "soon"}, {"person", "from"}),
    ],
)
def test_every_cell_that_is_wrong_is_named(cells: dict[str, str], wrong: Any) -> None:
    with pytest.raises(BadCells) as caught:
        entries.changed(COUNCIL, "posts", one("posts", "coordinator South Sefton"), "pass_on", cells)
    assert caught.value.wrong == wrong or set(caught.value.wrong) == wrong
