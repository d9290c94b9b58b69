"""The form in which place names are compared: road types written out, "st" as street or saint. No look-ups here."""

from collections.abc import Sequence

from directory.matching.text import words

ROAD_TYPES = {
    "rd": "road",
    "st": "street",
    "str": "street",
    "ave": "avenue",
    "av": "avenue",
    "avn": "avenue",
    "cl": "close",
    "clo": "close",
    "dr": "drive",
    "drv": "drive",
    "ln": "lane",
    "la": "lane",
    "cres": "crescent",
    "cresc": "crescent",
    "crt": "court",
    "ct": "court",
    "gdns": "gardens",
    "gdn": "gardens",
    "gr": "grove",
    "gro": "grove",
    "grv": "grove",
    "pl": "place",
    "sq": "square",
    "ter": "terrace",
    "terr": "terrace",
    "tce": "terrace",
    "pk": "park",
    "pde": "parade",
    "prom": "promenade",
    "wy": "way",
    "wlk": "walk",
    "nth": "north",
    "sth": "south",
}
PLURAL_TYPES = {
    "roads": "road",
    "streets": "street",
    "avenues": "avenue",
    "lanes": "lane",
    "drives": "drive",
    "closes": "close",
    "rds": "road",
    "sts": "street",
}
_AFTER_TYPE = {"north", "south", "east", "west", "upper", "lower"}


def spelled_out(name: Sequence[str]) -> list[str]:
    """The words of one name with its abbreviations written out.

    "st" begins a saint's name, also in the middle ("seaforth st marys close"), and ends a street's.
    """
    out = list(name)
    for at, word in enumerate(out):
        if word == "st":
            ends = all(later in _AFTER_TYPE or later == "nth" or later == "sth" for later in out[at + 1 :])
            out[at] = "street" if at and ends else "saint"
        elif at:
            out[at] = ROAD_TYPES.get(word, word)
    return out


def key_of(name: str) -> str:
    """`name` as gazetteer keys are written: "St. George's Rd" is "saint georges road"."""
    return " ".join(spelled_out(words(name)))


def titled(key: str) -> str:
    """A key as a person writes it: "saint georges road" is "St Georges Road"."""
    return " ".join("St" if word == "saint" else word.capitalize() for word in key.split())
