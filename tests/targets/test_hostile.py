"""Long and hostile texts in every target: whole, or refused by name; and each file twice the same."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import quizgen
from quizgen.errors import UserError
from quizgen.targets.question import question_of
from quizgen.targets.table import TARGETS
from tests.targets.samples import exported, hostile

if TYPE_CHECKING:
    from collections.abc import Iterator

# A stem of 100 kB; its last word shows whether it arrived.
WORDS, LAST = "one more word \u202ewith letters from right to left\u202c " * 2000, "THELASTWORD"
# Canvas would cut it; the others have keys and no statement.
REFUSES, WITHOUT = frozenset({"canvas"}), frozenset({"gradescope", "csv"})


def texts(data: bytes) -> Iterator[bytes]:
    """The contents of a file, of a zip its members."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        yield data
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            yield archive.read(name)


@pytest.mark.parametrize("target", [name for name in TARGETS if name not in WITHOUT])
def test_a_long_text_arrives_or_is_refused_by_name(target: str) -> None:
    variant = replace(quizgen.draw("conv1d-arch", 1), text=f"{WORDS}{LAST}")
    question = question_of(variant)
    if target in REFUSES:
        with pytest.raises(UserError, match=question.code):
            exported(target, [question])
        return
    found = b"".join(texts(exported(target, [question])[0]))
    assert LAST.encode() in found
    assert found.count("right to left\u202c".encode()) + found.count(b"right to left\\u202c") >= 2000  # fmt: skip


@pytest.mark.parametrize("target", TARGETS)
def test_hostile_files_are_the_same_each_time(target: str) -> None:
    made = [hostile(kind) for kind in ("vector", "choice", "words")]
    assert exported(target, made)[0] == exported(target, made)[0]
