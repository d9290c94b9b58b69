"""The verbs as a person starts them: processes of their own, a folder of their own, the real sample council."""

import json
import shutil
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, cast

import pytest

from bot.cli import SAMPLE
from tests.demonstration import WARDLINE, a_free_port, demo, environment

TWO_ISSUES = "Bins overflowing on Stanley Road in Bootle and the street light is out by the Strand"
MEMBER, COORDINATOR, AREA = "U0MEM001", "U0COR001", "C0AREA01"


@pytest.fixture
def wardline(tmp_path: Path, compiled: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    def start(*arguments: str | Path, given: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [WARDLINE, *arguments], cwd=tmp_path, env=environment(compiled, **more), input=given,
            capture_output=True, text=True,
        )  # fmt: skip

    return start


def test_a_council_is_loaded_whole_or_not_at_all(wardline: Any, tmp_path: Path) -> None:
    loaded = wardline("directory", "load", SAMPLE)
    assert (loaded.returncode, loaded.stdout[:19]) == (0, "Loaded 54 services,"), loaded.stderr

    spoilt = Path(shutil.copytree(SAMPLE, tmp_path / "spoilt"))
    streets = spoilt / "streets.csv"
    streets.write_text(streets.read_text().replace(",Linacre,", ",Lincare,", 1))
    (spoilt / "services.csv").write_text("key,name\n")
    refused = wardline("directory", "load", spoilt)
    assert refused.returncode == 1
    assert "Lincare" in refused.stderr
    assert "services.csv, line 1: the column “theme” is missing" in refused.stderr
    assert refused.stderr.endswith("Nothing was loaded.\n")

    assert "services\t54\n" in wardline("directory", "show").stdout
    assert "up to date" in wardline("migrate").stdout
    assert {path.stat().st_mode & 0o077 for path in tmp_path.rglob("wardline.db*")} == {0}


def test_everything_wrong_with_the_settings_is_said_at_once(wardline: Any, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "SLACK_BOT_TOKEN=xoxp-1\nWARDLINE_HTTP_PORT=many\nWARDLINE_TRANSPORT=pigeon\n"
    )

    result = wardline("run")

    assert (result.returncode, result.stdout) == (1, "")
    faults = result.stderr.splitlines()
    assert sorted(fault.split()[0] for fault in faults) == [
        "SLACK_BOT_TOKEN",
        "WARDLINE_HTTP_PORT",
        "WARDLINE_TRANSPORT",
    ]


def test_without_a_council_the_bot_says_how_to_load_one(wardline: Any) -> None:
    result = wardline("run", SLACK_BOT_TOKEN="xoxb-1", SLACK_APP_TOKEN="xapp-1")

    assert result.returncode == 1
    assert "wardline directory load FOLDER" in result.stderr


def test_a_message_is_read_without_slack_and_without_a_database(
    wardline: Any, compiled: Path, tmp_path: Path
) -> None:
    given = json.dumps({"id": "7", "text": TWO_ISSUES}) + "\nnot JSON\n"
    result = wardline("match", "--keep-in", compiled, given=given)

    answer, fault = (json.loads(line) for line in result.stdout.splitlines())
    assert [issue["services"][0]["key"] for issue in answer["issues"]] == ["litter-bins", "street-lighting"]
    assert [issue["place"]["areas"] for issue in answer["issues"]] == [["South Sefton"], ["South Sefton"]]
    assert (answer["id"], fault["line"]) == ("7", 2)
    assert list(tmp_path.iterdir()) == []


def test_the_demonstration_opens_cases_refuses_a_second_one_and_keeps_everything(
    tmp_path: Path, compiled: Path
) -> None:
    (tmp_path / "words").symlink_to(compiled)
    port = a_free_port()

    watch = a_free_port()
    with demo(tmp_path, port, compiled, WARDLINE_WATCH_PORT=str(watch)) as page:
        with page.open(f"http://127.0.0.1:{watch}/readyz") as answer:
            assert json.load(answer)["ready"]
        page.say(MEMBER, TWO_ISSUES)
        page.until(lambda: len(page.texts(COORDINATOR, AREA)) == 2)
        cards = page.texts(COORDINATOR, AREA)
        assert ["Litter bins" in cards[0], "Street lighting" in cards[1]] == [True, True]

        busy = subprocess.run(
            [WARDLINE, "demo"], env=environment(compiled, WARDLINE_PORT=str(port)), cwd=tmp_path,
            capture_output=True, text=True,
        )  # fmt: skip
        assert busy.returncode == 1
        assert f"Port {port} is busy" in busy.stderr
        assert "WARDLINE_PORT" in busy.stderr

    with demo(tmp_path, port, compiled) as page:
        assert page.texts(COORDINATOR, AREA) == cards


def test_a_verb_by_itself_knows_every_table(wardline: Any, tmp_path: Path) -> None:
    """Each verb imports only what it needs; what walks over all the tables must see those of the others, too."""
    assert wardline("directory", "load", SAMPLE).returncode == 0

    given = wardline(
        "access", "--text", "-", "--by", "kenji-whitfield", "--out", "given", given="Edith Postlethwaite"
    )  # fmt: skip
    assert given.returncode == 0, given.stderr

    copied = wardline("backup", "copy.backup", "--check")
    assert copied.returncode == 0, copied.stderr
    with tarfile.open(tmp_path / "copy.backup") as bundle:
        manifest = json.load(cast("IO[bytes]", bundle.extractfile("manifest.json")))
    assert {"outbox", "handovers", "ward_views", "ratings"} <= set(manifest["counts"])
