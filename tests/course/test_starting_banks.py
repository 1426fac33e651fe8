"""What an author begins with: every file passes `quizgen check` as it is, also with its comments switched on."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quizgen.bank.check import find_problems
from quizgen.cli.group import group
from quizgen.document.check import check_document

# A line of a new file that is a setting behind a #, and what stands behind it as a comment.
SETTING = re.compile(r"# ?(\[|\w[\w.-]* *= |\{ id = )")


def new(*arguments: object) -> Result:
    return CliRunner().invoke(group, ["new", *map(str, arguments)])


def switched_on(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    path.write_text(
        "\n".join(
            line.replace("# ", "", 1) if SETTING.match(line.strip()) else line for line in lines
        ),
        encoding="utf-8",
    )


@pytest.mark.parametrize(
    ("what", "name", "said"),
    [
        ("exercise", "My exercise.toml", "quizgen check --watch"),
        ("sheet", "sheets/Week 3.toml", "quizgen homework"),
        ("bank", "Mine", "quizgen check"),
    ],
)
class TestANewFile:
    def test_passes_as_it_is_and_says_what_is_next(
        self, what: str, name: str, said: str, tmp_path: Path
    ) -> None:
        result = new(what, tmp_path / name)
        assert result.exit_code == 0, result.output
        assert f"next: {said} {tmp_path / name}" in result.output
        assert find_problems([tmp_path / name], document_problems=check_document) == []

    def test_passes_with_every_comment_switched_on(
        self, what: str, name: str, said: str, tmp_path: Path
    ) -> None:
        del said
        new(what, tmp_path / name)
        files = sorted(tmp_path.rglob("*.toml"))
        before = [file.read_text(encoding="utf-8") for file in files]
        for file in files:
            switched_on(file)
        assert all(
            file.read_text(encoding="utf-8") != text
            for file, text in zip(files, before, strict=True)
        )
        assert find_problems([tmp_path / name], document_problems=check_document) == []

    def test_is_never_replaced(self, what: str, name: str, said: str, tmp_path: Path) -> None:
        del said
        new(what, tmp_path / name)
        for file in tmp_path.rglob("*.toml"):
            file.write_text("mine", encoding="utf-8")
        result = new(what, tmp_path / name)
        assert result.exit_code == 1
        assert "is there already" in result.output
        assert {f.read_text(encoding="utf-8") for f in tmp_path.rglob("*.toml")} == {"mine"}
        assert new(what, tmp_path / name, "--force").exit_code == 0


@pytest.mark.parametrize("what", ["exercise", "sheet"])
def test_a_name_that_no_command_would_find_is_refused(what: str, tmp_path: Path) -> None:
    result = new(what, tmp_path / "mine")
    assert result.exit_code == 1
    assert "mine.toml" in result.output
    assert not list(tmp_path.iterdir())
