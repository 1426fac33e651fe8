"""What is said of a bank's words, rules and properties, helper by helper."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from quizgen.answers.property import Property, Sign
from quizgen.bank.boxes import boxed
from quizgen.bank.exercise import Exercise, MistakeSpec, PartSpec
from quizgen.bank.field import BankError, FieldError
from quizgen.bank.holding import _any_size, by_property, with_signs
from quizgen.bank.lines import Lines
from quizgen.bank.lints.english import faults
from quizgen.bank.load import load_text
from quizgen.bank.mistakes import Rejected
from quizgen.bank.stands_beside import _counted, stands_beside
from quizgen.bank.statement import common_symbols, option_symbols, statement_symbols
from quizgen.bank.survey import Survey, _is_of_settings, check_judges
from quizgen.bank.table_problems import Tables
from quizgen.bank.toml_repairs import BACKSLASHES, repair
from quizgen.bank.variants import draw, draw_counted
from quizgen.errors import Problem, UserError
from quizgen.figure import BUILDERS, Figure
from quizgen.language.expression import Scope
from quizgen.solver.quantity import Call
from quizgen.variant import Part
from tests.bank.made import variant

HEAD = "[[exercise]]\nid = 'e'\n"
COMMA = "a comma stands between two entries"
SINGLE = "a text in single quotes ends at the next one: write three around it"
DOUBLE = 'a text in double quotes ends at the next one: write single ones inside, or \\" for each'
OPEN = "the text has no closing quote: put it at the end, or write three quotes around a text of several lines"


def one(text: str) -> Exercise:
    (found,) = load_text(HEAD + text, "b.toml").exercises
    return found


def refusal(call: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(UserError) as found:
        call()
    return str(found.value.args[0]), found.value.fix


class TestEnglish:
    """What a proof-reader marks."""

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("It is the The one.", "a word stands twice: the The"), ("that thatch", ""),
            ("A input", "the article does not fit: A input"), ("An unit", "the article does not fit: An unit"), ("a 11 by", "the article does not fit: a 11"),
            ("a 18 by", "the article does not fit: a 18"), ("a 1 by", ""), ("a 118 by", ""), ("a 80 by", "the article does not fit: a 80"), ("an one", "the article does not fit: an one"),
            ("a unit, a use, a usual, a euro, a one", ""), ("an hour", ""), ("an RGB", ""), ("an s", ""), ("a and b", ""), ("panel A is", ""), ("of A images", ""), ("a h by", "the article does not fit: a h by"),
            ("is -3", "a hyphen for a minus sign: -3"), ("31 - 3", "a hyphen for a minus sign: - 3"), ("2-3", ""), ("x)-3", ""),
            ("image , and", "a blank before a punctuation mark: image ,"), ("so .5", ""), ("and !", ""), ("so ...", ""),
            ("all 2 units", "all of two are both: all 2 units"), ("all of the two units", "all of two are both: all of the two units"), ("all 3 units", ""), ("all 2 unit", ""),
            ("all these 2 units", "all of two are both: all these 2 units"), ("1 units", "one of several: 1 units"), ("1 unit", ""), ("1 alarms", "one of several: 1 alarms"), ("5 and 1 units", ""), ("or 1 units", ""),
            ("1 entries", "one of several: 1 entries"), ("1 losses", "one of several: 1 losses"), ("2.1 units", ""), ("− 1 units", ""), ("$1$ units", "one of several: 1 units"), ("$1 + 1$ units", ""),
            ("$1 x$", "a formula that is not tidied up: 1 x"), ("$11 x$", ""), ("$1 xy$", ""), ("$\\frac{3}{3}$", "a formula that is not tidied up: \\frac{3}{3}"), ("$\\frac{3}{33}$", ""), ("$2 - -3$", "a formula that is not tidied up: - -"),
            ("cost \\$5", ""), ("cost $5", "a dollar sign stands alone: $5"), ("`a a -1`", ""), ("$$a a$$", ""),
        ],
    )  # fmt: skip
    def test_faults(self, text: str, said: str) -> None:
        assert "; ".join(f"{fault}: {where}" for fault, where in faults(text, sentence=False)) == said  # fmt: skip

    @pytest.mark.parametrize("end", [".", "?", "!", ":", ".)", '."', ".”", ". "])
    def test_ends(self, end: str) -> None:
        assert not list(faults(f"It is so{end}", sentence=True))

    def test_no_end(self) -> None:
        assert list(faults("It is the end of this", sentence=True)) == [
            ("the sentence has no end", "… the end of this")
        ]
        assert not list(faults(" ", sentence=True))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("a = 'x'y'", SINGLE), ("a = ['x'y']", SINGLE), ("a = '''x'y'''", "correct the TOML syntax"),
        ('a = "\\sigma"', BACKSLASHES), ('a = "x', OPEN), ("a = 'x", OPEN), ('a = ["x" "y"]', COMMA), ("a = [1 2", "correct the TOML syntax"), ("a = { b = 1 c = 2 }", COMMA),
        ('a = "x"y"', DOUBLE), ('a = ["x"y"]', DOUBLE), ("a == 1", "one equals sign stands between a name and its value"), ("a = True", "true and false are written small"),
        ("a = FALSE", "true and false are written small"), ("a = 0,5", "a decimal has a point: 0.5"), ("a = -0,5", "a decimal has a point: 0.5"), ('a: "x"', "write name = value, with an equals sign"),
        ("a : 3", "write name = value, with an equals sign"), ("[[exercise]", "a header ends with as many ] as it begins with ["), ("[exercise]]", "a header ends with as many ] as it begins with ["),
        ("[exercise", "a header ends with as many ] as it begins with ["), ("a = { b = 1, }", "no comma stands before the } of a table"), ("a = { b = 1", "a table in braces ends on its own line: close it with }"),
        ("a = D + U", 'put texts and expressions between quotes: a = "D + U"'), ("a = 3 * 4", 'put texts and expressions between quotes: a = "3 * 4"'), ("a = [D]", "correct the TOML syntax"),
        ("a = { b = D }", 'put texts and expressions between quotes: b = "…"'), (f"a = D{'x' * 80}", 'put texts and expressions between quotes: a = "…"'), ("?", "correct the TOML syntax"),
        (f"a = {'D' * 75}", f'put texts and expressions between quotes: a = "{"D" * 75}"'), (f"a = {'D' * 76}", 'put texts and expressions between quotes: a = "…"'),
    ],
)  # fmt: skip
def test_repairs(line: str, said: str) -> None:
    assert repair(f"x = 1\n{line}\ny = 2", 2) == said


def test_repairs_of_the_line_before() -> None:
    assert repair("a = True\n?", 2) == "true and false are written small"
    assert repair("a = True\n?\n?", 3) == "correct the TOML syntax"
    assert (
        repair('a = """\n?\n?', 3)
        == '""" stands at the beginning and at the end of a text of several lines'
    )
    assert (
        repair("a = '''\n?\n?", 3)
        == "''' stands at the beginning and at the end of a text of several lines"
    )
    assert repair("?\na = True", 1) == "correct the TOML syntax"


class TestTables:
    """Where a problem is told."""

    def tables(self) -> Tables:
        return Tables("b.toml", Lines(lambda: {"exercise.0": 3, "exercise.0.let.D": 5, "x": 9}))

    def test_lines(self) -> None:
        tables = self.tables()
        for path in ("exercise.0.let.D.1", "exercise.0.let", "exercise.0", "x.y", "z", "exercise"):
            tables.problem(path, "no", "fix")
        assert tables.problems == [
            Problem("b.toml", line, field, "no", "fix")
            for line, field in ((5, "let.D.1"), (3, "let"), (3, "exercise"), (9, "x.y"), (1, "z"), (1, "exercise"))
        ]  # fmt: skip

    def test_keys(self) -> None:
        tables = self.tables()
        known, outside = frozenset(("aaaa", "bbbb")), frozenset(("tags",))
        tables.known_keys({"aaab": 1, "q": 1, "tags": 1, "bbbb": 1}, known, "exercise.0", outside)
        tables.known_keys({"q": 1}, known, "")
        assert [(p.line, p.field, p.message, p.fix) for p in tables.problems] == [
            (3, "aaab", "unknown key 'aaab'", "did you mean 'aaaa'?"), (3, "q", "unknown key 'q'", "keys are aaaa, bbbb"),
            (3, "tags", "unknown key 'tags'", "tags is a key of the exercise: write it above its first part"), (1, "q", "unknown key 'q'", "keys are aaaa, bbbb"),
        ]  # fmt: skip

    def test_types(self) -> None:
        tables = self.tables()
        kept = tables.typed(
            {
                "title": "T",
                "few": 1,
                "revision": 0,
                "odd": None,
                "cases": dict.fromkeys("abcde", ""),
                "tags": ["t"] * 40,
            },
            "exercise.0",
        )
        assert kept == {"title": "T", "odd": None, "tags": ["t"] * 40}
        assert [(p.field, p.message, p.fix) for p in tables.problems] == [
            ("few", "is not true or false", "few = true"), ("revision", "0 is not a whole number from 1", "revision = 2"), ("cases", "5 entries; at most 4", "say less"),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("key", "most"),
        [
            ("level", 12), ("instance", 50), ("part", 40), ("draw", 100), ("cases", 4), ("let", 100), ("mistakes", 40), ("choices", 26), ("items", 26), ("before", 325),
            ("figure", 8), ("pictures", 8), ("require", 40), ("watch", 40), ("without", 40), ("tags", 40), ("prerequisites", 12), ("settings", 40), ("profile", 20), ("questions", 100),
        ],
    )  # fmt: skip
    def test_how_many(self, key: str, most: int) -> None:
        for count in (most, most + 1):
            tables = self.tables()
            tables.typed({key: [1] * count}, "exercise.0")
            said = [p.message for p in tables.problems if "at most" in p.message]
            assert said == ([f"{count} entries; at most {most}"] if count > most else [])

    def test_sizes(self) -> None:
        from datetime import date

        tables = self.tables()
        tables.sizes({"let": {"D": date(2026, 1, 1)}, "tags": ["x", "y" * 100_001]}, "exercise.0")
        assert [(p.line, p.field) for p in tables.problems] == [(5, "let.D"), (3, "tags.1")]
        assert (
            tables.problems[0].message == "is a date; a bank holds texts, numbers, lists and tables"
        )
        assert tables.problems[1].message.startswith("100,001 characters; at most ")

    def test_texts_inside_one_another(self) -> None:
        tables = self.tables()
        tables.sizes({"let": {"D": "(" * 41 + ")" * 41, "U": "(" * 40 + ")" * 40}}, "exercise.0")
        assert [(p.line, p.field, p.message, p.fix) for p in tables.problems] == [(5, "let.D", "is nested more than 40 deep", "write it in fewer steps")]  # fmt: skip

    def test_what_is_too_much_is_told_once(self) -> None:
        """A table with too many entries says so; what stands in it is not looked at."""
        tables = self.tables()
        tables.sizes({"let": {"D": ["(" * 41, *range(20_000)]}}, "exercise.0")
        assert [(p.line, p.field, p.message) for p in tables.problems] == [(3, "exercise", "more than 20,000 elements")]  # fmt: skip

    def test_expressions(self) -> None:
        tables = self.tables()
        tables.expressions({"D": [], "U": 3}, "exercise.0.let")
        assert [(p.line, p.field, p.message, p.fix) for p in tables.problems] == [(5, "let.D", "[] is no expression", '"D + U", a number, true or false, or a list of these')]  # fmt: skip


class TestNouns:
    """What is counted."""

    @pytest.mark.parametrize(
        ("prompt", "nouns"),
        [
            ("How many of the hidden Units are active?", ("units",)), ("How many windows?", ("windows",)), ("how many weight updates, in all", ("updates",)), ("How many MiB is it?", ("MiB",)),
            ("How many of its $n$ layers learn?", ("layers",)), ("How many are there?", ()), ("What is it?", None),
        ],
    )  # fmt: skip
    def test_counted(self, prompt: str, nouns: tuple[str, ...] | None) -> None:
        assert _counted(prompt) == nouns

    @pytest.mark.parametrize(
        ("quantity", "noun", "units"),
        [
            ("parameter_count", "parameters", ["parameters", "weights"]), ("parameters_per_layer", "weights", ["weights", "parameters"]), ("weight_count", "weights", ["weights", "parameters"]),
            ("bias_count", "biases", ["biases"]), ("connections", "edges", ["edges", "connections"]), ("zeros", "zeros", ["zeros", "entries"]), ("output_size", "outputs", ["outputs", "units", "size", "windows"]),
            ("macs", "multiplications", ["multiplications"]), ("steps_per_epoch", "batches", ["batches", "steps"]), ("total_steps", "steps", ["steps"]), ("layer_count", "functions", ["functions", "layers"]),
            ("hidden_layer_count", "layers", ["layers"]), ("hidden_unit_count", "units", ["units"]), ("macs", "outputs", ["outputs"]), ("macs", "entries", ["entries", "multiplications"]),
        ],
    )  # fmt: skip
    def test_quantities(self, quantity: str, noun: str, units: list[str]) -> None:
        named = ("bias_count", 0), (quantity, 0), ("zeros", 1)
        calls = [Call(name, int, {}, depth) for name, depth in named]
        assert (
            stands_beside("n", "integer", f"How many {noun} are there?", calls, 3)["units"] == units
        )


class TestProperties:
    """Parts that ask for what has a property."""

    SPEC = PartSpec("a", "n", "4", holds="answer % 2 == 0", path="part.0")
    PART = Part(
        "a", "n", "integer", 4, hint="Auto.", settings={"partial": "all", "decimal_comma": True}
    )

    def of(
        self,
        given: dict[str, Any] | None = None,
        let: dict[str, str] | None = None,
        keys: dict[str, object] | None = None,
        **fields: Any,
    ) -> Part:
        return by_property(self.PART, replace(self.SPEC, **fields), Scope(given or {}, let or {}), keys or {})  # fmt: skip

    def test_whole(self) -> None:
        found = self.of({"D": 2, "E": 3}, {"u": "D + 0", "v": "E"}, {"b": 7, "D": 9}, holds="answer % u == 0 and b > D", says="{{ v }}", mistakes={"m": MistakeSpec("", "Odd.", "1/2", holds="answer == 1"), "o": MistakeSpec("1")})  # fmt: skip
        assert found.holds == Property(
            "answer % u == 0 and b > D", {"u": "D + 0", "v": "E"}, {"D": 2, "E": 3, "b": 7}, says="{{ v }}", signs=(Sign("m", "answer == 1", "Odd.", "1/2"),), earlier=("b",),
        )  # fmt: skip
        assert (found.hint, found.solution, found.recipe, found.follow) == ("", (), None, None)
        assert found.settings == {"decimal_comma": True}
        assert self.of(hint="Own.").hint == "Auto."

    @pytest.mark.parametrize(
        ("fields", "field", "said", "fix"),
        [
            ({"answer": "4", "holds": "answer == 5"}, "answer", "the sample 4 has not the property", "give an answer that has it in every draw, or mend holds"),
            ({"holds": "answer > x", "cases": {"x": "[1, 4]"}}, "answer", "the sample 4 has not the property for x = 4", "give an answer that has it in every draw, or mend holds"),
            ({"holds": "answr > 1"}, "holds", "unknown name 'answr'; the student's answer is called 'answer'", "did you mean 'answer'?"),
            ({"holds": "answer > y", "cases": {"x": "[1]", "z": "[1]"}}, "holds", "unknown name 'y'; the student's answer is called 'answer', a case 'x' or 'z'", ""),
            ({"says": "{{ answr }}"}, "says", "unknown name 'answr'; the student's answer is called 'answer'", "did you mean 'answer'?"),
            ({"mistakes": {"m": MistakeSpec("", "h", holds="answr == 1")}}, "mistakes.m", "unknown name 'answr'; the student's answer is called 'answer'", "did you mean 'answer'?"),
            ({"cases": {"case": "3"}}, "cases", "'3' is no list of cases", 'write one such as "[(0, 0), (0, 1)]"'),
            ({"cases": {"x": "[]"}}, "cases.x", "'[]' is no list of cases", 'write one such as "[(0, 0), (0, 1)]"'),
            ({"cases": {"x": "list(range(61))"}}, "cases.x", "61 cases; at most 60", "ask for fewer"),
            ({"cases": {"answer": "[1]"}}, "cases.answer", "the name 'answer' has a meaning already", "give the cases a name of their own"),
            ({"cases": {"D": "[1]"}}, "cases.D", "the name 'D' has a meaning already", "give the cases a name of their own"),
            ({"cases": {"u": "[1]"}}, "cases.u", "the name 'u' has a meaning already", "give the cases a name of their own"),
            ({"cases": {"x": "[1]", "y": "[1, 2]"}}, "cases", "1 of x, 2 of y: the lists differ in length", "give each name every case"),
            ({"settings": {"any_size": 3}}, "settings", "any_size = 3", "write any_size = true, or leave it out"),
        ],
    )  # fmt: skip
    def test_refusals(self, fields: dict[str, Any], field: str, said: str, fix: str) -> None:
        with pytest.raises(FieldError) as found:
            self.of({"D": 2}, {"u": "D"}, **fields)
        assert (found.value.field, found.value.args[0]) == (f"part.0.{field}", said)
        assert not fix or found.value.fix == fix

    def test_cases_right_without_knowledge(self) -> None:
        """They count where there is partial credit: 0, 1 and -1 have one case of two right, of the first."""
        cases: dict[str, Any] = {"holds": "answer % x == 0", "cases": {"x": "[4, 1]"}}
        assert [self.of(**cases, settings=given).holds.trivial for given in ({}, {"partial": "all"}, {"partial": "cases"})] == [0, 0, 1]  # type: ignore[union-attr]  # fmt: skip

    @pytest.mark.parametrize(("kind", "field"), [("", "answer"), ("nothing", "kind")])
    def test_a_kind_that_nobody_knows(self, kind: str, field: str) -> None:
        with pytest.raises(FieldError) as found:
            by_property(replace(self.PART, kind="nothing"), replace(self.SPEC, kind=kind), Scope({}), {})  # fmt: skip
        assert found.value.field == f"part.0.{field}"

    def test_sizes(self) -> None:
        assert _any_size(self.SPEC) is None
        assert _any_size(replace(self.SPEC, settings={"any_size": True})) is True
        with pytest.raises(FieldError):
            _any_size(replace(self.SPEC, settings={"any_size": False}))

    def test_what_a_case_cannot_compute(self) -> None:
        assert self.of(says="{{ 1 / (answer - 4) }}", mistakes={"m": MistakeSpec("", "h", holds="1 / (answer - 4) == 1")}).holds  # fmt: skip

    def test_signs_beside_a_key(self) -> None:
        part = replace(self.PART, settings={})
        spec = PartSpec(
            "a",
            "n",
            "4",
            mistakes={"m": MistakeSpec("", "h", holds="answer == 5"), "n": MistakeSpec("3")},
            path="part.0",
        )
        found = with_signs(part, spec, Scope({}))
        assert found.signs == Property("", signs=(Sign("m", "answer == 5", "h"),))
        assert with_signs(part, PartSpec("a", "n", "4"), Scope({})) is part
        assert with_signs(part, replace(spec, holds="x"), Scope({})) is part
        for kind, field in (("", "answer"), ("nothing", "kind")):
            with pytest.raises(FieldError) as refused:
                with_signs(replace(part, kind="nothing"), replace(spec, kind=kind), Scope({}))
            assert refused.value.field == f"part.0.{field}"
        cells = {"rows": ["loss"], "columns": [["a", "integer"]]}
        table = Part("a", "n", "table", [[4]], settings=cells)
        assert with_signs(table, replace(spec, mistakes={"m": MistakeSpec("", "h", holds="answer[0][0] == 5")}), Scope({})).signs  # fmt: skip
        unsaid = replace(spec, mistakes={"m": MistakeSpec("", "h", holds="1 / (answer - 4) == 1")})
        with pytest.raises(FieldError) as refused:
            with_signs(part, unsaid, Scope({}))
        assert (refused.value.field, refused.value.args[0]) == ("part.0.mistakes.m", "'1 / (answer - 4) == 1': a division by zero")  # fmt: skip
        with pytest.raises(Rejected) as error:
            with_signs(
                part,
                replace(spec, mistakes={"m": MistakeSpec("", "h", holds="answer == 4")}),
                Scope({}),
            )
        assert (error.value.rule, error.value.field) == ("a: mistake m holds for the right answer", "part.0.mistakes.m")  # fmt: skip


class TestBoxes:
    """Answers in a figure."""

    GRAPH = BUILDERS["expression_graph"]([["x", 3], ["y", 4], ["f", "+", "x", "y"]])

    def test_letters_and_widths(self) -> None:
        parts = (
            Part("a", "", "integer", 7, box="f"),
            Part("b", "", "integer", 7),
            Part("c", "", "vector", [1], box="x"),
        )
        specs = PartSpec("a"), PartSpec("b"), PartSpec("c")
        plain = Figure("plane", {}, "")
        found = boxed((plain, self.GRAPH), parts, specs)
        assert found[0] == plain
        assert found[1].data["boxes"] == [["f", "a", 17], ["x", "c", 32]]
        (alone,) = boxed((self.GRAPH,), parts[:1], specs[:1])
        assert alone.data["boxes"] == [["f", "", 17]]

    @pytest.mark.parametrize(
        ("figures", "part", "said"),
        [
            ((), Part("a", "", "integer", 7, box="f"), ("there is no figure in the statement", "give the exercise a figure")),
            ((GRAPH, GRAPH), Part("a", "", "integer", 7, box="f"), ("'f' is a place of 2 figures", "name a place that one of them has")),
            ((GRAPH,), Part("a", "", "integer", 7, box="q"), ("'q' is no place of expression_graph", None)),
            ((Figure("plane", {}, ""), GRAPH), Part("a", "", "integer", 7, box="q"), ("plane has no places for boxes", None)),
            ((GRAPH,), Part("a", "", "choice", "A", box="f", settings={"choices": ["A", "B"], "choice_texts": ["x", "y"]}), ("choice does not stand in a box", None)),
        ],
    )  # fmt: skip
    def test_refusals(
        self, figures: tuple[Figure, ...], part: Part, said: tuple[str, str | None]
    ) -> None:
        with pytest.raises(FieldError) as found:
            boxed(figures, (part,), (PartSpec("a", path="part.0"),))
        assert (found.value.field, found.value.args[0]) == ("part.0.box", said[0])
        assert said[1] is None or found.value.fix == said[1]


class TestDraws:
    """What keeps an exercise from being drawn."""

    @pytest.mark.parametrize(
        ("text", "said", "fix"),
        [
            ("draw.D = '3'\nrequire = ['D > 4']\nask = 'n'\nanswer = 'D'", "b.toml:3: e: draw: cannot be drawn; refused by require 'D > 4': 1000 times", "widen the draw ranges, or relax the rule"),
            ("draw.D = '3'\nask = 'n'\nanswer = 'D'\nmistakes.m = '3'", "b.toml:6: e: mistakes.m: a: mistake m gives the right answer in every draw", "mend its expression, or leave it out"),
            ("draw.D = '3'\nask = 'n'\nanswer = 'D / 0'", "b.toml:5: e: answer: 'D / 0': a division by zero", None),
            ("draw.D = '3'\nlet.U = 'D / 0'\nask = 'n'\nanswer = 'U'", "b.toml:4: e: let.U: 'U': a division by zero", None),
        ],
    )  # fmt: skip
    def test_refusals(self, text: str, said: str, fix: str | None) -> None:
        found = refusal(lambda: draw(one(text), "1"))
        assert found[0] == said
        assert fix is None or found[1] == fix

    def test_refused(self) -> None:
        exercise = one(
            "draw.D = 'integer(1, 2)'\nrequire = ['D == 2']\nask = '{{ D }}'\nanswer = 'D'"
        )
        found = [draw_counted(exercise, seed)[1] for seed in range(12)]
        assert {tuple(counts) for counts in found} <= {(), (("require", "require 'D == 2'"),)}
        assert any(found)
        assert not all(found)
        assert {draw(exercise, seed).values["D"] for seed in range(12)} == {2}

    def test_what_an_instance_leaves_open_is_drawn_again(self) -> None:
        """Where a draw cannot be used; of numbers that are all the author's none is tried again."""
        text = "draw.D = 'integer(1, 20)'\nask = '{{ D }}'\nanswer = 'D * u'\ninstance.open = { u = 1000000000000 }\ninstance.none = { u = 1000000000000, D = 10 }\n"
        exercise = one(text)
        found = [draw_counted(exercise, seed, instance="open") for seed in range(12)]
        assert {variant.parts[0].key <= 9 * 10**12 for variant, _ in found} == {True}
        assert any(refused for _, refused in found)
        said = "cannot be drawn; refused by a whole number of more than 13 digits; decimals such as 1e20 may be larger: 1 times"
        assert refusal(lambda: draw(exercise, "1", instance="none"))[0] == f"b.toml:3: e: draw: {said}"  # fmt: skip

    def test_two_mistakes_of_one_value_are_passed_over_once(self) -> None:
        """Of the first two draws the one in which they differ; options are compared as they are printed."""
        for answer in ("kind = 'multi'\nchoices = ['x', 'y', 'z']\nanswer = \"['x']\"\nmistakes.p = \"['y', 'z']\"\nmistakes.q = \"['z', 'y'] if D == 1 else ['x', 'y']\"\n", "answer = '5'\nmistakes.p = '6'\nmistakes.q = '7 - D % 2'\n"):  # fmt: skip
            exercise = one(f"draw.D = 'integer(1, 2)'\nask = '{{{{ D }}}}'\n{answer}")
            ones = sum(draw(exercise, seed).values["D"] == 1 for seed in range(60))
            # A quarter of the 60, not half.
            assert 6 <= ones <= 23

    def test_whole(self) -> None:
        exercise = one(
            "revision = 3\nsource = 'S'\ntags = ['t']\nbloom = 'apply'\nminutes = 2\ntext = 'T {{ D }}.'\nask = 'n'\nanswer = 'D'\n[exercise.level]\nE = { D = 4 }\nM = { D = 5 }\n[exercise.instance]\ni = { D = 6 }\n"
        )
        found = draw(exercise, 7, "E")
        assert (
            found.id,
            found.revision,
            found.bank,
            found.title,
            found.level,
            found.instance,
            found.seed,
            found.text,
        ) == ("e", 3, "b", "e", "E", "", "7", "T 4.")
        assert (found.source, found.tags, found.bloom, found.minutes, found.values, found.parts[0].key) == ("S", ("t",), "apply", "2", {"D": 4}, 4)  # fmt: skip
        assert draw(exercise, 7).level == "M"
        assert (draw(exercise, 7, None, "i").level, draw(exercise, 7, None, "i").instance, draw(exercise, 7, None, "i").parts[0].key) == ("", "i", 6)  # fmt: skip
        codes = {
            draw(exercise, seed, level, pin).code
            for seed, level, pin in ((7, "E", None), (7, "M", None), (8, "E", None), (7, None, "i"))
        }
        assert len(codes) == 4
        assert all(code.startswith("e·") and len(code) == 6 for code in codes)
        assert draw(exercise, "7", "E").code == found.code
        assert draw(replace(exercise, revision=4), 7, "E").code != found.code


class TestJudges:
    """Whether a part can be judged."""

    @pytest.mark.parametrize(
        ("part", "spec", "field"),
        [
            (Part("a", "", "integr", 3), PartSpec("a", "n", "3", kind="integr"), "kind"),
            (Part("a", "", "integer", 3, settings={"zzz": 1}), PartSpec("a", "n", "3", settings={"zzz": 1}), "settings"),
            (Part("a", "", "integer", "x"), PartSpec("a", "n", "3"), "kind"),
        ],
    )  # fmt: skip
    def test_whose_fault(self, part: Part, spec: PartSpec, field: str) -> None:
        exercise = Exercise("e", "b.toml", "b", (spec,))
        with pytest.raises(BankError) as found:
            check_judges(variant(part), exercise)
        assert found.value.problem.field == f"e.{field}"

    def test_settings(self) -> None:
        good = Part("a", "", "integer", 3)
        assert _is_of_settings(
            replace(good, settings={"zzz": 1}), PartSpec("a", settings={"zzz": 1})
        )
        assert not _is_of_settings(replace(good, settings={"zzz": 1}), PartSpec("a"))

    def test_a_survey(self) -> None:
        exercise = one("draw.D = 'integer(1, 9)'\nask = '{{ D }}'\nanswer = '1 // (D - 3) * 0 + D'")
        survey = Survey(exercise, 30).run()
        (problem,) = survey.problems
        failed = survey.drawn[0].failed
        assert len(survey.drawn[0].variants) + failed == 30
        assert problem.message.endswith(f"a division by zero (in {failed} of 30 draws)")
        assert (problem.field, problem.line) == ("e.answer", 5)
        always = Survey(one("ask = 'n'\nanswer = '1 / 0'"), 30).run()
        assert (always.drawn, [p.line for p in always.problems]) == ([], [4])


def test_symbols_of_a_statement() -> None:
    options = {"choices": ["A", "B"], "choice_texts": ["$p$", "$q$"]}
    shown = variant(
        Part("a", "Is $x$?", "choice", "A", settings=options),
        Part("b", "Is $y$?", "integer", 3),
        text="Here $t$.",
        conventions=("By $c$.",),
    )
    assert common_symbols(shown) == {"t", "c"}
    assert option_symbols(shown.parts[0]) == {"p", "q"}
    assert statement_symbols(shown, 0) == {"t", "c", "x", "p", "q"}
    assert statement_symbols(shown, 1) == {"t", "c", "x", "y"}
