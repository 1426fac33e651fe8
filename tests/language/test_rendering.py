"""Expressions and texts beside Jinja itself, which compiles what we work out from the tree."""

from fractions import Fraction
from typing import Any

import pytest
from jinja2 import UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from quizgen.errors import UserError
from quizgen.language.expression import Scope, environment
from quizgen.language.rendering import text_of
from quizgen.language.sandbox import bounded_range
from quizgen.language.texts import filled
from quizgen.solver.values import as_array

JINJA = ImmutableSandboxedEnvironment(autoescape=False, trim_blocks=True, lstrip_blocks=True)
JINJA.globals = {"range": bounded_range}
VALUES: dict[str, Any] = {
    "a": 4,
    "b": 7,
    "none_": None,
    "xs": [3, 1, 2],
    "pairs": [(1, "one"), (2, "two")],
    "table": {"x": 1, "y": [2, 3]},
    "word": "sum of  squares",
}

EXPRESSIONS = [
    "a", "-a", "+a", "not a", "a + b * 2", "(a - b) // 2", "a % 3", "a ** 2", "1.5", "'text'", "none", "true",
    "[a, b, 'c']", "(a, b)", "(a,)", "()", "[]", "{}", "{'a': a, b: [b]}",
    "xs[0]", "xs[-1]", "xs[1:]", "xs[:2]", "xs[::-1]", "xs[a - 4:b - 5]", "word[2:7]", "table['y'][1]", "table.x",
    "a < b", "a == 4", "a != 4", "a < b < 10", "a < b > 10", "2 in xs", "9 not in xs", "a <= 4 and b >= 7",
    "a and b", "0 or b", "a > 5 or xs", "'yes' if a else 'no'", "'yes' if not a else b", "'yes' if a > 5",
    "word.upper()", "word.split()", "word.split(' ', 1)", "table.get('z', 8)", "word.count('s')", "word.split(maxsplit=1)",
    "word.split(*[' ', 1])", "word.split(**{'sep': 'o'})", "word.split(*[' '], **{'maxsplit': 1})",
    "xs | length", "xs | sort", "xs | sort(reverse=true) | join(' < ')", "xs | first", "xs | last", "xs | sum",
    "xs | map('string') | join('-')", "pairs | map(attribute=1) | list", "xs | max", "xs | unique | list", "-3 | abs",
    "missing_ | default('d')", "word | title", "word | trim | capitalize", "'3' | int + 1", "xs | reverse | list",
    "a is even", "a is odd", "a is divisibleby(2)", "a is number", "word is string", "none_ is none", "a is not none",
    "a is eq 4", "a is gt(3)", "a is in [4, 5]", "missing_ is defined", "(a if b else xs) is sequence",
]  # fmt: skip

TEXTS = [
    "", "plain", "{{ a }}{{ b }}", "a {{- ' b ' -}} c", "{# said to nobody #}x", "{% raw %}{{ a }}{% endraw %}",
    "{% if a %}yes{% endif %}", "{% if a > 5 %}5{% elif a > 3 %}3{% else %}0{% endif %}",
    "{% if a > 5 %}5{% elif b > 9 %}9{% endif %}", "{% if a > 5 %}5{% else %}{% if b %}b{% endif %}!{% endif %}",
    "{% for x in xs %}{{ x }}, {% endfor %}", "{% for x in [] %}{{ x }}{% else %}none{% endfor %}",
    "{% for n, text in pairs %}{{ n }}: {{ text }}{{ '; ' if not loop.last }}{% endfor %}",
    "{% for x in xs if x > 1 %}{{ loop.index }}/{{ loop.length }} {{ x }} {{ loop.first }} {% else %}no{% endfor %}",
    "{% for x in xs if x > 9 %}{{ x }}{% else %}no{% endfor %}",
    "{% for x in xs %}{% for a in range(x) %}{{ a }}{% endfor %}|{% endfor %}{{ a }}",
    "{% for x in xs %}{{ loop.index0 }}{{ loop.revindex }}{% endfor %}", "{% for k, v in table.items() %}{{ k }}{{ v }}{% endfor %}",
    "{% set n = a + 1 %}{{ n }}", "{% set n, m = 1, 2 %}{{ n + m }}", "{% set a = 0 %}{{ a }}",
    "{% set n = 1 %}{% if a %}{% set n = 2 %}{% endif %}{{ n }}",
    "{% set n = 1 %}{% for x in xs %}{% set n = x %}{{ n }}{% endfor %}{{ n }}",
    "{% set n = 1 %}{% for x in xs %}{{ n }}{% set n = x %}{% endfor %}{{ n }}",
    "{% for x in xs %}{% if x == 2 %}{% set y = x %}{{ y }}{% endif %}{% endfor %}",
    "{% with n = 5 %}{{ n }}{% endwith %}", "{% with a = 5, n = a %}{{ n }}{{ a }}{% endwith %}{{ a }}",
    "{% with %}{% set a = 5 %}{{ a }}{% endwith %}{{ a }}",
    "{% set t %}a is {{ a }}{% endset %}[{{ t }}]", "{% set t | upper | trim %} a{{ a }}{% endset %}{{ t }}",
    "{% for x in xs %}{% set t %}{{ x }}{% endset %}{{ t }}{% endfor %}",
    "{% if a %}\n  {% for x in xs %}\n  - {{ x }}\n  {% endfor %}\n{% endif %}\nend",
]  # fmt: skip


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression_has_the_value_that_jinja_gives_it(expression: str) -> None:
    expected = JINJA.compile_expression(expression, undefined_to_none=False)(**VALUES)
    ours = text_of(environment().parse("{{ (" + expression + ") }}"), environment())(VALUES)
    assert ours == str(expected)


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_what_jinja_writes(text: str) -> None:
    assert text_of(environment().parse(text), environment())(VALUES) == JINJA.from_string(
        text
    ).render(VALUES)


@pytest.mark.parametrize("text", ["{{ nobody }}", "{{ nobody + 1 }}", "{{ a if nobody }}", "{% for x in nobody %}{% endfor %}"])  # fmt: skip
def test_a_name_without_a_value_is_an_error(text: str) -> None:
    with pytest.raises(UndefinedError, match="nobody"):
        text_of(environment().parse(text), environment())(VALUES)


@pytest.mark.parametrize("text", ["a | nothing", "a is nothing"])
def test_a_filter_or_test_that_is_not_there_is_said(text: str) -> None:
    with pytest.raises(UserError, match=r"No (filter|test) named 'nothing'"):
        Scope(VALUES).evaluate(text)


@pytest.mark.parametrize(
    "text", ["{% set xs.a = 1 %}", "{% for n, m in xs %}{% endfor %}", "{% set n, m = xs %}"]
)
def test_what_cannot_be_given_a_name_is_an_error(text: str) -> None:
    with pytest.raises((UserError, TypeError, ValueError)):
        text_of(environment().parse(text), environment())(VALUES)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ x }}", "[8, 58, -10]"),
        ("{{ x | str }}", "[8, 58, -10]"),
        ("{{ [x, A] | join(' ') }}", "[8, 58, -10] [[1, 20], [1/3, 4]]"),
        ("{{ A[0] }}", "[1, 20]"),
        ("{{ A[0] | string }}", "[1, 20]"),
        ("{{ (1/3, 2) }}", "(1/3, 2)"),
        ("{{ [(x[0] / 3,), (ln(2), 1/2)] | string }}", "[(8/3,), (ln(2), 1/2)]"),
    ],
)
def test_vectors_and_matrices_have_commas(text: str, said: str) -> None:
    x, a = as_array([8, 58, -10]), as_array([[1, 20], [Fraction(1, 3), 4]])
    assert filled(text, Scope({"x": x, "A": a})) == said
