"""Options with a word around them: an article is no option, the letter of the part may be one."""

from typing import Any

import pytest

from quizgen.answers import answer_kind

LETTERS = {"choices": ["A", "B", "C"]}
TEXTS = {**LETTERS, "choice_texts": ["mean pooling", "dense layer", "a kernel"]}


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("its A C", "A, C"),
        ("it's A, C", "A, C"),
        ("its a, c", "A, C"),
        ("Its A and C", "A, C"),
        ("it's the A, C", "A, C"),
        ("only A and C", "A, C"),
        ("(a) A, C", "A, C"),  # the letter of the part says nothing more
        ("(a) C", ""),  # A and C, or C as the answer to (a)
        ("(a) B, C", ""),
        ("a) B", ""),
        ("(a) (c)", "A, C"),
        ("a) c)", "A, C"),
        ("suivantes A C", ""),
        ("respuestas A C", "A, C"),
    ],
)
def test_several(text: str, reading: str) -> None:
    verdict = answer_kind("multi", ["A", "C"], **LETTERS).judge(text)
    assert verdict.reading == reading
    assert (verdict.status == "unreadable") == (not reading)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("B", "it's a dense layer"),
        ("B", "its dense layer"),
        ("B", "it's B"),
        ("C", "it's a kernel"),
        ("C", "thus a kernel"),
        ("A", "it's A"),
        ("A", "its a"),
    ],
)
def test_one(key: str, text: str) -> None:
    settings: dict[str, Any] = TEXTS
    assert answer_kind("choice", key, **settings).judge(text).status == "correct"


@pytest.mark.parametrize("text", ["its 50", "it's 50", "thats 50", "that's 50 weights"])
def test_it_is(text: str) -> None:
    assert answer_kind("integer", 50).judge(text).status == "correct"


@pytest.mark.parametrize("text", ["its half 50", "its not 50", "bits 50", "fits 50"])
def test_it_is_not(text: str) -> None:
    assert answer_kind("integer", 50).judge(text).status == "unreadable"


@pytest.mark.parametrize(
    ("text", "names", "status"),
    [
        ("X = 2x+3.5", [], "unreadable"),
        ("2x+3.5 = X", [], "unreadable"),
        ("answer X: 3.5+2*x", [], "unreadable"),
        ("answer h: 3.5+2*x", [], "correct"),
        ("2x+3.5 = h", [], "correct"),
        ("X = 2x+3.5", ["X"], "correct"),
        ("H = 2x+3.5", ["h"], "correct"),
        ("x = 2x+3.5", [], "unreadable"),
    ],
)
def test_a_variable_in_the_other_case_names_no_formula(
    text: str, names: list[str], status: str
) -> None:
    settings: dict[str, Any] = {"variables": ["x"], "names": names}
    assert answer_kind("expression", "2*x+7/2", **settings).judge(text).status == status


KINDS = {
    **LETTERS,
    "choice_texts": ["many to one", "one-to-many", "x-axis"],
}


@pytest.mark.parametrize(
    ("text", "reading"),
    [("many-to-one", "A"), ("Many-to-One.", "A"), ("one to many", "B"), ("x-axis", "C")],
)
def test_a_hyphen_between_words_may_be_a_blank(text: str, reading: str) -> None:
    assert answer_kind("choice", reading, **KINDS).judge(text).status == "correct"


@pytest.mark.parametrize("text", ["x axis - 1", "many to-one - 2", "-many to one -1"])
def test_a_hyphen_that_is_a_sign_counts(text: str) -> None:
    assert answer_kind("choice", "A", **KINDS).judge(text).status != "correct"


def test_texts_told_apart_by_a_hyphen_alone_are_not_read_without_it() -> None:
    settings = {"choices": ["A", "B"], "choice_texts": ["re-form", "re form"]}
    kind = answer_kind("choice", "A", **settings)
    assert kind.judge("re-form").status == "correct"
    assert kind.judge("re form").status == "wrong"


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("b c e", "B, C, E"),
        ("e b c", "B, C, E"),
        ("B E C", "B, C, E"),
        ("b, e, c", "B, C, E"),
        ("B e C", "B, C"),  # B and C, as the Italians say it
        ("b e c", ""),  # either
    ],
)
def test_a_letter_between_blanks_is_a_letter(text: str, reading: str) -> None:
    """The small `e` and `y` are options like others, though they are words for *and* elsewhere."""
    options = {"choices": list("ABCDE")}
    verdict = answer_kind("multi", ["B", "C", "E"], **options).judge(text)
    assert verdict.reading == reading
    assert (verdict.status == "correct") == ("E" in reading)
    key = {"D": [], "E": ["D"], "A": ["E"], "C": ["A"], "B": ["C"]}
    assert (
        answer_kind("order", key, items=list("vwxyz"), **options).judge("d e a c b").status
        == "correct"
    )
