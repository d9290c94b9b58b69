"""files.*: upload addresses, completion, information, deletion; and the addresses that take and give bytes."""

from __future__ import annotations

from aiohttp import web

from workspace import files, posting
from workspace.api.call import Args, member_place, method, page
from workspace.core import Core, Upload
from workspace.limits import Refusal
from workspace.markup import normalise
from workspace.shapes import file_json
from workspace.space import BOT, TEAM, Conversation, Json, Message, StoredFile, new_id


@method("files.getUploadURLExternal", "files:write")
def get_upload_url(core: Core, args: Args) -> Json:
    length = args.whole("length", 0)
    if length <= 0:
        raise Refusal("invalid_arguments")
    if length > files.LARGEST:
        raise Refusal("file_upload_size_restricted")
    stored = files.make(core, BOT, args.needed("filename"), b"", complete=False)
    stored.alt_text = args.text("alt_txt") or None
    key = new_id("up")
    core.uploads[key] = Upload(stored.id, length)
    return {"upload_url": f"{core.base_url}/upload/{key}", "file_id": stored.id}


@method("files.completeUploadExternal", "files:write")
def complete_upload(core: Core, args: Args) -> Json:
    given = args.nested("files")
    if not isinstance(given, list) or not given or not all(isinstance(one, dict) for one in given):
        raise Refusal("invalid_arguments")
    stored = [_uploaded(core, one) for one in given]
    channels = args.items("channels") or args.items("channel_id")
    places = [member_place(core, channel, write=True) for channel in channels]
    for one, asked in zip(stored, given, strict=True):
        one.complete = True
        one.title = str(asked.get("title") or one.title)
    for place in places:
        _post(core, place, stored, args)
    return {"files": [file_json(core.space, one) for one in stored]}


@method("files.info", "files:read")
def info(core: Core, args: Args) -> Json:
    return {"file": file_json(core.space, _visible(core, args)), "comments": []}


@method("files.list", "files:read")
def list_files(core: Core, args: Args) -> Json:
    seen = [one for one in core.space.files.values() if _sees(core, one)]
    found, _ = page(args, seen)
    return {"files": [file_json(core.space, one) for one in found]}


@method("files.delete", "files:write")
def delete(core: Core, args: Args) -> Json:
    stored = _visible(core, args)
    if stored.user != BOT:
        raise Refusal("cant_delete_file")
    stored.is_deleted, stored.content = True, b""
    core.changed("message")
    return {}


async def take_bytes(core: Core, request: web.Request) -> web.Response:
    """Serves /upload/{key}: raw bytes, or the first part of a multipart form."""
    waiting = core.uploads.get(request.match_info["key"])
    if waiting is None or waiting.got:
        return web.Response(status=404, text="no such upload")
    if request.content_type.startswith("multipart/"):
        parts = [
            part.file.read() for part in (await request.post()).values() if isinstance(part, web.FileField)
        ]
        content = parts[0] if parts else b""
    else:
        content = await request.read()
    if len(content) != waiting.length:
        return web.Response(status=400, text="the length is not the one announced")
    stored = core.space.files[waiting.file_id]
    stored.content, stored.size, waiting.got = content, len(content), True
    return web.Response(text=f"OK - {len(content)}")


async def give_bytes(core: Core, request: web.Request) -> web.Response:
    """Serves private downloads: bearer token, files:read, and a conversation in common."""
    stored = core.space.files.get(request.match_info["id"].removeprefix(f"{TEAM}-"))
    token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    allowed = token == core.bot_token and not core.faults.has("revoke_token")
    if not allowed:
        # Slack sends a browser to its sign-in page; a program sees HTML where it expected a file.
        raise web.HTTPFound("/signin")
    if (
        "files:read" not in core.manifest.scopes
        or stored is None
        or stored.is_deleted
        or not _sees(core, stored)
    ):
        return web.Response(status=404, text="file_not_found")
    return web.Response(body=stored.content, content_type=stored.mimetype)


def _uploaded(core: Core, given: Json) -> StoredFile:
    stored = core.space.files.get(str(given.get("id")))
    waiting = next((one for one in core.uploads.values() if stored and one.file_id == stored.id), None)
    if stored is None or waiting is None or not waiting.got:
        raise Refusal("file_not_found")
    return stored


def _post(core: Core, place: Conversation, stored: list[StoredFile], args: Args) -> None:
    thread_ts = args.text("thread_ts") or None
    if thread_ts is not None and thread_ts not in place.messages:
        raise Refusal("invalid_thread_ts")
    message = Message(
        ts=place.next_ts(),
        user=BOT,
        text=normalise(args.text("initial_comment")),
        files=[one.id for one in stored],
        subtype="file_share",
        thread_ts=thread_ts,
    )
    for one in stored:
        posting.share(core, place, one)
    posting.post(core, place, message)


def _visible(core: Core, args: Args) -> StoredFile:
    stored = core.space.files.get(args.needed("file", "file_not_found"))
    if stored is None or not _sees(core, stored):
        raise Refusal("file_not_found")
    if stored.is_deleted:
        raise Refusal("file_deleted")
    return stored


def _sees(core: Core, stored: StoredFile) -> bool:
    places = [core.space.conversations[one] for one in stored.shared_in]
    return stored.complete and (stored.user == BOT or any(BOT in place.members for place in places))
