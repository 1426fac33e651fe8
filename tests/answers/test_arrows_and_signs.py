"""Chains with arrows for equals signs, and sums that may be two entries."""

from typing import Any

import pytest

from quizgen.answers import answer_kind

ARROWS = (
    "->",
    "-->",
    "=>",
    "==>",
    "→",
    "⇒",
    "⟹",
    "⟶",
    r"\to",
    r"\Rightarrow",
    r"\rightarrow",
    r"\implies",
)
COUNT: dict[str, Any] = {"arithmetic": True, "names": ["U"], "units": ["weights"]}


@pytest.mark.parametrize("arrow", ARROWS)
@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("10*5 {} 50", "correct"),
        ("U = 10*5 {} 50 weights", "correct"),
        ("U {} 50", "correct"),
        ("{} 50", "correct"),
        ("2*25 {} 10*5 {} 50", "correct"),
        ("10*5 {} 51", "unreadable"),
        ("10*4 {} 50", "unreadable"),
        ("49 {} 50", "unreadable"),
        ("50 {} 60", "unreadable"),
        ("half {} 50", "unreadable"),
        ("U^2 {} 50", "unreadable"),
        ("50 {}", "unreadable"),
        ("10*4 {} 40", "wrong"),
    ],
)
def test_every_member_has_the_one_value(arrow: str, text: str, status: str) -> None:
    verdict = answer_kind("integer", 50, **COUNT).judge(text.replace("{}", arrow))
    assert verdict.status == status, verdict


@pytest.mark.parametrize(
    ("kind", "key", "settings", "text", "status"),
    [
        ("real", "0.6931", {}, "ln(2) → 0.6931", "correct"),
        ("real", "0.6931", {}, "ln(3) → 0.6931", "unreadable"),
        ("fraction", "3/2", {"arithmetic": True}, "6/4 -> 3/2", "correct"),
        ("expression", "2*x", {"variables": ["x"]}, "x+x -> 2x", "correct"),
        ("expression", "2*x", {"variables": ["x"]}, "x+2x -> 2x", "unreadable"),
        ("expression", "2*x", {"variables": ["x"]}, "x -> 2x", "unreadable"),
        ("order", ["A", "B", "C"], {"choices": ["A", "B", "C"]}, "A -> B -> C", "correct"),
        ("shape", [20, 6, 6], {}, "(3, 8, 8) -> (20, 6, 6)", "unreadable"),
    ],
)
def test_other_kinds(kind: str, key: Any, settings: dict[str, Any], text: str, status: str) -> None:
    assert answer_kind(kind, key, **settings).judge(text).status == status


@pytest.mark.parametrize(
    ("key", "text", "status"),
    [
        ([3, -4, 5], "[3 - 4, 5]", "unreadable"),
        ([3, -4, 5], "3-4, 5", "unreadable"),
        ([3, -4, 5, 6], "(3 - 4, 5 + 6)", "unreadable"),
        ([3, -4, 5], "[3, 4 - 8, 5]", "correct"),
        ([-1, 5], "[3 - 4, 5]", "correct"),
        ([2, 5], "[3 - 4, 5]", "wrong"),
        ([3, -4, 5], "3 -4", "wrong"),  # two entries, and no sum
        ([3, -4, 5], "[3, -4]", "wrong"),
        ([3, -4, 5], "[3 - 4]", "wrong"),
        ([3, -4, 5], "[1, 2, 3 - 4, 5]", "wrong"),
    ],
)
def test_a_sum_that_may_be_two_entries(key: list[int], text: str, status: str) -> None:
    assert answer_kind("vector", key).judge(text).status == status


def test_a_sum_in_a_matrix() -> None:
    kind = answer_kind("matrix", [[1, 3, -4, 5]])
    assert kind.judge("[[1, 3 - 4, 5]]").status == "unreadable"
    assert kind.judge("[[1, 3, -4, 5]]").status == "correct"
