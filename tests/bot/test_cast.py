"""Who stands in the demonstration's channels: a table of people, no workspace."""

from datetime import date

from bot.commands import cast
from directory.council import Channel, Council, Cover, Person, Post
from workspace.space import BOT

TODAY = date(2026, 11, 23)


def a_person(key: str, slack_id: str = "") -> Person:
    return Person(key=key, name=key.title(), slack_id=slack_id, fictional="yes")


COUNCIL = Council(
    people=(
        *(a_person(key, f"U{key.upper()}") for key in ("ann", "bob", "cath", "dev", "eve", "fay")),
        a_person("partner"),
    ),
    posts=(
        Post(role="member", scope="Linacre", person="ann"),
        Post(role="coordinator", scope="South", person="bob"),
        Post(role="coordinator", scope="North", person="cath"),
        Post(role="coordinator", scope="South", person="fay", ends_on=date(2026, 11, 22)),
        Post(role="duty", person="dev"),
        Post(role="partner", scope="police", person="partner"),
    ),
    covers=(Cover(person="bob", cover="eve"),),
    channels=(
        Channel(purpose="area", area="South", slack_id="CSOUTH", name="south", status="live"),
        Channel(purpose="area", area="North", slack_id="CNORTH", name="north", status="off"),
        Channel(purpose="restricted", slack_id="CRESTR", name="restricted", status="live"),
    ),
)


def members() -> dict[str, set[str]]:
    return {channel.name: set(channel.members) for channel in cast.channels(COUNCIL, TODAY)}


def test_an_area_channel_has_its_coordinator_and_cover_but_no_councillor_and_nobody_whose_post_ended() -> (
    None
):
    assert members()["south"] == {BOT, "UBOB", "UEVE", "UDEV"}


def test_the_restricted_channel_is_private_and_has_the_duty_officer_only() -> None:
    assert members()["restricted"] == {BOT, "UDEV"}
    assert [channel.name for channel in cast.channels(COUNCIL, TODAY) if channel.private] == ["restricted"]


def test_a_channel_that_is_off_is_not_there() -> None:
    assert set(members()) == {"general", "south", "restricted"}


def test_somebody_the_directory_does_not_know_is_in_the_workspace() -> None:
    known = {person.slack_id for person in COUNCIL.people}

    assert [person.id for person in cast.people(COUNCIL) if person.id not in known] == [cast.NEWCOMER.id]


def test_somebody_without_slack_is_not_in_the_workspace() -> None:
    assert "" not in {person.id for person in cast.people(COUNCIL)}
