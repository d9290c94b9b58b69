"""Reading a message: time, memory and how often it is right, beside RapidFuzz's best ratio over the same phrases."""

import gc
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter_ns
from typing import Any

from _figures import percentile
from _house import ROUNDS
from _memory import of_matcher
from _scores import Ranked, ours_at, rapidfuzz_at, reliability, scores, sent, several
from _streets import NUMBER, made_up, write
from _table import Board, Step, working
from _words import Messages, compile_anew, messages, phrases, sample
from rapidfuzz import fuzz, process, utils

from directory.council import Council
from directory.matching.compiled import Ready
from directory.matching.matcher import Matcher
from directory.matching.placenames import read_streets
from directory.matching.text import tokens

GROWING = (2_000, 40_000, NUMBER)
OURS, PLAIN = "Wardline", "RapidFuzz token_set_ratio"
FEW = 12  # messages for the baseline over the long list of streets: each takes a tenth of a second

Read = Callable[[str], Any]


@dataclass(frozen=True)
class Course:
    """One thing to time: by whom, on which texts."""

    what: str
    contender: str
    read: Read
    texts: Sequence[str]


def main() -> None:
    council = sample()
    told = messages(council)
    board = Board("Reading a message", (PLAIN, OURS))
    with TemporaryDirectory(prefix="wardline-bench-") as kept, working("matching", 5 + ROUNDS) as begin:
        _measure(board, council, told, Path(kept), begin)
    board.show()


def _measure(board: Board, council: Council, told: Messages, folder: Path, begin: Step) -> None:
    begin("compiling the words")
    ready, seconds = compile_anew(council, folder)
    begin("making up streets")
    names = made_up()
    file = write(folder / "streets.csv", names, [ward.name for ward in council.wards])
    matcher = Matcher.load(ready)
    wide = {number: _with(ready, council, folder, names[:number]) for number in GROWING}
    courses = _courses(council, told, matcher, wide, names)
    _time(board, courses, begin)
    begin("scoring")
    _held_out(board, ready)
    _score(board, council, told, matcher)
    begin("memory")
    _memory(board, ready, file)
    board.row("compiling the words from nothing, once a change", "s", {OURS: seconds})
    _notes(board, council, told)


def _with(ready: Ready, council: Council, folder: Path, names: Sequence[str]) -> Matcher:
    """The matcher that knows these streets besides the sample's."""
    file = write(folder / f"streets-{len(names)}.csv", names, [ward.name for ward in council.wards])
    return Matcher.load(ready, streets=read_streets(file))


def _courses(
    council: Council, told: Messages, matcher: Matcher, wide: Mapping[int, Matcher], names: Sequence[str]
) -> list[Course]:
    whole = "service and place, a message"
    sampled = f"place alone, {len(council.streets)} streets"
    own = [*(row.street for row in council.streets), *(row.locality for row in council.localities)]
    few = told.texts[:: max(1, len(told.texts) // FEW)][:FEW]
    return [
        Course(whole, PLAIN, best_of([text for text, _ in phrases(council)]), told.texts),
        Course(whole, OURS, matcher.read, told.texts),
        Course(sampled, PLAIN, best_of(own), told.texts),
        Course(sampled, OURS, place_in(matcher), told.texts),
        *(
            course
            for number, grown in wide.items()
            for course in (
                Course(_made_up(number), PLAIN, best_of(names[:number]), few),
                Course(_made_up(number), OURS, place_in(grown), told.texts),
            )
        ),
        Course(f"service and place, {NUMBER:,} streets", OURS, wide[NUMBER].read, told.texts),
    ]


def _made_up(number: int) -> str:
    return f"place alone, {number:,} made-up streets"


def best_of(choices: Sequence[str]) -> Read:
    """The usual bot: the choices made ready once, then one call a message."""
    ready = [utils.default_process(text) for text in choices]

    def read(text: str) -> Any:
        return process.extractOne(text, ready, scorer=fuzz.token_set_ratio, processor=utils.default_process)

    return read


def place_in(matcher: Matcher) -> Read:
    places = matcher.words.places

    def read(text: str) -> Any:
        found = tokens(text)
        return places.resolve(text, found, places.mentions(text, found))

    return read


def _time(board: Board, courses: Sequence[Course], begin: Step) -> None:
    """The courses take turns in each round; the collector rests meanwhile, for both alike."""
    rounds: dict[tuple[str, str], list[list[float]]] = {}
    for course in courses:
        _microseconds(course.read, course.texts[:FEW])  # warm
    for number in range(ROUNDS):
        begin(f"round {number + 1} of {ROUNDS}")
        for course in courses:
            taken = _microseconds(course.read, course.texts)
            rounds.setdefault((course.what, course.contender), []).append(taken)
    for what in dict.fromkeys(course.what for course in courses):
        by = {name: rounds.get((what, name), []) for name in (PLAIN, OURS)}
        board.row(f"{what}: median", "µs", {name: [median(one) for one in each] for name, each in by.items()})
        p99 = {name: [percentile(one, 0.99) for one in each] for name, each in by.items()}
        board.row(f"{what}: p99", "µs", p99)
    board.section()


def _microseconds(read: Read, texts: Sequence[str]) -> list[float]:
    gc.collect()
    gc.disable()
    try:
        taken = []
        for text in texts:
            began = perf_counter_ns()
            read(text)
            taken.append((perf_counter_ns() - began) / 1000)
        return taken
    finally:
        gc.enable()


def _held_out(board: Board, ready: Ready) -> None:
    """The sample's own phrases, each read by a model of the others: compiling tells it."""
    found = json.loads((ready.words / "words.json").read_text(encoding="utf-8"))["held_out"]
    for what, share in (("strict", found["first"]), ("among the first three", found["first_three"])):
        board.row(f"own phrases, five folds: {what}", "%", {OURS: 100 * share})


def _score(board: Board, council: Council, told: Messages, matcher: Matcher) -> None:
    if not told.rows:
        board.note("How often it is right is not told: that needs labelled messages (WARDLINE_LABELLED).")
        return
    ours: list[Ranked] = [ours_at(matcher, row) for row in told.rows]
    plain = [rapidfuzz_at(phrases(council), row) for row in told.rows]
    theirs = scores(told.rows, plain)
    for what, share in scores(told.rows, ours).items():
        board.row(f"first service right: {what}", "%", {OURS: share, PLAIN: theirs[what]})
    for what, share in {**sent(told.rows, ours), **several(told.rows, ours)}.items():
        board.row(what, "%", {OURS: share})
    board.section()
    for what, share in reliability(told.rows, ours):
        board.row(what, "%", {OURS: share})
    board.section()


def _memory(board: Board, ready: Ready, streets: Path) -> None:
    for what, file in (("the sample", None), (f"{NUMBER:,} streets", streets)):
        taken = [of_matcher((ready.words, ready.places), file) for _ in range(ROUNDS)]
        over = [loaded - bare for bare, loaded in taken]
        board.row(f"memory over bare imports, {what}", "MB", {OURS: over})


def _notes(board: Board, council: Council, told: Messages) -> None:
    board.note(
        f"{ROUNDS} interleaved rounds over {told.source}; one thread, warm. The baseline is one call of "
        f"process.extractOne(scorer=token_set_ratio, processor=default_process) over the same "
        f"{len(phrases(council)):,} phrases, and for places over the names of the same streets and the sample's "
        f"localities. Over {NUMBER:,} names it reads {FEW} of the messages, and ours reads all of them."
    )
    board.note(
        "Memory: resident size of a fresh process with the matcher loaded, less the same before loading."
    )


if __name__ == "__main__":
    main()
