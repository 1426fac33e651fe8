"""What is said of wrong answers: where, and in what way, without printing what is right."""

from typing import Any

import pytest

from quizgen.answers import answer_kind, same

SAID: list[tuple[str, Any, dict[str, Any], str, str]] = [
    ("integer", 24, {}, "-24", "The sign is wrong."),
    ("integer", 24, {}, "240", "The answer is off by a factor of 10."),
    ("integer", 24, {}, "25", "Very close: one off."),
    ("integer", 24, {}, "24.5", "A whole number is asked."),
    ("vector", ["2/7", 1], {}, "[0.3, 1]", "Rounded too coarsely: give fractions, or more digits. Entry 1 is not right."),
    ("vector", ["2/7", 1], {}, "[0.4, 1]", "Entry 1 is not right."),
    ("matrix", [["2/7", 1]], {}, "[[0.3, 1]]", "Rounded too coarsely: give fractions, or more digits. Entry (1, 1) is not right."),
    ("vector", ["0.0900", "0.2447", "0.6652"], {"atol": "0.0005"}, "[0.1, 0.2, 0.7]", "Rounded too coarsely: give fractions, or more digits."),
    ("integer", 1100, {}, "1.100", "The point was read as a decimal point; no point between thousands."),
    ("real", 1 / 3, {"rtol": 1e-4}, "0.33", "Rounded too early: give more digits."),
    ("real", 2 / 3, {"rtol": 1e-4}, "0.66", "The last digit is cut off, not rounded."),
    ("real", 1 / 3, {"rtol": 1e-3}, "33.33", "The digits are right, the decimal point is not."),
    ("real", 1 / 3, {"rtol": 1e-3}, "-0.3333", "The sign is wrong."),
    ("real", 0.123456, {"sigfigs": 3}, "0.12", "Give 3 significant figures."),
    ("real", 9.996, {"sigfigs": 3}, "10", "Give 3 significant figures."),
    ("real", 0.123456, {"sigfigs": 3}, "12.3", "The digits are right, the decimal point is not."),
    ("fraction", "2/3", {}, "3/2", "Numerator and denominator are exchanged."),
    ("fraction", "3/2", {"lowest_terms": True, "arithmetic": True}, "6/4", "Reduce the fraction to lowest terms."),
    ("vector", [1, 2, 3, 4], {}, "4 3 2 1", "The right numbers, in reverse order."),
    ("vector", [1, 2, 3, 4], {}, "2 3 4 1", "The right numbers, shifted by some places."),
    ("vector", [1, 2, 3, 4], {}, "1 3 2 4", "The right numbers, in the wrong order. Entries 2, 3 are not right."),
    ("vector", [1, 2, 3, 4], {}, "-1 -2 -3 -4", "All signs are wrong."),
    ("vector", [1, 2, 3, 4], {}, "1 -2 3 -4", "Only signs are wrong. Entries 2, 4 are not right."),
    ("vector", [1, 2, 3, 4], {}, "10 20 30 40", "The digits are right, the decimal point is not."),
    ("vector", [1, 2, 3, 4], {}, "2 4 6 8", "Every entry is the same multiple of the right one."),
    ("vector", [1, 2, 3, 4], {}, "0 1 2 3", "Every entry is off by the same amount."),
    ("vector", [1, 2, 3, 4], {}, "1 2 3", "The answer has 4 entries, yours was read as 3 entries: [1, 2, 3]."),
    ("vector", [0.5, 0.25], {"rtol": 0.01}, "0.251 0.501", "The right numbers, in reverse order."),
    ("matrix", [[1, 2], [3, 4]], {}, "1 3; 2 4", "That is the transpose of the answer. Entries (1, 2), (2, 1) are not right."),
    ("matrix", [[1, 2], [3, 4]], {}, "2 1; 4 3", "Every row is in reverse order."),
    ("matrix", [[1, 2], [3, 4]], {}, "3 4; 1 2", "The rows are in reverse order."),
    ("matrix", [[1, 2], [3, 4]], {}, "4 3; 2 1", "Rows and columns are in reverse order: it is turned by half a turn."),
    ("matrix", [[1, 2], [3, 4]], {}, "-1 -2; -3 -4", "All signs are wrong."),
    ("matrix", [[1, 2], [3, 4]], {}, "3 1; 4 2", "The right numbers, in the wrong order."),
    ("matrix", [[1, 2], [3, 4]], {}, "1 2 3 4", "The answer is a 2 × 2 matrix, yours is 1 × 4. The entries are right, their rows are not."),
    ("matrix", [[1, 2, 3], [4, 5, 6]], {}, "1 4; 2 5; 3 6", "The answer is a 2 × 3 matrix, yours is 3 × 2. It is the transpose of the answer."),
    ("matrix", [[1, 2, 0], [0, 1, 2]], {}, "2 1 0; 0 2 1", "In every row the weights are in reverse order: the kernel is flipped. Entries (1, 1), (1, 2), (2, 2), (2, 3) are not right."),
    ("symbolic_matrix", [["v_1", "v_2", 0], [0, "v_1", "v_2"]], {}, "v2 v1 0; 0 v2 v1", "In every row the weights are in reverse order: the kernel is flipped. Entries (1, 1), (1, 2), (2, 2), (2, 3) are not right."),
    ("shape", [20, 6, 6], {}, "(6, 6, 20)", "The right sizes, in the wrong order: channels first."),
    ("shape", [3, 5], {}, "(5, 3)", "The right sizes, in the wrong order."),
    ("shape", [20, 6, 6], {}, "720", "That is the number of entries; the shape is asked."),
    ("shape", [20, 6, 6], {}, "(1, 20, 6, 6)", "The shape has 3 axes, yours was read as 4, (1, 20, 6, 6): the first is one too many."),
    ("shape", [20, 6, 6], {}, "(20, 7, 7)", "Sizes 2, 3 are not right."),
    ("shape", [20, 6, 6], {}, "(20, 6.5, 6)", "The sizes of a shape are whole numbers."),
    ("expression", "2*x", {}, "-2x", "The sign is wrong."),
    ("expression", "2*x", {}, "7", "A formula in x is asked, not a number."),
    ("expression", "floor(D/S)+1", {"variables": ["D", "S"], "domain": "positive_integers"}, "D/S + 1", "The quotient must be rounded down."),
    ("multi", ["A", "C"], {"choices": ["A", "B", "C"]}, "A, B", "1 of your 2 options is right; 1 is missing."),
    ("multi", ["A", "C"], {"choices": ["A", "B", "C"]}, "A", "Your option is right; 1 is missing."),
    ("multi", ["A", "C"], {"choices": ["A", "B", "C"]}, "B", "Your option is not right; 2 are missing."),
    ("order", ["A", "B", "C"], {}, "C B A", "That is the reverse order."),
    ("code", "nn.Linear(5, 2)", {}, "nn.Linear(2, 5)", "Linear: in_features and out_features are exchanged."),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "key", "settings", "text", "said"), SAID)
def test_what_is_said(kind: str, key: Any, settings: dict[str, Any], text: str, said: str) -> None:
    verdict = answer_kind(kind, key, **settings).judge(text)
    assert verdict.status == "wrong"
    assert verdict.feedback == said


# Each with a mistake that gives this answer: what it is said of needs no guess at it.
KNOWN: list[tuple[str, Any, dict[str, Any], Any, str]] = [
    ("vector", [1, 2, 3], {}, [3, 2, 1], "1 of 3 entries is right. Entries 1, 3 are not right. Its hint."),
    ("vector", [1, 2], {}, [2, 1], "Its hint."),
    ("matrix", [[1, 2], [3, 4]], {}, [[1, 3], [2, 4]], "2 of 4 entries are right. Entries (1, 2), (2, 1) are not right. Its hint."),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "key", "settings", "slip", "said"), KNOWN)
def test_a_known_mistake_is_not_guessed_at(
    kind: str, key: Any, settings: dict[str, Any], slip: Any, said: str
) -> None:
    mistakes = [{"name": "slip", "value": slip, "hint": "Its hint."}]
    judge = answer_kind(kind, key, mistakes=mistakes, partial="per_entry", **settings)
    assert judge.judge(judge.typed(slip)).feedback == said


UNREAD = [
    ("integer", 7, {}, "not: 7", "'not' stands before the value and is no name of it; write the answer alone"),
    ("integer", 24, {"arithmetic": True}, "3*8 = 25", "the equals signs do not hold: 3·8 is 24, not 25"),
    ("fraction", "3/2", {}, "1 1/2", "a mixed number; did you mean 3/2?"),
    ("fraction", "3/2", {}, r"1\frac{1}{2}", "a mixed number; did you mean 3/2?"),
    ("expression", "v_1*x", {"variables": ["v_1", "x"]}, "V1 x", "the name 'V' is not used in this question; did you mean v_1?"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "key", "settings", "text", "said"), UNREAD)
def test_what_cannot_be_read(
    kind: str, key: Any, settings: dict[str, Any], text: str, said: str
) -> None:
    verdict = answer_kind(kind, key, **settings).judge(text)
    assert (verdict.status, verdict.feedback) == ("unreadable", said)


class TestAttempts:
    """Two readable texts of one value are one attempt; nothing within a tolerance is the same."""

    @pytest.mark.parametrize(
        ("kind", "key", "text", "other", "settings"),
        [
            ("integer", 7, "1100", "1,100", {}),
            ("real", 0.7, "0.9", "9/10", {"atol": 0.1}),
            ("vector", [1, 2], "[3, 4]", "3 4", {"rtol": 1}),
            ("matrix", [[1]], "[[3, 4]]", r"\begin{bmatrix}3&4\end{bmatrix}", {}),
            ("shape", [1, 2], "3x4", "(3, 4)", {}),
            ("expression", "x", "2(x+1)", "2x+2", {}),
            ("symbolic_matrix", [["x"]], "[[x+x]]", "[[2x]]", {}),
            ("choice", "A", "b", "(B)", {"choices": ["A", "B"]}),
            ("code", "nn.Linear(1, 2)", "nn.Linear(3, 2)", "Linear(3, out_features=2)", {}),
        ],
    )
    def test_one_attempt(
        self, kind: str, key: Any, text: str, other: str, settings: dict[str, Any]
    ) -> None:
        assert same(kind, key, text, other, **settings)

    @pytest.mark.parametrize(
        ("kind", "key", "text", "other", "settings"),
        [
            ("integer", 7, "1100", "1101", {}),
            ("integer", 7, "what", "what", {}),
            ("real", 0.7, "0.9", "0.95", {"atol": 0.1}),
            ("vector", [1, 2], "3 4", "3 4.1", {"rtol": 1}),
            ("expression", "x", "2x", "2x + 1", {}),
        ],
    )
    def test_two_attempts_or_none(
        self, kind: str, key: Any, text: str, other: str, settings: dict[str, Any]
    ) -> None:
        assert not same(kind, key, text, other, **settings)


def test_a_slip_is_named_from_its_decimal() -> None:
    """The logarithm of another base, as a calculator shows it; two digits are not enough."""
    slip = {"name": "log10", "value": 0.09691001300805638, "hint": "The natural one."}
    kind = answer_kind("expression", "ln(5/4)", [slip], variables=[])
    for text in ("0.09691", "0.0969", "0.096910013"):
        assert kind.judge(text).mistake == "log10", text
    for text in ("0.097", "0.09", "0.0968", "0.1"):
        verdict = kind.judge(text)
        assert verdict.status != "correct"
        assert verdict.mistake is None or text == "0.097", text


def test_a_slip_that_is_no_fraction_is_named_from_its_decimal() -> None:
    slip = {"name": "twice", "value": 0.23166045959779727, "hint": "Only once."}
    kind = answer_kind("fraction", "20/81", [slip])
    assert kind.judge("0.23166").mistake == "twice"
    assert kind.judge("0.2316").mistake == "twice"  # cut off
    assert kind.judge("0.23").mistake is None
    assert kind.judge("0.2315").mistake is None


def test_what_several_mistakes_give_is_told_as_alternatives() -> None:
    slips = [
        {"name": "no-bias", "value": 12, "hint": "Add the bias."},
        {"name": "sign", "value": 12, "hint": "Mind the sign."},
        {"name": "again", "value": 12, "hint": "Add the bias."},
    ]
    said = answer_kind("integer", 7, slips).judge("12").feedback
    assert said == "One of 2 mistakes gives this answer. Either: Add the bias. Or: Mind the sign."
    assert answer_kind("integer", 7, slips[:1]).judge("12").feedback == "Add the bias."
