"""What the solver refuses, with the whole text: what was found, and what would be right."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from quizgen import solver as s
from quizgen.solver.layers.each import Each
from quizgen.solver.layers.table import register
from quizgen.solver.order import backprop_slip
from quizgen.solver.quantity import quantity
from quizgen.solver.receptive import receptive_field
from quizgen.solver.weight_matrix import check_size, symbols
from quizgen.solver.window import axis_padding

TIED = s.Network([("a", s.Linear(2, 2)), s.Node("b", s.Linear(2, 2), ("a",), shares="a")])
TWO = s.Network([("a", s.Add(), ["x", "y"])], None, inputs=("x", "y"))
APART = [("a", s.Conv1d(1, 1, 2)), ("b", s.Conv1d(1, 1, 2), ["input"])]
BATCHED = s.BatchNorm1d(1, eps=0)


REFUSED: list[tuple[Callable[[], Any], str]] = [
    (lambda: s.mlp((3, 2, 1), bias=[True]), "bias=[True]: 1 value for 2 layers"),
    (lambda: s.mlp((3, 2), bias=[True, False]), "bias=[True, False]: 2 values for 1 layer"),
    (lambda: s.precision([[1, 0], [0, 1]], 2), "class 2 of 2 classes (counted from 0)"),
    (lambda: s.recall([[1, 0], [0, 1]], -1), "class -1 of 2 classes (counted from 0)"),
    (lambda: s.kl_divergence([1, 0], [0, 1]), "kl_divergence: infinite, an outcome that happens has the probability 0 in q"),
    (lambda: s.entropy([1], 10), "base 10: a logarithm here has base 2 or 'e'"),
    (lambda: s.sequential([s.Conv1d(1, 1, 2)]).units, "units: only a chain of Linear layers and activations has units"),
    (lambda: s.sequential([s.ReLU()]).units, "units: only a chain of Linear layers and activations has units"),
    (lambda: s.gradient("x", [s.symbol("y")]), "'x' is text: build formulas from symbol('x'), numbers and functions"),
    (lambda: TIED.trace([1, 2], [[[1, 0], [0, 1]]], [[0, 0], [0, 0]]), "trace: the network branches or shares weights; ask for `output`"),
    (lambda: TIED.weight_matrix((2,)), "weight_matrix: the network branches or shares weights"),
    (lambda: s.mlp((2, 2, 1)).output([1, 2]), "weights: 2 arrays are needed, one for each layer that learns"),
    (lambda: s.mlp((2, 2, 1)).output([1, 2], [[[1, 2], [3, 4]]]), "weights: 1 array for 2 layers with weights"),
    (lambda: s.mlp((2, 1)).output([1, 2], [[[1, 2]]], [[1], [2]]), "biases: 2 arrays for 1 layer with weights"),
    (lambda: s.sequential([s.ReLU()]).output_shape(), "input_shape is needed: only a Linear layer says it by itself"),
    (lambda: TWO.output_shape((3,)), "2 inputs need as many shapes, found (3,)"),
    (lambda: s.mlp((2, 1)).output_shape(((2,), (3,))), "there is one input, found the shapes ((2,), (3,))"),
    (lambda: s.Network((s.Node("a", s.Linear(2, 1)),), outputs=("b",)), "output 'b' is not an input or a layer"),
    (lambda: s.Network((s.Node("a", s.Linear(2, 1)),), outputs=("a",), labels=("x", "y")), "2 labels for 1 output"),
    (lambda: s.Node("p", s.TransformerEncoderLayer(4, 2, 4)).backward([], []), "p: gradients of TransformerEncoderLayer are not computed"),
    (lambda: s.layer_stack(["sigma"]), "0 linear layers; a stack has 1 to 5"),
    (lambda: s.layer_stack(["Linear"] * 6), "6 linear layers; a stack has 1 to 5"),
    (lambda: s.layer_stack(["sigma", "Linear"]), "the layer 'sigma': write Linear, Linear(bias=false), or a function behind one"),
    (lambda: s.layer_stack(["Linear", "sigma", "tau"]), "the layer 'tau': write Linear, Linear(bias=false), or a function behind one"),
    (lambda: s.normalized_adjacency([[0, 0], [0, 1]], self_loops=False), "normalized_adjacency: a node without neighbours has no degree to divide by"),
    (lambda: s.graph_convolution([[0, 1], [1, 0]], [[1]], [[1]]), "graph_convolution: features of shape (1, 1) for 2 nodes"),
    (lambda: s.hopfield_recall([[-1, 0], [0, -1]], [1, 1]), "hopfield_recall: it does not settle; are the weights symmetric, without diagonal?"),
    (lambda: s.hopfield_weights([[1, 0]]), "hopfield_weights: patterns are rows of -1 and 1"),
    (lambda: s.MultiheadAttention(4, 2).output(np.zeros((2, 4))), "MultiheadAttention: parameter in_proj_weight of shape (12, 4) is missing"),
    (lambda: s.RNN(1, 1).output([[1]]), "RNN: parameter weight_ih_l0 of shape (1, 1) is missing"),
    (lambda: Each(s.Linear(2, 1)).output_shape((2,)), "each Linear(2, 1): shape (2,) has no parts: the first axis counts them"),
    (lambda: s.MaxPool1d(2, 1, 1, dilation=2).output([[1.0]]), "MaxPool1d(2, stride=1, padding=1, dilation=2): a window lies wholly in the padding, so it has no maximum"),
    (lambda: BATCHED.normalize_batch_backward([[1], [1]], [[1], [2]]), "the values of a channel are all equal: without eps it has no gradient"),
    (lambda: register(s.Linear), "the solver has something called 'Linear' already"),
    (lambda: register(int), "int is no layer: make it a frozen dataclass on Countable"),
    (lambda: s.Conv1d(1, 1, 5).output_shape((1, 3)), "Conv1d(1, 1, kernel_size=5): input of 3 is shorter than kernel_size 5"),
    (lambda: backprop_slip(2, "back"), "slip 'back' is not known; known are weights-before-pre-activation, first-layer-first, rule3-before-rule2"),
    (lambda: s.perceptron_weights([1, 2], [1]), "perceptron: observations of shape (2,) and 1 labels"),
    (lambda: s.perceptron_weights([[1], [2]], [1]), "perceptron: observations of shape (2, 1) and 1 labels"),
    (lambda: s.perceptron_weights([[1], [1]], [1, -1]), "perceptron: still mistaken after 200 passes; can a line separate them?"),
    (lambda: s.perceptron_pass([[1]], [1], passes=0), "perceptron_pass: 0 passes; from 1 to 200 are possible"),
    (lambda: s.perceptron_pass([[1]], [1], passes=201), "perceptron_pass: 201 passes; from 1 to 200 are possible"),
    (lambda: receptive_field([s.Conv1d(1, 1, 3), s.Linear(2, 2)]), "1: of Linear one unit has no window of the input"),
    (lambda: receptive_field(s.Network([*APART, ("c", s.Concat(1), ["a", "b"])])), "c: Concat(dim=1) puts positions side by side"),
    (lambda: receptive_field(s.Network([("a", s.Conv1d(1, 1, 2, stride=2)), APART[1], ("c", s.Add(), ["a", "b"])])), "receptive_field: branches of different strides join"),
    (lambda: s.bag_of_words("a b", ["a", "a"]), "bag_of_words: a word stands twice in the vocabulary"),
    (lambda: s.bpe_merge(["a", "b"], [1, 1]), "byte pairs: every word is one token, nothing is left to merge"),
    (lambda: axis_padding((1, 2, 3), 5, 2, 1, 1), "padding (1, 2, 3) is not (left, right)"),
    (lambda: axis_padding("full", 5, 2, 1, 1), "padding 'full' is not known; write a number, (left, right), 'valid', 'same', 'same_lower' or 'causal'"),
    (lambda: s.weight_decay_step(1, 1, 1, 1, "double"), "penalty 'double' is not known; known are half, whole"),
    (lambda: s.batch_gradient([[1]], "median"), "reduction 'median' is not known; known are sum, mean"),
    (lambda: s.momentum_path([1], 1, 1, 1, "nesterov"), "momentum form 'nesterov' is not known; known are torch, ema, inside"),
    (lambda: s.softmax(3), "softmax: the input is one number, softmax needs a vector of logits"),
    (lambda: s.softmax_jacobian([[1, 2], [3, 4]]), "softmax_jacobian: logits of shape (2, 2), one vector is needed"),
    (lambda: s.pre_activation_gradient([1, 2], [1]), "rule 2: ∇h of shape (2,) and a of shape (1,)"),
    (lambda: s.input_gradient([[1, 2]], [1, 2]), "rule 3: W of shape (1, 2) and ∇a of shape (2,), layout 'column'"),
    (lambda: s.weight_gradient([1, 2], [[1], [2]]), "rule 1: ∇a of shape (2,) and h of shape (2, 1)"),
    (lambda: s.ZeroPad1d((-3, 2)).output_shape((1, 2)), "ZeroPad1d((-3, 2)): padding (-3, 2) does not suit 2 inputs"),
    (lambda: quantity(lambda *sizes: sizes), "<lambda>: a quantity takes no *args, its calls are compared by name"),
    (lambda: s.activation("reluu", 1), "activation 'reluu' is not known; known are identity, relu, sigmoid, tanh, leaky_relu, step, softplus"),
    (lambda: s.convention("bais"), f"convention 'bais' is not known; known are {', '.join(s.CONVENTIONS)}"),
    (lambda: s.weight_gradient([1], [1], "row"), "layout 'row' is not known; known are column, rows"),
    (lambda: s.mse([1], [1], "average"), "reduction 'average' is not known; known are mean, sum, half, half-mean"),
    (lambda: s.loss_gradient("mes", [1], [1]), "loss 'mes' is not known; known are square, mse, absolute, logistic, binary_cross_entropy, hinge, squared_hinge, huber, poisson, cross_entropy"),
    (lambda: s.Unflatten(3, (2, -1)).output_shape((4,)), "Unflatten(dim=3, unflattened_size=(2, -1)): shape (4,) has no axis 3 besides the batch"),
    (lambda: s.Unflatten(0, (2, -1)).output_shape((4,)), "Unflatten(dim=0, unflattened_size=(2, -1)): shape (4,) has no axis 0 besides the batch"),
    (lambda: s.Network((s.Node("b", s.Linear(2, 1), ("c",)),)), "b: 'c' is not an input or an earlier layer"),
    (lambda: s.mlp((2, 1)).trace([1, 2], [[[1], [2]]], [[0]]), "linear1: weight of shape (2, 1), layout 'column' needs (1, 2)"),
    (lambda: s.Nothing, "module 'quizgen.solver' has no attribute 'Nothing'"),
    (lambda: s.activation_derivative("log_softmax", [1]), "log_softmax is not elementwise: use softmax_jacobian, diag(h) - h hᵀ"),
    (lambda: s.BatchNorm1d(2, track_running_stats=False).output([[1], [2]]), "BatchNorm1d(2) stores no statistics, and one value a channel has no spread: give running_mean and running_var"),
    (lambda: BATCHED.normalize_batch_backward([[1], [3]], [[1], [2], [3]]), "a batch of shape (2, 1), gradients of shape (3, 1)"),
    (lambda: s.mlp((2, 1), bias=True).output([1, 2], [[[1, 2]]], [None]), "linear1: Linear(2, 1) has intercepts: biases=[…] is needed"),
    (lambda: s.mlp((2, 1), bias=False).output([1, 2], [[[1, 2]]], [[1]]), "linear1: Linear(2, 1, bias=False) has none: bias None is needed"),
    (lambda: s.mlp((2, 1), bias=True).output([1, 2], [[[1, 2]]], [[1, 2]]), "linear1: bias [1, 2] for 1 units"),
    (lambda: s.jacobian(s.symbol("x"), [s.symbol("x")]), "x is no list of formulas, such as [f, g]"),
    (lambda: s.jacobian([s.symbol("x")], [s.symbol("x")] * 2), "[x, x] is no list of different symbols, such as [x, y]"),
    (lambda: s.jacobian([s.symbol("x")], [s.symbol("x")], at=3), "3 is no point: write a list of numbers, one for each variable"),
    (lambda: s.jacobian([s.symbol("x")], [s.symbol("x")], at=[3, 4]), "2 coordinates for 1 variables"),
    (lambda: s.graph_convolution([[0, 1], [1, 0]], [[1], [2]], [[1], [2]]), "graph_convolution: weights of shape (2, 1) for 1 features"),
    (lambda: s.graph_convolution([[0, 1], [1, 0]], [[1]]), "graph_convolution: features of shape (1, 1) for 2 nodes"),
    (lambda: s.adam_path([0, 1], 1, eps=0), "adam_path: after step 1 a mean square is 0 and eps is 0, so that nothing can be divided; give a gradient that is not 0, or eps = 1e-8"),
    (lambda: s.ZeroPad2d((1, 1)), "ZeroPad2d((1, 1)): padding needs one number or 4, two for each axis"),
    (lambda: s.ReflectionPad1d(3).output_shape((1, 3)), "ReflectionPad1d(3): padding (3, 3) does not suit 3 inputs"),
    (lambda: s.ReflectionPad1d((0, 3)).output_shape((1, 3)), "ReflectionPad1d((0, 3)): padding (0, 3) does not suit 3 inputs"),
    (lambda: s.PixelUnshuffle(2).output_shape((1, 3, 4)), "PixelUnshuffle(downscale_factor=2): shape (1, 3, 4) needs three axes, height and width divisible by 2"),
    (lambda: s.PixelUnshuffle(2).output_shape((1, 4, 3)), "PixelUnshuffle(downscale_factor=2): shape (1, 4, 3) needs three axes, height and width divisible by 2"),
    (lambda: s.PixelUnshuffle(2).output_shape((4, 4)), "PixelUnshuffle(downscale_factor=2): shape (4, 4) needs three axes, height and width divisible by 2"),
    (lambda: s.AdaptiveAvgPool2d((3,)), "AdaptiveAvgPool2d((3,)): output_size needs 2 whole numbers of at least 1, one for each axis"),
    (lambda: s.AdaptiveMaxPool3d((3, 3)), "AdaptiveMaxPool3d((3, 3)): output_size needs 3 whole numbers of at least 1, one for each axis"),
    (lambda: s.AdaptiveMaxPool2d(0), "AdaptiveMaxPool2d(0): output_size needs 2 whole numbers of at least 1, one for each axis"),
    (lambda: quantity(len), "<built-in function len>: a quantity is a function of Python's own"),
    (lambda: check_size(1 << 14, (1 << 13) + 1), "a weight matrix of 16384 × 8193 entries is too large to write out; counts need no matrix"),
    (lambda: symbols("w", (73, 137)), "10001 symbols are too many to write; give numbers as weight"),
    (lambda: s.q_target(0, 1, []), "q_target: there is no action"),
]  # fmt: skip


@pytest.mark.parametrize(("ask", "said"), REFUSED, ids=[said[:60] for _, said in REFUSED])
def test_says(ask: Callable[[], Any], said: str) -> None:
    with pytest.raises((ValueError, TypeError, AttributeError)) as refused:
        ask()
    assert str(refused.value) == said
