"""What students and authors are told, word for word: how to type, slips of matrices, keys and settings that are wrong."""

import unicodedata
from typing import Any

import pytest

from quizgen.answers import answer_kind, how_to_type, nouns
from quizgen.answers.kinds.boolean import FALSE, TRUE
from quizgen.answers.matrix_gradient import matrix_gradient
from quizgen.answers.scalar import as_fraction
from quizgen.answers.values import infer_kind

MATRICES = {"A": "n, n", "B": "n, n", "C": "n, n", "x": "n", "y": "n"}
ROWS = {"rows": ["conv", "pool"], "columns": {"n": "integer", "k": ["a", "b"]}}


@pytest.mark.parametrize(
    ("kind", "settings", "line"),
    [
        ("integer", {}, "a whole number"),
        ("fraction", {}, "a fraction such as 3/2, or a decimal (exact, not rounded); a point for decimals"),
        ("fraction", {"lowest_terms": True}, "a fraction such as 3/2 in lowest terms, or a decimal (exact, not rounded); a point for decimals"),
        ("real", {"sigfigs": 3}, "a decimal to 3 significant figures or a fraction; a point for decimals"),
        ("choice", {}, "one option is right: give its letter"),
        ("multi", {}, "several options may be right: give all their letters, as A, C, or none"),
        ("order", {}, "every letter once, in order, as B, D, A, …"),
        ("boolean", {}, "true or false"),
        ("words", {}, "the term alone, in one or a few words"),
        ("text", {}, "your own words; a person marks them"),
        ("snippet", {}, "the code for the blank alone, as x.sum(0)"),
        ("code", {}, "PyTorch code, as nn.Linear(4, 3); nn.Sequential(…) around several layers"),
        ("shape", {"axes": ["rows", "columns"]}, "whole numbers in order: rows, columns, as (32, 32)"),
        ("expression", {"variables": []}, "an exact number such as ln(4/3) or sqrt(2)/3 (not rounded)"),
        ("interval", {"variables": ["a"]}, "an interval such as (0, 1/2] or [3, inf), or an inequality such as 0 < a <= 1/2; several with U; a point for decimals"),
        ("table", ROWS, "rows on lines of their own, cells with | between, shapes in brackets: 216 | (8, 28, 28) | true; k: a or b"),
    ],
)  # fmt: skip
def test_how_to_type(kind: str, settings: dict[str, Any], line: str) -> None:
    assert how_to_type(kind, settings) == line


@pytest.mark.parametrize(
    ("key", "text", "mistake", "said"),
    [
        ("A^T x", "A x", "factor-transposed", "One factor is transposed that is not, or the other way round: check the shapes, factor by factor."),
        ("A B x", "B A x", "order-exchanged", "Two factors stand in the wrong order; products of matrices may not be exchanged."),
        ("A (B C)", "B (A C)", "order-exchanged", "Two factors stand in the wrong order; products of matrices may not be exchanged."),
        ("(A B) C", "(A C) B", "order-exchanged", "Two factors stand in the wrong order; products of matrices may not be exchanged."),
        ("A @ B", "A .* B", "entrywise-for-product", "One of the products is a product of matrices, it is not taken entry by entry."),
        ("A .* B", "A @ B", "product-for-entrywise", "One of the products is taken entry by entry here, it is no product of matrices."),
        ("3 A x", "A x", "number-missing", "A number or size is missing as a factor."),
        ("A x + y", "A x", "term-missing", "A term is missing."),
        ("A x + y", "A x - y", "sign-of-term", "One of the terms has the wrong sign."),
        ("tanh'(x) .* y", "tanh(x) .* y", "function-for-derivative", "One function has to be its derivative: a slope comes in by the chain rule, not the value."),
        ("tanh(x) .* y", "tanh'(x) .* y", "derivative-for-function", "One derivative has to be the function itself."),
        ("inv(A) x", "A^T x", "inverse-for-transpose", "A transpose and an inverse are two things."),
    ],
)  # fmt: skip
def test_slips_of_matrices(key: str, text: str, mistake: str, said: str) -> None:
    verdict = answer_kind("matrix_expression", key, shapes=MATRICES).judge(text)
    assert (verdict.mistake, verdict.feedback) == (mistake, said)


# The ends of the lists of words, in the languages that students write.
@pytest.mark.parametrize(
    ("kind", "key", "settings", "texts"),
    [
        ("boolean", True, {}, ["true", "verdade", "是的", "stimmt", "✅"]),
        ("boolean", False, {}, ["false", "nope", "偽です", "falsch", "❌"]),
        ("integer", 7, {"units": ["losses"]}, ["answer: 7", "結果: 7", "value: 7", "値: 7", "7 loss"]),
        ("integer", 7, {"units": ["weights"]}, ["7 weights altogether", "7 weights overall", "7 重み"]),
        ("integer", 7, {"units": ["parameters"]}, ["7 parameter", "7 パラメーター"]),
        ("matrix", [[1, 2]], {}, ["matrix: [[1, 2]]", "table: [[1, 2]]"]),
        ("vector", [1, 2], {}, ["vector: [1, 2]", "ベクトル: [1, 2]"]),
        ("choice", "a", {"choices": ["a", "b"]}, ["option a", "choix: a", "選択肢 a", "antworten: a", "ordem: a"]),
    ],
)  # fmt: skip
def test_the_first_and_the_last_word(
    kind: str, key: Any, settings: dict[str, Any], texts: list[str]
) -> None:
    judge = answer_kind(kind, key, **settings)
    assert {text: str(judge.judge(text).status) for text in texts} == dict.fromkeys(
        texts, "correct"
    )


@pytest.mark.parametrize(
    "words",
    [nouns.ANSWER, nouns.TABLES, nouns.SUMS, nouns.COLUMNS, nouns.COUNTED, nouns.FILLERS, nouns.VERBS, TRUE, FALSE],
)  # fmt: skip
def test_each_word_of_a_list_is_found(words: frozenset[str]) -> None:
    """As it stands in the list, and with capital letters: Größe is looked up as größe, ベクトル with its marks."""
    assert {word for word in words if nouns.folded(word) not in words} == set()
    capitals = {word.capitalize() for word in words}
    assert {word for word in capitals if nouns.folded(word) not in words} == set()


@pytest.mark.parametrize("word", ["Größe", "Grösse", "GRÖSSE", "Länge", "Laenge"])
def test_a_size_in_german(word: str) -> None:
    judge = answer_kind("integer", 7, units=["size"])
    for text in (f"{word}: 7", f"Die {word} ist 7", f"7 {word}"):
        assert judge.judge(text).status == "correct", text
    assert judge.judge("große 7").status == "unreadable"


@pytest.mark.parametrize(
    "text", ["Größe: 7", "Grösse: 7", "Länge: 7", "Réponse: 7", "7 unités", "número de unidades: 7"]
)
def test_accents_behind_their_letters(text: str) -> None:
    """As PDF viewers copy them."""
    apart = unicodedata.normalize("NFD", text)
    assert apart != text
    assert answer_kind("integer", 7, units=["size", "units"]).judge(apart).status == "correct"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("zero", "a number in words; write it in digits"),
        ("trinta", "a number in words; write it in digits"),
        ("minus 7", "'minus' is not read as a sign; write -7"),
        ("negative 7", "'negative' is not read as a sign; write -7"),
    ],
)
def test_numbers_in_words(text: str, said: str) -> None:
    assert answer_kind("integer", 7).judge(text).feedback == said


WRONG: list[tuple[str, Any, dict[str, Any], str]] = [
    ("words", [], {}, "words: the key has no term; write answer = \"'overfitting'\""),
    ("words", 7, {}, "words: the key 7 is no text; write answer = \"'overfitting'\""),
    ("words", "dropout", {"mistakes": [{"name": "m", "value": "dropout", "hint": ""}]}, "words: 'dropout' is both accepted and a mistake; leave one of the two out"),
    ("text", "a", {}, 'text: no rubric; write rubric = [{ line = "names the rule", points = 1 }]'),
    ("text", "a", {"rubric": ["a"]}, "text: rubric: 'a' is no line with points"),
    ("text", "a", {"rubric": [["a", "0"]]}, "text: rubric: 'a' has no points"),
    ("text", "a", {"rubric": [["a", "1"]], "lines": 26}, "text: lines = 26; write a whole number from 1 to 25"),
    ("interval", "[0, 1]", {"within": "[0, 1] U [2, 3]"}, "interval: within = '[0, 1] U [2, 3]' is not one interval; write within = \"(0, inf)\""),
    ("interval", "[0, 1]", {"within": "(0, inf)"}, "interval: the key [0, 1] is not inside within = (0, inf)"),
    ("matrix_expression", "x", {}, 'matrix_expression: shapes are missing; write settings = { shapes = { W = "m, n", x = "n", a = "" } }'),
    ("matrix_expression", "A y", {"shapes": {"A": "m, n", "y": "m"}}, "matrix_expression: the key does not fit: A y: (m, n) times (m)"),
    ("matrix_expression", "W1", {"shapes": {"W_1": "n", "W1": "n"}}, "matrix_expression: shapes: two names are one, such as W_1 and W1"),
    ("matrix_expression", "x", {"shapes": {"x": 3}}, 'matrix_expression: shapes.x = 3 is no text such as "m, n", "n" or ""'),
    ("matrix_expression", "x", {"shapes": {"x": "n+1"}}, "matrix_expression: shapes.x = 'n+1' is no shape; write \"m, n\", \"n\" for a column, \"1, n\" for a row or \"\" for a number"),
    ("matrix_expression", "x", {"shapes": {"x": "n"}, "defined": {"z": "x x"}}, "matrix_expression: defined.z = 'x x': x x: (n) times (n)"),
    ("table", [[1, "a"], [2, "b"]], ROWS | {"shown": [["conv", "n"], ["conv", "k"], ["pool", "n"], ["pool", "k"]]}, "table: every cell is shown; leave one to be asked"),
    ("table", [[1]] * 31, {"rows": [f"r{i}" for i in range(31)], "columns": {"n": "integer"}}, "table: 31 rows and 1 columns; at most 30 and 10 fit on a page"),
    ("table", [[1] * 11], {"rows": ["r"], "columns": {f"c{i}": "integer" for i in range(11)}}, "table: 1 rows and 11 columns; at most 30 and 10 fit on a page"),
    ("fraction", "1/0", {}, "'1/0' is no number: a fraction with denominator 0 is no number"),
    ("vectr", [1], {}, "unknown answer kind 'vectr'; did you mean 'vector'?"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "key", "settings", "said"), WRONG)
def test_wrong_keys_and_settings(kind: str, key: Any, settings: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=r".") as told:
        answer_kind(kind, key, **settings)
    assert str(told.value) == said


def test_what_has_no_gradient() -> None:
    for arguments, said in [
        (("W", "W: m, n", ""), "nothing is defined: write how the values follow, 'z = W x + b'"),
        (("x", "x: n", "J = ||x||_1"), "no gradient goes back through a sum of absolute values: write sum(abs(x))"),
    ]:  # fmt: skip
        with pytest.raises(ValueError, match=r".") as error:
            matrix_gradient(*arguments)
        assert str(error.value) == said


def test_what_is_no_number_and_no_key() -> None:
    with pytest.raises(ValueError, match=r"^'sqrt\(2\)' is an exact value where a decimal is asked for: write numeric\(…\) around it$"):  # fmt: skip
        as_fraction("sqrt(2)")
    with pytest.raises(ValueError, match=r"^a set is no key: \{1\}$"):
        infer_kind({1})
