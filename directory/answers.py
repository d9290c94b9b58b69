"""Answers to questions about the directory, as facts: who handles a service, who covers a place, how long it takes,
and what to ask when that is unclear. The words around the facts are in views; what a question means, in matching."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from directory.council import AreaKind, Mode, Person, Service, Standard
from directory.responsibility import Responsibility, Roster, duty_officer, responsible

ACKNOWLEDGE_DAYS, ANSWER_DAYS = 1, 10  # where the council's standards say nothing


@dataclass(frozen=True)
class Question:
    """What was asked, as the matcher read it. `others` are the services that may be meant instead of `service`."""

    kind: Literal["who", "covers", "standard"]
    service: str | None = None
    is_sure: bool = True
    others: tuple[str, ...] = ()
    place: str = ""
    wards: tuple[str, ...] = ()
    is_outside: bool = False


@dataclass(frozen=True)
class Target:
    """How soon, in working days. A standard, not a promise of the day the work is done."""

    acknowledge_days: int
    answer_days: int
    is_own: bool  # the service's own standard, not the council's general one


@dataclass(frozen=True)
class Handler:
    """The one person to turn to in an area. `area` None: the duty officer, for a place in no area."""

    area: str | None
    contact: Person
    wards: tuple[str, ...]
    # For staff only; a member sees one person.
    owner: Person | None = None
    officer: Person | None = None
    why: str = ""


@dataclass(frozen=True)
class Handles:
    """Who handles a service: one handler for each area the place is in, or for every area where no place was named."""

    service: Service
    place: str
    handlers: tuple[Handler, ...]
    target: Target
    is_stale: bool  # nobody has looked at the entry by its review date
    mode: Mode | None = None  # for staff only


@dataclass(frozen=True)
class WardCover:
    """`committee` is empty where the ward is in none; `parishes` may share the ward."""

    ward: str
    members: tuple[Person, ...]
    committee: str
    parishes: tuple[str, ...]


@dataclass(frozen=True)
class Covers:
    """Who covers a place: the handler for each of its areas, and each ward's members and bodies."""

    place: str
    handlers: tuple[Handler, ...]
    wards: tuple[WardCover, ...]


@dataclass(frozen=True)
class Takes:
    """How long an answer takes; `service` None: in general."""

    service: Service | None
    target: Target


@dataclass(frozen=True)
class Unclear:
    """What has to be asked first. `options` are the likeliest services, best first; none: ask openly."""

    asks: Literal["service", "place"]
    options: tuple[Service, ...] = ()
    place: str = ""


@dataclass(frozen=True)
class Outside:
    """The place is not this council's. `contact` is the duty officer, for whoever still wants a person."""

    place: str
    contact: Person | None


Answer = Handles | Covers | Takes | Unclear | Outside


def answer(
    question: Question, roster: Roster, standards: Sequence[Standard], *, on: date, for_staff: bool
) -> Answer:
    """The same answer whoever asks, less what only staff see: owner, officer, mode and the reason."""
    service = roster.service.get(question.service) if question.service else None
    if question.kind == "standard":
        return _takes(question, roster, service, standards, on)
    if question.is_outside and not question.wards:
        return Outside(question.place, duty_officer(roster, on))
    if question.kind == "covers" or (service is None and question.wards):
        return _covers(question, roster, on, for_staff=for_staff)
    if service is None or not question.is_sure:
        return _which_service(question, roster)
    return Handles(
        service=service,
        place=question.place,
        handlers=_handlers(
            roster, service.key, question.wards or _every_ward(roster, on), on, for_staff=for_staff
        ),
        target=target(service, standards, on),
        is_stale=service.review_on is not None and service.review_on < on,
        mode=service.mode if for_staff else None,
    )


def target(service: Service | None, standards: Sequence[Standard], on: date) -> Target:
    """A service's standard that day, the council's general one where it has none of its own."""
    days = {row.name: int(row.value) for row in standards if row.unit == "working_days" and row.holds_on(on)}
    own = service.answer_days if service else None
    return Target(
        acknowledge_days=days.get("acknowledge", ACKNOWLEDGE_DAYS),
        answer_days=own if own is not None else days.get("answer", ANSWER_DAYS),
        is_own=own is not None,
    )


def _takes(
    question: Question, roster: Roster, service: Service | None, standards: Sequence[Standard], on: date
) -> Answer:
    if service is not None and not question.is_sure:
        return _which_service(question, roster)
    return Takes(service, target(service, standards, on))


def _which_service(question: Question, roster: Roster) -> Unclear:
    keys = dict.fromkeys(key for key in (question.service, *question.others) if key)
    options = tuple(roster.service[key] for key in keys if key in roster.service)
    return Unclear("service", options, question.place)


def _covers(question: Question, roster: Roster, on: date, *, for_staff: bool) -> Answer:
    if not question.wards:
        return Unclear("place", place=question.place)
    return Covers(
        place=question.place,
        handlers=_handlers(roster, None, question.wards, on, for_staff=for_staff),
        wards=tuple(_ward_cover(roster, ward, on) for ward in question.wards),
    )


def _every_ward(roster: Roster, on: date) -> list[str]:
    return [ward.name for ward in roster.wards if ward.holds_on(on)]


def _handlers(
    roster: Roster, service: str | None, wards: Sequence[str], on: date, *, for_staff: bool
) -> tuple[Handler, ...]:
    """One for each area that the wards lie in, in the council's order."""
    by_area: dict[str | None, list[str]] = {}
    for ward in dict.fromkeys(wards):
        by_area.setdefault(roster.area_of([ward], on), []).append(ward)
    order = {name: place for place, name in enumerate(roster.partnerships)}
    areas = sorted(by_area, key=lambda area: order.get(area or "", len(order)))
    return tuple(
        _handler(responsible(roster, service, by_area[area], on), by_area[area], for_staff=for_staff)
        for area in areas
    )


def _handler(found: Responsibility, wards: Sequence[str], *, for_staff: bool) -> Handler:
    if not for_staff:
        return Handler(found.area, found.contact, tuple(wards))
    return Handler(found.area, found.contact, tuple(wards), found.owner, found.officer, found.why)


def _ward_cover(roster: Roster, ward: str, on: date) -> WardCover:
    posts = [post for post in roster.posts_for.get(("member", ward), ()) if post.holds_on(on)]
    return WardCover(
        ward=ward,
        members=tuple(roster.person[key] for key in dict.fromkeys(post.person for post in posts)),
        committee=next(iter(_areas(roster, "committee", ward, on)), ""),
        parishes=_areas(roster, "parish", ward, on),
    )


def _areas(roster: Roster, kind: AreaKind, ward: str, on: date) -> tuple[str, ...]:
    return tuple(
        row.area for row in roster.area_wards if row.kind == kind and row.ward == ward and row.holds_on(on)
    )
