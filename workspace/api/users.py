"""users.*: people as the bot may see them. users.conversations is with the conversations."""

from __future__ import annotations

from workspace.api.call import Args, method, page
from workspace.core import Core
from workspace.limits import Refusal
from workspace.shapes import user_json
from workspace.space import BOT, Json


@method("users.info", "users:read")
def info(core: Core, args: Args) -> Json:
    return {"user": _shown(core, args, args.needed("user", "user_not_found"))}


@method("users.list", "users:read")
def list_users(core: Core, args: Args) -> Json:
    found, more = page(args, [*core.space.people, BOT])
    return {"members": [_shown(core, args, user) for user in found], "cache_ts": 0} | more


@method("users.lookupByEmail", "users:read.email")
def lookup_by_email(core: Core, args: Args) -> Json:
    wanted = args.needed("email", "users_not_found").lower()
    for person in core.space.people.values():
        if person.email.lower() == wanted:
            return {"user": _shown(core, args, person.id)}
    raise Refusal("users_not_found")


@method("users.profile.get", "users.profile:read")
def profile_get(core: Core, args: Args) -> Json:
    return {"profile": _shown(core, args, args.needed("user", "user_not_found"))["profile"]}


@method("users.getPresence", "users:read")
def get_presence(core: Core, args: Args) -> Json:
    _shown(core, args, args.needed("user", "user_not_found"))
    return {"presence": "active"}


def _shown(core: Core, args: Args, user: str) -> Json:
    shown = user_json(core.space, user, email="users:read.email" in args.scopes)
    if shown is None:
        raise Refusal("user_not_found")
    return shown
