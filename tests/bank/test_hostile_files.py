"""Files and folders that are no banks: every command says which and why, soon, and without a traceback."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from quizgen.cli.group import group

pytestmark = pytest.mark.timed

GOOD = "[[exercise]]\nid = 'mine'\nask = 'x?'\nanswer = '1'\n"
needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="pipes and links are POSIX's")


def linked(path: Path) -> None:
    path.symlink_to(path)


FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "binary": (lambda path: path.write_bytes(bytes(range(256)) * 40), "not UTF-8"),
    "nul": (lambda path: path.write_bytes(b"[[exercise]]\nid='a\0'"), "TOML"),
    "utf-16": (lambda path: path.write_bytes(GOOD.encode("utf-16")), "not UTF-8"),
    "utf-32": (lambda path: path.write_bytes(GOOD.encode("utf-32")), "not UTF-8"),
    "latin-1": (lambda path: path.write_bytes(b"# \xe9\n"), "not UTF-8"),
    "long": (lambda path: path.write_bytes(b"#" * 10_000_000), "bytes"),
    "folder": (lambda path: path.mkdir(), "cannot be read"),
    "zip": (lambda path: path.write_bytes(b"PK\3\4" + bytes(100)), "TOML"),
    "surrogate": (lambda path: path.write_bytes(b"# \xed\xa0\x80\n"), "not UTF-8"),
    "carriage": (lambda path: path.write_bytes(GOOD.replace("\n", "\r").encode()), "TOML"),
    "header": (lambda path: path.write_bytes(b"[" * 5_000), "TOML"),
    "comment": (lambda path: path.write_bytes(b"[[exercise]]\n# \x07\n"), "TOML"),
}
POSIX: dict[str, tuple[Callable[[Path], object], str]] = {
    "pipe": (os.mkfifo, "neither a file nor a folder") if sys.platform != "win32" else (linked, ""),
    "loop": (linked, "cannot be read"),
    "device": (lambda path: path.symlink_to("/dev/zero"), "neither a file nor a folder"),
    "dangling": (lambda path: path.symlink_to("nowhere"), "cannot be read"),
}


@pytest.mark.parametrize("command", ["list", "check", "show", "homework"])
@pytest.mark.parametrize(
    "name", [*FILES, *(pytest.param(name, marks=needs_posix) for name in POSIX)]
)
def test_what_is_no_bank_is_said(name: str, command: str, tmp_path: Path) -> None:
    make, said = {**FILES, **POSIX}[name]
    banks = tmp_path / "mine"
    banks.mkdir()
    make(banks / "b.toml")
    words = {
        "list": ["list", "--bank", str(banks)],
        "check": ["check", str(banks), "--jobs", "1"],
        "show": ["show", "mine", "--bank", str(banks)],
        "homework": ["homework", "mine", "--bank", str(banks), "-o", str(tmp_path / "out")],
    }[command]
    started = time.process_time()
    result = CliRunner().invoke(group, words)
    if name != "folder":  # an empty folder of that name holds nothing
        assert result.exit_code == 1
        assert "b.toml:" in result.output
        assert said in result.output
    assert time.process_time() - started < 5


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "b.toml").write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    result = CliRunner().invoke(group, ["show", "mine", "--bank", str(tmp_path), "--seed", "1"])
    assert result.exit_code == 0
    assert "x?" in result.output


def test_a_folder_of_too_many_files_is_not_read(tmp_path: Path) -> None:
    for i in range(2_001):
        (tmp_path / f"{i}.toml").touch()
    result = CliRunner().invoke(group, ["list", "--bank", str(tmp_path)])
    assert result.exit_code == 1
    assert "more than 2,000 files" in result.output


class TestSheetFiles:
    """A sheet is named by its id or by its file."""

    def made(self, path: Path, words: str) -> tuple[int, str]:
        result = CliRunner().invoke(
            group, ["homework", words, "--seed", "1", "-o", str(path / "out")]
        )
        return result.exit_code, result.output

    def test_by_its_file(self, tmp_path: Path) -> None:
        file = tmp_path / "s.toml"
        file.write_text("title = 'Mine'\nquestions = ['dense-params']\n", encoding="utf-8")
        assert self.made(tmp_path, str(file))[0] == 0

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (GOOD, "there is no sheet in it"),
            ("questions = ['dense-params']\nbogus = 1\n", "s.toml:2: bogus: unknown field"),
            ("questions = ['dense-parms']\n", "dense-parms"),
            ("questions = ['dense-params']\nintro = '$\\foo$'\n", "s.toml:2: intro: "),
            ("questions = [{ id = 'dense-params', level = 3 }]\n", "level: 3 is not text"),
            (None, "there is no such file"),
        ],
    )
    def test_what_is_wrong_with_it(self, text: str | None, said: str, tmp_path: Path) -> None:
        if text is not None:
            (tmp_path / "s.toml").write_text(text, encoding="utf-8")
        code, output = self.made(tmp_path, str(tmp_path / "s.toml"))
        assert code == 1
        assert said in output


@pytest.mark.parametrize("amount", ["'1e999999999'", "'1/0'", "-1", "'many'", "true", "'9' "])
@pytest.mark.parametrize(
    "text",
    [
        GOOD + "points = {}\n",
        GOOD + "mistakes = {{ m = {{ value = '2', hint = 'No.', credit = {} }} }}\n",
        "questions = [{{ id = 'dense-params', points = {} }}]\n",
    ],
)
def test_amounts_are_numbers_a_person_writes(text: str, amount: str, tmp_path: Path) -> None:
    (tmp_path / "b.toml").write_text(text.format(amount), encoding="utf-8")
    result = CliRunner().invoke(group, ["list", "--bank", str(tmp_path)])
    if amount == "'9' ":
        assert result.exit_code == 0
        return
    assert result.exit_code == 1
    assert "b.toml:" in result.output
    assert "number" in result.output
