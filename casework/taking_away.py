"""What Wardline posted goes from Slack again: which posts, files and cards tell of words that are erased. They leave by
the outbox like everything else, and the certificate follows each until it is done."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casework import cover_notices
from casework.notifications import person_recipient
from casework.rules import rules
from storage import Session, cards, history, joins, offers, outbox, tasks
from storage.cards import Card
from storage.cases import Case
from storage.certificates import TakenAway
from storage.outbox import OutboxRow

# Lists of what is with somebody: they name no case in their facts, and are read when they are sent.
_LISTS = frozenset({"pack", "contacts_changed", *cover_notices.KINDS})
_PEOPLE = ("to", "from", "contact", "owner")


@dataclass(frozen=True)
class About:
    """`cases` and `enquiries`: whatever was posted about them goes. Of all else, only what tells of these."""

    cases: tuple[Case, ...] = ()
    enquiries: frozenset[int] = frozenset()
    words: frozenset[int] = frozenset()
    messages: frozenset[int] = frozenset()
    questions: frozenset[int] = frozenset()
    entries: frozenset[int] = frozenset()
    files: frozenset[int] = frozenset()
    handovers: frozenset[int] = frozenset()
    beside: tuple[Case, ...] = ()  # only some of what was said on them goes: their cards are shown anew


def posts(session: Session, about: About) -> list[OutboxRow]:
    """What stands in Slack of it, or is on its way there; not what is being taken away already."""
    whole = frozenset(case.id for case in about.cases)
    lists = _readers(session, about.cases)
    references = frozenset(case.reference for case in about.cases)
    near = whole | {case.id for case in about.beside}
    found: dict[int, OutboxRow] = {}
    for row in outbox.standing(session, cases=near, enquiries=about.enquiries):
        is_whole = row.case_id in whole or row.enquiry_id in about.enquiries
        if is_whole or _tells(row.facts, about, whole, references) or _lists(row, lists):
            found[row.id] = row
    return list(found.values())


def take_away(
    session: Session,
    certificate: int,
    about: About,
    rows: Iterable[OutboxRow],
    *,
    with_cards: bool,
    now: datetime,
) -> Counter[str]:
    """How many posts, files and cards are to go, or to be shown anew. `with_cards`: the cards go too."""
    counts: Counter[str] = Counter()
    for row in rows:
        what = "file" if row.method == "upload" else "post"
        _put(
            session,
            certificate,
            what,
            row.recipient,
            {"row": row.id},
            after=row.id,
            case=row.case_id,
            now=now,
        )
        counts[what] += 1
    for card in _cards(session, about):
        if with_cards or _is_gone(session, card, now):
            _put(session, certificate, "card", card.recipient, {"card": card.id}, case=card.case_id, now=now)
        else:
            cards.refresh(session, card, now=now)
            waiting = outbox.waiting_refresh(session, card.id)
            if waiting is not None:
                session.merge(
                    TakenAway(
                        outbox_id=waiting, certificate_id=certificate, what="card", recipient=card.recipient
                    )
                )
        counts["card"] += 1
    session.flush()
    return counts


def _put(
    session: Session, certificate: int, what: str, recipient: str, facts: dict[str, Any], *,
    now: datetime, after: int | None = None, case: int | None = None,
) -> None:  # fmt: skip
    name = "_".join(f"{noun}{number}" for noun, number in facts.items())
    row = outbox.put(
        session, recipient=recipient, kind="erased", facts=facts, now=now,
        method="unshare" if what == "file" else "delete", after_id=after, case_id=case,
        dedup=f"erased:{certificate}:{name}",
    )  # fmt: skip
    if row is not None:
        session.add(TakenAway(outbox_id=row, certificate_id=certificate, what=what, recipient=recipient))


def _tells(facts: dict[str, Any], about: About, cases: frozenset[int], references: frozenset[str]) -> bool:
    named: dict[str, frozenset[Any]] = {
        "case": cases, "cases": cases, "about": cases, "references": references, "reference": references,
        "message": about.messages, "question": about.questions, "history": about.entries, "entry": about.entries,
        "file": about.files, "files": about.files, "words": about.words, "handover": about.handovers,
    }  # fmt: skip
    return any(
        not among.isdisjoint(value if isinstance(value, list) else [value])
        for name, value in facts.items()
        if (among := named.get(name)) and isinstance(value, int | str | list)
    )


def _readers(session: Session, cases: Iterable[Case]) -> list[tuple[Case, frozenset[str]]]:
    """Of each case, whom a list of what is with them may have named it to."""
    found = []
    for case in cases:
        keys = {case.contact, case.owner, case.member}
        for entry in history.of_case(session, case.id):
            keys |= {str(entry.facts[name]) for name in _PEOPLE if isinstance(entry.facts.get(name), str)}
        recipients = frozenset(filter(None, (person_recipient(session, key) for key in keys)))
        found.append((case, recipients))
    return found


def _lists(row: OutboxRow, readers: list[tuple[Case, frozenset[str]]]) -> bool:
    return row.kind in _LISTS and any(
        row.recipient in recipients
        and case.opened_at <= row.created_at
        and (case.closed_at is None or row.created_at <= case.closed_at)
        for case, recipients in readers
    )


def _cards(session: Session, about: About) -> list[Card]:
    """Those that stand: the cases' own, their message's, their tasks' and offers', and those that suggest them."""
    found: dict[int, Card] = {}
    for case in (*about.cases, *about.beside):
        standing = [*cards.of_case(session, case.id), *cards.of_enquiry(session, case.enquiry_id)]
        for task in tasks.of_case(session, case.id):
            standing += cards.of_task(session, task.id)
        for offer in offers.of_case(session, case.id):
            standing += cards.of_offer(session, offer.id)
        found |= {card.id: card for card in standing if card.ts is not None}
    return list(found.values())


def refresh_suggestions(session: Session, cases: Iterable[Case], *, now: datetime) -> None:
    """Other cases' cards that show these beside them."""
    beside = {other for case in cases for other in joins.suggested_on(session, case.id)}
    beside |= {other.id for case in cases for other in joins.joined_with(session, case.id)}
    for other in sorted(beside - {case.id for case in cases}):
        for card in cards.of_case(session, other):
            if card.ts is not None:
                cards.refresh(session, card, now=now)


def _is_gone(session: Session, card: Card, now: datetime) -> bool:
    """Whoever left is posted nothing, so that their card goes."""
    kind, _, slack_id = card.recipient.partition(":")
    person = rules(session).by_slack_id(slack_id) if kind == "user" else None
    return person is not None and rules(session).is_gone(person.key, now)
