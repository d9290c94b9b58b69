"""A process that has imported the bot, and forks one whenever one is asked for: importing is most of a start. What it
forks runs the verb that it is given, as the command line does, in an environment of its own, and dies like any other."""

import importlib
import json
import os
import random
import signal
import socket
import sys
from datetime import timedelta
from functools import partial
from typing import Any

from bot.commands import engines, run  # noqa: F401 (what every start imports)
from bot.delivery import Pace
from bot.wiring import assemble

LARGEST = 65_536


def main(control: socket.socket) -> None:
    """One request a line, with the file that the new process writes to; answered with its id. Ends with its asker."""
    importlib.import_module("bot.cluster")  # imported by a verb only where the settings name it
    importlib.import_module("psycopg")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how they ended
    while True:
        line, files, _, _ = socket.recv_fds(control, LARGEST, 1)
        if not line:
            return
        pid = os.fork()
        if pid == 0:
            control.close()
            _live(json.loads(line), files[0])
        os.close(files[0])
        control.sendall(f"{pid}\n".encode())


def _live(asked: dict[str, Any], output: int) -> None:
    status = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for standard in (1, 2):
            os.dup2(output, standard)
        os.close(output)
        os.chdir(asked["folder"])
        os.environ.clear()
        os.environ.update(asked["settings"])
        random.seed()  # else all of them would have the same chance
        run.assemble = partial(assemble, lease=timedelta(seconds=asked["lease"]), pace=Pace(*asked["pace"]))
        status = getattr(run, asked["verb"])()
    finally:
        sys.stdout.flush()
        os._exit(status)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
