"""The bank author's guide: its banks pass `quizgen check`, its commands run, its links lead somewhere."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from quizgen.bank.check import find_problems
from quizgen.cli.group import COMMANDS, group
from quizgen.document.check import check_document

DOCS = Path(__file__).parent.parent / "docs"
TEXT = (DOCS / "authors-guide.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^```toml (\S+)\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL))
LINES = re.findall(r"^\$ (quizgen .*)$", TEXT, re.MULTILINE)


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, content in FILES.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(content, encoding="utf-8")


@pytest.mark.again
@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("name", FILES)
def test_nothing_is_found_in_a_bank(name: str) -> None:
    assert find_problems([Path(name)], document_problems=check_document) == []


@pytest.mark.usefixtures("written")
def test_its_commands_run() -> None:
    for line in LINES:
        result = CliRunner().invoke(group, shlex.split(line)[1:])
        assert result.exit_code == 0, f"{line}\n{result.output}\n{result.exception!r}"
    assert Path("week-3/sheets/Ada.pdf").is_file()


def test_what_it_names_is_there() -> None:
    assert len(FILES) >= 9
    for command in re.findall(r"`quizgen (\w+)", TEXT):
        assert command in COMMANDS
    for page, anchor in re.findall(r"\]\(([\w-]+\.md)(?:#([\w-]+))?\)", TEXT):
        heads = re.findall(r"^#+ (.*)$", (DOCS / page).read_text(encoding="utf-8"), re.MULTILINE)
        anchors = {re.sub(r"[^\w -]", "", head).lower().replace(" ", "-") for head in heads}
        assert not anchor or anchor in anchors, f"{page}#{anchor}"
