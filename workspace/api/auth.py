"""Who the app is, where its socket is, and the workspace itself."""

from __future__ import annotations

from workspace.api.call import Args, method
from workspace.core import Core
from workspace.limits import Refusal
from workspace.shapes import handle
from workspace.space import APP, BOT, BOT_ID, DOMAIN, TEAM, TEAM_NAME, Json


@method("api.test", takes="none")
def api_test(_core: Core, args: Args) -> Json:
    if "error" in args:
        raise Refusal(args.text("error"))
    return {"args": {name: value for name, value in args.given.items() if name != "token"}}


@method("auth.test")
def auth_test(core: Core, _args: Args) -> Json:
    return {
        "url": core.base_url + "/",
        "team": TEAM_NAME,
        "user": handle(core.space.bot_name),
        "team_id": TEAM,
        "user_id": BOT,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


@method("apps.connections.open", takes="app")
def connections_open(core: Core, _args: Args) -> Json:
    if core.faults.take("refuse_link"):
        raise Refusal("internal_error")
    if core.events_url is not None:
        raise Refusal("forbidden_team")
    address = core.base_url.replace("http://", "ws://", 1)
    return {"url": f"{address}/socket?ticket={core.sockets.ticket()}"}


@method("team.info", "team:read")
def team_info(core: Core, _args: Args) -> Json:
    return {
        "team": {"id": TEAM, "name": TEAM_NAME, "domain": DOMAIN, "url": core.base_url, "email_domain": ""}
    }


@method("bots.info", "users:read")
def bots_info(core: Core, args: Args) -> Json:
    if args.text("bot", BOT_ID) != BOT_ID:
        raise Refusal("bot_not_found")
    bot = {"id": BOT_ID, "app_id": APP, "user_id": BOT, "name": core.space.bot_name}
    return {"bot": {**bot, "deleted": False, "updated": 0, "icons": {}}}
