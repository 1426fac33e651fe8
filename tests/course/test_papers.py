"""The files of a homework: which there are, the same bytes everywhere, and what is printed on them."""

import hashlib
import io
import json
import os
import subprocess
import sys

import pytest
from pypdf import PdfReader

from quizgen.assignment import Assignment
from quizgen.bank import load_banks
from quizgen.course.assignment import assign
from quizgen.course.folder import paper_names
from quizgen.course.papers import papers

PROGRAM = """
import hashlib, json
from quizgen.bank import load_banks
from quizgen.course.assignment import assign
from quizgen.course.papers import papers
library = load_banks()
sheet = library.sheet("week-5-pooling-cnn")
files = {}
for name, stem in (("Zoë", "Zoë"), ("Ada & Bob", "Ada-Bob")):
    files |= papers(assign(library, sheet, "secret", name), stem)
print(json.dumps({name: hashlib.sha256(data).hexdigest() for name, data in files.items()}))
"""

PAPERS = ("sheets/{}", "keys/{}-key", "keys/{}-key-short")


@pytest.fixture(scope="module")
def pair() -> list[Assignment]:
    library = load_banks()
    sheet = library.sheet("week-5-pooling-cnn")
    return [assign(library, sheet, "secret", name) for name in ("Zoë", "Ada & Bob")]


@pytest.fixture(scope="module")
def files(pair: list[Assignment]) -> dict[str, bytes]:
    return papers(pair[0], "Zoë") | papers(pair[1], "Ada-Bob")


def test_every_student_has_sheet_and_key(files: dict[str, bytes]) -> None:
    stems = (paper.format(s) for s in ("Zoë", "Ada-Bob") for paper in PAPERS)
    assert set(files) == {f"{s}.{suffix}" for s in stems for suffix in ("pdf", "tex")}
    assert tuple(files) == (*paper_names("Zoë"), *paper_names("Ada-Bob"))


@pytest.mark.parametrize("hash_seed", ["0", "12345"])
def test_another_process_writes_the_same_bytes(files: dict[str, bytes], hash_seed: str) -> None:
    """JSON, LaTeX and PDF, with another order of sets and in another time zone."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONHASHSEED": hash_seed, "TZ": "Asia/Kathmandu", "LC_ALL": "C.UTF-8"},
    )
    here = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    assert json.loads(done.stdout) == here


@pytest.mark.parametrize("stem", ["Zoë", "Ada-Bob"])
def test_name_and_code_are_printed(
    pair: list[Assignment], files: dict[str, bytes], stem: str
) -> None:
    own = pair[0] if stem == "Zoë" else pair[1]
    for paper in PAPERS:
        reader = PdfReader(io.BytesIO(files[f"{paper.format(stem)}.pdf"]))
        text = "".join(page.extract_text() for page in reader.pages)
        assert own.student in text
        assert own.code in text


def test_the_sheet_does_not_give_the_key_away(
    pair: list[Assignment], files: dict[str, bytes]
) -> None:
    sheet, key = files["sheets/Zoë.tex"].decode(), files["keys/Zoë-key.tex"].decode()
    assert len(key) > len(sheet)
    hints = {
        m.hint for variant in pair[0].questions for part in variant.parts for m in part.mistakes
    }
    assert not any(hint in sheet for hint in hints)
    assert any(hint in key for hint in hints)
