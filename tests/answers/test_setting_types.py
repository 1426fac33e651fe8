"""Of which type a setting is: what is of another one is told, and never taken to mean something else."""

from typing import Any

import pytest

from quizgen.answers import answer_kind
from quizgen.answers.setting_types import check_types

LISTS = "units names axes choices choice_texts called items variables trivial given"


def said(**settings: Any) -> str:
    try:
        check_types("real", settings)
    except ValueError as error:
        return str(error)
    return ""


class TestLists:
    """A text is no list of its letters."""

    @pytest.mark.parametrize("name", LISTS.split())
    def test_one_text(self, name: str) -> None:
        assert said(**{name: "h"}) == f"real: {name} = 'h' is no list; write ['h']"
        assert said(**{name: 3}) == f"real: {name} = 3 is no list; write [3]"
        for value in (["h"], ("h",), [], None):
            assert said(**{name: value}) == ""

    def test_a_name_that_is_no_list_is_not_many_names(self) -> None:
        """`names = "hz"` is not h and z."""
        with pytest.raises(ValueError, match=r"vector: names = 'hz' is no list; write \['hz'\]"):
            answer_kind("vector", [1, 2], names="hz")
        with pytest.raises(ValueError, match=r"integer: units = 'px' is no list; write \['px'\]"):
            answer_kind("integer", 3, units="px")

    @pytest.mark.parametrize("name", ["given", "trivial"])
    def test_true_is_no_number_among_numbers(self, name: str) -> None:
        assert said(**{name: [1, [2, True]]}) == f"real: {name} has true in it, which is no number"
        assert said(**{name: [False]}) == f"real: {name} has false in it, which is no number"
        assert said(**{name: [1, [2, (3, "1/2")]]}) == ""
        assert said(items=[True]) == ""  # options may be true and false


class TestNumbers:
    """Tolerances, and whole numbers."""

    @pytest.mark.parametrize(("name", "such"), [("atol", "0.001"), ("rtol", "0.01")])
    def test_tolerances(self, name: str, such: str) -> None:
        write = f"is no number; write {name} = {such}"
        assert said(**{name: True}) == f"real: {name} = true {write}"
        assert said(**{name: [1]}) == f"real: {name} = [1] {write}"
        assert said(**{name: -1}) == f"real: {name} = -1 is below 0"
        assert said(**{name: "-1/2"}) == f"real: {name} = -1/2 is below 0"
        for value in (0, 1, "1/2", "0.01", None):
            assert said(**{name: value}) == ""

    @pytest.mark.parametrize(("name", "such"), [("sigfigs", 3), ("rounding", 3), ("lines", 4)])
    def test_whole_numbers(self, name: str, such: int) -> None:
        write = f"is no whole number; write {name} = {such}"
        assert said(**{name: True}) == f"real: {name} = true {write}"
        assert said(**{name: "x"}) == f"real: {name} = 'x' {write}"
        assert said(**{name: "1.5"}) == f"real: {name} = '1.5' {write}"
        assert said(**{name: -1}) == f"real: {name} = -1 {write}"
        for value in (0, 3, "3", None):
            assert said(**{name: value}) == ""

    def test_a_share(self) -> None:
        write = 'is no share of the points; write penalty = "1/2"'
        for value, shown in [(0, "0"), (2, "2"), (True, "true"), ("x", "'x'"), ("3/2", "'3/2'"), ("0", "'0'"), ("1/0", "'1/0'")]:  # fmt: skip
            assert said(penalty=value) == f"real: penalty = {shown} {write}"
        for value in (1, "1", "1/3", "0.25"):
            assert said(penalty=value) == ""


@pytest.mark.parametrize("name", "arithmetic decimal_comma lowest_terms label shuffle".split())
def test_switches(name: str) -> None:
    """Every text is true in Python, `"false"` too."""
    assert said(**{name: "false"}) == f"real: {name} = 'false' is neither true nor false"
    assert said(**{name: 1}) == f"real: {name} = 1 is neither true nor false"
    for value in (True, False, None):
        assert said(**{name: value}) == ""


def test_others_are_not_looked_at() -> None:
    assert said(domain=3, rows="a", huh=True) == ""


class TestCells:
    """One short answer stands in a cell of a table; what takes lines, options or a table does not."""

    @pytest.mark.parametrize("kind", "integer real fraction vector shape boolean".split())
    def test_what_stands_in_a_cell(self, kind: str) -> None:
        key = {"vector": [1, 2], "shape": [1, 2], "boolean": True}.get(kind, 1)
        table = answer_kind("table", [[key]], rows=["a"], columns={"p": kind})
        right = {"vector": "(1, 2)", "shape": "(1, 2)", "boolean": "true"}.get(kind, "1")
        assert table.judge(f"a: {right}").status == "correct"

    @pytest.mark.parametrize(
        "kind", "table text choice multi order terms code snippet matrix huh".split()
    )
    def test_what_does_not(self, kind: str) -> None:
        with pytest.raises(
            ValueError, match=f"column 'p': '{kind}' does not stand in a cell; write "
        ):
            answer_kind("table", [[1]], rows=["a"], columns={"p": kind})
