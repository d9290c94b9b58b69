"""Work that will be nobody's is said while there is time: 90, 30 and 7 days before, and each week while it lasts."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from directory.loading import load
from tests.desk import Desk, text_of

LEAVES = date(2027, 3, 31)


@pytest.fixture
def desk_losing_a_coordinator(desk: Desk) -> Desk:
    """Crosby's co-ordinator leaves at the end of March, and nobody covers."""
    council = desk.council
    key = next(post.person for post in council.posts if (post.role, post.scope) == ("coordinator", "Crosby"))
    posts = tuple(
        replace(post, ends_on=LEAVES) if (post.role, post.person) == ("coordinator", key) else post
        for post in council.posts
    )
    covers = tuple(cover for cover in council.covers if cover.person != key)
    with desk.database.write() as session:
        load(session, replace(council, posts=posts, covers=covers))
    return desk


def said(desk: Desk) -> list[str]:
    seen = desk.holder("duty").sees(desk.channel("duty"))
    return [text_of(message) for message in seen if "nobody's" in text_of(message)]


def test_a_gap_is_told_at_90_30_and_7_days_and_each_week_while_it_lasts(
    desk_losing_a_coordinator: Desk,
) -> None:
    desk = desk_losing_a_coordinator
    counts = []
    for day in (date(2026, 12, 30), date(2027, 1, 1), date(2027, 1, 2), date(2027, 3, 2), date(2027, 3, 25),
                date(2027, 4, 1), date(2027, 4, 2), date(2027, 4, 5)):  # fmt: skip
        desk.to(datetime(day.year, day.month, day.day, 11, 0, tzinfo=UTC))
        counts.append(len(said(desk)))

    assert counts == [0, 1, 1, 2, 3, 4, 4, 5]
    first, last = said(desk)[0], said(desk)[-1]
    assert "from Thu 1 Apr" in first
    assert "in 90 days: Crosby has no co-ordinator, and no cover" in first
    assert "now: Crosby has no co-ordinator" in last


def test_a_full_directory_says_nothing(desk: Desk) -> None:
    desk.forward(days=30)

    assert said(desk) == []
