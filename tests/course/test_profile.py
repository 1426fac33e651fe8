"""A homework by the conventions of a course: in its file, on its sheets, and drawn again."""

import itertools
from pathlib import Path

import pytest
from click.testing import CliRunner

from quizgen.bank import Library, load_banks
from quizgen.bank.profiles import read_profile
from quizgen.cli.group import group
from quizgen.course.examining import examine_homework
from quizgen.course.mended import mend
from quizgen.course.plan import assignments
from quizgen.course.specification import Specification
from quizgen.course.specification_file import SpecificationError, read_specification

ASKED = 'title = "H"\n{}\n[[question]]\nid = "dense-params"\n[[question]]\nid = "conv1d-matrix"\n'


@pytest.fixture(scope="module")
def library() -> Library:
    return load_banks()


def specification(folder: Path, said: str) -> Specification:
    (folder / "homework.toml").write_text(ASKED.format(said), encoding="utf-8")
    return read_specification(folder)


def test_sheets_follow_a_shipped_profile(library: Library, tmp_path: Path) -> None:
    read = specification(tmp_path, 'profile = "textbook"')
    (sheet,) = assignments(library, read, "s", [])
    (plain,) = assignments(library, specification(tmp_path, ""), "s", [])
    dense, matrix = sheet.questions
    u = dense.values["u"]
    assert dense.parts[0].key == sum((a + 1) * b for a, b in itertools.pairwise(u))
    assert plain.questions[0].parts[0].key == sum(a * b for a, b in itertools.pairwise(u))
    assert matrix.parts == plain.questions[1].parts
    assert matrix.conventions == plain.questions[1].conventions  # it keeps them
    assert sheet.code == plain.code


def test_a_file_of_ones_own_beside_it(library: Library, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('extends = "lecture"\n[conventions]\nbias = "on"\n')
    (sheet,) = assignments(library, specification(tmp_path, 'profile = "mine.toml"'), "s", [])
    assert sheet.questions[0].profile["bias"] == "on-units"


def test_conventions_go_before_the_profile(library: Library, tmp_path: Path) -> None:
    said = 'profile = "torch"\nconventions = { bias = "off" }'
    (sheet,) = assignments(library, specification(tmp_path, said), "s", [])
    assert sheet.questions[0].profile["bias"] == "off"


def test_what_is_kept_is_told_by_name(tmp_path: Path) -> None:
    specification(tmp_path, 'profile = "textbook"')
    found = examine_homework(tmp_path)
    assert not found.problems
    assert "conv1d-matrix keeps kernel = 'cross-correlation', not 'flipped': the kernel is not flipped." in found.said  # fmt: skip
    assert not any(line.startswith("dense-params") for line in found.said)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ('profile = "pytorch"', "no profile is called 'pytorch'"),
        ('profile = "none.toml"', "there is no such profile"),
        ("profile = 3", "3"),
    ],
)
def test_a_profile_that_is_none_is_told_with_its_line(said: str, message: str, tmp_path: Path) -> None:  # fmt: skip
    with pytest.raises(SpecificationError) as error:
        specification(tmp_path, said)
    (problem,) = error.value.problems
    assert problem.line == 2
    assert message in problem.message


def test_a_mended_question_keeps_its_conventions(library: Library, tmp_path: Path) -> None:
    sheets = list(assignments(library, specification(tmp_path, 'profile = "torch"'), "s", []))
    mended = mend(sheets, {}, library)
    assert not mended.questions
    assert not mended.refused


def test_an_export_follows_it_and_tells(tmp_path: Path) -> None:
    specification(tmp_path, 'profile = "textbook"')
    out = tmp_path / "out.jsonl"
    words = ["export", "jsonl", str(tmp_path / "homework.toml"), "-o", str(out), "--seed", "1"]
    result = CliRunner().invoke(group, words)
    assert result.exit_code == 0, result.output
    assert "conv1d-matrix keeps kernel" in result.stderr
    assert "Every hidden and every output unit has one intercept" in out.read_text(encoding="utf-8")


def test_show_by_a_profile() -> None:
    words = ["show", "dense-params", "--seed", "1", "--profile", "torch"]
    result = CliRunner().invoke(group, words)
    assert result.exit_code == 0
    assert "Every hidden and every output unit has one intercept" in result.stdout
    kept = CliRunner().invoke(group, ["show", "conv1d-matrix", "--seed", "1", "--profile", "textbook"])  # fmt: skip
    assert "conv1d-matrix keeps kernel" in kept.stderr
    assert "not flipped" in kept.stdout
    assert CliRunner().invoke(group, [*words[:-1], "torhc"]).exit_code == 1


def test_the_lecture_is_what_holds_without_a_profile(library: Library, tmp_path: Path) -> None:
    by_lecture = specification(tmp_path, 'profile = "lecture"')
    assert by_lecture.profile == read_profile("lecture")
    plain = specification(tmp_path, "")
    assert list(assignments(library, by_lecture, "s", [])) == list(assignments(library, plain, "s", []))  # fmt: skip
