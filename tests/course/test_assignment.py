"""Who gets which questions: the same everywhere, unrelated between students, safe as files."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizgen.assignment import Assignment, read_assignments
from quizgen.bank import Library, load_banks
from quizgen.course.assignment import _letters, assign, checked_students, derived
from quizgen.course.file_names import file_names
from quizgen.course.student import Student
from quizgen.errors import UserError

SHEET = "week-4-convolution"


@pytest.fixture(scope="module")
def library() -> Library:
    return load_banks()


class TestAssign:
    """A sheet, a seed and a student give one assignment."""

    def test_the_same_twice(self, library: Library) -> None:
        first, again = (assign(library, library.sheet(SHEET), "s", "Ada") for _ in range(2))
        assert first == again

    @pytest.mark.parametrize(("seed", "student"), [("s", "Bob"), ("t", "Ada"), ("s", "ada")])
    def test_another_seed_or_student_is_another_sheet(
        self, library: Library, seed: str, student: str
    ) -> None:
        sheet = library.sheet(SHEET)
        ada, other = assign(library, sheet, "s", "Ada"), assign(library, sheet, seed, student)
        assert ada.code != other.code
        same = [
            a.values == b.values
            for a, b in zip(ada.questions, other.questions, strict=True)
            if a.values
        ]
        assert sum(same) <= 1

    def test_a_name_written_in_two_ways_is_one_student(self, library: Library) -> None:
        sheet = library.sheet(SHEET)
        assert assign(library, sheet, "s", "Zoe\u0308") == assign(library, sheet, "s", "Zo\u00eb")

    def test_pinned_instances_are_everybodys(self, library: Library) -> None:
        sheet = library.sheet("lecture-verbatim")
        ada, bob = (assign(library, sheet, "s", name) for name in ("Ada", "Bob"))
        assert [v.values for v in ada.questions] == [v.values for v in bob.questions]

    @pytest.mark.parametrize("wrong", [2, None, ["2"]])
    @pytest.mark.parametrize(
        "place",
        [("id",), ("student",), ("email",), ("questions", 0, "code"), ("questions", 0, "parts", 0, "id")],
    )  # fmt: skip
    def test_what_is_no_text_is_told(
        self, library: Library, place: tuple[str | int, ...], wrong: object
    ) -> None:
        # Of two with the same questions only the first has them read.
        first = assign(library, library.sheet("lecture-verbatim"), "s", "Ada").to_line()
        second = json.loads(
            assign(library, library.sheet("lecture-verbatim"), "s", "Bob").to_line()
        )
        within = second
        for step in place[:-1]:
            within = within[step]
        within[place[-1]] = wrong
        line = json.dumps(second, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        said = f"v:2: is damaged or from another version: {place[-1]} = {json.dumps(wrong)} is no text, which has quotes"
        with pytest.raises(UserError) as told:
            read_assignments([first, line], "v")
        assert told.value.args[0] == said

    @pytest.mark.parametrize("place", [("values",), ("parts", 0, "settings")])
    def test_what_is_no_table_is_told(self, library: Library, place: tuple[str | int, ...]) -> None:
        data = json.loads(assign(library, library.sheet("lecture-verbatim"), "s", "Ada").to_line())
        within = data["questions"][0]
        for step in place[:-1]:
            within = within[step]
        within[place[-1]] = 3
        said = (
            f"v:1: is damaged or from another version: {place[-1]} = 3 is no table, which has names"
        )
        with pytest.raises(UserError) as told:
            read_assignments([json.dumps(data)], "v")
        assert told.value.args[0] == said

    def test_the_line_gives_the_sheet_back(self, library: Library) -> None:
        ada = assign(library, library.sheet(SHEET), "s", "Zoë \u2028")
        line = ada.to_line()
        assert "\n" not in line
        assert Assignment.from_json(json.loads(line)).to_line() == line


class TestStudents:
    def test_blanks_are_one_blank(self) -> None:
        assert [s.name for s in checked_students(["  Ada   Lovelace ", "Zoe\u0308"])] == [
            "Ada Lovelace",
            "Zo\u00eb",
        ]

    @pytest.mark.parametrize(
        ("students", "said"),
        [
            (["Ada", " "], "a student without a name"),
            (["Ada", "Ada "], "the student 'Ada' is named twice"),
            (["A\x00"], "has the character U+0000 in the name"),
            (["A\u202e"], "has the character U+202E in the name"),
        ],
    )
    def test_refused(self, students: list[str], said: str) -> None:
        with pytest.raises(UserError) as error:
            checked_students(students)
        assert said in str(error.value)

    def test_names_with_joiners(self) -> None:
        assert checked_students(["می\u200cخواهم"]) == [Student("می\u200cخواهم")]


class TestFileNames:
    """No system finds a folder, a device or a file of another student behind a name."""

    @settings(max_examples=300, deadline=None)
    @given(
        st.lists(
            st.one_of(
                st.text(max_size=30),
                st.sampled_from(
                    ["../x", "CON", "nul.txt", "a/b", "A", "a", "report", "Variants", "k-KEY"]
                ),
            ),
            max_size=8,
        )
    )
    def test_safe_and_apart(self, students: list[str]) -> None:
        names = file_names(students)
        assert len(names) == len(students)
        assert len({name.casefold() for name in names}) == len(names)
        for name in names:
            assert re.fullmatch(r"[\w.-]+", name)
            assert name.strip(". ") == name
            assert len(f"{name}-key.pdf".encode()) <= 255
            assert not re.match(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)", name)
            assert name.casefold() not in ("variants", "marks", "report")
            assert not name.casefold().endswith("-key")

    def test_a_large_class_of_one_name(self) -> None:
        assert file_names(["Ada"] * 3)[2] == "Ada-3"
        assert len(set(file_names([f"student {i}" for i in range(2000)]))) == 2000


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ('{ id = "relu-fish" }', "no exercise is called 'relu-fish'"),
        ('{ id = "conv1d-arch", level = "Z" }', "conv1d-arch has no level 'Z'"),
        ('{ id = "conv1d-arch", instance = "none" }', "conv1d-arch has no instance 'none'"),
    ],
)
def test_what_a_sheet_asks_for_in_vain_is_told_with_its_line(
    question: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f'id = "mine"\n\nquestions = ["conv1d-arch", {question}]\n', encoding="utf-8")
    library = load_banks([path])
    with pytest.raises(UserError) as error:
        assign(library, library.sheets["mine"], "1")
    assert str(error.value.args[0]) == f"{path}:3: questions: {said}"


def test_no_two_codes_of_a_large_class_are_the_same() -> None:
    codes = {_letters(derived("s", "sheet", "hw", str(i))) for i in range(20_000)}
    assert len(codes) == 20_000
