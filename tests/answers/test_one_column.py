"""A table of one column and options with bars in their formulas, as they are printed and typed."""

from typing import Any

import pytest

from quizgen.answers import answer_kind

TABLE: dict[str, Any] = {
    "rows": ["depth", "width"],
    "columns": [["overfits where it is", ["large", "small"]]],
}


@pytest.mark.parametrize(
    "text",
    [
        "large\nsmall",
        "Answer: large\nsmall",
        "answer: large; small",
        "Key: large\nsmall",
        "depth: large\nwidth: small",
        "Answer: depth: large\nwidth: small",
        "depth | large\nwidth | small",
    ],
)
def test_a_table_of_one_column(text: str) -> None:
    kind = answer_kind("table", [["large"], ["small"]], **TABLE)
    assert kind.judge(text).status == "correct"


def test_a_cell_is_called_by_its_row() -> None:
    kind = answer_kind("table", [["large"], ["small"]], **TABLE)
    assert kind.judge("small\nsmall").feedback.endswith("Not right: depth.")


def test_a_label_does_not_hide_what_is_wrong() -> None:
    kind = answer_kind("table", [["large"], ["small"]], **TABLE)
    assert kind.judge("Answer: small\nlarge").status == "wrong"
    assert kind.judge("Answer: huge\nsmall").status == "unreadable"
    assert kind.judge("Answer:").status == "unreadable"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("A: D(p‖q)", "correct"),
        ("Answer: A: D(p‖q)", "correct"),
        (r"A: $D(p \Vert q)$", "correct"),
        ("A: D (p ‖ q)", "correct"),
        ("A", "correct"),
        ("B: D(q‖p)", "wrong"),
        ("A: D(q‖p)", "unreadable"),
    ],
)
def test_options_with_bars(text: str, status: str) -> None:
    kind = answer_kind(
        "choice", "A", choices=["A", "B"], choice_texts=[r"$D(p \Vert q)$", r"$D(q \Vert p)$"]
    )
    assert kind.judge(text).status == status
