"""The council into the database and back, on both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from directory.council import Absence, Council
from directory.files import survey
from directory.loading import load, read, read_roster, read_standards
from directory.people import bind_slack_id, key_of_email, key_of_slack_id, mark_away
from directory.responsibility import responsible
from storage.council import remembered
from storage.database import Database
from storage.people import by_key
from tests.directory.councils import a_person
from tests.directory.test_sample import SAMPLE

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture(scope="module")
def sample() -> Council:
    """The sample council, with fewer of what there is most of: each test loads it anew."""
    whole = survey(SAMPLE)[0]
    many = ("phrases", "streets", "emergencies", "landmarks", "postcodes", "localities", "outside")
    return replace(whole, **{noun: getattr(whole, noun)[:30] for noun in many})


@pytest.fixture
def loaded(database: Database, sample: Council) -> Database:
    with database.write() as session:
        load(session, sample)
    return database


def _reload(database: Database, council: Council) -> Council:
    with database.write() as session:
        load(session, council)
    with database.read() as session:
        return read(session)


def test_what_is_loaded_is_read_back_the_same(loaded: Database, sample: Council) -> None:
    with loaded.read() as session:
        assert read(session) == sample
        assert read_standards(session) == sample.standards


def test_loading_again_changes_nothing_and_people_keep_their_rows(loaded: Database, sample: Council) -> None:
    with loaded.read() as session:
        before = {person.key: _row_id(session, person.key) for person in sample.people}
    assert _reload(loaded, replace(sample, people=sample.people[::-1])).people == sample.people[::-1]
    with loaded.read() as session:
        assert {person.key: _row_id(session, person.key) for person in sample.people} == before


def _row_id(session: object, key: str) -> int:
    row = by_key(session, key)  # type: ignore[arg-type]
    assert row is not None
    return row.id


def test_the_roster_gives_the_story_its_people(loaded: Database) -> None:
    with loaded.read() as session:
        roster = read_roster(session)
    bins = responsible(roster, "litter-bins", ["Linacre", "Derby"], TODAY)
    light = responsible(roster, "street-lighting", ["Linacre"], TODAY)
    assert {bins.contact.key, bins.owner.key, light.contact.key, light.owner.key} == {"joanne-whitwell"}
    assert light.officer is not None
    assert light.officer.key == "ray-tunnicliffe"
    assert bins.area == "South Sefton"


def test_whoever_left_the_files_is_no_longer_listed_but_known_to_old_cases(
    loaded: Database, sample: Council
) -> None:
    gone = sample.people[0]
    posts = tuple(post for post in sample.posts if post.person != gone.key)
    assert gone not in _reload(loaded, replace(sample, people=sample.people[1:], posts=posts)).people
    with loaded.read() as session:
        assert read_roster(session).person[gone.key].name == gone.name
        assert key_of_slack_id(session, gone.slack_id) is None
    assert _reload(loaded, sample).people == sample.people


def test_a_service_that_left_the_files_is_known_to_old_cases(loaded: Database, sample: Council) -> None:
    assert len(_reload(loaded, replace(sample, services=sample.services[1:])).services) == 53
    with loaded.read() as session:
        assert sample.services[0].key in read_roster(session).service


def test_a_binding_outlives_a_load_that_says_nothing_of_it(loaded: Database, sample: Council) -> None:
    with loaded.write() as session:
        bind_slack_id(session, "carol-whitmarsh", "U0NEW0001")
    _reload(loaded, sample)
    with loaded.read() as session:
        assert key_of_slack_id(session, "U0NEW0001") == "carol-whitmarsh"


def test_two_people_may_change_slack_ids_in_one_load(loaded: Database, sample: Council) -> None:
    one, other, *rest = sample.people
    swapped = (replace(one, slack_id=other.slack_id), replace(other, slack_id=one.slack_id), *rest)
    assert _reload(loaded, replace(sample, people=swapped)).people == swapped


def test_the_files_claim_wins_over_a_binding(loaded: Database, sample: Council) -> None:
    with loaded.write() as session:
        bind_slack_id(session, "carol-whitmarsh", "U0NEW0001")
    people = (*sample.people, a_person("newly", slack_id="U0NEW0001"))
    assert _reload(loaded, replace(sample, people=people)).people == people


@pytest.mark.parametrize(
    ("key", "slack_id", "error"),
    [
        ("nobody", "U0NEW0001", LookupError),
        ("carol-whitmarsh", "U0MEM001", ValueError),
        ("amina-okafor-reid", "U0NEW0001", ValueError),
    ],
)
def test_a_binding_that_cannot_be_is_refused(
    loaded: Database, key: str, slack_id: str, error: type[Exception]
) -> None:
    with pytest.raises(error), loaded.write() as session:
        bind_slack_id(session, key, slack_id)


def test_the_slack_account_of_somebody_no_longer_listed_is_free_again(
    loaded: Database, sample: Council
) -> None:
    gone = sample.people[0]
    posts = tuple(post for post in sample.posts if post.person != gone.key)
    _reload(loaded, replace(sample, people=sample.people[1:], posts=posts))
    with loaded.write() as session:
        bind_slack_id(session, "carol-whitmarsh", gone.slack_id)
        assert key_of_slack_id(session, gone.slack_id) == "carol-whitmarsh"


@pytest.mark.parametrize(
    ("email", "key"),
    [
        ("Carol-Whitmarsh@Example.org", "carol-whitmarsh"),
        ("carol_whitmarsh@example.org", None),
        ("%", None),
        ("", None),
        ("amina-okafor-reid@example.org", None),  # is in Slack already
    ],
)
def test_an_address_finds_whoever_is_not_in_slack_yet(loaded: Database, email: str, key: str | None) -> None:
    with loaded.read() as session:
        assert key_of_email(session, email) == key


def test_leave_that_somebody_entered_counts_at_once_and_outlives_a_load(
    loaded: Database, sample: Council
) -> None:
    with loaded.write() as session:
        mark_away(session, "joanne-whitwell", TODAY, None, reason="ill", by="fiona-lockyer", now=NOW)
    council = _reload(loaded, sample)
    entered = Absence(person="joanne-whitwell", starts_on=TODAY, ends_on=None, reason="ill")
    assert set(council.absences) == {entered, *sample.absences}
    with loaded.read() as session:
        found = responsible(read_roster(session), "litter-bins", ["Linacre"], TODAY)
    assert found.contact.key == "lewis-abernethy"


@pytest.mark.parametrize(
    ("key", "last", "error"),
    [("nobody", None, LookupError), ("joanne-whitwell", date(2026, 11, 22), ValueError)],
)
def test_leave_that_cannot_be_is_refused(
    loaded: Database, key: str, last: date | None, error: type[Exception]
) -> None:
    with pytest.raises(error), loaded.write() as session:
        mark_away(session, key, TODAY, last, by="fiona-lockyer", now=NOW)


def test_a_load_that_fails_half_way_changes_nothing(loaded: Database, sample: Council) -> None:
    twice = (*sample.wards, sample.wards[0])  # the database refuses a second ward of one code
    with pytest.raises(Exception, match=r"(?i)unique"), loaded.write() as session:
        load(session, replace(sample, services=sample.services[:3], wards=twice))
    with loaded.read() as session:
        assert read(session) == sample


def _undone(database: Database) -> None:
    """Leave that is entered, seen within its transaction, and then rolled back."""
    with database.write() as session:
        mark_away(session, "joanne-whitwell", TODAY, None, by="fiona-lockyer", now=NOW)
        assert remembered(session, read_roster).is_away("joanne-whitwell", TODAY)
        raise RuntimeError


def test_what_is_remembered_is_read_anew_after_a_change_and_forgotten_when_it_is_undone(
    loaded: Database,
) -> None:
    with loaded.read() as session:
        first = remembered(session, read_roster)
        assert remembered(session, read_roster) is first
    with pytest.raises(RuntimeError):
        _undone(loaded)
    with loaded.write() as session:
        assert not remembered(session, read_roster).is_away("joanne-whitwell", TODAY)
        mark_away(session, "anil-deshmukh", TODAY, None, by="fiona-lockyer", now=NOW)
        roster = remembered(session, read_roster)
    assert [roster.is_away(key, TODAY) for key in ("joanne-whitwell", "anil-deshmukh")] == [False, True]
