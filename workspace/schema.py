"""A small checker for JSON shapes: rules that say what a value may be, and problems that say where it is not.

What Block Kit's shapes are is in blockkit.py; this knows nothing of Slack.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True)
class Problem:
    """Something wrong at a JSON pointer. `code` is for programs, `message` for people."""

    pointer: str
    code: str
    message: str

    def as_json(self) -> dict[str, str]:
        return {"pointer": self.pointer, "code": self.code, "message": self.message}

    def __str__(self) -> str:
        return f"{self.message} [json-pointer:{self.pointer}]"


class Rule(Protocol):
    def check(self, value: Any, at: str, found: list[Problem]) -> None: ...


@dataclass(frozen=True)
class Str:
    """A string of `least` to `most` characters."""

    most: int = 1_000_000
    least: int = 1
    pattern: str | None = None

    def check(self, value: Any, at: str, found: list[Problem]) -> None:
        if not isinstance(value, str):
            found.append(Problem(at, "type", "must be a string"))
        elif len(value) > self.most:
            found.append(Problem(at, "too_long", f"must be less than {self.most + 1} characters"))
        elif len(value) < self.least:
            found.append(Problem(at, "too_short", f"must be more than {self.least - 1} characters"))
        elif self.pattern and not re.fullmatch(self.pattern, value):
            found.append(Problem(at, "pattern", "does not have the form it must have"))


@dataclass(frozen=True)
class Bool:
    def check(self, value: Any, at: str, found: list[Problem]) -> None:
        if not isinstance(value, bool):
            found.append(Problem(at, "type", "must be true or false"))


@dataclass(frozen=True)
class Int:
    least: int = -(2**53)
    most: int = 2**53

    def check(self, value: Any, at: str, found: list[Problem]) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            found.append(Problem(at, "type", "must be a whole number"))
        elif not self.least <= value <= self.most:
            found.append(Problem(at, "range", f"must be between {self.least} and {self.most}"))


@dataclass(frozen=True)
class OneOf:
    """One of these strings."""

    values: Sequence[str]

    def check(self, value: Any, at: str, found: list[Problem]) -> None:
        if value not in self.values:
            found.append(Problem(at, "choice", f"must be one of: {', '.join(self.values)}"))


@dataclass(frozen=True)
class ListOf:
    """A list of `least` to `most` things, all of one rule."""

    rule: Rule
    most: int = 1_000_000
    least: int = 0

    def check(self, value: Any, at: str, found: list[Problem]) -> None:
        if not isinstance(value, list):
            found.append(Problem(at, "type", "must be a list"))
            return
        if len(value) > self.most:
            found.append(Problem(at, "too_many", f"no more than {self.most} items allowed"))
        if len(value) < self.least:
            found.append(Problem(at, "too_few", f"no less than {self.least} items allowed"))
        for number, item in enumerate(value):
            self.rule.check(item, f"{at}/{number}", found)


Extra = Callable[[dict[str, Any], str, list[Problem]], None]


@dataclass(frozen=True)
class Obj:
    """An object with these fields and no others. `across` checks what one field means for another."""

    fields: Mapping[str, Rule]
    required: Sequence[str] = ()
    across: Extra | None = None

    def check(self, value: Any, at: str, found: list[Problem]) -> None:
        if not isinstance(value, dict):
            found.append(Problem(at, "type", "must be an object"))
            return
        for name in self.required:
            if value.get(name) is None:
                found.append(Problem(at, "missing", f"missing required field: {name}"))
        for name, inner in value.items():
            rule = self.fields.get(name)
            if rule is None:
                found.append(Problem(at, "unknown_field", f"invalid additional property: {name}"))
            elif inner is not None:
                rule.check(inner, f"{at}/{name}", found)
        if self.across is not None:
            self.across(value, at, found)


@dataclass(frozen=True)
class Typed:
    """An object whose `type` says which rule it follows."""

    kinds: Mapping[str, Rule]

    def check(self, value: Any, at: str, found: list[Problem]) -> None:
        if not isinstance(value, dict):
            found.append(Problem(at, "type", "must be an object"))
            return
        rule = self.kinds.get(str(value.get("type")))
        if rule is None:
            found.append(Problem(f"{at}/type", "unknown_type", f"unsupported type: {value.get('type')}"))
        else:
            rule.check(value, at, found)


@dataclass(frozen=True)
class Free:
    """Anything: what Slack's documents do not settle."""

    kind: type = field(default=object)

    def check(self, value: Any, at: str, found: list[Problem]) -> None:
        if not isinstance(value, self.kind):
            found.append(Problem(at, "type", f"must be of type {self.kind.__name__}"))


@dataclass(frozen=True)
class Later:
    """A rule that is written further down (for shapes that hold themselves)."""

    rule: Callable[[], Rule]

    def check(self, value: Any, at: str, found: list[Problem]) -> None:
        self.rule().check(value, at, found)
