"""Answers to questions about the directory, as facts: who handles a service, who covers a place, how long it takes,
and what to ask when that is unclear. The words around the facts are in views; what a question means, in matching."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from directory.body_answers import (
    Bodies,
    CabinetMember,
    Meets,
    Sits,
    bodies_for,
    cabinet_member,
    found,
    meets,
    sits,
    stale_since,
)
from directory.council import Body, BodyKind, Mode, Person, Service, Standard
from directory.funding import Funds, areas_of, ended_on, funds
from directory.handling import Handler, WardCover, handlers_of, ward_cover
from directory.register import Register
from directory.responsibility import Roster, duty_officer

QuestionKind = Literal["who", "covers", "standard", "sits", "meets", "body", "portfolio", "funds"]

ACKNOWLEDGE_DAYS, ANSWER_DAYS = 1, 10  # where the council's standards say nothing


@dataclass(frozen=True)
class Question:
    """What was asked, as the matcher read it. `others` are the services that may be meant instead of `service`;
    `bodies` the keys of the one body that was named, or of those that may be. `on`: the day it is about, if any."""

    kind: QuestionKind
    service: str | None = None
    is_sure: bool = True
    others: tuple[str, ...] = ()
    place: str = ""
    wards: tuple[str, ...] = ()
    is_outside: bool = False
    bodies: tuple[str, ...] = ()
    is_exact: bool = True
    body_kind: BodyKind | None = None
    portfolio: str = ""
    on: date | None = None


@dataclass(frozen=True)
class Target:
    """How soon, in working days. A standard, not a promise of the day the work is done."""

    acknowledge_days: int
    answer_days: int
    is_own: bool  # the service's own standard, not the council's general one
    stale_since: date | None = None  # nobody has looked at the council's general one by then


@dataclass(frozen=True)
class Handles:
    """Who handles a service: one handler for each area the place is in, or for every area where no place was named."""

    service: Service
    place: str
    handlers: tuple[Handler, ...]
    target: Target
    stale_since: date | None  # nobody has looked at the entry by then, its review date
    funding_ended_on: date | None = None
    mode: Mode | None = None  # for staff only
    on: date | None = None  # where a day was asked about

    @property
    def is_stale(self) -> bool:
        return self.stale_since is not None


@dataclass(frozen=True)
class Covers:
    """Who covers a place: the handler for each of its areas, and each ward's members and bodies."""

    place: str
    handlers: tuple[Handler, ...]
    wards: tuple[WardCover, ...]
    on: date | None = None  # where a day was asked about


@dataclass(frozen=True)
class Takes:
    """How long an answer takes; `service` None: in general."""

    service: Service | None
    target: Target


@dataclass(frozen=True)
class Unclear:
    """What has to be asked first. `options` are the likeliest services, best first, or the bodies that may be meant;
    none: ask openly."""

    asks: Literal["service", "place", "body", "portfolio"]
    options: tuple[Service | Body, ...] = ()
    place: str = ""


@dataclass(frozen=True)
class Outside:
    """The place is not this council's. `contact` is the duty officer, for whoever still wants a person."""

    place: str
    contact: Person | None


Answer = Handles | Covers | Takes | Unclear | Outside | Sits | Meets | Bodies | CabinetMember | Funds


def answer(
    question: Question,
    roster: Roster,
    standards: Sequence[Standard],
    *,
    register: Register | None = None,
    on: date,
    for_staff: bool,
) -> Answer:
    """The same answer whoever asks, less what only staff see: owner, officer, mode and the reason. `on` is today; a
    question about another day is answered for that day."""
    on, register = question.on or on, register or Register()
    service = roster.service.get(question.service) if question.service else None
    if question.kind in ("sits", "meets"):
        return _about_body(question, roster, register, on)
    if question.kind == "standard":
        return _takes(question, roster, service, standards, on)
    if question.kind == "portfolio":
        sure = service if question.is_sure else None
        if not (question.portfolio or sure):
            return Unclear("portfolio", _options(question, roster))
        return cabinet_member(register, roster, portfolio=question.portfolio, service=sure, on=on)
    if question.is_outside and not question.wards:
        return Outside(question.place, duty_officer(roster, on))
    if question.kind == "body":
        return _bodies(question, roster, register, service, on)
    if question.kind == "funds":
        return _funds(question, roster, register, service, on)
    if question.kind == "covers" or (service is None and question.wards):
        return _covers(question, roster, on, for_staff=for_staff)
    if service is None or not question.is_sure:
        return _which_service(question, roster)
    return Handles(
        service=service,
        place=question.place,
        handlers=handlers_of(
            roster, service.key, question.wards or _every_ward(roster, on), on, for_staff=for_staff
        ),
        target=target(service, standards, on),
        stale_since=stale_since(service.review_on, on),
        funding_ended_on=ended_on(register, service.key, areas_of(roster, question.wards, on), on=on),
        mode=service.mode if for_staff else None,
        on=question.on,
    )


def target(service: Service | None, standards: Sequence[Standard], on: date) -> Target:
    """A service's standard that day, the council's general one where it has none of its own."""
    days = {row.name: int(row.value) for row in standards if row.unit == "working_days" and row.holds_on(on)}
    own = service.answer_days if service else None
    reviews = [
        row.review_on for row in standards if row.name in ("acknowledge", "answer") and row.holds_on(on)
    ]
    stale = [day for review_on in reviews if (day := stale_since(review_on, on))]
    return Target(
        acknowledge_days=days.get("acknowledge", ACKNOWLEDGE_DAYS),
        answer_days=own if own is not None else days.get("answer", ANSWER_DAYS),
        is_own=own is not None,
        stale_since=min(stale, default=None),
    )


def _takes(
    question: Question, roster: Roster, service: Service | None, standards: Sequence[Standard], on: date
) -> Answer:
    if service is not None and not question.is_sure:
        return _which_service(question, roster)
    return Takes(service, target(service, standards, on))


def _which_service(question: Question, roster: Roster) -> Unclear:
    return Unclear("service", _options(question, roster), question.place)


def _options(question: Question, roster: Roster) -> tuple[Service, ...]:
    keys = dict.fromkeys(key for key in (question.service, *question.others) if key)
    return tuple(roster.service[key] for key in keys if key in roster.service)


def _about_body(question: Question, roster: Roster, register: Register, on: date) -> Answer:
    if len(question.bodies) != 1:
        return Unclear("body", tuple(register.body[key] for key in question.bodies))
    asked = found(register, question.bodies[0], is_exact=question.is_exact, on=on)
    return sits(register, roster, asked) if question.kind == "sits" else meets(register, asked)


def _bodies(
    question: Question, roster: Roster, register: Register, service: Service | None, on: date
) -> Answer:
    sure = service if question.is_sure else None
    if not (sure or question.wards):
        return _which_service(question, roster) if service else Unclear("place", place=question.place)
    return bodies_for(
        register, roster, kind=question.body_kind, service=sure, place=question.place, wards=question.wards, on=on
    )  # fmt: skip


def _funds(
    question: Question, roster: Roster, register: Register, service: Service | None, on: date
) -> Answer:
    if (service and not question.is_sure) or not (service or question.wards):
        return _which_service(question, roster)
    return funds(register, roster, service, question.place, question.wards, on=on)


def _covers(question: Question, roster: Roster, on: date, *, for_staff: bool) -> Answer:
    if not question.wards:
        return Unclear("place", place=question.place)
    return Covers(
        place=question.place,
        handlers=handlers_of(roster, None, question.wards, on, for_staff=for_staff),
        wards=tuple(ward_cover(roster, ward, on) for ward in question.wards),
        on=question.on,
    )


def _every_ward(roster: Roster, on: date) -> list[str]:
    return [ward.name for ward in roster.wards if ward.holds_on(on)]
