"""A person at their Slack, while things go wrong: who gets no answer tries again, and who is shown nothing looks again."""

import asyncio
from collections.abc import Awaitable, Callable
from random import Random
from typing import TypeVar

from tests.desk import Json, buttons_of, by_block, fields_of
from tests.faults.ground import Ground, Said
from workspace import acts
from workspace.acts import Unable

T = TypeVar("T")
LOOKS = 3.0  # seconds after which somebody presses again what did nothing


class Person:
    def __init__(self, ground: Ground, user: str) -> None:
        self.ground, self.user = ground, user
        self.w, self.deeds = ground.workspace, ground.deeds
        self.chance = Random(f"{ground.seed} {user}")

    @property
    def dm(self) -> str:
        return acts.dm(self.w, self.user)

    async def says(
        self, text: str, channel: str = "", thread: str | None = None, cases: int | None = None
    ) -> Said:
        await self.ground.gate.pass_()
        where = channel or self.dm
        ts = await acts.say(self.w, self.user, where, text, thread_ts=thread)
        self.deeds.events += 1
        said = Said(self.user, where, ts, text, cases)
        self.deeds.said.append(said)
        return said

    async def edits(self, said: Said, text: str) -> None:
        await self.ground.gate.pass_()
        await acts.edit(self.w, self.user, said.channel, said.ts, text)
        self.deeds.events += 1
        said.text = text

    async def reacts(self, name: str, channel: str, ts: str) -> None:
        await self.ground.gate.pass_()
        await acts.react(self.w, self.user, channel, ts, name)
        self.deeds.events += 1

    async def presses(self, label: str, find: Callable[[], Json | None], done: Callable[[], object]) -> bool:
        """Until it shows that it was done, or the button is gone. False: it is waited for in vain."""
        await self.ground.gate.pass_()
        try:
            async with asyncio.timeout(self.ground.patience):
                while not done() and await self._pressed(label, find):
                    await self.sees(done, LOOKS)
        except TimeoutError:
            self.deeds.missed.append(f"what pressing “{label}” does")
        return bool(done())

    async def _pressed(self, label: str, find: Callable[[], Json | None]) -> bool:
        """And somebody answered. False: the button is gone, perhaps since it was pressed."""
        while True:
            message = find()
            button = message and next((b for b in buttons_of(message) if b["text"]["text"] == label), None)
            if message is None or button is None:
                return False
            if await self._answered(self._click(button, message)):
                return True

    async def submits(self, **values: str) -> Json:
        """The topmost form, until it is answered; nothing is filled into one that does not ask for it."""
        await self.ground.gate.pass_()
        form = self.form()
        if form is None:
            return {"result": "gone"}
        if not self.is_asked(values):
            return {"result": "another"}
        fields, given = fields_of(form), by_block(values)
        filled = {block: {fields[block]: value} for block, value in given.items()}
        while not (
            answer := await self._answered(acts.submit(self.w, self.user, filled, view_id=form["id"]))
        ):
            pass
        return answer

    def form(self) -> Json | None:
        return acts.view(self.w, self.user)

    def is_asked(self, values: Json) -> bool:
        """Whether the topmost form has fields of these names. Slack may show another one late: that of a button which
        nobody seemed to answer, and which was pressed again."""
        form = self.form()
        return form is not None and fields_of(form).keys() >= by_block(values).keys()

    async def closes_forms(self) -> None:
        while self.form() is not None:
            try:
                await acts.close_view(self.w, self.user, everything=True)
            except Unable:
                continue

    async def _answered(self, act: Awaitable[T]) -> T | bool:
        """What the bot answered, or that it did; False where nobody did, or there is nothing to press any more."""
        try:
            answer = await act
        except Unable as unable:
            if unable.error not in ("no_answer", "bot_offline", "action_not_found"):
                raise
            self.deeds.unanswered += unable.error != "action_not_found"
            await asyncio.sleep(0)  # somebody else's turn
            return False
        self.deeds.clicks += 1
        return answer or True

    async def sees(self, check: Callable[[], T | None], seconds: float | None = None) -> T | None:
        """What is waited for; None where it does not come."""
        try:
            return await acts.until(self.w, check, seconds or self.ground.patience)
        except TimeoutError:
            return None

    async def waits_for(
        self, what: str, check: Callable[[], T | None], seconds: float | None = None
    ) -> T | None:
        """The same, for what must come."""
        found = await self.sees(check, seconds)
        if not found:
            self.deeds.missed.append(what)
        return found

    async def _click(self, button: Json, on: Json) -> None:
        block = next(b["block_id"] for b in on["blocks"] if button in _elements(b))
        await acts.click(
            self.w, self.user, button["action_id"], block_id=block, channel=on["channel"], message_ts=on["ts"]
        )


def _elements(block: Json) -> list[Json]:
    parts = [block[part] for part in ("accessory", "element") if part in block]
    return [*block.get("elements", ()), *parts]
