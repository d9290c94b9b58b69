"""`wardline migrate`: bring the database's tables to this version's."""

from bot.commands import opening
from bot.commands.screen import say, says
from bot.lock import AlreadyRunning
from bot.settings import SettingsFaults
from storage import migrate as steps
from storage.database import Database


@says(SettingsFaults, AlreadyRunning)
def migrate() -> int:
    database = Database(opening.settings(needs_slack=False).database_url)
    before = None if opening.is_new_file(database) else steps.revision(database.url)
    if before == steps.latest():
        say(f"The database's tables are up to date (version {before}).")
        return 0
    with opening.alone(database):
        opening.make(database)
    say(f"The database's tables are now version {steps.latest()}" + (f" (were {before})." if before else "."))
    return 0
