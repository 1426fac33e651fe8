"""Tables as students type them who have no bars at hand: blanks, thousands, calculations, options with commas."""

from typing import Any

import pytest

from quizgen.answers import answer_kind

COUNTS: dict[str, Any] = {
    "rows": ["one", "two"],
    "columns": {"a": "integer", "b": "integer"},
    "partial": "per_entry",
}
LONE = {"rows": ["one", "two"], "columns": {"count": "integer"}}
WHO = {"rows": ["one", "two"], "columns": {"known for": ["learns, but no XOR", "limits"]}}
YES = {"rows": ["one", "two"], "columns": {"a": "boolean", "b": "boolean"}}


@pytest.mark.parametrize(
    ("settings", "key", "typed", "status"),
    [
        (COUNTS, [[5, 336], [6, 280]], "5 336\n6 280", "correct"),
        (COUNTS, [[5, 336], [6, 280]], "5 336; 6 281", "partial"),
        (COUNTS, [[5, 336], [6, 280]], "5 | 6*7*8; 6 | 5*7*8", "correct"),
        (COUNTS, [[5, 336], [6, 280]], "5, 6*7*8\n6, 5*7*7", "partial"),
        (LONE, [[3612672], [457856]], "3,612,672; 457,856", "correct"),
        (LONE, [[3612672], [457856]], "one, 3,612,672\ntwo, 457,856", "correct"),
        (LONE, [[3612672], [457856]], "9*32*64*196; 9*32*196 + 32*64*196", "correct"),
        (LONE, [[3612672], [457856]], "3,612; 672", "wrong"),
        (WHO, [["learns, but no XOR"], ["limits"]], "learns, but no XOR; limits", "correct"),
        (WHO, [["learns, but no XOR"], ["limits"]], "limits; learns, but no XOR", "wrong"),
        (YES, [[True, False], [False, False]], "yes no\nno no", "correct"),
        (YES, [[True, False], [False, False]], "yes no no no", "unreadable"),
    ],
)
def test_read_and_judged(settings: dict[str, Any], key: object, typed: str, status: str) -> None:
    assert answer_kind("table", key=key, **settings).judge(typed).status == status


@pytest.mark.parametrize("typed", ["5; 6", "5 336 1; 6 280 1", "five 336; six 280"])
def test_how_cells_are_parted_is_told(typed: str) -> None:
    verdict = answer_kind("table", key=[[5, 336], [6, 280]], **COUNTS).judge(typed)
    assert verdict.status == "unreadable"
    assert verdict.feedback.endswith("put a bar between cells: … | …")


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("[2*sqrt(3), ln(2)]", "correct"),
        ("[2*sqrt(3), 0.693]", "correct"),
        ("[sqrt(3), ln(2)]", "wrong"),
        ("[2*sqrt(3), nothing(2)]", "unreadable"),
    ],
)
def test_roots_in_a_vector_with_a_tolerance(typed: str, status: str) -> None:
    """As in a real number of its own."""
    kind = answer_kind("vector", key=[3.4641016151377544, 0.6931471805599453], atol=0.001)
    assert kind.judge(typed).status == status
