"""blocks.validate: the same judgement as on posting, without posting."""

from __future__ import annotations

from workspace.api.call import Args, method
from workspace.core import Core
from workspace.limits import Refusal, blocks_problems, view_problems
from workspace.schema import Problem
from workspace.space import Json


@method("blocks.validate")
def validate(_core: Core, args: Args) -> Json:
    """Takes exactly one of blocks, message and view. Problems come with a JSON pointer, a code and a message."""
    given = [name for name in ("blocks", "message", "view") if name in args]
    if len(given) != 1:
        raise Refusal("invalid_arguments")
    value = args.nested(given[0], f"invalid_{given[0]}")
    problems: list[Problem]
    if given[0] == "view":
        problems = view_problems(value, "")
    elif given[0] == "message":
        inner = value.get("blocks", []) if isinstance(value, dict) else value
        problems = blocks_problems(inner, "message")
    else:
        problems = blocks_problems(value, "message", "")
    if problems:
        raise Refusal(f"invalid_{given[0]}", errors=[problem.as_json() for problem in problems])
    return {}
