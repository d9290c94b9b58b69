"""Who is responsible for a service in a ward on a day: one pure rule over rows. It reads no database and no clock;
whether every day has its owner is in coverage.py."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import cached_property
from typing import TypeVar

from directory.council import (
    Absence,
    Area,
    AreaWard,
    Channel,
    Council,
    Cover,
    Person,
    Post,
    Role,
    Service,
    Ward,
)

# Who is asked when the one whose work it is cannot be: the roles in turn, the rows of each in turn.
FALLBACK: tuple[Role, ...] = ("duty", "manager", "director", "support")
_CALLED = {
    "coordinator": "Area Co-ordinator",
    "officer": "named officer",
    "duty": "duty officer",
    "manager": "manager",
    "director": "director",
    "support": "member support",
    "member": "member",
    "communications": "communications contact",
    "data_protection": "data protection officer",
}


T = TypeVar("T")


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    groups: dict[str, list[T]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups


@dataclass(frozen=True)
class Roster:
    """The rows that responsibility rests on, looked up by what they are asked for."""

    services: Sequence[Service] = ()
    wards: Sequence[Ward] = ()
    areas: Sequence[Area] = ()
    area_wards: Sequence[AreaWard] = ()
    people: Sequence[Person] = ()
    posts: Sequence[Post] = ()
    covers: Sequence[Cover] = ()
    absences: Sequence[Absence] = ()
    channels: Sequence[Channel] = ()

    @classmethod
    def of(cls, council: Council) -> "Roster":
        return cls(**{noun.name: getattr(council, noun.name) for noun in fields(cls)})

    @cached_property
    def person(self) -> dict[str, Person]:
        return {person.key: person for person in self.people}

    @cached_property
    def service(self) -> dict[str, Service]:
        return {service.key: service for service in self.services}

    @cached_property
    def posts_for(self) -> dict[tuple[str, str], list[Post]]:
        """By role and scope; a post of somebody unknown is nobody's."""
        found: dict[tuple[str, str], list[Post]] = {}
        for post in self.posts:
            if post.person in self.person:
                found.setdefault((post.role, post.scope), []).append(post)
        return found

    @cached_property
    def posts_of(self) -> dict[str, list[Post]]:
        return _grouped((post.person, post) for post in self.posts)

    @cached_property
    def covers_of(self) -> dict[str, list[Cover]]:
        return _grouped((cover.person, cover) for cover in self.covers if cover.cover in self.person)

    @cached_property
    def absences_of(self) -> dict[str, list[Absence]]:
        return _grouped((absence.person, absence) for absence in self.absences)

    @cached_property
    def patch_posts(self) -> dict[str, list[Post]]:
        """The officers' posts that are for one patch, by service."""
        posts = [post for post in self.posts if post.role == "officer" and post.patch]
        return _grouped((post.scope, post) for post in posts)

    @cached_property
    def patches_of(self) -> dict[str, list[AreaWard]]:
        return _grouped((row.ward, row) for row in self.area_wards if row.kind == "patch")

    @cached_property
    def patches(self) -> dict[str, list[Area]]:
        return _grouped((area.name, area) for area in self.areas if area.kind == "patch")

    @cached_property
    def partnerships_of(self) -> dict[str, list[AreaWard]]:
        return _grouped((row.ward, row) for row in self.area_wards if row.kind == "partnership")

    @cached_property
    def partnerships(self) -> dict[str, list[Area]]:
        return _grouped((area.name, area) for area in self.areas if area.kind == "partnership")

    def is_away(self, person: str, on: date) -> bool:
        return any(absence.holds_on(on) for absence in self.absences_of.get(person, ()))

    def is_in_post(self, person: str, on: date) -> bool:
        """Whether any post of theirs holds. Somebody who never had a post (a stand-in) counts as in post."""
        posts = self.posts_of.get(person)
        return posts is None or any(post.holds_on(on) for post in posts)

    def has_left(self, person: str, on: date) -> bool:
        """Whether every post of theirs is over, and none is to come."""
        posts = self.posts_of.get(person)
        return bool(posts) and all(post.is_over(on) for post in posts or ())

    def away_until(self, person: str, on: date) -> date | None:
        """The last day of the leave that holds on a day, with whatever follows it at once; None: nobody knows, or there
        is none."""
        last: date | None = None
        while is_away := [leave for leave in self.absences_of.get(person, ()) if leave.holds_on(on)]:
            ends = [leave.ends_on for leave in is_away if leave.ends_on is not None]
            if len(ends) < len(is_away):
                return None
            last = max(ends)
            on = last + timedelta(days=1)
        return last

    def is_present(self, person: str, on: date) -> bool:
        return person in self.person and self.is_in_post(person, on) and not self.is_away(person, on)

    def partnerships_on(self, ward: str, on: date) -> list[str]:
        """The partnership areas a ward lies in that day: one, where the rows are in order."""
        names = [row.area for row in self.partnerships_of.get(ward, ()) if row.holds_on(on)]
        return [
            name
            for name in dict.fromkeys(names)
            if any(area.holds_on(on) for area in self.partnerships.get(name, ()))
        ]

    def patches_on(self, service: str, ward: str, on: date) -> list[str]:
        """The service's own patches that a ward lies in that day. A patch counts from the first day of its first post
        until it ends itself: a post there that ended is a vacancy, not the end of the patch."""
        begun = {
            post.patch
            for post in self.patch_posts.get(service, ())
            if post.starts_on is None or post.starts_on <= on
        }
        names = [row.area for row in self.patches_of.get(ward, ()) if row.area in begun and row.holds_on(on)]
        return [
            name
            for name in dict.fromkeys(names)
            if any(area.holds_on(on) for area in self.patches.get(name, ()))
        ]

    def area_of(self, wards: Sequence[str], on: date) -> str | None:
        """The one partnership area that holds all of the wards; None where there are several, or one is unknown."""
        found = [self.partnerships_on(ward, on) for ward in wards]
        names = {name for areas in found for name in areas}
        return names.pop() if len(names) == 1 and all(found) else None


@dataclass(frozen=True)
class Responsibility:
    """One contact and one owner. `officer` has the task where the mode is combination.

    `is_gap`: somebody is missing whose work this is, so that it fell to another. `is_present` is False when nobody
    at all could be found who is there that day; then the names are of people who are not, and `why` says so.
    `contact_for` and `owner_for` are whom the two stand in for, where they do.
    """

    contact: Person
    owner: Person
    area: str | None
    mode: str | None
    why: str
    officer: Person | None = None
    is_gap: bool = False
    is_present: bool = True
    contact_for: Person | None = None
    owner_for: Person | None = None


@dataclass(frozen=True)
class Found:
    """Somebody present who does a post's work, and how it came to them. `instead_of`: whom they stand in for."""

    person: Person
    why: str
    instead_of: Person | None = None


def responsible(roster: Roster, service: str | None, wards: Sequence[str], on: date) -> Responsibility:
    """Who has a service in these wards on a day. Raises LookupError when the directory has no people at all.

    The contact is the co-ordinator of the wards' one partnership area, their cover when they are away or the post is
    empty, then whoever is next of FALLBACK; at once the duty officer where the area is unknown or there are several.
    The owner is the contact, or the service's named officer where its mode is virtual (product.md, "Contact and owner").
    """
    area = roster.area_of(wards, on)
    coordinator = holder(roster, "coordinator", area, on) if area else None
    contact = coordinator or _fallback(roster, on)
    if contact is None:
        return _nobody(roster, area, service, on)
    why, contact_for = contact.why, contact.instead_of if coordinator else None
    if area and coordinator is None:
        why = f"{area} has no co-ordinator or cover that day: {why}"
        contact_for = absent_holder(roster, "coordinator", area, on)
    elif not area:
        why = f"{'The wards are in several areas' if wards else 'The area is not known'}: {why}"
    is_gap = bool(area) and coordinator is None
    row = roster.service.get(service) if service else None
    if row is None or row.mode == "dedicated":
        return Responsibility(
            contact.person, contact.person, area, row.mode if row else None, why, is_gap=is_gap,
            contact_for=contact_for, owner_for=contact_for,
        )  # fmt: skip
    officer = officer_for(roster, row, wards, on)
    is_virtual = row.mode == "virtual"
    owner = officer.person if officer.person and is_virtual else contact.person
    said = f"{why}. {officer.why}"
    return Responsibility(
        contact.person, owner, area, row.mode, said, officer.person, is_gap=is_gap or officer.is_gap,
        contact_for=contact_for, owner_for=officer.instead_of if is_virtual else contact_for,
    )  # fmt: skip


@dataclass(frozen=True)
class OfficerFound:
    """A service's officer in some wards. `is_gap`: whoever's work it is there is missing; `person` None: all are.
    `instead_of`: for whom that person, or the contact where there is none, does the work."""

    person: Person | None
    why: str
    is_gap: bool = False
    instead_of: Person | None = None


def officer_for(roster: Roster, service: Service, wards: Sequence[str], on: date) -> OfficerFound:
    """The holder of the post whose patch holds the wards, else of the post without a patch."""
    patches = {patch for ward in wards for patch in roster.patches_on(service.key, ward, on)}
    in_one = len(patches) == 1 and all(roster.patches_on(service.key, ward, on) for ward in wards)
    patch = min(patches) if in_one else ""
    map_said = _which_map(roster, service, wards, patches, patch)
    found = holder(roster, "officer", service.key, on, patch=patch)
    if found is not None:
        return OfficerFound(found.person, map_said + found.why, instead_of=found.instead_of)
    missing = f"{patch or service.name} has no officer or cover that day"
    absent = absent_holder(roster, "officer", service.key, on, patch=patch)
    found = holder(roster, "officer", service.key, on) if patch else None
    if found is not None:
        return OfficerFound(found.person, f"{map_said}{missing}: {found.why}", is_gap=True, instead_of=absent)
    # Wards of several patches are nobody's fault where each patch has its own officer.
    is_gap = patch != "" or not patches
    said = f"{map_said}{missing}, so the contact has the work"
    return OfficerFound(None, said, is_gap=is_gap, instead_of=absent)


def _which_map(
    roster: Roster, service: Service, wards: Sequence[str], patches: Collection[str], patch: str
) -> str:
    """Which map governs, where the service has one of its own. Empty: it follows the areas, as most do."""
    if service.key not in roster.patch_posts or not wards:
        return ""
    own = f"{service.name} works by its own patches"
    if patch:
        return f"{own}: {patch}. "
    where = f"the wards are in several: {', '.join(sorted(patches))}" if patches else "none holds the wards"
    return f"{own}, and {where}. "


def holder(roster: Roster, role: Role, scope: str, on: date, *, patch: str = "") -> Found | None:
    """Whoever does the work of a post that day: its first holder who is present, else the first cover who is.

    The cover of an empty post is the last holder's.
    """
    holding = _holding(roster, role, scope, on, patch)
    for post in holding:
        if post.holds_on(on) and roster.is_present(post.person, on):
            person = roster.person[post.person]
            return Found(person, f"{person.name} is {called(role, scope, roster)}")
    for post in holding:
        for person in stand_ins(roster, post.person, on):
            absent = roster.person[post.person]
            reason = "is away" if roster.is_away(post.person, on) else "has left the post"
            said = f"{person.name} covers for {absent.name}, {called(role, scope, roster)}, who {reason}"
            return Found(person, said, instead_of=absent)
    return None


def absent_holder(roster: Roster, role: Role, scope: str, on: date, *, patch: str = "") -> Person | None:
    """Whose work a post's is while nobody there does it: its first holder, or its last one where it is empty."""
    return next((roster.person[post.person] for post in _holding(roster, role, scope, on, patch)), None)


def _holding(roster: Roster, role: Role, scope: str, on: date, patch: str) -> list[Post]:
    """Who holds a post that day; where it is empty, who held it last."""
    posts = [post for post in roster.posts_for.get((role, scope), ()) if post.patch == patch]
    return [post for post in posts if post.holds_on(on)] or _last_held(posts, on)


def called(role: Role, scope: str, roster: Roster) -> str:
    service = roster.service.get(scope)
    return f"{_CALLED[role]} for {service.name if service else scope}" if scope else _CALLED[role]


def _last_held(posts: Iterable[Post], on: date) -> list[Post]:
    ended = [post for post in posts if post.is_over(on)]
    return [max(ended, key=lambda post: post.ends_on or date.min)] if ended else []


def stand_ins(roster: Roster, person: str, on: date) -> Iterator[Person]:
    """Everybody present who covers for a person, nearest first; a cover who is away is covered in turn."""
    seen, waiting = {person}, [person]
    while waiting:
        for cover in roster.covers_of.get(waiting.pop(0), ()):
            if cover.cover in seen or not cover.holds_on(on):
                continue
            seen.add(cover.cover)
            waiting.append(cover.cover)
            if roster.is_present(cover.cover, on):
                yield roster.person[cover.cover]


def duty_officer(roster: Roster, on: date) -> Person | None:
    """The first of the rota who is present, else the first cover who is; None when the rota is empty that day."""
    found = holder(roster, "duty", "", on)
    return found.person if found else None


def _fallback(roster: Roster, on: date) -> Found | None:
    return next((found for role in FALLBACK if (found := holder(roster, role, "", on))), None)


def _nobody(roster: Roster, area: str | None, service: str | None, on: date) -> Responsibility:
    """Say plainly that nobody is there, with the name that would have had it: it must stand somewhere."""
    if not roster.people:
        raise LookupError("the directory has no people: load a council first")
    wanted = [("coordinator", area or ""), *((role, "") for role in FALLBACK)]
    posts = [post for key in wanted for post in roster.posts_for.get(key, ())]
    posts.sort(key=lambda post: not post.holds_on(on))
    name = roster.person[posts[0].person] if posts else roster.people[0]
    row = roster.service.get(service) if service else None
    why = f"Nobody who could have this is there on {on.day} {on:%B %Y}; {name.name} would be the one"
    return Responsibility(name, name, area, row.mode if row else None, why, is_gap=True, is_present=False)
