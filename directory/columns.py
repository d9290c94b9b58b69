"""The columns of a council's files, as its row classes tell them: what each is called, and what may stand in a cell of it."""

from collections.abc import Callable, Sequence
from dataclasses import MISSING, Field, dataclass, fields
from datetime import date
from typing import Any, Literal, get_args, get_origin, get_type_hints

from directory.council import Council, Row


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    field: str
    parse: Callable[[str], Any]
    needed: bool
    may_be_missing: bool
    default: Any
    choices: tuple[str, ...] = ()
    is_date: bool = False


# `from` is a word of Python's own.
COLUMN_NAMES = {"starts_on": "from", "ends_on": "until"}
_LAST = ("from", "until", "source")


def row_class_of(noun: str) -> type[Row]:
    """The class of the rows of one of the council's files."""
    found: type[Row] = get_args(get_type_hints(Council)[noun])[0]
    return found


def columns_of(row_class: type[Row]) -> list[Column]:
    hints = get_type_hints(row_class)
    spare = ("source", *row_class.SPARE)
    columns = [_column(each, hints[each.name], spare) for each in fields(row_class) if each.name != "line"]
    # The dates come from a base class; in the files they stand last.
    return sorted(columns, key=lambda column: _LAST.index(column.name) if column.name in _LAST else -1)


def _column(each: Field[Any], hint: Any, spare: Sequence[str]) -> Column:
    name = COLUMN_NAMES.get(each.name, each.name)
    return Column(
        name=name,
        field=each.name,
        parse=_parser(hint),
        needed=each.default is MISSING,
        may_be_missing=name in spare,
        default=each.default,
        choices=get_args(hint) if get_origin(hint) is Literal else (),
        is_date=date in (get_args(hint) or (hint,)),
    )


def _parser(hint: Any) -> Callable[[str], Any]:
    if get_origin(hint) is Literal:
        return _choice(get_args(hint))
    if get_origin(hint) is tuple:
        return _list
    kinds = get_args(hint) or (hint,)
    for kind, parse in ((date, _date), (int, _whole_number), (float, _share)):
        if kind in kinds:
            return parse
    return str


def _choice(choices: tuple[str, ...]) -> Callable[[str], str]:
    def parse(cell: str) -> str:
        if cell not in choices:
            raise ValueError(f"is not one of: {', '.join(choices)}")
        return cell

    return parse


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part for part in (part.strip() for part in cell.split(";")) if part)


def _date(cell: str) -> date:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError("is not a date; write it as 2026-11-23") from None


def _whole_number(cell: str) -> int:
    if not cell.isascii() or not cell.isdigit():
        raise ValueError("is not a whole number")
    return int(cell)


def _share(cell: str) -> float:
    try:
        share = float(cell)
    except ValueError:
        share = -1.0
    if not 0 < share <= 1:
        raise ValueError("is not a share above 0 and at most 1")
    return share


def value_of(column: Column, cell: str) -> Any:
    if not cell:
        if column.needed:
            raise ValueError("is empty")
        return column.default
    # A spreadsheet would run it, and nobody reads a formula as the fact that it hides.
    if cell[0] in "=@":
        raise ValueError("is a formula; a cell holds plain words")
    return column.parse(cell)
