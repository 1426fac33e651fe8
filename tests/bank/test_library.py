"""Where banks are found: copies are one file, other files with the same ids are problems."""

import shutil
from pathlib import Path

import pytest

from quizgen.bank import load_banks
from quizgen.bank.load import load_file, load_text
from quizgen.bank.pieces import load_named
from quizgen.errors import UserError
from quizgen.resources import shipped


class TestCopies:
    def test_a_checkout_beside_the_installed_banks(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shutil.copytree(shipped("banks"), tmp_path / "banks")
        monkeypatch.chdir(tmp_path)
        assert load_banks().problems == ()

    def test_an_edited_copy_does_not_shadow(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "banks").mkdir()
        edited = tmp_path / "banks" / "text.toml"
        edited.write_bytes((shipped("banks") / "text.toml").read_bytes() + b"\n")
        monkeypatch.chdir(tmp_path)
        problems = load_banks().problems
        assert problems
        assert all("is also in" in problem.message for problem in problems)


class TestNames:
    @pytest.mark.parametrize(
        ("name", "near"), [("conv1d-arhc", "conv1d-arch"), ("week-4", "week-4-convolution")]
    )
    def test_the_nearest_is_suggested(self, name: str, near: str) -> None:
        with pytest.raises(UserError) as error:
            load_banks().find(name)
        assert near in error.value.fix

    def test_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(UserError, match="no such file or folder"):
            load_banks([tmp_path / "none"])


def test_the_shipped_banks_are_read_once() -> None:
    """All of them stay in the cache: they are more files than a small one holds."""
    load_banks()
    before = load_text.cache_info().misses
    load_banks()
    assert load_text.cache_info().misses == before


def test_a_homework_beside_banks_is_no_sheet(tmp_path: Path) -> None:
    """A course's folder may be named as a whole."""
    (tmp_path / "hw1").mkdir()
    (tmp_path / "hw1" / "homework.toml").write_text(
        'title = "T"\n[[question]]\nid = "x"\n', encoding="utf-8"
    )
    (tmp_path / "mine.toml").write_text(
        '[[exercise]]\nid = "mine"\nask = "relu(3)"\n', encoding="utf-8"
    )
    library = load_banks([tmp_path], shipped_too=False)
    assert list(library.exercises) == ["mine"]
    assert not library.problems


def test_an_exercise_is_found_without_the_files_that_do_not_mention_it(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('[[exercise]]\nid = "asked"\nask = "1 + 1"\n')
    (tmp_path / "b.toml").write_text('[[exercise]]\nid = "other"\nask = "1 + 1"\n')
    (tmp_path / "c.toml").write_text("no bank")
    assert set(load_banks([tmp_path], shipped_too=False, naming="asked").exercises) == {"asked"}
    everything = load_banks([tmp_path], shipped_too=False, naming="nobody")
    assert set(everything.exercises) == {"asked", "other"}
    assert everything.problems


def test_an_exercise_that_stands_in_two_files_is_not_given_out(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(f'# {name}\n[[exercise]]\nid = "asked"\nask = "1 + 1"\n')
    library = load_banks([tmp_path], shipped_too=False, naming="asked")
    with pytest.raises(UserError, match="also in"):
        library.exercise("asked")


class TestNaming:
    """What is asked for by name is found without the files that do not mention it."""

    def test_a_sheet_and_its_questions(self) -> None:
        whole, named = load_banks(), load_banks(naming="week-1-architecture")
        assert named.sheet("week-1-architecture") == whole.sheet("week-1-architecture")
        for question in whole.sheet("week-1-architecture").questions:
            assert named.exercise(question.id) == whole.exercise(question.id)
        assert len(named.exercises) < len(whole.exercises)

    def test_what_is_not_there_is_looked_for_everywhere(self) -> None:
        assert load_banks(naming="week-1").exercises.keys() == load_banks().exercises.keys()

    def test_a_question_that_stands_twice_is_told(self, tmp_path: Path) -> None:
        other = tmp_path / "other.toml"
        other.write_text(
            '[[exercise]]\nid = "conv1d-arch"\nask = "What?"\nanswer = "1"\n', encoding="utf-8"
        )
        library = load_banks([other], naming="week-4-convolution")
        with pytest.raises(UserError, match="conv1d-arch"):
            library.sheet_or_exercise("week-4-convolution")

    @pytest.mark.parametrize("file", ["convolution", "listings", "sheets/week-4-convolution"])
    def test_pieces_of_a_bank_are_what_the_whole_of_it_has(self, file: str) -> None:
        path = shipped("banks") / f"{file}.toml"
        whole, data = load_file(path), path.read_bytes()
        for exercise in whole.exercises:
            (found,) = load_named(data, path, {exercise.id}).exercises
            assert found == exercise
            assert dict(found.lines) == dict(exercise.lines)
        for sheet in whole.sheets:
            assert load_named(data, path, {sheet.id}).sheets == (sheet,)

    def test_an_exercise_within_a_text_is_none(self, tmp_path: Path) -> None:
        bank = tmp_path / "a.toml"
        shown = "[[exercise]]\nid = 'shown'\nask = '1 + 1'\n"
        asked = f"[[exercise]]\nid = 'asked'\nask = '1 + 1'\ntext = '''\n{shown}text = ''' # '''\n"
        bank.write_text(asked, encoding="utf-8")
        for name in ("asked", "shown"):
            found = load_banks([bank], shipped_too=False, naming=name)
            assert set(found.exercises) == {"asked"}

    def test_what_is_wrong_is_said_at_its_line(self, tmp_path: Path) -> None:
        bank = tmp_path / "a.toml"
        other = '# Mine.\n[[exercise]]\nid = "other"\nask = "1 + 1"\n\n'
        for wrong, line in (("asks = '1'", 8), ("ask = 1 +", 8), ("ask = 3", 8)):
            bank.write_text(f"{other}[[exercise]]\nid = 'asked'\n{wrong}\n", encoding="utf-8")
            found = load_banks([bank], shipped_too=False, naming="asked")
            assert [problem.line for problem in found.problems][:1] == [line], wrong
