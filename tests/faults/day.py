"""The scripted day: members write, co-ordinators do their work, each from a seed of their own."""

import asyncio
from collections.abc import Callable, Iterator
from itertools import count
from random import Random

from tests.desk import Json, buttons_of
from tests.faults.ground import Ground, Said
from tests.faults.people import Person

COMPLAINTS = (
    "Huge pothole on {}",
    "Bins overflowing on {}",
    "Graffiti all over the wall on {}",
    "Dog fouling on {}",
    "Street light out on {}",
    "Fly-tipping on {}",
)
CHATTER = ("Thank you very much", "Good morning", "Brilliant, thanks")
QUERIES = ("who handles graffiti in Crosby", "who do I ask about street lighting")
MORE = (
    "It is the blue one by the gate",
    "There is a mattress beside it as well",
    "A resident sent me this number 40",
)
NOTES = ("Rang the depot about it", "The crew is in Bootle until noon", "Nobody at the gate")

STILL = 60.0  # seconds in which nobody does anything: what is waited for then does not come


class Day:
    def __init__(self, ground: Ground, size: int) -> None:
        self.ground = ground
        self.enquiries = max(size // 5, 1)  # each is followed by about four deeds
        self.numbers = count(1)  # words that only one person sends
        self.cases = 0
        self.handled = 0

    async def go(self) -> None:
        shares = self._shares()
        self.cases = sum(len(texts) for texts in shares.values())
        async with asyncio.TaskGroup() as people:
            for user, texts in shares.items():
                people.create_task(self._member(Person(self.ground, user), texts))
            for user, channel in self.ground.coordinators():
                people.create_task(self._coordinator(Person(self.ground, user), channel))

    def _shares(self) -> dict[str, list[str]]:
        """The enquiries of each member: about streets of their own ward, none twice."""
        members = self.ground.members()
        supply = {user: self._complaints(user, ward) for user, ward in members}
        shares: dict[str, list[str]] = {user: [] for user in supply}
        chance = Random(f"{self.ground.seed} day")
        for number in range(self.enquiries):
            user = list(supply)[number % len(supply)] if number < len(supply) else chance.choice(list(supply))
            text = next(supply[user], None)
            if text is not None:
                shares[user].append(text)
        return {user: texts for user, texts in shares.items() if texts}

    def _complaints(self, user: str, ward: str) -> Iterator[str]:
        places = {}
        for street in self.ground.council.streets:
            places.setdefault((street.street, street.locality), set()).add(street.ward)
        named = {name for name, _ in places if sum(other == name for other, _ in places) == 1}
        streets = [
            ", ".join(filter(None, place))
            for place, wards in places.items()
            if wards == {ward} and place[0] in named
        ]
        made = [words.format(street) for street in streets for words in COMPLAINTS]
        return iter(Random(f"{self.ground.seed} {user}").sample(made, len(made)))

    # A member

    async def _member(self, member: Person, texts: list[str]) -> None:
        async with asyncio.TaskGroup() as conversations:
            for text in texts:
                asked = await member.says(text, cases=1)
                conversations.create_task(self._follow_up(member, asked, member.chance.random()))
                if member.chance.random() < 0.15:
                    await member.says(member.chance.choice(CHATTER))
                if member.chance.random() < 0.1:
                    await member.says(member.chance.choice(QUERIES))
                if member.chance.random() < 0.6:
                    await member.waits_for("an answer", lambda asked=asked: self.ground.answers(asked))

    async def _follow_up(self, member: Person, asked: Said, mood: float) -> None:
        """Some write more under the bot's answer; some say that it was sorted, once there is an outcome."""
        if not await member.waits_for("an answer", lambda: self.ground.answers(asked)):
            return
        if mood < 0.3:
            await member.says(f"{MORE[int(mood * 10)]} ({next(self.numbers)})", thread=asked.ts)

    # A co-ordinator

    async def _coordinator(self, coordinator: Person, channel: str) -> None:
        """Every card of their channel, in the order in which they came, until all of the day's are handled."""
        after = 0
        while self.handled < self.cases:
            deeds = self.ground.gate.deeds
            cards = await coordinator.sees(
                lambda after=after: self.ground.cards(channel, after) or self.handled >= self.cases, STILL
            )
            if cards is None and self.ground.gate.deeds == deeds:
                coordinator.deeds.missed.append("a card")
                return
            for number, ts in cards if isinstance(cards, list) else ():
                after = number
                await self._handle(coordinator, channel, ts)
                self.handled += 1
                self.ground.workspace.journal.changed("handled")

    async def _handle(self, by: Person, channel: str, ts: str) -> None:
        def card() -> Json | None:
            return self.ground.message(channel, ts)

        def has(label: str) -> bool:
            return any(b["text"]["text"] == label for b in buttons_of(card() or {}))

        self.ground.deeds.acknowledged.add((channel, ts))
        if by.chance.random() < 0.2:
            await by.reacts("eyes", channel, ts)
        else:
            await by.presses("Acknowledge", card, lambda: not has("Acknowledge"))
        if by.chance.random() < 0.3:
            note = await by.says(f"{by.chance.choice(NOTES)} ({next(self.numbers)})", channel, ts)
            if by.chance.random() < 0.5:
                await by.edits(note, f"{note.text}, and again")
        if by.chance.random() < 0.5:
            await self._send(
                by, card, "Reply", "replied", words=f"The crew has order {next(self.numbers)} in hand."
            )
        if by.chance.random() < 0.4:
            words = f"All done, as order {next(self.numbers)}, with a photograph."
            await self._send(by, card, "Outcome", "answered", kind="done", words__done=words)

    async def _send(
        self, by: Person, card: Callable[[], Json | None], label: str, event: str, **filled: str
    ) -> None:
        """A form and its preview. Who is refused, as where the case has moved on, lets it be."""
        previewed: Json = {"result": "another"}
        while previewed["result"] == "another":
            await by.closes_forms()
            if not await by.presses(label, card, lambda: by.is_asked(filled)):
                by.deeds.missed.append(f"the form of {label}")
                return
            previewed = await by.submits(**filled)
        sent = await by.submits() if previewed["result"] == "updated" else previewed
        if sent["result"] == "closed" or (sent["result"] == "updated" and not _is_refused(sent["view"])):
            by.deeds.sent[next(words for name, words in filled.items() if name.startswith("words"))] = event
        elif sent["result"] not in ("errors", "updated"):
            by.deeds.missed.append(f"{event}: {sent['result']}")
        await by.closes_forms()


def _is_refused(form: Json) -> bool:
    """Where nothing can be filled in any more, a refusal takes the form's place."""
    return form["title"]["text"] == "Not done"
