"""What an instructor begins with works as it is, and with every setting switched on."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from quizgen.bank import Library, load_banks
from quizgen.cli.group import group
from quizgen.course.asking import check_questions
from quizgen.course.framing import frame_of
from quizgen.course.plan import assignments
from quizgen.course.specification import Specification, Variants
from quizgen.course.specification_fields import FIELDS, TABLES
from quizgen.course.specification_file import read_specification
from quizgen.course.starting import new_homework, new_templates
from quizgen.document.pdf import typst_pdf
from quizgen.document.printers import typst
from quizgen.document.shown import page_of
from quizgen.errors import UserError
from quizgen.resources import shipped

FONT = Path(__file__).parents[1] / "document" / "fonts" / "NotoSansKhmer-few.ttf"


@pytest.fixture(scope="module")
def library() -> Library:
    return load_banks()


def test_it_works_as_it_is(tmp_path: Path, library: Library) -> None:
    path = new_homework(tmp_path / "Homework 4")
    found = read_specification(path.parent)
    assert (found.id, found.title) == ("homework-4", "Homework 4")
    check_questions(found, library)
    (made,) = assignments(library, found, "s", [])
    page = page_of(made, frame_of(found))
    assert typst_pdf(typst.sheet(page, key=False)).startswith(b"%PDF")


def test_with_every_setting_switched_on(tmp_path: Path, library: Library) -> None:
    """Each commented line is a setting that can be read: nothing in the file is out of date."""
    path = new_homework(tmp_path / "hw")
    (path.parent / "logo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', encoding="utf-8"
    )
    (path.parent / "class.csv").write_text("name\nAda\n", encoding="utf-8")
    (path.parent / "my-bank.toml").write_text(
        '[[exercise]]\nid = "x"\nask = "relu(3)"\n', encoding="utf-8"
    )
    (path.parent / "fonts").mkdir()
    shutil.copy(FONT, path.parent / "fonts")
    new_templates(path.parent / "templates")
    lines = path.read_text(encoding="utf-8").split("\n")
    setting = re.compile(r"# ?(\[|\w[\w-]* *= |Write your answers|''')")
    switched = [line.removeprefix("# ") if setting.match(line) else line for line in lines]
    path.write_text("\n".join(switched), encoding="utf-8")
    found = read_specification(path)
    check_questions(found, library)
    assert found.logo
    assert found.due
    assert found.instructions.strip().endswith("natural logarithm.")
    assert found.late.days == 7
    assert found.conventions
    assert len(found.questions) == 4
    text = path.read_text(encoding="utf-8")
    # `intro` and `partial` are what sheets of banks have.
    named = {name for name in (*FIELDS, *TABLES) if re.search(rf"\b{name}\b", text)}
    assert {*FIELDS, *TABLES} - named == {"intro", "partial"}
    frame = frame_of(found)
    (made,) = assignments(library, found, "s", [])
    assert typst_pdf(typst.sheet(page_of(made, frame), key=False)).startswith(b"%PDF")


@pytest.mark.parametrize("variants", list(Variants))
def test_the_comment_names_every_way_to_share(tmp_path: Path, variants: Variants) -> None:
    assert f'"{variants}"' in new_homework(tmp_path / "hw").read_text(encoding="utf-8")


def test_nothing_is_replaced(tmp_path: Path) -> None:
    path = new_homework(tmp_path / "hw")
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match="is there already"):
        new_homework(tmp_path / "hw")
    assert path.read_text(encoding="utf-8") == "mine"


def test_templates_are_all_of_them_and_change_nothing(tmp_path: Path, library: Library) -> None:
    new_templates(tmp_path / "hw" / "templates")
    path = new_homework(tmp_path / "hw")
    plain = read_specification(path)
    path.write_text(
        'templates = "templates"\n' + path.read_text(encoding="utf-8"), encoding="utf-8"
    )
    own = read_specification(path)
    pages = [
        page_of(next(assignments(library, each, "s", [])), frame_of(each)) for each in (plain, own)
    ]
    assert typst.sheet(pages[0], key=True) == typst.sheet(pages[1], key=True)


def test_a_statement_of_ones_own(tmp_path: Path) -> None:
    """The default wording of a quantity, for one layer alone."""
    wording = tmp_path / "hw" / "templates" / "wording"
    wording.mkdir(parents=True)
    (wording / "Conv1d.output.md.j2").write_text("Slide it.", encoding="utf-8")
    path = tmp_path / "hw" / "homework.toml"
    path.write_text(
        'title = "T"\ntemplates = "templates"\nbanks = "b.toml"\nquestions = ["own-conv"]\n',
        encoding="utf-8",
    )
    (tmp_path / "hw" / "b.toml").write_text(
        '[[exercise]]\nid = "own-conv"\nlet = { conv = "Conv1d(1, 1, kernel_size=2, bias=false)" }\n'
        'draw = { x = "vector(4, -5, 9)", k = "vector(2, -3, 3)" }\nask = "conv.output(x, weight=k)"\n',
        encoding="utf-8",
    )
    found = read_specification(path)
    own = load_banks(found.banks)
    frame_of(found)
    (made,) = assignments(own, found, "s", [])
    assert made.questions[0].parts[0].prompt == "Slide it."
    (shipped,) = assignments(own, read_specification_without(path), "s", [])
    assert shipped.questions[0].parts[0].prompt != "Slide it."


def read_specification_without(path: Path) -> Specification:
    path.write_text(
        path.read_text(encoding="utf-8").replace('templates = "templates"\n', ""), encoding="utf-8"
    )
    return read_specification(path)


@pytest.mark.parametrize(
    ("variants", "column"), [("per group", "group"), ("per version", "version")]
)
def test_who_shares_numbers_needs_students(
    variants: str, column: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = f'title = "T"\nvariants = "{variants}"\nquestions = ["conv1d-arch"]\n'
    (tmp_path / "homework.toml").write_text(text, encoding="utf-8")
    result = CliRunner().invoke(group, ["homework", "homework.toml", "-o", "hw"])
    assert result.exit_code == 1
    said = " ".join(result.output.split())
    assert f"homework.toml:2: variants are {variants}, and there are no students" in said
    assert column in said.partition("roster = ")[2]


class TestFeedbackInTheLanguageOfTheHomework:
    """The words are kept with the homework: for a shipped language, one of one's own, and own templates."""

    def graded(self, folder: Path, text: str, *more: str) -> str:
        folder.mkdir(exist_ok=True)
        asked = 'title = "T"\nquestions = ["conv1d-arch"]\n'
        (folder / "homework.toml").write_text(text + asked, encoding="utf-8")
        made = ["homework", str(folder / "homework.toml"), "--student", "Ada", *more]
        result = CliRunner().invoke(group, made)
        assert result.exit_code == 0, result.output
        place = more[1] if more else str(folder)
        answers = "student,question,answer\nAda,1a,7 or 8\n"
        result = CliRunner().invoke(group, ["grade", place, "-"], input=answers)
        assert result.exit_code == 0, result.output
        return (Path(place) / "feedback/Ada.html").read_text(encoding="utf-8")

    def test_german(self, tmp_path: Path) -> None:
        page = self.graded(tmp_path / "hw", 'language = "de"\n', "-o", str(tmp_path / "away"))
        assert "Ihre Antwort" in page
        assert "Your answer" not in page

    def test_words_of_ones_own_are_kept(self, tmp_path: Path) -> None:
        words = (shipped("templates") / "messages/en.toml").read_text(encoding="utf-8")
        (tmp_path / "words.toml").write_text(
            words.replace('= "Your answer"', '= "Twoja odpowiedź"'), encoding="utf-8"
        )
        text = f'language = "{tmp_path / "words.toml"}"\n'
        page = self.graded(tmp_path / "hw", text, "-o", str(tmp_path / "away"))
        (tmp_path / "words.toml").unlink()
        assert "Twoja odpowiedź" in page
        again = ["grade", str(tmp_path / "away"), "-"]
        result = CliRunner().invoke(group, again, input="student,question,answer\nAda,1a,7\n")
        assert result.exit_code == 0, result.output
        page = (tmp_path / "away/feedback/Ada.html").read_text(encoding="utf-8")
        assert "Twoja odpowiedź" in page

    def test_a_template_of_ones_own(self, tmp_path: Path) -> None:
        own = tmp_path / "hw/own/html"
        own.mkdir(parents=True)
        (own / "feedback.html.j2").write_text("MINE {{ points }} {{ body }}", encoding="utf-8")
        assert self.graded(tmp_path / "hw", 'templates = "own"\n').startswith(
            "MINE 0 of 4 points <section"
        )
