"""Street names that nobody has: as many as a large county has, spread over road types as real ones are."""

import csv
import random
from collections.abc import Sequence
from pathlib import Path

NUMBER = 158_000

_STARTS = [
    "Al",
    "Ash",
    "Bar",
    "Bel",
    "Birk",
    "Bram",
    "Bur",
    "Cal",
    "Cas",
    "Chat",
    "Cro",
    "Dal",
    "Den",
    "Dor",
    "Ed",
    "El",
    "Fair",
    "Far",
    "Fen",
    "Gar",
    "Glen",
    "Gor",
    "Hal",
    "Har",
    "Haz",
    "Hes",
    "Ing",
    "Kel",
    "Ken",
    "Kir",
    "Lan",
    "Lang",
    "Lin",
    "Lod",
    "Mar",
    "Mel",
    "Mor",
    "Nor",
    "Oak",
    "Or",
    "Pem",
    "Pen",
    "Pres",
    "Rad",
    "Ram",
    "Rish",
    "Ros",
    "Ruf",
    "Sal",
    "Sed",
    "Shel",
    "Stan",
    "Stav",
    "Swin",
    "Tar",
    "Thorn",
    "Tyl",
    "Ul",
    "Wal",
    "War",
    "Wel",
    "Wes",
    "Whit",
    "Win",
    "Wood",
    "Wyn",
    "Yar",
]
_ENDS = [
    "beck",
    "bourne",
    "bridge",
    "bury",
    "by",
    "combe",
    "croft",
    "dale",
    "den",
    "don",
    "field",
    "fold",
    "ford",
    "gate",
    "ham",
    "hurst",
    "land",
    "leigh",
    "ley",
    "low",
    "mere",
    "minster",
    "more",
    "mouth",
    "ness",
    "port",
    "rick",
    "ridge",
    "row",
    "sall",
    "shaw",
    "side",
    "stead",
    "stock",
    "stone",
    "thwaite",
    "ton",
    "tree",
    "wall",
    "well",
    "wick",
    "win",
    "with",
    "wood",
    "worth",
]
_BEFORE = ("Upper", "Lower", "Old", "New", "Great", "Little", "North", "South", "East", "West", "St")
_TYPES = {
    "Road": 24, "Close": 18, "Street": 13, "Avenue": 12, "Drive": 10, "Lane": 7, "Way": 5, "Court": 4, "Grove": 3,
    "Gardens": 3, "Place": 2, "Crescent": 3, "Terrace": 2, "Walk": 2, "Park": 1, "Rise": 1, "Mews": 1, "Hill": 1,
}  # fmt: skip


def made_up(number: int = NUMBER) -> list[str]:
    """Names, all different, the same each time."""
    chance = random.Random(11)
    types, weights = list(_TYPES), list(_TYPES.values())
    names: dict[str, None] = {}
    while len(names) < number:
        parts = [chance.choice(_STARTS) + chance.choice(_ENDS), *chance.choices(types, weights)]
        if chance.random() < 0.4:
            parts.insert(0, chance.choice(_BEFORE))
        names.setdefault(" ".join(parts))
    return list(names)


def write(path: Path, names: Sequence[str], wards: Sequence[str]) -> Path:
    """As `wardline match --streets` reads them."""
    chance = random.Random(13)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("street", "ward"))
        rows.writerows((name, chance.choice(wards)) for name in names)
    return path
