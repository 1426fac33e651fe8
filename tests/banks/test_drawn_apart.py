"""Numbers that stand in a statement twice by chance hide which of two slips was made, or make a row of work idle."""

import re
from collections.abc import Callable
from fractions import Fraction
from math import log
from typing import Any

import pytest

from quizgen.bank import draw, load_banks
from quizgen.bank.variants import draw_counted
from quizgen.variant import Variant

EXERCISES = load_banks().exercises
SEEDS = 12
Values = dict[str, Any]


def drawn(name: str) -> list[Variant]:
    levels = EXERCISES[name].levels
    return [draw(EXERCISES[name], f"apart-{i}", level) for level in levels for i in range(SEEDS)]


def key(variant: Variant, part: str) -> Any:
    return next(p.key for p in variant.parts if p.id == part)


def differ(entries: list[Any]) -> bool:
    return len(set(map(str, entries))) == len(entries)


@pytest.mark.parametrize(
    ("name", "apart"),
    [
        ("backprop-rule1", lambda v: [v["h"], v["d"]]),
        ("backprop-rule2", lambda v: [v["a"], v["d"]]),
        ("backprop-rule3", lambda v: [v["d"]]),
        ("gd-given-gradients", lambda v: [v["g"], v["v0"]]),
        ("graph-convolution", lambda v: [v["H"]]),
    ],
)
def test_what_stands_side_by_side_differs(
    name: str, apart: Callable[[Values], list[list[Any]]]
) -> None:
    for variant in drawn(name):
        assert all(map(differ, apart(dict(variant.values)))), variant.values


def test_no_observation_of_a_table_stands_twice() -> None:
    for variant in drawn("cross-entropy-table"):
        rows = re.findall(r"\d\. (\$?\[.+?class is \d)", variant.text)
        assert len(rows) > 2, variant.text
        assert differ(rows), variant.text


def test_momentum_has_a_gradient_at_every_step() -> None:
    for variant in drawn("momentum-three-steps"):
        told = next(p.explanation for p in variant.parts)
        assert not re.search(r"\b[gw] = 0\b(?!/)", told.replace("$", "")), told


def test_softmax_of_scores_is_not_the_scores_made_to_add_up_to_one() -> None:
    for variant in drawn("attention-weights"):
        scores = [log(k) for k in variant.values["k"]]
        weights = [float(Fraction(str(w))) for w in variant.parts[0].key]
        naive = [score / sum(scores) for score in scores]
        assert any(abs(a - b) > 1e-9 for a, b in zip(weights, naive, strict=True))


@pytest.mark.parametrize(("name", "part"), [("gru-values", "n"), ("activation-derivative", "tanh")])
def test_values_of_tanh_are_fractions_for_a_hand(name: str, part: str) -> None:
    """Of the logarithm of a small fraction; its square stands in the slope."""
    for variant in drawn(name):
        shown = Fraction(str(key(variant, part)))
        assert shown.denominator <= 25**2 if part == "tanh" else shown.denominator <= 25


def test_the_cell_state_of_an_lstm_is_a_fraction_for_a_hand() -> None:
    assert all(Fraction(str(key(v, "c"))).denominator <= 400 for v in drawn("lstm-values"))


CASES = [(name, level) for name, exercise in EXERCISES.items() for level in exercise.levels]
SMALL_NETWORKS = (
    "forward-mlp forward-mlp-bias forward-batch linear-collapse train-step-mlp backprop-mlp dense-matvec "
    "regions-read mlp-boxes conv1d-filters-compute"
).split()


def has_equal_rows(matrix: Any) -> bool:
    return isinstance(matrix, list) and isinstance(matrix[0], list) and not differ(matrix)


@pytest.mark.parametrize("name", SMALL_NETWORKS)
def test_no_two_units_have_equal_weights(name: str) -> None:
    """Two such units are one: slips of their order, and a transposed matrix, would not show."""
    for level in EXERCISES[name].levels:
        for seed in range(40):
            values = draw(EXERCISES[name], f"units-{seed}", level).values
            of_units = {"V"} if name == "conv1d-filters-compute" else {"W", "W1", "W2"}
            if name == "forward-batch":
                columns = [list(column) for column in zip(*values["W1"], strict=True)]
                assert differ(columns), values
                assert differ(list(values["X"])), values
                continue
            looked_at = [values[n] for n in of_units & values.keys()]
            assert looked_at, sorted(values)
            assert not any(map(has_equal_rows, looked_at)), (level, seed, values)


@pytest.mark.again
def test_rules_take_most_draws() -> None:
    """A draw that is refused is time; where many are, what is left is narrow. With so few draws the share is rough."""
    shares = {}
    for name, level in CASES:
        refused = sum(
            sum(draw_counted(EXERCISES[name], f"taken-{seed}", level)[1].values())
            for seed in range(12)
        )
        shares[name, level] = refused / (12 + refused)
    assert {case: share for case, share in shares.items() if share > 1 / 2} == {}
