"""Calls that bind names, exact roots and norms: values, names, what is refused, worked lines."""

import math
import random
from fractions import Fraction

import pytest

from quizgen.answers import answer_kind
from quizgen.bank import draw
from quizgen.bank.load import load_text
from quizgen.errors import UserError
from quizgen.language.expression import Scope, compiled, evaluate
from quizgen.language.formula import expression_step
from quizgen.language.iteration_steps import TOLD, iteration_steps
from quizgen.language.texts import filled


@pytest.mark.parametrize("seed", range(20))
def test_sums_and_lists_are_pythons(seed: int) -> None:
    drawn = random.Random(seed)  # noqa: S311 - numbers for a test
    a = [Fraction(drawn.randint(-9, 9), drawn.randint(1, 9)) for _ in range(drawn.randint(0, 8))]
    b = [drawn.randint(-9, 9) for _ in a]
    values = {"a": a, "b": b, "n": len(a)}
    assert evaluate("sum_of(u * v - n, u=a, v=b)", values) == sum(
        u * v - len(a) for u, v in zip(a, b, strict=True)
    )
    assert evaluate("map_of(u ** 2 + v, u=a, v=b)", values) == [
        u * u + v for u, v in zip(a, b, strict=True)
    ]
    assert evaluate("prod_of(v + 1, v=b)", values) == math.prod(v + 1 for v in b)
    assert evaluate("sum_of(sum_of(i * j, i=range(j)), j=range(n))", values) == sum(
        i * j for j in range(len(a)) for i in range(j)
    )


@pytest.mark.parametrize("times", [0, 1, 2, 7])
def test_steps_repeated(times: int) -> None:
    x, a, b, path = Fraction(5), 1, 1, [Fraction(5)]
    for _ in range(times):
        x = x - Fraction(1, 3) * (2 * x - 1)
        a, b = a + b, a
        path.append(x)
    values = {"n": times, "eta": Fraction(1, 3)}
    assert evaluate("iterate(x - eta * (2 * x - 1), x=5, times=n)", values) == x
    assert evaluate("path_of(x - eta * (2 * x - 1), x=5, times=n)", values) == path
    assert evaluate("iterate([a + b, a], a=1, b=1, times=n)", values) == [a, b]


def test_until_is_looked_at_before_each_step() -> None:
    assert evaluate("iterate(x / 2, x=8, until=x < 1)", {}) == Fraction(1, 2)
    assert evaluate("path_of(x / 2, x=8, until=x < 9)", {}) == [8]
    assert evaluate("len(path_of(x * 2, x=1, until=x > n)) - 1", {"n": 100}) == 7


def test_names_are_bound_inside_only() -> None:
    assert compiled("a + sum_of(k * a, k=range(n))").names == {"a", "n", "range"}
    assert compiled("iterate(x + s, x=x, until=x > t)").names == {"x", "s", "t"}
    assert compiled("k + sum_of(k, k=range(3))").names == {"k", "range"}
    assert evaluate("k + sum_of(k, k=range(3))", {"k": 10}) == 13
    assert evaluate("map_of(map_of(x, x=[x, x + 1]), x=[5])", {}) == [[5, 6]]
    scope = Scope({"n": 3}, {"twice": "map_of(2 * k, k=range(n))"})
    assert scope.evaluate("sum_of(t, t=twice)") == 6
    assert filled("{{ sum_of(k, k=range(n)) }}", scope) == "3"
    text = "{% for i in range(2) %}{{ map_of(i * j, j=range(n)) | row }}{% endfor %}"
    assert filled(text, scope) == "[0, 0, 0][0, 1, 2]"
    with pytest.raises(UserError, match="unknown name 'q'"):
        evaluate("sum_of(q, k=range(3))", {})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sum_of", "not written like this"),
        ("sum_of(k)", "not written like this"),
        ("sum_of(range(3))", "not written like this"),
        ("map_of(k, 1, k=[1])", "not written like this"),
        ("iterate(x, x=1)", "not written like this"),
        ("iterate(x, x=1, times=2, until=x > 1)", "not written like this"),
        ("iterate(x, times=2)", "not written like this"),
        ("iterate(x, x=1, times=-1)", "times = -1"),
        ("iterate(x, x=1, times=1001)", "times = 1001"),
        ("iterate(x, x=1, until=x > 2)", "not true after 1,000 steps"),
        ("iterate(a + b, a=1, b=1, times=2)", "no 2 values"),
        ("map_of(a * b, a=[1], b=[1, 2])", "a has 1, b has 2 values"),
        ("sum_of(x, x=5)", "x goes through no list"),
        ("sum_of(x, x='abc')", "x goes through no list"),
        ("sqrt(0 - 2)", "no real number"),
        ("2 ** (2/3)", "write sqrt"),
        ("argmax([2, 5, 5])", "several places"),
        ("norm([[1, 2], [3, 4]], 1)", "several meanings"),
        ("norm([1], 3)", "none of 1, 2, 'max'"),
    ],
)
def test_what_is_refused_says_what_is_right(text: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        evaluate(text, {})


def test_roots_are_exact() -> None:
    assert evaluate("sqrt(49) / 2", {}) == Fraction(7, 2)
    assert evaluate("sqrt(array([4, 2])[0])", {}) == 2
    assert evaluate("numeric(array([4, 2])[0])", {}) == 4
    assert evaluate("(9/4) ** (1/2)", {}) == Fraction(3, 2)
    assert str(evaluate("sqrt(3) / 2", {})) == "sqrt(3)/2"
    whole = evaluate("sqrt(8) / sqrt(2)", {})
    assert (type(whole), whole) == (int, 2)
    assert evaluate("norm([3, -4]) + norm([3, -4], 1) + norm([3, -4], 'max')", {}) == 5 + 7 + 4
    assert evaluate("norm([[1, 2], [2, 4]])", {}) == 5
    assert evaluate("sign(array([-2, 0, 7])).tolist()", {}) == [-1, 0, 1]
    assert evaluate("[argmax(v), argmin(v)]", {"v": [4, 9, -1]}) == [1, 2]


@pytest.mark.parametrize(
    ("answer", "more", "kind", "right", "wrong"),
    [
        ("sqrt(D) / 2", "", "expression", "\\frac{\\sqrt{3}}{2}", "sqrt(3)/3"),
        ("sqrt(D) / 2", "kind = 'real'\n", "real", "0.866", "0.87"),
        ("sqrt(D + 1)", "", "integer", "2", "4"),
        ("sqrt((D + 1) / 9)", "", "fraction", "2/3", "4/9"),
        ("map_of(x / 2, x=[D, 4])", "", "vector", "[1.5, 2]", "[3, 4]"),
    ],
)
def test_roots_and_lists_are_keys(
    answer: str, more: str, kind: str, right: str, wrong: str
) -> None:
    text = f"[[exercise]]\nid = 'a'\ndraw = {{ D = '3' }}\nask = 'How much for {{{{ D }}}}?'\nanswer = '''{answer}'''\n{more}"
    (part,) = draw(load_text(text, "b.toml").exercises[0], 1).parts
    assert part.kind == kind
    judge = answer_kind(part.kind, part.key, **part.settings)
    assert judge.judge(right).status == "correct"
    assert judge.judge(wrong).status == "wrong"


def test_every_step_of_a_solution_is_a_line() -> None:
    lines = iteration_steps("iterate(w - eta * 2 * w, w=4, times=2)", None, Scope({"eta": Fraction(1, 4)}))  # fmt: skip
    assert [str(line) for line in lines] == [
        "w_{0} = 4",
        r"w_{1} = w_{0} - \eta \cdot 2 \cdot w_{0} = 4 - \frac{1}{4} \cdot 2 \cdot 4 = 2",
        r"w_{2} = w_{1} - \eta \cdot 2 \cdot w_{1} = 2 - \frac{1}{4} \cdot 2 \cdot 2 = 1",
    ]
    (line,) = iteration_steps("sum_of(w * x, w=[1, -2], x=[3, 4])", -5, Scope({}))
    assert str(line) == r"\sum_{i} w_{i} \cdot x_{i} = 1 \cdot 3 + (-2) \cdot 4 = -5"
    lines = iteration_steps("map_of(2 * x, x=[1, 2, 3])", [2, 4, 6], Scope({}))
    assert [line.value for line in lines] == ["2", "4", "6"]


def test_what_a_long_solution_leaves_out_is_said() -> None:
    lines = iteration_steps("iterate(x + 1, x=0, times=40)", 40, Scope({}))
    assert len(lines) == TOLD
    assert lines[-1].note == "After 29 more steps like these:"
    assert lines[-1].value == "40"


def test_a_step_knows_how_many_were_before_it() -> None:
    scope = Scope({"x": [3, 1, 4], "u": 2})
    assert scope.evaluate("path_of(max(0, u * x[turn] - h), h=0, times=3)") == [0, 6, 0, 8]
    assert scope.evaluate("iterate([a + turn, b * 2], a=0, b=1, times=4)") == [6, 16]
    assert scope.evaluate("iterate(a + 1, a=0, until=turn == 5)") == 5
    assert "turn" not in compiled("iterate(a + turn, a=0, times=n)").names
    assert "turn" in compiled("sum_of(turn, k=range(3))").names


def test_steps_with_a_turn_are_told_in_numbers() -> None:
    told = iteration_steps("iterate(x[turn] + h, h=0, times=2)", 5, Scope({"x": [2, 3]}))
    assert [str(step) for step in told][-1].endswith("= 5")
    assert not any("turn" in str(step) for step in told)


@pytest.mark.parametrize(
    ("text", "value"),
    [("8 ** (1/3)", 2), ("(16/81) ** (1/4)", Fraction(2, 3)), ("0 ** (1/3)", 0)],
)
def test_roots_that_are_rational(text: str, value: object) -> None:
    assert Scope({}).evaluate(text) == value


def test_other_roots_stay_roots_and_negative_ones_are_refused() -> None:
    assert str(Scope({}).evaluate("24 ** (1/3)")) == "2*3**(1/3)"
    for text in ("(-8) ** (1/3)", "8 ** (2/3)", "8 ** (1/13)"):
        with pytest.raises(UserError):
            Scope({}).evaluate(text)


def test_a_sum_whose_summand_has_no_formula_is_told_in_numbers_alone() -> None:
    text = "sum_of(c ** 2 - ln(d), c=m, d=s)"
    scope = Scope({"m": [1, 2], "s": [2, 3]})
    (step,) = iteration_steps(text, scope.evaluate(text), scope)
    assert r"\sum_{i} =" not in str(step)
    assert r"1^{2} - \ln" in str(step)


def test_entries_that_are_looked_up_are_not_told() -> None:
    """A negative one neither: (−1) = −1 says nothing."""
    scope = Scope({"s": [-2, 3], "low": -1})
    assert iteration_steps("map_of(1 if a > 0 else low, a=s)", [-1, 1], scope) == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("sum_of(a, a=s) / n", r"\frac{-9}{3} = -3"),
        ("max(a, b)", r"\max(-9, -4) = -4"),
        ("a * b - a", r"(-9) \cdot (-4) - (-9) = 45"),
        ("(b - a) / b", r"\frac{(-4) - (-9)}{-4} = -\frac{5}{4}"),
    ],
)
def test_a_negative_number_that_stands_alone_has_no_parentheses(text: str, line: str) -> None:
    scope = Scope({"a": -9, "b": -4, "n": 3, "s": [-4, -5]})
    step = expression_step(text, scope.evaluate(text), scope.value_of)
    assert f"{step.substitution} = {step.value}" == line
