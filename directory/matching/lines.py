"""The lines of `wardline match`: one JSON object in, one out, with whose work each issue would be. No files here."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from directory.matching.matcher import Matcher
from directory.matching.places import Place
from directory.matching.reading import Issue, Reading
from directory.responsibility import Roster, responsible


def answered(lines: Iterable[str], matcher: Matcher, roster: Roster, *, on: date) -> Iterator[str]:
    """One line of JSON for each line of `lines` that is not blank.

    A line that cannot be read is answered with `{"line": 3, "error": "…"}`, and the rest goes on.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = _row(line)
        except ValueError as error:
            yield json.dumps({"line": number, "error": str(error)}, ensure_ascii=False)
            continue
        reading = matcher.read(row["text"], ward=row.get("ward"))
        answer = {"id": row.get("id", str(number)), **reading_as_data(reading, roster, on=on)}
        yield json.dumps(answer, ensure_ascii=False)


def reading_as_data(reading: Reading, roster: Roster, *, on: date) -> dict[str, Any]:
    """A reading as JSON can hold it. `question` and `references` only where there are any."""
    data: dict[str, Any] = {
        "kind": reading.kind,
        "decision": reading.decision,
        "issues": [_issue(issue, roster, on) for issue in reading.issues],
    }
    if reading.question:
        data["question"] = reading.question
    if reading.references:
        data["references"] = list(reading.references)
    return data


def _row(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"this is not JSON: {error.msg} at character {error.pos + 1}") from None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise ValueError("this is not an object with a “text”")
    return row


def _issue(issue: Issue, roster: Roster, on: date) -> dict[str, Any]:
    wards = issue.place.wards if issue.place else ()
    service = issue.services[0].key if issue.services else None
    who = responsible(roster, service, wards, on)
    data: dict[str, Any] = {
        "text": issue.text,
        "span": list(issue.span),
        "decision": issue.decision,
        "services": [{"key": each.key, "score": each.score, "why": each.why} for each in issue.services],
        "place": _place(issue.place) if issue.place else None,
        "coordinator": who.contact.name,
        "owner": who.owner.name,
        "why": who.why,
    }
    if issue.emergency:
        data["emergency"] = {
            "words": issue.emergency.words,
            "kind": issue.emergency.kind,
            "sensitive": issue.emergency.sensitive,
            "telephone": issue.emergency.telephone,
        }
    return data


def _place(place: Place) -> dict[str, Any]:
    return {
        "text": place.text,
        "wards": list(place.wards),
        "areas": list(place.areas),
        "outside": place.outside,
        "why": place.why,
    }
