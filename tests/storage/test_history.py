"""The history as a chain: nothing of it changes, and however many write at once, each entry follows on one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage import Session, checkpoints, history
from storage.cases import Case
from storage.database import Database
from tests.histories import a_case, say

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
FINAL = {"history": "event", "checkpoints": "digest", "checkpoint_heads": "digest"}


@pytest.mark.parametrize("table", FINAL)
@pytest.mark.parametrize("act", ["UPDATE {} SET {} = 'x'", "DELETE FROM {}"], ids=["change", "removal"])
def test_the_database_refuses_any_change_and_removal(database: Database, table: str, act: str) -> None:
    """Also after every later step: where SQLite builds one of these tables anew, its triggers must be made again."""
    with database.write() as session:
        say(session, a_case(session, "SEF-1001"), "opened", at=AT)
        assert checkpoints.take(session, date(2026, 11, 24), now=AT)

    with pytest.raises(DBAPIError, match=f"{table} is append-only"), database.write() as session:
        session.execute(text(act.format(table, FINAL[table])))


def test_many_who_record_on_one_case_at_once_make_one_chain(database: Database) -> None:
    """None of them changes the case's row, so nothing else puts them in an order."""
    with database.write() as session:
        case = a_case(session, "SEF-1001")
    writers, each = 6, 5
    together = Barrier(writers)

    def write(writer: int) -> None:
        together.wait(20)
        for _ in range(each):
            database.transact(lambda session: say(session, case, "noted", at=AT, facts={"by": writer}))

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(write, range(writers)))

    with database.read() as session:
        entries = history.of_case(session, case.id)
    assert [entry.number for entry in entries] == list(range(1, writers * each + 1))
    assert [entry.previous for entry in entries] == ["", *(entry.digest for entry in entries[:-1])]


def test_two_who_record_on_two_cases_in_opposite_order_are_both_heard(database: Database) -> None:
    with database.write() as session:
        cases = [a_case(session, f"SEF-{number}") for number in (1001, 1002)]
    together = Barrier(2)

    def write(order: list[Case]) -> None:
        first = iter([together])

        def work(session: Session) -> None:
            say(session, order[0], "noted", at=AT)
            for barrier in first:  # not again, where one of them has to begin anew
                if not database.is_sqlite:
                    barrier.wait(20)
            say(session, order[1], "noted", at=AT)

        database.transact(work)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, [cases, cases[::-1]]))

    with database.read() as session:
        assert [entry.number for entry in history.of_cases(session, [case.id for case in cases])] == [
            1,
            2,
        ] * 2


def test_what_concerns_no_case_has_a_chain_for_each_enquiry(database: Database) -> None:
    with database.write() as session:
        case = a_case(session, "SEF-1001")
        kept = [
            history.append(
                session,
                "noted",
                case_id=case_id,
                enquiry_id=enquiry,
                actor=None,
                facts={},
                words_id=None,
                at=AT,
            )
            for case_id, enquiry in ((None, case.enquiry_id), (case.id, case.enquiry_id), (None, None))
        ]

    assert [(entry.chain, entry.number) for entry in kept] == [(-case.enquiry_id, 1), (case.id, 1), (0, 1)]


def test_a_checkpoint_notes_each_chain_that_changed_and_none_where_nothing_did(database: Database) -> None:
    def take(day: int) -> list[tuple[int, int]] | None:
        with database.write() as session:
            made = checkpoints.take(session, date(2026, 11, day), now=AT + timedelta(days=day))
            return (
                [(head.chain, head.number) for head in checkpoints.heads(session, made.number)]
                if made
                else None
            )

    with database.write() as session:
        one, two = (a_case(session, f"SEF-{number}") for number in (1001, 1002))
        for case in (one, one, two):
            say(session, case, "noted", at=AT)

    assert take(24) == [(one.id, 2), (two.id, 1)]
    assert take(25) is None
    with database.write() as session:
        say(session, two, "noted", at=AT)
    assert take(26) == [(two.id, 2)]
    with database.read() as session:
        first, second = checkpoints.all_in_order(session)
    assert (second.number, second.previous) == (2, first.digest)


def test_what_was_being_written_while_a_checkpoint_was_taken_is_in_the_next(database: Database) -> None:
    """On PostgreSQL an entry may have a lower number in the table than one that was there before it."""
    if database.is_sqlite:
        return
    with database.write() as session:
        one, two = (a_case(session, f"SEF-{number}") for number in (1001, 1002))
    with database.write() as slow:
        say(slow, one, "noted", at=AT)
        with database.write() as quick:
            say(quick, two, "noted", at=AT)
        with database.write() as session:
            assert checkpoints.take(session, date(2026, 11, 24), now=AT)
    with database.write() as session:
        say(session, two, "noted", at=AT)
        made = checkpoints.take(session, date(2026, 11, 25), now=AT)
        assert made is not None
        assert [(head.chain, head.number) for head in checkpoints.heads(session, made.number)] == [
            (one.id, 1),
            (two.id, 2),
        ]
