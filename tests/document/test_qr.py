"""QR codes: those of the library, without what it loads to write files."""

import subprocess
import sys

import pytest
import segno

from quizgen.document import qr

TOLD = """
import sys
from quizgen.document.qr import code
code("week-4·7k3f")
print(*sorted({"segno", "segno.writers", "urllib.request", "ssl", "email"} & sys.modules.keys()))
import segno
print(segno.make_qr("week-4").svg_inline()[:4])
"""


@pytest.mark.parametrize("text", ["week-4·7k3f", "WEEK 4", "2026", "Übung-4·9x8y", "課題"])
def test_a_code_is_that_of_the_library(text: str) -> None:
    found = qr.code(text)
    dark = {(run.x + i, run.y) for run in found.runs for i in range(run.length)}
    rows = segno.make_qr(text, mask=3).matrix
    assert found.size == len(rows)
    assert dark == {(x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module}


def test_nothing_that_reads_the_web_is_loaded_and_the_library_stays_whole() -> None:
    done = subprocess.run([sys.executable, "-c", TOLD], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["", "<svg"]
