"""What is different between two councils, row by row: rows are the same one when their keys are. Pure; nothing is
loaded here, and nothing is kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, get_args, get_type_hints

from directory.columns import row_class_of
from directory.council import Council, Person, Row

NOUNS = tuple(noun.name for noun in fields(Council))
# Where the order of rows is a fact: the first holder of a post, and the first cover, is asked first.
ORDERED = ("posts", "covers")

Key = tuple[str, ...]
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One row, before and after. Nothing before: it is new; nothing after: it is gone."""

    noun: str
    before: Row | None
    after: Row | None

    @property
    def what(self) -> str:
        if self.before is None:
            return "added"
        return "gone" if self.after is None else "changed"

    @property
    def row(self) -> Row:
        row = self.after or self.before
        assert row is not None
        return row

    @property
    def entry(self) -> str:
        return entry_of(self.row)

    def changed_fields(self) -> list[tuple[str, Any, Any]]:
        """(field, before, after) of what is not the same, for a row that is there before and after."""
        if self.before is None or self.after is None:
            return []
        pairs = ((each.name, getattr(self.before, each.name), getattr(self.after, each.name))
                 for each in fields(self.after) if each.name != "line")  # fmt: skip
        return [(name, before, after) for name, before, after in pairs if before != after]


@dataclass(frozen=True, slots=True)
class Differences:
    """`orders`: the keys of a noun's rows in their new order, where adding at the end would not give it."""

    changes: tuple[Change, ...] = ()
    orders: Mapping[str, tuple[Key, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.changes or self.orders)

    @property
    def nouns(self) -> list[str]:
        """Whatever has another row or another order, in the council's order."""
        touched = {change.noun for change in self.changes} | set(self.orders)
        return [noun for noun in NOUNS if noun in touched]

    def of(self, noun: str, what: str | None = None) -> list[Change]:
        return [each for each in self.changes if each.noun == noun and what in (None, each.what)]


def differences(old: Council, new: Council) -> Differences:
    """What must change for the old council to become the new one. No key may occur twice in one noun."""
    changes: list[Change] = []
    orders: dict[str, tuple[Key, ...]] = {}
    for noun in NOUNS:
        if getattr(old, noun) == getattr(new, noun):
            continue
        before, after = _by_key(getattr(old, noun)), _by_key(getattr(new, noun))
        found = list(_changes(noun, before, after))
        changes += found
        plain = [key for key in before if key in after] + [key for key in after if key not in before]
        if plain != list(after):
            orders[noun] = tuple(after)
    return Differences(tuple(changes), orders)


def _changes(noun: str, before: Mapping[Key, Row], after: Mapping[Key, Row]) -> Iterator[Change]:
    for key, row in after.items():
        if before.get(key) != row:
            yield Change(noun, before.get(key), row)
    for key, row in before.items():
        if key not in after:
            yield Change(noun, row, None)


def apply(old: Council, found: Differences) -> Council:
    """The council that the differences lead to."""
    nouns: dict[str, Any] = {}
    for noun in found.nouns:
        rows = _by_key(getattr(old, noun))
        for change in found.of(noun):
            if change.after is None:
                del rows[key_of(change.row)]
            else:
                rows[key_of(change.row)] = change.after
        nouns[noun] = tuple(rows[key] for key in found.orders.get(noun, rows))
    return replace(old, **nouns)


def with_bindings(old: Council, new: Council) -> Council:
    """The new council as a load takes it: a Slack account bound in Slack stays with a person whose row names none,
    unless another row claims it."""
    bound = {person.key: person.slack_id for person in old.people}
    claimed = {person.slack_id for person in new.people if person.slack_id}

    def kept(person: Person) -> Person:
        known = bound.get(person.key, "")
        if person.slack_id or not known or known in claimed:
            return person
        return replace(person, slack_id=known)

    return replace(new, people=tuple(kept(person) for person in new.people))


# Rows as they are named and kept


def key_of(row: Row) -> Key:
    return tuple(_written(getattr(row, name)).casefold() for name in row.KEY)


def entry_of(row: Row) -> str:
    """The row's key as a person reads it: `coordinator | South Sefton |  | joanne-whitwell | 2022-04-04`."""
    return " | ".join(_written(getattr(row, name)) for name in row.KEY)


def as_kept(row: Row | None) -> Values | None:
    """The row as JSON can hold it: dates as text, lists for tuples."""
    if row is None:
        return None
    values = ((each.name, getattr(row, each.name)) for each in fields(row) if each.name != "line")
    return {name: _json(value) for name, value in values}


def as_row(noun: str, values: Mapping[str, Any] | None) -> Row | None:
    """The row that `as_kept` was made of."""
    if values is None:
        return None
    of = row_class_of(noun)
    hints = get_type_hints(of)
    return of(**{name: _unkept(value, hints[name]) for name, value in values.items()})


def written(value: object) -> str:
    """A field's value as a person reads it, in a table or in a form."""
    if isinstance(value, tuple | list):
        return "; ".join(value)
    return _written(value)


def _by_key(rows: Sequence[Row]) -> dict[Key, Row]:
    return {key_of(row): row for row in rows}


def _written(value: object) -> str:
    return "" if value is None else str(value)


def _unkept(value: Any, hint: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return date.fromisoformat(value) if value and date in (get_args(hint) or (hint,)) else value


def _json(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value
