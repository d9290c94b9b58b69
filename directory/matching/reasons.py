"""Why an answer is what it is, in words that a councillor understands. Nothing is decided here."""

from collections.abc import Sequence

from directory.matching.gazetteer import Name


def listed(some: Sequence[str]) -> str:
    """ "Linacre", "Linacre and Derby", "Linacre, Derby and Ford"."""
    if len(some) < 2:
        return "".join(some)
    return f"{', '.join(some[:-1])} and {some[-1]}"


def why_place(names: Sequence[Name], wards: Sequence[str], areas: Sequence[str], *, outside: bool) -> str:
    """ "Knowsley Road, Bootle, is in Linacre and Litherland, both South Sefton"."""
    said = ", ".join(dict.fromkeys(name.shown for name in names))
    if outside:
        return f"{said} is outside the council"
    if not wards:
        return f"{said} is in no ward that the directory names"
    comma = "," if "," in said else ""
    if len(wards) == 1:
        area = f" ({areas[0]})" if areas and areas[0] != said else ""
        return f"{said}{comma} is in {wards[0]}{area}"
    both = ""
    if len(areas) == 1:
        both = f", {'both' if len(wards) == 2 else 'all'} {areas[0]}"
    elif areas:
        both = f", in {listed(areas)}"
    return f"{said}{comma} is in {listed(wards)}{both}"


def why_service(words: Sequence[str], service: str) -> str:
    """ "“gully” and “blocked” point to Gullies and drainage"."""
    if not words:
        return f"the wording as a whole is most like {service}"
    quoted = listed([f"“{word}”" for word in words])
    return f"{quoted} {'points' if len(words) == 1 else 'point'} to {service}"
