"""Heads of exercises, kept between two lists: the same as read anew, and never those of another file."""

from pathlib import Path
from typing import Any

import pytest

from quizgen.bank import heads, load
from quizgen.bank.exercise import Loaded
from quizgen.bank.heads import NAME, kept_in
from quizgen.bank.library import Library, load_banks

BANK = """
[[exercise]]
id = "{name}"
title = "Sizes of {name}"
tags = ["sizes"]
minutes = 0.5
source = "own"
bloom = "apply"
objective = "Tell sizes."
prerequisites = ["earlier", "sizes-before"]
draw = {{ D = "integer(2, 9)" }}
ask = "What is $D$?"
answer = "D"
[exercise.level]
E = {{ D = "integer(2, 3)" }}
[exercise.instance]
slide = {{ D = 5 }}
"""


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    file = tmp_path / "own.toml"
    file.write_text(BANK.format(name="own-size"), encoding="utf-8")
    return file


def listed(bank: Path, *, shipped_too: bool = False) -> Library:
    with kept_in(bank.parent / "cache") as kept:
        return load_banks([bank], shipped_too=shipped_too, load=kept.load)


def shown(library: Library) -> tuple[Any, ...]:
    """All that a list says."""
    exercises = [
        (e.id, e.file, e.bank, e.title, e.tags, list(e.level), list(e.instance), e.minutes, e.source, e.bloom, e.objective, e.prerequisites, e.line("id"))
        for e in library.exercises.values()
    ]  # fmt: skip
    sheets = [(s.id, s.file, s.title, [q.id for q in s.questions]) for s in library.sheets.values()]
    return exercises, sheets, library.problems


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read whole."""
    files: list[str] = []
    load_text = load.load_text

    def noted(text: str, file: str) -> Loaded:
        files.append(file)
        return load_text(text, file)

    monkeypatch.setattr(load, "load_text", noted)
    return files


def test_the_second_list_says_the_same_and_reads_nothing(bank: Path, read: list[str]) -> None:
    truth = shown(load_banks([bank]))
    assert len(truth[0]) > 50
    assert shown(listed(bank, shipped_too=True)) == truth
    assert str(bank) in read
    read.clear()
    assert shown(listed(bank, shipped_too=True)) == truth
    assert read == []


def test_an_edited_file_is_read_anew(bank: Path, read: list[str]) -> None:
    listed(bank)
    bank.write_text(BANK.format(name="our-size"), encoding="utf-8")
    read.clear()
    assert list(listed(bank).exercises) == ["our-size"]
    assert read == [str(bank)]


def test_the_same_text_elsewhere_is_of_another_bank(bank: Path) -> None:
    listed(bank)
    other = bank.with_name("other.toml")
    other.write_bytes(bank.read_bytes())
    assert listed(other).exercises["own-size"].bank == "other"


def test_other_code_reads_anew(
    bank: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    listed(bank)
    read.clear()
    monkeypatch.setattr(heads, "_reader", lambda: b"a later version")
    assert list(listed(bank).exercises) == ["own-size"]
    assert read == [str(bank)]


@pytest.mark.parametrize("changed", ["bank/a.py", "bank/b.py", "language/c.py"])
def test_any_module_that_reads_banks_is_code(
    changed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heads, "PACKAGE", tmp_path)
    for name in ("bank/a.py", "bank/b.py", "language/c.py", "answers/d.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x = 1")
    before = heads._reader.__wrapped__()
    (tmp_path / "answers/d.py").write_text("x = 2")
    assert heads._reader.__wrapped__() == before
    (tmp_path / changed).write_text("x = 2")
    assert heads._reader.__wrapped__() != before


@pytest.mark.parametrize("cut", [0, 10, 40, -1])
def test_what_is_damaged_is_read_anew(bank: Path, read: list[str], cut: int) -> None:
    listed(bank)
    kept = bank.parent / "cache" / NAME
    kept.write_bytes(kept.read_bytes()[:cut])
    read.clear()
    assert list(listed(bank).exercises) == ["own-size"]
    assert read == [str(bank)]
    assert list(listed(bank).exercises) == ["own-size"]
    assert read == [str(bank)], "and is kept again"


def test_problems_are_told_every_time(bank: Path) -> None:
    bank.write_text(BANK.format(name="Own Size"), encoding="utf-8")
    first, second = listed(bank).problems, listed(bank).problems
    assert "is not an id" in first[0].message
    assert first == second


def test_an_id_that_stands_twice_is_told_with_both_lines(bank: Path) -> None:
    other = bank.with_name("more.toml")
    other.write_text("\n\n" + bank.read_text(encoding="utf-8"), encoding="utf-8")
    for _ in range(2):
        with kept_in(bank.parent / "cache") as kept:
            (problem,) = load_banks([bank, other], shipped_too=False, load=kept.load).problems
        assert (problem.file, problem.line) == (str(other), 5)
        assert problem.message == f"'own-size' is also in {bank}:3"


def test_a_folder_that_cannot_be_written(bank: Path) -> None:
    (bank.parent / "cache").write_text("a file stands here", encoding="utf-8")
    for _ in range(2):
        assert list(listed(bank).exercises) == ["own-size"]
    with kept_in(None) as kept:
        assert load_banks([bank], shipped_too=False, load=kept.load).exercises


def test_what_is_kept_does_not_grow_for_ever(bank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, "OTHERS", 2)
    for n in range(6):
        bank.write_text(BANK.format(name=f"own-{n}"), encoding="utf-8")
        listed(bank)
    text = (bank.parent / "cache" / NAME).read_text(encoding="utf-8")
    assert [n for n in range(6) if f'"own-{n}"' in text] == [3, 4, 5]


def test_a_file_that_is_no_text_is_told_as_without_a_list(bank: Path) -> None:
    """In which line it is none; and nothing of it is kept."""
    bank.write_bytes(bank.read_bytes() + "# Größe".encode("latin-1"))
    for _ in range(2):
        found = listed(bank)
        assert shown(found) == shown(load_banks([bank], shipped_too=False))
        (problem,) = found.problems
        assert (problem.line, problem.message) == (18, "not UTF-8 text")
        assert found.exercises == {}
