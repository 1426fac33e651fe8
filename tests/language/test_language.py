"""The bank language: five lines make an exercise, every mistake in a bank is named with its line."""

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from quizgen.bank import draw, find_problems
from quizgen.bank.exercise import Exercise
from quizgen.bank.load import load_text
from quizgen.bank.randomness import Generator
from quizgen.errors import UserError
from quizgen.language.expression import Scope, evaluate
from quizgen.language.texts import filled
from quizgen.solver import symbol
from quizgen.solver.values import as_array
from quizgen.variant import Variant

FIVE_LINES = """
[[exercise]]
id   = "conv1d-compute-mine"
let  = { conv = "Conv1d(1, 1, kernel_size=P, stride=S, bias=false)" }
draw = { P = "integer(2, 3)", S = "integer(1, 2)", D = "integer(P + 2, 8)", x = "vector(D, -5, 9)", k = "vector(P, -3, 3)" }
ask  = "conv.output(x, weight=k)"
"""


def exercise(text: str) -> Exercise:
    loaded = load_text(text, "bank.toml")
    assert not loaded.problems, loaded.problems
    return loaded.exercises[0]


def one(body: str) -> Exercise:
    return exercise(f'[[exercise]]\nid = "a"\n{body}')


class TestFiveLines:
    """Wording, worked solution and mistakes come from the solver quantity asked."""

    @pytest.mark.parametrize("seed", range(30))
    def test_the_key_is_the_sliding_sum(self, seed: int) -> None:
        variant = draw(exercise(FIVE_LINES), seed)
        x, k, stride = (variant.values[name] for name in ("x", "k", "S"))
        windows = range(0, len(x) - len(k) + 1, stride)
        expected = [sum(k[p] * x[u + p] for p in range(len(k))) for u in windows]
        part = variant.parts[0]
        assert part.kind == "vector"
        assert part.key == expected
        assert len(part.solution) == len(expected)
        assert all(mistake.value != part.key and mistake.hint for mistake in part.mistakes)
        assert "Conv1d" in part.prompt

    def test_the_same_seed_gives_the_same_line(self) -> None:
        lines = {draw(exercise(FIVE_LINES), "7").to_line() for _ in range(3)}
        assert len(lines) == 1

    def test_a_line_gives_the_variant_back(self) -> None:
        import json

        variant = draw(exercise(FIVE_LINES), 1)
        assert Variant.from_json(json.loads(variant.to_line())).to_line() == variant.to_line()

    def test_other_seeds_give_other_numbers(self) -> None:
        lines = {str(draw(exercise(FIVE_LINES), seed).values) for seed in range(50)}
        assert len(lines) > 45


class TestGenerator:
    def test_pinned_stream(self) -> None:
        """The stream is part of the format: another one would change every sheet ever handed out."""
        assert [Generator("quizgen").integer(0, 99) for _ in range(1)] == [
            Generator("quizgen").below(100)
        ]
        numbers = [g.below(1000) for g in [Generator("a")] for _ in range(6)]
        assert numbers == [g.below(1000) for g in [Generator("a")] for _ in range(6)]
        assert numbers != [g.below(1000) for g in [Generator("b")] for _ in range(6)]

    def test_uniform(self) -> None:
        generator = Generator("uniform")
        counts = [0] * 7
        for _ in range(7000):
            counts[generator.below(7)] += 1
        assert all(850 < count < 1150 for count in counts)


class TestExpressions:
    """Exact, bounded, without side effects."""

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("1 / 2", Fraction(1, 2)),
            ("4 / 2", 2),
            ("7 // 2", 3),
            ("-7 // 2", -4),
            ("2 ** 10", 1024),
            ("ceil(7 / 2)", 4),
            ("prod((2, 3, 4))", 24),
            ("Linear(3, 2).parameter_count", 8),
            ("[1, 2, 3][::-1]", [3, 2, 1]),
        ],
    )
    def test_values(self, text: str, value: Any) -> None:
        found = evaluate(text, {})
        assert found == value
        assert type(found) is type(value)

    @pytest.mark.parametrize(
        "text",
        [
            "9 ** (9 ** 9)",
            "'a' * 10 ** 9",
            "[0] * 10 ** 9",
            "range(10 ** 9)",
            "''.__class__.__mro__",
            "Linear(3, 2).__class__",
            "Linear.__init__.__globals__",
            "array([1, 2]).tofile('stolen')",
            "array([1, 2]).dump('stolen')",
            "symbol('x').subs('__import__(\"os\")', 1)",
            "'%1000000000d' % 1",
            "'{0.__class__}'.format(1)",
            "lipsum(10000)",
            "cycler.__init__.__globals__.os",
            "self",
            "(" * 400 + "1" + ")" * 400,
            "1 +",
            "import os",
            "x ~ x",
        ],
    )
    def test_hostile_expressions_are_refused(
        self, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        with pytest.raises((UserError, ValueError)):
            evaluate(text, {"x": 3})
        assert not list(tmp_path.iterdir())

    def test_a_misspelt_name_is_answered_with_the_nearest(self) -> None:
        with pytest.raises(UserError, match=r"unknown name 'Conv1D'\n.*did you mean 'Conv1d'"):
            evaluate("Conv1D(1, 1, 2)", {})

    def test_lets_in_a_circle(self) -> None:
        with pytest.raises(UserError, match="goes round in a circle"):
            evaluate("a", {}, {"a": "b", "b": "a"})


class TestDraws:
    """Rules hold in every draw; what cannot be drawn says why."""

    def test_require_holds(self) -> None:
        family = one(
            'draw = { D = "integer(1, 20)" }\nrequire = ["D > 15"]\nask = "How many?"\nanswer = "D"'
        )
        assert all(draw(family, seed).values["D"] > 15 for seed in range(40))

    def test_an_impossible_require_says_which_rule_refused(self) -> None:
        family = one(
            'draw = { D = "integer(1, 5)" }\nrequire = ["D > 9"]\nask = "How many?"\nanswer = "D"'
        )
        with pytest.raises(
            UserError, match=r"cannot be drawn; refused by require 'D > 9': 1000 times"
        ):
            draw(family, 1)

    def test_a_mistake_never_equals_the_key(self) -> None:
        family = one(
            'draw = { a = "integer(1, 4)", b = "integer(1, 4)" }\nask = "?"\nanswer = "a * b"\nmistakes = { adds = "a + b" }'
        )
        for seed in range(60):
            variant = draw(family, seed)
            assert variant.values["a"] + variant.values["b"] != variant.parts[0].key

    def test_follow_must_agree_with_the_answer(self) -> None:
        family = one(
            'draw = { a = "integer(2, 4)" }\n[[exercise.part]]\nid = "P"\nask = "?"\nanswer = "a"\n'
            '[[exercise.part]]\nask = "?"\nanswer = "a * 2"\nfollow = "P * 3"'
        )
        with pytest.raises(UserError, match=r"part\.1\.follow: gives \d+, but the answer is \d+"):
            draw(family, 1)

    def test_vectors_have_no_zeros(self) -> None:
        family = one('draw = { x = "vector(9, -1, 1)" }\nask = "?"\nanswer = "x"')
        assert all(0 not in draw(family, seed).parts[0].key for seed in range(30))

    def test_choice_options_are_the_mistakes(self) -> None:
        family = one(
            'draw = { D = "integer(5, 9)", U = "integer(2, 4)" }\nkind = "choice"\nask = "?"\nanswer = "D * U"\n'
            'mistakes = { adds = "D + U", subtracts = "D - U", squares = "D * D" }'
        )
        part = draw(family, 3).parts[0]
        texts = dict(zip(part.settings["choices"], part.settings["choice_texts"], strict=True))
        values = draw(family, 3).values
        assert texts[part.key] == f"${values['D'] * values['U']}$"
        assert len(set(texts.values())) == 4

    def test_an_instance_pins_its_values(self) -> None:
        family = one(
            'draw = { D = "integer(5, 9)" }\nask = "?"\nanswer = "D"\n[exercise.instance]\nslide = { D = 42 }'
        )
        assert draw(family, "any", instance="slide").parts[0].key == 42

    @pytest.mark.parametrize(("level", "instance"), [("X", None), (None, "nowhere")])
    def test_unknown_levels_and_instances(self, level: str | None, instance: str | None) -> None:
        with pytest.raises(UserError, match=r"has no (level|instance)"):
            draw(one('ask = "?"\nanswer = "1"'), 1, level, instance)


class TestProblems:
    """Every mistake of a bank at once, with file, line, field and repair."""

    @pytest.mark.parametrize(
        ("text", "line", "message"),
        [
            ('[[exercise]]\nid = "a"\nid = "b"', 3, "Cannot overwrite a value"),
            ('[[exercise]]\nid = "a"\nask = "1', 3, "TOML"),
            ('[[exercise]]\nid = "a"\nanswr = "1"\nask = "?"', 3, "unknown key 'answr'"),
            ('[[exercise]]\nid = "A b"\nask = "?"\nanswer = "1"', 2, "is not an id"),
            (
                '[[exercise]]\nid = "a"\ndraw = { D = "intger(1, 2)" }\nask = "?"\nanswer = "D"',
                3,
                "unknown name 'intger'",
            ),
            ('[[exercise]]\nid = "a"\nask = "?"\nanswer = "1 +"', 4, "'1 +'"),
            (
                '[[exercise]]\nid = "a"\ntext = "{{ misspelt }}"\nask = "?"\nanswer = "1"',
                3,
                "unknown name 'misspelt'",
            ),
            (
                '[[exercise]]\nid = "a"\ndraw = { D = "integer(1, 2)" }\nrequire = ["D > 5"]\nask = "?"\nanswer = "D"',
                3,
                "cannot be drawn",
            ),
            (
                '[[exercise]]\nid = "a"\nprofile = { bias = "perhaps" }\nask = "?"\nanswer = "1"',
                3,
                "bias",
            ),
            ('[[exercise]]\nid = "a"', 1, "asks nothing"),
            (
                '[[exercise]]\nid = "a"\nask = "?"\nanswer = "1"\nmistakes = { x = "y" }',
                5,
                "unknown name 'y'",
            ),
            (
                '[[exercise]]\nid = "a"\nask = "?"\nanswer = "1"\nfigure = "conections(1)"',
                5,
                "unknown name 'conections'",
            ),
        ],
    )
    def test_each_with_its_line(self, text: str, line: int, message: str, tmp_path: Path) -> None:
        path = tmp_path / "bank.toml"
        path.write_text(text, encoding="utf-8")
        problems = find_problems([path], draws=3)
        assert any(p.line == line and message in f"{p.field} {p.message}" for p in problems), (
            problems
        )
        assert all(p.file == str(path) for p in problems)

    def test_all_at_once(self, tmp_path: Path) -> None:
        path = tmp_path / "bank.toml"
        path.write_text(
            '[[exercise]]\nid = "a"\nask = "?"\nanswer = "x"\n[[exercise]]\nid = "a"\nask = "?"\nanswer = "1"\n[[exercise]]\nid = "c"\nasks = "?"',
            encoding="utf-8",
        )
        fields = {(p.line, p.field) for p in find_problems([path], draws=2)}
        assert len(fields) == 4

    def test_a_good_bank_has_none(self, tmp_path: Path) -> None:
        path = tmp_path / "bank.toml"
        path.write_text(FIVE_LINES, encoding="utf-8")
        assert find_problems([path], draws=200) == []


class TestInsideLoops:
    """Jinja hands every call inside a loop two arguments more, which no function of ours takes."""

    @pytest.mark.parametrize(
        ("text", "printed"),
        [
            ("{% for i in range(3) %}{{ max(i, 1) }}{% endfor %}", "112"),
            ("{% for i in range(2) %}{% for j in range(i + 1) %}{{ j }}{% endfor %}{% endfor %}", "001"),
            ("{% for i in range(2) %}{{ 'aba'.count('a') }}{% endfor %}", "22"),
            ("{% for i in range(1, 3) %}{{ Linear(i, 2).parameter_count }} {% endfor %}", "4 6 "),
        ],
    )  # fmt: skip
    def test_calls(self, text: str, printed: str) -> None:
        assert filled(text, Scope({})) == printed

    def test_range_in_an_expression(self) -> None:
        assert Scope({"n": 3}).evaluate("list(range(n))") == [0, 1, 2]
        assert Scope({"n": 3}).evaluate("range(n)|map('string')|join('+')") == "0+1+2"


class TestNumbersOfArrays:
    """An entry of a drawn vector is a number like any other, wherever it goes."""

    @pytest.mark.parametrize(
        "size",
        [
            "k[0]",
            "M[1][0]",
            "k.max()",
            "k.sum() - 4",
            "max(k)",
            "k | first",
            "abs(-k[0])",
            "(k[0], k[0])",
            "(k.max(), k | first)",
        ],
    )
    def test_layers_take_it(self, size: str) -> None:
        scope = Scope({}, {"k": "array([4, 4])", "M": "array([[1, 2], [4, 5]])"})
        layer = scope.evaluate(f"Conv2d(1, 2, kernel_size={size})")
        assert layer == scope.evaluate("Conv2d(1, 2, kernel_size=(4, 4))") or layer.kernel_size == 4
        assert type(scope.evaluate("k[0]")) is int


@pytest.mark.parametrize("text", ["1 if n > 5", "[1 if n > 5]", "(n, 1 if n > 5)"])
def test_a_value_without_else_is_refused(text: str) -> None:
    """As an answer it was a traceback."""
    assert Scope({"n": 6}).evaluate(text)
    with pytest.raises(UserError, match="evaluated to false and no else"):
        Scope({"n": 3}).evaluate(text)


@pytest.mark.parametrize(
    "text",
    [
        "a / 0", "a // 0", "a % 0", "a / zero", "a // [0, 1][0]", "a / b", "a // b", "a % b", "6 / b", "6 // b", "6 % b", "f / 0", "f // 0",
        "f / (f - f)", "array([f, 1]) / 0", "array([f, 1]) / b", "d / 0", "d // 0", "d % b", "(d - d) ** (0 - 1)", "b ** (0 - 1)", "n / 0", "n // 0",
        "n % 0", "0.5 / 0", "0.5 // 0.0",
    ],
)  # fmt: skip
def test_nothing_is_divided_by_zero(text: str) -> None:
    """NumPy's whole numbers come to 0 then, its floats to infinity, SymPy's formulas to `zoo`."""
    values = {"a": as_array([4, 6]), "b": as_array([1, 0]), "d": as_array([0.5, 2.5]), "f": symbol("x"), "n": 3, "zero": 0}  # fmt: skip
    with pytest.raises(ZeroDivisionError):
        Scope(values).evaluate(text)


@pytest.mark.parametrize("text", ["[1] + a", "a + [1, 2]", "(1, 2) + a"])
def test_a_list_and_an_array_are_neither_joined_nor_added(text: str) -> None:
    """Joined they were meant: `[d] + hidden` of an instance came to one number."""
    scope = Scope({"a": as_array([4, 6])})
    with pytest.raises(UserError, match=r"a list \+ an array"):
        scope.evaluate(text)
    assert scope.evaluate("[1] + list(a)") == [1, 4, 6]
    assert scope.evaluate("array([1, 2]) + a").tolist() == [5, 8]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[1, 2] * a", "a list * an array: write array(…) * array(…) to multiply their entries"),
        ("a * (1, 2)", "a list * an array: write array(…) * array(…) to multiply their entries"),
        ("[1, 2] * (3 / 2)", "a list or a text is repeated a whole number of times"),
        ("'ab' * a", "a list or a text is repeated a whole number of times"),
        ("[1, 2] * 10 ** 9", "a repetition that is too long"),
    ],
)
def test_a_list_times_something_says_what_is_meant(text: str, said: str) -> None:
    with pytest.raises(UserError, match=rf"{re.escape(said)}$"):
        Scope({"a": as_array([4, 6])}).evaluate(text)


def test_quotients_of_arrays_and_formulas() -> None:
    scope = Scope({"a": as_array([4, 7]), "b": as_array([2, -2]), "f": symbol("x")})
    found = [scope.evaluate(text).tolist() for text in ("a / b", "a // b", "a % b", "0 / b", "b ** 2")]  # fmt: skip
    assert found == [[2, Fraction(-7, 2)], [2, -4], [0, -1], [0, 0], [4, 4]]
    assert [str(scope.evaluate(text)) for text in ("f / 2", "0 / f", "(f + f) / f")] == ["x/2", "0", "2"]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["ln(0)", "ln(-1)", "ln(0.0)", "ln(-0.5)", "ln(f - f)", "ln(sin(4))"]
)
def test_only_a_positive_number_has_a_logarithm(text: str) -> None:
    with pytest.raises(ValueError, match="only a positive number has a logarithm"):
        Scope({"f": symbol("x")}).evaluate(text)
    assert str(Scope({"f": symbol("x")}).evaluate("ln(f)")) == "log(x)"
