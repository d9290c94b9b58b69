"""Whether the history is what was written: every chain link by link, and every checkpoint's word on where the chains
ended. The first thing that is wrong is named in words. What is chained, and how: storage/history.py, checkpoints.py."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from casework.working_time import LONDON
from storage import Session, checkpoints
from storage import history as rows
from storage.cases import Case, by_reference
from storage.checkpoints import Checkpoint
from storage.words import covering

# How many entries were looked at, of how many.
Report = Callable[[int, int], None]


@dataclass(frozen=True)
class Broken:
    """One thing that is wrong: where, what, and what the checkpoints say about since when."""

    where: str
    what: str
    since: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (f"{self.where}: {self.what}", self.since) if part)


@dataclass
class Verdict:
    """What was looked at, and the first thing that is wrong. `last` is the newest checkpoint."""

    entries: int = 0
    chains: int = 0
    checkpoints: int = 0
    last: Checkpoint | None = None
    broken: Broken | None = None


def chain_of(session: Session, reference: str) -> int | None:
    """The number of a case's chain; also of a case that is gone, where a checkpoint saw it."""
    case = by_reference(session, reference)
    return case.id if case else checkpoints.chain_of(session, reference.upper())


def verify(
    session: Session, *, chain: int | None = None, report: Report = lambda _done, _all: None
) -> Verdict:
    """Look at everything, or at one chain; stops at the first fault. A million entries need no more memory than a
    thousand."""
    verdict = Verdict(last=checkpoints.newest(session))
    verdict.broken = _broken_chain(session, verdict, chain, report) or _cut_chain(session, chain)
    if chain is None and verdict.broken is None:
        verdict.broken = _case_without_history(session) or _broken_checkpoint(session, verdict)
    return verdict


def _broken_chain(session: Session, verdict: Verdict, chain: int | None, report: Report) -> Broken | None:
    total, redacted = rows.count(session, chain), rows.redactions(session, chain)
    for _, entries in groupby(rows.walk(session, chain), key=lambda entry: entry.chain):
        verdict.chains += 1
        number, digest = 0, ""
        for entry in entries:
            what = _wrong(entry, number, digest, redacted)
            if what:
                return Broken(_where(session, entry), what, _since(session, entry.chain, number))
            number, digest = entry.number, entry.digest
            verdict.entries += 1
            if verdict.entries % 1_000 == 0:
                report(verdict.entries, total)
    return None


def _wrong(entry: Any, number: int, digest: str, redacted: Mapping[int, str | None]) -> str:
    """What is wrong with an entry that should follow on the one with this number and digest. Empty: nothing."""
    if entry.number != number + 1:
        gone = (
            f"Entry {number + 1} is"
            if entry.number == number + 2
            else f"Entries {number + 1} to {entry.number - 1} are"
        )
        return f"{gone} missing before it."
    if entry.previous != digest:
        return "It does not follow on the entry before it: one of the two was put there later."
    if rows.digest(entry) != entry.digest:
        return "It is not what was written: something of it was changed later."
    if entry.words_id is not None and not _has_its_words(entry, redacted):
        return "Its words are not those that were kept with it: they were changed later."
    return ""


def _has_its_words(entry: Any, redacted: Mapping[int, str | None]) -> bool:
    """Erased words have neither text nor salt any more, and that is no fault; nor where a later entry covers what they
    have been since a resident's name was taken out."""
    if entry.salt is None:
        return not entry.text
    return covering(entry.salt, entry.text) in (entry.words_digest, redacted.get(entry.words_id))


def _cut_chain(session: Session, chain: int | None) -> Broken | None:
    """The first end of a chain that a checkpoint saw and that is not there, or is another entry now."""
    end = checkpoints.first_unkept(session, chain)
    if end is None:
        return None
    name = end.reference or _name(session, end.chain)
    last, _ = rows.head(session, end.chain)
    if last < end.number:
        end = checkpoints.newest_end(session, end.chain) or end
    had = f"the checkpoint of {end.day:%-d %B %Y} had"
    if last == 0:
        return Broken(name, f"Its whole history is missing: {had} {end.number} entries of it.")
    if last < end.number:
        return Broken(
            f"{name}, entry {last + 1}",
            f"Missing, with all after it: {had} {end.number}.",
            _since(session, end.chain, last),
        )
    since = _since(session, end.chain, end.number - 1)
    return Broken(
        f"{name}, entry {end.number}", f"It is another one than {had}: the chain was written anew.", since
    )


def _since(session: Session, chain: int, number: int) -> str:
    """Up to which entry, not beyond `number`, the chain is as a checkpoint has it."""
    seen = checkpoints.last_kept(session, chain, number)
    if seen is None:
        return "No checkpoint is older than that."
    return f"Up to entry {seen.number} it is as the checkpoint of {seen.day:%-d %B %Y} has it."


def _case_without_history(session: Session) -> Broken | None:
    reference = rows.first_case_without(session)
    return Broken(reference, "It has no history.") if reference else None


def _broken_checkpoint(session: Session, verdict: Verdict) -> Broken | None:
    before = 0, ""
    for checkpoint in checkpoints.all_in_order(session):
        where = f"The checkpoint of {checkpoint.day:%-d %B %Y} (number {checkpoint.number})"
        if checkpoint.number != before[0] + 1:
            return Broken(where, f"Checkpoint {before[0] + 1} is missing before it.")
        if checkpoint.previous != before[1]:
            return Broken(where, "It does not follow on the checkpoint before it.")
        if checkpoints.digest(checkpoint, checkpoints.heads(session, checkpoint.number)) != checkpoint.digest:
            return Broken(where, "It is not what was written: something of it was changed later.")
        before = checkpoint.number, checkpoint.digest
        verdict.checkpoints += 1
    if checkpoints.last_noted(session) > before[0]:
        return Broken(f"Checkpoint {before[0] + 1}", "It is missing, and what it noted is still there.")
    return None


def _where(session: Session, entry: Any) -> str:
    at = entry.at.astimezone(LONDON)
    event = entry.event.replace("_", " ")
    return f"{_name(session, entry.chain)}, entry {entry.number} ({event}, {at:%-d %B %Y %H:%M})"


def _name(session: Session, chain: int) -> str:
    if chain > 0:
        case = session.get(Case, chain)
        return case.reference if case else f"A case that is gone (id {chain})"
    return f"Enquiry {-chain}" if chain else "What concerns no case"
