"""What stands beside services and areas, looked up by what is asked for: bodies and who sits on them, Cabinet
portfolios, what pays for things, how many live in a ward. What is said about them is in body_answers.py and funding.py."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property

from directory.council import Body, BodyMember, Council, Meeting, Portfolio, Resource, WardProfile


@dataclass(frozen=True)
class Register:
    bodies: Sequence[Body] = ()
    body_members: Sequence[BodyMember] = ()
    meetings: Sequence[Meeting] = ()
    portfolios: Sequence[Portfolio] = ()
    resources: Sequence[Resource] = ()
    ward_profiles: Sequence[WardProfile] = ()

    @classmethod
    def of(cls, council: Council) -> "Register":
        return cls(**{noun.name: getattr(council, noun.name) for noun in fields(cls)})

    @cached_property
    def body(self) -> dict[str, Body]:
        return {body.key: body for body in self.bodies}

    def heirs(self, body: Body, on: date) -> list[Body]:
        """Those that took over one after the other from a body that is over, until the one that is there that day."""
        found: list[Body] = []
        while body.ends_on is not None and body.ends_on < on:
            heir = self.body.get(body.successor)
            if heir is None or heir in found:
                break
            found.append(heir)
            body = heir
        return found

    def seats(self, body: Body, on: date) -> Iterator[BodyMember]:
        return (row for row in self.body_members if row.body == body.key and row.holds_on(on))

    def next_meetings(self, body: Body, on: date) -> list[Meeting]:
        """From that day on, the next first; none after the body's last day."""
        found = [row for row in self.meetings if row.body == body.key and row.held_on >= on]
        last = body.ends_on or date.max
        return sorted((row for row in found if row.held_on <= last), key=lambda row: row.held_on)

    def last_meeting(self, body: Body, on: date) -> Meeting | None:
        """The newest before that day."""
        found = [row for row in self.meetings if row.body == body.key and row.held_on < on]
        return max(found, key=lambda row: row.held_on, default=None)

    def portfolios_on(self, on: date) -> list[Portfolio]:
        return [row for row in self.portfolios if row.holds_on(on)]
