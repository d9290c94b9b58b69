"""Bytes out of Slack and back into it. Only from and to Slack itself: an address in a message is never followed."""

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.addresses import Addresses
from bot.failures import Failure, failure_of

PATIENCE = aiohttp.ClientTimeout(total=40)  # seconds for one file; an attempt has three quarters of its lease
LARGEST = 100 * 1024 * 1024  # bytes of one file that is passed on; casework/rules says no before


class Downloads:
    """`base_url` is the Web API's: files may come from there, or from Slack's own hosts over HTTPS."""

    def __init__(self, session: aiohttp.ClientSession, base_url: str) -> None:
        self._session = session
        self._addresses = Addresses(base_url)

    async def read(self, client: AsyncWebClient, file_id: str) -> bytes:
        """The bytes of a file that the bot may see. Raises Failure."""
        try:
            answer = await client.files_info(file=file_id)
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            raise failure_of(error) from None
        found = answer.get("file") or {}
        url = str(found.get("url_private_download") or found.get("url_private") or "")
        if int(found.get("size") or 0) > LARGEST:
            raise Failure("refused", "file_too_large")
        return await self._fetch(url, str(client.token))

    async def _fetch(self, url: str, token: str) -> bytes:
        self._check(url)
        headers = {"Authorization": f"Bearer {token}"}
        try:
            async with self._session.get(
                url, headers=headers, allow_redirects=False, timeout=PATIENCE
            ) as answer:
                if answer.status != 200:
                    raise Failure("uncertain" if answer.status >= 500 else "refused", f"file {answer.status}")
                content = await answer.content.read(LARGEST + 1)
                while len(content) <= LARGEST and (more := await answer.content.read(LARGEST)):
                    content += more
        except (aiohttp.ClientError, TimeoutError) as error:
            raise failure_of(error) from None
        if len(content) > LARGEST:
            raise Failure("refused", "file_too_large")
        return content

    async def send(self, url: str, content: bytes) -> None:
        """To the address that Slack gave for an upload."""
        self._check(url)
        try:
            async with self._session.post(
                url, data=content, allow_redirects=False, timeout=PATIENCE
            ) as answer:
                if answer.status != 200:
                    raise Failure("uncertain", f"upload {answer.status}")
        except (aiohttp.ClientError, TimeoutError) as error:
            raise failure_of(error) from None

    def _check(self, url: str) -> None:
        if not self._addresses.are_slacks(url):
            raise Failure("refused", "file_elsewhere")
