"""The command line: every verb, its options and its help. What each does is in bot/commands/, imported when asked
for, so that no verb waits for the libraries of another."""

import os
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
history = typer.Typer(
    help="What happened to cases: show it, verify that it is what was written, rebuild every case from it.",
    no_args_is_help=True,
)
app.add_typer(history, name="history")
outbox = typer.Typer(help="What could not be posted to Slack: list it, send it again.", no_args_is_help=True)
app.add_typer(outbox, name="outbox")

Folder = Annotated[
    Path, typer.Argument(help="A folder of CSV files, one for each noun.", exists=True, file_okay=False)
]
By = Annotated[str, typer.Option(help="Who: a key of people.csv.", metavar="KEY")]
Protector = Annotated[
    str,
    typer.Option(
        help="Who: a key of people.csv, an administrator's or the data protection post's.", metavar="KEY"
    ),
]


def main() -> None:
    os.umask(0o077)  # the database's file, its backups, what is exported: nobody else's to read
    app()


@app.command()
def run() -> None:
    """Run the bot and its worker for the Slack workspace that the settings name."""
    from bot.commands.run import run

    raise typer.Exit(run())


@app.command()
def listen() -> None:
    """Listen to Slack only: keep what comes in, answer clicks and forms. The rest is done by `wardline work`.

    As many of both as you like, on one PostgreSQL: docs/scaling.md says how many that is.
    """
    from bot.commands.run import listen

    raise typer.Exit(listen())


@app.command()
def work() -> None:
    """Work only: on what came in, on what is due by the clock, and on posting. Slack is heard by `wardline listen`.

    As many of both as you like, on one PostgreSQL. It calls Slack, and no address of its own has to be reachable.
    """
    from bot.commands.run import work

    raise typer.Exit(work())


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
def doctor(
    only_work: Annotated[
        bool,
        typer.Option("--work", help="This machine only works: it needs no token for listening to Slack."),
    ] = False,
) -> None:
    """Look at the settings, the database, Slack, the posts that wait and the coverage; say what is wrong.

    Where something is missing, what does without it is looked at all the same. The exit status is 0 when all is well and
    1 when something needs a person.
    """
    from bot.commands.doctor import doctor

    raise typer.Exit(doctor(listens=not only_work))


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
    folder: Folder,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show what would change, row by row, and load nothing.")
    ] = False,
    why: Annotated[str, typer.Option(help="Why: it stands in the directory's history.")] = "",
    by: By = "",
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


@directory.command("import-streets")
def import_streets(
    lists: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="CSV files of OS Open Names, or lists with the columns street, ward and, if you like, locality.",
            exists=True,
            dir_okay=False,
        ),
    ],
    into: Annotated[
        Path,
        typer.Option(
            help="The council's folder, whose streets.csv is made longer.", exists=True, file_okay=False
        ),
    ] = Path(),
    borough: Annotated[
        str,
        typer.Option(help="The council's borough or district, as OS Open Names writes it.", metavar="NAME"),
    ] = "",
    anew: Annotated[
        bool, typer.Option("--anew", help="In place of the streets that are there, not besides them.")
    ] = False,
    unplaced: Annotated[
        Path | None,
        typer.Option(help="Write the streets that got no ward to this file.", dir_okay=False),
    ] = None,
) -> None:
    """Add the streets of the whole borough to a council's folder: all of them, or nothing when a line is wrong.

    OS Open Names (a free download of Ordnance Survey) names no wards. A street gets those that the postcodes beside
    it have by postcodes.csv, as far as localities.csv agrees; one that they do not settle is named and left out.
    """
    from bot.commands.streets import import_lists

    raise typer.Exit(import_lists(into, lists, borough=borough, anew=anew, unplaced=unplaced))


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
    noun: Annotated[str, typer.Argument(help="One file's noun, such as services; or loads, or cut_overs.")],
    entry: Annotated[
        str, typer.Argument(help="One row's key or a part of it: a service's key, a person's.")
    ] = "",
) -> None:
    """Show what changed in the directory: who, when, why, before and after. The newest is last."""
    from bot.commands.directory_history import history as show

    raise typer.Exit(show(noun, entry))


@directory.command("what-if")
def directory_what_if(
    changes: Annotated[
        Path | None,
        typer.Argument(
            help="The changes, as a CSV file; without it, recorded cases are only played again.",
            metavar="CHANGES.csv",
        ),
    ] = None,
    on: Annotated[
        datetime | None,
        typer.Option(help="From which day the changes would hold; today, if left out.", formats=["%Y-%m-%d"]),
    ] = None,
) -> None:
    """Show what another map would do to recorded cases, to co-ordinators' load and to coverage. Changes nothing.

    Each line of the file is one change: `move` a ward to an area, a `street` to a ward, `rename` a ward, a `new` one,
    `retire` one. The columns: change,ward,to,kind,code,street,locality,source.
    """
    from bot.commands.what_if import what_if

    raise typer.Exit(what_if(changes, on.date() if on else None))


@directory.command("cut-over")
def directory_cut_over(
    changes: Annotated[Path, typer.Argument(help="The changes, as for `what-if`.", metavar="CHANGES.csv")],
    on: Annotated[
        datetime, typer.Option(help="The day on which the map changes: today or later.", formats=["%Y-%m-%d"])
    ],
    by: By,
    why: Annotated[str, typer.Option(help="Why: staff read it, and it stands in the directory's history.")],
    name: Annotated[str, typer.Option(help="What it is called; `roll-back` wants the name.")],
) -> None:
    """Change the map on a day, all at once, and tell the members, co-ordinators and owners concerned: now and on the day.

    Open cases move with it. A running bot does it on the day; where the day is today, it is done at once. Refused
    where it would leave work that is nobody's.
    """
    from bot.commands.cut_over import cut_over

    raise typer.Exit(cut_over(changes, on=on.date(), by=by, why=why, name=name))


@directory.command("roll-back")
def directory_roll_back(
    name: Annotated[str, typer.Argument(help="The cut-over's name.")],
    by: By,
    why: Annotated[str, typer.Option(help="Why: staff read it, and it stands in the directory's history.")],
) -> None:
    """Put the former map back, with the cases that are still open, and tell everybody again; or withdraw a plan.

    Refused where rows that the cut-over changed are others since, such as by a load.
    """
    from bot.commands.cut_over import roll_back

    raise typer.Exit(roll_back(name, by=by, why=why))


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


@history.command("show")
def show_history(
    reference: Annotated[str, typer.Argument(help="The case, such as SEF-1042.")],
    words: Annotated[bool, typer.Option("--words", help="With what people said.")] = False,
) -> None:
    """Show what happened to a case: when, who did it, and what changed. The newest is last."""
    from bot.commands.history import show

    raise typer.Exit(show(reference, words=words))


@history.command("verify")
def verify_history(
    reference: Annotated[str, typer.Argument(help="One case only, such as SEF-1042.")] = "",
    kept: Annotated[
        str, typer.Option(help="A checkpoint's digest that you kept elsewhere.", metavar="DIGEST")
    ] = "",
) -> None:
    """Verify that the history is what was written: nothing changed, put between, cut off or taken out.

    The first thing that is wrong is named, by case and entry, and since which checkpoint; the exit status is then 1.
    Words that were erased are no fault.
    """
    from bot.commands.history import verify

    raise typer.Exit(verify(reference, kept))


@history.command("replay")
def replay_history(
    reference: Annotated[str, typer.Argument(help="One case only, such as SEF-1042.")] = "",
) -> None:
    """Rebuild every case and its clocks from the history alone, and compare them with what is stored.

    Each due time is worked out anew, by the calendar and the standards that were in force. The exit status is 1 where
    anything differs.
    """
    from bot.commands.history import replay

    raise typer.Exit(replay(reference))


@app.command()
def backup(
    to: Annotated[
        Path | None,
        typer.Argument(
            help="A file that is not there yet, or a folder, which gets one with a name.", metavar="FILE"
        ),
    ] = None,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Check it by restoring it into a temporary database; also one that is there."
        ),
    ] = False,
    prune: Annotated[
        Path | None,
        typer.Option(
            help="Let the old backups in this folder go.", exists=True, file_okay=False, metavar="FOLDER"
        ),
    ] = None,
    older_than: Annotated[
        int | None, typer.Option(help="How old a backup must be for that.", min=1, metavar="DAYS")
    ] = None,
) -> None:
    """Copy the whole database into one file, as it is at one moment, while the bot runs. Only its owner may read it.

    It says which version made it and how many rows it has, with a checksum and the digest of the history's newest
    checkpoint. On PostgreSQL this needs pg_dump.
    """
    from bot.commands.backup import backup

    if to is None and prune is None:
        raise typer.BadParameter("name a file or a folder, or --prune FOLDER")
    if (prune is None) != (older_than is None):
        raise typer.BadParameter("--prune and --older-than belong together")
    raise typer.Exit(backup(to, check=check, prune=prune, older_than=older_than))


@app.command()
def restore(
    file: Annotated[
        Path, typer.Argument(help="What `wardline backup` made.", metavar="FILE", dir_okay=False)
    ],
) -> None:
    """Put a backup into the database that the settings name, which must be empty, and verify its history.

    A backup of an older version is brought to this one's. Where anything is wrong with it, nothing is changed.
    """
    from bot.commands.backup import restore

    raise typer.Exit(restore(file))


@outbox.command("list")
def list_outbox() -> None:
    """Show what was given up, and what is being tried again: kind, reader, since when, and what Slack said. Nobody's words.

    The exit status is 1 where something was given up.
    """
    from bot.commands.outbox import listed

    raise typer.Exit(listed())


@outbox.command("retry")
def retry_outbox(
    number: Annotated[
        int | None, typer.Argument(help="The post's id in `wardline outbox list`.", metavar="ID")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every post that was given up.")] = False,
) -> None:
    """Send again what was given up. It is looked for in Slack first, so that nothing is said twice.

    Safe beside a running bot, which sends it at once; else it goes at the next start.
    """
    from bot.commands.outbox import retry

    if (number is None) != everything:
        raise typer.BadParameter("give the id of one post, or --all")
    raise typer.Exit(retry(number))


@app.command()
def measures(
    by: Annotated[str, typer.Option(help="service, area or ward.", metavar="service|area|ward")] = "service",
    since: Annotated[
        datetime | None, typer.Option(help="The first day; 90 days ago without it.", formats=["%Y-%m-%d"])
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="As CSV.")] = False,
) -> None:
    """How well it goes, by service or area: both clocks, what was truly done, and what both sides think of it.

    Below it stand the quiet wards: those with fewer cases in the last 12 months than their size makes usual, where the
    need is high. `--by ward` compares them all.
    """
    from bot.commands.measures import show, show_wards

    if by == "ward":
        raise typer.Exit(show_wards(as_csv=csv))
    if by not in ("service", "area"):
        raise typer.BadParameter("service, area or ward", param_hint="--by")
    raise typer.Exit(show("area" if by == "area" else "service", since, as_csv=csv))


@app.command()
def influence(
    first: Annotated[
        datetime | None,
        typer.Option("--from", help="The first day; 90 days ago without it.", formats=["%Y-%m-%d"]),
    ] = None,
    until: Annotated[
        datetime | None, typer.Option("--to", help="The last day; today without it.", formats=["%Y-%m-%d"])
    ] = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", help="Write it there, for a spreadsheet.", dir_okay=False)
    ] = None,
) -> None:
    """What members' views changed: each service change, by ward, whose views were sought, how many came, what came of them.

    It lists changes and never sums up by member. The days are those on which the ward's members were told.
    """
    from bot.commands.influence import show

    raise typer.Exit(show(first.date() if first else None, until.date() if until else None, csv))


@app.command()
def erase(
    case: Annotated[
        list[str] | None,
        typer.Option(
            help="All words of this case, and of its whole message. May be given again.", metavar="REFERENCE"
        ),
    ] = None,
    person: Annotated[
        str, typer.Option(help="All that this person wrote, everywhere: a key of people.csv.", metavar="KEY")
    ] = "",
    text: Annotated[
        str,
        typer.Option(
            help="A resident's name, telephone number or e-mail address, wherever it was written; with - it is read "
            "from standard input, so that it stands in no list of processes."
        ),
    ] = "",
    confirm: Annotated[
        str,
        typer.Option(
            help="With --text: on which of the cases that were found it is this resident, with commas between; or all.",
            metavar="REFERENCES",
        ),
    ] = "",
    by: Protector = "",
    why: Annotated[str, typer.Option(help="Why: it stands in the certificate. Name no resident there.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
) -> None:
    """Erase words for good: from the database, the search, what was learned, and Slack; with a certificate.

    Cases stay as figures, and the history still verifies. With --text only what is found goes, and the words around it
    stay; without --confirm the cases are listed and nothing is done.
    """
    from bot.commands.erase import Asked, erase

    raise typer.Exit(erase(Asked(tuple(case or ()), person, text, confirm), by=by, why=why, dry_run=dry_run))


@app.command()
def certificate(
    number: Annotated[int | None, typer.Argument(help="Which; without it, the newest are listed.")] = None,
) -> None:
    """Print the certificate of an erasure, with how far its posts in Slack have come since."""
    from bot.commands.erase import certificate

    raise typer.Exit(certificate(number))


@app.command()
def retention(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only list what would go: references, services and dates.")
    ] = False,
    by: Protector = "",
    why: Annotated[str, typer.Option(help="Why: it stands in the certificate.")] = "",
) -> None:
    """Erase the words of cases that closed longer ago than the council keeps them (the standards `keep_words`).

    A running bot does the same once a day where the standard `retention` is yes. Where somebody was at risk, only a
    person decides: those are listed, and `erase --case` erases them.
    """
    from bot.commands.retention import retention

    raise typer.Exit(retention(by=by, why=why, dry_run=dry_run))


@app.command()
def access(
    out: Annotated[Path, typer.Option(help="A new folder for the files.", file_okay=False)],
    person: Annotated[str, typer.Option(help="About this person: a key of people.csv.", metavar="KEY")] = "",
    text: Annotated[
        str,
        typer.Option(
            help="About a resident: a name, number or address; with - it is read from standard input."
        ),
    ] = "",
    loose: Annotated[
        bool,
        typer.Option(
            "--loose", help="Also what belongs to no case. Read it first: somebody at risk may be in it."
        ),
    ] = False,
    by: Protector = "",
) -> None:
    """Write down everything that is held about a person, for their own request to see it.

    Other people's details are masked; cases where somebody is at risk are left out and named here, for a person to decide.
    What belongs to no case is left out too, and counted.
    """
    from bot.commands.access import access

    raise typer.Exit(access(out, person=person, text=text, by=by, loose=loose))


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


if __name__ == "__main__":  # python -m bot.cli
    main()
