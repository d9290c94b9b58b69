"""Everything that can be done to a history behind its back, and the words in which it is found out.

On 24 and 25 November there was a checkpoint; SEF-1001 had two entries and then four, and it has a fifth since."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text, update

from casework.verification import chain_of, verify
from storage import Session, checkpoints, history
from storage.checkpoints import Checkpoint, Head
from storage.database import Database
from storage.history import HistoryEntry, digest, of_case
from storage.words import Words, erase
from tests.databases import as_text
from tests.histories import a_case, say, unlock

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LATE = AT + timedelta(days=9)
UP_TO_2 = "Up to entry 2 it is as the checkpoint of 24 November 2026 has it."
UP_TO_4 = "Up to entry 4 it is as the checkpoint of 25 November 2026 has it."
ENTRY_3 = "SEF-1001, entry 3 (replied, 24 November 2026 10:00)"
ENTRY_4 = "SEF-1001, entry 4 (noted, 24 November 2026 10:00)"
CHANGED = "It is not what was written: something of it was changed later."
OTHER_WORDS = "Its words are not those that were kept with it: they were changed later."


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One for all: whatever a test does to it is rolled back."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("kept") / "wardline.db"
        database = Database(f"sqlite:///{shutil.copy(request.getfixturevalue('sqlite_template'), path)}")
    else:
        database = Database(as_text(request.getfixturevalue("postgresql_server").clone()))
    with database.write() as session:
        one, two = (a_case(session, f"SEF-{number}") for number in (1001, 1002))
        say(session, one, "opened", at=AT, facts={"place": "Marsh Lane"})
        say(session, one, "acknowledged", at=AT)
        say(session, two, "opened", at=AT)
        checkpoints.take(session, date(2026, 11, 24), now=AT)
        say(session, one, "replied", at=AT + timedelta(days=1), words="A crew comes on Monday.")
        say(session, one, "noted", at=AT + timedelta(days=1))
        checkpoints.take(session, date(2026, 11, 25), now=AT + timedelta(days=1))
        say(session, one, "noted", at=AT + timedelta(days=2))
    with database.write() as session:
        unlock(session)
    yield database
    database.dispose()
    if request.param == "postgresql":
        request.getfixturevalue("postgresql_server").drop(database.url)


@pytest.fixture
def session(kept: Database) -> Iterator[Session]:
    with Session(kept.engine) as session:
        yield session
        session.rollback()


def found(session: Session, act: Callable[[Session], object] | str) -> str:
    session.execute(text(act)) if isinstance(act, str) else act(session)
    session.flush()
    session.expire_all()
    return str(verify(session).broken)


def change(number: int, **values: object) -> Callable[[Session], object]:
    """One entry of SEF-1001 is another one, and its digest stays."""
    here = update(HistoryEntry).where(HistoryEntry.case_id == 1, HistoryEntry.number == number)
    return lambda session: session.execute(here.values(**values))


def write_anew(number: int, **values: object) -> Callable[[Session], object]:
    """Whoever knows how makes the digests fit as well, from this entry on."""

    def act(session: Session) -> None:
        change(number, **values)(session)
        entries = of_case(session, 1)
        for before, entry in zip(entries[number - 2 :], entries[number - 1 :], strict=False):
            entry.previous = before.digest
            entry.digest = digest({c.name: getattr(entry, c.name) for c in HistoryEntry.__table__.columns})

    return act


def remove(*entries: int) -> str:
    return f"DELETE FROM history WHERE case_id = 1 AND number IN ({', '.join(map(str, entries))})"


def test_what_nobody_touched_is_whole(session: Session) -> None:
    verdict = verify(session)

    assert (verdict.broken, verdict.entries, verdict.chains, verdict.checkpoints) == (None, 6, 2, 2)
    assert verdict.last is not None
    assert verdict.last.day == date(2026, 11, 25)


@pytest.mark.parametrize(
    "values",
    [
        {"event": "noted"},
        {"actor": "somebody-else"},
        {"actor": None},
        {"facts": {"a": 1}},
        {"at": LATE},
        {"words_id": None},
        {"words_digest": "0"},
        {"case_id": None},
        {"enquiry_id": 2},
        {"digest": "0"},
    ],
    ids=lambda values: next(iter(values)),
)
def test_a_change_of_any_part_of_an_entry_is_found(session: Session, values: dict[str, object]) -> None:
    said = found(session, change(3, **values))

    assert said.startswith("SEF-1001, entry 3 (")
    assert said.endswith(f": {CHANGED} {UP_TO_2}")


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (change(4, previous="0"), f"{ENTRY_4}: It does not follow on the entry before it: one of the two was put there later. {UP_TO_2}"),
        (remove(3), f"{ENTRY_4}: Entry 3 is missing before it. {UP_TO_2}"),
        (remove(1, 2, 3), f"{ENTRY_4}: Entries 1 to 3 are missing before it. No checkpoint is older than that."),
        (remove(3, 4, 5), f"SEF-1001, entry 3: Missing, with all after it: the checkpoint of 25 November 2026 had 4. {UP_TO_2}"),
        (remove(4, 5), f"SEF-1001, entry 4: Missing, with all after it: the checkpoint of 25 November 2026 had 4. {UP_TO_2}"),
        (remove(1, 2, 3, 4, 5), "SEF-1001: Its whole history is missing: the checkpoint of 25 November 2026 had 4 entries of it."),
        (write_anew(2, actor="x"), "SEF-1001, entry 2: It is another one than the checkpoint of 24 November 2026 had: the chain was written anew. No checkpoint is older than that."),
        (write_anew(4, actor="x"), f"SEF-1001, entry 4: It is another one than the checkpoint of 25 November 2026 had: the chain was written anew. {UP_TO_2}"),
        ("UPDATE words SET text = 'Never.' WHERE text LIKE 'A crew%'", f"{ENTRY_3}: {OTHER_WORDS} {UP_TO_2}"),
        ("UPDATE words SET text = 'Never.', salt = NULL WHERE text LIKE 'A crew%'", f"{ENTRY_3}: {OTHER_WORDS} {UP_TO_2}"),
        ("UPDATE words SET salt = '0' WHERE text LIKE 'A crew%'", f"{ENTRY_3}: {OTHER_WORDS} {UP_TO_2}"),
        ("UPDATE checkpoints SET day = '2026-11-23' WHERE number = 1", "The checkpoint of 23 November 2026 (number 1): It is not what was written: something of it was changed later."),
        ("DELETE FROM checkpoint_heads WHERE number = 4", "The checkpoint of 25 November 2026 (number 2): It is not what was written: something of it was changed later."),
        ("UPDATE checkpoints SET previous = '' WHERE number = 2", "The checkpoint of 25 November 2026 (number 2): It does not follow on the checkpoint before it."),
        ("DELETE FROM checkpoints WHERE number = 1", "The checkpoint of 25 November 2026 (number 2): Checkpoint 1 is missing before it."),
        ("DELETE FROM checkpoints WHERE number = 2", "Checkpoint 2: It is missing, and what it noted is still there."),
        (lambda session: a_case(session, "SEF-1003"), "SEF-1003: It has no history."),
    ],
)  # fmt: skip
def test_each_tampering_is_named(session: Session, act: Callable[[Session], object] | str, said: str) -> None:
    assert found(session, act) == said


def test_a_case_of_which_nothing_is_left_is_known_by_its_checkpoint(session: Session) -> None:
    session.execute(text(remove(1, 2, 3, 4, 5)))
    session.execute(text("DELETE FROM cases WHERE id = 1"))

    assert chain_of(session, "sef-1001") == 1
    assert chain_of(session, "SEF-1009") is None
    assert str(verify(session, chain=1).broken).startswith("SEF-1001: Its whole history is missing")
    assert str(verify(session).broken).startswith("SEF-1001: Its whole history is missing")


def test_erased_words_are_no_fault(session: Session) -> None:
    def forget(session: Session) -> None:
        for words in session.query(Words):
            erase(words)

    assert found(session, forget) == "None"


def redact(session: Session) -> None:
    """As `casework.erasing` does it: other words in the same row, and an entry that covers them."""
    words = session.query(Words).filter(Words.text.startswith("A crew")).one()
    words.text, words.salt = "A ████ comes on Monday.", "another"
    session.flush()
    history.append(
        session, "words_redacted", case_id=1, enquiry_id=1, actor="kenji", facts={}, words_id=words.id, at=LATE
    )  # fmt: skip


def test_redacted_words_are_no_fault_and_cannot_be_changed_again(session: Session) -> None:
    assert found(session, redact) == "None"
    assert verify(session, chain=1).broken is None
    assert (
        found(session, "UPDATE words SET text = 'Never.' WHERE text LIKE 'A ██%'")
        == f"{ENTRY_3}: {OTHER_WORDS} {UP_TO_2}"
    )


def test_what_is_newer_than_the_last_checkpoint_can_be_cut_by_whoever_owns_the_database(
    session: Session,
) -> None:
    """Said in docs/decisions/history.md: until the next checkpoint nothing else knows of it."""
    assert found(session, remove(5)) == "None"


def test_where_checkpoints_are_cut_too_only_a_digest_that_was_kept_elsewhere_shows_it(
    session: Session,
) -> None:
    last = checkpoints.newest(session)
    assert last is not None
    kept_elsewhere = last.digest
    assert checkpoints.is_known(session, kept_elsewhere)
    assert not checkpoints.is_known(session, kept_elsewhere[:16])

    def cut(session: Session) -> None:
        session.query(Head).filter_by(checkpoint=2).delete()
        session.query(Checkpoint).filter_by(number=2).delete()
        session.execute(text(remove(3, 4, 5)))

    assert found(session, cut) == "None"
    assert not checkpoints.is_known(session, kept_elsewhere)


def test_one_chain_is_looked_at_by_itself(session: Session) -> None:
    assert found(session, change(3, actor="x")).startswith("SEF-1001")

    assert verify(session, chain=2).broken is None
    assert str(verify(session, chain=1).broken).startswith("SEF-1001, entry 3")
