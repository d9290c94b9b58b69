"""What is to be done in a ward, as somebody filled it in, and what may not stand in a notice of it. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from casework.masking import has_details
from casework.rules import Rules, local_day
from directory.council import Person

INVOLVEMENT = ("inform", "consult", "involve")
LONGEST = {"what": 300, "place": 150, "who": 150, "why": 1_000}  # characters


@dataclass(frozen=True)
class Action:
    """What is to be done, as a person filled it in. Whoever sends it confirms the days."""

    wards: tuple[str, ...]
    what: str
    place: str
    starts_on: date | None
    ends_on: date | None
    who: str
    involvement: str


def problems(found: Rules, action: Action, now: datetime) -> dict[str, str]:
    """What is wrong, by field, in words for the form. Empty: nothing is."""
    today = local_day(now)
    wrong: dict[str, str] = {}
    texts = {"what": action.what, "place": action.place, "who": action.who}
    for name, text in texts.items():
        problem = word_problem(found, text, LONGEST[name])
        if problem:
            wrong[name] = problem
    known = {row.ward for row in found.roster.area_wards if row.kind == "partnership" and row.holds_on(today)}
    if not action.wards or not set(action.wards) <= known:
        wrong["wards"] = "Choose the wards it is in."
    if action.involvement not in INVOLVEMENT:
        wrong["involvement"] = "Choose how far the councillors are involved."
    if action.starts_on is None:
        wrong["from"] = "Give the first day, which you confirm."
    elif action.ends_on is not None and action.ends_on < action.starts_on:
        wrong["until"] = "The last day is before the first. Correct one of them."
    elif (action.ends_on or action.starts_on) < today:
        wrong["from"] = "That has passed. Give days from today on."
    return wrong


def word_problem(found: Rules, text: str, longest: int = LONGEST["why"]) -> str:
    """What is wrong with words that a ward's councillors or others read; empty: nothing is."""
    if not text.strip():
        return "Say it in a few words: the ward's councillors read it."
    if len(text) > longest:
        return f"That is too long: at most {longest} characters."
    if re.search(rf"\b{re.escape(found.reference_prefix)}-\d+", text, re.IGNORECASE):
        return "A notice describes the action, never a case. Take the reference out."
    if has_details(text):
        return "Take out the resident's details: a notice has no names with a title, numbers or addresses."
    return ""


def named_members(found: Rules, texts: Iterable[str], now: datetime) -> list[Person]:
    """The councillors whom any of the texts names: in full, or by surname after their title."""
    said = " ".join(texts).casefold()
    return [
        person
        for person in found.with_role("member", now)
        if _is_named(person.name.removeprefix("Cllr ").casefold(), said)
    ]


def _is_named(name: str, said: str) -> bool:
    surname = re.escape(name.split()[-1])
    return name in said or bool(re.search(rf"\b(cllr|councillor)\.? (\w+ )?{surname}\b", said))
