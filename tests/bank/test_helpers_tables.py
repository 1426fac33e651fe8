"""What reads the tables of a bank, helper by helper: what is said of each key, where, and what is kept."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from quizgen.bank import listing
from quizgen.bank.beside_property import misfits
from quizgen.bank.by_part import part_lines, part_names, with_answer, with_part_tables
from quizgen.bank.declared import declared, kept, notes, reading, reads, said_in, under, whole
from quizgen.bank.exercise import Exercise, MistakeSpec, PartSpec, Sheet, SheetQuestion
from quizgen.bank.field_types import FIELD_TYPES, is_amount, is_expression
from quizgen.bank.lines import Lines, key_lines, lines_of
from quizgen.bank.load import load_text
from quizgen.bank.part_tables import part_tables
from quizgen.bank.pieces import load_named
from quizgen.bank.profiles import known_conventions, meant, read_profile
from quizgen.bank.rubric import is_by_person, person_fields, work_of
from quizgen.bank.toml import TomlError, read_toml
from quizgen.errors import UserError

HOLDS = 'say with a property what is right: holds = "answer % 2 == 0"'
EXAMPLE = 'rubric = [{ line = "names the rule", points = 1 }]'


def told(call: Callable[[Callable[[str, str, str], None]], object]) -> tuple[Any, list[str]]:
    """What a reader gives, and what it says."""
    said: list[str] = []
    return call(lambda *words: said.append("|".join(words))), said


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, []),
        ({"holds": "h", "answer": "1"}, []),
        ({"holds": "h"}, ['holds|there is no sample|give one answer that has the property: answer = "…"']),
        ({"says": "", "cases": ""}, [f"cases|stands without holds|{HOLDS}", f"says|stands without holds|{HOLDS}"]),
        (
            {"holds": "h", "answer": "1", "before": "", "items": "", "watch": "", "follow": ""},
            [f"{key}|goes with a key, not with holds|leave {key} out" for key in ("follow", "watch", "items", "before")],
        ),
        ({"mistakes": {"m": {"holds": "h", "value": "1"}}}, ["mistakes.m|has a value and a property|leave one of them out"]),
        ({"mistakes": {"m": {"holds": "h"}, "n": "1", "o": {"value": "1"}}}, []),
        *(
            ({"mistakes": {"m": {"holds": "h"}}, key: ""}, ["mistakes.m|a property of options, an order or a text|give its value"])
            for key in ("choices", "items", "rubric")
        ),
        ({"holds": "h", "answer": "1", "settings": {"partial": "all"}}, []),
        ({"holds": "h", "answer": "1", "settings": {"partial": "cases"}, "cases": ""}, []),
        *(
            ({"holds": "h", "answer": "1", "settings": {"partial": p}},
             [f"settings.partial|'{p}' goes not with this property|partial = \"cases\" earns by the list of cases; \"all\" is all or nothing"])
            for p in ("cases", "per_entry")
        ),
    ],
)  # fmt: skip
def test_what_goes_with_a_property(data: dict[str, Any], said: list[str]) -> None:
    assert ["|".join(one) for one in misfits(data)] == said


class TestPartsByName:
    """Tables with a question for each part."""

    def read(self, data: dict[str, Any]) -> tuple[Any, list[str]]:
        return told(lambda say: with_part_tables(data, "exercise.0", say))

    def test_names(self) -> None:
        assert part_names({"ask": {"Q": "", "P": ""}}) == ("Q", "P")
        assert part_names({"ask": ["n", "1"]}) == part_names({}) == ()

    def test_what_is_of_all_parts(self) -> None:
        data = {
            "ask": {"P": "n", "Q": "m"},
            "id": "e",
            "title": "T",
            "kind": "integer",
            "settings": {"atol": 1},
            "figure": "f",
        }
        found, said = self.read(data)
        assert said == []
        assert found == {
            "id": "e", "title": "T", "kind": "integer", "settings": {"atol": 1}, "figure": "f",
            "part": {"P": {"ask": "n"}, "Q": {"ask": "m"}},
        }  # fmt: skip

    def test_what_is_of_one(self) -> None:
        data = {
            "ask": {"P": "n"},
            "kind": {"P": "integer"},
            "settings": {"P": {"atol": 1}},
            "figure": {"P": "f"},
            "part": {"P": {"hint": "h"}},
        }
        found, said = self.read(data)
        assert said == []
        assert found == {"part": {"P": {"ask": "n", "kind": "integer", "settings": {"atol": 1}, "figure": "f", "hint": "h"}}}  # fmt: skip

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            ({"hint": "h"}, "exercise.0.hint|does not say of which part|hint.size = …"),
            (
                {"hint": {"sise": "h"}},
                "exercise.0.hint.sise|no part is called 'sise'|did you mean 'size'?",
            ),
            (
                {"hint": {"x": "h"}},
                "exercise.0.hint.x|no part is called 'x'|the parts are size, other",
            ),
            (
                {"kind": {"x": "h"}},
                "exercise.0.kind.x|no part is called 'x'|the parts are size, other",
            ),
            (
                {"part": [{"ask": "n"}]},
                "exercise.0.part|stands beside a table `ask`|write all parts in one form",
            ),
            (
                {"part": {"size": "n"}},
                "exercise.0.part|stands beside a table `ask`|write all parts in one form",
            ),
            (
                {"part": {"x": {}}},
                "exercise.0.part.x|no part is called 'x'|the parts are size, other",
            ),
            (
                {"part": {"size": {"ask": "m"}}},
                "exercise.0.part.size.ask|is said of size once more|leave one of them out",
            ),
        ],
    )
    def test_what_does_not_fit(self, more: dict[str, Any], said: str) -> None:
        assert self.read({"ask": {"size": "n", "other": "m"}, **more})[1] == [said]

    def test_a_table_that_names_no_part_holds_for_all(self) -> None:
        found, said = self.read({"ask": {"P": "n"}, "settings": {"P": {"atol": 1}, "Q": {}}})
        assert said == ["exercise.0.settings.Q|no part is called 'Q'|the parts are P"]
        assert found == {"part": {"P": {"ask": "n", "settings": {"atol": 1}}}}

    def test_other_forms_are_left(self) -> None:
        assert self.read({"ask": "n", "hint": {"P": "h"}}) == ({"ask": "n", "hint": {"P": "h"}}, [])

    def test_a_question_with_its_answer(self) -> None:
        read = told(
            lambda say: with_answer({"ask": ["n", "1"], "answer": "2", "hint": "h"}, "e", say)
        )
        assert read == ({"ask": "n", "answer": "1", "hint": "h"}, ["e.answer|stands beside an answer in ask|leave one of them out"])  # fmt: skip
        assert told(lambda say: with_answer({"ask": "n", "answer": "2"}, "e", say)) == (
            {"ask": "n", "answer": "2"},
            [],
        )

    def test_lines(self) -> None:
        lines = lines_of(
            '[[exercise]]\nhint.P = "h"\nask.P = "n"\nmistakes.P.m = "1"\nhint.R = "x"\ntitle.P = "t"\n'
        )
        found = dict(part_lines(lines, {"exercise.0": ("P", "Q")}))
        assert {path: line for path, line in found.items() if ".part." in path} == {
            "exercise.0.part.P": 3, "exercise.0.part.P.ask": 3, "exercise.0.part.P.hint": 2,
            "exercise.0.part.P.mistakes": 4, "exercise.0.part.P.mistakes.m": 4,
        }  # fmt: skip


class TestPartTables:
    """Parts in a list, or by their ids."""

    def test_forms(self) -> None:
        assert told(lambda say: part_tables([{"ask": "n"}, {"ask": "m"}], "e", say)) == (
            {"e.part.0": {"ask": "n"}, "e.part.1": {"ask": "m"}}, [],
        )  # fmt: skip
        assert told(lambda say: part_tables({"P": {"id": "x"}, "Q": {}}, "e", say)) == (
            {"e.part.P": {"id": "P"}, "e.part.Q": {"id": "Q"}},
            ["e.part.P.id|stands beside an id in the header|leave it out"],
        )


class TestRubrics:
    """Parts that a person marks."""

    def fields(self, data: dict[str, Any]) -> tuple[Any, list[str]]:
        return told(lambda say: person_fields(data, "e", say))

    def test_whom(self) -> None:
        assert is_by_person({"model": ""})
        assert is_by_person({"rubric": []})
        assert is_by_person({"kind": "text"})
        assert not is_by_person({"kind": "integer", "model": ""})
        assert not is_by_person({"kind": "txt", "model": ""})
        assert not is_by_person({})

    def test_whole(self) -> None:
        rubric = [{"line": "names it", "points": "1/2"}, {"line": "says why"}]
        assert self.fields({"model": "M", "rubric": rubric, "lines": 4}) == (
            {"kind": "text", "model": "M", "rubric": (("names it", "1/2"), ("says why", "1")), "lines": 4, "points": "3/2"}, [],
        )  # fmt: skip
        found, _ = self.fields({"kind": "text", "model": "M", "rubric": rubric})
        assert (found["kind"], found["lines"]) == ("text", 0)

    @pytest.mark.parametrize("key", ["model", "rubric", "lines"])
    def test_beside_a_kind_that_the_program_marks(self, key: str) -> None:
        found, said = self.fields({"kind": "integer", key: ""})
        assert (found, said) == ({}, [f'e.{key}|is for a part that a person marks|add kind = "text", or leave it out'])  # fmt: skip

    @pytest.mark.parametrize(
        "key",
        "answer follow mistakes watch without choices items before settings holds cases says".split(),
    )
    def test_what_is_computed(self, key: str) -> None:
        _, said = self.fields({"model": "M", "rubric": [{"line": "x"}], key: ""})
        assert said == [f'e.{key}|is for a part that the program marks|a part of kind "text" has model and rubric']  # fmt: skip

    @pytest.mark.parametrize(
        ("rubric", "said"),
        [
            (None, f"no rubric|{EXAMPLE}"),
            ([], f"is not a list of lines with points|{EXAMPLE}"),
            ("x", f"is not a list of lines with points|{EXAMPLE}"),
            ([{"line": "a"}, "x"], f"is not a list of lines with points|{EXAMPLE}"),
            ([{"line": "a"}] * 21, "21 lines; at most 20|put some together"),
            ([{"line": "a"}] * 20, ""),
            ([{"line": "a"}, {"line": "b", "point": 1}], "line 2: unknown key 'point'|did you mean 'points'?"),
            ([{"points": 1}], f"line 1 says nothing|{EXAMPLE}"),
            ([{"line": " "}], f"line 1 says nothing|{EXAMPLE}"),
            ([{"line": 3}], f"line 1 says nothing|{EXAMPLE}"),
            ([{"line": "a", "points": -1}], f"line 1: -1 is not a number of points|{EXAMPLE}"),
            ([{"line": "a", "points": 0}], f"line 1: 0 is not a number of points|{EXAMPLE}"),
        ],
    )  # fmt: skip
    def test_lines(self, rubric: object, said: str) -> None:
        data = {"model": "M", "rubric": rubric}
        assert self.fields(data)[1] == ([f"e.rubric|{said}"] if said else [])

    def test_points_agree(self) -> None:
        data = {
            "model": "M",
            "rubric": [{"line": "a", "points": 2}, {"line": "b", "points": "1/2"}],
        }
        wrong = [
            "e.points|are 2, and the lines of the rubric come to 2.5|points = 2.5, or leave them out"
        ]
        assert self.fields({**data, "points": "5/2"})[1] == []
        assert self.fields({**data, "points": 2})[1] == wrong
        assert self.fields({**data, "points": "x"})[1] == []

    def test_no_model(self) -> None:
        data = {"model": " ", "rubric": [{"line": "a"}]}
        assert self.fields(data)[1] == ['e.model|no model answer|model = "…", Markdown as in ask']

    def work(self, data: Any, part: PartSpec | None = None) -> tuple[Any, list[str]]:
        part = part or PartSpec("a", "n", "1")
        return told(lambda say: work_of(data, part, "c", "exercise.0.part.2.work", say))

    def test_working(self) -> None:
        found, said = self.work({})
        assert said == []
        assert found == PartSpec(
            id="a_work", ask="Show the way to your answer to (c).", kind="text",
            model="The way to (c) as its solution shows it, or another that is right.",
            rubric=(("The way is shown, and leads to the answer.", "1"),), points="1", work_of="a", path="part.2.work",
        )  # fmt: skip
        found, said = self.work({"ask": "Why?", "model": "So.", "lines": 3, "points": 2})
        assert (found.ask, found.model, found.lines, found.points, said) == (
            "Why?",
            "So.",
            3,
            "2",
            [],
        )
        assert found.rubric == (("The way is shown, and leads to the answer.", "2"),)
        found, said = self.work({"rubric": [{"line": "x", "points": 3}]})
        assert (found.rubric, found.points, said) == ((("x", "3"),), "3", [])

    @pytest.mark.parametrize(
        ("data", "said", "is_kept"),
        [
            ({"asks": "x"}, "asks|unknown key 'asks'|did you mean 'ask'?", True),
            ({"ask": 3}, "ask|is not text|put it into quotes", False),
            ({"model": 3}, "model|is not text|put it into quotes", False),
            ({"points": 0}, 'points|is not a number of points|points = 2, or "1/2"', False),
            ({"points": "x"}, 'points|is not a number of points|points = 2, or "1/2"', False),
            ({"lines": "3"}, "lines|is not a whole number|lines = 6", False),
            ({"lines": True}, "lines|is not a whole number|lines = 6", False),
        ],
    )
    def test_working_that_is_none(self, data: Any, said: str, *, is_kept: bool) -> None:
        found, words = self.work(data)
        assert words == [f"exercise.0.part.2.work.{said}"]
        assert (found is not None) is is_kept

    def test_working_beside_a_rubric(self) -> None:
        read = self.work({}, PartSpec("a", rubric=(("x", "1"),)))
        assert read == (None, ["exercise.0.part.2.work|stands beside a part that a person marks anyway|put its lines into the rubric"])  # fmt: skip


class TestTypes:
    """What each key holds."""

    TEXT = "is not text|put it into quotes"
    TEXTS = 'is not a list of texts|["…", "…"]'
    EITHER = 'is neither text nor a list of texts|"…" or ["…", "…"]'
    TABLE = 'is not a table|{ name = "expression" }'

    @pytest.mark.parametrize(
        ("keys", "said"),
        [
            ("id title source objective part_of text listing answer holds says follow kind explanation fact hint intro few_reason model box", TEXT),
            ("tags prerequisites require watch without", TEXTS),
            ("figure choices pictures items", EITHER),
            ("profile let draw settings mistakes", TABLE),
            ("level", "is not a table of tables|[exercise.level] and name = { D = … }"),
            ("instance", "is not a table of tables|[exercise.instance] and name = { D = … }"),
            ("ask", 'is not text, nor a question with its answer|"How many?" or ["How many?", "D * U"]'),
            ("cases", 'is neither a list expression nor a table of them|{ x = "[(0, 1), (1, 0)]" }'),
            ("before", "is not a list of pairs of places|[[0, 1], [0, 2]]"),
            ("part", "is not a list of tables, nor tables by ids|write [[exercise.part]] with two brackets, or [exercise.part.ID]"),
            ("questions", 'is not a list|questions = ["conv1d-arch"]'),
            ("partial", "is not 'all'|partial = \"all\" for a sheet without partial credit"),
            ("few", "is not true or false|few = true"),
            ("minutes", "is not a number of minutes|minutes = 4"),
            ("points", 'is not a number of points|points = 2, or "1/2"'),
            ("lines", "is not a whole number|lines = 6"),
            ("work", 'is not a table|work = { points = 2, rubric = [{ line = "…", points = 2 }] }'),
            ("week", "is not a whole number|week = 3"),
            ("revision", "{!r} is not a whole number from 1|revision = 2"),
            ("bloom", "{!r} is no level of Bloom's taxonomy|one of remember, understand, apply, analyse, evaluate, create"),
        ],
    )  # fmt: skip
    def test_what_is_said(self, keys: str, said: str) -> None:
        for key in keys.split():
            field = FIELD_TYPES[key]
            assert f"{field.wrong}|{field.right}" == said
            assert not field.fits(Fraction(-1, 2))

    @pytest.mark.parametrize(
        ("key", "right", "wrong"),
        [
            ("tags", [[], ["a"]], ["a", ["a", 1], {}]),
            ("choices", ["a", [], ["a"]], [[1], {}, 1]),
            ("let", [{}, {"a": 1}], [[], "a"]),
            ("level", [{}, {"E": {}}], [{"E": 1}, [], "E"]),
            ("ask", ["n", ["n", "1"]], [["n"], ["n", "1", "2"], ["n", 1], {}, 1]),
            ("cases", ["c", {"x": "c"}], [{}, {"x": 1}, ["c"], 1]),
            ("before", ["b", [], [[0, 1]]], [[[0]], [[0, 1, 2]], [["0", 1]], [0, 1], 1]),
            ("part", [[], [{}], {}, {"P": {}}], [[1], {"P": 1}, "P"]),
            ("questions", [[], [1]], ["a", {}]),
            ("partial", ["all"], ["cases", True]),
            ("few", [True, False], [1, "true"]),
            ("minutes", [4, "1/2", Fraction(5, 2)], [0, "0", -1, True, "x", [1]]),
            ("points", [0, 2, "1/2", Fraction(1, 2)], [-1, True, "x", 10**6, None]),
            ("lines", [0, 6, -1], [True, "6", Fraction(1, 2)]),
            ("work", [{}], [[], "x"]),
            ("revision", [1, 7], [0, -1, True, "1"]),
            ("bloom", ["remember", "create"], ["Apply", 3]),
        ],
    )
    def test_what_fits(self, key: str, right: list[object], wrong: list[object]) -> None:
        fits = FIELD_TYPES[key].fits
        assert [value for value in right if not fits(value)] == []
        assert [value for value in wrong if fits(value)] == []

    def test_amounts(self) -> None:
        assert all(map(is_amount, ["0", "999999", "1.5", "0.123456", "1/999999", 0, 999_999]))
        assert not any(map(is_amount, ["1000000", "1.1234567", "1/1000000", "1/01", "1.5/2", "", ".5", "-1", 10**6, 0.5]))  # fmt: skip

    def test_expressions(self) -> None:
        assert all(map(is_expression, ["", 0, True, Fraction(1, 2), [1], [["a"], [2]]]))
        assert not any(map(is_expression, [None, {}, [], [[]], [1, {}], 0.5]))


class TestListings:
    """Code with blanks."""

    def test_text(self) -> None:
        assert listing.with_listing("Read.\n", "") == "Read.\n"
        shown = "Read.\n\n```python\ny = __①__\nz = __②__ + __①__\n```\n"
        assert listing.with_listing("Read.\n", "\ny = <<n>>\nz = <<m>> + <<n>>\n") == shown
        assert listing.with_listing("", "y") == "```python\ny\n```\n"

    def test_questions(self) -> None:
        code = "<<n>> <<m>>"
        assert listing.asked("", "m", code) == "What belongs at ②?"
        assert listing.asked("Which?", "n", code) == "① Which?"
        assert listing.asked("Which?", "x", code) == "Which?"
        assert listing.asked("", "x", "") == ""

    def test_problems(self) -> None:
        ten, eleven = (" ".join(f"<<b{i}>>" for i in range(n)) for n in (10, 11))
        ids = [f"b{i}" for i in range(11)]
        assert not list(listing.problems(ten, ids, {}))
        assert list(listing.problems(eleven, ids, {})) == [("has 11 blanks; at most 10", "ask for fewer")]  # fmt: skip
        assert list(listing.problems("```<<x>>", ids, {"listing": 1})) == [
            ("has a fence of Markdown in it", "write the code alone"),
            ("the blank <<x>> has no part", 'give it a part with id = "x"'),
            ("the name 'listing' is that of the listing", "draw under another name"),
        ]


class TestConventions:
    """What an exercise declares."""

    BIAS = "one of off, on, on-units, on-filters, code"

    @pytest.mark.parametrize(
        ("table", "profile", "takes", "said"),
        [
            ({"bias": ["off", "on", "code"]}, {"bias": "off"}, {"bias": ("on", "code")}, ""),
            ({"bias": ["off"]}, {"bias": "off"}, {}, ""),
            ({"bias": []}, {}, {}, 'p.bias|one value twice, or none|bias = "off"'),
            ({"bias": ["on", "on"]}, {}, {}, 'p.bias|one value twice, or none|bias = "off"'),
            ({"bias": ["on", "x", "y"], "kernel": "flipped"}, {"kernel": "flipped"}, {}, f"p.bias|'x' is no value of bias|{BIAS}"),
            ({"bias": 3}, {}, {}, f"p.bias|3 is no value of bias|{BIAS}"),
            ({"bais": "on"}, {}, {}, "p.bais|no convention is called 'bais'|did you mean 'bias'?"),
            ({"bias": "x" * 80}, {}, {}, f"p.bias|'{'x' * 59} is no value of bias|{BIAS}"),
        ],
    )  # fmt: skip
    def test_declared(self, table: Any, profile: Any, takes: Any, said: str) -> None:
        assert told(lambda say: declared(table, "p", say)) == ((profile, takes), [said] if said else [])  # fmt: skip

    def test_in_a_course(self) -> None:
        exercise = Exercise("e", "", "", (), profile={"bias": "off", "kernel": "flipped"}, takes={"bias": ("on-units",)})  # fmt: skip
        course = {"bias": "on", "kernel": "cross-correlation", "log": "base2", "index-base": "1"}
        assert under(exercise, course) == {"bias": "on-units", "kernel": "flipped"}
        assert whole(exercise, course) == {"bias": "on-units", "kernel": "flipped", "log": "base2"}
        assert kept(exercise, course) == {"kernel": "flipped"}
        assert [line[: line.index(":")] for line in notes([exercise], course)] == ["e keeps kernel = 'flipped', not 'cross-correlation'"]  # fmt: skip

    def test_what_is_read(self) -> None:
        assert said_in("profile.bias + xprofile.log + profile.index_base") == {"bias", "index_base"}
        lets = reading((("a", "profile.bias"), ("b", "a + 1"), ("c", "2")))
        assert lets == {"a": {"bias"}, "b": {"bias"}, "c": frozenset()}
        assert reads("b + c + profile.log + x", lets) == {"bias", "log"}
        assert reads("c", lets) == frozenset()

    def test_known(self) -> None:
        assert told(lambda say: known_conventions({"bias": "on", "log": 3, "bais": "x"}, say)) == (
            {"bias": "on"},
            ["log|3 is no value of log|one of natural, base2, base10", "bais|no convention is called 'bais'|did you mean 'bias'?"],
        )  # fmt: skip
        assert meant("x", {"abc": 1, "def": 2}) == "one of abc, def"
        assert meant("abd", {"abc": 1, "xyz": 2}) == "did you mean 'abc'?"


@pytest.mark.parametrize(
    ("text", "said", "fix"),
    [
        ("titel = 'x'", "1: titel: unknown key 'titel'", "a profile has title, extends, conventions"),
        ("\ntitle = 3", "2: title: is not text", 'title = "My course"'),
        ("extends = 3", "1: extends: is no name of a profile", 'extends = "lecture"'),
        ("conventions = 3", "1: conventions: is not a table", "write [conventions] and its keys below"),
        ("[conventions]\nbais = 'x'", "2: conventions.bais: no convention is called 'bais'", "did you mean 'bias'?"),
    ],
)  # fmt: skip
def test_files_of_profiles(tmp_path: Path, text: str, said: str, fix: str) -> None:
    file = tmp_path / "p.toml"
    file.write_text(text)
    with pytest.raises(UserError) as found:
        read_profile("p.toml", tmp_path)
    assert (found.value.args[0], found.value.fix) == (f"{file}:{said}", fix)


def test_names_of_profiles(tmp_path: Path) -> None:
    def refusal(name: str) -> tuple[str, str]:
        with pytest.raises(UserError) as found:
            read_profile(name, tmp_path)
        return found.value.args[0], found.value.fix

    assert refusal("x.toml") == (f"{tmp_path / 'x.toml'}: there is no such profile", "")
    assert refusal("kerras") == ("no profile is called 'kerras'", "did you mean 'keras'?")
    assert refusal("x") == ("no profile is called 'x'", "one of keras, lecture, textbook, torch, or a file: my-course.toml")  # fmt: skip
    (tmp_path / "circle.toml").write_text("extends = 'circle.toml'")
    assert refusal("circle.toml") == (f"{tmp_path / 'circle.toml'}: profiles that extend each other go on and on", 'extends = "lecture"')  # fmt: skip
    for depth in range(1, 9):
        (tmp_path / f"{depth}.toml").write_text(f"extends = '{depth - 1}.toml'")
    (tmp_path / "0.toml").write_text("[conventions]\nbias = 'code'")
    assert read_profile("7.toml", tmp_path)["bias"] == "code"
    assert refusal("8.toml")[0] == f"{tmp_path / '0.toml'}: profiles that extend each other go on and on"  # fmt: skip


class TestLines:
    """The line of each key."""

    def test_keys(self) -> None:
        text = (
            'top = 1\n[[exercise]]\nid = "a"\nlet = { D = "1", "U" = "2" }\nask = ["n", "1"]\nlist = [\n  "x = 3",\n]\n'
            'text = """\nid = "b"\n"""\n"quoted" = 1\ndraw.D = "2"\n[exercise.level]\nE = { D = 1 }\n[[exercise.part]]\nask = "n"\n'
            '[[ exercise ]] # more\nid = "c"\n[exercise.part.P]\nask = ["n", "1"]\n'
        )
        assert key_lines(text) == {
            "top": 1, "exercise.0": 2, "exercise.0.id": 3, "exercise.0.let": 4, "exercise.0.let.D": 4, "exercise.0.let.U": 4,
            "exercise.0.ask": 5, "exercise.0.answer": 5, "exercise.0.list": 6, "exercise.0.text": 9, "exercise.0.quoted": 12,
            "exercise.0.draw.D": 13, "exercise.0.draw": 13, "exercise.0.level": 14, "exercise.0.level.E": 15, "exercise.0.level.E.D": 15,
            "exercise.0.part.0": 16, "exercise.0.part": 16, "exercise.0.part.0.ask": 17, "exercise.1": 18, "exercise.1.id": 19,
            "exercise.1.part.P": 20, "exercise.1.part": 20, "exercise.1.part.P.ask": 21, "exercise.1.part.P.answer": 21,
        }  # fmt: skip

    def test_inside(self) -> None:
        lines = Lines(lambda: {"exercise.0": 4, "exercise.0.id": 5, "exercise.0.part.0.ask": 7, "exercise.1.id": 9, "x": 1})  # fmt: skip
        assert dict(lines.inside("exercise.0")) == {"id": 5, "part.0.ask": 7, "": 4}
        assert dict(lines.inside("exercise.1")) == {"id": 9, "": 1}
        assert dict(lines.inside("exercise.2")) == {"": 1}
        assert len(lines) == 5

    def test_the_line_of_a_field(self) -> None:
        exercise = Exercise("e", "", "", (), lines={"": 3, "part.0": 5, "part.0.ask": 6})
        assert [exercise.line(f) for f in ("part.0.ask", "part.0.hint.x", "part", "let", "")] == [6, 5, 3, 3, 3]  # fmt: skip
        assert Exercise("e", "", "", ()).line("x") == 1


class TestToml:
    """What keeps a file from being read."""

    @pytest.mark.parametrize(
        ("text", "said", "fix"),
        [
            ("x" * 400_001, "1: file: more than 400,000 bytes", "split the bank"),
            ("[a]\n" * 8_001, "1: TOML: 8,001 tables; at most 8,000", "split the bank"),
            ("\n" + ".".join("a" * 17) + " = 1", "2: TOML: a key of more than 16 parts", "write it with fewer dots"),
            ("a = 1\nb = 1e999", "2: TOML: 1e999 is no number of a bank", "write a number such as 2.5, of at most 60 digits"),
            ("a = 1\n\nb = inf", "3: TOML: inf is no number of a bank", "write a number such as 2.5, of at most 60 digits"),
            ("a = 1.0\nb = " + "1" * 61 + ".5", f"2: TOML: {'1' * 40} is no number of a bank", "write a number such as 2.5, of at most 60 digits"),
        ],
    )  # fmt: skip
    def test_refusals(self, text: str, said: str, fix: str) -> None:
        with pytest.raises(TomlError) as found:
            read_toml(text, "a.toml")
        assert (found.value.args[0], found.value.fix) == (f"a.toml:{said}", fix)

    def test_at_the_bounds(self) -> None:
        assert read_toml(".".join("a" * 16) + " = 1", "a.toml")[0]
        assert read_toml("a = 1e99\nb = 1_0.5\nc = -2.5E-1", "a.toml")[0] == {"a": 10**99, "b": Fraction(21, 2), "c": Fraction(-1, 4)}  # fmt: skip
        assert read_toml(f"a = {'1' * 60}.5", "a.toml")[0]

    def test_deep_brackets(self) -> None:
        with pytest.raises(TomlError) as found:
            read_toml("a = [1]\nb = " + "[" * 5000 + "]" * 5000 + "\nc = [2]", "a.toml")
        assert found.value.problem.line == 2
        assert (found.value.problem.message, found.value.problem.fix) == ("is nested too deeply", "write fewer brackets")  # fmt: skip


class TestSheets:
    """The questions of a sheet."""

    def test_whole(self) -> None:
        text = 'questions = ["a", { id = "b", level = "E", points = "1/2" }, { id = "c", instance = "i", points = 2 }]\npart_of = "course"\nweek = 3\nintro = "I"\n'
        loaded = load_text(text, "folder/week-3.toml")
        assert loaded.problems == ()
        assert loaded.sheets == (
            Sheet(
                "week-3", "folder/week-3.toml", "week-3",
                (SheetQuestion("a"), SheetQuestion("b", "E", "", "1/2"), SheetQuestion("c", "", "i", "2")), "I", "", "course", 3,
            ),
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("questions = [3]", 'questions|entry 1 names no exercise|{ id = "conv1d-arch", level = "M" }'),
            ("questions = ['a', { level = 'E' }]", 'questions|entry 2 names no exercise|{ id = "conv1d-arch", level = "M" }'),
            ("questions = [{ id = 'a', level = 3 }]", 'questions|entry 1: level is not text|level = "…"'),
            ("questions = [{ id = 'a', instance = 3 }]", 'questions|entry 1: instance is not text|instance = "…"'),
            ("questions = [{ id = 'a', points = 'x' }]", 'questions|entry 1: points are not a number|points = 2, or "1/2"'),
            ("questions = [{ id = 'a', levl = 'E' }]", "questions|entry 1: unknown key 'levl'|did you mean 'level'?"),
            *(
                (f"questions = []\n{more}", f'{field}|a course and its week stand together|part_of = "first-course" and week = 3, counted from 1')
                for more, field in (("week = 3", "week"), ("part_of = 'c'", "part_of"), ("part_of = 'c'\nweek = -1", "week"), ("part_of = 'c'\nweek = 0", "week"))
            ),
        ],
    )  # fmt: skip
    def test_problems(self, text: str, said: str) -> None:
        loaded = load_text(text, "s.toml")
        assert loaded.sheets == ()
        assert [f"{p.field}|{p.message}|{p.fix}" for p in loaded.problems] == [said]


def test_defaults_of_a_part() -> None:
    (found,) = load_text(
        "[[exercise]]\nid = 'a-b'\nask = 'n'\nanswer = '1'", "folder/b.toml"
    ).exercises
    assert found.parts == (PartSpec("a", "n", "1"),)
    assert (found.title, found.bank, found.file, found.revision, found.minutes) == ("a b", "b", "folder/b.toml", 1, "")  # fmt: skip
    assert (found.levels, found.default_level(), found.few) == (("",), "", False)


@pytest.mark.parametrize(
    ("levels", "usual"), [("E M H", "M"), ("E H", "E"), ("H E", "H"), ("M", "M"), ("m H", "m")]
)
def test_the_usual_level_is_the_middle_one_or_the_first(levels: str, usual: str) -> None:
    names = levels.split()
    exercise = Exercise("e", "b.toml", "b", (), level={name: {} for name in names})
    assert (exercise.levels, exercise.default_level()) == (tuple(names), usual)


def test_every_field_of_a_part() -> None:
    text = (
        "[[exercise]]\nid = 'e'\nfigure = 'f'\nrequire = ['r']\nlet.a = 2\nlet.b = [1, 'x']\ndraw.c = true\nminutes = 2.5\n[exercise.level.E]\nD = 3\n"
        "[[exercise.part]]\nid = 'P'\nask = 'n'\nanswer = 'A'\nkind = 'choice'\nchoices = ['x', 'y']\npictures = 'p'\nfigure = ['g', 'h']\npoints = 2\n"
        "watch = ['w']\nwithout = ['v']\nexplanation = 'E'\nfact = 'F'\nhint = 'H'\nbox = 'B'\nfollow = 'O'\nsettings = { atol = 0.0005, l = [0.5] }\n"
        "mistakes.one = '1'\nmistakes.two = ['2', 'Two.']\nmistakes.three = { value = '3', hint = 'Three.', credit = '1/4', slip = 's' }\n"
        "[[exercise.part]]\nask = 'm'\nanswer = 'q'\nholds = 'h'\ncases = '[1]'\nsays = 'S'\n"
        "[[exercise.part]]\nask = 'o'\nitems = ['i', 'j']\nbefore = [[0, 1]]\nkind = 'order'\n"
    )  # fmt: skip
    (found,) = load_text(text, "b.toml").exercises
    assert (found.let, found.draw, found.level) == ({"a": "2", "b": "[1, 'x']"}, {"c": "True"}, {"E": {"D": "3"}})  # fmt: skip
    assert (found.figure, found.require, found.minutes) == (("f",), ("r",), "5/2")
    mistakes = {"one": MistakeSpec("1"), "two": MistakeSpec("2", "Two."), "three": MistakeSpec("3", "Three.", "1/4", "s")}  # fmt: skip
    assert found.parts == (
        PartSpec(
            "P", "n", "A", kind="choice", choices=("x", "y"), pictures="p", figure=("g", "h"), points="2", watch=("w",), without=("v",),
            explanation="E", fact="F", hint="H", box="B", follow="O", settings={"atol": "0.0005", "l": ["0.5"]}, mistakes=mistakes, path="part.0",
        ),
        PartSpec("b", "m", "q", holds="h", cases={"case": "[1]"}, says="S", path="part.1"),
        PartSpec("c", "o", items=("i", "j"), before=((0, 1),), kind="order", path="part.2"),
    )  # fmt: skip


class TestPieces:
    """One exercise of a file, read alone."""

    BANK = b'[defaults]\nbloom = "apply"\n[[exercise]]\nid = "a"\nask = "1"\n[[ exercise ]]\nid = \'b\'\nask = "2"\n'

    def test_named(self) -> None:
        found = load_named(self.BANK, Path("c.toml"), {"b"})
        assert [(e.id, e.line("id"), e.line("ask"), e.bloom) for e in found.exercises] == [("b", 7, 8, "apply")]  # fmt: skip
        assert [e.id for e in load_named(self.BANK, Path("c.toml"), {"a", "b"}).exercises] == ["a", "b"]  # fmt: skip
        assert load_named(self.BANK, Path("c.toml"), {"ab"}).exercises == ()

    def test_a_header_inside_a_text(self) -> None:
        bank = b'[[exercise]]\nid = "a"\nask = "1"\ntext = """\n[[exercise]]\n"""\n[[exercise]]\nid = "b"\nask = "2"\n'
        assert [e.id for e in load_named(bank, Path("c.toml"), {"b"}).exercises] == ["a", "b"]

    def test_a_sheet(self) -> None:
        found = load_named(b'id = "s"\nquestions = ["a"]', Path("c.toml"), {"s"})
        assert [sheet.id for sheet in found.sheets] == ["s"]
        assert load_named(b"id = 's", Path("c.toml"), {"s"}).problems == ()


def test_what_a_part_has_by_itself() -> None:
    part = PartSpec("a")
    assert (part.points, part.lines, part.watch, part.choices, part.settings) == (
        "1",
        0,
        (),
        (),
        {},
    )
    assert (part.ask, part.answer, part.kind, part.hint, part.box, part.path) == ("",) * 6
    assert MistakeSpec("1").credit == "0"
    assert (SheetQuestion("a").level, SheetQuestion("a").instance, SheetQuestion("a").points) == ("",) * 3  # fmt: skip
    bare = Exercise("e", "", "", ())
    assert (bare.revision, bare.few, bare.levels, bare.line("ask")) == (1, False, ("",), 1)
    assert Sheet("s", "", "", ()).week == 0
