"""What the harness shares with the tests of the bot."""

from tests.bot.conftest import clustered_database as clustered_database
