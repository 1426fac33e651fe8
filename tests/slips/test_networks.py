"""Each slip gives the value the catalogue says, computed here from the catalogue's formula."""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from quizgen.slips import all_rules, applicable
from quizgen.solver import (
    Linear,
    Log,
    activation_derivative,
    adam_path,
    backprop,
    binary_cross_entropy,
    clip_by_norm,
    cross_entropy,
    descend,
    epoch_of_step,
    gd_given_gradients,
    gd_quadratic_path,
    input_gradient,
    last_batch_size,
    logistic_loss,
    loss_gradient,
    mlp,
    momentum_path,
    mse,
    pre_activation_gradient,
    relu,
    sigmoid,
    softmax,
    step_decay,
    steps_per_epoch,
    symbol,
    total_steps,
    weight_decay_step,
    weight_gradient,
)
from quizgen.solver.quantity import in_force, tracing

U = (7, 5, 3, 2)
WEIGHTS = 7 * 5 + 5 * 3 + 3 * 2
NET, BIASED = mlp(U), mlp(U, bias=True)
W1, W2, X, B1, B2 = [[1, -2], [3, 1]], [[2, -1]], [1, 2], [1, -7], [2]
SMALL, WITH_BIAS = mlp((2, 2, 1)), mlp((2, 2, 1), bias=True)
SIGMOID = mlp((1, 2, 1), activation="Sigmoid")
BATCH, V1, V2 = [[2, 2], [0, 1], [4, 5]], [[-1, 3], [0, -2]], [[-3], [1]]
GRADIENTS = [[-1, 1], [-2, 2], [-3, 2], [-1, 2]]
HALF, QUARTER, TENTH = Fraction(1, 2), Fraction(1, 4), Fraction(1, 10)
LOGITS = [Log(2), Log(3), Log(5)]


def s(z: float) -> float:
    return 1 / (1 + math.exp(-z))


CASES: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "weights": (
        lambda: NET.parameter_count,
        {
            "counts-units": 17,
            "adds-layers": 12 + 8 + 5,
            "multiplies-all": 7 * 5 * 3 * 2,
            "adds-bias": 8 * 5 + 6 * 3 + 4 * 2,
            "forgets-output-layer": 35 + 15,
            "forgets-input-layer": 15 + 6,
        },
    ),
    "weights and intercepts": (
        lambda: BIASED.parameter_count,
        {
            "no-bias": WEIGHTS,
            "bias-on-sender": 7 * 6 + 5 * 4 + 3 * 3,
            "one-bias-per-layer": WEIGHTS + 3,
            "one-bias-total": WEIGHTS + 1,
            "input-bias-too": WEIGHTS + 17,
            "hidden-bias-only": WEIGHTS + 10 - 2,
            "wrong-receivers": WEIGHTS + 7 + 2,
            "counts-units": 17,
        },
    ),
    "table": (
        NET.parameters_per_layer,
        {
            "cumulative": [35, 50, 56],
            "shifted": [15, 6],
            "bias-in-no-bias": [40, 18, 8],
            "counts-units": [5, 3, 2],
        },
    ),
    "facts": (lambda: NET.layer_count, {"layers-as-functions": 4}),
    "hidden layers": (lambda: NET.hidden_layer_count, {"input-is-hidden": 3}),
    "hidden units": (lambda: NET.hidden_unit_count, {"output-is-hidden": 10, "all-units": 17}),
    "edges": (NET.connections, {"counts-nodes": 17}),
    "units": (lambda: NET.units, {"skips-input": [5, 3, 2]}),
    "in-edges": (lambda: NET.in_edges(1), {"in-out-swapped": 3, "own-layer": 5}),
    "out-edges": (lambda: NET.out_edges(1), {"in-out-swapped": 7, "own-layer": 5}),
    "shape": (
        lambda: NET.weight_shape(1),
        {"transposed": [7, 5], "next-layer": [3, 5], "square": [5, 5]},
    ),
    "tensors": (lambda: BIASED.tensor_count, {"counts-modules": 3}),
    "forward": (
        lambda: SMALL.output(X, [W1, W2]),  # a = (-3, 5), f = -5
        {
            "no-activation": [-11],
            "relu-on-output": [0],
            "absolute-value": [1],
            "transposed-weights": [14],
        },
    ),
    "forward with intercepts": (
        lambda: WITH_BIAS.output(X, [W1, W2], [B1, B2]),  # a = (-2, -2), f = 2
        {
            "forgets-bias": [-5],
            "bias-after-activation": [2 * (0 + 1) - (5 - 7) + 2],
            "forgets-output-bias": [0],
            "no-activation": [2 * -2 + 2 + 2],
        },
    ),
    "batch": (
        lambda: SMALL.output(BATCH, [V1, V2], layout="rows").ravel(),
        {
            "no-activation": [8, -2, 14],
            "columns-convention": [-3 * 4, -3 * 3, -3 * 11],
            "absolute-value": [-4, 2, -10],
        },
    ),
    "sigmoid net": (
        lambda: SIGMOID.output([1], [[[1], [-1]], [[2, 1]]]),
        {
            "no-activation": [1],
            "sigmoid-on-output": [s(2 * s(1) + s(-1))],
            "sign-of-exponent": [2 * s(-1) + s(1)],
            "relu-instead": [2],
        },
    ),
    "relu": (
        lambda: relu([-2, 3]),
        {"absolute": [2, 3], "passes-negatives": [-2, 3], "derivative": [0, 1], "sign": [-1, 1]},
    ),
    "sigmoid": (
        lambda: sigmoid(Log(3)),
        {
            "sign-of-exponent": QUARTER,
            "no-denominator": 3,
            "minus-one": Fraction(3, 2),
            "odds-as-prob": Fraction(1, 3),
        },
    ),
    "slope": (
        lambda: activation_derivative("sigmoid", Log(3)),
        {
            "value-not-derivative": Fraction(3, 4),
            "derivative-at-h": s(0.75) * (1 - s(0.75)),
            "one-minus-h": QUARTER,
            "a-times-one-minus-a": math.log(3) * (1 - math.log(3)),
            "tanh-rule-for-sigmoid": 1 - Fraction(9, 16),
        },
    ),
    "softmax": (
        lambda: softmax(LOGITS),
        {
            "normalises-logits": [math.log(k) / math.log(30) for k in (2, 3, 5)],
            "sigmoid-each": [Fraction(2, 3), Fraction(3, 4), Fraction(5, 6)],
            "divides-by-max": [Fraction(2, 5), Fraction(3, 5), 1],
            "negative-exponent": [Fraction(15, 31), Fraction(10, 31), Fraction(6, 31)],
            "one-hot-argmax": [0, 0, 1],
        },
    ),
    "mse": (
        lambda: mse([1, 2, 3], [2, 4, 7]),  # differences -1, -2, -4
        {
            "sum-not-mean": 21,
            "half-mean": Fraction(7, 2),
            "mean-absolute": Fraction(7, 3),
            "n-minus-one": Fraction(21, 2),
            "square-of-sum": Fraction(49, 3),
        },
    ),
    "logistic, label 1": (
        lambda: logistic_loss(Log(3), 1),
        {"sign-flipped": Log(4), "no-log": Fraction(4, 3), "log10": math.log10(4 / 3)},
    ),
    "logistic, label -1": (
        lambda: logistic_loss(Log(3), -1),
        {"ignores-label": Log(Fraction(4, 3)), "label-0/1": Log(2), "no-log": 4},
    ),
    "binary cross-entropy": (
        lambda: binary_cross_entropy([QUARTER, HALF, Fraction(1, 3)], [1, 0, 0]),
        {
            "sum-not-mean": -math.log(1 / 4) - math.log(1 / 2) - math.log(2 / 3),
            "drops-negative-class": -math.log(1 / 4) / 3,
            "no-minus": (math.log(1 / 4) + math.log(1 / 2) + math.log(2 / 3)) / 3,
            "swaps-labels": -(math.log(3 / 4) + math.log(1 / 2) + math.log(1 / 3)) / 3,
            "log2": -(math.log2(1 / 4) + math.log2(1 / 2) + math.log2(2 / 3)) / 3,
            "log10": -(math.log10(1 / 4) + math.log10(1 / 2) + math.log10(2 / 3)) / 3,
        },
    ),
    "cross-entropy": (
        lambda: cross_entropy(LOGITS, 0),
        {
            "softmax-twice": -math.log(
                math.exp(0.2) / (math.exp(0.2) + math.exp(0.3) + math.exp(0.5))
            ),
            "log-of-logit": -math.log(math.log(2)),
            "wrong-class": math.log(2),
            "probability-not-log": Fraction(4, 5),
            "mean-over-classes": math.log(5) / 3,
        },
    ),
    "rule 0, square": (
        lambda: loss_gradient("mse", [1, 2, 3], [2, 4, 7]),
        {
            "missing-2": [Fraction(-1, 3), Fraction(-2, 3), Fraction(-4, 3)],
            "missing-1/n": [-2, -4, -8],
            "sign-flipped": [Fraction(2, 3), Fraction(4, 3), Fraction(8, 3)],
        },
    ),
    "rule 0, cross-entropy": (
        lambda: loss_gradient("cross_entropy", LOGITS, 0),
        {"ce-no-onehot": [0.2, 0.3, 0.5], "ce-sign": [0.8, -0.3, -0.5]},
    ),
    # With the label -1 the lost label is the lost sign: one name for one value.
    "rule 0, logistic, label -1": (
        lambda: loss_gradient("logistic", Log(3), -1),
        {"logistic-no-label": Fraction(-3, 4)},
    ),
    "rule 0, logistic, label 1": (
        lambda: loss_gradient("logistic", Log(3), 1),
        {"sign-flipped": Fraction(1, 4)},
    ),
    "rule 1": (
        lambda: weight_gradient([1, -2], [3, 4, 5]),
        {
            "transposed": [[3, -6], [4, -8], [5, -10]],
            "uses-activated-gradient": [[3, 4, 5], [0, 0, 0]],
            "scalar-product": [[-5, -5, -5], [-5, -5, -5]],
        },
    ),
    "rule 1, as many units as inputs": (
        lambda: weight_gradient([1, -2], [3, 4]),
        {"transposed": [[3, -6], [4, -8]], "elementwise": [3, -8]},
    ),
    "rule 2": (
        lambda: pre_activation_gradient([3, -4, 5], [-1, 2, -3]),
        {
            "passes-all": [3, -4, 5],
            "relu-of-gradient": [3, 0, 5],
            "multiplies-by-a": [-3, -8, -15],
            "multiplies-by-h": [0, -8, 0],
            "mask-inverted": [3, 0, 5],
        },
    ),
    "rule 3": (
        lambda: input_gradient([[1, 2], [3, 4]], [5, -1]),
        {
            "no-transpose": [3, 11],
            "elementwise": [5, -4],
            "column-sums": [4, 6],
            "divides": [-11, 8],
        },
    ),
    "all gradients": (
        lambda: backprop(SMALL, X, [1], [W1, W2]).grad_W[1],  # f = -5, ∇f = -12
        {
            "no-relu-mask": [[-24, -48], [12, 24]],
            "missing-2": [[0, 0], [6, 12]],
            "sign-flipped": [[0, 0], [-12, -24]],
            "skips-W2": [[0, 0], [-12, -24]],
            "transposed": [[0, 12], [0, 24]],
        },
    ),
    "parabola": (
        lambda: gd_quadratic_path(1, 3, 0, QUARTER, 2),  # slope 2(w - 3)
        {
            "ascent": [Fraction(-3, 2), Fraction(-15, 4)],
            "no-step-size": [6, 0],
            "subtracts-loss": [Fraction(-9, 4), Fraction(-9, 4) - Fraction(441, 64)],
            "stale-gradient": [Fraction(3, 2), 3],
            "missing-2": [Fraction(3, 4), Fraction(21, 16)],
        },
    ),
    "given gradients": (
        lambda: gd_given_gradients(GRADIENTS, [-2, 1], HALF, 2),
        {
            "mean-for-total": [[-1.25, 0.25], [-0.25, -0.75]],
            "ascent": [[-3.5, 2.5], [-5.5, 4.5]],
            "no-step-size": [[1, -2], [5, -6]],
            "restarts-each-step": [[-0.5, -0.5], [0, -1]],
            "first-gradient-only": [[-1.5, 0.5], [0, -0.5]],
        },
    ),
    "surface": (
        lambda: descend(symbol("x") ** 2 + symbol("y"), [symbol("x"), symbol("y")], [2, 1], HALF),
        {"ascent": [[4, 1.5]], "no-step-size": [[-2, 0]], "one-coordinate": [[0, 1]]},
    ),
    "steps": (lambda: steps_per_epoch(10, 4), {"floor": 2, "product": 40, "batch-size": 4}),
    "full": (lambda: steps_per_epoch(10, 10), {"full-is-n": 10}),
    "single": (lambda: steps_per_epoch(10, 1), {"sgd-is-1": 1}),
    "last": (lambda: last_batch_size(10, 4), {"full-batch": 4}),
    "updates": (
        lambda: total_steps(10, 4, 5),
        {"ceil-of-total": 13, "one-epoch": 3, "epochs-only": 5, "floor": 10},
    ),
    "epoch": (lambda: epoch_of_step(7, 10, 4), {"floor-epoch": 2, "observations-as-steps": 3}),
    "momentum": (
        lambda: momentum_path([2, 3], 1, HALF, HALF).w,  # v = 2, 4
        {
            "ema-for-torch": [HALF, Fraction(-1, 2)],
            "no-momentum": [0, Fraction(-3, 2)],
            "sign": [2, 4],
            "forgets-mu": [0, Fraction(-5, 2)],
        },
    ),
    "adam": (
        lambda: adam_path([2, 3], 1, TENTH, HALF, Fraction(3, 4)).m_hat,  # m = 1, 2
        {"no-bias-correction": [1, 2], "t-not-used": [2, 4]},
    ),
    "adam, second moment": (
        lambda: adam_path([2, 3], 1, TENTH, HALF, Fraction(3, 4)).v_hat,
        {
            "no-square": [
                2,
                Fraction(3, 4) * HALF / Fraction(7, 16) + Fraction(3, 4) / Fraction(7, 16),
            ]
        },
    ),
    "weight decay": (
        lambda: weight_decay_step([2, -1], [1, 1], HALF, TENTH),
        {
            "forgets-penalty": [1.5, -1.5],
            "adds-lambda": [1.45, -1.55],
            "double": [1.3, -1.4],
            "wrong-sign": [1.6, -1.55],
            "not-scaled": [1.3, -1.4],
        },
    ),
    "clipping": (
        lambda: clip_by_norm([3, -4], 2),
        {
            "clip-by-value": [2, -2],
            "scale-by-c": [6, -8],
            "l1-norm": [Fraction(6, 7), Fraction(-8, 7)],
            "unclipped": [3, -4],
        },
    ),
    "schedule": (
        lambda: step_decay(1, HALF, 7, 3),
        {"ceil": Fraction(1, 8), "no-floor": 0.5 ** (7 / 3), "every-epoch": Fraction(1, 128)},
    ),
}


def numbers(value: Any) -> Any:
    return np.array(value.tolist() if hasattr(value, "tolist") else value, dtype=float)


@pytest.mark.parametrize("case", CASES)
def test_slip_has_the_catalogue_value(case: str) -> None:
    ask, expected = CASES[case]
    with tracing() as calls:
        truth = ask()
    rules = {rule.name: rule for rule in applicable(calls)}
    for name, value in expected.items():
        with in_force(rules[name]):
            wrong = ask()
        np.testing.assert_allclose(numbers(wrong), numbers(value), rtol=1e-9, err_msg=name)
    np.testing.assert_array_equal(numbers(ask()), numbers(truth))


def test_every_rule_has_a_hint() -> None:
    assert [rule.name for rule in all_rules() if not rule.hint] == []


def test_counting_layers_of_a_network_is_not_asking_them() -> None:
    with tracing() as calls:
        assert BIASED.parameter_count == WEIGHTS + 10
    assert {call.quantity for call in calls if call.depth == 0} == {"parameter_count"}
    assert all(call.subject is BIASED for call in calls)


RECTANGLES: dict[str, tuple[Callable[[], Any], set[str]]] = {
    "rule 1": (lambda: weight_gradient([1, -2], [3, 4, 5]), {"elementwise"}),
    "a layer": (
        lambda: Linear(3, 2, bias=False).output([1, 2, 3], [[1, 2, 3], [4, 5, 6]]),
        {"elementwise-diagonal", "transpose"},
    ),
}


@pytest.mark.parametrize("case", RECTANGLES)
def test_nobody_multiplies_entry_by_entry_what_is_not_as_long(case: str) -> None:
    ask, names = RECTANGLES[case]
    with tracing() as calls:
        ask()
    assert names & {rule.name for rule in applicable(calls)} == set()
    assert names <= {rule.name for rule in all_rules()}
