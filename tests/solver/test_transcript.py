"""Every public member of every layer, asked about something small: what it says, and what it leaves in the trace.

`golden/transcript.txt` has the answers. `test_transcript_numbers` holds those of layers to PyTorch, the functions'
were reckoned by hand, and here what is said of them and what they leave is looked at, too.
`QUIZGEN_TRANSCRIPT=write` writes the file anew: read the difference.
"""

import ast
import inspect
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout, suppress
from dataclasses import fields, is_dataclass
from fractions import Fraction
from functools import partial
from io import StringIO
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quizgen import solver
from quizgen.errors import UserError
from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.layer import Countable
from quizgen.solver.layers.table import OURS
from quizgen.solver.network import Network, Node
from quizgen.solver.trace import Call, leaving_trace
from tests.telling.test_told_examples import examples

GOLDEN = Path(__file__).with_name("golden") / "transcript.txt"
# A layer, and the shapes of its inputs: a list has one for each branch.
CASES: tuple[tuple[str, Any], ...] = (
    ("Linear(2, 3)", (2,)),
    ("Linear(2, 1, bias=False)", (3, 2)),
    ("Linear(2, 1)", (3,)),
    ("Conv1d(2, 2, 2, stride=2, padding=1, groups=2)", (2, 3)),
    ("Conv1d(1, 1, 2, dilation=2, padding='same', bias=False)", (1, 4)),
    ("Conv1d(1, 1, 2, padding=2, padding_mode='circular', bias=False)", (1, 3)),
    ("Conv2d(1, 1, (1, 2), stride=(1, 2), padding=((0, 0), (1, 0)))", (1, 2, 3)),
    ("Conv2d(1, 1, 3)", (1, 2, 3)),
    ("Conv1d(1, 1, 2)", (2, 3)),
    ("ConvTranspose1d(2, 2, 2, stride=2, padding=1, output_padding=1, groups=2)", (2, 2)),
    ("ConvTranspose2d(1, 1, (1, 2), dilation=2, bias=False)", (1, 2, 2)),
    ("MaxPool1d(2, padding=1)", (1, 4)),
    ("MaxPool1d(2, 1, dilation=2)", (2, 4)),
    ("MaxPool2d((1, 2), ceil_mode=True)", (1, 2, 3)),
    ("AvgPool1d(2, padding=1)", (1, 3)),
    ("AvgPool1d(3, 2, 1, count_include_pad=False, ceil_mode=True)", (1, 4)),
    ("LPPool1d(2, 2)", (1, 4)),
    ("LPPool1d(1, 2)", (2, 4)),
    ("AdaptiveAvgPool1d(2)", (1, 3)),
    ("AdaptiveAvgPool2d((1, None))", (1, 2, 2)),
    ("AdaptiveMaxPool1d(2)", (1, 5)),
    ("ReLU()", (2, 2)),
    ("LeakyReLU(Fraction(1, 2))", (3,)),
    ("Sigmoid()", (1,)),
    ("Threshold(1, 5)", (3,)),
    ("Hardtanh(-1, 2)", (4,)),
    ("Softshrink(1)", (4,)),
    ("Hardshrink(1)", (4,)),
    ("Hardsigmoid()", (2,)),
    ("GELU()", (1,)),
    ("Softplus()", (1,)),
    ("Step()", (3,)),
    ("Scale(3)", (2,)),
    ("Shift(3)", (2,)),
    ("Softmax(0)", (2,)),
    ("Softmax(-1)", (2, 2)),
    ("LogSoftmax(1)", (2, 2)),
    ("Softmin(1)", (2,)),
    ("GLU()", (4,)),
    ("GLU(1)", (3, 2)),
    ("BatchNorm1d(2, eps=0)", (2,)),
    ("BatchNorm2d(1, eps=1, affine=False)", (1, 1, 2)),
    ("BatchNorm1d(1, track_running_stats=False)", (1, 2)),
    ("InstanceNorm1d(2, eps=0, affine=True)", (2, 2)),
    ("LayerNorm(2, eps=0)", (2,)),
    ("LayerNorm((2, 2), eps=0, bias=False)", (2, 2)),
    ("LayerNorm(2, elementwise_affine=False)", (2,)),
    ("GroupNorm(2, 4, eps=0)", (4,)),
    ("GroupNorm(1, 2, affine=False, eps=0)", (2, 1)),
    ("RMSNorm(2, eps=0)", (2,)),
    ("LocalResponseNorm(2)", (3, 1)),
    ("RNN(1, 1, nonlinearity='relu')", (2, 1)),
    ("RNN(2, 1, bias=False, num_layers=2, bidirectional=True, nonlinearity='relu')", (1, 2)),
    ("LSTM(1, 1, proj_size=0)", (1, 1)),
    ("GRU(1, 2, biases=1)", (2, 1)),
    ("MultiheadAttention(2, 2)", (1, 2)),
    ("MultiheadAttention(2, 1, bias=False)", [(1, 2), (2, 2), (2, 2)]),
    ("MultiheadAttention(2, 1, kdim=1, vdim=3)", [(1, 2), (2, 1), (2, 3)]),
    ("TransformerEncoderLayer(2, 1, 3)", (2, 2)),
    ("TransformerEncoderLayer(2, 1, 1, norm_first=True, bias=False)", (1, 2)),
    ("TransformerDecoderLayer(2, 1, 3)", (2, 2)),
    ("TransformerDecoderLayer(2, 1, 1)", [(1, 2), (3, 2)]),
    ("Embedding(4, 2)", (3,)),
    ("Embedding(4, 2, padding_idx=1)", (2,)),
    ("PReLU()", (2,)),
    ("PReLU(2)", (2, 1)),
    ("Flatten()", (2, 3)),
    ("Flatten(2)", (2, 1, 3)),
    ("Flatten(1, 2)", (2, 1, 3)),
    ("Flatten(0)", (2, 3)),
    ("Unflatten(1, (2, -1))", (4,)),
    ("Unflatten(-1, (3, 2))", (2, 6)),
    ("Unflatten(1, (3, -1))", (4,)),
    ("PixelShuffle(2)", (4, 1, 2)),
    ("PixelUnshuffle(2)", (1, 2, 4)),
    ("ChannelShuffle(2)", (4, 1)),
    ("Dropout()", (2,)),
    ("Dropout(Fraction(1, 4))", (2,)),
    ("Reshape((3, -1))", (2, 3)),
    ("Squeeze(0)", (1, 3)),
    ("Squeeze(-1)", (3, 1)),
    ("Squeeze(0)", (2, 1)),
    ("Unsqueeze(0)", (2,)),
    ("Unsqueeze(-1)", (2, 1)),
    ("Concat(0)", [(1, 2), (2, 2)]),
    ("Concat(-1)", [(2, 1), (2, 2)]),
    ("Concat(0)", [(1, 2), (1, 3)]),
    ("Add()", [(1, 2), (1, 2)]),
    ("Add()", [(2, 1), (2, 2), (1, 2)]),
    ("Add()", [(2,), (2, 2)]),
    ("Subtract()", [(2,), (2,)]),
    ("Subtract()", [(1, 2), (2, 1)]),
    ("Multiply()", [(2,), (2,)]),
    ("Multiply()", [(1, 1), (1, 2)]),
    ("MatMul()", [(1, 2), (2, 1)]),
    ("MatMul()", [(2, 1, 2), (2, 2, 1)]),
    ("MatMul()", [(1, 2), (1, 2)]),
    ("Unfold(2)", (1, 2, 3)),
    ("Unfold((1, 2), padding=(0, 1))", (1, 1, 2)),
    ("Upsample(scale_factor=2)", (1, 2)),
    ("Upsample(size=3, mode='linear')", (1, 2)),
    ("Upsample(size=5, mode='linear')", (1, 3)),
    ("Upsample(size=(3, 2), mode='bilinear', align_corners=True)", (1, 2, 2)),
    ("Upsample(scale_factor=Fraction(1, 2))", (1, 4)),
    ("ZeroPad1d((1, -1))", (1, 3)),
    ("ReflectionPad1d(1)", (1, 3)),
    ("ReplicationPad1d((2, 0))", (1, 2)),
    ("CircularPad1d(1)", (1, 3)),
    ("ConstantPad2d((0, 1, 1, 0), 7)", (1, 1, 2)),
    ("ReflectionPad1d(3)", (1, 3)),
    ("Parameter((2, 1))", (2,)),
    ("Positions(3)", (2,)),
    ("Select(0)", (2, 2)),
    ("Select((1, 0), dim=1)", (2, 2)),
    ("Select((0, 0))", (2,)),
    ("Select((0, 1, 2))", (4, 1)),
    ("Select(3)", (2,)),
    ("Transpose()", (2, 3)),
    ("Transpose(0, -1)", (2, 1, 3)),
    ("Permute((1, 2, 0))", (2, 1, 3)),
    ("Permute((1, 0))", (2, 1)),
    ("Mean(0)", (2, 2)),
    ("Mean((0, 1), keepdim=True)", (2, 2)),
    ("Mean(-1)", (2, 1)),
)  # fmt: skip

# Functions and networks: options, corners, and what is refused.
ASKED = """
activation("leaky_relu", [-2, 3], negative_slope=2), activation("Swish", 1)
leaky_relu([-2, 0, 3], 2), step([-1, 0, 1], 0), softplus([0], 2)
activation_derivative("leaky_relu", [-2, 0, 3], negative_slope=2)
activation_derivative("relu", [[-1, 0], [0, 2]])
softmax_jacobian([Log(1), Log(3)])
softmax([Log(1), Log(2), Log(3)]), softmax([0, 0])
weight_gradient([1, 2], [3, 4, 5], layout="rows")
weight_gradient([1, 2], [3, 4], layout="up")
pre_activation_gradient([1, 2], [3, -4], "Identity")
input_gradient([[1, 2], [3, 4]], [[1, 0], [0, 1]])
input_gradient([[1, 2], [3, 4]], [1, 2, 3])
backprop(mlp((2, 2), bias=True), [1, 2], [1, 0], [[[1, 0], [0, 1]]], [[1, 1]], loss="mse")
backprop(mlp((2, 2)), [1, 2], [1, 0], [[[1, 0], [0, 1]]], reduction="mean")
backprop(mlp((2, 2)), [1, 2], 1, [[[1, 0], [0, 1]]], loss="cross_entropy")
backprop(mlp((2, 2)), [[1, 2], [3, 4]], [[1, 0], [0, 1]], [[[1, 0], [0, 1]]], layout="rows", loss="absolute")
backprop(mlp((2, 1)), [1, 2], [1, 0], [[[1, 0]]])
gradient_shape("h", (4, 3, 2), 0, 7), gradient_shape("b", (4, 3, 2), 2)
gradient_shape("W", (4, 3, 2), 3)
gradient_shapes((4, 3, 2), 2, layout="rows")
confusion_matrix([0, 2, 1, 2], [0, 1, 1, 2], 3), confusion_matrix([0, 2], [0, 1])
accuracy([[1, 2], [3, 4]]), precision([[1, 2], [3, 4]], 0), recall([[1, 2], [3, 4]], 0)
specificity([[1, 2], [3, 4]], 0), f1_score([[1, 2], [3, 4]], 0), f1_score([[1, 2], [3, 4]])
specificity([[0, 0], [3, 4]])
precision([[1, 0], [2, 0]])
recall([[0, 0], [2, 1]], 0)
f1_score([[1, 0], [0, 0]])
balanced_accuracy([[0, 0], [2, 1]])
accuracy([[0, 0], [0, 0]])
accuracy([[1, 2]])
accuracy([[1, -2], [0, 1]])
steps_per_epoch(10, 5), last_batch_size(10, 5), last_batch_size(11, 5), unseen_per_epoch(11, 5)
steps_per_epoch(4, 5), total_steps(11, 5, 2), total_steps(11, 5, 2, True)
steps_per_epoch(0, 5)
total_steps(3, 5, 2, True)
epoch_of_step(3, 11, 5), epoch_of_step(4, 11, 5), batch_of_step(3, 11, 5), batch_of_step(4, 11, 5)
epoch_of_step(0, 11, 5)
gd_quadratic_path(2, 1, 3, Fraction(1, 2), 2), quadratic_slope(2, 1, 3)
gd_quadratic_path(2, 1, 3, Fraction(1, 2), 0)
gd_given_gradients([[1, 2], [3, 4], [5, 6]], [0, 0], 1, 2)
gd_given_gradients([[1], [3]], [0], 1, reduction="mean")
gd_given_gradients([1, 3], 0, 1, 0)
batch_gradient([[1, 2], [3, 4]], "mean"), batch_gradient([[1], [3]])
batch_gradient([1, 3], "half")
entropy([Fraction(1, 2), Fraction(1, 2), 0], 2), entropy([1], 2)
entropy([Fraction(1, 4), Fraction(3, 4)])
entropy([Fraction(1, 2), Fraction(1, 3)])
entropy([2, -1])
distribution_cross_entropy([1, 0], [Fraction(1, 2), Fraction(1, 2)], 2)
distribution_cross_entropy([1, 0], [1, 0, 0])
kl_divergence([Fraction(1, 2), Fraction(1, 2)], [Fraction(1, 4), Fraction(3, 4)], 2)
kl_divergence([1, 0], [0, 1], 2)
gradient(symbol("x") ** 3 * symbol("y"), [symbol("x"), symbol("y")])
gradient(symbol("x") * symbol("y"), [symbol("z")])
jacobian([symbol("x") ** 2, symbol("x") * symbol("y")], [symbol("x"), symbol("y")], [2, 3])
jacobian([sin(symbol("x"))], [symbol("x")])
hessian(symbol("x") ** 2 * symbol("y"), [symbol("x"), symbol("y")], [1, 2])
hessian(exp(symbol("x")), [symbol("x")])
value_at(symbol("x") ** 2 + cos(symbol("y")), [symbol("x"), symbol("y")], [3, 0])
value_at(ln(symbol("x")), [symbol("x")], [0])
gradient_at(ln(symbol("x")) + symbol("y"), [symbol("x"), symbol("y")], [2, 3])
gradient_at(symbol("x"), [symbol("x")], [1, 2])
descend(symbol("x") ** 2, [symbol("x")], [4], Fraction(1, 4), 2)
descend(symbol("x") ** 2, [symbol("x")], [4], Fraction(1, 4), 0)
sin(multiple_of_pi(Fraction(1, 2))), cos(multiple_of_pi(1)), numeric(ln(2))
layer_stack(["Linear", "sigma", "Linear"], loss="mean_squared", layout="rows", batch=True)
gradient_formula(layer_stack(["Linear", "sigma", "Linear"]), "W_1")
gradient_formula(layer_stack(["Linear", "sigma"], loss="cross_entropy", layout="torch", batch=True), "b")
gradient_formula(layer_stack(["Linear(bias=false)", "sigma"]), "W")
gradient_formula(layer_stack(["Linear(bias=false)", "sigma"]), "b1")
layer_stack(["Linear"], loss="huber")
layer_stack(["Linear"], layout="up")
normalized_adjacency([[0, 1], [1, 0]], normalization="mean"), normalized_adjacency([[0, 1], [1, 0]], "none", False)
normalized_adjacency([[0, 1], [0, 0]])
normalized_adjacency([[0, 1, 1], [1, 0, 0], [1, 0, 0]], normalization="most")
graph_convolution([[0, 1], [1, 0]], [[1, 2], [3, 4]], [[1, 1], [0, 2]], "mean", False)
graph_convolution([[0, 1], [1, 0]], [[1], [3]])
hopfield_weights([[1, -1]]), hopfield_energy([[0, 2], [2, 0]], [1, -1])
hopfield_update([[0, 2], [2, 0]], [1, -1], [1, 0]), hopfield_update([[0, 2], [2, 0]], [1, -1])
hopfield_update([[0, 2], [2, 0]], [1, 2])
hopfield_recall([[0, 2], [2, 0]], [1, -1], [1, 0])
exact_log(Fraction(3, 2)), exact_log(1), Log(4) + Log(2), 2 * Log(3), Log(8) - Log(2), -Log(2)
exact_log(0)
mse([1, 2], [3, 5], "sum"), mse([[1, 2]], [[3, 5]]), mae([1, 2], [3, 5], "sum"), mae(1, 3)
mse([1, 2], [3])
mse([1, 2], [3, 4], "most")
logistic_loss([0, 0], [1, -1])
binary_cross_entropy([Fraction(1, 2), Fraction(1, 4)], [1, 0], "sum")
hinge_loss([Fraction(1, 2), 1, 3], [1, 1, 1], "sum"), squared_hinge_loss([0, 2], [1, 1], "sum")
huber_loss([0, 1, 4], [0, 0, 0], 2), huber_loss([0, 3], [0, 0], 1, "sum"), poisson_loss([0, 0], [1, 2], "sum")
cross_entropy([Log(1), Log(3)], 1)
cross_entropy([0, 0], 2)
loss_gradient("mse", [1, 2], [3, 5]), loss_gradient("mse", [1, 2], [3, 5], "sum"), loss_gradient("square", [1, 2], [3, 5], "mean")
loss_gradient("huber", [0, 1, 4], [0, 0, 0]), loss_gradient("absolute", [1, 2], [2, 2])
loss_gradient("cross_entropy", [0, 0], 1)
loss_gradient("most", [1], [2])
momentum_path([1, 2], 0, 1, Fraction(1, 2), form="inside"), momentum_path([[1, 2]], [0, 0], 1, 0)
momentum_path([1, 2], 0, 1, Fraction(1, 2), form="outside")
momentum_path([1, 2], 0, 1, 1)
adam_path([1, 2], 0, 1, Fraction(1, 2), Fraction(1, 2), eps=0), adam_path([[1, 2]], [0, 0], 1, 0, 0, eps=1)
weight_decay_step([2, 4], [1, 1], 1, Fraction(1, 2)), weight_decay_step(2, 1, 1, 1, penalty="whole")
weight_decay_step(2, 1, 1, 1, penalty="most")
clip_by_norm([3, 4], 5), clip_by_norm([6, 8], 5), clip_by_norm([1, 1], 1)
clip_by_norm([3, 4], 0)
step_decay(1, Fraction(1, 2), 4, 2), step_decay(1, Fraction(1, 2), 3, 2), step_decay(1, Fraction(1, 2), 0, 2)
accumulated_path([[1, 2], [3, 4]], [0, 0], 1)
forward_order(1), backprop_order(2), order_count(3, [(0, 1)]), suborder(backprop_order(2), [0, 2, 5])
backprop_slip(2, "first-layer-first"), suborder_slip(2, "first-layer-first", [0, 1])
forward_order(0)
order_count(3, [(0, 1), (1, 0)])
perceptron_update([1, 1], [2, 1], -1, 2), perceptron_update([1, 1], [2, 1], 1), perceptron_update([1, -2], [2, 1], 1)
perceptron_update([1, 1], [2, 1], 0)
perceptron_pass([[1, 2], [2, 1]], [1, -1]), perceptron_weights([[1, 2], [2, 1]], [1, -1])
perceptron_passes([[1, 2], [2, 1]], [1, -1]), perceptron_mistakes([[1, 2], [2, 1]], [1, -1], [1, 1], 2)
perceptron_weights([[1, 1], [1, 1]], [1, -1])
q_target(1, Fraction(1, 2), [2, 4]), q_target(1, Fraction(1, 2), [2, 4], True), sarsa_target(1, Fraction(1, 2), 4), sarsa_target(1, 2, 4, True)
q_update(1, 2, Fraction(1, 2), [3, 4], Fraction(1, 4)), q_update(1, 2, 1, [3, 4], 1, True), sarsa_update(1, 2, Fraction(1, 2), 4, 1), sarsa_update(1, 2, 3, 4, 5, True)
double_q_target(1, Fraction(1, 2), [2, 4], [5, 3]), double_q_target(1, 1, [4, 2], [5, 3], True)
double_q_target(1, Fraction(1, 2), [2, 4], [5])
bag_of_words("a b a d", ["a", "b", "c"]), bpe_merge(["abab", "ab"], [1, 2]), bpe_merge(["ab", "cd"], [1, 1]), bpe_pair_count(["abab"], [2]), bpe_token_count(["abab", "ba"], [1, 3], 1), bpe_merge(["ab"], [1, 2]), bpe_merge(["a"], [1]), bpe_token_count(["ab"], [1], 0)
one_hot("cab", "abc"), one_hot("x", "abc"), one_hot_positions("cabc", "c"), alphabet_count("cab!", "abc"), zero_columns("cax", "abc"), matches("cab", "cbb", "abc"), matches("ca", "cab", "abc")
spectral_norm([[3, 0], [4, 5]]), spectral_norm([[2]]), spectral_norm([[0, 0]])
spectral_norm([[1, 2, 3], [4, 5, 6], [7, 8, 10]])
receptive_field([Conv1d(1, 1, 3), MaxPool1d(2), Conv1d(1, 1, 3, dilation=2)]), receptive_field(Conv2d(1, 1, (1, 3)))
receptive_field([Linear(2, 1)])
attention([[1, 0], [0, 1]], [[0, 0], [0, 0]], [[2], [4]], causal=True), attention_scores([[2, 0]], [[1, 1]], False)
attention([[1]], [[1, 2]], [[3]])
true_convolution([1, 2, 3], [1, 0]), true_convolution([1, 2], [1, 2, 3])
mlp((3, 2, 1)).weight_shape(1, layout="rows"), mlp((3, 2, 1)).unit_shape(1, 4), mlp((3, 2, 1)).unit_shape(1, 4, layout="rows")
mlp((3, 2, 1)).weight_shape(1, layout="up")
mlp((3, 2, 1)).unit_shape(1, layout="up")
mlp((3, 2, 1)).weight_shape(0)
mlp((3, 2, 1)).unit_shape(3)
mlp((3, 2, 1)).in_edges(1), mlp((3, 2, 1)).out_edges(1)
mlp((3, 2, 1)).in_edges(0)
mlp((3, 2, 1)).out_edges(2)
mlp((3, 2, 1), bias=[True, False]).parameter_count, mlp((3, 2, 1), bias=[True, False]).parameters_per_layer()
mlp((3, 2, 1), activation="Tanh", last="Sigmoid").units
mlp((3,))
mlp((3, 0))
mlp((3, 2), activation="Most")
Network([("a", Linear(2, 2)), Node("b", Linear(2, 2), ("a",), shares="a")]).rows(), Network([("a", Linear(2, 2)), Node("b", Linear(2, 2), ("a",), shares="a")]).parameter_count
sequential([Conv1d(1, 2, 2), BatchNorm1d(2), Flatten(), Linear(6, 1)], (1, 4)).rows()
sequential([Conv1d(1, 2, 2), ReLU(), Linear(3, 1)], (1, 4)).buffer_count
sequential([Conv1d(1, 2, 2), Linear(4, 1)], (1, 4)).output_shape()
sequential([], (1, 4))
Network([("a", Linear(2, 2)), ("a", Linear(2, 2))])
Network([("a", Linear(2, 2), ["b"])])
[(s.shapes, s.defined, s.gradient("W_1"), s.gradient("b_1"), s.gradient("x")) for s in [layer_stack(["Linear", "sigma", "Linear(bias=false)"], loss, layout) for loss in ("squared", "cross_entropy", "given") for layout in ("column", "rows", "torch")]]
[(s.shapes, s.defined, s.gradient("W_1"), s.gradient("b_1"), s.gradient("X")) for s in [layer_stack(["Linear", "sigma", "Linear(bias=false)"], loss, layout, batch=True) for loss in ("squared", "mean_squared", "cross_entropy", "given") for layout in ("column", "rows", "torch")]]
layer_stack(["Linear", "tau", "Linear", "sigma", "Linear", "tau"]).functions, layer_stack(["Linear"]).input, layer_stack(["Linear"], batch=True).input
layer_stack(["Linear"], loss="given").target, layer_stack(["Linear"], loss="given", batch=True).target, layer_stack(["Linear"]).target
layer_stack(["Linear"], "mean_squared")
Linear(2, 1, bias=False).output([1, 2], [[1, 1]], [3])
Linear(2, 1).output([1, 2], [[1, 1]])
Linear(2, 1).output([1, 2], [[1, 1]], [3, 4])
Linear(2, 1).output([1, 2], [[1], [1]], [3])
Linear(2, 1).output(1, [[1, 1]], [3])
sequential([PReLU(), ReLU()], (2,)).output([-4, 2], [[Fraction(1, 4)]])
sequential([Embedding(3, 2)], (2,)).output([2, 0], [[[1, 2], [3, 4], [5, 6]]])
receptive_field(Network([("a", Conv1d(1, 1, 3, padding=1), ["input"]), ("b", Conv1d(1, 1, 3, padding=1), ["input"]), ("c", Add(), ["a", "b"])], (1, 5)))
receptive_field(Network([("a", Conv1d(1, 1, 3, padding=1), ["input"]), ("b", Conv1d(1, 1, 5, padding=2), ["input"]), ("c", Add(), ["a", "b"])], (1, 5)))
receptive_field(Network([("a", Conv1d(1, 1, 3, padding=1), ["input"]), ("b", Conv1d(1, 1, 5, padding=2), ["input"]), ("c", Concat(1), ["a", "b"])], (1, 5)))
Network([("a", Linear(2, 2), ["x"]), ("b", Linear(3, 2), ["y"]), ("c", Add(), ["a", "b"])], ((2,), (3,)), inputs=["x", "y"]).rows()
Network([("a", Linear(2, 2), ["x"]), ("b", Linear(3, 2), ["y"]), ("c", Add(), ["a", "b"])], inputs=["x", "y"]).output(([1, 2], [3, 4, 5]), [[[1, 0], [0, 1]], [[1, 0, 0], [0, 0, 1]]], [[1, 1], [0, 0]])
Network([("a", ReLU()), ("b", Scale(2), ["a"])], (2,), outputs=["a", "b"]).output([-1, 3])
Network([("a", Linear(2, 2)), Node("b", Linear(2, 2), ("a",), shares="a")]).backward([1, 2], [1, 0], [[[1, 0], [0, 1]], [[1, 0], [0, 1]]], [[1, 1], [1, 1]])
Network([("a", Conv1d(1, 1, 2, bias=False)), ("b", Flatten()), ("c", Linear(2, 1))], (1, 3)).backward([[1, 2, 3]], [1], [[[[1, 1]]], [[2, -1]]], [None, [1]])
CONVENTIONS["bias"], convention("bias"), convention("log", "base2")
convention("bias", "none")
convention("biases")
"""


def counted(shape: tuple[int, ...], start: int) -> Any:
    """Small whole numbers of both signs, no two neighbours alike."""
    values = [(-1) ** (k // 2) * (start + 2 * k) % 7 - 2 for k in range(prod(shape))]
    return np.array(values, dtype=object if not values else int).reshape(shape)


def plain(value: Any) -> str:
    """A value on one line; a float with six digits."""
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, float | np.floating):
        return f"{value:.6g}"
    if isinstance(value, np.integer | np.bool_):
        return str(value.item())
    if isinstance(value, list | tuple):
        inside = ", ".join(map(plain, value))
        return f"[{inside}]" if isinstance(value, list) else f"({inside})"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {plain(each)}" for key, each in value.items()) + "}"
    if is_dataclass(value) and not isinstance(value, Countable | Network | Node | type):
        return f"{type(value).__name__}({', '.join(plain(getattr(value, own.name)) for own in fields(value))})"
    if isinstance(value, Network):
        return f"Network({', '.join(str(node.layer) for node in value.nodes)})"
    if callable(value):
        return str(getattr(value, "__name__", value))
    return str(value)


def left(calls: Sequence[Call], asked: Any, depth: int = 2) -> Iterator[str]:
    """The trace below what is asked; its own layer is left out."""
    for call in calls:
        given = (
            f"{key}={plain(each)}"
            for key, each in call.arguments.items()
            if each is not asked and key != "self"
        )
        of = "" if call.subject is None or call.subject is asked else f"{plain(call.subject)}."
        yield f"{'  ' * depth}{of}{call.quantity}({', '.join(given)}) = {plain(call.result)}"
        yield from left(call.children, asked, depth + 1)


def asked(layer: Any, shape: Any) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """Name, value and arguments of each public member that the names of its arguments tell how to ask."""
    several = isinstance(shape, list)
    shapes = shape if several else [shape]
    inputs = [counted(each, start) for start, each in enumerate(shapes, 1)]
    weights = {name: counted(size, 3) for name, size in layer.parameter_shapes.items()}
    known = {
        "input_shape": tuple(shape),
        "x": tuple(inputs) if several else inputs[0],
        "sources": [f"x{i}" for i in range(len(shapes))],
        "module": "self.m",
        "batch": "x0",
        "in_size": 5,
    }
    with suppress(ShapeError):
        known["grad_output"] = counted(layer.output_shape(tuple(shape)), 2)
    for name in sorted(dir(layer)):
        value = getattr(type(layer), name, None)
        # `forward` is another name of `output`.
        if name.startswith("_") or name == "forward" or isinstance(value, str | bool | Mapping):
            continue
        if not inspect.isfunction(value):
            yield name, partial(getattr, layer, name), {}
            continue
        wanted = dict(list(inspect.signature(value).parameters.items())[1:])
        named = {**known, **weights}
        given = {key: named[key] for key in wanted if key in named}
        if any(p.kind is p.VAR_KEYWORD for p in wanted.values()):
            given |= {key.replace(".", "_"): each for key, each in weights.items()}
        if any(p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD and key not in given for key, p in wanted.items()):  # fmt: skip
            continue
        yield name, getattr(layer, name), given
        if "count_bias" in wanted:
            yield f"{name} with intercepts", getattr(layer, name), {**given, "count_bias": True}


def transcript(source: str, shape: Any) -> str:
    """What the members say and leave in the trace, without the constants that most layers have."""
    names = {name: getattr(solver, name) for name in OURS}
    layer = eval(source, {**names, "Fraction": Fraction})  # noqa: S307 - our own text
    lines = [f"{source} on {shape}"]
    for name, member, given in asked(layer, shape):
        with leaving_trace() as calls:
            try:
                found = plain(member(**given))
            except (ShapeError, TypeError) as error:
                found = f"{type(error).__name__}: {error}"
        own = name in PLAIN and PLAIN[name] == found
        lines += [] if own else [f"  {name}: {found}"]
        # A quantity is the one call of its own trace.
        lines += left(calls[0].children if calls and calls[0].quantity in name else calls, layer)
    return "\n".join(lines)


def examples_left() -> Iterator[str]:
    """What the examples of the docstrings leave."""
    numbers: Counter[str] = Counter()
    for where, source, names in examples():
        numbers[where] += 1
        with redirect_stdout(StringIO()), leaving_trace() as calls:
            exec(compile(source, "<example>", "exec"), names)  # noqa: S102 - our own docstrings
        if calls:
            yield "\n".join([f"{where} {numbers[where]}: {source.strip()}", *left(calls, None)])


def answers() -> Iterator[str]:
    """What each line of `ASKED` comes to, and what it leaves."""
    names = {name: getattr(solver, name) for name in solver.__all__} | {"Fraction": Fraction}
    for line in ASKED.strip().split("\n"):
        tree = ast.parse(line, mode="eval").body
        for source in map(ast.unparse, tree.elts if isinstance(tree, ast.Tuple) else [tree]):
            with leaving_trace() as calls:
                try:
                    found = plain(eval(source, names))  # noqa: S307 - our own text
                except (UserError, ValueError) as error:
                    found = f"{type(error).__name__}: {error}"
            yield "\n".join([source, f"  {found}", *left(calls, None)])


# What every layer has unless it says otherwise.
PLAIN = {
    **{name: plain(value) for name, value in vars(Countable).items()},
    "parameter_note": "",
    "torch_expression": "",
    "buffer_count": "0",
    "parameter_shapes": "{}",
}


def kept() -> dict[str, str]:
    found = GOLDEN.read_text(encoding="utf-8").rstrip("\n").split("\n\n")
    return {text.partition("\n")[0]: text for text in found}


def test_rewriting_on_request() -> None:
    """Not a check: the switch described above."""
    if os.environ.get("QUIZGEN_TRANSCRIPT") == "write":
        texts = [transcript(source, shape) for source, shape in CASES]
        text = "\n\n".join([*texts, *examples_left(), *answers()])
        GOLDEN.write_text(f"{text}\n", encoding="utf-8", newline="\n")


KEPT = kept() if GOLDEN.exists() else {}


@pytest.mark.parametrize(("source", "shape"), CASES, ids=str)
def test_what_a_layer_says(source: str, shape: Any) -> None:
    found = transcript(source, shape)
    assert found.split("\n") == KEPT[f"{source} on {shape}"].split("\n")


def test_every_kind_of_layer_is_asked() -> None:
    """Of layers for one, two and three axes any; of activations those that have an argument or a corner."""
    known = {source.partition("(")[0].rstrip("123d") for source, _ in CASES}
    others = {name for name in OURS if name.rstrip("123d") not in known}
    assert all(getattr(solver, name).elementwise for name in others)


@pytest.mark.parametrize("asked", [examples_left, answers])
def test_what_examples_and_functions_say(asked: Callable[[], Iterator[str]]) -> None:
    found = list(asked())
    assert found == [KEPT.get(text.partition("\n")[0]) for text in found]
