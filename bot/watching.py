"""What whoever watches the service may ask over HTTP: is it alive, is it ready, how does it do. Off unless a port is set, and
then on this machine alone unless the settings say otherwise: nothing asks who is asking."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot import figures
from bot.clock import Clock
from bot.transactions import Transactions
from storage import Session, migrate, services

GRACE = 2.0


class BusyPort(Exception):
    """The port is taken, or the address is none of this machine's; the text says what to do."""


class Watch:
    """`link` is the transport: where it has an `is_up`, the link to Slack counts for being ready."""

    def __init__(self, transactions: Transactions, link: object) -> None:
        self.transactions = transactions
        self.link = link
        self.clock: Clock = transactions.clock
        self._promises_at: float | None = None

    @asynccontextmanager
    async def on(self, host: str, port: int | None) -> AsyncIterator[int | None]:
        """Answers until the block ends. No port: nothing listens. Raises BusyPort."""
        if port is None:
            yield None
            return
        application = web.Application()
        application.router.add_get("/healthz", self._healthz)
        application.router.add_get("/readyz", self._readyz)
        application.router.add_get("/metrics", self._metrics)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=GRACE)
        await runner.setup()
        try:
            try:
                await web.TCPSite(runner, host, port).start()
            except OSError as fault:
                raise BusyPort(
                    f"Nothing can listen on {host}, port {port} ({fault.strerror}): another program, or another "
                    "Wardline, may be there. Choose another WARDLINE_WATCH_PORT."
                ) from None
            yield int(runner.addresses[0][1])
        finally:
            await runner.cleanup()

    async def _healthz(self, _request: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def _readyz(self, _request: web.Request) -> web.Response:
        parts = await self.parts()
        return web.json_response(
            {"ready": all(parts.values()), **parts}, status=200 if all(parts.values()) else 503
        )

    async def _metrics(self, _request: web.Request) -> web.Response:
        """What the database says is left out while it does not answer: what this process did is told all the same."""
        await self.parts()
        try:
            figures.show(await self._standing())
        except Exception:
            figures.run_failures.labels("figures").inc()
        return web.Response(
            body=figures.text(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
        )

    async def parts(self) -> dict[str, bool]:
        """What being ready takes. A process that only works has no link, and says nothing of one: its word would hide that
        those that listen have lost theirs."""
        is_up = getattr(self.link, "is_up", None)
        parts = {} if is_up is None else {"slack": bool(await is_up())}
        parts |= await self._database()
        for part, is_well in parts.items():
            figures.is_ready.labels(part).set(is_well)
        return parts

    async def _database(self) -> dict[str, bool]:
        url = self.transactions.database.url
        try:
            is_ours = await asyncio.to_thread(lambda: migrate.revision(url) == migrate.latest())
            is_loaded = is_ours and await self.transactions.read(_has_council)
        except Exception:
            return {"database": False, "directory": False}
        return {"database": is_ours, "directory": is_loaded}

    async def _standing(self) -> figures.Standing:
        due = self._promises_at is None or time.monotonic() - self._promises_at >= figures.FRESH
        now, real = self.clock.now(), self.clock.real()

        def read(session: Session) -> figures.Standing:
            return figures.standing(session, now=now, real=real, promises=due)

        found = await self.transactions.read(read)
        if due:
            self._promises_at = time.monotonic()
        return found


def _has_council(session: Session) -> bool:
    return services.is_any(session)
