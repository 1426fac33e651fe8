"""A Python file executed in a process of its own, for the module it makes: only for a file that is trusted."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from quizgen.architecture.toml_form import read_toml
from quizgen.errors import UserError
from quizgen.solver.network import Network

# What the process may take; a network is made in seconds.
SECONDS = 120
BYTES = 16 << 30


def run_file(
    path: Path,
    input_shape: Any = None,
    settings: Mapping[str, Any] | None = None,
    *,
    seconds: int = SECONDS,
    memory: int = BYTES,
) -> tuple[str, Network]:
    """What the module is called in the file, and its network; `UserError` for what goes wrong there.

    A file that makes no module is run as the main program as far as the first module it calls.
    `settings` are values for names that the file sets outside functions, or for options of its
    command line. What the file prints goes to stderr.
    """
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder, "result.json")
        wanted = json.dumps(
            [str(path), str(result), input_shape, dict(settings or {}), seconds, memory]
        )
        process = subprocess.Popen(  # noqa: S603 - a module of ours; that it executes a file was asked for
            [sys.executable, "-m", "quizgen.architecture.run_child", wanted],
            stdin=subprocess.DEVNULL,
            stdout=_stderr(),
            start_new_session=True,
        )
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise UserError(
                f"{path}: not done after {seconds} s",
                'keep training behind if __name__ == "__main__"',
            ) from None
        finally:
            _end(process)
        if not result.is_file():
            raise UserError(
                f"{path}: the process ended with code {process.returncode}",
                f"it may take {seconds} s and {memory >> 20} MB; what it said is above",
            )
        found = json.loads(result.read_text(encoding="utf-8"))
    if "error" in found:
        raise UserError(f"{path}: {found['error']}", found["fix"])
    network = read_toml(found["toml"], str(path))
    return found["name"], replace(network, left_out=tuple(found["left_out"]))


def _stderr() -> int | None:
    try:
        return sys.stderr.fileno()
    except (OSError, ValueError, AttributeError):
        return subprocess.DEVNULL


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the process and what it has started."""
    if process.poll() is None:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()
