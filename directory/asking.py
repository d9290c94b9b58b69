"""A message that was read as a question becomes a question to the directory: which service, place, body, portfolio and
day it is about. The names of bodies and portfolios are found here, as they stand in the directory today."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from datetime import date
from typing import Any, get_args

from directory.answers import Question, QuestionKind
from directory.body_answers import bodies_for
from directory.council import BodyKind
from directory.matching.bodies import named
from directory.matching.days import day_of
from directory.matching.reading import Issue, Reading
from directory.matching.text import words
from directory.register import Register
from directory.responsibility import Roster

# From this probability on a question is answered: the answer names the service, so that a wrong one is seen at once.
LIKELY = 0.6
# What the matcher calls a question; those about cases are casework's to answer.
_KINDS: dict[str, QuestionKind] = {kind: kind for kind in get_args(QuestionKind)}
_BODY_KINDS: dict[str, BodyKind] = {
    "partnership": "partnership", "partnerships": "partnership", "committee": "committee",
    "committees": "committee", "cttee": "committee", "partners": "partner", "parish": "parish", "parishes": "parish", "town": "parish", "partner": "partner",
}  # fmt: skip


def question_of(text: str, reading: Reading, roster: Roster, register: Register, *, today: date) -> Question:
    issue = reading.issues[0] if reading.issues else None
    plain = _plain(reading, issue, day_of(text, today))
    match reading.question:
        case "sits" | "meets":
            return _about_body(text, plain, roster, register, today)
        case "body":
            return replace(plain, body_kind=_body_kind(text))
        case "portfolio":
            return _about_portfolio(issue, plain, register)
        case _:
            return plain


def as_kept(question: Question) -> dict[str, Any]:
    """As JSON can hold it. None of the asker's words are kept but the place's name."""
    found = asdict(question)
    return {**found, "on": question.on.isoformat() if question.on else None}


def from_kept(found: Mapping[str, Any]) -> Question:
    """`found` may hold other things besides."""
    kept: dict[str, Any] = {each.name: found[each.name] for each in fields(Question) if each.name in found}
    for name in ("others", "wards", "bodies"):
        kept[name] = tuple(kept.get(name) or ())
    kept["on"] = date.fromisoformat(kept["on"]) if kept.get("on") else None
    return Question(**kept)


def _plain(reading: Reading, issue: Issue | None, on: date | None) -> Question:
    place = issue.place if issue else None
    services = [candidate.key for candidate in issue.services] if issue else []
    sure = issue is not None and (
        issue.decision in ("sure", "emergency") or bool(issue.services and issue.services[0].score >= LIKELY)
    )
    kind = _KINDS.get(reading.question or "who", "who")
    return Question(
        kind=kind,
        service=services[0] if services and kind != "covers" else None,
        is_sure=sure,
        others=tuple(services[1:3]),
        place=place.text if place else "",
        wards=place.wards if place else (),
        is_outside=bool(place and place.outside),
        on=on,
    )


def _about_body(text: str, plain: Question, roster: Roster, register: Register, today: date) -> Question:
    """By its name; else the bodies of that kind in the place that was named; else the one that comes nearest. Where
    nothing comes near, it is an ordinary question."""
    names = [body.name for body in register.bodies]
    found = named(text, names)
    if found is None or not found.is_exact:
        there = _bodies_there(text, plain, roster, register, plain.on or today)
        if there:
            return replace(plain, bodies=there, is_exact=False)
    if found is None:
        return replace(plain, kind="who")
    return replace(
        plain, bodies=tuple(register.bodies[at].key for at in found.numbers), is_exact=found.is_exact
    )


def _bodies_there(
    text: str, plain: Question, roster: Roster, register: Register, on: date
) -> tuple[str, ...]:
    kind = _body_kind(text)
    if kind is None or not plain.wards:
        return ()
    found = bodies_for(register, roster, kind=kind, service=None, place=plain.place, wards=plain.wards, on=on)
    return tuple(each.body.key for each in found.bodies)


def _body_kind(text: str) -> BodyKind | None:
    return next((_BODY_KINDS[word] for word in words(text) if word in _BODY_KINDS), None)


def _about_portfolio(issue: Issue | None, plain: Question, register: Register) -> Question:
    """The portfolio, where it is all that was named; else the service; else the portfolio that was named besides."""
    names = list(dict.fromkeys(row.portfolio for row in register.portfolios))
    text = issue.text if issue else ""
    found = named(text, names)
    if found is None or len(found.numbers) != 1:
        return plain
    name = names[found.numbers[0]]
    is_all = len(words(text)) <= len(words(name)) + 1
    return replace(plain, portfolio=name) if is_all or not (plain.service and plain.is_sure) else plain
