"""What `homework.toml` says: every field, and every way to get one wrong with its line and what fits."""

from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from quizgen.bank import Library, load_banks
from quizgen.course.asking import check_questions
from quizgen.course.framing import frame_of
from quizgen.course.specification import Asked, Attempts, Variants, of_sheet
from quizgen.course.specification_fields import FIELDS, TABLES
from quizgen.course.specification_file import SpecificationError, read_specification

QUESTION = '[[question]]\nid = "conv1d-arch"\n'


@pytest.fixture(scope="module")
def library() -> Library:
    return load_banks()


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "homework.toml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(tmp_path: Path, text: str) -> list[tuple[int, str, str, str]]:
    with pytest.raises(SpecificationError) as caught:
        read_specification(written(tmp_path, text))
    return [(p.line, p.field, p.message, p.fix) for p in caught.value.problems]


class TestFields:
    """Each field becomes a typed value."""

    def test_all_of_them(self, tmp_path: Path) -> None:
        (tmp_path / "class.csv").write_text("name\nAda\n", encoding="utf-8")
        text = """
            title = "Homework 4"
            id = "hw4"
            course = "Neural networks"
            institution = "University"
            due = 2026-12-04T23:59:00+01:00
            instructions = "Write **clearly**."
            paper = "letter"
            font_size = 10.5
            one_question_a_page = true
            language = "de"
            keys = ["short"]
            variants = "per version"
            versions = ["A", "B"]
            attempts = "best"
            roster = "class.csv"
            [conventions]
            bias = "on"
            [late]
            grace = 10
            per_day = "10%"
            days = 3
            [[question]]
            tag = "convolution"
            pick = 2
            points = "3/2"
            [[question]]
            id = "conv1d-arch"
            level = "M"
            new_page = true
        """
        found = read_specification(written(tmp_path, text))
        assert (found.title, found.id, found.paper, found.font_size) == (
            "Homework 4", "hw4", "letter", Fraction(21, 2),
        )  # fmt: skip
        assert found.due
        assert found.due.utcoffset() == timedelta(hours=1)
        assert (found.variants, found.versions) == (Variants.VERSION, ("A", "B"))
        assert (found.keys, found.attempts) == (("short",), Attempts.BEST)
        assert found.roster == tmp_path / "class.csv"
        assert (found.late.grace, found.late.per_day, found.late.days) == (10, Fraction(1, 10), 3)
        assert found.conventions == {"bias": "on"}
        tagged, named = found.questions
        assert (tagged.tag, tagged.pick, tagged.points) == ("convolution", 2, "3/2")
        assert named == Asked("conv1d-arch", level="M", new_page=True, field="question.1")

    def test_a_sheet_of_a_bank_is_a_homework(self, library: Library) -> None:
        """The short form and a file with the same questions ask the same."""
        sheet = library.sheet("week-4-convolution")
        ours = read_specification(Path(sheet.file))
        short = of_sheet(sheet)
        assert [q.id for q in ours.questions] == [q.id for q in short.questions]
        assert (ours.title, ours.id, ours.intro) == (short.title, short.id, short.intro)

    def test_a_folder_has_its_file(self, tmp_path: Path) -> None:
        written(tmp_path, f'title = "T"\n{QUESTION}')
        assert read_specification(tmp_path).title == "T"


class TestWrongFields:
    """What is wrong is told with its line, what was found, and what fits."""

    @pytest.mark.parametrize(
        ("text", "line", "field", "found", "fits"),
        [
            ("titel = 'x'", 2, "titel", "'titel'", "'title'"),
            (
                f"course = '{'x' * 201}'",
                2,
                "course",
                "201 characters; at most 200",
                "say less",
            ),
            ("paper = 'lettre'", 2, "paper", "'lettre'", "'letter'"),
            ("paper = 4", 2, "paper", "4", "'a4'"),
            ("font_size = 3", 2, "font_size", "3", "from 8 to 16"),
            ("font_size = '11pt'", 2, "font_size", "'11pt'", "font_size = 11"),
            ("due = '4 December'", 2, "due", "'4 December'", "2026-12-04T23:59:00+01:00"),
            ("due = 2026-12-04", 2, "due", "2026-12-04", "2026-12-04T23:59:00+01:00"),
            ("due = 2026-12-04T23:59:00", 2, "due", "no time zone", "+01:00"),
            ("language = 'german'", 2, "language", "'german'", "'de'"),
            ("language = 'words.toml'", 2, "language", "'words.toml'", "'homework.toml'"),
            ("keys = ['ful']", 2, "keys", "'ful'", "'full'"),
            ("keys = 'full'", 2, "keys", "'full'", '["full", "short"]'),
            ("variants = 'student'", 2, "variants", "'student'", "'per student'"),
            ("versions = ['A', 'B']", 2, "versions", "not asked for", "per version"),
            ("attempts = 'lats'", 2, "attempts", "'lats'", "'last'"),
            ("roster = 'clas.csv'", 2, "roster", "'clas.csv'", "'class.csv'"),
            ("logo = 'class.csv'", 2, "logo", "'class.csv'", "PNG or SVG"),
            ("fonts = '.'", 2, "fonts", "no fonts", ".ttf"),
            ("templates = 'class.csv'", 2, "templates", "'class.csv'", "folder"),
            ("templates = '/etc'", 2, "templates", "'/etc' is neither inside", "copy it into"),
            ("templates = '/'", 2, "templates", "'/' is neither inside", "copy it into"),
            (
                "templates = '../..'",
                2,
                "templates",
                "is neither inside nor next to",
                "copy it into",
            ),
            ("templates = 'away'", 2, "templates", "is neither inside nor next to", "copy it into"),
            ("templates = '.'", 2, "templates", "no templates in it", "quizgen new templates"),
            ("one_question_a_page = 'yes'", 2, "one_question_a_page", "'yes'", "true"),
            ("instructions = ['a']", 2, "instructions", "['a']", "quotes"),
            ("id = 'Homework 4'", 2, "id", "'Homework 4'", "homework-4"),
            ("late = 3", 2, "late", "3", "[late]"),
            ("late = { per_day = '200%' }", 2, "late.per_day", "'200%'", "10%"),
            ("late = { per_dya = '10%' }", 2, "late.per_dya", "'per_dya'", "'per_day'"),
            ("conventions = { bais = 'on' }", 2, "conventions.bais", "'bais'", "'bias'"),
            ("conventions = { bias = 'onn' }", 2, "conventions.bias", "'onn'", "'on'"),
            ("question = { id = 'conv1d-arch' }", 2, "question", "not a list", "[[question]]"),
        ],
    )
    def test_one_field(
        self, tmp_path: Path, text: str, line: int, field: str, found: str, fits: str
    ) -> None:
        (tmp_path / "class.csv").write_text("name\nAda\n", encoding="utf-8")
        (tmp_path / "away").symlink_to("/usr")
        asked = "" if "question" in text and "page" not in text else QUESTION
        said = problems(tmp_path, f"title = 'T'\n{text}\n{asked}")
        here = [p for p in said if p[1] == field]
        assert here, said
        assert here[0][0] == line
        assert found in here[0][2]
        assert fits in here[0][3]

    @pytest.mark.parametrize(
        ("question", "line", "field", "fits"),
        [
            ('id = "a"\nlevl = "M"', 4, "question 1: levl", "'level'"),
            ('tag = "a"\npick = 0', 4, "question 1: pick", "pick = 2"),
            ('id = "a"\npick = 2', 4, "question 1: pick", "tag"),
            ('id = "a"\ntag = "b"', 2, "question 1", "or tag"),
            ("points = 2", 2, "question 1", "or tag"),
            ('id = "a"\npoints = -1', 4, "question 1: points", "points = 2"),
            ('id = "a"\nlevel = "M"\ninstance = "slide"', 4, "question 1: level", "leave out"),
            ('id = "a"\nnew_page = "yes"', 4, "question 1: new_page", "true"),
        ],
    )
    def test_questions(
        self, tmp_path: Path, question: str, line: int, field: str, fits: str
    ) -> None:
        ((at, named, _, fix),) = problems(tmp_path, f'title = "T"\n[[question]]\n{question}\n')
        assert (at, named) == (line, field)
        assert fits in fix

    def test_all_at_once(self, tmp_path: Path) -> None:
        found = problems(tmp_path, "titel = 'x'\npaper = 'a5'\n")
        assert [field for _, field, _, _ in found] == ["titel", "paper", "questions", "title"]

    def test_no_toml(self, tmp_path: Path) -> None:
        ((line, field, _, fix),) = problems(tmp_path, 'title = "T"\npaper = a4\n')
        assert (line, field) == (2, "TOML")
        assert fix == 'put texts and expressions between quotes: paper = "a4"'


class TestQuestions:
    """Questions that the banks do not have are told with their lines."""

    @pytest.mark.parametrize(
        ("question", "line", "fits"),
        [
            ('id = "conv1d-arhc"', 3, "'conv1d-arch'"),
            ('id = "conv1d-arch"\nlevel = "X"', 4, "its levels are"),
            ('id = "conv1d-arch"\ninstance = "slid"', 4, "'slide'"),
            ('tag = "convolutoin"', 3, "'convolution'"),
            ('tag = "convolution"\npick = 99', 4, "pick = "),
        ],
    )
    def test_each(
        self, tmp_path: Path, library: Library, question: str, line: int, fits: str
    ) -> None:
        found = read_specification(written(tmp_path, f'title = "T"\n[[question]]\n{question}\n'))
        with pytest.raises(SpecificationError) as caught:
            check_questions(found, library)
        (problem,) = caught.value.problems
        assert problem.line == line
        assert fits in problem.fix


ODD = [
    "1", "-1", "0", "1.5", "1e99", "inf", "nan", "true", "''", "' '", "'x'", "'a\\u0000b'", "'../..'", "'/'", "[]", "[1]", "['x']",
    "[[]]", "{}", "{ a = 1 }", "[{}]", "2026-12-04", "12:00:00", "2026-12-04T10:00:00", "2026-12-04T10:00:00Z",
    "'" + "x" * 9000 + "'", "'''a\nb'''", "'Ünï 李'",
]  # fmt: skip


class TestOddValues:
    """Any value of any field is taken or refused with its line; nothing else happens."""

    @pytest.mark.parametrize("field", [*FIELDS, *TABLES, "question", "questions", "exercise", "x"])
    def test_every_field(self, tmp_path: Path, field: str) -> None:
        refused = 0
        for odd in ODD:
            asked = "" if field in {"question", "questions"} else QUESTION
            head = "" if field == "title" else "title = 'T'\n"
            path = written(tmp_path, f"{head}{field} = {odd}\n{asked}")
            try:
                frame_of(read_specification(path))
            except SpecificationError as error:
                refused += 1
                for problem in error.problems:
                    assert 1 <= problem.line <= 4, (odd, problem)
                    assert problem.message
        assert refused

    @pytest.mark.parametrize(
        "key", ["id", "tag", "pick", "level", "instance", "points", "new_page"]
    )
    def test_every_key_of_a_question(self, tmp_path: Path, library: Library, key: str) -> None:
        for odd in ODD:
            other = "" if key in {"id", "tag"} else 'id = "conv1d-arch"\n'
            path = written(tmp_path, f"title = 'T'\n[[question]]\n{other}{key} = {odd}\n")
            try:
                check_questions(read_specification(path), library)
            except SpecificationError as error:
                lines = [problem.line for problem in error.problems]
            else:
                continue
            assert max(lines) <= 5

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "\ufeff",
            "=",
            "[",
            "a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a=1",
            "[[[[" * 500,
            "title = '\\ud800'",
        ],
    )
    def test_every_text(self, tmp_path: Path, text: str) -> None:
        with pytest.raises(SpecificationError):
            read_specification(written(tmp_path, text))

    def test_bytes_that_are_no_text(self, tmp_path: Path) -> None:
        path = tmp_path / "homework.toml"
        path.write_bytes(b"title = '\xff'")
        with pytest.raises(SpecificationError, match="not UTF-8 text"):
            read_specification(path)

    def test_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(SpecificationError, match="cannot be read"):
            read_specification(tmp_path / "homework.toml")
