"""What one look at the database sees, and how long a PostgreSQL that does not answer is waited for."""

from datetime import UTC, datetime

from sqlalchemy import make_url

from storage import ticks
from storage.database import Database, patience


def test_a_server_that_is_gone_is_given_up_soon(postgresql_database: Database) -> None:
    with postgresql_database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        assert driver.info.get_parameters()["keepalives_idle"] == "10"


def test_what_the_address_says_itself_stands() -> None:
    said = patience(make_url("postgresql+psycopg://h/w?connect_timeout=30"))

    assert "connect_timeout" not in said
    assert said["keepalives_idle"] == "10"


def test_a_look_sees_one_moment_whatever_is_committed_meanwhile(database: Database) -> None:
    with database.read() as look:
        before = ticks.taken(look, "post")
        with database.write() as session:
            ticks.take(session, "post", "2026-11-27", now=datetime.now(UTC))

        assert ticks.taken(look, "post") == before
    with database.read() as look:
        assert ticks.taken(look, "post") == ["2026-11-27"]
