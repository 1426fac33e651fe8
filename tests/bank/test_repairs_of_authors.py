"""What bank authors stumbled over when they wrote questions of public exams: told once, with the repair, or no fault at all."""

from pathlib import Path

import pytest

import quizgen
from quizgen.bank.check import find_problems
from quizgen.bank.library import load_banks
from quizgen.document.check import check_document
from quizgen.errors import Problem, UserError

HEAD = '[[exercise]]\nid = "one"\nsource = "x"\n'


def problems(tmp_path: Path, body: str, draws: int = 20) -> list[Problem]:
    bank = tmp_path / "bank.toml"
    bank.write_text(HEAD + body)
    return find_problems([bank], draws=draws, document_problems=check_document)


def said(tmp_path: Path, body: str, draws: int = 20) -> list[tuple[int, str, str]]:
    return [(p.line, p.message, p.fix) for p in problems(tmp_path, body, draws)]


def test_a_key_of_the_exercise_below_its_parts(tmp_path: Path) -> None:
    body = 'draw = { n = "integer(2, 999)" }\n[exercise.part.a]\nask = "{{ n }}?"\nanswer = "n + 1"\nfew = true\n'
    fix = "few is a key of the exercise: write it above its first part"
    assert said(tmp_path, body) == [(8, "unknown key 'few'", fix)]


def test_texts_are_joined_by_plus(tmp_path: Path) -> None:
    body = """draw = { n = "integer(2, 999)" }\nask = "{{ n }}?"\nanswer = "n + 1"\nlet.unused = "'a' ~ n"\n"""
    message = "the operator ~ is not part of the bank language"
    assert said(tmp_path, body) == [(7, message, "texts are joined by +: 'x_' + '1'")]


def test_a_filter_binds_more_tightly(tmp_path: Path) -> None:
    body = 'draw = { n = "integer(2, 999)" }\nask = "{{ n / 1000 | decimals(3) }}?"\nanswer = "n + 1"\n'
    fix = "a filter takes what stands right before it: {{ (a / 2) | decimals(3) }}"
    assert [f for _, _, f in said(tmp_path, body)] == [fix]


def test_a_sign_in_a_formula_is_told_once(tmp_path: Path) -> None:
    body = 'draw = { w = "vector(3, -9, -1)" }\nask = "The sum of $w = {{ w | plain }}$?"\nanswer = "sum(w)"\n'
    (found,) = problems(tmp_path, body)
    assert "'−' in a formula: write - or, for a value, | latex or | row" in found.message


@pytest.mark.parametrize(
    ("answer", "kind", "key", "typed"),
    [
        ("n * ln(1 + exp(1))", "real", "153*log(1 + e)", "200.9290"),
        ("n * exp(1) * symbol('x')", "expression", "153*e*x", "153 x e"),
        ("n * exp(1) * symbol('e')", "expression", "153*exp(1)*e", "exp(1) * e * 153"),
        ("n * symbol('E')", "expression", "153*E", "153 E"),
    ],
)
def test_the_number_e_in_a_key(
    tmp_path: Path, answer: str, kind: str, key: str, typed: str
) -> None:
    bank = tmp_path / "bank.toml"
    body = f'instance.one = {{ n = 153 }}\ndraw.n = "integer(2, 999)"\nask = "{{{{ n }}}}?"\nkind = "{kind}"\nanswer = "{answer}"\n'
    bank.write_text(HEAD + body)
    variant = quizgen.draw("one", instance="one", banks=[str(bank)])
    settings = {"variables": ["e", "E", "x"]} if kind == "expression" else {}
    assert variant.parts[0].key == key
    assert quizgen.answers.answer_kind(kind, key=key, **settings).judge(typed).status == "correct"


STEP = """
draw = { x = "vector(2, -9, 9)", w = "vector(2, -9, 9)" }
text = "A unit gives 1 where ${{ w[0] | term('x_1') }}{{ w[1] | term('x_2') }} > 0$, else 0."
ask = "What does it give for $x = {{ x | latex }}$?"
answer = "step(w[0] * x[0] + w[1] * x[1], at_zero=0)"
"""


def test_a_unit_that_gives_0_or_1_may_say_so(tmp_path: Path) -> None:
    """Its values are no counts, and what stands there is not the answer."""
    found = [p.message for p in problems(tmp_path, STEP, draws=60)]
    assert not [m for m in found if "a count" in m or "stands in the statement" in m]


def test_a_number_that_stands_there_is_still_told(tmp_path: Path) -> None:
    body = 'draw = { n = "integer(2, 999)" }\nask = "How many inputs do {{ n }} inputs make?"\nanswer = "n"\n'
    assert any("stands in the statement" in p.message for p in problems(tmp_path, body, draws=60))


def test_a_count_is_still_never_negative(tmp_path: Path) -> None:
    body = 'draw = { n = "integer(2, 999)" }\nask = "How many weights join {{ n }} inputs and 3 outputs?"\nanswer = "3 * n"\nmistakes.less = ["3 - n", "No."]\n'
    assert any("a count" in p.message for p in problems(tmp_path, body, draws=60))


def test_a_folder_of_banks_is_found_by_its_path(tmp_path: Path) -> None:
    """As the guide says it: quizgen gallery mine -o gallery --bank mine."""
    body = 'draw = { n = "integer(2, 999)" }\nask = "{{ n }}?"\nanswer = "n + 1"\n'
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "own.toml").write_text(HEAD + body)
    (tmp_path / "other.toml").write_text((HEAD + body).replace('"one"', '"two"'))
    library = load_banks([mine, tmp_path / "other.toml"])
    assert [exercise.id for exercise in library.find(str(mine))] == ["one"]
    for nothing in (str(tmp_path / "none"), ""):
        with pytest.raises(UserError, match="nothing is called"):
            library.find(nothing)
