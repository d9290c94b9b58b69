"""The handover pack as a plain text file that can be read in Slack, printed and kept; and the form to ask for it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from casework.facts import OfferFacts, Pack, PackCase, PackPart
from views.blocks import Block, context, field, modal, select
from views.words import LONDON, day, next_step


def ask(offered: Sequence[tuple[str, str]]) -> Block:
    return modal(
        "pack.ask",
        "Handover pack",
        [
            field("what", "Of what?", select("what", "Choose one", offered, chosen=offered[0][0])),
            context("What is open there: the last contact, what is due next, by when and by whom. It comes as a file in your messages."),
        ],
        submit="Send it to me",
    )  # fmt: skip


def name_of(pack: Pack) -> str:
    return f"handover-pack-{pack.at.astimezone(LONDON):%Y-%m-%d}.txt"


def text_of(pack: Pack) -> str:
    """One part after the other; in each, the cases of one member after those of another."""
    lines = [f"Handover pack for {pack.person}", f"As at {_moment(pack.at)}", ""]
    for part in pack.parts:
        lines += [*_part(part, for_staff=pack.for_staff), ""]
    return "\n".join(lines)


def _part(part: PackPart, *, for_staff: bool) -> Iterator[str]:
    count = len(part.cases)
    yield part.name
    yield "=" * len(part.name)
    yield f"{count} unfinished case{'' if count == 1 else 's'}{'' if for_staff else ' that you may see'}."
    if part.hidden:
        more = f"{part.hidden} more {'is' if part.hidden == 1 else 'are'} open here"
        yield f"{more}, not shared by the member who raised {'it' if part.hidden == 1 else 'them'}."
    for member, cases in groupby(part.cases, key=lambda case: case.member):
        if member:
            yield from ("", f"Raised by {member}", "-" * len(f"Raised by {member}"))
        for case in cases:
            yield from ("", *_case(case))


def _case(case: PackCase) -> Iterator[str]:
    line = case.line
    hidden = "somebody is at risk: see its own channel" if line.restricted else "kept brief: see its card"
    about = f"{line.service}, {line.place}" if line.service else hidden
    yield f"{line.reference}  {about}{'  LATE' if line.late else ''}"
    if case.last:
        words = f": “{case.last.words}”" if case.last.words else ""
        yield f"    Last contact: {day(case.last.at)}, {case.last.what}{words}"
    if line.next:
        yield f"    Next: {next_step(line.next)}"
    contact = f"; the member's contact is {line.contact}" if line.contact != line.owner else ""
    yield f"    With: {line.owner}{contact}"
    for task in case.tasks:
        confirmed = "confirmed for" if task.state == "accepted" else "wanted by"
        yield f"    Waiting: {task.called}: {task.officer.name}, {confirmed} {day(task.due)}{', LATE' if task.is_overdue else ''}"
    for offer in case.offers:
        yield f"    Waiting: {offer.body}: {_of_offer(offer)}{', silent' if offer.silences else ''}"


def _of_offer(offer: OfferFacts) -> str:
    if offer.state == "offered" or offer.news_at is None:
        return f"offered, reply wanted by {day(offer.reply_by)}"
    reference = f", their {offer.their_reference}" if offer.their_reference else ""
    return f"accepted by {offer.answered_by}{reference}, next news by {day(offer.news_at)}"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%-d %B %Y, %H:%M}"
