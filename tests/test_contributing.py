"""The worked examples of CONTRIBUTING.md and docs/architecture.md run as they stand; paths exist."""

import doctest
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from quizgen import slips
from quizgen.answers import table
from quizgen.cli.group import group
from quizgen.solver.layers.table import unregister

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(python|pycon|toml)\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
PATHS = sorted(set(re.findall(r"`((?:quizgen|tests|banks|templates|docs)/[\w/.]*)[^`]*`", TEXT)))


def run(source: str, names: dict[str, Any], file: str) -> dict[str, Any]:
    """Run the examples of a block, which must give what they say; the names there are afterwards."""
    test = doctest.DocTestParser().get_doctest(source, names, file, file, 0)
    told: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    runner.run(test, out=told.append, clear_globs=False)
    assert not told, "".join(told)
    return test.globs


@pytest.fixture
def unchanged() -> Iterator[None]:
    """What the examples add is taken away again."""
    rules = list(slips.all_rules()) and list(slips.REGISTRY)
    yield
    slips.REGISTRY[:] = rules
    table._registered.clear()
    unregister("FeatureScale")


@pytest.mark.usefixtures("unchanged")
def test_examples_run_from_the_first_to_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    bank = Path("mine.toml")
    names: dict[str, Any] = {"__name__": "contributing"}
    for language, source in BLOCKS:
        if language == "toml":
            with bank.open("a", encoding="utf-8") as file:
                file.write(source)
        elif language == "python":
            exec(compile(source, "CONTRIBUTING.md", "exec"), names)  # noqa: S102 - our own text
        else:
            names = run(source, names, "CONTRIBUTING.md")
    checked = CliRunner().invoke(group, ["check", "mine.toml"])
    assert checked.exit_code == 0, checked.output
    assert "3 exercises" in checked.output


def test_there_are_examples_of_each_kind() -> None:
    assert {language for language, _ in BLOCKS} == {"python", "pycon", "toml"}
    assert len(BLOCKS) == 10


@pytest.mark.parametrize("path", PATHS)
def test_paths_exist(path: str) -> None:
    assert (ROOT / path.rstrip("*.").replace("/*.toml", "")).exists()


def test_the_variant_and_the_answer_of_the_architecture() -> None:
    file = ROOT / "docs/architecture.md"
    blocks = re.findall(
        r"^```pycon\n(.*?)^```", file.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    assert len(blocks) == 10
    names: dict[str, Any] = {}
    for source in blocks:
        names = run(source, names, file.name)


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 120
