"""What people look at, with a hundred cases and with a million: App Home, a queue, a ward, a search. Growth must be flat."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from _figures import percentile
from _postgres import postgresql
from _table import Board, working
from _words import sample
from sqlalchemy import event, insert, text

from bot.commands import opening
from casework import look_ups, readers, search
from casework.rules import rules
from directory import loading
from directory.council import Council, Person
from storage import Session
from storage.cases import Case, CaseWard
from storage.clocks import Clock
from storage.database import Database
from storage.enquiries import Enquiry
from storage.history import HistoryEntry
from storage.words import Words
from tests.databases import as_text

SIZES = (100, 1_000_000)
PIECE = 5_000
LOOKS = 150
OPEN_SHARE = 0.004  # of a million: four thousand open, some sixty a member
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
NOUNS = ("pothole", "mattress", "streetlight", "bin", "graffiti", "hedge", "gully", "kerb", "sofa", "fox")
STREETS = ("Marsh Lane", "Stanley Road", "Knowsley Road", "South Road", "Lord Street", "Moor Lane")

Look = Callable[[Session], Any]


@dataclass(frozen=True)
class Cast:
    """Who looks: members with a ward, staff with an area."""

    members: Sequence[tuple[Person, str]]
    staff: Sequence[tuple[Person, str]]


def main() -> None:
    board = Board("What people look at", [f"{size:,} cases" for size in SIZES])
    with ExitStack() as stack:
        begin = stack.enter_context(working("queries", 2 * len(SIZES)))
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="wardline-bench-")))
        server, about = stack.enter_context(postgresql())
        council = sample()
        found: dict[str, dict[str, dict[str, list[float]]]] = {}
        for size in SIZES:
            urls = {"SQLite": f"sqlite:///{folder / f'{size}.db'}"}
            if server is not None:
                urls["PostgreSQL"] = as_text(server.clone())
            for name, url in urls.items():
                begin(f"{name}, {size:,} cases")
                database = opening.database(url, may_make=True)
                cast = fill(database, council, size)
                for look, figures in measure(database, cast).items():
                    for figure, value in figures.items():
                        found.setdefault(f"{name}: {look}", {}).setdefault(figure, {})[f"{size:,} cases"] = (
                            value
                        )
                database.dispose()
    for look, by_figure in found.items():
        for figure, values in by_figure.items():
            board.row(f"{look}, {figure}", "ms" if figure in ("median", "p99") else "", values)
        board.section()
    board.note(
        f"{LOOKS} looks each, by members and staff in turn; each reads the facts of every case it shows."
    )
    board.note(about)
    board.show()


def fill(database: Database, council: Council, size: int) -> Cast:
    """A council of that many cases: few of them open, spread over members, wards and areas."""
    with database.write() as session:
        loading.load(session, council)
        cast = cast_of(session)
    chance = random.Random(20)
    for start in range(1, size + 1, PIECE):
        rows = [row(number, size, cast, chance) for number in range(start, min(start + PIECE, size + 1))]
        with database.write() as session:
            for table in (Words, Enquiry, Case, CaseWard, Clock, HistoryEntry):
                session.execute(insert(table), [values for each in rows for values in each[table]])
            put_words(session, rows)
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
    return cast


def cast_of(session: Session) -> Cast:
    known = rules(session)
    members = [
        (person, known.member_wards(person.key, NOW)[0])
        for person in known.with_role("member", NOW)
        if person.slack_id
    ]
    staff = [(person, person.key) for person in known.with_role("coordinator", NOW) if person.slack_id]
    return Cast(members, staff)


def row(number: int, size: int, cast: Cast, chance: random.Random) -> dict[Any, list[dict[str, Any]]]:
    """One case, with everything that a card of it reads."""
    member, ward = cast.members[number % len(cast.members)]
    owner = cast.staff[number % len(cast.staff)][0].key
    is_open = chance.random() < max(OPEN_SHARE, 40 / size)
    at = NOW - timedelta(minutes=size - number)
    said = f"{chance.choice(NOUNS)} on {chance.choice(STREETS)}, {'urgent ' if number % 977 == 0 else ''}case {number}"
    clock = {"case_id": number, "started_at": at, "due_at": at + timedelta(days=14), "step": 0,
             "next_at": at + timedelta(days=14) if is_open else None, "stopped_at": None if is_open else at,
             "paused_at": None, "missed_at": None}  # fmt: skip
    return {
        Words: [{"id": number, "text": said, "person": member.key, "said_at": at, "version": 1}],
        Enquiry: [{
            "id": number, "team": "T", "channel": "D", "ts": str(number), "door": "direct", "member": member.key,
            "raised_by": member.key, "words_id": number, "sent_at": at, "received_at": at,
        }],
        Case: [{
            "id": number, "reference": f"SEF-{1000 + number}", "enquiry_id": number, "issue_number": 1,
            "member": member.key, "state": "new" if is_open else "closed", "span_start": 0, "span_end": len(said),
            "service": "potholes", "place": said[:30], "wards": [ward], "area": "South Sefton", "why": "It says so.",
            "contact": owner, "owner": owner, "opened_at": at,
        }],
        CaseWard: [{"case_id": number, "ward": ward}],
        Clock: [{**clock, "kind": "acknowledge"}, {**clock, "kind": "answer"}],
        HistoryEntry: [{"chain": number, "number": 1, "previous": "", "digest": f"{number}", "case_id": number, "enquiry_id": number, "event": "opened", "actor": member.key, "facts": {},
                        "words_id": number, "at": at}],
    }  # fmt: skip


def put_words(session: Session, rows: Sequence[dict[Any, list[dict[str, Any]]]]) -> None:
    """As storage/search.put does for one."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    statement = (
        "INSERT INTO case_search (rowid, words) VALUES (:id, :text)"
        if sqlite
        else "INSERT INTO case_search (case_id, found) VALUES (:id, to_tsvector('english', :text))"
    )
    session.execute(
        text(statement), [{"id": each[Words][0]["id"], "text": each[Words][0]["text"]} for each in rows]
    )


def measure(database: Database, cast: Cast) -> dict[str, dict[str, float]]:
    """Median and p99 in milliseconds, and how many statements the dearest of each kind runs."""
    statements = 0

    def count(*_: Any) -> None:
        nonlocal statements
        statements += 1

    event.listen(database.engine, "before_cursor_execute", count)
    taken: dict[str, list[float]] = {}
    listed: dict[str, list[float]] = {}
    most: Counter[str] = Counter()
    for number in range(LOOKS + 10):
        for name, look in looks(cast, number):
            statements = 0
            began = perf_counter()
            with database.read() as session:
                found = look(session)
            if number >= 10:  # warm
                listed.setdefault(name, []).append(len(found))
                taken.setdefault(name, []).append((perf_counter() - began) * 1000)
                most[name] = max(most[name], statements)
    event.remove(database.engine, "before_cursor_execute", count)
    return {
        name: {
            "median": percentile(each, 0.5),
            "p99": percentile(each, 0.99),
            "statements": float(most[name]),
            "cases listed, median": percentile(listed[name], 0.5),
        }
        for name, each in taken.items()
    }


def looks(cast: Cast, number: int) -> Iterator[tuple[str, Look]]:
    """The same looks that the bot's handlers make, by somebody else each time."""
    member, ward = cast.members[number % len(cast.members)]
    coordinator = cast.staff[number % len(cast.staff)][0]
    yield "a member's Home", lambda session: shown(session, member)
    yield (
        "a co-ordinator's queue",
        lambda session: shown(session, coordinator),
    )
    yield "open in my ward", lambda session: look_ups.open_in(session, member, [ward], now=NOW)
    noun, street = NOUNS[number % len(NOUNS)], STREETS[number % len(STREETS)]
    yield (
        "search, common words",
        lambda session: search.found(session, f"{noun} {street}", by=coordinator, now=NOW),
    )
    yield "search, a rare word", lambda session: search.found(session, "urgent", by=coordinator, now=NOW)


def shown(session: Session, person: Person) -> list[Any]:
    """As the Home tab has it."""
    return readers.facts_for(session, look_ups.cases_of(session, person, now=NOW), person, now=NOW)


if __name__ == "__main__":
    main()
