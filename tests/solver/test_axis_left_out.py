"""A picture or sequence of one channel may come without its channel axis: then nothing else changes."""

from typing import Any

import numpy as np
import pytest

from quizgen import solver as s

LINE, PICTURE, BLOCK = (6,), (4, 5), (3, 4, 3)
# A layer, the sizes it reads, and its weight and intercepts, if any.
LAYERS: list[tuple[Any, tuple[int, ...], tuple[Any, ...]]] = [
    (s.AvgPool1d(2), LINE, ()),
    (s.AvgPool2d(2, stride=1), PICTURE, ()),
    (s.AvgPool3d(2, stride=1), BLOCK, ()),
    (s.MaxPool1d(3, stride=1, padding=1), LINE, ()),
    (s.MaxPool2d((2, 1)), PICTURE, ()),
    (s.MaxPool3d(2, stride=1), BLOCK, ()),
    (s.LPPool1d(1, 2), LINE, ()),
    (s.LPPool2d(1, 2), PICTURE, ()),
    (s.AdaptiveAvgPool1d(4), LINE, ()),
    (s.AdaptiveAvgPool2d((2, 3)), PICTURE, ()),
    (s.AdaptiveMaxPool1d(4), LINE, ()),
    (s.AdaptiveMaxPool2d((2, 3)), PICTURE, ()),
    (s.ZeroPad1d((2, 1)), LINE, ()),
    (s.ConstantPad1d(1, 7), LINE, ()),
    (s.ReflectionPad2d(1), PICTURE, ()),
    (s.ReplicationPad2d((1, 0, 2, 1)), PICTURE, ()),
    (s.CircularPad1d(2), LINE, ()),
    (s.Conv1d(1, 1, 2), LINE, ([[[2, 3]]], [5])),
    (s.Conv2d(1, 1, 2, bias=False), PICTURE, ([[[[1, 2], [3, 4]]]],)),
    (s.ConvTranspose1d(1, 1, 2, stride=2), LINE, ([[[2, 3]]], [5])),
    (s.ConvTranspose2d(1, 1, 2, bias=False), PICTURE, ([[[[1, 2], [3, 4]]]],)),
]
EXACT = [("whole numbers", int), ("floats", float)]


def values(shape: tuple[int, ...], kind: type) -> Any:
    """Numbers of both signs, no two alike."""
    size = int(np.prod(shape))
    return (np.arange(size) * 7 % size - size // 2).reshape(shape).astype(kind)


@pytest.mark.parametrize("kind", [kind for _, kind in EXACT], ids=[name for name, _ in EXACT])
@pytest.mark.parametrize(("layer", "shape", "learned"), LAYERS, ids=[str(a) for a, *_ in LAYERS])
def test_values_and_gradients_lose_the_axis_too(
    layer: Any, shape: tuple[int, ...], learned: tuple[Any, ...], kind: type
) -> None:
    learned = tuple(np.asarray(one).astype(kind) for one in learned)
    if isinstance(layer, s.LPPool1d | s.LPPool2d) and kind is int:
        kind = float  # roots of sums are no whole numbers
    x = values(shape, kind)
    whole = np.asarray(layer.output(x[None], *learned))
    found = np.asarray(layer.output(x, *learned))
    assert whole.shape[0] == 1
    assert found.shape == whole.shape[1:]
    assert (found == whole[0]).all()
    gradient = values(whole.shape, kind)
    back = layer.backward(x[None], gradient, *learned)
    bare = layer.backward(x, gradient[0], *learned)
    assert np.shape(bare["input"]) == shape
    assert np.shape(back["input"]) == (1, *shape)
    assert (np.asarray(bare["input"]) == np.asarray(back["input"])[0]).all()
    assert bare.keys() == back.keys()
    for name in bare.keys() - {"input"}:
        assert (np.asarray(bare[name]) == np.asarray(back[name])).all()


@pytest.mark.parametrize(
    ("layer", "weight"),
    [
        (s.Conv1d(1, 2, 2, bias=False), [[[1, 2]], [[3, 4]]]),
        (s.ConvTranspose1d(1, 2, 2, bias=False), [[[1, 2], [3, 4]]]),
    ],
    ids=["Conv1d", "ConvTranspose1d"],
)
def test_several_channels_keep_their_axis(layer: Any, weight: Any) -> None:
    """What comes out of two kernels has two rows, however the input is written."""
    whole, bare = layer.output([[1, 2, 3]], weight), layer.output([1, 2, 3], weight)
    assert whole.shape[0] == 2
    assert bare.tolist() == whole.tolist()
    gradient = np.ones(whole.shape, dtype=int)
    assert layer.backward([1, 2, 3], gradient, weight)["input"].shape == (3,)
    assert layer.backward([[1, 2, 3]], gradient, weight)["input"].shape == (1, 3)


class TestUnfold:
    """The windows of one picture are columns; an input has the gradients of all that show it."""

    def test_of_a_picture(self) -> None:
        unfold, x = s.Unfold(2), [[1, 2, 3], [4, 5, 6]]
        assert unfold.output(x).tolist() == [[1, 2], [2, 3], [4, 5], [5, 6]]
        assert unfold.output([x]).tolist() == unfold.output(x).tolist()

    def test_gradient_of_a_picture(self) -> None:
        # The middle column stands in both windows: 10 + 2, 30 + 4 and so on.
        unfold, x, gradient = s.Unfold(2), [[0] * 3] * 2, [[1, 2], [10, 20], [3, 4], [30, 40]]
        expected = [[1, 12, 20], [3, 34, 40]]
        assert unfold.backward(x, gradient)["input"].tolist() == expected
        assert unfold.backward([x], gradient)["input"].tolist() == [expected]

    def test_gradient_with_holes_and_a_margin(self) -> None:
        torch = pytest.importorskip("torch")
        sizes = {"dilation": (2, 1), "padding": (1, 2), "stride": (1, 2)}
        x = torch.arange(2 * 4 * 5, dtype=torch.float64).reshape(1, 2, 4, 5).requires_grad_()
        there = torch.nn.Unfold((2, 3), **sizes)(x)
        gradient = torch.arange(there.numel(), dtype=torch.float64).reshape(there.shape)
        there.backward(gradient)
        unfold = s.Unfold((2, 3), **sizes)
        inputs = x.detach().numpy()[0]
        assert (unfold.output(inputs) == there.detach().numpy()[0]).all()
        assert (unfold.backward(inputs, gradient.numpy()[0])["input"] == x.grad.numpy()[0]).all()
        # 12 taps (2 channels, a kernel of 2 by 3), one for each input that is no margin.
        seen = torch.nn.Unfold((2, 3), **sizes)(torch.ones(1, 2, 4, 5))
        assert unfold.connections((2, 4, 5)) == int(seen.sum())
