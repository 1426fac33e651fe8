"""`quizgen homework` with a homework.toml: one way inside, whatever it is named by."""

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner, Result

from quizgen.cli.group import group

FONTS = Path(__file__).parents[1] / "document" / "fonts"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="#204a87"/></svg>'
QUESTIONS = '[[question]]\nid = "conv1d-arch"\n'
ROSTER = "name,id,email,group\nAda,1,ada@x.org,red\nBob,2,bob@x.org,blue\nCyd,3,cyd@x.org,red\n"
Written = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    def write(head: str, roster: str = ROSTER, questions: str = QUESTIONS) -> Path:
        folder = tmp_path / "hw"
        folder.mkdir(exist_ok=True)
        (folder / "class.csv").write_text(roster, encoding="utf-8")
        (folder / "homework.toml").write_text(f'title = "T"\n{head}\n{questions}', encoding="utf-8")
        return folder

    return write


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(group, [str(argument) for argument in arguments])


def made(*arguments: str | Path) -> Result:
    result = run("homework", *arguments, "--jobs", "1")
    assert result.exit_code == 0, result.output
    return result


def records(folder: Path) -> list[dict[str, object]]:
    lines = (folder / "private" / "variants.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def text_of(path: Path) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


class TestOneWay:
    """File, folder and short form make the same folder."""

    def test_by_file_and_by_folder(self, written: Written, tmp_path: Path) -> None:
        folder = written('roster = "class.csv"')
        made(folder)
        names = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
        assert {"sheets/Ada.pdf", "keys/Bob-key.pdf", "private/secret"} <= names
        shutil.copytree(folder / "private", tmp_path / "other" / "private")
        made(folder / "homework.toml", "-o", tmp_path / "other", "--force")
        for name in names:
            if name.endswith((".pdf", ".tex", ".jsonl")):
                assert (tmp_path / "other" / name).read_bytes() == (folder / name).read_bytes()

    def test_the_short_form_asks_the_same(self, written: Written, tmp_path: Path) -> None:
        head = 'id = "conv1d-arch"'
        folder = written(head)
        made(folder, "--student", "Ada", "--open", "--seed", "7")
        made("conv1d-arch", "--student", "Ada", "--open", "--seed", "7", "-o", tmp_path / "short")
        here, short = records(folder)[0], records(tmp_path / "short")[0]
        assert (here["questions"], here["code"]) == (short["questions"], short["code"])

    def test_a_folder_without_the_file(self, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        result = run("homework", tmp_path / "empty")
        assert result.exit_code == 1
        assert "there is no homework.toml in the folder" in result.output

    def test_every_problem_with_its_line_and_nothing_written(self, written: Written) -> None:
        folder = written('paper = "a5"\nfont = "x"')
        result = run("homework", folder)
        assert result.exit_code == 1
        for said in (
            "homework.toml:2: paper: 'a5'",
            "homework.toml:3: font: unknown field",
            "did you mean 'fonts'?",
        ):
            assert said in result.output
        assert {p.name for p in folder.iterdir()} == {"class.csv", "homework.toml"}


class TestFrame:
    """What the file says stands on the pages."""

    def test_german_sheet_with_a_logo_and_one_key(self, written: Written) -> None:
        folder = written(
            'roster = "class.csv"\nlanguage = "de"\nlogo = "logo.svg"\ncourse = "Netze"\n'
            'due = 2026-12-04T23:59:00+01:00\nkeys = ["short"]\npaper = "letter"\ninstructions = "Viel *Erfolg*!"'
        )
        (folder / "logo.svg").write_text(SVG, encoding="utf-8")
        made(folder)
        text = text_of(folder / "sheets" / "Ada.pdf")
        for word in ("Netze", "Abgabe bis Freitag, 4. Dezember 2026", "Viel Erfolg!", "4 Punkte"):
            assert word in text
        assert {p.name for p in (folder / "keys").iterdir()} == {
            "all.csv", "logo.pdf", *(f"{name}-key-short.{end}" for name in ("Ada", "Bob", "Cyd") for end in ("pdf", "tex")),
        }  # fmt: skip
        assert (folder / "sheets" / "logo.pdf").exists()
        again = made(folder)
        assert "0 of 3 sheets made now" in again.output

    def test_another_frame_replaces_sheets_and_keeps_numbers(self, written: Written) -> None:
        folder = written('roster = "class.csv"')
        made(folder)
        before = records(folder)
        written('roster = "class.csv"\ncourse = "Networks"')
        assert run("homework", folder, "--jobs", "1").exit_code == 1
        made(folder, "--force")
        assert records(folder) == before
        assert "Networks" in text_of(folder / "sheets" / "Ada.pdf")

    @pytest.mark.parametrize(
        ("name", "text", "said"),
        [
            ("typst/sheet.typ.j2", "{{ titel }}", "sheet.typ.j2: 'titel' is undefined"),
            ("typst/sheet.typ.j2", "#nothing", "unknown variable: nothing"),
            (
                "typst/sheet.typ.j2",
                (
                    "#set document(title: {{ title }})\n#image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg' "
                    "width='9' height='9'/>\"), format: \"svg\")"
                ),
                "neither PDF/UA nor PDF/A",
            ),
            ("latex/sheet.tex.j2", "<% if %>", "sheet.tex.j2:1"),
            ("html/sheet.html.j2", "{{ body }", "sheet.html.j2:1"),
        ],
    )
    def test_a_template_that_does_not_work_stops_before_anything_is_written(
        self, written: Written, name: str, text: str, said: str
    ) -> None:
        folder = written('templates = "own"')
        (folder / "own" / name).parent.mkdir(parents=True)
        (folder / "own" / name).write_text(text, encoding="utf-8")
        result = run("homework", folder)
        assert result.exit_code == 1
        assert said in result.output
        assert {p.name for p in folder.iterdir()} == {"class.csv", "homework.toml", "own"}


class TestSharing:
    """Versions and groups, with the map for the instructor."""

    def test_versions(self, written: Written) -> None:
        folder = written('roster = "class.csv"\nvariants = "per version"\nversions = ["A", "B"]')
        made(folder)
        assert [record["version"] for record in records(folder)] == ["A", "B", "A"]
        rows = list(
            csv.reader(io.StringIO((folder / "private" / "versions.csv").read_text("utf-8-sig")))
        )
        assert rows[1:] == [
            ["A", "Ada", "1", "ada@x.org"],
            ["A", "Cyd", "3", "cyd@x.org"],
            ["B", "Bob", "2", "bob@x.org"],
        ]
        assert "Version B" in text_of(folder / "sheets" / "Bob.pdf")
        assert not list((folder / "sheets").glob("*.csv"))

    def test_who_has_a_version_keeps_it(self, written: Written) -> None:
        head = 'roster = "class.csv"\nvariants = "per version"\nversions = ["A", "B"]'
        folder = written(head)
        made(folder)
        before = {str(r["id"]): r for r in records(folder)}
        written(head, ROSTER.replace("Ada,1", "Dan,4,dan@x.org,red\nAda,1"))
        made(folder)
        after = {str(r["id"]): r for r in records(folder)}
        assert {key: after[key] for key in before} == before
        assert after["4"]["version"] == "B"

    def test_groups(self, written: Written) -> None:
        folder = written('roster = "class.csv"\nvariants = "per group"')
        made(folder)
        ada, bob, cyd = records(folder)
        assert ada["questions"] == cyd["questions"] != bob["questions"]
        assert len({str(r["code"]) for r in (ada, bob, cyd)}) == 3

    def test_versions_for_nobody(self, written: Written) -> None:
        result = run("homework", written('variants = "per version"'))
        assert result.exit_code == 1
        assert "there are no students" in result.output


class TestNames:
    """Names that cannot be printed stop the run before anything is written."""

    CLASS = "name,id\nAda,1\nប្រាក់,2\n李明,3\n"

    def test_who_and_which_font(self, written: Written) -> None:
        folder = written('roster = "class.csv"', self.CLASS)
        result = run("homework", folder)
        assert result.exit_code == 1
        assert "ប្រាក់, 李明 cannot be printed" in result.output
        assert "Noto Sans Khmer" in result.output
        assert "Noto Sans CJK SC" in result.output
        assert {p.name for p in folder.iterdir()} == {"class.csv", "homework.toml"}

    def test_with_a_font(self, written: Written) -> None:
        folder = written('roster = "class.csv"\nfonts = "fonts"', "name,id\nប្រាក់,2\n")
        shutil.copytree(FONTS, folder / "fonts")
        made(folder)
        (pdf,) = (folder / "sheets").glob("*.pdf")
        assert "ប" in text_of(pdf)

    def test_the_words_of_the_frame_too(self, written: Written) -> None:
        result = run("homework", written('course = "神经网络"'))
        assert result.exit_code == 1
        assert "神经网络 cannot be printed" in result.output


class TestGrading:
    """The rules of the file hold when answers come back, wherever the folder is."""

    HEAD = 'roster = "class.csv"\ndue = 2026-12-04T23:59:00+01:00\nlate = { per_day = "50%" }\nattempts = "first"'

    @pytest.mark.parametrize("elsewhere", [False, True])
    def test_late_answers(self, written: Written, tmp_path: Path, *, elsewhere: bool) -> None:
        folder = written(self.HEAD)
        place = tmp_path / "out" if elsewhere else folder
        made(folder, "-o", place)
        keys = {str(r["id"]): r["questions"][0]["parts"][0]["key"] for r in records(place)}  # type: ignore[index]
        answers = tmp_path / "answers.csv"
        answers.write_text(
            "student,question,answer,date\n"
            f"1,1a,{keys['1']},2026-12-04 12:00 +0100\n2,1a,{keys['2']},2026-12-05 12:00 +0100\n",
            encoding="utf-8",
        )
        result = run("grade", place, answers, "-o", tmp_path / "marks", "--json")
        assert result.exit_code == 0, result.output
        marks = (tmp_path / "marks").rglob("*.csv")
        text = "\n".join(path.read_text(encoding="utf-8") for path in marks)
        assert "late" in text or "1/2" in text or "0.5" in text
