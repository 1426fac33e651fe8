"""What a layer or quantity cannot take is refused, and the refusal says what was found and what would be right.

Sizes differ from axis to axis, so that a message that names another axis than the one that does not fit is seen.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from quizgen import solver as s
from quizgen.solver.errors import ShapeError, UnknownNameError
from quizgen.solver.receptive import receptive_field

Case = tuple[Callable[[], Any], str]

SHAPES: list[Case] = [
    (
        lambda: s.GroupNorm(2, 4).output_shape((6, 5, 9)),
        "GroupNorm(2, 4): the input has 6 channels",
    ),
    (lambda: s.GroupNorm(3, 4), "GroupNorm(3, 4): num_groups must divide num_channels"),
    (
        lambda: s.LayerNorm((3, 4)).output_shape((2, 5, 4)),
        "LayerNorm((3, 4)): input shape (2, 5, 4) does not end in (3, 4)",
    ),
    (
        lambda: s.BatchNorm2d(3).output_shape((4, 5, 6)),
        "BatchNorm2d(3): input shape (4, 5, 6) does not have 3 channels and 2 more axes",
    ),
    (
        lambda: s.BatchNorm1d(3).output_shape((3, 4, 5)),
        "BatchNorm1d(3): input shape (3, 4, 5) does not have 3 channels and 1 more axis",
    ),
    (
        lambda: s.InstanceNorm2d(3).output_shape((3, 4)),
        "InstanceNorm2d(3): input shape (3, 4) does not have 3 channels and 2 more axes",
    ),
    (
        lambda: s.Linear(3, 2).output_shape((5, 4)),
        "Linear(3, 2): input of shape (5, 4) ends in 4, not in_features 3",
    ),
    (
        lambda: s.Conv2d(3, 8, 5).output_shape((1, 9, 7)),
        "Conv2d(3, 8, kernel_size=5): the input has 1 channel, the layer needs 3",
    ),
    (
        lambda: s.Conv2d(3, 8, 5).output_shape((2, 9, 7)),
        "Conv2d(3, 8, kernel_size=5): the input has 2 channels, the layer needs 3",
    ),
    (
        lambda: s.Conv2d(3, 8, 5).output_shape((3, 9, 4)),
        "Conv2d(3, 8, kernel_size=5): input of 4 is shorter than kernel_size 5",
    ),
    (
        lambda: s.Conv1d(1, 1, 3, padding=1, dilation=4).output_shape(6),
        (
            "Conv1d(1, 1, kernel_size=3, padding=1, dilation=4): input of 6 with padding (1, 1) is shorter than "
            "kernel_size 3 with dilation 4"
        ),
    ),
    (
        lambda: s.Conv2d(3, 8, 5).output_shape((3, 9)),
        "Conv2d(3, 8, kernel_size=5): input shape (3, 9) is not (channels, height, width)",
    ),
    (
        lambda: s.Conv2d(4, 6, 3, groups=3),
        "Conv2d(4, 6, kernel_size=3, groups=3): groups=3 must divide in_channels 4 and out_channels 6",
    ),
    (
        lambda: s.Conv2d(6, 4, 3, groups=3),
        "Conv2d(6, 4, kernel_size=3, groups=3): groups=3 must divide in_channels 6 and out_channels 4",
    ),
    (
        lambda: s.ConvTranspose2d(2, 3, 4).output_shape((5, 6, 7)),
        "ConvTranspose2d(2, 3, kernel_size=4): the input has 5 channels, the layer needs 2",
    ),
    (
        lambda: s.ConvTranspose2d(2, 3, 2, padding=2).output_shape((2, 6, 3)),
        "ConvTranspose2d(2, 3, kernel_size=2, padding=2): an output of 0 positions for 3 inputs",
    ),
    (
        lambda: s.ConvTranspose1d(1, 1, 3, stride=2, output_padding=2),
        (
            "ConvTranspose1d(1, 1, kernel_size=3, stride=2, output_padding=2): output_padding 2 must be less "
            "than the stride or the dilation"
        ),
    ),
    (
        lambda: s.MaxPool1d(3, padding=2),
        "MaxPool1d(3, padding=2): padding 2 is more than half of kernel_size 3",
    ),
    (
        lambda: s.AdaptiveAvgPool2d((2, 3, 4)),
        "AdaptiveAvgPool2d((2, 3, 4)): output_size needs 2 whole numbers of at least 1, one for each axis",
    ),
    (
        lambda: s.AdaptiveAvgPool1d(0),
        "AdaptiveAvgPool1d(0): output_size needs 1 whole numbers of at least 1, one for each axis",
    ),
    (
        lambda: s.ReflectionPad1d((1, 4)).output_shape((2, 4)),
        "padding (1, 4) does not suit 4 inputs",
    ),
    (lambda: s.CircularPad1d((1, 5)).output_shape((2, 4)), "padding (1, 5) does not suit 4 inputs"),
    (lambda: s.ZeroPad2d((1, 2, 3)), "padding needs one number or 4, two for each axis"),
    (
        lambda: s.Concat(2).output_shape([(3, 4), (5, 4)]),
        "shape (3, 4) has no axis 2",
    ),
    (
        lambda: s.Concat(0).output_shape([(3, 4), (5, 6)]),
        "shapes (3, 4), (5, 6) differ beside axis 0",
    ),
    (lambda: s.Add().output_shape([(3, 4), (3, 5)]), "Add: shapes (3, 4), (3, 5) differ"),
    (lambda: s.Add().output_shape([(3, 4), (4,)]), "Add: shapes (3, 4), (4,) differ"),
    (
        lambda: s.MatMul().output_shape([(3, 4), (4,)]),
        "MatMul: shapes (3, 4), (4,) are not two matrices or stacks of them",
    ),
    (
        lambda: s.MatMul().output_shape([(3, 4), (5, 6)]),
        "MatMul: shapes (3, 4) and (5, 6) do not fit together",
    ),
    (
        lambda: s.MatMul().output_shape([(2, 3, 4), (3, 4, 5)]),
        "MatMul: shapes (2, 3, 4) and (3, 4, 5) do not fit together",
    ),
    (s.Upsample, "Upsample: give either size or scale_factor"),
    (lambda: s.Upsample(4, 2), "Upsample: give either size or scale_factor"),
    (
        lambda: s.Upsample(4, mode="cubic"),
        "Upsample: mode 'cubic' is not one of nearest, linear, bilinear, trilinear",
    ),
    (
        lambda: s.Upsample(4, mode="bilinear").output_shape((3, 7)),
        "Upsample(mode='bilinear'): input shape (3, 7) has 1 axes",
    ),
    (
        lambda: s.Upsample((4, 5)).output_shape((3, 7)),
        "Upsample: (4, 5) needs 1 entries, one for each axis",
    ),
    (
        lambda: s.Upsample(scale_factor=0.25).output_shape((8, 5, 3)),
        "Upsample: 3 inputs times 0.25 leave no output",
    ),
    (lambda: s.Flatten(1, 4).output_shape((3, 4, 5)), "shape (3, 4, 5) has no such axes"),
    (
        lambda: s.Flatten(0, 2).output_shape((3, 4, 5)),
        "shape (3, 4, 5) has no such axes; the batch stays",
    ),
    (
        lambda: s.Unflatten(0, (2, 2)).output_shape(4),
        "shape (4,) has no axis 0 besides the batch",
    ),
    (lambda: s.Unflatten(2, (2, 2)).output_shape(4), "shape (4,) has no axis 2 besides the batch"),
    (lambda: s.Unflatten(1, (2, 3)).output_shape((8, 6)), "8 features are not 2 × 3"),
    (lambda: s.Unflatten(1, (3, -1)).output_shape((8, 6)), "8 features are not 3 × -1"),
    (lambda: s.Reshape((4, 0)), "Reshape((4, 0)): sizes are at least 1, one may be -1"),
    (lambda: s.Reshape((-1, -1)), "Reshape((-1, -1)): sizes are at least 1, one may be -1"),
    (lambda: s.Reshape((5, -1)).output_shape((2, 6)), "12 entries do not fill (5, -1)"),
    (lambda: s.Unsqueeze(4).output_shape((3, 4)), "Unsqueeze(4): shape (3, 4) has no such place"),
    (lambda: s.Squeeze(3).output_shape((3, 4)), "Squeeze(3): shape (3, 4) has no such axis"),
    (
        lambda: s.PixelShuffle(2).output_shape((6, 5, 3)),
        "shape (6, 5, 3) needs three axes and channels divisible by 4",
    ),
    (
        lambda: s.PixelUnshuffle(2).output_shape((6, 4, 3)),
        "shape (6, 4, 3) needs three axes, height and width divisible by 2",
    ),
    (
        lambda: s.ChannelShuffle(4).output_shape((6, 4, 3)),
        "shape (6, 4, 3) needs channels divisible by 4",
    ),
    (lambda: s.ChannelShuffle(2).output_shape(4), "shape (4,) needs channels divisible by 2"),
    (
        lambda: s.Select(0, 2).output_shape((3, 4)),
        "Select(dim=2): shape (3, 4) has no such axis",
    ),
    (
        lambda: s.Select(4, -2).output_shape((3, 4)),
        "Select(4): axis 0 of (3, 4) has no such entry",
    ),
    (
        lambda: s.Transpose(0, 2).output_shape((3, 4)),
        "Transpose(0, 2): shape (3, 4) has no such axes",
    ),
    (
        lambda: s.Permute((0, 0, 1)).output_shape((3, 4, 5)),
        "Permute((0, 0, 1)): an input of 3 axes needs each of them once",
    ),
    (lambda: s.Mean((0, 2)).output_shape((3, 4)), "Mean((0, 2)): shape (3, 4) has no such axes"),
    (
        lambda: s.LSTM(3, 5).output_shape((7, 4)),
        "LSTM(3, 5): input shape (7, 4) is not (length, 3)",
    ),
    (
        lambda: s.MultiheadAttention(6, 4),
        "MultiheadAttention(6, 4): num_heads must divide embed_dim",
    ),
    (
        lambda: s.MultiheadAttention(6, 2).output_shape(((5, 6), (4, 7))),
        "MultiheadAttention(6, 2): keys of shape (4, 7) are not (length, 6)",
    ),
    (
        lambda: s.MultiheadAttention(6, 2).output_shape(((5, 6), (4, 6), (3, 6))),
        "MultiheadAttention: as many keys as values are needed",
    ),
    (
        lambda: s.GLU(1).output_shape((3, 4)),
        "GLU(dim=1): 3 values cannot be halved",
    ),
    (lambda: s.GLU(0).output_shape((3, 4)), "GLU(dim=0): no such axis among 2"),
    (lambda: s.Dropout(1.5), "Dropout(p=1.5): a probability lies between 0 and 1"),
    (lambda: s.Conv1d(1, 1, 0), "Conv1d: kernel_size=0 must be a whole number of at least 1"),
    (
        lambda: s.Conv1d(1, 1, 3, stride=Fraction(-16, 3)),
        "Conv1d: stride=-16/3 must be a whole number of at least 1",
    ),
    (
        lambda: s.Conv2d(1, 1, 3, padding=(Fraction(1, 2), 0)),
        "Conv2d: padding=(1/2, 0) must be whole numbers of at least 0",
    ),
    (
        lambda: s.Conv1d(1, 1, 3, padding=-1),
        "Conv1d: padding=-1 must be whole numbers of at least 0",
    ),
    (lambda: s.Linear(3, 2).output_shape((0, 3)), "shape (0, 3): every size must be at least 1"),
    (
        lambda: s.Conv2d(1, 1, (2, 3, 4)).output_shape((1, 9, 9)),
        "kernel_size=(2, 3, 4) needs 2 entries, one for each axis",
    ),
    (
        lambda: s.Conv1d(1, 1, 3, padding="full").output_shape(9),
        "padding 'full' is not known; write a number, (left, right), 'valid', 'same', 'same_lower' or 'causal'",
    ),
]

VALUES: list[Case] = [
    (
        lambda: s.Linear(3, 2).output([1, 2, 3], weight=[[1, 2], [3, 4], [5, 6]], bias=[0, 0]),
        "Linear(3, 2): weight of shape (3, 2) is not (2, 3)",
    ),
    (
        lambda: s.Linear(3, 2).output([1, 2, 3], weight=[[1, 2, 3], [4, 5, 6]], bias=[1, 2, 3]),
        "Linear(3, 2): bias of shape (3,) is not (2,)",
    ),
    (
        lambda: s.Linear(3, 2).output([1, 2, 3], weight=[[1, 2, 3], [4, 5, 6]]),
        "Linear(3, 2) has intercepts: give bias=[…], or build it with bias=False",
    ),
    (
        lambda: s.Linear(3, 2).output(1, weight=[[1, 2, 3], [4, 5, 6]], bias=[0, 0]),
        "Linear(3, 2): the input is a single number, not a vector of 3",
    ),
    (
        lambda: s.Conv1d(1, 1, 2, bias=False).output([1, 2, 3], weight=[1, 2, 3]),
        "Conv1d(1, 1, kernel_size=2, bias=False): weight of shape (3,) is not (1, 1, 2)",
    ),
    (
        lambda: s.Conv1d(1, 1, 2, bias=False).output([1, 2, 3], weight=[1, 2], bias=[7]),
        "Conv1d(1, 1, kernel_size=2, bias=False) has no intercepts, yet bias=[7] is given",
    ),
    (
        lambda: s.Conv1d(1, 1, 2, bias=False).output([[[1, 2, 3]]], weight=[1, 2]),
        "Conv1d(1, 1, kernel_size=2, bias=False): an input with 3 axes; needs 2, channels first",
    ),
    (
        lambda: s.Embedding(4, 2).output([1, 4], weight=[[1, 2]] * 4),
        "words are numbered from 0 to 3",
    ),
    (
        lambda: s.Embedding(4, 2).output([1, 2.5], weight=[[1, 2]] * 4),
        "Embedding(num_embeddings=4, embedding_dim=2, padding_idx=None): words are whole numbers",
    ),
    (
        lambda: s.Embedding(4, 2).output([-1, 3], weight=[[1, 2]] * 4),
        "words are numbered from 0 to 3",
    ),
    (
        lambda: s.Embedding(4, 2).output([1], weight=[[1, 2]] * 3),
        "weight of shape (3, 2) is not (4, 2)",
    ),
    (
        lambda: s.gd_given_gradients([[1, 2, 3], [4, 5, 6]], [0, 0], 1),
        "a gradient of 3 entries for 2 weights",
    ),
    (lambda: s.unseen_per_epoch(10, 0), "b=0 must be at least 1"),
    (lambda: s.unseen_per_epoch(0, 10), "n=0 must be at least 1"),
    (lambda: s.total_steps(10, 4, 0), "epochs=0 must be at least 1"),
    (lambda: s.epoch_of_step(0, 10, 4), "t=0 must be at least 1"),
    (lambda: s.batch_of_step(0, 10, 4), "t=0 must be at least 1"),
    (
        lambda: s.gd_given_gradients([[1], [2]], [0], 1, batch_size=0),
        "batch_size=0 must be at least 1",
    ),
    (
        lambda: s.confusion_matrix([0, 1, 1], [0, 1]),
        "confusion_matrix: 3 labels and 2 predictions",
    ),
    (
        lambda: s.confusion_matrix([0, 2], [0, 1]),
        "confusion_matrix: classes are numbered from 0 to 1",
    ),
    (lambda: s.cross_entropy([1, 2], 2), "cross_entropy: class 2 of 2 logits (counted from 0)"),
    (lambda: s.double_q_target(1, 1, [1, 2], [1, 2, 3]), "double_q_target: 2 and 3 actions"),
    (lambda: s.spectral_norm([1, 2]), "spectral_norm: a matrix is needed, not shape (2,)"),
    (
        lambda: s.perceptron_pass([[1, 2]], [1], passes=0),
        "perceptron_pass: 0 passes; from 1 to 200 are possible",
    ),
    (lambda: s.gradient_shapes((4, 3, 2), 3), "layer 3: units (4, 3, 2) have layers 1 to 2"),
    (lambda: s.mlp((3,)), "units=(3,): a network has at least inputs and outputs"),
    (lambda: s.mlp((3, 2, 1), bias=[True]), "bias=[True]: 1 value for 2 layers"),
    (lambda: s.forward_order(7), "L=7: between 1 and 6 layers"),
    (
        lambda: receptive_field(s.mlp((3, 2)), "linear1"),
        "layers with windows, all along the same axes, are needed",
    ),
    (lambda: s.softmax(3), "softmax: the input is one number, softmax needs a vector of logits"),
    (
        lambda: s.pre_activation_gradient([1, 2], [1, 2, 3]),
        "rule 2: ∇h of shape (2,) and a of shape (3,)",
    ),
    (
        lambda: s.weight_gradient([[1, 2]], [1, 2]),
        "rule 1: ∇a of shape (1, 2) and h of shape (2,)",
    ),
    (
        lambda: s.weight_gradient([[1, 2], [3, 4]], [[1, 2, 3]], layout="rows"),
        "rule 1: ∇a of shape (2, 2) and h of shape (1, 3)",
    ),
    (
        lambda: s.input_gradient([[1, 2], [3, 4]], [1, 2, 3]),
        "rule 3: W of shape (2, 2) and ∇a of shape (3,), layout 'column'",
    ),
    (
        lambda: s.input_gradient([[1, 2, 3], [3, 4, 5]], [1, 2], layout="rows"),
        "rule 3: W of shape (2, 3) and ∇a of shape (2,), layout 'rows'",
    ),
    (
        lambda: s.precision([[0, 1], [0, 2]], 0),
        "precision: there is nothing to take a share of (0 / 0)",
    ),
    (
        lambda: s.accuracy([[1, 2, 3], [1, 2, 3]]),
        "a confusion matrix is square, not of shape (2, 3)",
    ),
    (lambda: s.accuracy([1, 2]), "a confusion matrix is square, not of shape (2,)"),
    (
        lambda: s.accuracy([[1, -1], [0, 2]]),
        "a confusion matrix has counts: whole numbers, none below 0",
    ),
    (
        lambda: s.accuracy([[1, 0.5], [0, 2]]),
        "a confusion matrix has counts: whole numbers, none below 0",
    ),
    (lambda: s.entropy([0.5, 0.5], base=10), "base 10: a logarithm here has base 2 or 'e'"),
    (lambda: s.entropy([0.5, 0.6]), "is no distribution (not below 0, of sum 1)"),
    (lambda: s.entropy([1.5, -0.5]), "is no distribution (not below 0, of sum 1)"),
    (lambda: s.entropy([]), "is no distribution (not below 0, of sum 1)"),
    (
        lambda: s.kl_divergence([1], [0.5, 0.5]),
        "kl_divergence: distributions of 1 and 2 outcomes",
    ),
    (
        lambda: s.normalized_adjacency([[0, 1, 0], [1, 0, 0]]),
        "an adjacency matrix is square, not of shape (2, 3)",
    ),
    (
        lambda: s.hopfield_energy([[0, 1], [1, 0]], [1, 0]),
        "hopfield: units are -1 or 1",
    ),
    (
        lambda: s.hopfield_energy([[0, 1], [1, 0]], [1, -1, 1]),
        "hopfield: weights of shape (2, 2) for a state of shape (3,)",
    ),
    (lambda: s.GELU("sigmoid"), "GELU: approximate='sigmoid' is neither none nor tanh"),
    (lambda: s.Hardtanh(1, 1), "Hardtanh: min_val 1 must be below max_val 1"),
    (lambda: s.CELU(0), "CELU: alpha is 0, z cannot be divided by it"),
    (
        lambda: s.attention_scores([[1, 2]], [[1, 2, 3]]),
        "attention: queries (1, 2) and keys (1, 3) need the same width",
    ),
    (lambda: s.RNN(2, 3, biases=3), "RNN: biases=3 is neither 1 (textbook) nor 2 (torch)"),
    (
        lambda: s.perceptron_update([1, 2], [1, 2, 3], 1),
        "perceptron: weights of shape (2,) and an input of shape (3,)",
    ),
    (
        lambda: s.perceptron_update([1, 2], [1, 2], 0),
        "perceptron: the label 0 is neither -1 nor 1",
    ),
    (lambda: s.q_target(1, 1, []), "there is no action"),
    (
        lambda: s.one_hot_positions("a good book", "oo"),
        "letter 'oo' is not one character",
    ),
    (
        lambda: receptive_field(s.sequential([s.Conv1d(1, 1, 3)]), "conv9"),
        "receptive_field: 'conv9' is no layer of this network",
    ),
    (
        lambda: s.Conv1d(99, 99, 99).weight_matrix((99, 99)),
        "symbols are too many to write; give numbers as weight",
    ),
    (
        lambda: s.sequential([]),
        "a network needs at least one layer",
    ),
]


@pytest.mark.parametrize(
    ("ask", "said"), SHAPES + VALUES, ids=[said[:60] for _, said in SHAPES + VALUES]
)
def test_says_what_was_found_and_what_would_be_right(ask: Callable[[], Any], said: str) -> None:
    with pytest.raises(ShapeError) as refused:
        ask()
    assert str(refused.value).partition("\n")[0].endswith(said)


UNFIT: list[tuple[Any, tuple[int, ...]]] = [
    (s.Flatten(1, 4), (3, 4, 5)), (s.Unflatten(2, (2, 2)), (4,)), (s.Unflatten(1, (2, 3)), (8, 6)),
    (s.Reshape((5, -1)), (2, 6)), (s.Unsqueeze(4), (3, 4)), (s.Squeeze(3), (3, 4)), (s.PixelShuffle(2), (6, 5, 3)),
    (s.PixelUnshuffle(2), (6, 4, 3)), (s.ChannelShuffle(4), (6, 4, 3)), (s.Select(0, 2), (3, 4)), (s.Select(4, -2), (3, 4)),
    (s.Transpose(0, 2), (3, 4)), (s.Permute((0, 0, 1)), (3, 4, 5)), (s.Permute((0, 1)), (3, 4, 5)), (s.Mean((0, 2)), (3, 4)),
    (s.Mean(()), (3, 4)), (s.GLU(1), (3, 3)), (s.GLU(0), (3, 4)), (s.Upsample((4, 5)), (3, 7)), (s.AvgPool1d(5), (2, 4)),
    (s.MaxPool2d(3), (1, 2, 5)),
]  # fmt: skip


@pytest.mark.parametrize(("layer", "shape"), UNFIT, ids=str)
def test_values_are_refused_as_their_shape_is(layer: Any, shape: tuple[int, ...]) -> None:
    with pytest.raises(ShapeError) as counted:
        layer.output_shape(shape)
    with pytest.raises(ShapeError) as computed:
        layer.output(np.ones(shape, dtype=int))
    assert str(counted.value).endswith(str(computed.value))


@pytest.mark.parametrize("name", ["activation", "last"])
@pytest.mark.parametrize("units", [(3, 2), (3, 2, 1)])
def test_an_activation_nobody_uses_is_known(units: tuple[int, ...], name: str) -> None:
    with pytest.raises(
        UnknownNameError, match="activation 'Most' is not known; known are identity"
    ):
        s.mlp(units, **{name: "Most"})


@pytest.mark.parametrize("p", [2, -1, Fraction(3, 2), 1.5])
def test_a_probability_is_between_0_and_1(p: Any) -> None:
    with pytest.raises(ShapeError, match=f"{p} is no probability: a number from 0 to 1"):
        s.binary_cross_entropy([Fraction(1, 2), p], [1, 0])
    assert s.binary_cross_entropy([0, 1], [0, 1]) == 0


def test_words_may_be_whole_numbers_of_any_kind() -> None:
    table = [[1, 2], [3, 4], [5, 6]]
    for words in ([2, 0], [2.0, 0.0], [Fraction(2), Fraction(0)]):
        assert s.Embedding(3, 2).output(words, weight=table).tolist() == [[5, 6], [1, 2]]
        found = s.Embedding(3, 2).backward(words, [[7, 8], [9, 10]], table)["weight"]
        assert found.tolist() == [[9, 10], [0, 0], [7, 8]]
