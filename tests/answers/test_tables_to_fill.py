"""The answer kind `table`: cells judged by their own kinds, marks by the cell, texts that are not read."""

import re
import time
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

import pytest

from quizgen.answers import answer_kind, how_to_type
from quizgen.answers.kind import FAILED, AnswerKind
from quizgen.answers.table_cells import layout
from quizgen.document import tree, value
from quizgen.document.printers import latex_tree

ROWS = ["conv1", "pool", "fc"]
COLUMNS = {"parameters": "integer", "output shape": "shape", "learns?": "boolean"}
KEY = [[208, [8, 28, 28], True], [0, [8, 14, 14], False], [15690, [10], True]]
RIGHT = "208 | (8, 28, 28) | true; 0 | (8, 14, 14) | false; 15690 | (10,) | true"
MISTAKES = [
    {"name": "no-bias", "value": [[200, None, None], [None] * 3, [15680, None, None]], "hint": "Biases are learned."},
    {"name": "no-pad", "value": [[None, [8, 24, 24], None], [None] * 3, [None] * 3], "hint": "There is padding."},
]  # fmt: skip


def table(key: Any = KEY, mistakes: Any = MISTAKES, **settings: Any) -> AnswerKind:
    settings = {"rows": ROWS, "columns": COLUMNS, "partial": "per_entry", **settings}
    return answer_kind("table", key, mistakes, **settings)


@pytest.mark.parametrize(
    "text",
    [
        RIGHT,
        RIGHT.replace(" | ", ", "),
        RIGHT.replace("; ", "\n"),
        "208\t8x28x28\tyes\r\n0\t8×14×14\tno\r\n15690\t(10,)\tyes",
        "208; 8x28x28; yes\n0; (8, 14, 14); no;\n15690; (10,); yes",
        "conv1: 208; 8x28x28; yes\n\npool: 0; (8, 14, 14); no\nfc: 15690; (10,); yes\n",
        "conv1: 208, (8, 28, 28), yes\npool: 0, (8, 14, 14), no\nfc: 15690, (10,), yes",
        "fc: 15690, (10,), yes; conv1: 208, (8, 28, 28), yes; pool: 0, (8, 14, 14), no",
        (
            "| layer | parameters | output shape | learns? |\n|---|---|---|---|\n| conv1 | 208 | (8, 28, 28) | y |\n"
            "| pool | 0 | (8, 14, 14) | n |\n| fc | 15690 | (10,) | y |"
        ),
        "[[208, [8, 28, 28], true], [0, [8, 14, 14], false], [15690, [10], true]]",
        "(208, (8, 28, 28), true); (0, (8, 14, 14), false); (15690, (10,), true)",
    ],
)
def test_ways_to_type_it(text: str) -> None:
    assert table().judge(text).status == "correct"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("208, (8, 28, 28), true; 0, (8, 14, 14), false", "2 rows, and 3 are asked: conv1, pool, fc"),
        (RIGHT + "; 1 | (1,) | true", "4 rows"),
        (RIGHT.replace("208 | ", ""), "row conv1 has 2 cells, and 3 are asked"),
        (RIGHT.replace("(8, 14, 14)", "8, 14, 14").replace("|", ","), "row pool has 5 cells"),
        (RIGHT.replace("false", "perhaps"), "pool, learns?: 'perhaps' is neither"),
        (RIGHT.replace("(8, 14, 14)", "(8, 14, 14"), "is not closed"),
        (RIGHT.replace("15690", "many"), "fc, parameters:"),
        ("? | ? | ?; ? | ? | ?; ? | ? | ?", "no cell is filled in"),
        ("conv1: 208, (8, 28, 28), yes\nconv1: 0, (8, 14, 14), no\nfc: 15690, (10,), yes", "twice"),
        ("pool: 208, (8, 28, 28), yes\n0, (8, 14, 14), no\n15690, (10,), yes", "begins another row"),
        ("", "nothing was written"),
    ],
)  # fmt: skip
def test_what_is_missing_or_too_much_is_said(text: str, said: str) -> None:
    verdict = table().judge(text)
    assert verdict.status == "unreadable"
    assert said in verdict.feedback


def test_wrong_cells_are_named_and_the_others_earn() -> None:
    text = "208 | (28, 28, 8) | true; ? | (8, 14, 14) | false; 15690 | (10,) | true"
    verdict = table().judge(text)
    # 9 cells; repeating one value in each column has 0 + 0 + 2 right, and a 0 among the numbers 1.
    assert verdict.score == Fraction(7 - 3, 9 - 3)
    assert "7 of 9 cells are right" in verdict.feedback
    assert "Not right: conv1, output shape (The right sizes, in the wrong order" in verdict.feedback
    assert "Not answered: pool, parameters." in verdict.feedback
    assert table(partial="all").judge(text).score == 0


def test_one_value_repeated_in_each_column_earns_nothing() -> None:
    judge = table()
    for number, shape, learns in product((0, 208, 7), ("(10,)", "(8, 28, 28)"), ("yes", "no")):
        text = "; ".join([f"{number} | {shape} | {learns}"] * 3)
        # One of the numbers and one of the shapes had to be found.
        assert judge.judge(text).score <= Fraction(1, 6), text
    assert judge.judge("0 | (1,) | yes; 0 | (1,) | yes; 0 | (1,) | yes").score == 0


def test_a_mistake_is_found_by_its_column() -> None:
    text = RIGHT.replace("208", "200").replace("15690", "15680")
    assert table().judge(text).mistake == "no-bias"
    both = table().judge(text.replace("(8, 28, 28)", "(8, 24, 24)"))
    assert both.mistake == "no-bias or no-pad"
    assert "Either: Biases are learned. Or: There is padding." in both.feedback
    assert table().judge(RIGHT.replace("208", "200")).mistake is None  # of two cells one only


def test_cells_that_are_shown_are_not_asked() -> None:
    judge = table(shown=[["pool", "parameters"], ["conv1", "output shape"]])
    for text in (
        RIGHT,
        "208 | = | yes; = | (8, 14, 14) | no; 15690 | (10,) | yes",
        "208 | yes; (8, 14, 14) | no; 15690 | (10,) | yes",
    ):
        assert judge.judge(text).status == "correct"
    verdict = judge.judge(RIGHT.replace("0 | (8, 14", "5 | (8, 14"))
    assert verdict.status == "unreadable"
    assert "pool, parameters is given as 0" in verdict.feedback


def test_every_kind_of_cell() -> None:
    columns = {"a": "fraction", "b": {"kind": "real", "atol": "0.01"}, "c": ["sigmoid", "ReLU"]}
    judge = answer_kind("table", [["1/2", 0.25, "ReLU"]], rows=["x"], columns=columns)
    assert "; c: sigmoid or ReLU" in judge.how_to_type(judge.settings)
    cells = layout(judge.settings).columns
    said = [how_to_type("fraction", {}), how_to_type("real", {"atol": "0.01"}), "sigmoid / ReLU"]
    assert [cell.how_to_type for cell in cells] == said
    assert [cell.offered for cell in cells] == [(), (), ("sigmoid", "ReLU")]
    assert judge.judge("1/2 | 0.255 | relu").status == "correct"
    assert judge.judge("2/4, 0.27, relu").status == "wrong"
    assert "none of sigmoid, ReLU" in judge.judge("1/2 | 0.25 | tanh").feedback


def test_the_typed_key_is_right_and_exact_gives_it_back() -> None:
    judge = table()
    assert judge.judge(judge.typed(KEY)).status == "correct"
    assert judge.exact(judge.key) == KEY
    assert judge.repeats(RIGHT, RIGHT.replace("|", ","))
    assert not judge.repeats(RIGHT, RIGHT.replace("208", "209"))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"rows": "conv1"}, "rows"),
        ({"rows": ["a", "a", "b"]}, "rows"),
        ({"columns": []}, "columns"),
        ({"columns": "integer"}, "columns"),
        ({"columns": 3}, "columns"),
        ({"columns": {str(i): "integer" for i in range(11)}}, "11 columns; at most"),
        ({"rows": [str(i) for i in range(31)]}, "31 rows"),
        ({"columns": {"a": "matrix", "b": "shape", "c": "boolean"}}, "does not stand in a cell"),
        ({"columns": {"a": "intger", "b": "shape", "c": "boolean"}}, "'intger'"),
        ({"columns": {"a": "integer", "b": "shape", "c": ["only"]}}, "different options"),
        ({"columns": {"a": "integer", "b": "shape", "c": ["x;y", "z"]}}, "cannot be typed"),
        ({"columns": {"a": "integer"}}, "list of 1 cells"),
        ({"rows": ["a", "b"]}, "list of 2 rows"),
        ({"shown": [["conv1", "size"]]}, "is no cell"),
        ({"shown": [[row, column] for row in ROWS for column in COLUMNS]}, "every cell is shown"),
        ({"columns": {"a": {"kind": "integer", "colour": 3}, "b": "shape", "c": "boolean"}}, "colour"),
        ({"partial": "each"}, "partial"),
    ],
)  # fmt: skip
def test_what_a_table_cannot_be(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        table(**settings)


WORDS = {"yes": "true", "y": "true", "t": "true", "1": "1", "no": "false", "n": "false", "f": "false"}  # fmt: skip
PIECES = [*"()[]{};,|?=-.:/*_ 0123456789", "\n", "\t", "true", "no", "conv1:", "pool", "208", "×", "−", "''", "½", "²", "｜", "；", "\\", "$"]  # fmt: skip
SEEN = re.compile(r"[-−]?\d+|[^\W\d_]+|(?<=\d)\.(?=\d)|[½²*/?:]")


def tokens(text: str) -> list[str]:
    """What a text says, without what parts it: a reader of another make than the one under test."""
    found = SEEN.findall(re.sub(r"(conv1|pool|fc)\s*[:|,\t]", " ", text))
    plain = [re.sub(r"^0+(?=\d)", "", token) for token in found]
    return [WORDS.get(token, token) for token in plain if token not in ("x", "×")]


def mutated(text: str, random: Random) -> str:
    for _ in range(random.randint(1, 4)):
        i, j = sorted((random.randint(0, len(text)), random.randint(0, len(text))))
        j = min(j, i + 6)
        text = random.choice(
            [
                text[:i] + random.choice(PIECES) + text[i:],
                text[:i] + text[i + 1 :],
                text[:i] + random.choice(PIECES) + text[j:],
                text[:i] + text[j:] + text[i:j],
                text[:j] + text[i:j] + text[j:],
            ]
        )
    return text


@pytest.mark.timed
def test_fuzzed_texts_raise_nothing_and_are_accepted_only_where_they_say_the_key() -> None:
    judge, random = table(), Random("tables")  # noqa: S311 - a corpus
    starts = [RIGHT, RIGHT.replace(" | ", ", "), RIGHT.replace("; ", "\n"), judge.typed(KEY)]
    judge.judge(RIGHT)  # what is imported when it is needed is imported
    wrongly, accepted, slowest = [], 0, 0.0
    for _ in range(10_000):
        text = mutated(random.choice(starts), random)
        began = time.process_time()
        verdict = judge.judge(text)
        taken = time.process_time() - began
        if taken > slowest:  # once more: the first one of its kind loads what reads it
            began = time.process_time()
            table().judge(text)
            slowest = max(slowest, min(taken, time.process_time() - began))
        assert FAILED not in verdict.feedback, text
        if verdict.status == "correct":
            accepted += 1
            if tokens(text) != tokens(RIGHT):
                wrongly.append(text)
    assert wrongly == []
    assert accepted > 150
    assert slowest < 0.05


def test_a_key_is_printed_as_other_keys_are() -> None:
    settings = {"rows": ["a"], "columns": {"x": "fraction", "s": "shape", "v": "vector", "w": ["grows", "-3"]}}  # fmt: skip
    (printed,) = value.shown("table", [["-3/2", [10], [-1, 2], "grows"]], settings)
    assert printed == tree.Text("−3/2 | (10) | [−1, 2] | grows")
    judge = answer_kind("table", [["-3/2", [10], [-1, 2], "grows"]], **settings)
    for text in (printed.text, latex_tree.inlines((printed,))):
        assert judge.judge(text).status == "correct", text


def test_an_option_is_printed_as_it_is() -> None:
    settings = {"rows": ["a", "b"], "columns": {"x": ["grows?", "falls"]}}
    assert value.shown("table", [["grows?"], ["falls"]], settings) == (tree.Text("grows?; falls"),)
    assert value.shown("table", [[None], ["?"]], settings) == (tree.Text("–; –"),)


def test_heads_in_what_cannot_be_read_are_not_typeset() -> None:
    kind = answer_kind("table", [[1, 2], [3, 4]], rows=["$a$", "`b`"], columns={"$x$": "integer", "y": "integer"})  # fmt: skip
    assert kind.judge("1 2").feedback.endswith(": a, b")
    assert kind.judge("1; 3 4").feedback.startswith("row a has 1 cell")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ([[200, None, None], [None] * 3, [15680, None, None]], "parameters: conv1 → 200, fc → 15680"),
        ([[1, None, None], [2, None, None], [-3, None, None]], "parameters: 1, 2, −3"),
        ([[208, [8, 24, 24], True], [0, [8, 14, 14], True], [15690, [10], True]],
         "output shape: conv1 → (8, 24, 24); learns?: pool → true"),
    ],
)  # fmt: skip
def test_of_a_mistake_only_the_cells_are_told_that_are_not_the_keys(wrong: Any, said: str) -> None:
    """By the heads of their columns and rows; where all of a column are wrong, in the order of its rows."""
    settings = {"rows": ROWS, "columns": COLUMNS}
    assert tree.plain(value.mistaken("table", wrong, KEY, settings)) == said


def test_a_column_that_is_partly_shown_is_all_wrong_without_those() -> None:
    settings = {"rows": ["a", "$b$", "c"], "columns": {"$x$": "integer"}, "shown": [["a", "$x$"]]}
    told = [
        value.mistaken("table", wrong, [[1], [2], [3]], settings)
        for wrong in ([[1], [8], [9]], [[1], [8], [3]])
    ]
    assert told[0] == (tree.Text("8"), tree.Text(", "), tree.Text("9"))
    assert told[1] == (tree.Math("b"), tree.Text(" → "), tree.Text("8"))
