"""The baseline: the smallest bot that Slack's own library makes. No inbox, no database; it posts one
message back, with a button that does nothing.

python _echo.py SLACK_URL BOT_TOKEN APP_TOKEN      says "ready" when it is connected
"""

import asyncio
import signal
import sys
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncSay
from slack_sdk.web.async_client import AsyncWebClient

BUTTON = {
    "type": "actions",
    "elements": [
        {"type": "button", "action_id": "nothing", "text": {"type": "plain_text", "text": "Nothing"}}
    ],
}


async def main(slack_url: str, bot_token: str, app_token: str) -> None:
    app = AsyncApp(client=AsyncWebClient(token=bot_token, base_url=slack_url))

    @app.event("message")
    async def echo(event: dict[str, Any], say: AsyncSay) -> None:
        words = event.get("text", "")
        await say(
            text=words,
            blocks=[{"type": "section", "text": {"type": "mrkdwn", "text": words}}, BUTTON],
            thread_ts=event["ts"],
        )

    @app.action("nothing")
    async def do_nothing(ack: AsyncAck) -> None:
        await ack()

    handler = AsyncSocketModeHandler(app, app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, stopping.set)
    print("ready", flush=True)
    await stopping.wait()
    await handler.close_async()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:4]))
