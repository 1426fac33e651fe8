"""What a homework folder holds: read as it was written, a student a line, and not held twice."""

import json
import tracemalloc
from pathlib import Path

import pytest

from quizgen.course.folder import MANIFEST
from quizgen.course.manifest import Entry, Manifest, packed, read_manifest, write_manifest
from quizgen.errors import UserError

FILES = packed(letter * 64 for letter in "abcdef")
RECORD = packed(["2" * 64])


def _class(size: int) -> Manifest:
    entries = (
        Entry(f"s{i}", f"Zoë {i}", f"s{i}", "", f"zoe_{i}", "1", RECORD, "3", FILES)
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


def test_digests_are_written_as_text(tmp_path: Path) -> None:
    """As `sha256sum` prints them, whatever is held."""
    write_manifest(tmp_path, _class(1))
    (student,) = json.loads((tmp_path / MANIFEST).read_bytes())["students"]
    assert student["record"] == "2" * 64
    assert list(student["files"].values()) == [letter * 64 for letter in "abcdef"]


@pytest.mark.parametrize("text", ["", "2" * 62, "z" * 64])
def test_what_is_no_digest_is_damage(tmp_path: Path, text: str) -> None:
    write_manifest(tmp_path, _class(1))
    path = tmp_path / MANIFEST
    path.write_text(path.read_text(encoding="utf-8").replace("a" * 64, text), encoding="utf-8")
    with pytest.raises(UserError, match="is damaged"):
        read_manifest(tmp_path)


# Names, addresses and digests of a student; each of six files adds 32 bytes.
MOST = 900


def test_a_student_takes_little_memory(tmp_path: Path) -> None:
    """A class of ten thousand is held while its sheets are made."""
    held = []
    for size in (200, 1200):
        write_manifest(tmp_path, _class(size))
        tracemalloc.start()
        manifest = read_manifest(tmp_path)
        held.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
        assert manifest is not None
    assert (held[1] - held[0]) / 1000 < MOST
