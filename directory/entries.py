"""One entry of the directory put right by hand: which entries there are, what a form's cells make of one, and what the
council would then be, with its faults and its holes. Pure; who may do it and when it is kept is casework's."""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from hashlib import blake2b
from typing import Any, Literal

from directory.checks import check
from directory.columns import Column, columns_of, row_class_of, value_of
from directory.council import Council, Dated, Row
from directory.coverage import Hole, coverage
from directory.differences import Change, as_kept, differences, key_of, written
from directory.faults import Fault
from directory.responsibility import Roster

Act = Literal["correct", "end", "pass_on", "add"]

# What can be put right by hand, as a person calls one of them. The rest is kept in files (streets, phrases) or has a
# way of its own (leave).
OFFERED: Mapping[str, str] = {
    "services": "a service",
    "people": "a person",
    "posts": "a post: who holds a role",
    "covers": "a cover: who stands in for whom",
    "areas": "an area",
    "area_wards": "a ward's place in an area",
    "wards": "a ward",
    "channels": "a channel",
    "bodies": "a body",
    "body_members": "a seat on a body",
    "meetings": "a meeting",
    "portfolios": "a portfolio",
    "resources": "a resource",
    "ward_profiles": "a ward's profile: residents and need",
    "standards": "a standard",
    "localities": "a locality",
    "landmarks": "a landmark",
    "outside": "a place outside the council",
    "prepared_texts": "a text that staff start from",
}
# Not needed to judge a change, and long: they name services and wards, whose names stay as they are.
UNREAD = ("phrases", "streets", "postcodes", "emergencies")
# Cases, streets and words are tied to these: an entry keeps them for life.
_FIXED = {"services": ("key",), "people": ("key",), "bodies": ("key",), "wards": ("code", "name")}
_PEOPLE = ("person", "cover", "deputy_for")  # columns that name somebody
AHEAD = timedelta(days=400)  # as `directory check` proves coverage
_NOT_COUNTED = re.compile(r"\bline (\d+)\b")

Cells = Mapping[str, str]


class BadCells(Exception):
    """Cells that cannot stand there: what is wrong, by column."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__("cells cannot stand there")
        self.wrong = dict(wrong)


# Entries


def mark_of(row: Row) -> str:
    """Which entry it is, short enough for a button."""
    return _short([row.__class__.__name__, *key_of(row)])


def state_of(row: Row | None) -> str:
    """What it says: another mark after every change."""
    return _short(as_kept(row)) if row is not None else ""


def _short(value: Any) -> str:
    return blake2b(json.dumps(value, sort_keys=True).encode(), digest_size=8).hexdigest()


def label_of(row: Row) -> str:
    """As a person tells it from the others: "Joanne Whitwell, joanne-whitwell"."""
    named = [written(getattr(row, "name", ""))]
    key = [written(getattr(row, column)) for column in row.KEY]
    parts = {part.casefold(): part for part in (*key, *named) if part}
    return ", ".join(
        parts[part] for part in dict.fromkeys(part.casefold() for part in (*named, *key) if part)
    )


def by_mark(council: Council, noun: str, mark: str) -> Row | None:
    return next((row for row in getattr(council, noun) if mark_of(row) == mark), None)


def matching(council: Council, noun: str, words: str) -> list[Row]:
    """The entries that have every one of the words somewhere, in any capitals."""
    wanted = words.casefold().split()
    return [row for row in getattr(council, noun) if all(word in _text(row) for word in wanted)]


def _text(row: Row) -> str:
    values = [written(getattr(row, each.name)) for each in fields(row) if each.name != "line"]
    return " ".join(values).replace("; ", " ").casefold()


def acts_of(noun: str) -> list[Act]:
    """What can be done with an entry of a noun."""
    names = {each.name for each in fields(row_class_of(noun))}
    acts: list[Act] = ["correct"]
    if "ends_on" in names:
        acts += ["end", "pass_on"] if "person" in names and noun != "covers" else ["end"]
    return [*acts, "add"]


def columns_for(noun: str, act: Act) -> list[tuple[Column, bool]]:
    """(column, whether it stays as it is) of a form, in the order of the file."""
    wanted = {"end": ("until",), "pass_on": ("person", "from")}.get(act)
    fixed = _FIXED.get(noun, ()) if act == "correct" else ()
    return [
        (column, column.name in fixed)
        for column in columns_of(row_class_of(noun))
        if wanted is None or column.name in wanted
    ]


def cells_of(row: Row) -> dict[str, str]:
    return {column.name: written(getattr(row, column.field)) for column in columns_of(type(row))}


# What a form makes of them


def changed(council: Council, noun: str, old: Row | None, act: Act, cells: Cells) -> Council:
    """The council with the entry as the cells say; those that are not given stay. Raises BadCells."""
    rows: list[Row] = list(getattr(council, noun))
    cells = _with_keys(council, cells)
    if old is None:
        rows.append(_row(noun, {}, cells))
    else:
        at = rows.index(old)
        rows[at : at + 1] = list(_instead(noun, old, act, cells))
    _insist_on_one_of_each(rows)
    noun_after: dict[str, Any] = {noun: tuple(rows)}
    return replace(council, **noun_after)


def _with_keys(council: Council, cells: Cells) -> Cells:
    """A person's whole name stands for their key, where only one has it."""
    keys: dict[str, list[str]] = {}
    for person in council.people:
        keys.setdefault(person.name.casefold(), []).append(person.key)
    named = {name: keys.get(" ".join(cells.get(name, "").split()).casefold(), []) for name in _PEOPLE}
    return {**cells, **{name: found[0] for name, found in named.items() if len(found) == 1}}


def _instead(noun: str, old: Row, act: Act, cells: Cells) -> Iterator[Row]:
    if act != "pass_on" or not isinstance(old, Dated):
        yield _row(noun, cells_of(old), cells)
        return
    new = _row(noun, cells_of(old), cells)
    assert isinstance(new, Dated)
    if new.starts_on is None:
        raise BadCells({"from": "Give the first day of the new holder."})
    if old.starts_on and new.starts_on <= old.starts_on:
        raise BadCells({"from": f"It must be after {old.starts_on}, the first day of whoever holds it."})
    yield replace(old, ends_on=new.starts_on - timedelta(days=1))
    yield new


def _row(noun: str, before: Cells, cells: Cells) -> Row:
    row_class = row_class_of(noun)
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for column in columns_of(row_class):
        cell = _tidied(
            cells.get(column.name, before.get(column.name, "")), has_lines=column.name in row_class.LINES
        )
        try:
            values[column.field] = value_of(column, cell)
        except ValueError as error:
            wrong[column.name] = f"It {error}."
    if noun == "people" and before.get("slack_id") and not cells.get("slack_id", before["slack_id"]):
        wrong["slack_id"] = "A Slack account can be changed here, not taken away."
    if wrong:
        raise BadCells(wrong)
    return row_class(**values)


def _tidied(cell: str, *, has_lines: bool) -> str:
    lines = cell.strip().splitlines() if has_lines else [cell]
    return "\n".join(" ".join(line.split()) for line in lines)


def _insist_on_one_of_each(rows: Sequence[Row]) -> None:
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        if key_of(row) in seen:
            raise BadCells({_NAMES.get(row.KEY[0], row.KEY[0]): f"There is already: {label_of(row)}."})
        seen.add(key_of(row))


_NAMES = {"starts_on": "from", "ends_on": "until"}


# What would then be


def changes(before: Council, after: Council, noun: str) -> list[Change]:
    """Those of the one noun, in the order in which they are read: what ends, before what begins."""
    found = differences(Council(**{noun: getattr(before, noun)}), Council(**{noun: getattr(after, noun)}))
    return sorted(found.changes, key=lambda change: change.what == "added")


def faults(before: Council, after: Council) -> list[tuple[bool, str]]:
    """(whether it stops, what it says) of every fault that was not there before, in the words of a load."""
    old = set(_faults(before))
    return [fault for fault in dict.fromkeys(_faults(after)) if fault not in old]


def holes(before: Council, after: Council, today: date) -> list[Hole]:
    """Gaps and overlaps of the next 400 days that were not there before."""
    old = set(coverage(Roster.of(before), today, today + AHEAD))
    return [hole for hole in coverage(Roster.of(after), today, today + AHEAD) if hole not in old]


def _faults(council: Council) -> Iterator[tuple[bool, str]]:
    """A row of the database stands in no line, so it is named instead."""
    numbered = replace(
        council,
        **{
            noun.name: tuple(
                replace(row, line=line) for line, row in enumerate(getattr(council, noun.name), start=1)
            )
            for noun in fields(Council)
        },
    )
    for fault in check(numbered, unread=UNREAD):
        yield fault.stops, _said(numbered, fault)


def _said(council: Council, fault: Fault) -> str:
    noun = fault.file.removesuffix(".csv")
    rows: Collection[Row] = getattr(council, noun, ())
    names = {row.line: label_of(row) for row in rows}
    problem = _NOT_COUNTED.sub(lambda found: f"“{names.get(int(found[1]), found[0])}”", fault.problem)
    where = f"{noun}, {names[fault.line]}" if fault.line in names else noun
    return f"{where}: {problem}. {fault.mend}."
