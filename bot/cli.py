"""The command line: every verb, its options and its help. What each does is in bot/commands/, imported when asked
for, so that no verb waits for the libraries of another."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

HOUSE = Path(__file__).parent.parent
SAMPLE = HOUSE / "directory" / "sample"
KEPT = HOUSE / "var" / "demo"

app = typer.Typer(
    help="Wardline: every councillor's single point of contact with the council, in Slack.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
directory = typer.Typer(
    help="The council's services, places and people: check, load or show a folder of CSV files.",
    no_args_is_help=True,
)
app.add_typer(directory, name="directory")

Folder = Annotated[
    Path, typer.Argument(help="A folder of CSV files, one for each noun.", exists=True, file_okay=False)
]


def main() -> None:
    app()


@app.command()
def run() -> None:
    """Run the bot and its worker for the Slack workspace that the settings name."""
    from bot.commands.run import run

    raise typer.Exit(run())


@app.command()
def demo(
    keep_in: Annotated[
        Path, typer.Option(help="Where everything is kept from one start to the next.")
    ] = KEPT,
) -> None:
    """Run the bot against a local workspace in the browser, with a sample council. Needs no Slack account.

    The setting WARDLINE_PORT chooses another port than 8765.
    """
    from bot.commands.demo import demo

    raise typer.Exit(demo(keep_in))


@app.command()
def migrate() -> None:
    """Bring the database's tables to this version's. Safe to repeat."""
    from bot.commands.migrate import migrate

    raise typer.Exit(migrate())


@app.command()
def doctor() -> None:
    """Look at the settings, the database, Slack, the posts that wait and the coverage; say what is wrong.

    The exit status is 0 when all is well and 1 when something needs a person.
    """
    from bot.commands.doctor import doctor

    raise typer.Exit(doctor())


@directory.command("check")
def check_directory(
    folder: Folder = SAMPLE,
    keep_in: Annotated[
        Path, typer.Option(help="Where compiled words are kept, for replaying corrections.")
    ] = KEPT / "words",
) -> None:
    """Say everything that is wrong with a folder, by file and line. Nothing in it is changed.

    Where the folder has a corrections.csv, each is replayed: those that are answered otherwise now are named.
    """
    from bot.commands.corrections import replay
    from bot.commands.directory import check

    raise typer.Exit(check(folder) or replay(folder, keep_in))


@directory.command("load")
def load_directory(
    folder: Folder = SAMPLE,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show what would change, row by row, and load nothing.")
    ] = False,
    why: Annotated[str, typer.Option(help="Why: it stands in the directory's history.")] = "",
    by: Annotated[str, typer.Option(help="Who: a key of people.csv.", metavar="KEY")] = "",
    undo_corrections: Annotated[
        bool,
        typer.Option(
            "--undo-corrections",
            help="Load although that undoes what was corrected in Slack since the last load.",
        ),
    ] = False,
) -> None:
    """Put a folder's council into the database, in one transaction: all of it, or nothing when there is a fault.

    Every row that is added, changed or gone stands in the history. The exit status is 1 when nothing could be loaded.
    """
    from bot.commands import load

    done = load.diff(folder) if diff else load.load(folder, why=why, by=by, undo=undo_corrections)
    raise typer.Exit(done)


@directory.command("show")
def show_directory(
    noun: Annotated[
        str | None,
        typer.Argument(help="One file's noun, such as services; without it, every noun's number of rows."),
    ] = None,
    folder: Annotated[
        Path | None, typer.Option(help="Show this folder's council instead of the database's.", exists=True)
    ] = None,
    on: Annotated[
        datetime | None,
        typer.Option(help="Only what holds on this day, such as 2026-11-23.", formats=["%Y-%m-%d"]),
    ] = None,
) -> None:
    """Show the council that the database holds, as a table for a person or tab-separated for a program."""
    from bot.commands.directory import show

    raise typer.Exit(show(noun, folder, on.date() if on else None))


@directory.command("resources")
def directory_resources(
    folder: Annotated[
        Path | None,
        typer.Option(help="This folder's council instead of the database's.", exists=True, file_okay=False),
    ] = None,
    on: Annotated[
        datetime | None, typer.Option(help="On this day, such as 2026-11-23.", formats=["%Y-%m-%d"])
    ] = None,
) -> None:
    """Show what pays for which service in which area, with the sums by service and by area."""
    from bot.commands.directory import resources

    raise typer.Exit(resources(folder, (on or datetime.now()).date()))  # noqa: DTZ005 (the council's own day)


@directory.command("ask")
def ask_directory(
    question: Annotated[str, typer.Argument(help="The question, in quotes.")],
    folder: Annotated[
        Path, typer.Option(help="The council's folder of CSV files.", exists=True, file_okay=False)
    ] = SAMPLE,
    staff: Annotated[bool, typer.Option("--staff", help="Answer as staff would read it.")] = False,
    on: Annotated[
        datetime | None,
        typer.Option(help="As if today were this day, such as 2026-11-23.", formats=["%Y-%m-%d"]),
    ] = None,
    keep_in: Annotated[
        Path, typer.Option(help="Where compiled words are kept from one start to the next.")
    ] = KEPT / "words",
) -> None:
    """Answer a question as the bot would: who handles what, who sits on a body, what pays for a service.

    Needs neither Slack nor a database. The exit status is 1 where the words are no question to the directory.
    """
    from bot.commands.ask import ask

    raise typer.Exit(ask(question, folder, keep_in, on.date() if on else None, for_staff=staff))


@directory.command("history")
def directory_history(
    noun: Annotated[str, typer.Argument(help="One file's noun, such as services; or loads.")],
    entry: Annotated[
        str, typer.Argument(help="One row's key or a part of it: a service's key, a person's.")
    ] = "",
) -> None:
    """Show what changed in the directory: who, when, why, before and after. The newest is last."""
    from bot.commands.history import history

    raise typer.Exit(history(noun, entry))


@directory.command("corrections")
def directory_corrections(
    export: Annotated[
        Path | None,
        typer.Option(
            help="Write them into this council's folder, as corrections.csv.", exists=True, file_okay=False
        ),
    ] = None,
) -> None:
    """Show what people put right about how their words were read, as far as an administrator approved it.

    Personal details and places are left out of the words. Exported, `directory check` replays them.
    """
    from bot.commands.corrections import approved

    raise typer.Exit(approved(export))


@app.command()
def match(
    directory: Annotated[
        Path, typer.Option(help="The council's folder of CSV files.", file_okay=False)
    ] = SAMPLE,
    streets: Annotated[
        Path | None,
        typer.Option(help="More streets (CSV with street and ward), besides the folder's.", dir_okay=False),
    ] = None,
    keep_in: Annotated[
        Path, typer.Option(help="Where compiled words are kept from one start to the next.")
    ] = KEPT / "words",
) -> None:
    """Read messages as the bot would: JSON lines {"id", "text"} in, one JSON line each out.

    Needs neither Slack nor a database. A line may carry "ward", the sender's own.
    """
    from bot.commands.match import match

    raise typer.Exit(match(directory, streets, keep_in))
