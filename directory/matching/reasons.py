"""Why an answer is what it is, in words that a councillor understands. Nothing is decided here."""

from collections.abc import Sequence, Set
from typing import get_args

from directory.matching.gazetteer import Kind, Name

_NARROW: Set[Kind] = {"street", "landmark", "postcode"}


def listed(some: Sequence[str]) -> str:
    """ "Linacre", "Linacre and Derby", "Linacre, Derby and Ford"."""
    if len(some) < 2:
        return "".join(some)
    return f"{', '.join(some[:-1])} and {some[-1]}"


def why_place(names: Sequence[Name], wards: Sequence[str], areas: Sequence[str], *, outside: bool) -> str:
    """ "Knowsley Road, Bootle, is in Linacre and Litherland, both South Sefton"."""
    narrow, wide = _shown(names, _NARROW), _shown(names, set(get_args(Kind)) - _NARROW)
    said = ", ".join(filter(None, (listed(narrow), listed(wide))))
    are = "are" if len(narrow or wide) > 1 else "is"
    begins = f"{said}, {are}" if narrow and wide else f"{said} {are}"
    if outside:
        return f"{begins} outside the council"
    if not wards:
        return f"{begins} in no ward that the directory names"
    if areas and all(name.kind == "ward" for name in names):
        return f"{begins} in {listed(areas)}"
    return f"{begins} in {listed(wards)}{_within(said, wards, areas)}"


def _shown(names: Sequence[Name], kinds: Set[Kind]) -> list[str]:
    return list(dict.fromkeys(name.shown for name in names if name.kind in kinds))


def _within(said: str, wards: Sequence[str], areas: Sequence[str]) -> str:
    """The areas, where the wards have some and it is not said already."""
    if not areas:
        return ""
    if len(wards) == 1:
        return f" ({areas[0]})" if areas[0] != said else ""
    if len(areas) > 1:
        return f", in {listed(areas)}"
    return f", {'both' if len(wards) == 2 else 'all'} {areas[0]}"


def why_service(words: Sequence[str], service: str) -> str:
    """ "“gully” and “blocked” point to Gullies and drainage"."""
    if not words:
        return f"the wording as a whole is most like {service}"
    quoted = listed([f"“{word}”" for word in words])
    return f"{quoted} {'points' if len(words) == 1 else 'point'} to {service}"
