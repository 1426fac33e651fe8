"""Several declared terms: what counts, what is not read, and what is told."""

import re
from fractions import Fraction
from itertools import permutations
from random import Random
from typing import Any

import pytest

from quizgen.answers import answer_kind
from quizgen.answers.description import Words

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


@pytest.mark.parametrize(
    ("text", "score", "said"),
    [
        ("ReLU, sigmoid", "2/3", "2 of 3 are right."),
        ("ReLU", "1/3", "1 of 3 is right."),
        ("ReLU, ReLU, relu", "1/3", "1 of 3 is right. Named before: ReLU, relu."),
        ("ReLU, sigmoid, logistic function", "2/3", "2 of 3 are right. Named before: logistic function."),
        ("ReLU, tanh, softmax", "2/3", "2 of 3 are right. Not right: softmax."),
        ("softmax, argmax", "0", "0 of 3 are right. Not right: softmax, argmax."),
        # Of more than are asked, wrong ones count against right ones.
        ("ReLU, tanh, GELU, softmax", "2/3", "3 of 3 are right. Not right: softmax."),
        ("ReLU, tanh, GELU, softplus, softmax", "2/3", "4 of 3 are right. Not right: softmax."),
        ("ReLU, tanh, softmax, argmax", "0", "2 of 3 are right. Not right: softmax, argmax."),
        ("ReLU, tanh, softmax, argmax, sum", "0", "2 of 3 are right. Not right: softmax, argmax, sum."),
        ("ReLU, tanh, GELU, tanh", "1", ""),
    ],
)  # fmt: skip
def test_what_is_said_whole(text: str, score: str, said: str) -> None:
    verdict = kind().judge(text)
    assert (verdict.score, verdict.feedback) == (Fraction(score), said)


def test_as_it_is_typed_and_shown() -> None:
    own = kind()
    assert type(own).how_to_type({"count": 4}) == "4 terms with commas between them"
    assert type(own).typed(KEY[:3]) == "ReLU, sigmoid, tanh"
    assert type(own).typed("ReLU") == "ReLU"
    (piece,) = type(own).typeset(KEY[:2], {})
    assert piece == Words("ReLU, sigmoid")
    assert not type(own).suits("ReLU", KEY)
    assert own.echo(own.read("1. ReLU 2. the tanh")) == "ReLU, the tanh"
    assert [term.text for term in own.known(KEY[:2])] == ["ReLU", "sigmoid"]
    assert [term.text for term in own.known("max pooling")] == ["max pooling"]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("(1) ReLU (2) tanh", ["ReLU", "tanh"]),
        ("1) ReLU\n2) tanh", ["ReLU", "tanh"]),
        ("• ReLU\n• tanh", ["ReLU", "tanh"]),
        ("– ReLU\n* tanh\n- GELU", ["ReLU", "tanh", "GELU"]),
        ("ReLU and tanh", ["ReLU", "tanh"]),
        ("ReLU und tanh", ["ReLU", "tanh"]),
        ("ReLU + tanh & GELU", ["ReLU", "tanh", "GELU"]),
        # A line that ends within a term.
        ("leaky\nReLU, tanh", ["leaky ReLU", "tanh"]),
        ("ReLU,\ntanh", ["ReLU", "tanh"]),
        ("ReLU; tanh.", ["ReLU", "tanh"]),
        ("ReLU,, tanh,", ["ReLU", "tanh"]),
    ],
)
def test_the_terms_of_a_list(text: str, terms: list[str]) -> None:
    assert [term.text for term in kind().read(text)] == terms


def test_a_declared_term_may_hold_an_and() -> None:
    own = answer_kind("terms", ["bias and variance", "overfitting", "noise"], count=2)
    assert own.judge("bias and variance, noise").status == "correct"
    assert own.judge("bias and variance").score == Fraction(1, 2)
    assert own.judge("noise and overfitting").status == "correct"


def test_twenty_terms_are_read() -> None:
    own = kind()
    assert len(own.read(", ".join(["ReLU"] * 20))) == 20
    for text, reason in ((", ".join(["ReLU"] * 21), "21 terms; 3 are asked"), (" , ;", "there is no term")):  # fmt: skip
        verdict = own.judge(text)
        assert (verdict.status, verdict.feedback) == ("unreadable", reason)


def test_a_mistake_is_one_of_the_terms_among_others() -> None:
    own = kind()
    read = own.read
    assert own.same(read("ReLU, max pooling"), own.known("max pooling"))
    assert not own.same(read("ReLU, tanh"), own.known("max pooling"))
    assert not own.same(read("ReLU, max pooling"), own.known(["ReLU"]))
    assert own.same(read("tanh, ReLU"), read("relu, tanh"))
    assert own.is_one(read("tanh, ReLU, relu"), read("relu, tanh"))
    assert not own.is_one(read("tanh"), read("relu, tanh"))


def test_who_is_in_doubt() -> None:
    assert kind().doubt("ReLU, softmax, argmax") == "softmax, argmax: declared neither right nor wrong"  # fmt: skip
    assert kind().doubt(", ;") == ""
    assert kind().doubt("ReLU, tanh") == ""


@pytest.mark.parametrize(
    ("key", "settings", "said"),
    [
        (KEY, {"count": 1}, "terms: count = 1 is no whole number from 2 to 8"),
        (KEY, {"count": 9}, "terms: count = 9 is no whole number from 2 to 8"),
        (KEY, {"count": True}, "terms: count = True is no whole number from 2 to 8"),
        (KEY, {"count": 2, "partial": "net"}, 'terms: partial = \'net\'; write "per_entry" or "all"'),
        (["a", "b"], {"count": 3}, "terms: the key ['a', 'b'] is no list of at least 3 terms; write answer = \"['ReLU', 'tanh', ['sigmoid', 'logistic function']]\""),
        (["a", ["b", "A"]], {"count": 2}, "terms: 'a' stands in the key twice"),
    ],
)  # fmt: skip
def test_what_authors_get_wrong_whole(key: Any, settings: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        answer_kind("terms", key, **settings)


def test_as_many_terms_as_are_asked_suffice() -> None:
    names = [f"term{letter}" for letter in "abcdefgh"]
    own = answer_kind("terms", names, count=8)
    assert own.judge(", ".join(names)).status == "correct"
    assert own.judge(", ".join(names[:7])).score == Fraction(7, 8)
