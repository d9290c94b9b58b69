"""`wardline demo` as a person starts it: a process of its own, in a folder of its own, stopped as Ctrl-C stops it."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

WARDLINE = Path(sys.executable).parent / "wardline"


def environment(words: Path, **more: str) -> dict[str, str]:
    """What a fresh shell has; the proxy leads nowhere, as it does for loopback on many councils' machines."""
    proxies = dict.fromkeys(("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"), "http://127.0.0.1:9")
    return {"PATH": os.defpath, "WARDLINE_DIRECTORY": str(words), **proxies, **more}


class Demonstration:
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
def demo(kept: Path, port: int, words: Path, **more: str) -> Iterator[Demonstration]:
    """Started, with `more` settings, and stopped as Ctrl-C stops it."""
    more |= {"WARDLINE_PORT": str(port), "PYTHONUNBUFFERED": "1"}
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
                yield Demonstration(line.split()[-1])
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
