"""The handover pack: what is open in an area, a ward or a service, or with one person, for whoever takes it up. Asked for,
or sent by itself when a post begins. What it says is read when it is sent; who may see a case decides what is in it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from casework.amending import as_it_stands
from casework.audience import is_brief
from casework.case_lines import line_of
from casework.contributor_facts import brief_offer, brief_task, offer_facts, task_facts
from casework.errors import NotUnderstood
from casework.facts import LastContact, OfferFacts, Pack, PackCase, PackPart, TaskFacts
from casework.masking import mask
from casework.mornings import first_this_morning
from casework.notifications import person_recipient, tell
from casework.rules import Rules, local_day, rules
from casework.standing import standings
from casework.words import issue_words, text_of
from directory.council import Person, Post
from directory.succession import is_same_post, post_name
from storage import Session, offers, tasks, ticks
from storage import cases as rows
from storage.cases import Case
from storage.history import of_case

# What one asks for: area:…, ward:…, service:…, or all that is one's own.
OWN = "own:"
STILL_NEW = timedelta(days=60)  # whoever is bound to Slack late gets their pack then
LONGEST_WORDS = 300  # characters of the last contact's words
_KINDS: Mapping[str, str] = {"coordinator": "area", "member": "ward", "officer": "service"}
_CONTACTS = {
    "opened": "raised by the member",
    "reopened": "opened again",
    "acknowledged": "taken up",
    "replied": "reply to the member",
    "asked": "question to the member",
    "answered": "answer to the member",
    "member_replied": "the member wrote",
    "member_answered": "the member answered",
}


def offered(session: Session, person: Person, *, now: datetime) -> list[tuple[str, str]]:
    """The packs that somebody may ask for, as (what, words). Raises NotUnderstood where there is none."""
    found = rules(session)
    covered = [each for each in found.roster.people if person.key in _stand_ins(found, each.key, now)]
    posts = [post for who in (person, *covered) for post in found.posts(who.key, now)]
    if any(post.role in ("manager", "director", "duty") for post in found.posts(person.key, now)):
        posts += [
            post
            for (role, _), rows_ in found.roster.posts_for.items()
            if role == "coordinator"
            for post in rows_
        ]
    kinds = [
        (f"{_KINDS[post.role]}:{post.scope}", _named(found, post)) for post in posts if post.role in _KINDS
    ]
    if found.is_staff(person.key, now) or covered:
        kinds.append((OWN, "Every case that you own or are the contact of"))
    if not kinds:
        raise NotUnderstood("You have no area, ward or service, so there is no handover pack for you.")
    return list(dict(kinds).items())


def ask(session: Session, what: str, *, by: Person, now: datetime) -> None:
    """Send somebody the pack that they chose."""
    if what not in dict(offered(session, by, now=now)):
        raise NotUnderstood("That handover pack is not for you. Choose another.")
    _send(session, by.key, [what], began=[], now=now)


def send_to_new_holders(session: Session, *, now: datetime) -> bool:
    """Once a day, in the morning: whoever's post has begun gets what is open there. False: looked already, or too
    early."""
    day = first_this_morning(session, "packs", now=now)
    if day is None:
        return False
    found = rules(session)
    begun: dict[str, list[Post]] = {}
    for post in found.roster.posts:
        if post.role in _KINDS and _has_begun(found, post, now):
            slot = f"{post.role}:{post.scope}:{post.patch}:{post.person}:{post.starts_on}"
            if person_recipient(session, post.person) and ticks.take(session, "pack", slot, now=now):
                begun.setdefault(post.person, []).append(post)
    for person, posts in begun.items():
        what = [f"{_KINDS[post.role]}:{post.scope}" for post in posts]
        names = [post_name(found.roster, post) for post in posts]
        _send(session, person, what, began=names, now=now)
    return True


def pack(session: Session, facts: dict[str, Any], now: datetime) -> dict[str, Any] | None:
    """The pack as things stand now. None: whoever it was for has left, or a new post has nothing open."""
    found = rules(session)
    person = found.person(facts["person"])
    if person is None:
        return None
    parts = tuple(_part(session, found, person, what, now=now) for what in facts["what"])
    if facts["began"] and not any(part.cases or part.hidden for part in parts):
        return None
    return {**facts, "pack": Pack(person.name, now, parts, for_staff=found.is_staff(person.key, now))}


def _send(session: Session, person: str, what: Sequence[str], *, began: Sequence[str], now: datetime) -> None:
    recipient = person_recipient(session, person)
    if recipient:
        facts = {"person": person, "what": list(what), "began": list(began)}
        tell(session, "pack", recipient, facts=facts, method="upload", now=now)


def _part(session: Session, found: Rules, person: Person, what: str, *, now: datetime) -> PackPart:
    kind, _, scope = what.partition(":")
    cases: Sequence[Case]
    match kind:
        case "area":
            cases = rows.unfinished_in_area(session, scope)
        case "ward":
            cases = rows.open_in_wards(session, [scope], limit=None)
        case "service":
            parts = rows.with_ids(session, tasks.cases_of_officer(session, person.key))
            owned = [case for case in rows.held_by(session, [person.key]) if case.service == scope]
            cases = list({case.id: case for case in (*owned, *parts)}.values())
        case _:
            cases = rows.held_by(session, [person.key])
    standing = zip(cases, standings(session, person, cases, now=now), strict=True)
    seen = [case for case, each in standing if each.may("view")]
    # How many cases are at risk is told to nobody who may not see them.
    hidden = [case for case in cases if case not in seen and not case.restricted]
    ordered = sorted(seen, key=lambda case: (case.member, case.id))
    return PackPart(
        name=_scope_name(found, kind, scope),
        cases=tuple(_case(session, found, person, case, now=now) for case in ordered),
        hidden=len(hidden) if kind == "ward" else 0,
    )


def _case(session: Session, found: Rules, person: Person, case: Case, *, now: datetime) -> PackCase:
    """Words only for whoever may open them, and never into a file where somebody is at risk or vulnerable."""
    for_staff = found.is_staff(person.key, now)
    line = line_of(session, case, person, now=now)
    with_words = found.reads_whole(person, case, now) and not case.restricted and not is_brief(case.flags)
    whole = line.service != ""  # of somebody at risk or vulnerable: who does what by when, and no more
    return PackCase(
        line=line,
        member=line.member if for_staff else "",
        last=_last_contact(session, case, with_words=with_words, masked=person.key != case.member),
        tasks=_tasks(session, case, whole=whole) if for_staff else (),
        offers=_offers(session, case, whole=whole) if for_staff else (),
    )


def _tasks(session: Session, case: Case, *, whole: bool) -> tuple[TaskFacts, ...]:
    found = (task_facts(session, task, case, leaves=True) for task in tasks.open_of_case(session, case.id))
    return tuple(task if whole else brief_task(task) for task in found)


def _offers(session: Session, case: Case, *, whole: bool) -> tuple[OfferFacts, ...]:
    found = (
        offer_facts(session, offer, case, leaves=True) for offer in offers.open_of_case(session, case.id)
    )
    return tuple(offer if whole else brief_offer(offer) for offer in found)


def _last_contact(session: Session, case: Case, *, with_words: bool, masked: bool) -> LastContact | None:
    found = as_it_stands(of_case(session, case.id))
    last = next((e for e in reversed(found) if e.event in _CONTACTS), None)
    if last is None:
        return None
    words = text_of(session, last.words_id) if with_words else ""
    if with_words and last.event == "opened":
        words = issue_words(session, case)
    words = " ".join((mask(words) if masked else words).split())
    cut = words if len(words) <= LONGEST_WORDS else f"{words[: LONGEST_WORDS - 1]}…"
    return LastContact(_CONTACTS[last.event], last.at, cut)


def _has_begun(found: Rules, post: Post, now: datetime) -> bool:
    """Lately, and not as the next term of somebody who held it before."""
    day, starts = local_day(now), post.starts_on
    if starts is None or not post.holds_on(day) or day - starts > STILL_NEW:
        return False
    eve = starts - timedelta(days=1)
    return not any(
        is_same_post(post, each) and each.holds_on(eve) for each in found.roster.posts_of[post.person]
    )


def _stand_ins(found: Rules, key: str, now: datetime) -> set[str]:
    return {each.key for each in found.stand_ins(key, now)}


def _named(found: Rules, post: Post) -> str:
    return _scope_name(found, _KINDS[post.role], post.scope)


def _scope_name(found: Rules, kind: str, scope: str) -> str:
    if kind == "service":
        service = found.service(scope)
        return service.name if service else scope
    return {"area": scope, "ward": f"{scope} ward"}.get(kind, "Cases that are yours")
