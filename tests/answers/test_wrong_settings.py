"""A key or a setting that no answer can be judged by is told to its author, with what would be right."""

import re
from contextlib import suppress
from typing import Any

import pytest

from quizgen.answers import answer_kind, kind_class, kind_names

TABLE = {"rows": ["a"], "columns": {"p": "integer"}}
AB = {"choices": ["a", "b"]}
SHAPES = {"W": "m, n", "g": "m"}
HEADS = 'are no heads; write rows = ["conv1", "pool"]'
NO_CELL = "is no cell; write [row, column] with heads of this table"
LINE = {"rubric": [["names it", 1]]}
NO_SET = "is no set; write interval(0, 1/2, 'right') or '(0, 1/2]' in quotes"
NO_TERMS = "is no list of at least 2 terms; write answer = "


def column(p: object) -> dict[str, Any]:
    return {"rows": ["a"], "columns": {"p": p}}


WRONG: list[tuple[str, Any, dict[str, Any], str]] = [
    ("vector", [1, 2], {"partial": "half"}, "setting partial='half'; known are all, coverage, each, net, off, per_entry"),
    ("matrix", [[1]], {"partial": 3}, "setting partial=3; known are "),
    ("interval", "(0, 1)", {"partial": [1]}, "setting partial=[1]; known are "),
    ("expression", "x", {"variables": ["x"], "domain": ["reals"]}, "domain=['reals']; known are positive_integers, reals"),
    ("expression", "x", {"variables": [1]}, 'expression: variables has 1 in it, which is no text; write variables = ["x"]'),
    ("interval", "(0, 1)", {"variables": True}, "interval: variables = True is no list; write [True]"),
    ("symbolic_matrix", [["x"]], {"variables": b"x"}, "symbolic_matrix: variables = b'x' is no list; write [b'x']"),
    ("choice", "a", {**AB, "called": True}, "choice: called = True is no list; write [True]"),
    ("choice", "a", {**AB, "called": [None, "b"]}, 'choice: called has None in it, which is no text; write called = ["a cat"]'),
    ("real", 1, {"sigfigs": None}, "real: sigfigs = None is no number; write sigfigs = 3"),
    ("matrix", [[1]], {"rtol": None}, "matrix: rtol = None is no number; write rtol = 0.01"),
    ("vector", [1], {"atol": "x"}, "vector: atol = 'x' is no number; write atol = 0.001"),
    ("snippet", "x", {"accepted": [1]}, 'snippet: accepted = [1] is no list of texts; write ["…", "…"]'),
    ("matrix_expression", "W g", {"shapes": {"1": "m"}}, "shapes: '1' is no name such as W, W_1 or delta"),
    ("table", [["1"]], {**TABLE, "rows": ["a", "a"]}, f"rows = ['a', 'a'] {HEADS}"),
    ("table", [["1"]], {**TABLE, "rows": []}, f"rows = [] {HEADS}"),
    ("table", [["1"]], {"columns": {"p": "integer"}}, f"rows = None {HEADS}"),
    ("table", [["1"]], {"rows": ["a"]}, 'columns = None; write columns = { parameters = "integer", shape = "shape" }'),
    ("table", [["1"]], column("table"), "column 'p': 'table' does not stand in a cell; write integer, real, "),
    ("table", [["1"]], column(["x"]), "column 'p' = ['x']; write a kind, or a list of 2 to 20 different options"),
    ("table", [["1"]], column(["x"] * 2), "write a kind, or a list of 2 to 20 different options"),
    ("table", [["1"]], column([f"x{i}" for i in range(21)]), "write a kind, or a list of 2 to 20 different options"),
    ("table", [["1"]], column(3), "column 'p' = 3; write a kind, or a list of 2 to 20 different options"),
    ("table", [["1"]], column(["x", "y|z"]), "column 'p': the option 'y|z' cannot be typed"),
    ("table", [["1"]], column(["x", "y;z"]), "column 'p': the option 'y;z' cannot be typed"),
    ("table", [["1"]], column(["x", "="]), "column 'p': the option '=' cannot be typed"),
    ("table", [["1"]], column({"kind": "boolean", "penalty": 1}), "column 'p': cells take no penalty; ask the statements one by one"),
    ("table", [["1"]], column({"kind": "integer", "huh": 1}), "table: a: integer: unknown setting 'huh'; settings are "),
    ("table", [["z"]], column(["x", "y"]), "table: a: one_of: the key 'z' cannot be read: 'z' is none of x, y"),
    ("table", [["1", "2"]], TABLE, "row 'a' is no list of 1 cells: ['1', '2']"),
    ("table", "1", TABLE, "the key is no list of 1 rows: '1'"),
    ("table", [["1"]], {**TABLE, "shown": [["b", "p"]]}, f"shown: ['b', 'p'] {NO_CELL}"),
    ("table", [["1"]], {**TABLE, "shown": [["a"]]}, f"shown: ['a'] {NO_CELL}"),
    ("table", [["1"]], {**TABLE, "shown": [["a", "p"]]}, "every cell is shown; leave one to be asked"),
    ("terms", ["a", "b"], {"count": 1}, "count = 1 is no whole number from 2 to 8"),
    ("terms", ["a", "b"], {"count": 9}, "count = 9 is no whole number from 2 to 8"),
    ("terms", ["a", "b"], {"count": "two"}, "count = 'two' is no whole number from 2 to 8"),
    ("terms", ["a", "b"], {"count": 2, "partial": "half"}, "partial = 'half'; write \"per_entry\" or \"all\""),
    ("terms", ["a", "a"], {"count": 2}, "'a' stands in the key twice"),
    ("terms", "a", {"count": 2}, f"the key 'a' {NO_TERMS}"),
    ("terms", ["a"], {"count": 2}, f"the key ['a'] {NO_TERMS}"),
    ("text", None, {}, "no model answer; write model = "),
    ("text", "x", {}, 'no rubric; write rubric = [{ line = "names the rule", points = 1 }]'),
    ("words", "dropout", {"free": "case"}, "free = 'case' is no list; write free = [\"case\", \"hyphens\"]"),
    ("words", "dropout", {"free": ["huh"]}, "free: 'huh' is none of case, accents, hyphens, articles, plural"),
    ("words", "a + b", {}, "'a + b' is no term; write words with blanks or hyphens between them"),
    ("words", [], {}, "the key has no term; write answer = "),
    ("words", 3, {}, "the key 3 is no text; write answer = "),
    ("snippet", 3, {}, "the key 3 is no text; write answer = \"'x.sum(0)'\""),
    ("code", "nn.Linear(0, 2)", {}, "is refused by PyTorch: Linear: in_features=0 must be a whole number of at least 1"),
    ("code", 3, {}, "the key is a layer or a text of code, not 3"),
    ("code", ["a"], {}, "the key is a layer or a text of code, not ['a']"),
    ("interval", 3, {}, f"the key 3 {NO_SET}"),
    ("interval", [0, 1], {}, f"the key [0, 1] {NO_SET}"),
    ("interval", "x", {}, "the key 'x' cannot be read: "),
    ("vector", "x", {}, "the key 'x' cannot be read: 'x' is not a number; write 3, -2.5 or 1/2"),
    ("vector", ["x"], {}, "'x' is no number: "),
    ("real", float("nan"), {}, "nan is no number"),
    ("real", 1, {"sigfigs": "x"}, "sigfigs = 'x' is no whole number; write sigfigs = 3"),
    ("real", 1, {"atol": -1}, "atol = -1 is below 0"),
    ("fraction", "1/2", {"rounding": 99}, "rounding = 99 is no number of significant digits"),
    ("integer", 1, {"units": "x"}, "units = 'x' is no list; write ['x']"),
    ("integer", 1, {"penalty": 1}, "unknown setting 'penalty'; settings are "),
    ("boolean", True, {"penalty": 2}, 'penalty = 2 is no share of the points; write penalty = "1/2"'),
    ("boolean", True, {"penalty": -1}, "penalty = -1 is no share of the points"),
    ("boolean", "maybe", {}, "the key 'maybe' cannot be read: 'maybe' is neither true nor false"),
    ("boolean", 3, {}, "3 is neither true nor false"),
    ("choice", "z", AB, "the key 'z' is none of the options a, b"),
    ("multi", ["z"], AB, "the key 'z' is none of the options a, b"),
    ("choice", "a", {**AB, "choice_texts": ["x"]}, "2 choices and 1 texts"),
    ("expression", "y", {"variables": ["x"]}, "the name 'y' is not used in this question; the names are x"),
    ("expression", "x +", {"variables": ["x"]}, "'x +' cannot be read: the formula ends too early"),
    ("expression", "x", {"variables": "x"}, "variables = 'x' is no list; write ['x']"),
    ("expression", "x", {"variables": ["x"], "domain": "huh"}, "domain='huh'; known are positive_integers, reals"),
    ("matrix_expression", "W^T g", {"shapes": {**SHAPES, "W": 3}}, 'shapes.W = 3 is no text such as "m, n", "n" or ""'),
    ("matrix_expression", "W^T g", {"shapes": {**SHAPES, "W": "m, n, k"}}, "shapes.W = 'm, n, k' is no shape; write "),
    ("matrix_expression", "W g", {"shapes": SHAPES}, "the key does not fit: W g: (m, n) times (m)"),
    ("matrix_expression", "W^T g", {"shapes": {**SHAPES, "1": "m"}}, "'1' is no name such as W, W_1 or delta"),
    ("matrix_expression", "W^T g", {"shapes": {**SHAPES, **{f"x{i}": "m" for i in range(60)}}}, "62 names in shapes; at most 40"),
    ("matrix_expression", "W^T g", {"shapes": SHAPES, "defined": {"W": "g"}}, "defined.W = 'g': its shape is (m), not that in shapes"),
    ("matrix_expression", "W^T g", {"shapes": SHAPES, "functions": "sigma"}, "functions = 'sigma' is no list such as [\"sigma\"]"),
    ("matrix_expression", "W^T g", {"shapes": SHAPES, "functions": ["W"]}, "W is a function and a name in shapes"),
    ("matrix_expression", "W^T g", {"shapes": SHAPES, "functions": ["3s"]}, "functions: '3s' is no name such as sigma"),
    ("matrix_expression", "x", {}, 'shapes are missing; write settings = { shapes = { W = "m, n", x = "n", a = "" } }'),
    ("matrix_expression", "xa", {"shapes": {f"x{c}": c for c in "abcdefghi"}}, "9 letters of sizes; at most 8"),
    ("matrix_expression", "W", {"shapes": {"W_1": "n", "W1": "n"}}, "shapes: two names are one, such as W_1 and W1"),
    ("matrix_expression", "n", {"shapes": {"n": "m", "x": "n"}}, "n is a name and a size; call one of them otherwise"),
    ("matrix_expression", "W", {"shapes": "W: m; W: n"}, "'W: m; W: n' has a name twice; write each once"),
    ("matrix_expression", "g", {"shapes": SHAPES, "defined": 3}, 'defined = 3 is no table such as { z = "W x + b" }'),
    ("matrix_expression", "g", {"shapes": SHAPES, "defined": "z = g; z = 2 g"}, "'z = g; z = 2 g' has a name twice"),
    ("matrix_expression", "A", {"shapes": {"A": "n, n"}, "defined": {"z": "A*A"}}, "defined.z = 'A*A': it may be read in two ways; write @ and ⊙"),
    ("code", [3], {}, "the key is a layer or a text of code, not [3]"),
    ("snippet", "x.sum(0)", {"accepted": 3}, 'accepted = 3 is no list of texts; write ["…", "…"]'),
    ("words", "dropout", {"accepted": 3}, 'accepted = 3 is no list of texts; write ["…", "…"]'),
    ("text", "", LINE, 'text: no model answer; write model = "…"'),
    ("text", "m", {**LINE, "lines": 0}, "lines = 0; write a whole number from 1 to 25"),
    ("text", "m", {**LINE, "lines": 26}, "lines = 26; write a whole number from 1 to 25"),
    ("text", "m", {"rubric": ["x"]}, "rubric: 'x' is no line with points"),
    ("text", "m", {"rubric": [["a", 0]]}, "rubric: 'a' has no points"),
    ("symbolic_matrix", [["x+"]], {"variables": ["x"]}, "the key cannot be read: the formula ends too early"),
    ("integer", 1, {"given": [2, [True]]}, "given has true in it, which is no number"),
    ("table", [[1]], {"rows": ["a"], "columns": {"p": "integer", "P": "integer"}}, "columns ['p', 'P'] are no heads, or two are called the same"),
    ("table", [[1]], {"rows": ["a"], "columns": [["p"]]}, "the column ['p'] is no head with a kind"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "key", "settings", "said"), WRONG, ids=[f"{c[0]}-{c[3][:30]}" for c in WRONG]
)
def test_it_is_told(kind: str, key: Any, settings: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        answer_kind(kind, key, **settings)


# A key of each kind, and the settings without which it has no meaning.
KEYS: dict[str, tuple[Any, dict[str, Any]]] = {
    "integer": (7, {}), "real": (1.5, {}), "fraction": ("3/2", {}), "vector": ([1, 2], {}), "matrix": ([[1, 2]], {}),
    "shape": ([1, 2], {}), "expression": ("x", {"variables": ["x"]}), "symbolic_matrix": ([["x"]], {"variables": ["x"]}),
    "matrix_expression": ("W g", {"shapes": {"W": "m, n", "g": "n"}}), "choice": ("a", AB), "multi": (["a"], AB),
    "order": (["a", "b"], AB), "boolean": (True, {}), "code": ("nn.ReLU()", {}), "snippet": ("x", {}),
    "words": ("dropout", {}), "terms": (["a", "b"], {"count": 2}), "interval": ("(0, 1)", {}), "table": ([[1]], TABLE),
    "text": ("m", LINE),
}  # fmt: skip
ODD: list[Any] = [
    None, True, False, 0, -1, 10**40, 1.5, float("nan"), float("inf"), 3 + 4j, "", "x", "1/0", "1e400", b"x", object(),
    [], [1], [None], [[1]], [[]], [{}], (1,), {1}, set(), {}, {"a": 1}, {1: 2}, {"a": None}, {"a": {"b": 1}},
]  # fmt: skip


def test_every_kind_has_a_key_here() -> None:
    assert {
        name for name in kind_names() if kind_class(name).__module__.startswith("quizgen.")
    } <= KEYS.keys()


@pytest.mark.parametrize("kind", sorted(KEYS))
def test_a_setting_of_any_type_is_taken_or_refused(kind: str) -> None:
    """`ValueError` is what every caller tells an author; any other error would be a traceback."""
    key, needed = KEYS[kind]
    for setting in sorted(kind_class(kind).allowed):
        for odd in ODD:
            with suppress(ValueError):
                answer_kind(kind, key, **{**needed, setting: odd})
