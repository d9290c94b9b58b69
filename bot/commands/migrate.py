"""`wardline migrate`: bring the database's tables to this version's, and its engine's where one needs any."""

from bot.commands import engines, opening
from bot.commands.screen import say
from bot.lock import AlreadyRunning
from storage import migrate as steps


@opening.says(AlreadyRunning)
def migrate() -> int:
    settings = opening.settings(needs_slack=False)
    database = opening.opened(settings.database_url)
    before = None if opening.is_new_file(database) else steps.revision(database.url)
    opening.refuse_newer(database, before)
    if before == steps.latest():
        say(f"The database's tables are up to date (version {before}).")
    else:
        with opening.alone(database):
            opening.make(database)
        say(
            f"The database's tables are now version {steps.latest()}"
            + (f" (were {before})." if before else ".")
        )
    made = engines.make_tables(settings, database)
    if made:
        say(f"The tables of procrastinate are now those of its step {made}.")
    return 0
