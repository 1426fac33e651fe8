"""The keys of a class: nobody computes them from a sheet, nobody loses them to another run."""

import json
import os
import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quizgen.bank import load_banks
from quizgen.cli.group import group
from quizgen.course.assignment import assign
from quizgen.course.secret import secret_of

Run = Callable[..., Result]
SHEET = "conv1d-arch"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments: str, text: str | None = None) -> Result:
        return CliRunner().invoke(group, list(arguments), input=text)

    return invoke


def homework(run: Run, *students: str, more: tuple[str, ...] = ()) -> Result:
    named = [word for name in students for word in ("--student", name)]
    return run("homework", SHEET, *named, "-o", "hw", *more)


def contents() -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in Path("hw").rglob("*") if p.is_file()}


class TestSeed:
    """A seed that can be guessed is the key of everybody."""

    @pytest.mark.parametrize("named", [["--student", "Ada"], ["--roster", "class.txt"]])
    def test_a_seed_for_named_students_is_a_usage_error(
        self, named: list[str], run: Run, tmp_path: Path
    ) -> None:
        (tmp_path / "class.txt").write_text("Ada\n", encoding="utf-8")
        result = run("homework", SHEET, *named, "--seed", "7", "-o", "hw")
        assert result.exit_code == 2
        assert "--seed with named students needs --open" in result.output
        assert not (tmp_path / "hw").exists()

    def test_open_says_that_the_keys_are_no_secret(self, run: Run) -> None:
        result = homework(run, "Ada", more=("--open", "--seed", "7", "--json"))
        assert json.loads(result.stdout)["seed"] == "7"
        assert not Path("hw/private/secret").exists()

    def test_an_open_seed_that_is_not_given_is_printed(self, run: Run) -> None:
        assert re.search(
            r"^seed: \w+$", homework(run, "Ada", more=("--open",)).stderr, re.MULTILINE
        )

    def test_a_sheet_without_a_name_takes_a_seed(self, run: Run) -> None:
        assert run("homework", SHEET, "--seed", "7", "-o", "hw").exit_code == 0

    @pytest.mark.parametrize("command", ["homework", "quiz", "practice", "show", "grade"])
    def test_no_help_and_no_page_shows_a_seed_with_students(self, command: str, run: Run) -> None:
        root = Path(__file__).parents[2]
        pages = [root / "README.md", *(root / "docs").glob("*.md")]
        texts = [run(command, "--help").output, *(p.read_text(encoding="utf-8") for p in pages)]
        for line in "\n".join(texts).splitlines():
            if "--seed" in line and ("--student" in line or "--roster" in line):
                assert "--open" in line


class TestSecret:
    """Drawn, kept for its owner alone, never shown."""

    def test_it_is_kept_and_never_printed(self, run: Run) -> None:
        result = homework(run, "Ada", "Bob", more=("--json",))
        secret = Path("hw/private/secret").read_text(encoding="ascii").strip()
        assert len(bytes.fromhex(secret)) * 8 >= 128
        assert secret not in result.output
        assert json.loads(result.stdout)["seed"] is None
        for name, data in contents().items():
            assert (secret.encode() in data) == (name == str(Path("hw/private/secret")))

    @pytest.mark.skipif(os.name == "nt", reason="file modes are POSIX's")
    def test_only_its_owner_reads_it(self, run: Run) -> None:
        homework(run, "Ada")
        modes = {str(p): stat.S_IMODE(p.stat().st_mode) for p in Path("hw").rglob("*")}
        assert modes["hw/private"] == modes["hw/keys"] == 0o700
        for name in (
            "private/secret",
            "private/variants.jsonl",
            "keys/Ada-key.pdf",
            "keys/Ada-key-short.tex",
        ):
            assert modes[f"hw/{name}"] == 0o600
        assert modes["hw/sheets/Ada.pdf"] & 0o400

    def test_two_homeworks_have_two(self, run: Run) -> None:
        assert secret_of(Path("a")) != secret_of(Path("b"))
        assert homework(run, "Ada").exit_code == 0
        assert run("homework", SHEET, "--student", "Ada", "-o", "other").exit_code == 0
        assert (
            Path("hw/private/variants.jsonl").read_bytes()
            != Path("other/private/variants.jsonl").read_bytes()
        )

    def test_the_same_command_writes_the_same_sheets(self, run: Run) -> None:
        assert homework(run, "Ada", "Bob").exit_code == 0
        before = contents()
        assert homework(run, "Ada", "Bob").exit_code == 0
        assert contents() == before

    @pytest.mark.parametrize("text", ["", "7\n", "g" * 64, "é" * 64])
    def test_a_damaged_one_is_refused(self, text: str, run: Run) -> None:
        homework(run, "Ada")
        Path("hw/private/secret").write_text(text, encoding="utf-8")
        before = contents()
        result = homework(run, "Ada", more=("--force",))
        assert result.exit_code == 1
        assert "secret: " in result.output
        assert contents() == before

    def test_everything_on_the_sheet_hangs_on_all_of_it(self) -> None:
        """One digit of the secret changed: another code, other codes and numbers of every question."""
        library = load_banks()
        sheet = library.sheet("week-4-convolution")
        secret = "0123456789abcdef" * 4
        first = assign(library, sheet, secret, "Ada")
        for place in (0, 31, 63):
            changed = secret[:place] + "e" + secret[place + 1 :]
            if changed == secret:
                continue
            other = assign(library, sheet, changed, "Ada")
            assert other.code != first.code
            pairs = list(zip(first.questions, other.questions, strict=True))
            assert all(a.seed != b.seed for a, b in pairs)
            assert sum(a.code == b.code for a, b in pairs) == 0


class TestNobodyVanishes:
    """Who has a sheet keeps it, unless --force says that it goes."""

    @pytest.mark.parametrize("students", [("Cy",), ("Ada",), ("Bob", "Cy"), ()])
    def test_fewer_students_are_refused(self, students: tuple[str, ...], run: Run) -> None:
        homework(run, "Ada", "Bob")
        before = contents()
        result = homework(run, *students)
        assert result.exit_code == 1
        for name in {"Ada", "Bob"} - set(students):
            assert name in result.output
        assert "-o" in result.output
        assert contents() == before

    def test_force_says_first_who_goes(self, run: Run) -> None:
        homework(run, "Ada", "Bob")
        before = Path("hw/private/variants.jsonl").read_bytes()
        result = homework(run, "Cy", more=("--force",))
        assert "the sheets and keys of Ada, Bob are taken away" in result.stderr
        assert {p.name for p in Path("hw/sheets").iterdir()} == {"Cy.pdf", "Cy.tex"}
        assert [p.read_bytes() for p in Path("hw/private/earlier").iterdir()] == [before]

    def test_more_students_are_added(self, run: Run) -> None:
        homework(run, "Ada", "Bob")
        before = contents()
        result = homework(run, "Cy", "Bob", "Ada")
        assert result.exit_code == 0, result.output
        after = contents()
        own = [name for name in before if "Ada" in name or "Bob" in name]
        assert len(own) == 12
        assert {name: before[name] for name in own} == {name: after[name] for name in own}
        variants = str(Path("hw/private/variants.jsonl"))
        assert set(before[variants].splitlines()) < set(after[variants].splitlines())
        assert len(after[variants].splitlines()) == 3

    def test_the_sheet_without_a_name(self, run: Run) -> None:
        run("homework", SHEET, "--seed", "1", "-o", "hw")
        result = homework(run, "Ada")
        assert result.exit_code == 1
        assert "the sheet without a name" in result.output

    def test_folders_of_earlier_versions(self, run: Run) -> None:
        homework(run, "Ada", "Bob")
        Path("hw/private/variants.jsonl").rename("hw/variants.jsonl")
        Path("hw/private/manifest.json").unlink()
        result = homework(run, "Cy", more=("--force",))
        assert result.exit_code == 1
        assert "a homework of an earlier version" in result.output
        graded = run("grade", "hw", "-", text="student,question,answer\nAda,1a,1\n")
        assert graded.exit_code == 0, graded.output

    def test_a_manifest_that_is_gone(self, run: Run) -> None:
        homework(run, "Ada")
        Path("hw/private/manifest.json").unlink()
        result = homework(run, "Ada")
        assert result.exit_code == 1
        said = " ".join(result.output.split())
        assert "manifest.json is gone" in said
        assert "bring it back from a copy" in said
        assert "earlier version" not in said

    def test_a_long_list_is_cut(self, run: Run) -> None:
        run(
            "homework",
            SHEET,
            *(w for i in range(12) for w in ("--student", f"S {i}")),
            "-o",
            "hw",
            "--jobs",
            "1",
        )
        assert "and 2 more" in homework(run, "Cy").output


def test_a_secret_that_is_gone_is_said_before_anything_changes(run: Run) -> None:
    assert homework(run, "Ada", "Bob").exit_code == 0
    Path("hw/private/secret").unlink()
    before = contents()
    result = homework(run, "Ada", "Bob", "Cyd")
    assert result.exit_code == 1
    assert "secret is gone, and the numbers of 2 sheets there follow from it" in result.output
    assert contents() == before
