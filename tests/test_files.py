"""Files are written whole, beside their place first, or not at all."""

from pathlib import Path

import pytest

from quizgen.errors import UserError
from quizgen.files import write_all, written_beside


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


class TestWriteAll:
    def test_written(self, tmp_path: Path) -> None:
        paths = write_all(tmp_path / "new/folder", {"a": b"1", "b": b"2"})
        assert [path.read_bytes() for path in paths] == [b"1", b"2"]
        assert contents(tmp_path / "new/folder") == {"a": b"1", "b": b"2"}

    def test_the_same_bytes_are_left(self, tmp_path: Path) -> None:
        write_all(tmp_path, {"a": b"1"})
        before = (tmp_path / "a").stat().st_mtime_ns
        write_all(tmp_path, {"a": b"1", "b": b"2"})
        assert (tmp_path / "a").stat().st_mtime_ns == before

    def test_one_clash_stops_all(self, tmp_path: Path) -> None:
        (tmp_path / "b").write_bytes(b"mine")
        with pytest.raises(UserError, match="with other content"):
            write_all(tmp_path, {"a": b"1", "b": b"2"})
        assert contents(tmp_path) == {"b": b"mine"}
        write_all(tmp_path, {"a": b"1", "b": b"2"}, force=True)
        assert contents(tmp_path) == {"a": b"1", "b": b"2"}

    def test_a_folder_of_that_name_stops_all(self, tmp_path: Path) -> None:
        (tmp_path / "b").mkdir()
        with pytest.raises(UserError, match="is a folder"):
            write_all(tmp_path, {"a": b"1", "b": b"2"}, force=True)
        assert contents(tmp_path) == {}

    def test_a_name_no_system_takes(self, tmp_path: Path) -> None:
        with pytest.raises(UserError, match="cannot be written"):
            write_all(tmp_path, {"a": b"1", "n" * 300: b"2"})
        assert contents(tmp_path) == {}
        assert list(tmp_path.iterdir()) == []


class TestWrittenBeside:
    def test_an_error_leaves_nothing(self, tmp_path: Path) -> None:
        def fail() -> None:
            with written_beside(tmp_path / "v.csv") as file:
                file.write("half")
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()
        assert list(tmp_path.iterdir()) == []

    def test_replaced_only_by_force(self, tmp_path: Path) -> None:
        for text, force in (("one", False), ("two", True)):
            with written_beside(tmp_path / "v.csv", force=force) as file:
                file.write(text)
            assert (tmp_path / "v.csv").read_text(encoding="utf-8") == text
        with pytest.raises(UserError, match="is there already"), written_beside(tmp_path / "v.csv"):
            pass
