"""Who is in the demonstration's workspace, and in which of its channels: the council's people, and one nobody knows."""

from collections.abc import Collection
from datetime import date

from directory.council import Channel, Council
from workspace.space import BOT, SlackChannel, SlackPerson

NEWCOMER = SlackPerson("U0NEWCOMER", "Robin Newcomer (fictional)", "Not in the directory yet")
GENERAL = "C0GENERAL"
STAFF = (
    "coordinator",
    "officer",
    "duty",
    "support",
    "manager",
    "director",
    "administrator",
    "communications",
)
# The restricted channel holds what the fewest may read.
ROLES_IN = {"duty": ("duty", "support", "manager", "director"), "restricted": ("duty",)}


def people(council: Council) -> list[SlackPerson]:
    """Everybody of the council's who is in Slack, in the order of its file, and a newcomer."""
    known = [
        SlackPerson(person.slack_id, person.name, person.title, person.email)
        for person in council.people
        if person.slack_id
    ]
    return [*known, NEWCOMER]


def channels(council: Council, on: date) -> list[SlackChannel]:
    """The council's channels with those whose work is there on that day, and one with everybody. The bot is in all."""
    everybody = [person.id for person in people(council)]
    general = SlackChannel(GENERAL, "general", [BOT, *everybody])
    return [
        general,
        *(_channel(council, channel, on) for channel in council.channels if channel.status != "off"),
    ]


def _channel(council: Council, channel: Channel, on: date) -> SlackChannel:
    keys = _in_channel(council, channel, on)
    slack_ids = [person.slack_id for person in council.people if person.key in keys and person.slack_id]
    return SlackChannel(
        channel.slack_id, channel.name, [BOT, *slack_ids], private=channel.purpose == "restricted"
    )


def _in_channel(council: Council, channel: Channel, on: date) -> Collection[str]:
    roles = ROLES_IN.get(channel.purpose, STAFF)
    keys = {
        post.person
        for post in council.posts
        if post.role in roles
        and post.holds_on(on)
        and (post.role != "coordinator" or post.scope == channel.area)
    }
    return keys | {cover.cover for cover in council.covers if cover.person in keys and cover.holds_on(on)}
