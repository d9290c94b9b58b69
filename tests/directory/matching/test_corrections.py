"""What corrections teach: a miss becomes a hit, one slip changes nothing that was sure, and places teach nothing."""

import fcntl
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.council import AreaWard, Council, Phrase, Service, Street, Ward
from directory.matching.compile import compile_council, folders_of, forget_others, sources_of
from directory.matching.compiled import Ready
from directory.matching.corrections import ENOUGH, counted, numbered, places_of, taught_by, without_places
from directory.matching.matcher import Matcher

LITTER = (
    "litter all over the pavement", "litter blowing about", "rubbish dropped in the street", "empty cans and wrappers",
    "broken glass on the pavement", "street needs sweeping", "leaves not swept up", "dirty street full of litter",
    "litter everywhere again", "takeaway boxes dropped",
)  # fmt: skip
LIGHTS = (
    "street light out", "lamp post not working", "street light flickering", "street lamp on all day",
    "lights out along the road", "lamp column leaning", "dark street because the lights are off", "bulb gone in a lamp",
    "street light broken again", "lamp post knocked over",
)  # fmt: skip
HOLES = (
    "pothole in the road", "huge pothole", "road surface breaking up", "hole in the carriageway", "crater in the road",
    "pothole needs filling", "potholes getting worse", "tarmac lifting", "sunken road surface", "deep pothole again",
)  # fmt: skip
UNKNOWN = "the snickleway is clarted"


def a_service(key: str, name: str) -> Service:
    return Service(key=key, name=name, theme="Street Scene", mode="dedicated", what="work")


COUNCIL = Council(
    services=(a_service("litter", "Litter"), a_service("lights", "Street lighting"), a_service("holes", "Potholes")),
    phrases=tuple(
        Phrase(service=key, phrase=text)
        for key, texts in (("litter", LITTER), ("lights", LIGHTS), ("holes", HOLES))
        for text in texts
    ),
    wards=(Ward(code="W1", name="Linacre", status="current"),),
    area_wards=(AreaWard(kind="partnership", area="South", ward="Linacre"),),
    streets=(Street(street="Marsh Lane", ward="Linacre"), Street(street="Knowsley Road", ward="Linacre")),
)  # fmt: skip


@pytest.fixture(scope="module")
def target(words_folder: Path) -> Path:
    return words_folder / "small"


def taught(target: Path, *corrections: tuple[str, str]) -> Matcher:
    return Matcher.load(compile_council(COUNCIL, target, corrections))


def version(corrections: list[tuple[str, str]]) -> Ready:
    return folders_of(sources_of(COUNCIL, corrections), Path())


def answer(matcher: Matcher, text: str) -> tuple[str, str | None]:
    reading = matcher.read(text)
    found = reading.issues[0].services if reading.issues else ()
    return reading.decision, found[0].key if found else None


def test_a_wording_that_was_missed_is_a_hit_once_it_is_taught(target: Path) -> None:
    assert answer(taught(target), UNKNOWN) != ("sure", "litter")
    assert answer(taught(target, ("litter", UNKNOWN)), UNKNOWN) == ("sure", "litter")
    assert answer(taught(target, ("litter", UNKNOWN)), f"{UNKNOWN} by the shops") == ("sure", "litter")


def test_one_slip_does_not_turn_a_service_that_was_sure(target: Path) -> None:
    before = answer(taught(target), "huge pothole")
    assert before == ("sure", "holes")

    assert answer(taught(target, ("litter", "huge pothole")), "huge pothole") == before


@pytest.mark.parametrize(
    ("examples", "counts"),
    [
        pytest.param([(1, None)], [True], id="the phrases are not sure"),
        pytest.param([(1, 1)], [True], id="they say the same"),
        pytest.param([(1, 2)], [False], id="one against what they are sure of"),
        pytest.param([(1, 2)] * ENOUGH, [True] * ENOUGH, id="enough against it"),
        pytest.param([(1, 2), (1, 3), (4, 2)], [False] * 3, id="of several services none is enough"),
    ],
)
def test_what_counts(examples: list[tuple[int, int | None]], counts: list[bool]) -> None:
    assert counted(examples) == counts


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Huge pothole on Marsh Lane", "Huge pothole on [place]"),
        ("Marsh Lane and Knowsley Road are filthy", "[place] and [place] are filthy"),
        ("light out in Linacre", "light out in [place]"),
        ("nothing to hide here", "nothing to hide here"),
    ],
)
def test_names_of_places_are_left_out(text: str, shown: str) -> None:
    assert without_places(text, places_of(COUNCIL)) == shown


def test_what_was_masked_teaches_nothing() -> None:
    assert (
        taught_by("Mrs [name], [telephone], says the bin at [place] is full")
        == "Mrs , , says the bin at is full"
    )
    assert taught_by(" [telephone] [e-mail]. ") == ""
    assert numbered([("litter", "[place]"), ("gone", "bin"), ("litter", "bin")], ["holes", "litter"]) == [
        (1, "bin")
    ]


def test_words_in_the_making_are_not_taken_from_under_another_process(tmp_path: Path) -> None:
    making = tmp_path / ".making-elsewhere"
    making.mkdir()
    (making / "source.json").write_text('{"corrections": [[0, "words"]]}')
    with (tmp_path / ".lock").open("a") as held, ThreadPoolExecutor() as pool:
        fcntl.flock(held, fcntl.LOCK_EX)
        forgetting = pool.submit(forget_others, Ready(tmp_path / "words-ready", tmp_path / "places-ready"))
        with pytest.raises(TimeoutError):
            forgetting.result(timeout=0.2)
        assert making.is_dir()
        fcntl.flock(held, fcntl.LOCK_UN)
        forgetting.result()
    assert not making.exists()


@given(st.lists(st.tuples(st.sampled_from(["litter", "lights", "gone"]), st.text())))
def test_the_version_is_a_function_of_what_is_taught(corrections: list[tuple[str, str]]) -> None:
    there = version(corrections)

    assert version([*reversed(corrections), *corrections]) == there
    assert (there == version([])) is not any(key != "gone" and taught_by(text) for key, text in corrections)


def test_folders_that_hold_corrections_no_longer_in_force_go(tmp_path: Path) -> None:
    for name, source in (
        ("words-plain", '{"corrections": []}'),
        ("words-old", '{"corrections": [[0, "bin"]]}'),
        ("words-new", '{"corrections": [[0, "bins"]]}'),
        ("places-other", '{"places": {}}'),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "source.json").write_text(source)

    forget_others(Ready(tmp_path / "words-new", tmp_path / "places-new"))

    left = sorted(path.name for path in tmp_path.iterdir() if path.is_dir())
    assert left == ["places-other", "words-new", "words-plain"]
