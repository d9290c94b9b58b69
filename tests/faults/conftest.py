"""The fault harness runs listeners and workers: on the database that tests/bot has for them."""

from tests.bot.conftest import clustered_database as clustered_database
