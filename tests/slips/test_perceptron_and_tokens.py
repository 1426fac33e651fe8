"""Slips with the perceptron rule and byte pairs, by numbers worked out by hand."""

import pytest

from quizgen.bank import draw
from quizgen.bank.load import load_text


def slips(answer: str, kind: str = "") -> dict[str, object]:
    """The slips of the only question of an exercise, by name."""
    body = f'answer = "{answer}"\nask = "What is it?"\nfew = true\nfew_reason = "one"\n{kind}'
    (exercise,) = load_text(f'[[exercise]]\nid = "a"\n{body}', "b.toml").exercises
    (part,) = draw(exercise, 1).parts
    return {mistake.name: mistake.value for mistake in part.mistakes}


DATA = "[[1, 2], [1, -1]], [1, -1]"
TWO = "[[2, 1], [1, 2]], [1, -1]"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        # Right: (1, 2) after the first row, with which the second is right. Zero weights mistake both rows.
        (f"perceptron_pass({DATA})", {"all-with-old-weights": [0, 3]}),
        (
            f"perceptron_pass({DATA}, rate=2)",
            {"all-with-old-weights": [0, 6], "rate-forgotten": [1, 2]},
        ),
        # Rows in turn: (2, 1), then 4 > 0 is mistaken: (1, -1), at which the first pass ends; the second changes nothing.
        (f"perceptron_weights({TWO})", {}),
        # (1, 0), then (-1, 2) scores -1 and is mistaken: (0, 2), at which the first pass ends; then (1, 0) scores 0.
        ("perceptron_weights([[1, 0], [-1, 2]], [1, 1])", {"after-one-pass": [0, 2]}),
    ],
)
def test_perceptron(answer: str, expected: dict[str, object]) -> None:
    assert slips(answer) == expected


def test_byte_pairs() -> None:
    """`lo` stands in 3 + 1 words of the text; of the list each pair of `new` stands in as many as it."""
    words = "['ne', 'lo', 'lot'], [5, 1, 1]"
    asked = 'kind = "words"\n'
    assert slips(f"bpe_merge({words})", asked) == {"words-once": "lo"}
    assert slips("bpe_merge(['low', 'lower'], [3, 1], 2)", asked) == {"step-before": "lo"}
