"""What is held about a person, summed up for them to read first."""

from collections.abc import Iterator, Mapping

from casework.subject_access import Held
from views.words import LONDON

_CALLED = {
    "absences": "days on which you were marked away",
    "cards": "cards that were shown to you in Slack",
    "cases": "cases that you raised or that were with you",
    "corrections": "what you put right about how words were read",
    "directory_changes": "changes of the directory by you or about you",
    "direct_messages": "your conversation with Wardline in Slack",
    "enquiries": "messages that became cases",
    "history": "what you did, or what was done for you, without words",
    "messages": "where your messages stand in Slack",
    "outbox": "what Wardline posted to you, by what it was about",
    "people": "your entry in the directory",
    "posts": "the posts that you hold or held",
    "profiles": "how you chose to be told",
    "questions": "questions that you were asked",
}


def summary_of(held: Held, kinds: Mapping[str, int], day: str) -> str:
    return "\n".join(_lines(held, kinds, day)) + "\n"


def _lines(held: Held, kinds: Mapping[str, int], day: str) -> Iterator[str]:
    yield f"# What Wardline holds about {held.who}"
    yield ""
    yield f"As at {day}. Every record is in records.jsonl, one a line; all writing, in words.csv as well."
    yield ""
    yield f"- {len(held.words):,} pieces of writing: yours, and what was written on your cases or about you"
    yield from (
        f"- {number:,} × {_CALLED.get(table, table.replace('_', ' '))}"
        for table, number in sorted(kinds.items())
    )
    if held.cases:
        yield from ("", "## Cases", "")
        for case in held.cases:
            opened = f"{case.opened_at.astimezone(LONDON):%-d %B %Y}"
            closed = (
                f"closed {case.closed_at.astimezone(LONDON):%-d %B %Y}"
                if case.closed_at
                else case.state.replace("_", " ")
            )
            yield f"- {case.reference}: {case.service or 'service to be confirmed'}, {', '.join(case.wards)}; opened {opened}, {closed}"
    yield from ("", "## How to read it", "")
    yield "- Telephone numbers, e-mail addresses and names of other people are masked in what others wrote."
    yield "- What is held for how long, who may see it, and how it is erased: docs/data-protection.md of Wardline."
    yield "- Files that were attached are with Slack; here are their names."
