"""How long a PostgreSQL that does not answer is waited for."""

from sqlalchemy import make_url

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
