"""`wardline history`: whether it is what was written, whether every case is what it makes it, and what happened to one."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from bot.commands import opening
from bot.commands.screen import progress, say, table, warn
from casework import rebuilding
from casework.rules import Rules, rules
from casework.verification import Verdict, chain_of
from casework.verification import verify as look_at
from casework.words import text_of
from casework.working_time import LONDON
from storage import Session, cases, checkpoints
from storage.cases import Case
from storage.history import of_case

_DIGEST = re.compile("[0-9a-f]{64}")
MOST = 50  # differences that are named
COLUMNS = ("entry", "when", "who", "what", "details")


@opening.says()
def verify(reference: str, kept: str) -> int:
    """0 where everything is what was written; 1 with the first thing that is not; 2 where what was asked is not clear."""
    kept = kept.strip().lower()
    if kept and not _DIGEST.fullmatch(kept):
        warn("--kept wants a whole digest: 64 digits from 0 to 9 and a to f, as the checkpoint had it.")
        return 2
    with _reading() as session:
        chain = chain_of(session, reference) if reference else None
        if reference and chain is None:
            return _unknown(reference)
        with progress("Looking at the history") as report:
            verdict = look_at(session, chain=chain, report=report)
        if verdict.broken:
            say(str(verdict.broken))
            return 1
        if kept and not checkpoints.is_known(session, kept):
            say(
                f"No checkpoint has the digest {kept}: the history has been written anew since, or cut; or it was mistyped, "
                "or this is another database."
            )
            return 1
    _say_whole(verdict, reference, kept)
    return 0


@opening.says()
def replay(reference: str) -> int:
    """0 where every case is what its history makes it; 1 with what is not."""
    with _reading() as session:
        if reference:
            case = cases.by_reference(session, reference)
            if case is None:
                return _unknown(reference)
            seen, found = 1, list(rebuilding.differences(session, [case]))
        else:
            seen, found = _replay_all(session)
    for difference in found[:MOST]:
        say(str(difference))
    if len(found) > MOST:
        say(f"and {len(found) - MOST:,} more like these.")
    if not found:
        said = "The case is" if reference else f"{seen:,} cases, and each is"
        say(f"{said} what the history makes it, with every clock.")
    return 1 if found else 0


@opening.says()
def show(reference: str, *, words: bool) -> int:
    """What happened to a case, the newest last. Nobody's words, unless they are asked for."""
    with _reading() as session:
        case = cases.by_reference(session, reference)
        if case is None:
            return _unknown(reference)
        lines = list(_lines(session, case, words=words))
    table((*COLUMNS, "words") if words else COLUMNS, lines)
    return 0


@contextmanager
def _reading() -> Iterator[Session]:
    database = opening.database(opening.settings(needs_slack=False).database_url)
    with database.read() as session:
        yield session
    database.dispose()


def _unknown(reference: str) -> int:
    warn(f"There is no case {reference.upper()}.")
    return 2


def _say_whole(verdict: Verdict, reference: str, kept: str) -> None:
    if reference:
        say(f"{reference.upper()}: {verdict.entries:,} entries, each as it was written.")
    else:
        say(
            f"The history is whole: {verdict.entries:,} entries in {verdict.chains:,} chains, "
            f"{verdict.checkpoints:,} checkpoints."
        )
    if kept:
        say("The digest that you kept is that of one of its checkpoints.")
    elif verdict.last:
        say(f"The newest checkpoint is of {verdict.last.day:%-d %B %Y}: {verdict.last.digest}")


def _replay_all(session: Session) -> tuple[int, list[rebuilding.Difference]]:
    """How many cases there are, and the first differences with one more than are named."""
    total, seen, found = cases.count(session), 0, []
    with progress("Rebuilding every case") as report:
        for looked_at, different in rebuilding.all_differences(session):
            seen += looked_at
            found += different
            report(seen, total)
    return seen, found


def _lines(session: Session, case: Case, *, words: bool) -> Iterator[tuple[str, ...]]:
    found = rules(session)
    for entry in of_case(session, case.id):
        at = entry.at.astimezone(LONDON)
        who = _person(found, entry.actor) if entry.actor else "Wardline"
        details = "; ".join(_details(found, entry.facts, restricted=case.restricted))
        said = (text_of(session, entry.words_id) or ("(erased)" if entry.words_id else ""),) if words else ()
        yield (
            str(entry.number),
            f"{at:%d %b %Y %H:%M}",
            who,
            entry.event.replace("_", " "),
            details,
            *said,
        )


# What of an entry's facts a person reads, and how it is called. The rest is there for rebuilding.
_PEOPLE = {
    "contact": "contact",
    "owner": "owner",
    "from": "from",
    "to": "to",
    "lead": "lead",
    "clerk": "clerk",
}
_PLAIN = {
    "street": "street", "wards": "ward", "area": "area", "clock": "clock", "kind": "outcome", "date": "on",
    "due": "was due", "why": "why", "waiting_for": "waiting for", "with": "with", "into": "into", "out_of": "out of",
    "of": "of",
    "flag": "flag",
    "parish": "parish", "due_now": "due now", "level": "sharing",
}  # fmt: skip


def _details(found: Rules, facts: Mapping[str, Any], *, restricted: bool) -> Iterator[str]:
    """Where somebody is at risk, the street is told to nobody here."""
    if isinstance(after := facts.get("after"), Mapping):
        before = facts.get("before") or {}
        facts = {**facts, **{name: value for name, value in after.items() if before.get(name) != value}}
    if facts.get("service"):
        service = found.service(facts["service"])
        yield service.name if service else facts["service"]
    for name, label in _PLAIN.items():
        if facts.get(name) and not (restricted and name == "street"):
            value = facts[name]
            yield f"{label} {', '.join(value) if isinstance(value, list) else value}"
    for name, label in _PEOPLE.items():
        if facts.get(name):
            yield f"{label} {_person(found, facts[name])}"


def _person(found: Rules, key: str) -> str:
    person = found.person(key)
    return person.name if person else key
