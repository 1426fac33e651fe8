"""Several declared terms: what counts, what is not read, and what is told."""

from fractions import Fraction
from itertools import permutations
from random import Random
from typing import Any

import pytest

from quizgen.answers import answer_kind

KEY: list[Any] = [
    "ReLU",
    ["sigmoid", "logistic function"],
    "tanh",
    "GELU",
    "leaky ReLU",
    "softplus",
]
WRONG = [{"name": "pool", "value": "max pooling", "hint": "That is no activation."}]


def kind(**settings: Any) -> Any:
    return answer_kind("terms", KEY, WRONG, **{"count": 3, **settings})


@pytest.mark.parametrize(
    "text",
    [
        "ReLU, sigmoid, tanh",
        "relu; the sigmoid; Tanh",
        "1. ReLU 2. tanh 3. GELU",
        "- ReLU\n- tanh\n- GELU",
        "ReLU, tanh and softplus",
        "ReLU/tanh/GELU",
        "ReLU, sigmoid, tanh, GELU",
        "leaky-ReLU, relu, gelu",
        "(1) ReLU, (2) tanh, (3) GELU.",
        "Sigmoids, ReLU & tanh",
    ],
)
def test_right(text: str) -> None:
    assert kind().judge(text).status == "correct"


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("ReLU, sigmoid", "2/3"),
        ("ReLU, sigmoid, logistic function", "2/3"),
        ("ReLU, ReLU, ReLU", "1/3"),
        ("ReLU, sigmoid, max pooling", "2/3"),
        ("ReLU, sigmoid, tanh, max pooling", "2/3"),
        ("ReLU, max pooling, max pooling, max pooling", "0"),
        ("max pooling", "0"),
    ],
)
def test_each_different_one_earns_its_part(text: str, score: str) -> None:
    assert kind().judge(text).score == Fraction(score)
    assert kind(partial="all").judge(text).score == 0


@pytest.mark.parametrize(
    "text",
    [
        "not ReLU, tanh, GELU",
        "ReLU, tanh, no GELU",
        "ReLU, tahn, GELU",
        "ReLU or tanh or GELU",
        "all of ReLU, tanh, GELU",
        "ReLU = tanh = GELU",
        "ReLU (not tanh), GELU, tanh",
        "",
        ", ".join(["ReLU"] * 30),
    ],
)
def test_what_is_not_read(text: str) -> None:
    assert kind().judge(text).status == "unreadable"


def test_what_is_told() -> None:
    verdict = kind().judge("ReLU, logistic function, sigmoid, max pooling")
    assert verdict.mistake == "pool"
    assert "Not right: max pooling." in verdict.feedback
    assert "Named before: sigmoid." in verdict.feedback
    assert verdict.feedback.endswith("That is no activation.")


def test_a_mistake_has_several_names() -> None:
    gates = [{"name": "gru", "value": ["reset gate", "reset"], "hint": "That is one of a GRU."}]
    lstm = answer_kind("terms", ["forget gate", "input gate"], gates, count=2)
    for text in ("forget gate, reset", "the Reset-Gates, input gate"):
        assert lstm.judge(text).mistake == "gru"
    assert lstm.judge("forget gate").mistake is None


def test_an_undeclared_term_waits_for_a_person() -> None:
    assert "softmax" in kind().doubt("ReLU, tanh, softmax")
    assert kind().doubt("ReLU, tanh, max pooling") == ""


def test_any_order_and_repetition_is_one_answer() -> None:
    for order in permutations(["ReLU", "tanh", "GELU"]):
        assert kind().repeats(", ".join(order), "gelu, relu, tanh")
    assert not kind().repeats("ReLU, tanh", "ReLU, GELU")


def test_nothing_without_three_declared_things_is_right() -> None:
    chance = Random(7)  # noqa: S311 - texts for a test
    words = [
        "ReLU",
        "sigmoid",
        "logistic function",
        "max pooling",
        "not",
        "or",
        "and",
        "ReLUs",
        "x",
        "1.",
    ]
    for _ in range(400):
        text = chance.choice([", ", " ", "; ", " and "]).join(
            chance.choices(words, k=chance.randint(1, 6))
        )
        assert kind().judge(text).status != "correct", text


@pytest.mark.parametrize(
    ("key", "settings", "said"),
    [
        (KEY, {"count": 1}, "from 2 to 8"),
        (KEY, {}, "count"),
        (KEY, {"count": 7}, "at least 7 terms"),
        ("ReLU", {"count": 2}, "no list"),
        (["a", "b", "A"], {"count": 2}, "twice"),
        (KEY, {"count": 3, "partial": "net"}, "partial"),
        (KEY, {"count": 3, "accepted": ["x"]}, "unknown setting"),
    ],
)
def test_what_authors_get_wrong(key: Any, settings: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        answer_kind("terms", key, **settings)
