"""Compiling is a pure function of the rows: their order is nothing, and the same rows make the same bytes."""

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from directory.council import Council, Phrase, Service, Street
from directory.matching.compile import compile_council, source_of, version_of
from tests.directory.matching.test_corrections import COUNCIL


@given(st.permutations(COUNCIL.services), st.permutations(COUNCIL.phrases), st.permutations(COUNCIL.streets))
def test_the_order_of_the_rows_is_nothing(
    services: list[Service], phrases: list[Phrase], streets: list[Street]
) -> None:
    other = replace(COUNCIL, services=tuple(services), phrases=tuple(phrases), streets=tuple(streets))

    assert version_of(source_of(other)) == version_of(source_of(COUNCIL))


@given(st.integers(0, len(COUNCIL.phrases) - 1))
def test_another_row_is_another_version(at: int) -> None:
    fewer = replace(COUNCIL, phrases=COUNCIL.phrases[:at] + COUNCIL.phrases[at + 1 :])

    assert version_of(source_of(fewer)) != version_of(source_of(COUNCIL))


def test_the_same_rows_make_the_same_bytes(tmp_path: Path) -> None:
    one, two = (_files(COUNCIL, tmp_path / name) for name in ("one", "two"))

    assert one == two
    assert len(one) >= 4


def _files(council: Council, target: Path) -> dict[str, bytes]:
    folder = compile_council(council, target)
    return {path.name: path.read_bytes() for path in folder.iterdir()}
