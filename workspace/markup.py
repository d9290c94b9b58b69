"""From what a person types to what Slack stores: escaped text with mentions and links, and rich_text blocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from workspace.space import Json

_BROADCAST = {"channel", "here", "everyone"}
_TOKEN = re.compile(
    r"<@(?P<id>[UW][A-Z0-9]+)>|(?P<url>https?://[^\s<>|]+[^\s<>|.,;:!?)\]'\"])|(?P<at>@)|(?P<hash>#)"
)
_STYLED = re.compile(
    r"(?<![\w*_~`])(?P<mark>[*_~`])(?P<inner>\S(?:[^\n]*?\S)?)(?P=mark)(?![\w*_~`])|:(?P<emoji>[a-z0-9_+'-]+(?:::skin-tone-[2-6])?):"
)
_EMOJI = re.compile(r"[a-z0-9_+'\-]+(::skin-tone-[2-6])?")
_STYLE_NAMES = {"*": "bold", "_": "italic", "~": "strike", "`": "code"}
_SPECIAL = re.compile(r"&(?!(?:amp|lt|gt);)|<(?![@#!]|https?:|mailto:|tel:|slack:)|<(?=[^>]*$)")


@dataclass(frozen=True)
class Names:
    """Who and what can be mentioned: `people` and `channels` map the name typed, in lower case, to an id."""

    people: Mapping[str, str]
    channels: Mapping[str, str]


@dataclass(frozen=True)
class Piece:
    """A part of a message: its markup for `text`, and its rich_text element (plain text has none yet)."""

    markup: str
    element: Json | None
    plain: str = ""


def escape(text: str) -> str:
    """Slack's three escapes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def normalise(text: str) -> str:
    """What Slack keeps of an app's text: its markup, with stray `&` and `<` escaped."""
    return _SPECIAL.sub(lambda found: "&amp;" if found.group() == "&" else "&lt;", text)


def typed(text: str, names: Names) -> tuple[str, list[Json]]:
    """The stored text and blocks of what a person typed. Unknown names stay words; `<!channel>` typed is escaped."""
    pieces = list(_pieces(text, names))
    return "".join(piece.markup for piece in pieces), _rich_text(pieces)


def mentions(text: str, user: str) -> bool:
    """True when stored text mentions a user id."""
    return f"<@{user}>" in text or f"<@{user}|" in text


def is_emoji_name(name: str) -> bool:
    """True for what has the form of an emoji's name, without colons. There is no list of them here."""
    return _EMOJI.fullmatch(name) is not None


def pings_everyone(text: str) -> bool:
    return any(f"<!{word}>" in text or f"<!{word}|" in text for word in _BROADCAST)


def _pieces(text: str, names: Names) -> Iterable[Piece]:
    start = 0
    for found in _TOKEN.finditer(text):
        if found.start() < start:
            continue
        piece, end = _token(text, found, names)
        if piece is None:
            continue
        if found.start() > start:
            plain = text[start : found.start()]
            yield Piece(escape(plain), None, plain)
        yield piece
        start = end
    if start < len(text):
        yield Piece(escape(text[start:]), None, text[start:])


def _token(text: str, found: re.Match[str], names: Names) -> tuple[Piece | None, int]:
    if found["id"]:
        known = found["id"] in names.people.values()
        return (_mention(found["id"]) if known else None), found.end()
    if found["url"]:
        url = found["url"]
        return Piece(f"<{escape(url)}>", {"type": "link", "url": url}), found.end()
    if found.start() and re.match(r"\w", text[found.start() - 1]):
        return None, found.end()
    if found["hash"]:
        name, identifier = _longest(text, found.end(), names.channels)
        if identifier is None:
            return None, found.end()
        element: Json = {"type": "channel", "channel_id": identifier}
        return Piece(f"<#{identifier}|{name}>", element), found.end() + len(name)
    word = re.match(r"\w+", text[found.end() :])
    if word and word.group() in _BROADCAST:
        name = word.group()
        return Piece(f"<!{name}>", {"type": "broadcast", "range": name}), found.end() + len(name)
    name, identifier = _longest(text, found.end(), names.people)
    return (_mention(identifier) if identifier else None), found.end() + len(name)


def _mention(user: str) -> Piece:
    return Piece(f"<@{user}>", {"type": "user", "user_id": user})


def _longest(text: str, start: int, known: Mapping[str, str]) -> tuple[str, str | None]:
    rest = text[start : start + 80].lower()
    fits = [name for name in known if rest.startswith(name) and not re.match(r"\w", rest[len(name) :][:1])]
    name = max(fits, key=len, default="")
    return text[start : start + len(name)], known.get(name)


# --- rich_text ---------------------------------------------------------------------------------------------


def _rich_text(pieces: list[Piece]) -> list[Json]:
    """One rich_text block. Fences, quotes and bullets start at the beginning of a line."""
    groups: list[tuple[str, list[Json]]] = []
    for kind, line in _lines(pieces):
        if kind in ("rich_text_section", "rich_text_quote", "rich_text_preformatted"):
            if groups and groups[-1][0] == kind:
                groups[-1][1].append({"type": "text", "text": "\n"})
                groups[-1][1].extend(line)
                continue
            groups.append((kind, line))
        else:
            groups.append((kind, line))
    elements = [_group(kind, line) for kind, line in groups]
    merged: list[Json] = []
    for element in elements:
        if merged and element["type"] == merged[-1]["type"] == "rich_text_list":
            merged[-1]["elements"].extend(element["elements"])
        else:
            merged.append(element)
    return [{"type": "rich_text", "elements": merged}] if merged else []


def _group(kind: str, line: list[Json]) -> Json:
    if kind == "rich_text_list":
        section = {"type": "rich_text_section", "elements": _joined(line)}
        return {"type": kind, "style": "bullet", "indent": 0, "elements": [section]}
    return {"type": kind, "elements": _joined(line)}


def _joined(elements: list[Json]) -> list[Json]:
    """Neighbouring plain texts of one style become one element, as Slack's composer writes them."""
    out: list[Json] = []
    for element in elements:
        same = (
            out
            and out[-1]["type"] == element["type"] == "text"
            and out[-1].get("style") == element.get("style")
        )
        if same:
            out[-1] = {**out[-1], "text": out[-1]["text"] + element["text"]}
        else:
            out.append(element)
    return out


def _lines(pieces: list[Piece]) -> list[tuple[str, list[Json]]]:
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.element is not None:
            lines[-1].append(piece)
            continue
        for number, part in enumerate(piece.plain.split("\n")):
            if number:
                lines.append([])
            if part:
                lines[-1].append(Piece(escape(part), None, part))
    out: list[tuple[str, list[Json]]] = []
    fenced = False
    for line in lines:
        if len(line) == 1 and line[0].plain.strip() == "```":
            fenced = not fenced
            continue
        out.append(_line(line, fenced))
    return out


def _line(line: list[Piece], fenced: bool) -> tuple[str, list[Json]]:
    if fenced:
        return "rich_text_preformatted", [_element(piece, lambda text: [_text(text)])[0] for piece in line]
    kind = "rich_text_section"
    first = line[0].plain if line and line[0].element is None else ""
    for opening, name in (("> ", "rich_text_quote"), ("- ", "rich_text_list"), ("• ", "rich_text_list")):
        if first.startswith(opening):
            kind, rest = name, first[len(opening) :]
            line = [Piece(escape(rest), None, rest), *line[1:]]
            break
    return kind, [element for piece in line for element in _element(piece, _styled)]


def _element(piece: Piece, words: Callable[[str], list[Json]]) -> list[Json]:
    return [piece.element] if piece.element is not None else words(piece.plain)


def _styled(text: str) -> list[Json]:
    out: list[Json] = []
    start = 0
    for found in _STYLED.finditer(text):
        if found.start() > start:
            out.append(_text(text[start : found.start()]))
        if found["emoji"]:
            out.append({"type": "emoji", "name": found["emoji"]})
        else:
            out.append({**_text(found["inner"]), "style": {_STYLE_NAMES[found["mark"]]: True}})
        start = found.end()
    if start < len(text):
        out.append(_text(text[start:]))
    return out


def _text(text: str) -> Json:
    return {"type": "text", "text": text}
