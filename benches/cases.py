"""Cases opened a second: casework and its commit, without Slack, beside one bare INSERT and its commit."""

import sqlite3
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import psycopg
from _figures import percentile
from _house import ROUNDS
from _postgres import postgresql
from _table import Board, Step, working
from _words import compiled, plain_enquiries, sample

from bot.commands import opening
from bot.transactions import WRITERS
from casework import enquiries, hearing
from casework.rules import rules
from casework.words import Said
from directory import loading
from directory.council import Council
from directory.matching.matcher import Matcher
from directory.matching.reading import Reading
from storage import Session
from storage.database import Database
from tests.databases import Server, as_text

BARE, GIVEN, HEARD = "bare INSERT + commit", "open_enquiry + commit", "hear (reads it too) + commit"
EACH = 120  # transactions a round
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "foreign_keys=ON")

Act = Callable[[int], None]


@dataclass(frozen=True)
class Course:
    """One contender on one database, by so many threads."""

    database: str
    contender: str
    threads: int
    act: Act


class Casework:
    """Cases opened in one database. Members take turns; every message is understood at once and opens one case."""

    def __init__(self, database: Database, council: Council, matcher: Matcher, texts: Sequence[str]) -> None:
        self._database = database
        self._matcher = matcher
        self._said = [(text, matcher.read(text)) for text in texts]
        in_post = {post.person for post in council.posts if post.role == "member"}
        self._members = [each.slack_id for each in council.people if each.slack_id and each.key in in_post]

    def open_given(self, number: int) -> None:
        """The enquiry and its case, from a reading that is there already."""
        said, reading, now = self._message(number)

        def work(session: Session) -> None:
            member = rules(session).by_slack_id(said.author)
            assert member is not None
            enquiries.open_enquiry(session, said, reading, member=member, by=member, now=now)

        self._database.transact(work)

    def hear(self, number: int) -> None:
        """What a message's listener runs: is it known, what is it about, what was its author doing; then the case."""
        said, _, now = self._message(number)

        def work(session: Session) -> None:
            member = rules(session).by_slack_id(said.author)
            assert member is not None
            hearing.hear(session, said, person=member, matcher=self._matcher, now=now)

        self._database.transact(work)

    def _message(self, number: int) -> tuple[Said, Reading, datetime]:
        text, reading = self._said[number % len(self._said)]
        author = self._members[number % len(self._members)]
        now = datetime.now(UTC)
        return Said("T1", f"D{author}", uuid.uuid4().hex, None, author, text, now, "direct"), reading, now


def main() -> None:
    board = Board("Opening cases (casework and the database, no Slack)", (BARE, GIVEN, HEARD))
    with ExitStack() as stack:
        begin = stack.enter_context(working("cases", 1 + ROUNDS))
        begin("compiling the words, starting PostgreSQL")
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="wardline-bench-")))
        server, about = stack.enter_context(postgresql())
        council = sample()
        matcher = Matcher.load(compiled(council, folder / "words"))
        texts = plain_enquiries(council, matcher, EACH)

        def casework(url: str) -> Casework:
            database = opening.database(url, may_make=True)
            stack.callback(database.dispose)
            with database.write() as session:
                loading.load(session, council)
            return Casework(database, council, matcher, texts)

        courses = [*_on_sqlite(stack, folder / "wardline.db", casework)]
        if server is not None:
            courses += _on_postgresql(stack, server, casework)
        _measure(board, courses, begin)
    board.note(
        f"{ROUNDS} interleaved rounds of {EACH} transactions; percentiles of all rounds together. Each opens one case "
        "with its enquiry, clocks, history and two cards to post. The baseline is the bare driver, with the same "
        "settings and in the same database: one row of one message's text."
    )
    board.note(about)
    board.show()


def _on_sqlite(stack: ExitStack, path: Path, casework: Callable[[str], Casework]) -> Iterator[Course]:
    """By one thread, as the bot does: SQLite has one writer."""
    ours = casework(f"sqlite:///{path}")
    bare = stack.enter_context(_bare_sqlite(path))
    for contender, act in ((BARE, bare), (GIVEN, ours.open_given), (HEARD, ours.hear)):
        yield Course("SQLite", contender, 1, act)


def _on_postgresql(stack: ExitStack, server: Server, casework: Callable[[str], Casework]) -> Iterator[Course]:
    url = server.clone()
    ours = casework(as_text(url))
    bare = stack.enter_context(_bare_postgresql(as_text(url.set(drivername="postgresql"))))
    for threads in (1, WRITERS):
        for contender, act in ((BARE, bare), (GIVEN, ours.open_given), (HEARD, ours.hear)):
            yield Course("PostgreSQL", contender, threads, act)


@contextmanager
def _bare_sqlite(path: Path) -> Iterator[Act]:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, text TEXT NOT NULL, at TEXT NOT NULL)")

    def insert(number: int) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO bare (text, at) VALUES (?, ?)", _row(number))
        connection.execute("COMMIT")

    yield insert
    connection.close()


@contextmanager
def _bare_postgresql(address: str) -> Iterator[Act]:
    """A connection for each thread there may be; they take turns."""
    open_ones = [psycopg.connect(address) for _ in range(WRITERS)]
    free = list(open_ones)
    open_ones[0].execute("CREATE TABLE bare (id SERIAL PRIMARY KEY, text TEXT NOT NULL, at TEXT NOT NULL)")
    open_ones[0].commit()

    def insert(number: int) -> None:
        connection = free.pop()
        connection.execute("INSERT INTO bare (text, at) VALUES (%s, %s)", _row(number))
        connection.commit()
        free.append(connection)

    yield insert
    for connection in open_ones:
        connection.close()


def _row(number: int) -> tuple[str, str]:
    return f"message {number} about a bin that overflows", datetime.now(UTC).isoformat()


def _measure(board: Board, courses: Sequence[Course], begin: Step) -> None:
    rates: dict[tuple[str, int], dict[str, list[float]]] = {}
    taken: dict[tuple[str, int], dict[str, list[float]]] = {}
    for course in courses:
        _run(course, EACH // 6)  # warm
    for number in range(ROUNDS):
        begin(f"round {number + 1} of {ROUNDS}")
        for course in courses:
            rate, milliseconds = _run(course, EACH)
            key = (course.database, course.threads)
            rates.setdefault(key, {}).setdefault(course.contender, []).append(rate)
            taken.setdefault(key, {}).setdefault(course.contender, []).extend(milliseconds)
    for (database, threads), by in rates.items():
        where = f"{database}, {threads} thread{'s' if threads > 1 else ''}"
        board.row(f"{where}: transactions", "/s", by)
        for share in (0.5, 0.99):
            figures: dict[str, Any] = {
                name: percentile(each, share) for name, each in taken[database, threads].items()
            }
            board.row(f"{where}: one, p{share * 100:.0f}", "ms", figures)
        board.section()


def _run(course: Course, number: int) -> tuple[float, list[float]]:
    """Transactions a second, and the milliseconds of each."""

    def one(at: int) -> float:
        began = perf_counter()
        course.act(at)
        return (perf_counter() - began) * 1000

    began = perf_counter()
    with ThreadPoolExecutor(course.threads) as threads:
        milliseconds = list(threads.map(one, range(number)))
    return number / (perf_counter() - began), milliseconds


if __name__ == "__main__":
    main()
