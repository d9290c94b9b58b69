"""What people put right, as training uses it: their words without details and places, and which of them count. Who
corrected what, and who approved it, is casework's."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from directory.council import Council
from directory.matching.gazetteer import Mention
from directory.matching.ordinary import ordinary_words
from directory.matching.placenames import place_data, places_from
from directory.matching.places import Places
from directory.matching.text import tokens, words

# (service's key, words): words that mean this service, says somebody, and an administrator agrees.
Correction = tuple[str, str]

PLACE = "[place]"
# So many corrections from one service to another count against what the phrases are sure of; fewer do not. With one,
# somebody's slip would turn a service that is right.
ENOUGH = 3

_MASKED = re.compile(r"\[(?:place|telephone|e-mail|name)\]", re.IGNORECASE)


def places_of(council: Council) -> Places:
    """The council's places as they are found in words, without compiling anything."""
    known = {word for row in council.phrases for word in words(row.phrase)}
    return places_from(place_data(council), ordinary_words() | known)


def without_places(text: str, places: Places) -> str:
    """`text` with every name of a place left out."""
    found = tokens(text)
    shown, at = "", 0
    for mention in _whole_names(places.mentions(text, found)):
        start, end = found[mention.start].start, found[mention.end - 1].end
        if start >= at:
            shown, at = f"{shown}{text[at:start]}{PLACE}", end
    return shown + text[at:]


def taught_by(text: str) -> str:
    """The words that teach something: what was masked says nothing. Empty where nothing else was said."""
    said = _MASKED.sub(" ", text)
    return " ".join(said.split()) if words(said) else ""


def counted(examples: Sequence[tuple[int, int | None]]) -> list[bool]:
    """For each (service, the service that the phrases alone are sure of, None: of none): whether it counts."""
    against = Counter(each for each in examples if each[1] not in (None, each[0]))
    return [sure in (None, service) or against[service, sure] >= ENOUGH for service, sure in examples]


def numbered(corrections: Iterable[Correction], keys: Collection[str]) -> list[tuple[int, str]]:
    """Corrections as compiling keeps them: by the service's number, in order, none twice; services that are gone,
    and words that teach nothing, are left out."""
    number = {key: at for at, key in enumerate(keys)}
    found = {(number[key], taught_by(text)) for key, text in corrections if key in number}
    return sorted((at, text) for at, text in found if text)


def _whole_names(mentions: Sequence[Mention]) -> list[Mention]:
    """In the order of the text; of two that begin together the longer one."""
    return sorted(mentions, key=lambda each: (each.start, -each.end))
