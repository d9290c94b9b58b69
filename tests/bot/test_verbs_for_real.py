"""The verbs as a person starts them: processes of their own, a folder of their own, the real sample council."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from bot.cli import SAMPLE
from directory.files import read_council
from directory.matching.compile import compile_council

WARDLINE = Path(sys.executable).parent / "wardline"
TWO_ISSUES = "Bins overflowing on Stanley Road in Bootle and the street light is out by the Strand"
MEMBER, COORDINATOR, AREA = "U0MEM001", "U0COR001", "C0AREA01"


@pytest.fixture(scope="session")
def compiled(words_folder: Path) -> Path:
    compile_council(read_council(SAMPLE), words_folder)
    return words_folder


def environment(words: Path, **more: str) -> dict[str, str]:
    """What a fresh shell has; the proxy leads nowhere, as it does for loopback on many councils' machines."""
    proxies = dict.fromkeys(("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"), "http://127.0.0.1:9")
    return {"PATH": os.defpath, "WARDLINE_DIRECTORY": str(words), **proxies, **more}


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


class Page:
    """What the page in the browser does: the workspace's own JSON API."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.open = build_opener(ProxyHandler({})).open

    def get(self, path: str) -> Any:
        with self.open(f"{self.address}/ui/{path}") as answer:
            return json.load(answer)

    def say(self, user: str, text: str) -> None:
        channel = self.get(f"as/{user}/sidebar")["dms"][0]["id"]
        body = json.dumps({"channel": channel, "text": text}).encode()
        request = Request(f"{self.address}/ui/as/{user}/say", body, {"Content-Type": "application/json"})
        self.open(request).close()

    def texts(self, user: str, channel: str) -> list[str]:
        return [message["text"] for message in self.get(f"as/{user}/messages?channel={channel}")["messages"]]

    def until(self, check: Callable[[], bool]) -> None:
        """Looks again whenever the workspace says that something changed."""
        with self.open(f"{self.address}/ui/stream") as stream:
            while not check():
                assert stream.readline(), "the workspace has gone"


@contextmanager
def demo(kept: Path, port: int, words: Path) -> Iterator[Page]:
    """Started, and stopped as Ctrl-C stops it."""
    more = {"WARDLINE_PORT": str(port), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [WARDLINE, "demo", "--keep-in", kept], env=environment(words, **more), cwd=kept,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    said = []
    try:
        for line in process.stdout:
            said.append(line)
            if "Wardline is running" in line:
                yield Page(line.split()[-1])
                break
    finally:
        process.send_signal(signal.SIGINT)
        rest = process.communicate(timeout=60)[0]
    said.append(rest)
    assert process.returncode == 0, "".join(said)
    assert "Wardline has stopped." in rest
    assert "Traceback" not in "".join(said), "".join(said)


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_demonstration_opens_cases_refuses_a_second_one_and_keeps_everything(
    tmp_path: Path, compiled: Path
) -> None:
    (tmp_path / "words").symlink_to(compiled)
    port = a_free_port()

    with demo(tmp_path, port, compiled) as page:
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
