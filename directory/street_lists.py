"""Lists of streets as others publish them, read a line at a time however long they are: OS Open Names, and a plain
`street,ward[,locality]`. Which ward a street of OS Open Names lies in is decided in placing.py; writing is in streets.py."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from directory.comparing import nearest
from directory.decoding import decoded_lines
from directory.faults import Fault
from directory.files import records, tidy

# OS Open Names as CSV: no header in its files, which come one a square of the grid; the header is a file of its own
# (Doc/OS_Open_Names_Header.csv) that Ordnance Survey's guide has people put before them. Source: OS Open Names
# technical specification, https://docs.os.uk/os-downloads/addressing-and-location/os-open-names
_COLUMNS = (
    "ID NAMES_URI NAME1 NAME1_LANG NAME2 NAME2_LANG TYPE LOCAL_TYPE GEOMETRY_X GEOMETRY_Y MOST_DETAIL_VIEW_RES "
    "LEAST_DETAIL_VIEW_RES MBR_XMIN MBR_YMIN MBR_XMAX MBR_YMAX POSTCODE_DISTRICT POSTCODE_DISTRICT_URI "
    "POPULATED_PLACE POPULATED_PLACE_URI POPULATED_PLACE_TYPE DISTRICT_BOROUGH DISTRICT_BOROUGH_URI "
    "DISTRICT_BOROUGH_TYPE COUNTY_UNITARY COUNTY_UNITARY_URI COUNTY_UNITARY_TYPE REGION REGION_URI COUNTRY "
    "COUNTRY_URI RELATED_SPATIAL_OBJECT SAME_AS_DBPEDIA SAME_AS_GEONAMES"
)
OPEN_NAMES = tuple(_COLUMNS.split())
_AT = {name: at for at, name in enumerate(OPEN_NAMES)}
_USED = ("NAME1", "NAME2", "POSTCODE_DISTRICT", "POPULATED_PLACE", "DISTRICT_BOROUGH", "COUNTY_UNITARY")
_ROADS = frozenset(("Named Road", "Section Of Named Road"))
_PLAIN = "street,ward,locality"

# Beyond this many faults nobody reads on, and they must not fill the memory.
MOST_FAULTS = 100

Read = Callable[[int], None]
Record = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class ListedStreet:
    """A street that a list gives a ward."""

    file: str
    line: int
    street: str
    ward: str
    locality: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A road or a postcode of OS Open Names. `x` and `y` are metres of the British National Grid."""

    file: str
    line: int
    is_road: bool
    names: tuple[str, ...]
    x: float
    y: float
    district: str
    place: str
    boroughs: tuple[str, ...]  # of a unitary council the second column has the name


def is_open_names(path: Path) -> bool:
    """Whether the file has OS Open Names' columns, with or without their header; any other is read as a plain list."""
    first = next(_records(path, []), None)
    return first is not None and len(first[1]) == len(OPEN_NAMES)


def read_plain(
    path: Path, wards: Collection[str], faults: list[Fault], read: Read = lambda _: None
) -> Iterator[ListedStreet]:
    """The good rows of a file with the columns street, ward and, where it has them, locality and source."""
    before = len(faults)
    lines = _records(path, faults, read)
    _, header = next(lines, (1, []))
    if not header and len(faults) > before:
        return
    header = [name.casefold() for name in header]
    wanted = [name for name in ("street", "ward") if header.count(name) != 1]
    if wanted:
        problem = f"there is no column {' and no column '.join(f'“{name}”' for name in wanted)}"
        mend = (
            f"The header is: {_PLAIN}; or give a file of OS Open Names, which has {len(OPEN_NAMES)} columns"
        )
        faults.append(Fault(path.name, 1, problem, mend))
        return
    at: dict[str, int] = {
        name: header.index(name) for name in ("street", "ward", "locality", "source") if name in header
    }
    for line, cells in _full(path.name, lines, len(header), faults):
        found = {name: cells[place] for name, place in at.items()}
        if _are_words(path.name, line, found, faults, needed=("street", "ward")):
            if found["ward"] in wards:
                yield ListedStreet(path.name, line, **found)
            else:
                problem = f"ward “{found['ward'][:60]}” is not in wards.csv"
                faults.append(Fault(path.name, line, problem, nearest(found["ward"], wards, "wards")))


def read_open_names(path: Path, faults: list[Fault], read: Read = lambda _: None) -> Iterator[NamedPlace]:
    """The roads and postcodes of a file of OS Open Names; every line is checked, also of those that are not wanted."""
    for line, cells in _full(path.name, _records(path, faults, read), len(OPEN_NAMES), faults):
        kind = cells[_AT["LOCAL_TYPE"]]
        is_road = kind in _ROADS
        if not is_road and kind != "Postcode":
            continue
        said = {name: cells[_AT[name]] for name in _USED}
        if not _are_words(path.name, line, said, faults, needed=("NAME1",)):
            continue
        try:
            x, y = float(cells[_AT["GEOMETRY_X"]]), float(cells[_AT["GEOMETRY_Y"]])
            int(x), int(y)  # neither endless nor nothing
        except (ValueError, OverflowError):
            problem = f"GEOMETRY_X and GEOMETRY_Y are no co-ordinates (“{cells[_AT['GEOMETRY_X']][:30]}”)"
            faults.append(Fault(path.name, line, problem, "Take the file from Ordnance Survey again"))
            continue
        names = tuple(dict.fromkeys(name for name in (said["NAME1"], said["NAME2"]) if name))
        boroughs = tuple(name for name in (said["DISTRICT_BOROUGH"], said["COUNTY_UNITARY"]) if name)
        yield NamedPlace(
            path.name,
            line,
            is_road,
            names,
            x,
            y,
            said["POSTCODE_DISTRICT"],
            said["POPULATED_PLACE"],
            boroughs,
        )


# One file


def _records(path: Path, faults: list[Fault], read: Read = lambda _: None) -> Iterator[Record]:
    """(line where the record starts, cells), blank lines left out; no more once there are too many faults."""
    lines = decoded_lines(path, path.name, faults, read)
    return (record for record in records(path.name, lines, faults, most=MOST_FAULTS) if any(record[1]))


def _full(file: str, records: Iterator[Record], columns: int, faults: list[Fault]) -> Iterator[Record]:
    """The records that have a cell for each column, as they should be written; the header of OS Open Names left out."""
    for line, cells in records:
        if len(cells) == columns:
            cells = tidy(cells)
            if tuple(cells) != OPEN_NAMES:
                yield line, cells
            continue
        problem = f"the line has {len(cells)} cells, and should have {columns}"
        mend = "Put a cell that holds a comma in quotation marks, and give an empty cell its comma"
        faults.append(Fault(file, line, problem, mend))


def _are_words(
    file: str, line: int, said: dict[str, str], faults: list[Fault], needed: Sequence[str]
) -> bool:
    for name, cell in said.items():
        if not cell and name in needed:
            faults.append(Fault(file, line, f"“{name}” is empty", f"Fill “{name}”, or take the line out"))
            return False
        if cell[:1] in ("=", "@"):
            problem = f"“{name}”: “{cell[:60]}” is a formula; a cell holds plain words"
            faults.append(Fault(file, line, problem, f"Correct “{name}” in this line"))
            return False
    return True
