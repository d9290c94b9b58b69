"""A council with more seats than the sample: each member with a ward, an area and a channel of their own, so that no
two messages wait for each other's turn in one conversation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from directory.council import Area, AreaWard, Channel, Council, Person, Post, Ward
from workspace.server import BOT, SlackChannel, SlackPerson

SINCE = date(2024, 5, 7)


@dataclass(frozen=True)
class Seat:
    member: str  # Slack ids
    channel: str


def seats(number: int) -> list[Seat]:
    return [Seat(f"U0SEAT{at:04}", f"C0SEAT{at:04}") for at in range(number)]


def seated(council: Council, chosen: Sequence[Seat]) -> Council:
    """The council with these members besides its own, all fictional."""
    coordinators = [post.person for post in council.posts if post.role == "coordinator"]
    wards, areas, within, channels, people, posts = [], [], [], [], [], []
    for at, seat in enumerate(chosen):
        ward, area, key = f"Quarter {at}", f"Side {at}", f"seat-{at}"
        wards.append(Ward(code=f"X{at:08}", name=ward, status="current"))
        areas.append(Area(kind="partnership", name=area))
        within.append(AreaWard(kind="partnership", area=area, ward=ward))
        channels.append(
            Channel(purpose="area", area=area, slack_id=seat.channel, name=f"side-{at}", status="live")
        )
        people.append(Person(key=key, name=f"Cllr Seat {at}", slack_id=seat.member, fictional="yes"))
        posts.append(Post(role="member", scope=ward, person=key, starts_on=SINCE))
        holder = coordinators[at % len(coordinators)]
        posts.append(Post(role="coordinator", scope=area, person=holder, starts_on=SINCE))
    return replace(
        council,
        wards=(*council.wards, *wards),
        areas=(*council.areas, *areas),
        area_wards=(*council.area_wards, *within),
        channels=(*council.channels, *channels),
        people=(*council.people, *people),
        posts=(*council.posts, *posts),
    )


def people(chosen: Sequence[Seat]) -> list[SlackPerson]:
    return [SlackPerson(seat.member, f"Cllr Seat {at}") for at, seat in enumerate(chosen)]


def channels(chosen: Sequence[Seat]) -> list[SlackChannel]:
    return [SlackChannel(seat.channel, f"side-{at}", [BOT]) for at, seat in enumerate(chosen)]
