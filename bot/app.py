"""The Bolt application: kept before acknowledged, authorised without asking Slack each time, one context for all."""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltContext, AsyncRespond
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.addresses import Addresses
from bot.apology import apologise, say_instead
from bot.door import doorkeeper
from bot.gaps import Gaps
from bot.inbox import FAILED, TRANSACT, IsDanger, keeper, no_danger, transact_of
from bot.paces import Pace
from bot.transactions import Transact, Transactions, nothing
from casework.errors import CaseworkError

log = logging.getLogger(__name__)

Register = Callable[[AsyncApp], None]


class Identity:
    """Who the bot is, asked of Slack once. Until it is known nothing is worked on, but events are kept."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._known: AuthorizeResult | None = None

    async def establish(self) -> AuthorizeResult:
        """Raises what the call raises: an unreachable Slack, a token that is refused."""
        if self._known is None:
            answer = await self._client.auth_test()
            self._known = AuthorizeResult(
                enterprise_id=answer.get("enterprise_id"),
                team_id=answer.get("team_id"),
                team=answer.get("team"),
                url=answer.get("url"),
                bot_id=answer.get("bot_id"),
                bot_user_id=answer.get("user_id"),
                bot_token=self._client.token,
            )
        return self._known


def build_app(
    *,
    client: AsyncWebClient,
    identity: Identity,
    transactions: Transactions,
    register: Register,
    signing_secret: str,
    shared: Mapping[str, Any],
    a_minute: int | None = None,
    gaps: Gaps | None = None,
    is_danger: IsDanger = no_danger,
) -> AsyncApp:
    """`client` carries the base URL and the shared session, and no token: each request is given it by `identity`.

    `a_minute` of one person's messages, and of their clicks, are worked on at once; None: all of them. `is_danger` words
    wait for nothing. `gaps` is told what could be kept, and what could not.

    Listeners ask by name for `transact`, `read`, `clock` and whatever `shared` holds.
    """

    async def authorize() -> AuthorizeResult:
        return await identity.establish()

    app = AsyncApp(
        name="wardline",
        logger=logging.getLogger("slack_bolt"),  # a library's: at DEBUG it tells of every request in full
        client=client,
        signing_secret=signing_secret or "unused over Socket Mode",
        process_before_response=True,
        before_authorize=keeper(transactions, Pace(a_minute) if a_minute else None, is_danger, gaps),
        authorize=authorize,
    )
    app.use(_context(transactions, shared))
    addresses = Addresses(client.base_url)
    app.use(doorkeeper(addresses, transactions.clock, Pace(a_minute) if a_minute else None))
    app.error(_note_failure)
    register(app)
    app.event(re.compile(".*"))(_let_pass)
    return app


def _context(transactions: Transactions, shared: Mapping[str, Any]) -> Callable[..., Awaitable[Any]]:
    async def give(context: AsyncBoltContext, next_: Callable[[], Awaitable[Any]]) -> Any:
        context[TRANSACT] = transact_of(context, transactions)
        context["read"] = transactions.read
        context["clock"] = transactions.clock
        for name, value in shared.items():
            context[name] = value
        return await next_()

    return give


async def _let_pass(transact: Transact) -> None:
    """Events that no listener is for, last in the table: finished quietly."""
    await transact(nothing)


async def _note_failure(
    error: Exception,
    context: AsyncBoltContext,
    body: dict[str, Any],
    client: AsyncWebClient,
    respond: AsyncRespond,
) -> BoltResponse:
    """For the consumer, which judges it; for a person who waits, an answer in words. In the log: where and what kind,
    never the words of the request."""
    context[FAILED] = error
    if body.get("type") == "event_callback":
        log.warning("event failed", exc_info=error)
        return BoltResponse(status=500, body="")
    if isinstance(error, CaseworkError):
        return await say_instead(error.says, body, client, respond)
    log.error("request failed", exc_info=error, extra={"request": body.get("type")})
    return await apologise(body, client, respond)
