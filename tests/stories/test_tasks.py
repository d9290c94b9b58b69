"""Tasks: a service's part of a case, from being asked to done. Whoever has it is there, and nothing is answered over it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from directory.loading import load
from tests.desk import Actor, Desk, Json, buttons_of, text_of
from tests.stories.test_cover import packs

LIGHT = "The street light is out on Marsh Lane in Bootle"
GRAFFITI = "Graffiti on the wall on Marsh Lane in Bootle"


class Story:
    """A member's case in South Sefton, and everybody who works on it."""

    def __init__(self, desk: Desk, words: str) -> None:
        self.desk = desk
        self.member: Actor = desk.holder("member", "Linacre")
        self.coordinator: Actor = desk.holder("coordinator", "South Sefton")
        self.ray: Actor = desk.holder("officer", "highways-maintenance")
        self.channel = desk.channel("area", "South Sefton")
        self.asked = self.member.says(words)

    @property
    def card(self) -> Json:
        return self.coordinator.sees(self.channel)[0]

    @property
    def thread(self) -> list[str]:
        root = self.card["ts"]
        return [text_of(message) for message in self.coordinator.sees(self.channel, root)[1:]]

    def adds(self, service: str, words: str, **more: Any) -> Json:
        """The co-ordinator asks a service, by its name in the form."""
        self.coordinator.chooses("Add task…", on=self.card)
        self.coordinator.chooses(service, on=self.coordinator.form() or {})
        key = next(each.key for each in self.desk.council.services if each.name == service)
        fields = {f"{name}.{key}": value for name, value in more.items()}
        return self.coordinator.fills_in(service=key, words=words, **fields)

    def task(self, officer: Actor, number: int = -1) -> Json:
        """A task's card in somebody's messages: the newest, unless a number is given."""
        return [message for message in officer.sees() if is_task(message)][number]

    def answers(self, kind: str, words: str, **fields: str) -> Json:
        self.coordinator.presses("Outcome", on=self.card)
        return self.coordinator.fills_in(kind=kind, **{f"words.{kind}": words}, **fields)


def is_task(message: Json) -> bool:
    return text_of(message).startswith(
        (":clipboard: *SEF-", ":repeat: *SEF-")
    ) and "asks you for it by" not in text_of(message)


def labels(message: Json) -> list[str]:
    return [button["text"]["text"] for button in buttons_of(message)]


def test_a_case_is_not_done_before_its_services_are(desk: Desk) -> None:
    story = Story(desk, LIGHT)
    member, coordinator, ray = story.member, story.coordinator, story.ray

    # The service works in combination: its officer has a task, and the co-ordinator keeps the case.
    own = story.task(ray)
    assert "Your part of this case, as the officer for street lighting" in text_of(own)
    assert "Wanted by *Fri 4 Dec, 5 pm*" in text_of(own)  # the working day before the case is to be answered
    assert f"Street lighting: {ray.name}, wanted by Fri 4 Dec" in text_of(story.card)

    # Another service is asked for its part; details of people stay behind.
    story.adds("Highways maintenance", "Mend the kerb. Mrs Dunne, 01632 960777, saw it.", due="2026-12-02")
    task = story.task(ray)
    assert "Mend the kerb. Mrs [name], [telephone], saw it." in text_of(task)
    assert "960777" not in str(story.coordinator.sees(story.channel, story.card["ts"]))
    assert "Acknowledged" in text_of(story.card)  # whoever asks for help has taken the case up

    # The officer names the day; it is theirs to name.
    ray.presses("Another day…", on=task)
    assert "Choose" in str(ray.fills_in(due="2026-11-01", words="Too soon"))
    ray.fills_in(due="2026-12-09", words="The crew is in Formby until then.")
    assert "takes on *Highways maintenance* for Wed 9 Dec, not Wed 2 Dec" in story.thread[-1]
    assert "after the case is to be answered" in story.thread[-1]
    assert "The crew is in Formby until then." in story.thread[-1]
    assert "confirmed for Wed 9 Dec" in text_of(story.card)
    ray.presses("Accept", on=own)
    assert "takes on *Street lighting* for Fri 4 Dec" in story.thread[-1]

    # They may see the case and write on it, and nothing of that reaches the member.
    ray.says("The column number is 14. Ring 01632 960555.", thread=story.task(ray)["ts"])
    assert (
        f"{ray.name} (Highways maintenance) writes:\nThe column number is 14. Ring [telephone]."
        in story.thread[-1]
    )
    asked = ray.says("SEF-1001")
    assert "Street lighting" in text_of(ray.last(thread=asked))
    ray.presses("Reply", on=ray.sees(story.channel)[0])
    assert f"Its contact is {coordinator.name}" in text_of(ray.whispers(story.channel)[-1])

    # Done is refused while anybody is still asked, by name; nothing is sent.
    refused = story.answers("done", "The light is mended.")
    assert f"Still asked for a part of it: {ray.name}, {ray.name}" in str(refused)
    ray.presses("Done…", on=story.task(ray, 0))
    ray.fills_in(words="New lamp fitted.")
    assert (
        f"<@{coordinator.slack_id}> *Street lighting* is done, says {ray.name}.\nNew lamp fitted."
        in story.thread[-1]
    )

    # With a reason the other is waived, and its officer reads why.
    story.answers("done", "The light is mended.", waive="The kerb is in the spring programme.")
    coordinator.fills_in()
    assert "The light is mended." in text_of(member.last(thread=story.asked))
    assert "it is no longer needed" in text_of(ray.last())
    assert "spring programme" in text_of(ray.last())
    assert not labels(story.task(ray))
    read = "\n".join(text_of(message) for message in member.sees(thread=story.asked))
    assert [word for word in ("Ray", "Highways", "kerb", "task", "column") if word in read] == []


def test_whoever_is_late_is_reminded_and_the_ladder_hears_of_it(desk: Desk) -> None:
    story = Story(desk, GRAFFITI)
    ray, manager = story.ray, desk.holder("manager")
    story.adds("Highways maintenance", "Wash the wall from the road side.", due="2026-11-26")

    desk.to(datetime(2026, 11, 25, 8, 0, tzinfo=UTC))  # nobody is at work yet
    assert is_task(ray.last())
    desk.to(datetime(2026, 11, 25, 9, 30, tzinfo=UTC))  # they should have taken it on by yesterday
    assert "Please take it on, name another day" in text_of(ray.last())
    ray.presses("Accept", on=ray.last())
    desk.to(datetime(2026, 11, 26, 9, 30, tzinfo=UTC))
    assert "is due by Thu 26 Nov, 5 pm" in text_of(ray.last())

    desk.to(datetime(2026, 11, 27, 9, 30, tzinfo=UTC))
    assert "was due by Thu 26 Nov, 5 pm and is not done" in story.thread[-1]
    assert "was due by Thu 26 Nov" in text_of(ray.last())
    assert "late" in text_of(story.card)
    desk.to(datetime(2026, 11, 30, 9, 30, tzinfo=UTC))
    assert f"{ray.name} has not finished *Highways maintenance*" in text_of(manager.last())

    for day in range(1, 12):
        desk.to(datetime(2026, 12, day, 9, 30, tzinfo=UTC))
    told = [text for text in story.thread if "*Highways maintenance* has gone up to" in text]
    assert len(told) == 5  # and then it is quiet

    # Naming another day stops it.
    ray.presses("Another day…", on=story.task(ray))
    ray.fills_in(due="2026-12-16", words="The hoist was broken.")
    assert "late" not in text_of(story.task(ray))


def test_work_passes_to_who_stands_in_and_comes_back(desk: Desk) -> None:
    story = Story(desk, LIGHT)
    ray, cover = story.ray, desk.person("farah-quereshi-dunn")

    ray.commands("away")
    ray.fills_in(person=ray.slack_id, **{"from": "2026-11-24", "until": "2026-11-26"})
    assert is_task(story.task(ray))
    desk.to(datetime(2026, 11, 24, 10, 0, tzinfo=UTC))

    said = f"*Street lighting* passes from {ray.name} to <@{cover.slack_id}>: {ray.name} is away."
    assert said in story.thread[-1]
    assert "It comes back with them" in story.thread[-1]
    assert f"you stand in for {ray.name}" in text_of(story.task(cover))
    assert any("Street lighting: it passes from" in text_of(message) for message in ray.sees())
    assert f"is with {cover.name} now" in str(ray.sees())
    assert f"Street lighting: {cover.name}" in text_of(story.card)
    cover.presses("Accept", on=story.task(cover))

    desk.to(datetime(2026, 11, 27, 10, 0, tzinfo=UTC))
    assert f"{ray.name} is back" in str(story.thread)
    assert "Done…" in labels(story.task(ray))
    assert f"is with {ray.name} now" in str(cover.sees())
    assert "Asked of you" in text_of(ray.opens_home())
    assert "SEF-1001* · Street lighting" in text_of(ray.opens_home())

    # Once their post has ended it passes for good, and they are posted nothing.
    until = date(2026, 11, 29)
    posts = tuple(
        replace(post, ends_on=until) if post.person == "ray-tunnicliffe" else post
        for post in desk.council.posts
    )
    with desk.database.write() as session:
        load(session, replace(desk.council, posts=posts))
    before = len(ray.sees())
    desk.to(datetime(2026, 11, 30, 10, 0, tzinfo=UTC))
    assert f"{ray.name} has left the post, and nobody has it yet" in str(story.thread)
    assert "It comes back" not in next(text for text in story.thread if "has left the post" in text)
    assert "Done…" in labels(story.task(cover))
    assert len(ray.sees()) == before


def test_what_is_over_is_over_whoever_presses(desk: Desk) -> None:
    story = Story(desk, LIGHT)
    ray, member = story.ray, story.member
    story.adds("Highways maintenance", "Mend the kerb.")
    kerb = story.task(ray)

    # Can't: it returns with its reason, and may go to somebody else.
    ray.presses("I can't…", on=kerb)
    ray.fills_in(words="The kerb is on private land.")
    assert "can't do *Highways maintenance* and gives it back" in story.thread[-1]
    assert "private land" in story.thread[-1]

    # Given to another, and whoever was a moment too late is told who did what.
    story.coordinator.chooses_act("Tasks…", on=story.card)
    story.coordinator.presses("Another person or day…", on=story.coordinator.form() or {})
    story.coordinator.fills_in(person="farah-quereshi-dunn", due="2026-12-03")
    cover = desk.person("farah-quereshi-dunn")
    assert "Wanted by *Thu 3 Dec, 5 pm*" in text_of(story.task(cover))
    assert f"is with {cover.name} now" in str(ray.sees())
    desk.at_once(
        cover.pressing("Accept", on=story.task(cover)),
        member.choosing("Withdraw this case", on=member.card(story.asked)),
    )

    assert "the case was withdrawn" in text_of(cover.last())
    assert "Closed" in text_of(story.card)
    assert labels(story.task(cover)) == []
    for whisper in cover.whispers(cover.dm):
        assert "Wardline ended that task in the meantime" in text_of(whisper)


def test_the_service_own_task_follows_the_case(desk: Desk) -> None:
    story = Story(desk, LIGHT)
    ray = story.ray
    coast = desk.holder("officer", "coast-beaches")

    story.coordinator.chooses("Re-route…", on=story.card)
    story.coordinator.fills_in(service="coast-beaches")

    assert "another service has the case now" in text_of(ray.last())
    assert "as the officer for coast and beaches" in text_of(story.task(coast))

    # Where the service owns its work, or the co-ordinator does, nobody else has a part by itself.
    libraries = desk.holder("officer", "libraries")
    story.coordinator.chooses("Re-route…", on=story.card)
    story.coordinator.fills_in(service="libraries")
    assert "another service has the case now" in text_of(coast.last())
    assert f"<@{libraries.slack_id}>" in text_of(story.card)  # the owner
    assert not [message for message in libraries.sees() if is_task(message)]


def test_the_third_time_somebody_is_asked_why(desk: Desk) -> None:
    story = Story(desk, GRAFFITI)
    coordinator, channel = story.coordinator, story.channel
    derek = desk.holder("member", "Linacre", number=1)

    derek.says(GRAFFITI)
    desk.forward(days=1)
    assert not [message for message in coordinator.sees() if "Root cause" in text_of(message)]
    story.member.says("There is graffiti on Marsh Lane, Bootle, again")

    (cause,) = [message for message in coordinator.sees() if is_task(message)]
    assert "SEF-1003 · Root cause: Graffiti removal" in text_of(cause)
    assert "SEF-1001 and SEF-1002, and now SEF-1003" in text_of(cause)
    third = next(card for card in coordinator.sees(channel) if "SEF-1003" in text_of(card))
    assert "Root cause: Graffiti removal" in text_of(third)

    # Not again at each repeat; it holds up no answer, and outlives its case.
    derek.says(GRAFFITI)
    assert len([message for message in coordinator.sees() if is_task(message)]) == 1
    coordinator.presses("Outcome", on=third)
    coordinator.fills_in(kind="done", words__done="Cleaned.")
    coordinator.fills_in()
    desk.forward(days=10)
    assert "Done…" in labels(story.task(coordinator))

    coordinator.presses("Done…", on=story.task(coordinator))
    coordinator.fills_in(words="The lamp there is dark: lighting will be mended.")
    story.member.says(GRAFFITI)
    assert "and now SEF-1005" in text_of(story.task(coordinator))


def test_of_somebody_at_risk_a_task_says_nothing_but_whom_to_ring(desk: Desk) -> None:
    member, duty = desk.holder("member", "Linacre"), desk.holder("duty")
    officer, restricted = desk.holder("officer", "early-help-family"), desk.channel("restricted")
    member.says("A child at risk is being hit in the house by the park.")
    card = duty.sees(restricted)[0]

    duty.chooses("Offer to partner…", on=card)
    assert "nothing of it is offered in writing" in text_of(duty.whispers(restricted)[-1])

    duty.chooses("Add task…", on=card)
    duty.chooses("Early help and family support", on=duty.form() or {})
    duty.fills_in(service="early-help-family", words="Visit the family at number nine today.")
    task = officer.last()
    assert f"Please ring {duty.name}" in text_of(task)
    assert "number nine" in text_of(duty.last(restricted, card["ts"]))
    officer.presses("Done…", on=task)
    officer.fills_in(words="Seen; the mother is with her sister.")

    assert "with her sister" in text_of(duty.last(restricted, card["ts"]))
    everywhere = [
        *officer.sees(),
        *(m for c in desk.council.channels for m in duty.sees(c.slack_id) if c.slack_id != restricted),
    ]
    leaked = [
        word for word in ("being hit", "number nine", "her sister", "the park") if word in str(everywhere)
    ]
    assert leaked == []


def test_where_a_case_is_kept_brief_so_are_its_tasks(desk: Desk) -> None:
    story = Story(desk, LIGHT)
    story.adds("Highways maintenance", "Mend the kerb before Friday.")
    assert "Mend the kerb" in str(story.thread)

    story.coordinator.chooses_act("Flags…", on=story.card)
    story.coordinator.fills_in(flag="vulnerable", reason="Ill at home", lead="patricia-oyelaran")
    task = story.task(story.ray)
    assert "Mend the kerb before Friday." in text_of(task)  # whoever does it knows what
    story.ray.presses("Done…", on=task)
    story.ray.fills_in(words="A new kerb is in.")

    read = text_of(story.card) + str(story.thread)
    assert [secret for secret in ("kerb", "Highways", "lighting", "Marsh Lane") if secret in read] == []
    assert f"A service’s part: {story.ray.name}, wanted by" in text_of(story.card)
    assert f"*A service’s part* is done, says {story.ray.name}" in story.thread[-1]


def test_a_handover_pack_names_who_is_still_asked_for_what(desk: Desk) -> None:
    story = Story(desk, LIGHT)
    story.adds("Highways maintenance", "Mend the kerb before Friday.")
    said = pack_of(story.coordinator, "area:South Sefton")
    assert f"Waiting: Street lighting: {story.ray.name}, wanted by Fri 4 Dec" in said
    assert f"Waiting: Highways maintenance: {story.ray.name}" in said
    assert "SEF-1001" in pack_of(
        story.ray, "service:street-lighting"
    )  # their part, of a case that another owns

    story.coordinator.chooses_act("Flags…", on=story.card)
    story.coordinator.fills_in(flag="vulnerable", reason="Ill at home", lead="patricia-oyelaran")
    said = pack_of(story.ray, "service:street-lighting")
    assert f"Waiting: A service’s part: {story.ray.name}" in said
    assert [
        secret for secret in ("kerb", "Highways", "Street lighting,", "Marsh Lane") if secret in said
    ] == []


def pack_of(actor: Actor, what: str) -> str:
    actor.commands("handover-pack")
    actor.fills_in(what=what)
    return packs(actor.desk, actor)[-1]
