"""Names of a sheet's fields, and what a filled form says by them."""

import pytest

from quizgen.answers import answer_kind
from quizgen.bank import load_banks
from quizgen.course.assignment import assign
from quizgen.document.fields import CODE, Field, answer, fields, fields_of
from quizgen.variant import Part, part_letters

OPTIONS = {"choices": ["A", "B", "C"], "choice_texts": ["one", "two", "three"]}
CHOICE = Part("c", "", "choice", "B", settings=OPTIONS)
MULTI = Part("m", "", "multi", ["A", "C"], settings=OPTIONS)
ORDER = Part("o", "", "order", {"A": [], "B": ["A"]}, settings={"choices": ["A", "B"], "items": ["x", "y"]})  # fmt: skip


def test_written_answers_have_one_field() -> None:
    assert fields(3, 1, Part("p", "", "integer", 4)) == (Field("q3.b"),)
    assert fields(1, 0, Part("p", "", "code", "Linear(1, 2)")) == (
        Field("q1.a", is_multiline=True),
    )
    assert fields(10, 26, ORDER) == (Field("q10.aa"),)


def test_each_option_has_its_own_field() -> None:
    assert [f.name for f in fields(2, 0, CHOICE)] == ["q2.a.A", "q2.a.B", "q2.a.C"]
    assert [f.option for f in fields(2, 0, Part("p", "", "boolean", key=True))] == ["true", "false"]


def test_options_without_texts_are_written() -> None:
    assert fields(1, 0, Part("c", "", "choice", "B", settings={"choices": ["A", "B"]})) == (
        Field("q1.a"),
    )


@pytest.mark.parametrize("ticked", ["Yes", "/Yes", "On", "1"])
@pytest.mark.parametrize("off", ["", "Off", "/Off"])
def test_ticked_options_are_told_by_letters(ticked: str, off: str) -> None:
    values = {"q1.a.A": ticked, "q1.a.B": off, "q1.a.C": ticked, "q1.b": " 7 \n"}
    said = answer(1, 0, MULTI, values)
    assert answer_kind("multi", MULTI.key, **MULTI.settings).judge(said).status == "correct"
    assert answer(1, 1, Part("p", "", "integer", 7), values) == "7"


def test_nothing_filled_in_is_nothing() -> None:
    assert answer(1, 0, MULTI, {"q1.a.A": "/Off"}) == answer(1, 1, ORDER, {}) == ""


def test_two_ticks_where_one_is_right_are_no_answer() -> None:
    said = answer(1, 0, CHOICE, {"q1.a.A": "/Yes", "q1.a.B": "/Yes"})
    assert answer_kind("choice", "B", **OPTIONS).judge(said).status == "unreadable"
    both = answer(1, 0, Part("p", "", "boolean", key=True), dict.fromkeys(("q1.a.true", "q1.a.false"), "/Yes"))  # fmt: skip
    assert answer_kind("boolean", key=True).judge(both).status == "unreadable"


def test_labels() -> None:
    assert [part_letters(i) for i in (0, 25, 26, 27, 52)] == ["a", "z", "aa", "ab", "ba"]


def test_names_of_a_sheet_differ() -> None:
    library = load_banks()
    for sheet in library.sheets.values():
        names = [field.name for field in fields_of(assign(library, sheet, "names").questions)]
        assert len({CODE, *names}) == len(names) + 1
