"""Erasing words for good: a case's, all of one person's, or a resident's name wherever somebody wrote it. What stays are
the cases as figures and the history, which verifies and rebuilds as before; and a certificate of what went and what could
not. Where words stand is storage/erasing.py's to know; what goes from Slack, taking_away.py's."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from casework import taking_away, traces
from casework.errors import NoSuchCase, NotUnderstood
from casework.history import record
from casework.masking import mask
from casework.rebuilding import differences
from casework.rules import local_day, rules
from casework.taking_away import About
from casework.verification import verify
from directory.council import Person
from storage import Session, cards, checkpoints, history, outbox, search
from storage import cases as case_rows
from storage import erasing as rows
from storage.cases import Case
from storage.certificates import Certificate
from storage.outbox import OutboxRow
from storage.words import Message


@dataclass(frozen=True)
class Target:
    """What is to go. `whole`: enquiries with everything on their cases. `words`: beyond these, only these words; with
    `pattern`, not the words but what is found in them."""

    kind: str
    whole: frozenset[int] = frozenset()
    words: frozenset[int] = frozenset()
    notices: frozenset[int] = frozenset()  # ward notices that somebody wrote
    person: str | None = None
    pattern: re.Pattern[str] | None = None
    everywhere: bool = False  # a pattern: also where no case is concerned


@dataclass(frozen=True)
class Reach:
    """What a target reaches, for a person to look at before: its cases, messages and posts, never what they say."""

    target: Target
    cases: tuple[Case, ...]
    about: About
    messages: tuple[Message, ...]
    posts: tuple[OutboxRow, ...]


# Targets


def whole_cases(session: Session, references: Collection[str]) -> Target:
    """All words of some cases; of a whole message, where that became several cases. Raises NoSuchCase."""
    return whole_enquiries(session, {_case(session, each).enquiry_id for each in references}, "case")


def whole_enquiries(session: Session, enquiries: Collection[int], kind: str) -> Target:
    return Target(kind, frozenset(enquiries), frozenset(rows.words_of(session, enquiries)))


def of_person(session: Session, key: str) -> Target:
    """Whatever one person wrote, everywhere. Raises NotUnderstood where nobody ever had that key."""
    words = rows.words_by(session, key)
    if not words and rules(session).person(key) is None:
        raise NotUnderstood(f"There is nobody with the key “{key}”, and no words of theirs.")
    notices = frozenset(rows.ward_notices_by(session, key))
    return Target("person", words=frozenset(words), notices=notices, person=key)


def of_text(session: Session, text: str) -> Target:
    """A resident's name, telephone number or e-mail address, wherever it was written. Raises NotUnderstood."""
    try:
        pattern = traces.pattern_of(text)
    except ValueError:
        raise NotUnderstood(
            f"Give at least {traces.SHORTEST} characters: what is shorter stands in words that are about nobody."
        ) from None
    return Target(
        "text", words=frozenset(rows.words_with(session, pattern)), pattern=pattern, everywhere=True
    )


def only_on(session: Session, target: Target, references: Collection[str]) -> Target:
    """Of what was found, what stands on these cases: a person has said that it is about the resident."""
    wanted = {_case(session, each).id for each in references}
    naming = rows.cases_naming(session, target.words)
    words = frozenset(words_id for words_id, cases in naming.items() if cases & wanted)
    return replace(target, words=words, everywhere=False)


def _case(session: Session, reference: str) -> Case:
    case = case_rows.by_reference(session, reference)
    if case is None:
        raise NoSuchCase(f"There is no case {reference.upper()}.")
    return case


# Before


def reach(session: Session, target: Target) -> Reach:
    """What would go, counted. Changes nothing."""
    cleared = target.whole | rows.raised_by(session, target.words)
    whole = rows.cases_of(session, cleared)
    naming = rows.cases_naming(session, target.words)
    beside = {each for cases in naming.values() for each in cases} - {case.id for case in whole}
    others = [session.get_one(Case, each) for each in sorted(beside)]
    messages = rows.messages_of(session, enquiries=target.whole, words=target.words)
    about = _about(session, target, whole, cleared, others, messages)
    cases = sorted([*whole, *others], key=lambda case: case.id)
    return Reach(target, tuple(cases), about, tuple(messages), tuple(taking_away.posts(session, about)))


def _about(
    session: Session, target: Target, whole: Sequence[Case], cleared: Collection[int], beside: Sequence[Case],
    messages: Sequence[Message],
) -> About:  # fmt: skip
    ids, known = [case.id for case in whole], {message.id for message in messages}
    entries = rows.rows_naming(session, "history", target.words) | {
        e.id for e in history.of_cases(session, ids)
    }
    entries |= rows.entries_about_notices(session, target.notices) if target.notices else set()
    return About(
        cases=tuple(whole),
        enquiries=frozenset(cleared),
        words=target.words,
        messages=frozenset(known),
        questions=frozenset(
            rows.questions_about(session, cases=ids, enquiries=cleared, messages=known)
            | rows.rows_naming(session, "questions", target.words)
        ),
        entries=frozenset(entries),
        files=frozenset(rows.files_in(session, known) | _files_named(session, target, [*whole, *beside])),
        handovers=frozenset(rows.rows_naming(session, "handovers", target.words)),
        beside=tuple(beside),
    )


def _files_named(session: Session, target: Target, cases: Sequence[Case]) -> set[int]:
    """A resident's name may be in a file's alone, and so in the notice of it."""
    if target.pattern is None:
        return set()
    enquiries = None if target.everywhere else {case.enquiry_id for case in cases}
    return rows.files_named(session, target.pattern, enquiries=enquiries)


def counts_of(found: Reach) -> dict[str, int]:
    """How much it is, for whoever decides."""
    return {
        "words": len(found.target.words),
        "cases": len(found.cases),
        "messages": len(found.messages),
        "files": len(found.about.files),
        "posts in Slack": len(found.posts),
        "ward notices": len(found.target.notices),
    }


# The act


def carry_out(
    session: Session, target: Target, *, by: Person | None, why: str, now: datetime, with_cards: bool = False
) -> Certificate:
    """Erase it, tell Slack to forget it, and certify. `by` None: Wardline itself, by the council's own standard.

    `with_cards`: cards go from Slack too; else they stay and say that the words were erased."""
    before = _checkpoint(session, now)
    case_rows.hold(session, [case.id for case in reach(session, target).cases])
    session.expire_all()
    found = reach(session, target)  # as it is now that nobody else can change it
    certificate = Certificate(
        kind=target.kind, person=target.person, by=by.key if by else None, why=mask(why), at=now,
        references=[case.reference for case in found.cases], counts={}, left={}, before=before, after="", proof={},
    )  # fmt: skip
    session.add(certificate)
    session.flush()
    note = _Note(session, certificate, by, now)
    counts = _redact(found, note) if target.pattern else _erase(found, note)
    gone = taking_away.take_away(
        session, certificate.id, found.about, found.posts, with_cards=with_cards, now=now
    )
    taking_away.refresh_suggestions(session, found.cases, now=now)
    search.settle(session)
    certificate.counts = {**counts, **{f"{what}s in Slack": number for what, number in sorted(gone.items())}}
    certificate.left = _left(session, found, now)
    certificate.after = _checkpoint(session, now)
    certificate.proof = prove(session, found.cases)
    session.flush()
    return certificate


@dataclass(frozen=True)
class _Note:
    """The events of one act: that words went, never which."""

    session: Session
    certificate: Certificate
    by: Person | None
    now: datetime

    def __call__(self, event: str, case: Case | None, words_id: int | None = None) -> None:
        record(
            self.session, event, case=case, actor=self.by.key if self.by else None, words_id=words_id,
            facts={"certificate": self.certificate.id}, now=self.now,
        )  # fmt: skip


def _erase(found: Reach, note: _Note) -> dict[str, int]:
    session, target, now = note.session, found.target, note.now
    learned = rows.learned_from(session, target.words)
    person = rules(session).person(target.person or "")
    slack_id = person.slack_id if person is not None else None
    counts = {
        "words": rows.empty_words(session, target.words),
        "typed beside them": rows.empty_around(session, found.about.cases, now=now),
        "names of files": len(rows.empty_files(session, found.about.messages, now=now)),
        "events that were given up": rows.empty_events(
            session,
            {(m.channel, m.ts) for m in found.messages},
            threads=_threads(session, found),
            author=slack_id,
        ),
        "learned examples": learned,
        "ward notices": len(target.notices),
    }
    rows.empty_ward_notices(session, target.notices)
    rows.clear(session, target.whole, now=now)
    if slack_id:
        counts["messages kept before they were known"] = rows.forget_newcomer(session, slack_id)
    whole = outbox.of_cases(session, [case.id for case in found.about.cases], found.about.enquiries)
    counts["facts of posts"] = rows.strip_posts(session, {*whole, *(row.id for row in found.posts)})
    session.expire_all()
    for case in found.cases:
        note("words_erased", case)
    if not found.cases:
        note("words_erased", None)
    return {what: number for what, number in counts.items() if number}


def _threads(session: Session, found: Reach) -> set[tuple[str, str]]:
    """Where a case that goes whole is talked about."""
    raised = {(m.channel, m.ts) for m in found.messages if m.enquiry_id in found.target.whole}
    standing = [card for case in found.about.cases for card in cards.of_case(session, case.id)]
    return raised | {(card.channel, card.ts) for card in standing if card.channel and card.ts}


def _redact(found: Reach, note: _Note) -> dict[str, int]:
    """The words stay, without the resident. Each case's history says so, with a digest of what its words are now."""
    session, target = note.session, found.target
    assert target.pattern is not None
    blot = partial(traces.blotted, pattern=target.pattern)
    counts = {"words": rows.rewrite_words(session, target.words, blot)}
    only = None if target.everywhere else {case.id for case in found.cases}
    typed = rows.rewrite_typed(session, target.pattern, blot, cases=only)
    counts |= {f"rows of {table}": len(ids) for table, ids in typed.items()}
    naming = rows.cases_naming(session, target.words)
    for words_id, cases in sorted(naming.items()):
        for case_id in sorted(cases):
            note("words_redacted", session.get_one(Case, case_id), words_id)
        if not cases:
            note("words_redacted", None, words_id)
    for case_id in sorted(typed.get("cases", set()).difference(*naming.values())):
        note("words_redacted", session.get_one(Case, case_id))
    return counts


def _left(session: Session, found: Reach, now: datetime) -> dict[str, Any]:
    """What Wardline cannot erase: what people wrote and attached in Slack is theirs, copies are copies."""
    target = found.target
    in_slack = [message for message in found.messages if _stands_in_slack(message)]
    files = rows.slack_files(session, found.about.messages)
    day = local_day(now)
    left: dict[str, Any] = {
        "messages": [[m.channel, m.ts, m.person, m.said_at.isoformat()] for m in in_slack],
        "files": [[slack_file, m.channel, m.ts, m.person] for slack_file, m in files],
        "backups": [day.isoformat(), (day + timedelta(days=rules(session).backup_days(now))).isoformat()],
        "exported": bool(rows.learned_from(session, target.words)),
        "person": target.person or "",
    }
    if target.pattern is not None:
        left["columns"] = rows.holding(session, target.pattern)
    return left


def _stands_in_slack(message: Message) -> bool:
    """Not what was written in a form or a command: that stands nowhere."""
    return message.deleted_at is None and _TS.fullmatch(message.ts) is not None


def prove(session: Session, cases: Sequence[Case]) -> dict[str, Any]:
    """Whether the chains of these cases verify, and whether the cases are what their history makes them."""
    broken = [str(fault) for case in cases if (fault := verify(session, chain=case.id).broken)]
    wrong = [str(each) for each in differences(session, cases)]
    return {"cases": len(cases), "broken": broken, "different": wrong}


def _checkpoint(session: Session, now: datetime) -> str:
    """The newest, taken now where something was recorded since."""
    taken = checkpoints.take(session, local_day(now), now=now) or checkpoints.newest(session)
    return taken.digest if taken else ""


_TS = re.compile(r"\d+\.\d+")
