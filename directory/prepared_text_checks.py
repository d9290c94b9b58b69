"""What can be wrong with prepared texts: a fact that no case has, a gap that is not closed, a day that nobody confirmed,
more than Slack shows. Reading the file is in files.py."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator

from directory.comparing import unknown
from directory.council import Council, PreparedText
from directory.days_named import day_named
from directory.faults import Fault
from directory.prepared_texts import DAY, FACTS, OUTCOMES, facts_in, gaps_in, loose_bracket, words_of

# As Slack shows them: what one box of a form holds, and one choice in a list. A form of two lists has room for so many
# in each, whatever is written in them.
LONGEST = 3_000
LONGEST_TITLE = 75
LONGEST_HINT = 300
MOST = 50
_FILE = "prepared_texts.csv"


def _services(council: Council, unread: Collection[str]) -> Iterator[Fault]:
    if "services" not in unread:
        named = [text for text in council.prepared_texts if text.service]
        yield from unknown(
            "prepared_texts", named, "service", {service.key for service in council.services}, "services"
        )


def _texts(council: Council, _unread: Collection[str]) -> Iterator[Fault]:
    for text in council.prepared_texts:
        yield from _lengths(text)
        yield from _brackets(text)
        day = next(filter(None, map(day_named, words_of(f"{text.title}\n{text.text}"))), "")
        if day:
            mend = f"Write the gap [{DAY}] instead: only an owner confirms a date"
            yield Fault(_FILE, text.line, f"“{text.title}” names a date, “{day}”", mend)


def _lengths(text: PreparedText) -> Iterator[Fault]:
    for column, most in (("text", LONGEST), ("title", LONGEST_TITLE), ("hint", LONGEST_HINT)):
        length = len(getattr(text, column))
        if length > most:
            problem = f"“{column}” has {length:,} characters, and {most:,} fit"
            yield Fault(_FILE, text.line, problem, "Shorten it")


def _brackets(text: PreparedText) -> Iterator[Fault]:
    for name in facts_in(text.text):
        if name not in FACTS:
            mend = f"The facts are {', '.join(f'{{{each}}}' for each in FACTS)}"
            yield Fault(_FILE, text.line, f"there is no fact “{{{name}}}”", mend)
    loose = loose_bracket(text.text)
    if loose:
        mend = "A fact stands in { }, a gap in [ ], and neither in another"
        yield Fault(_FILE, text.line, f"the bracket “{loose}” belongs to no fact and no gap", mend)
    if not all(gaps_in(text.text)):
        yield Fault(_FILE, text.line, "a gap has no name", "Say in it what is to be filled in")
    if text.kind in OUTCOMES and not gaps_in(text.text):
        problem = f"“{text.title}” has no gap, and would answer a case without a fact of its own"
        yield Fault(_FILE, text.line, problem, "Leave a gap such as [what was done]")


def _too_many(council: Council, _unread: Collection[str]) -> Iterator[Fault]:
    counts: Counter[tuple[str, str]] = Counter()
    for text in council.prepared_texts:
        counts[text.service, text.kind] += 1
        if counts[text.service, text.kind] == MOST + 1:
            whose = f"service “{text.service}”" if text.service else "any service"
            problem = f"there are more than {MOST} texts of kind {text.kind} for {whose}"
            yield Fault(_FILE, text.line, problem, "A form has room for no more: take out what nobody uses")


PREPARED_TEXT_CHECKS: tuple[Callable[[Council, Collection[str]], Iterator[Fault]], ...] = (
    _services,
    _texts,
    _too_many,
)
