"""What the learning quantities record is true: every substitution is computed again."""

from collections.abc import Callable
from fractions import Fraction
from types import ModuleType
from typing import Any

import pytest

from quizgen import solver as q
from quizgen.solver.quantity import tracing
from quizgen.telling import recording

HALF, THIRD, TENTH = Fraction(1, 2), Fraction(1, 3), Fraction(1, 10)
LOGITS = [q.Log(2), q.Log(3), q.Log(5)]
W1, W2 = [[1, -2], [3, 1]], [[2, -1]]
GRADIENTS = [[-1, 1], [-2, 2], [-3, 2]]
BATCH = [[1, 2], [-3, 4], [5, -6]]

ASKED: dict[str, Callable[[], Any]] = {
    "relu": lambda: q.relu([-2, 0, HALF]),
    "leaky_relu": lambda: q.leaky_relu([-2, 3], TENTH),
    "step": lambda: q.step([-2, 0, 3]),
    "identity": lambda: q.identity([-2, 3]),
    "sigmoid": lambda: q.sigmoid([q.Log(3), -q.Log(4)]),
    "sigmoid of numbers": lambda: q.sigmoid([-1.5, 2.0]),
    "tanh": lambda: q.tanh([-1.5, 2.0]),
    "softplus": lambda: q.softplus([q.Log(3), 2]),
    "softmax": lambda: q.softmax(LOGITS),
    "softmax of numbers": lambda: q.softmax([0.5, -1.0, 2.0]),
    "slopes": lambda: q.activation_derivative("sigmoid", LOGITS),
    "slopes of tanh": lambda: q.activation_derivative("tanh", [0.5, -2.0]),
    "mse": lambda: q.mse([1, HALF, -3], [2, 4, 7]),
    "half": lambda: q.mse([1, 2], [2, 4], "half"),
    "mae": lambda: q.mae([1, 2], [-2, 4]),
    "logistic": lambda: q.logistic_loss([q.Log(3), q.Log(2)], [1, -1], "sum"),
    "binary": lambda: q.binary_cross_entropy([THIRD, HALF], [0, 1]),
    "cross-entropy": lambda: q.cross_entropy(LOGITS, 1),
    "hinge": lambda: q.hinge_loss([2, -1], [1, 1]),
    "squared hinge": lambda: q.squared_hinge_loss([HALF, -1], [1, 1]),
    "poisson": lambda: q.poisson_loss(q.Log(3), 2),
    "huber": lambda: q.huber_loss([3, HALF], [0, 0]),
    "gradient of mse": lambda: q.loss_gradient("mse", [1, -2, 3], [2, 4, -7]),
    "gradient of logistic": lambda: q.loss_gradient("logistic", q.Log(3), -1),
    "gradient of cross-entropy": lambda: q.loss_gradient("cross_entropy", LOGITS, 1),
    "gradient of poisson": lambda: q.loss_gradient("poisson", q.Log(3), 2),
    "gradient of binary": lambda: q.loss_gradient("binary_cross_entropy", [THIRD], [1]),
    "counts": lambda: (
        q.steps_per_epoch(10, 4),
        q.last_batch_size(10, 4),
        q.unseen_per_epoch(10, 4),
    ),
    "updates": lambda: (q.total_steps(10, 4, 5), q.total_steps(10, 4, 5, drop_last=True)),
    "epoch": lambda: (q.epoch_of_step(7, 10, 4), q.batch_of_step(7, 10, 4)),
    "parabola": lambda: q.gd_quadratic_path(HALF, -3, 2, TENTH, 3),
    "given": lambda: q.gd_given_gradients(GRADIENTS, [-2, 1], HALF, 2, "mean"),
    "momentum": lambda: q.momentum_path(GRADIENTS, [1, -1], TENTH, HALF),
    "momentum ema": lambda: q.momentum_path([2, -3], 1, TENTH, Fraction(9, 10), "ema"),
    "momentum inside": lambda: q.momentum_path([2, -3], 1, TENTH, HALF, "inside"),
    "adam": lambda: q.adam_path([2, -3], 1, TENTH, HALF, Fraction(3, 4)),
    "decay": lambda: q.weight_decay_step([2, -1], [1, -1], HALF, TENTH),
    "clip": lambda: q.clip_by_norm([3, -4], 2),
    "schedule": lambda: q.step_decay(1, HALF, 7, 3),
    "no zero_grad": lambda: q.accumulated_path([1, -2, 3], 0, HALF),
    "rule 1": lambda: q.weight_gradient([1, -2], [3, 4, 5]),
    "rule 1, batch": lambda: q.weight_gradient(BATCH, BATCH, layout="rows"),
    "rule 2": lambda: q.pre_activation_gradient([3, -4], [q.Log(3), q.Log(2)], "sigmoid"),
    "rule 3": lambda: q.input_gradient(W1, [5, -1]),
    "rule 3, rows": lambda: q.input_gradient(W1, [[5, -1], [2, 3]], layout="rows"),
    "forward": lambda: q.mlp((2, 2, 1), bias=True).output([1, 2], [W1, W2], [[1, -7], [HALF]]),
    "forward, sigmoid": lambda: q.mlp((2, 2, 1), activation="Sigmoid").output([1, -1], [W1, W2]),
    "backprop": lambda: q.backprop(q.mlp((2, 2, 1)), [1, 2], [1], [W1, W2]),
    "backprop, tanh": lambda: q.backprop(
        q.mlp((2, 2, 1), activation="Tanh"), [1, 2], [1], [W1, W2]
    ),
    "backprop, batch": lambda: q.backprop(
        q.mlp((2, 2, 1)),
        [[1, 2], [3, -1]],
        [[1], [2]],
        [W1, [[2], [-1]]],
        layout="rows",
        loss="mse",
    ),
    "counts of a network": lambda: [
        q.mlp((4, 3, 2), bias=True).parameter_count,
        q.mlp((4, 3, 2), bias=[True, False]).parameter_count,
        q.mlp((4, 3, 2)).parameters_per_layer(),
        q.mlp((4, 3, 2)).connections(),
        q.mlp((4, 3, 2)).hidden_unit_count,
    ],
}


@pytest.mark.parametrize("asked", ASKED)
def test_steps_are_true(arithmetic: ModuleType, asked: str) -> None:
    with recording() as steps:
        ASKED[asked]()
    assert steps
    for step in steps:
        if not step.substitution:
            continue
        found = arithmetic.evaluate(step.substitution)
        value = arithmetic.evaluate(step.value)
        rounded = "." in f"{step.substitution}{step.value}"
        assert arithmetic.same(found, value, rounded=rounded), str(step)


@pytest.mark.parametrize("asked", ASKED)
def test_letters_have_a_legend(unexplained: Any, asked: str) -> None:
    with recording() as steps, tracing() as calls:
        ASKED[asked]()
    assert unexplained(steps, calls) == set()
