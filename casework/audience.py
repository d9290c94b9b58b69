"""How far a case may be read: as far as its member shares it, unless its flags keep it to the people who deal with it.
Pure; who those people are is in permissions.py."""

from collections.abc import Collection
from typing import Literal, get_args

Level = Literal["not_shared", "ward_members", "everyone"]
FlagKind = Literal["vulnerable", "media", "parish"]

LEVELS: tuple[Level, ...] = get_args(Level)
FLAGS: tuple[FlagKind, ...] = get_args(FlagKind)

# What stands in a channel is kept brief: no words, no service, no place; and nobody reads it by sharing.
_KEEP_BRIEF = frozenset({"vulnerable", "media"})


def is_brief(flags: Collection[str]) -> bool:
    return not _KEEP_BRIEF.isdisjoint(flags)
