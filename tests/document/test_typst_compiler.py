"""Typst's compiler: one thread, and nothing left in the environment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from quizgen.document.typst_compiler import THREADS, compiler

TASKS = Path("/proc/self/task")
TOLD = """
import os
from quizgen.document.typst_compiler import compiler
compiler(None).compile(b"= A sheet\\n#pagebreak()\\nof two pages", format="pdf")
print(len(os.listdir("/proc/self/task")), os.environ.get("RAYON_NUM_THREADS"))
"""


def told(threads: str | None) -> list[str]:
    """How many threads a new process has when it has typeset something, and what it then reads."""
    own = {name: value for name, value in os.environ.items() if name != THREADS}
    own["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    if threads:
        own[THREADS] = threads
    done = subprocess.run(
        [sys.executable, "-c", TOLD], env=own, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


@pytest.mark.skipif(not TASKS.exists(), reason="only Linux tells the threads of a process")
def test_a_pool_has_one_thread_unless_more_are_asked_for() -> None:
    # Besides the one that waits for it.
    assert told(None) == ["2", "None"]
    assert told("3") == ["4", "3"]


def test_the_environment_stays_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(THREADS, raising=False)
    compiler.cache_clear()
    compiler(None)
    assert THREADS not in os.environ
