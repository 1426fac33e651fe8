"""What is told of every example in the solver's docstrings, line by line, as `golden/examples.txt` has it.

A quantity that leaves nothing, or what belongs to another one, would lose its worked solution without a word:
the examples have numbers small enough to be checked by hand. `QUIZGEN_TOLD=write` writes the file anew.
"""

import contextlib
import doctest
import io
import os
import pkgutil
from collections.abc import Iterator
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import quizgen.solver
from quizgen.solver.trace import leaving_trace
from quizgen.telling import Step
from quizgen.telling.tellers import tell

GOLDEN = Path(__file__).with_name("golden") / "examples.txt"
ROOM = "quizgen.solver."
# Ways of asking that no docstring shows.
BESIDES = (
    # Networks: every layer of a forward pass, and back through all of them, of one observation and of a batch.
    "mlp((2, 2, 1), bias=True, activation='relu').trace([1, 2], [[[1, -1], [2, 1]], [[3, -2]]], [[1, 0], [5]])",
    "backprop(mlp((2, 2, 1), bias=True, activation='relu'), [1, 2], [4], [[[1, -1], [2, 1]], [[3, -2]]], [[1, 0], [5]])",
    "backprop(mlp((2, 2, 1), activation='tanh'), [1, 1], [0], [[[1, -1], [0, 0]], [[3, -2]]])",
    "backprop(mlp((2, 1)), [[1, 2], [3, -1]], [[1, 0]], [[[2, -1]]])",
    "backprop(mlp((2, 1), bias=True), [[1, 3], [2, -1]], [[1], [0]], [[[2], [-1]]], [[1]], layout='rows')",
    "backprop(mlp((1, 1, 1), activation='sigmoid'), [Log(3)], [1], [[[1]], [[4]]])",
    "weight_gradient([[1, 2]], [[3, 4], [5, 6]])",
    "weight_gradient([[1], [2]], [[3, 5], [4, 6]], layout='rows')",
    "input_gradient([[1, 3], [2, 4]], [1, -1], layout='rows')",
    "pre_activation_gradient([3], [0], 'sigmoid')",
    "[gradient_shape(name, (4, 3, 2), 2) for name in 'Wah']",
    "Network([('a', Linear(2, 1)), ('b', ReLU()), ('c', Linear(1, 2, bias=False))]).output([1, 2], [[[3, -1]], [[2], [5]]], [[4], None])",
    "Network([('a', Linear(2, 2, bias=False)), ('b', Linear(2, 1, bias=False))]).weight_matrix((2,), [[[1, 2], [3, 4]], [[5, 6]]])",
    "Network([('a', Linear(2, 2)), ('b', ReLU()), ('c', Linear(2, 1))]).parameters_per_layer()",
    "Network([('a', Conv1d(1, 2, 2)), ('b', BatchNorm1d(2)), ('c', ReLU()), ('d', Flatten()), ('e', Linear(6, 2))], (1, 4)).parameter_count",
    "Network([('a', Conv1d(1, 2, 2)), ('b', ReLU()), ('c', MaxPool1d(2)), ('d', Flatten()), ('e', Linear(2, 2))], (1, 3)).connections()",
    "Network([('a', Conv1d(1, 2, 2)), ('b', ReLU()), ('d', Flatten()), ('e', Linear(4, 2))], (1, 3)).zeros()",
    "Network([('a', Conv1d(1, 2, 2)), ('b', ReLU()), ('d', Flatten()), ('e', Linear(4, 2))], (1, 3)).macs()",
    "Network([('a', Linear(2, 2)), ('b', Linear(2, 1))]).tensor_count",
    "mlp((3, 2, 1), bias=True).weight_count, mlp((3, 2, 1), bias=True).bias_count",
    "[mlp((3, 4, 2), bias=True).weight_shape(2), mlp((3, 4, 2)).unit_shape(1), mlp((3, 4, 2)).in_edges(2), mlp((3, 4, 2)).out_edges(1)]",
    "[mlp((3, 4, 2)).layer_count, mlp((3, 4, 2)).hidden_layer_count, mlp((3, 4, 5, 2)).hidden_unit_count]",
    # Counts of layers.
    "[Linear(3, 2).connections(3), Linear(3, 2).connections(3, count_bias=True), Linear(3, 2).zeros(3), Linear(3, 2).macs(3)]",
    "[Conv2d(2, 3, 2, groups=1).macs((2, 4, 3)), Conv1d(4, 2, 3, groups=2).parameter_count, Conv1d(4, 2, 3, groups=2).connections((4, 5))]",
    "[Conv1d(1, 2, 3, stride=2, padding=1).output_shape((1, 7)), Conv1d(1, 2, 3, dilation=2).connections((1, 7))]",
    "[ConvTranspose1d(2, 3, 2, stride=2).macs((2, 4)), ConvTranspose1d(2, 3, 2, stride=2, padding=1).connections((2, 4))]",
    "ConvTranspose1d(1, 1, 2, bias=False).weight_matrix(2)",
    "[MaxPool2d(2).connections((1, 4, 4)), AvgPool1d(3, 1).connections((2, 5)), MaxPool1d(2).output_shape((3, 7))]",
    "[MultiheadAttention(4, 2).connections(((3, 4), (5, 4), (5, 4))), MultiheadAttention(4, 2).macs((3, 4))]",
    "[RNN(2, 3).parameter_count, LSTM(2, 3).parameter_count, GRU(2, 3).parameter_count, RNN(2, 3).connections((4, 2))]",
    "[LayerNorm(4).parameter_count, BatchNorm1d(3).connections((3, 5)), GroupNorm(2, 4).parameter_count]",
    "Embedding(10, 3).parameter_count",
    "Upsample(scale_factor=2, mode='linear').weight_matrix((1, 2))",
    # Values of layers.
    "Linear(2, 2).output([1, 2], weight=[[1, -1], [3, 0]], bias=[5, -4])",
    "Linear(2, 2, bias=False).output([[1, 2], [0, 1]], weight=[[1, -1], [3, 0]])",
    "Conv1d(2, 1, 2).output([[1, 2, 3], [4, 5, 6]], weight=[[[1, 0], [-1, 2]]], bias=[7])",
    "Conv1d(1, 1, 2, padding=1, bias=False).output([[1, 2]], weight=[[[3, 4]]])",
    "Conv1d(1, 1, 2, bias=False).backward([[1, 2, 3]], [[1, -1]], [[[3, 4]]])",
    "ConvTranspose1d(1, 1, 2, stride=2, bias=False).output([[1, 10]], weight=[[[2, 3]]])",
    "MaxPool1d(2).output([[1, 5, 4, 2]]), AvgPool1d(2).output([[1, 5, 4, 2]]), LPPool1d(2, 2).output([[3, 4]])",
    "LayerNorm(2, eps=0).output([1, 3], weight=[2, 1], bias=[0, 4]), LayerNorm(2, eps=0).backward([1, 3], [1, 0])",
    "RNN(1, 1).output([[1], [2]], weight_ih_l0=[[0]], weight_hh_l0=[[0]], bias_ih_l0=[0], bias_hh_l0=[0])",
    "attention([[1, 0]], [[0, 1], [0, 2]], [[1, 3], [5, 7]])",
    "MatMul().output([[[1, 2]], [[3], [4]]])",
    # Losses, their slopes, and what is taken off.
    "[mae([1, 3], [2, 5]), hinge_loss([2, Fraction(1, 2)], [1, -1]), squared_hinge_loss([0], [1]), huber_loss([0, 3], [1, 0])]",
    "[mse([1, 3], [2, 5], reduction='sum'), mse(1, 3), poisson_loss([0], [2])]",
    "[loss_gradient(name, [1], [3]) for name in ('mse', 'absolute', 'huber', 'poisson')]",
    "[loss_gradient(name, [0], [1]) for name in ('logistic', 'hinge', 'squared_hinge')]",
    "[binary_cross_entropy(Fraction(1, 4), Fraction(1, 2)), loss_gradient('binary_cross_entropy', Fraction(1, 4), Fraction(1, 2))]",
    "loss_gradient('cross_entropy', [Log(1), Log(3)], 0)",
    "[activation_derivative(name, [-1, 2]) for name in ('leaky_relu', 'identity', 'step')]",
    "[activation_derivative('sigmoid', [Log(3)]), activation_derivative('tanh', [0])]",
    "softmax([[Log(1), Log(3)], [Log(2), Log(2)]]), log_softmax([Log(1), Log(3)])",
    # Steps of descent.
    "momentum_path([2, 2], 1, Fraction(1, 2), Fraction(1, 2), form='ema')",
    "adam_path([2], 1, Fraction(1, 10), Fraction(1, 2), Fraction(3, 4), eps=0)",
    "adam_path([[2, 3]], [1, 0], Fraction(1, 10), Fraction(1, 2), Fraction(3, 4), eps=1)",
    "weight_decay_step([2], [1], Fraction(1, 2), Fraction(1, 10), penalty='whole')",
    "clip_by_norm([3, 4], 10)",
    "gd_given_gradients([[1, 2], [3, 4]], [0, 0], Fraction(1, 2), reduction='mean')",
    "[unseen_per_epoch(8, 4), epoch_of_step(7, 10, 4), batch_of_step(6, 10, 4)]",
    "hopfield_recall(hopfield_weights([[1, -1, 1], [1, 1, -1]]), [1, 1, 1])",
    "[spectral_norm([[1, 0, 0], [0, 2, 0]]), spectral_norm([[1, 1]])]",
    "numeric(exp(1))",
)


def told(source: str, names: dict[str, Any]) -> tuple[Step, ...]:
    """What is told of a statement, which is run with the names."""
    with contextlib.redirect_stdout(io.StringIO()), leaving_trace() as calls:
        exec(compile(source, "<example>", "exec"), names)  # noqa: S102 - our own docstrings
    return tell(calls)


def lines(steps: tuple[Step, ...]) -> Iterator[str]:
    for step in steps:
        yield f"    {step}"
        yield from (f"        {text}" for text in (step.note, step.legend) if text)


def examples() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Of every example: where it stands, its source, and the names it may use."""
    finder = doctest.DocTestFinder()
    for module in pkgutil.walk_packages(quizgen.solver.__path__, ROOM):
        for test in finder.find(import_module(module.name)):
            for example in test.examples:
                yield test.name.removeprefix(ROOM), example.source, test.globs
    names = {name: getattr(quizgen.solver, name) for name in quizgen.solver.__all__}
    for source in BESIDES:
        yield "besides", source, {**names, "Fraction": Fraction}


def all_told() -> str:
    found = []
    for where, source, names in examples():
        if steps := told(source, names):
            found += [f"{where}: {source.rstrip()}", *lines(steps), ""]
    return "\n".join(found)


def test_every_example_is_told_as_before() -> None:
    found = all_told()
    if os.environ.get("QUIZGEN_TOLD") == "write":
        GOLDEN.write_text(found, encoding="utf-8")
        pytest.fail("written anew: read the difference")
    assert found.split("\n") == GOLDEN.read_text(encoding="utf-8").split("\n")
