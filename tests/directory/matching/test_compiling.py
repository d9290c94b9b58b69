"""Compiling is a pure function of the rows: their order is nothing, and the same rows make the same bytes. Words and
places are made each when their own rows change."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.council import Council, Emergency, Phrase, Service, Street
from directory.matching import compile as compiling
from directory.matching.compile import CompileFailed, compile_council, folders_of, sources_of
from directory.matching.compiled import Ready
from directory.matching.matcher import Matcher
from tests.directory.matching.test_corrections import COUNCIL

GAS = Emergency(words="gas leak", kind="gas", sensitive="no", advice="Ring at once", telephone="0800 111 999")
MORE = Street(street="Quince Lane", ward="Linacre")


def version(council: Council) -> Ready:
    return folders_of(sources_of(council), Path())


@given(st.permutations(COUNCIL.services), st.permutations(COUNCIL.phrases), st.permutations(COUNCIL.streets))
def test_the_order_of_the_rows_is_nothing(
    services: list[Service], phrases: list[Phrase], streets: list[Street]
) -> None:
    other = replace(COUNCIL, services=tuple(services), phrases=tuple(phrases), streets=tuple(streets))

    assert version(other) == version(COUNCIL)


@given(st.integers(0, len(COUNCIL.phrases) - 1))
def test_another_phrase_is_another_version_of_the_words_alone(at: int) -> None:
    fewer = replace(COUNCIL, phrases=COUNCIL.phrases[:at] + COUNCIL.phrases[at + 1 :])

    assert version(fewer).words != version(COUNCIL).words
    assert version(fewer).places == version(COUNCIL).places


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(lambda: replace(COUNCIL, streets=(*COUNCIL.streets, MORE)), id="a street"),
        pytest.param(lambda: replace(COUNCIL, area_wards=()), id="an area"),
        pytest.param(
            lambda: replace(COUNCIL, emergencies=(GAS,)),
            id="words of danger",
        ),
    ],
)
def test_what_needs_no_training_is_another_version_of_the_places_alone(
    changed: Callable[[], Council],
) -> None:
    assert version(changed()).words == version(COUNCIL).words
    assert version(changed()).places != version(COUNCIL).places


def test_a_council_that_imports_streets_trains_nothing(
    words_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = compile_council(COUNCIL, words_folder / "small")
    monkeypatch.setattr(compiling, "_train", lambda _: pytest.fail("it was trained again"))

    after = compile_council(replace(COUNCIL, streets=(*COUNCIL.streets, MORE)), words_folder / "small")

    assert after.words == before.words
    found = [Matcher.load(ready).read("huge pothole on Quince Lane").issues[0] for ready in (before, after)]
    assert [issue.services[0].key for issue in found] == ["holes", "holes"]
    assert [issue.place and issue.place.wards for issue in found] == [None, ("Linacre",)]


def test_where_training_fails_nothing_is_left_half_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiling, "_train", _fails)

    with pytest.raises(CompileFailed):
        compile_council(COUNCIL, tmp_path)

    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [version(COUNCIL).places.name]


def _fails(_: Path) -> None:
    raise CompileFailed("training ended with 1")


def test_the_same_rows_make_the_same_bytes(tmp_path: Path) -> None:
    one, two = (_files(COUNCIL, tmp_path / name) for name in ("one", "two"))

    assert one == two
    assert len(one) >= 5


def _files(council: Council, target: Path) -> dict[str, bytes]:
    ready = compile_council(council, target)
    files = [path for folder in (ready.words, ready.places) for path in folder.iterdir()]
    return {f"{path.parent.name}/{path.name}": path.read_bytes() for path in files}
