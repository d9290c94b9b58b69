"""One database: its engine, its transactions. SQLite (WAL, FULL) by default, PostgreSQL when the URL says so."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, InterfaceError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

# Deleted content is overwritten with zeros: erased words are not to be read in the file. It costs a sixth of SQLite's own
# processor time on rows that are emptied (0.03 ms for an event).
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=10000",
    "foreign_keys=ON",
    "secure_delete=ON",
)
_TRIES = 5
UNANSWERED = (OperationalError, InterfaceError)  # raised where the database is away, or busy for too long

# A server that is gone without a word is given up within half a minute, not after the hours of a system's own keepalive.
# libpq's parameters; those that the address gives itself stand.
PATIENCE = {
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}
# The server does the same with us, so that what a lost machine had locked is free again.
SERVERS_PATIENCE = (
    "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3; "
    "SET tcp_user_timeout = 20000"
)

S = TypeVar("S")
T = TypeVar("T")


class Database:
    """Transactions on one database. `url` is SQLAlchemy's form: `sqlite:///var/wardline.db`, `postgresql://…`."""

    def __init__(self, url: str) -> None:
        try:
            self.url = make_url(url)
        except (ArgumentError, ValueError):
            raise ValueError("The database's address cannot be read.") from None  # it may hold a password
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        # Parameters are people's words: they belong in no log.
        options: dict[str, Any] = {"hide_parameters": True}
        if not self.is_sqlite:
            options |= {"pool_size": 16, "connect_args": patience(self.url)}
        self.engine: Engine = create_engine(self.url, **options)
        if self.is_sqlite:
            _prepare_sqlite(self.engine)
        else:
            event.listen(self.engine, "connect", _prepare_postgresql)
        self._writing = sessionmaker(self.engine, expire_on_commit=False)
        reading: dict[str, Any] = {"wardline_reads": True}
        if not self.is_sqlite:  # whose every transaction sees one moment
            reading["isolation_level"] = "REPEATABLE READ"
        self._reading = sessionmaker(self.engine.execution_options(**reading), expire_on_commit=False)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction that may write: committed at the end, rolled back when an exception leaves it."""
        with self._writing.begin() as session:
            yield session

    def transact(self, work: Callable[[Session], T]) -> T:
        """`work` in one transaction, again from its start where PostgreSQL chose it to break a deadlock."""
        for _ in range(_TRIES - 1):
            try:
                with self.write() as session:
                    return work(session)
            except OperationalError as error:
                if not _was_chosen(error):
                    raise
        with self.write() as session:
            return work(session)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One consistent view for reading; nothing is kept of what is written here."""
        with self._reading() as session:
            yield session

    def time(self) -> datetime:
        """The time of a database that has a clock of its own: PostgreSQL's server."""
        with self.engine.connect() as connection:
            found = connection.scalar(select(func.clock_timestamp()))
        assert isinstance(found, datetime)
        return found.astimezone(UTC)

    def dispose(self) -> None:
        self.engine.dispose()


def _was_chosen(error: OperationalError) -> bool:
    """Deadlock, or two transactions that cannot be put in an order."""
    return getattr(error.orig, "sqlstate", None) in ("40P01", "40001")


Insert = sqlite.Insert | postgresql.Insert
Inserting = Callable[[Any], Insert]


def insert_into(session: Session, table: type[DeclarativeBase]) -> Insert:
    """An INSERT that can say ON CONFLICT. Ask it for RETURNING: a count of rows is -1 on PostgreSQL."""
    return _inserting(session)(table)


def prepared(build: Callable[[Inserting], S]) -> Callable[[Session], S]:
    """A statement with an INSERT that can say ON CONFLICT, put together once for each kind of database and not for each
    row: that costs more than running it. Its values are given when it is run."""
    made: dict[Inserting, S] = {}

    def of(session: Session) -> S:
        insert = _inserting(session)
        if insert not in made:
            made[insert] = build(insert)
        return made[insert]

    return of


def _inserting(session: Session) -> Inserting:
    return sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert


def patience(url: URL) -> dict[str, str]:
    """How long a PostgreSQL at this address is waited for: what it does not say itself, as libpq's parameters."""
    return {name: value for name, value in PATIENCE.items() if name not in url.query}


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    if connection.info.host.startswith("/"):
        return  # a socket of this machine: neither end can be lost without the other's knowing
    connection.execute(SERVERS_PATIENCE)
    connection.commit()


def _prepare_sqlite(engine: Engine) -> None:
    """Own the BEGIN: the driver's starts too late, and a read that turns into a write cannot wait its turn."""

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("wardline_bare", False):
            return  # what SQLite does in no transaction
        reads = options.get("wardline_reads", False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
