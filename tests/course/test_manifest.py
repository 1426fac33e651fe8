"""What a homework folder holds: read as it was written, a student a line, and not held twice."""

import json
import tracemalloc
from pathlib import Path

import pytest

from quizgen.course.folder import MANIFEST
from quizgen.course.manifest import Entry, Manifest, read_manifest, write_manifest

FILES = ("a" * 64, "b" * 64, "c" * 64, "d" * 64, "e" * 64, "f" * 64)


def _class(size: int) -> Manifest:
    entries = (
        Entry(f"s{i}", f"Zoë {i}", f"s{i}", "", f"zoe_{i}", "1", "2", "3", FILES)
        for i in range(size)
    )
    return Manifest("week-4", None, "settings", tuple(entries), {"answers.csv": "4"})


@pytest.mark.parametrize("size", [0, 1, 3])
def test_it_is_read_as_it_was_written(tmp_path: Path, size: int) -> None:
    write_manifest(tmp_path, _class(size))
    assert read_manifest(tmp_path) == _class(size)
    written = (tmp_path / MANIFEST).read_text(encoding="utf-8").splitlines()
    students = [line.removesuffix(",") for line in written if line.startswith('{"key"')]
    assert [json.loads(line)["key"] for line in students] == [f"s{i}" for i in range(size)]


def test_a_large_class_is_written_line_by_line(tmp_path: Path) -> None:
    """Of what is written never more is held than a few students' lines."""
    manifest = _class(500)
    write_manifest(tmp_path, manifest)
    tracemalloc.start()
    write_manifest(tmp_path, manifest)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < (tmp_path / MANIFEST).stat().st_size / 4
