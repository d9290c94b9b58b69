"""A council's places as plain data, from its rows and back into `Places`. How names are found is in gazetteer.py."""

import csv
from collections.abc import Container, Iterable, Mapping
from dataclasses import asdict
from io import StringIO
from pathlib import Path
from typing import Any

from directory.council import AreaKind, Council, Street
from directory.matching.gazetteer import Gazetteer, Name
from directory.matching.names import key_of, titled
from directory.matching.ordinary import ordinary_words
from directory.matching.places import Places

# A sector lies in a ward when at least this share of its postcodes does; less is a part of it.
_MAIN_SHARE = 0.3

Numbers = dict[str, int]


def place_data(council: Council) -> dict[str, Any]:
    """Everything about places that is compiled: names, streets, postcodes, as JSON can hold it."""
    wards = list(dict.fromkeys(ward.name for ward in council.wards))
    number = {name: at for at, name in enumerate(wards)}
    names: dict[str, Name] = {}
    for name in (*_localities(council, number), *_landmarks(council, number), *_wards(council, number)):
        names.setdefault(name.key, name)
    for name in (*_areas(council, number), *_outside(council)):
        names.setdefault(name.key, name)
    _drop_borough(names, council)
    streets, shown = _streets(council.streets, number)
    sectors, districts = _postcodes(council, number)
    return {
        "wards": wards,
        "areas": _partnerships(council, wards),
        "names": [asdict(name) for name in names.values()],
        "streets": {key: list(found) for key, found in streets.items()},
        "shown_streets": shown,
        "sectors": sectors,
        "districts": districts,
    }


def places_from(
    data: Mapping[str, Any], not_misspelt: Container[str], streets: Iterable[Street] | None = None
) -> Places:
    """The places of compiled data; `streets` are added to the compiled ones."""
    names = {}
    for row in data["names"]:
        row = {**row, "wards": tuple(row["wards"]), "part": tuple(row["part"])}
        names[row["key"]] = Name(**row)
    # One tuple for every set of wards, however many streets lie in it.
    sets: dict[tuple[int, ...], tuple[int, ...]] = {}
    known = {key: sets.setdefault(tuple(found), tuple(found)) for key, found in data["streets"].items()}
    shown = dict(data["shown_streets"])
    if streets is not None:
        number = {name: at for at, name in enumerate(data["wards"])}
        more, more_shown = _streets(streets, number)
        for key, found in more.items():
            merged = tuple(sorted({*known.get(key, ()), *found}))
            known[key] = sets.setdefault(merged, merged)
        shown |= more_shown
    gazetteer = Gazetteer(
        ward_names=tuple(data["wards"]),
        named=names,
        streets=known,
        shown_streets=shown,
        guarded_streets=frozenset(key for key in known if _is_guarded(key)),
        not_misspelt=not_misspelt,
    )
    return Places(gazetteer, tuple(data["areas"]), _pairs(data["sectors"]), _pairs(data["districts"]))


def read_streets(path: Path) -> list[Street]:
    """The rows of a CSV file with the columns `street` and `ward`; others are ignored.

    Raises ValueError when a column is missing, OSError and UnicodeDecodeError as open() does.
    """
    reader = csv.DictReader(StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
    missing = {"street", "ward"} - set(reader.fieldnames or ())
    if missing:
        raise ValueError(f"{path.name} has no column {' and no column '.join(sorted(missing))}")
    return [
        Street(street=row["street"], ward=row["ward"], line=reader.line_num)
        for row in reader
        if row["street"] and row["ward"]
    ]


def _is_guarded(key: str) -> bool:
    """ "the close", "fairways": an ordinary word, with or without the article."""
    first, _, rest = key.partition(" ")
    word = rest if first == "the" else key
    return word in ordinary_words() and (" " not in word)


def _localities(council: Council, number: Numbers) -> Iterable[Name]:
    by_name: dict[str, list[tuple[int, bool]]] = {}
    aliases: dict[str, list[str]] = {}
    for row in council.localities:
        if row.ward in number:
            by_name.setdefault(row.locality, []).append((number[row.ward], row.share == "primary"))
            aliases.setdefault(row.locality, []).extend(row.aliases)
    for locality, wards in by_name.items():
        main = tuple(sorted({ward for ward, primary in wards if primary}))
        part = tuple(sorted({ward for ward, primary in wards if not primary}))
        for said in dict.fromkeys((locality, *aliases[locality])):
            yield _name(said, locality, "locality", main or part, part)


def _landmarks(council: Council, number: Numbers) -> Iterable[Name]:
    wards: dict[str, set[int]] = {}
    aliases: dict[str, list[str]] = {}
    for row in council.landmarks:
        if row.ward in number:
            wards.setdefault(row.landmark, set()).add(number[row.ward])
            aliases.setdefault(row.landmark, []).extend(row.aliases)
    for landmark, found in wards.items():
        for said in dict.fromkeys((landmark, *aliases[landmark])):
            yield _name(said, landmark, "landmark", tuple(sorted(found)))


def _wards(council: Council, number: Numbers) -> Iterable[Name]:
    """A ward by its name and by its name with "ward"; the bare name is guarded where it is an ordinary word."""
    for row in council.wards:
        for said in dict.fromkeys((row.name, *row.variants)):
            key = key_of(said).removesuffix(" ward")
            for form in (f"{key} ward", f"ward of {key}", f"ward {key}", key):
                guarded = form == key and key in ordinary_words()
                yield Name(form, f"{row.name} ward", "ward", (number[row.name],), guarded=guarded)


def _areas(council: Council, number: Numbers) -> Iterable[Name]:
    kinds: tuple[AreaKind, ...] = ("partnership", "committee", "parish")
    for kind in kinds:
        wards: dict[str, list[int]] = {}
        for row in council.area_wards:
            if row.kind == kind and row.ward in number and row.ends_on is None:
                wards.setdefault(row.area, []).append(number[row.ward])
        for area, found in wards.items():
            yield _name(area, area, "area", tuple(sorted(found)))


def _outside(council: Council) -> Iterable[Name]:
    for row in council.outside:
        for said in (row.place, *row.aliases):
            yield _name(said, row.place, "outside", ())


def _name(said: str, shown: str, kind: Any, wards: tuple[int, ...], part: tuple[int, ...] = ()) -> Name:
    key = key_of(said)
    return Name(key, shown, kind, wards, part, guarded=key in ordinary_words())


def _drop_borough(names: dict[str, Name], council: Council) -> None:
    """A bare name that longer partnership names are made of is the whole borough's: Sefton, of "South Sefton"."""
    areas = [key_of(area.name) for area in council.areas if area.kind == "partnership"]
    for key in list(names):
        parts = key.split()
        if len(parts) == 1 and key not in areas and any(key in area.split() for area in areas):
            del names[key]


def _streets(rows: Iterable[Street], number: Numbers) -> tuple[dict[str, tuple[int, ...]], dict[str, str]]:
    wards: dict[str, set[int]] = {}
    shown: dict[str, str] = {}
    for row in rows:
        at = number.get(row.ward)
        key = key_of(row.street)
        if at is None or not key:
            continue
        wards.setdefault(key, set()).add(at)
        if row.street != titled(key):
            shown[key] = row.street
    return {key: tuple(sorted(found)) for key, found in wards.items()}, shown


def _postcodes(council: Council, number: Numbers) -> tuple[dict[str, Any], dict[str, Any]]:
    """Sectors and districts, each with its main wards and with those that hold a part."""
    sectors: dict[str, tuple[list[int], list[int]]] = {}
    districts: dict[str, tuple[list[int], list[int]]] = {}
    for row in council.postcodes:
        if row.ward not in number:
            continue
        which = 0 if row.share >= _MAIN_SHARE else 1
        for table, key in ((sectors, row.sector), (districts, row.sector.split()[0])):
            held = table.setdefault(key, ([], []))[which]
            if number[row.ward] not in held:
                held.append(number[row.ward])
    return dict(sectors), dict(districts)


def _partnerships(council: Council, wards: Iterable[str]) -> list[str | None]:
    """The partnership of each ward, by the membership that has no end."""
    area = {
        row.ward: row.area for row in council.area_wards if row.kind == "partnership" and row.ends_on is None
    }
    return [area.get(ward) for ward in wards]


def _pairs(table: Mapping[str, Any]) -> dict[str, tuple[tuple[int, ...], tuple[int, ...]]]:
    return {key: (tuple(main), tuple(part)) for key, (main, part) in table.items()}
