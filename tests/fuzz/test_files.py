"""Whatever stands in a file that somebody hands us, what is wrong is named, and nothing breaks or is half done."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli import SAMPLE
from bot.clock import OffsetClock
from bot.settings import TABLE, Settings, SettingsFaults, load, read
from directory.columns import row_class_of
from directory.differences import NOUNS
from directory.faults import DirectoryFaults
from directory.files import read_file, survey
from directory.map_changes import read_map_changes
from directory.streets import FILE, WhichBorough, import_streets
from tests.fuzz.counting import count, examples
from workspace.manifest import Manifest, ManifestFault

CELLS = st.sampled_from(
    ["", "Derby", "=1+1", "'=1", '"', "a,b", "\n", "\r", "\x00", "\ufeff", "9" * 30, "9" * 5_000, "nan", "1e400", "-1", "2026-13-01", "9999-12-31",
     "0001-01-01", "yes", ";;;", "é", "\u202e", "L20 6AB", "L20", "graffiti", "x" * 2_000, "∞", "²"]
) | st.text(max_size=12)  # fmt: skip
HEADERS = [
    (SAMPLE / f"{noun}.csv").read_text(encoding="utf-8").splitlines()[0]
    for noun in NOUNS
    if (SAMPLE / f"{noun}.csv").exists()
]
TABLES = st.tuples(
    st.sampled_from(HEADERS), st.lists(st.lists(CELLS, min_size=1, max_size=9).map(",".join), max_size=4)
).map(lambda table: "\n".join([table[0], *table[1]]).encode("utf-8", "surrogatepass"))
BYTES = st.one_of(
    st.binary(max_size=200), TABLES, TABLES.map(lambda text: text.decode("utf-8", "replace").encode("utf-16"))
)


@examples(100)
@given(st.sampled_from(NOUNS), BYTES)
def test_any_file_of_the_directory_is_read_or_its_faults_are_named(
    tmp_path_factory: pytest.TempPathFactory, noun: str, content: bytes
) -> None:
    count("files of the directory")
    path = tmp_path_factory.getbasetemp() / f"{noun}.csv"
    path.write_bytes(content)
    faults: list[Any] = []

    rows = read_file(path, row_class_of(noun), faults)

    assert rows is not None or faults


@examples(12)
@given(st.sampled_from(NOUNS), BYTES)
def test_a_council_with_one_odd_file_is_surveyed(
    tmp_path_factory: pytest.TempPathFactory, noun: str, content: bytes
) -> None:
    count("councils with an odd file")
    folder = tmp_path_factory.mktemp("council")
    for path in SAMPLE.glob("*.csv"):
        if path.name not in ("streets.csv", "phrases.csv"):
            (folder / path.name).symlink_to(path)
    (folder / "streets.csv").write_text("street,ward,locality\nMarsh Lane,Linacre,\n")
    (folder / f"{noun}.csv").unlink(missing_ok=True)
    (folder / f"{noun}.csv").write_bytes(content)

    council, faults = survey(folder)

    assert council is not None
    assert all(str(fault) for fault in faults)


@examples(60)
@given(st.binary(max_size=300) | st.lists(st.lists(CELLS, min_size=30, max_size=36).map(",".join), max_size=3).map("\n".join).map(lambda t: t.encode("utf-8", "surrogatepass")) | TABLES)  # fmt: skip
def test_any_list_of_streets_is_taken_whole_or_not_at_all(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    count("lists of streets, OS Open Names among them")
    folder = tmp_path_factory.getbasetemp() / "fuzzed-streets"
    folder.mkdir(exist_ok=True)
    (folder / "wards.csv").write_bytes((SAMPLE / "wards.csv").read_bytes())
    before = b"street,ward,locality\nMarsh Lane,Linacre,\n"
    (folder / FILE).write_bytes(before)
    (folder / "list.csv").write_bytes(content)

    try:
        import_streets(folder, [folder / "list.csv"], borough="Sefton", read=lambda _: None)
    except (DirectoryFaults, WhichBorough):
        assert (folder / FILE).read_bytes() == before
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


@examples(60)
@given(BYTES)
def test_any_file_of_changes_to_the_map_is_read_or_named(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    count("changes to the map")
    path = tmp_path_factory.getbasetemp() / "changes.csv"
    path.write_bytes(content)
    try:
        read_map_changes(path)
    except DirectoryFaults as faults:
        assert faults.faults  # noqa: PT017


VALUES = st.sampled_from(
    ["", "xoxb-1", "xapp-1", "http", "socket", "http://[::1", "https://[", "http://127.0.0.1:99999/", "http://localhost:8/api", "https://u:p@slack.com/",
     "https://slack.com@evil/", "postgresql://u:p@h:port/d", "sqlite:///x", "sqlite://", "9" * 5_000, "٣", "-1", "0", "1.5", "\x00", "\ud800", "x" * 9_999,
     "file:///etc/passwd", "https://slack.com/api/?x#y", "https://sl ack.com/", "DEBUG", "//slack.com"]
) | st.text(max_size=20)  # fmt: skip


@examples(250)
@given(st.dictionaries(st.sampled_from([each.name for each in TABLE] + ["SLACK_CLIENT_ID"]), VALUES))
def test_any_settings_are_read_or_their_faults_are_named(values: dict[str, str]) -> None:
    count("settings")
    try:
        found = read(values)
    except SettingsFaults as faults:
        assert faults.faults  # noqa: PT017
    else:
        assert isinstance(found, Settings)
        assert found.slack_url.startswith("https://") or found.is_local
        assert found.secrets


@examples(100)
@given(st.binary(max_size=120) | st.lists(st.tuples(st.sampled_from([each.name for each in TABLE]), VALUES).map("=".join), max_size=5).map("\n".join).map(lambda t: t.encode("utf-8", "surrogatepass")))  # fmt: skip
def test_any_env_file_is_read_or_its_faults_are_named(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    count(".env files")
    path = tmp_path_factory.getbasetemp() / "fuzzed.env"
    path.write_bytes(content)
    try:
        load({}, path)
    except SettingsFaults as faults:
        assert faults.faults  # noqa: PT017


@examples(60)
@given(st.binary(max_size=30) | VALUES.map(lambda text: text.encode("utf-8", "replace")))
def test_any_clock_file_moves_the_day_or_does_nothing(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    count("clock files")
    path = tmp_path_factory.getbasetemp() / "fuzzed-clock"
    path.write_bytes(content)
    assert OffsetClock(path).now()


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
    st.sampled_from(["features", "settings", "app_home", "bot_user", "oauth_config", "scopes", "bot", "slash_commands", "shortcuts", "command",
                     "event_subscriptions", "bot_events", "display_information", "name", "type", "callback_id", "interactivity"]), inner, max_size=4), max_leaves=14)  # fmt: skip


@examples(150)
@given(JSON)
def test_any_manifest_is_taken_or_its_fault_is_named(manifest: Any) -> None:
    count("manifests")
    assert json.dumps(manifest)
    try:
        Manifest(manifest)
    except ManifestFault as fault:
        assert str(fault)  # noqa: PT017
