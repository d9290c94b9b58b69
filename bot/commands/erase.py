"""`wardline erase` and `wardline certificate`: words go for good, and what went and what could not is written down."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.commands import opening
from bot.commands.screen import progress, say, table, warn
from casework import data_protection, erasing
from casework.certificates import certificate_facts, listed, prove_all
from casework.erasing import Reach, Target
from casework.errors import CaseworkError
from casework.rules import rules
from casework.working_time import LONDON
from storage import Session
from storage.certificates import Certificate
from storage.database import Database
from storage.scrubbing import scrub
from views.certificates import text_of

NOT_SCRUBBED = (
    "note: the words are erased, but the database was in use, so that its files on the disk still hold them. Close what "
    "reads it, a backup or another tool, or stop the bot; then ask for the same again."
)


@dataclass(frozen=True)
class Asked:
    """What was asked on the command line: one of the first three."""

    cases: tuple[str, ...]
    person: str
    text: str
    confirm: str


@opening.says()
def erase(asked: Asked, *, by: str, why: str, dry_run: bool) -> int:
    """0 when it is done, or listed; 1 where it was refused; 2 where what was asked is not clear."""
    if sum(map(bool, (asked.cases, asked.person, asked.text))) != 1:
        warn("Give one of --case, --person and --text.")
        return 2
    asked = replace(asked, text=read_text(asked.text))
    with opening.at_hand() as (database, now):
        try:
            number = _erase(database, asked, by, why, dry_run=dry_run, now=now)
        except CaseworkError as refused:
            warn(refused.says)
            return 1
        if number:
            finish(database, number)
    return 0


def _erase(database: Database, asked: Asked, by: str, why: str, *, dry_run: bool, now: datetime) -> int:
    """The certificate's number; 0 where it was only to be looked at."""
    with database.read() as session:
        data_protection.insist(session, by, now=now)
        target = _target(session, asked)
        _say_reach(session, erasing.reach(session, target))
    if dry_run or (asked.text and not asked.confirm):
        _say_undone(asked, dry_run=dry_run)
        return 0
    reason = data_protection.reason(why, never=target.pattern)

    def work(session: Session) -> int:
        person = data_protection.insist(session, by, now=now)
        return erasing.carry_out(session, _target(session, asked), by=person, why=reason, now=now).id

    return database.transact(work)


@opening.says()
def certificate(number: int | None) -> int:
    with opening.at_hand() as (database, _), database.read() as session:
        if number is None:
            table(("certificate", "when", "of", "by", "cases"), map(_line, listed(session)))
            return 0
        try:
            say(text_of(certificate_facts(session, number)).rstrip())
        except CaseworkError as refused:
            warn(refused.says)
            return 1
    return 0


def _line(row: Certificate) -> tuple[str, ...]:
    when = f"{row.at.astimezone(LONDON):%d %b %Y %H:%M}"
    return f"{row.id}", when, row.kind, row.by or "Wardline", f"{len(row.references):,}"


def finish(database: Database, number: int) -> None:
    """Nothing of it is left below the rows, the whole history is proved once more, and the certificate is printed."""
    if not scrub(database):
        warn(NOT_SCRUBBED)
    with progress("Verifying the history and rebuilding every case"):
        database.transact(lambda session: prove_all(session, number))
    with database.read() as session:
        say(text_of(certificate_facts(session, number)).rstrip())


def read_text(text: str) -> str:
    """What was given; or, for a dash, a line of standard input: a name on the command line is seen in every list of
    processes."""
    return sys.stdin.readline().strip() if text == "-" else text


def _target(session: Session, asked: Asked) -> Target:
    if asked.person:
        return erasing.of_person(session, asked.person)
    if asked.cases:
        return erasing.whole_cases(session, asked.cases)
    found = erasing.of_text(session, asked.text)
    return (
        found if asked.confirm in ("", "all") else erasing.only_on(session, found, _references(asked.confirm))
    )


def _references(confirm: str) -> Sequence[str]:
    return [each for each in confirm.replace(",", " ").split() if each]


def _say_reach(session: Session, found: Reach) -> None:
    """What would go, by its numbers; never what it says."""
    services = rules(session)
    rows = []
    for case in found.cases:
        service = services.service(case.service)
        closed = f"{case.closed_at.astimezone(LONDON):%d %b %Y}" if case.closed_at else "open"
        opened = f"{case.opened_at.astimezone(LONDON):%d %b %Y}"
        at_risk = "at risk" if case.restricted else ""
        rows.append((case.reference, service.name if service else "to be confirmed", opened, closed, at_risk))
    table(("case", "service", "opened", "closed", ""), rows)
    counted = erasing.counts_of(found)
    say(", ".join(f"{what}: {number:,}" for what, number in counted.items()))


def _say_undone(asked: Asked, *, dry_run: bool) -> None:
    if asked.text and not dry_run:
        say(
            "Nothing was erased. Look at each of these cases; then the same again with --confirm and the references on "
            "which it is this resident, or --confirm all (also what is on no case)."
        )
    else:
        say("Nothing was erased: this is what would go.")
