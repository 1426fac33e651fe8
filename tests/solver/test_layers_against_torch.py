"""Layers of random types and attributes against PyTorch: shapes, counts, values, gradients, matrices."""

import math
import random
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

from quizgen import solver
from quizgen.solver import ShapeError

# torch says so of padding="same" with even kernels; the result is what counts here.
pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same'")
torch = pytest.importorskip("torch", reason="torch is the second opinion of these tests")

Kwargs = dict[str, Any]
Shape = tuple[int, ...]


def seeded(*words: object) -> random.Random:
    """The same cases in every run; the cases, not secrets, are drawn."""
    return random.Random(" ".join(map(str, words)))  # noqa: S311 - not for secrets


def sizes(r: random.Random, dims: int, low: int, high: int) -> Shape:
    return tuple(r.randint(low, high) for _ in range(dims))


def one_or_each(r: random.Random, dims: int, low: int, high: int) -> Any:
    return r.randint(low, high) if r.random() < 0.5 else sizes(r, dims, low, high)


def spatial(r: random.Random, dims: int) -> Shape:
    return sizes(r, dims, 5, {1: 14, 2: 8, 3: 6}[dims])


def convolution(r: random.Random, dims: int) -> tuple[str, Kwargs, Shape]:
    groups = r.choice([1, 1, 2, 3])
    channels = groups * r.randint(1, 2)
    kwargs: Kwargs = {
        "in_channels": channels,
        "out_channels": groups * r.randint(1, 2),
        "kernel_size": one_or_each(r, dims, 1, 3),
        "stride": one_or_each(r, dims, 1, 3),
        "padding": one_or_each(r, dims, 0, 2),
        "dilation": one_or_each(r, dims, 1, 2),
        "groups": groups,
        "bias": r.random() < 0.5,
        "padding_mode": r.choice(["zeros", "zeros", "reflect", "replicate", "circular"]),
    }
    if r.random() < 0.2:
        kwargs |= {"padding": r.choice(["same", "valid"]), "stride": 1}
    return f"Conv{dims}d", kwargs, (channels, *spatial(r, dims))


def transposed(r: random.Random, dims: int) -> tuple[str, Kwargs, Shape]:
    groups = r.choice([1, 1, 2])
    channels = groups * r.randint(1, 2)
    stride = r.randint(1, 3)
    kwargs: Kwargs = {
        "in_channels": channels,
        "out_channels": groups * r.randint(1, 2),
        "kernel_size": one_or_each(r, dims, 1, 3),
        "stride": stride,
        "padding": r.randint(0, 1),
        "output_padding": r.randint(0, stride - 1),
        "groups": groups,
        "bias": r.random() < 0.5,
        "dilation": r.randint(1, 2),
    }
    return f"ConvTranspose{dims}d", kwargs, (channels, *sizes(r, dims, 2, 4))


def pooling(r: random.Random, dims: int) -> tuple[str, Kwargs, Shape]:
    kind = r.choice(["Max", "Avg"])
    kernel = r.randint(1, 4)
    kwargs: Kwargs = {
        "kernel_size": kernel,
        "padding": r.randint(0, kernel // 2),
        "ceil_mode": r.random() < 0.5,
    }
    if r.random() < 0.7:
        kwargs["stride"] = r.randint(1, 4)
    if kind == "Max":
        kwargs["dilation"] = r.randint(1, 2)
    else:
        kwargs["count_include_pad"] = r.random() < 0.5
        if dims > 1 and r.random() < 0.2:
            kwargs["divisor_override"] = r.randint(1, 5)
    return f"{kind}Pool{dims}d", kwargs, (r.randint(1, 3), *spatial(r, dims))


def adaptive(r: random.Random, dims: int) -> tuple[str, Kwargs, Shape]:
    size = one_or_each(r, dims, 1, 5)
    kind = r.choice(["Avg", "Max"])
    return f"Adaptive{kind}Pool{dims}d", {"output_size": size}, (r.randint(1, 3), *spatial(r, dims))


def p_norm(r: random.Random, dims: int) -> tuple[str, Kwargs, Shape]:
    # Even powers: for odd ones torch adds up signed powers, we (like ONNX) absolute ones.
    kwargs = {"norm_type": r.choice([2, 4]), "kernel_size": r.randint(1, 3)}
    return f"LPPool{dims}d", kwargs, (r.randint(1, 2), *spatial(r, dims))


def linear(r: random.Random, dims: int) -> tuple[str, Kwargs, Shape]:  # noqa: ARG001 - all makers take it
    features = r.randint(1, 6)
    kwargs = {"in_features": features, "out_features": r.randint(1, 6), "bias": r.random() < 0.5}
    return "Linear", kwargs, (features,) if r.random() < 0.7 else (r.randint(2, 3), features)


def batch_norm(r: random.Random, dims: int) -> tuple[str, Kwargs, Shape]:
    channels = r.randint(1, 4)
    kwargs = {
        "num_features": channels,
        "affine": r.random() < 0.7,
        "track_running_stats": True,
        "eps": r.choice([1e-5, 0.5]),
    }
    return f"BatchNorm{dims}d", kwargs, (channels, *sizes(r, dims, 2, 4))


def other_norm(r: random.Random, dims: int) -> tuple[str, Kwargs, Shape]:
    groups = r.randint(1, 3)
    channels = groups * r.randint(1, 2)
    shape = (channels, *sizes(r, dims, 2, 4))
    choices: list[tuple[str, Kwargs]] = [
        (f"InstanceNorm{dims}d", {"num_features": channels, "affine": r.random() < 0.5}),
        ("GroupNorm", {"num_groups": groups, "num_channels": channels}),
        ("LayerNorm", {"normalized_shape": shape[-r.randint(1, 2) :]}),
        ("RMSNorm", {"normalized_shape": shape[-1], "eps": 1e-6}),
        ("LocalResponseNorm", {"size": r.randint(1, 4), "alpha": 0.5, "k": 2.0}),
    ]
    name, kwargs = r.choice(choices)
    return name, kwargs, shape


def shaping(r: random.Random, dims: int) -> tuple[str, Kwargs, Shape]:
    shape = (4 * r.randint(1, 2), *sizes(r, 2, 3, 5))
    choices: list[tuple[str, Kwargs, Shape]] = [
        ("Flatten", {"start_dim": r.randint(1, 2)}, shape),
        ("Unflatten", {"dim": 1, "unflattened_size": (2, shape[0] // 2)}, shape),
        ("PixelShuffle", {"upscale_factor": 2}, shape),
        ("PixelUnshuffle", {"downscale_factor": 2}, (shape[0], 2 * shape[1], 2 * shape[2])),
        ("ChannelShuffle", {"groups": r.choice([2, 4])}, shape),
        (
            "Unfold",
            {"kernel_size": r.randint(1, 3), "padding": r.randint(0, 1), "stride": 2},
            shape,
        ),
        (f"ZeroPad{dims}d", {"padding": r.randint(0, 2)}, (2, *spatial(r, dims))),
        (
            f"ConstantPad{dims}d",
            {"padding": tuple(r.randint(0, 2) for _ in range(2 * dims)), "value": 3},
            (2, *spatial(r, dims)),
        ),
        (
            f"{r.choice(['Reflection', 'Replication', 'Circular', 'Zero'])}Pad{dims}d",
            {"padding": tuple(r.randint(0, 3) for _ in range(2 * dims))},
            (2, *spatial(r, dims)),
        ),
    ]
    return r.choice(choices)


def upsample(r: random.Random, dims: int) -> tuple[str, Kwargs, Shape]:
    mode = r.choice(["nearest", {1: "linear", 2: "bilinear", 3: "trilinear"}[dims]])
    kwargs: Kwargs = {"mode": mode}
    if r.random() < 0.5:
        kwargs["size"] = one_or_each(r, dims, 1, 9)
    else:
        kwargs["scale_factor"] = r.choice([0.5, 1.5, 2, 3])
    if mode != "nearest":
        kwargs["align_corners"] = r.random() < 0.5
    return "Upsample", kwargs, (r.randint(1, 2), *sizes(r, dims, 2, 5))


def activation(r: random.Random, dims: int) -> tuple[str, Kwargs, Shape]:
    choices: list[tuple[str, Kwargs]] = [
        ("ReLU", {}),
        ("LeakyReLU", {"negative_slope": 0.1}),
        ("Sigmoid", {}),
        ("Tanh", {}),
        ("ELU", {"alpha": 0.5}),
        ("SELU", {}),
        ("GELU", {}),
        ("SiLU", {}),
        ("Hardswish", {}),
        ("Softplus", {"beta": 2.0, "threshold": 5.0}),
        ("Threshold", {"threshold": 1.0, "value": -3.0}),
        ("Softmax", {"dim": r.choice([-1, 1])}),
        ("LogSoftmax", {"dim": r.choice([-1, 1])}),
        ("Identity", {}),
        ("Hardsigmoid", {}),
        ("Hardtanh", {"min_val": -2.0, "max_val": 3.0}),
        ("ReLU6", {}),
        ("Mish", {}),
        ("LogSigmoid", {}),
        ("Softsign", {}),
        ("Tanhshrink", {}),
        ("Softshrink", {"lambd": 1.5}),
        ("Hardshrink", {"lambd": 1.5}),
        ("CELU", {"alpha": 0.5}),
        ("Softmin", {"dim": r.choice([-1, 1])}),
        ("PReLU", {}),
    ]
    name, kwargs = r.choice(choices)
    shape = sizes(r, dims, 1, 5)
    if r.random() < 0.05:
        return "PReLU", {"num_parameters": shape[0]}, shape
    if r.random() < 0.05:
        return "GLU", {"dim": 1}, (2 * shape[0], *shape[1:])
    return name, kwargs, shape


def recurrent(r: random.Random, dims: int) -> tuple[str, Kwargs, Shape]:  # noqa: ARG001 - all makers take it
    name = r.choice(["RNN", "LSTM", "GRU"])
    features = r.randint(1, 4)
    kwargs: Kwargs = {
        "input_size": features,
        "hidden_size": r.randint(2, 4),
        "num_layers": r.randint(1, 2),
        "bias": r.random() < 0.5,
        "bidirectional": r.random() < 0.5,
    }
    if name == "RNN":
        kwargs["nonlinearity"] = r.choice(["tanh", "relu"])
    if name == "LSTM" and r.random() < 0.3:
        kwargs["proj_size"] = 1
    return name, kwargs, (r.randint(1, 5), features)


def attention(r: random.Random, dims: int) -> tuple[str, Kwargs, Shape]:  # noqa: ARG001 - all makers take it
    heads = r.randint(1, 3)
    width = heads * r.randint(1, 3)
    shape = (r.randint(1, 5), width)
    choices: list[tuple[str, Kwargs]] = [
        ("MultiheadAttention", {"embed_dim": width, "num_heads": heads, "bias": r.random() < 0.5}),
        (
            r.choice(["TransformerEncoderLayer", "TransformerDecoderLayer"]),
            {
                "d_model": width,
                "nhead": heads,
                "dim_feedforward": r.randint(1, 5),
                "activation": r.choice(["relu", "gelu"]),
                "norm_first": r.random() < 0.5,
            },
        ),
    ]
    name, kwargs = r.choice(choices)
    return name, kwargs, shape


# How many layers of each family a run looks at: 2,260 in all.
FAMILIES: dict[str, tuple[Callable[[random.Random, int], tuple[str, Kwargs, Shape]], int]] = {
    "convolution": (convolution, 500),
    "transposed": (transposed, 250),
    "pooling": (pooling, 400),
    "adaptive": (adaptive, 150),
    "p_norm": (p_norm, 80),
    "linear": (linear, 100),
    "batch_norm": (batch_norm, 100),
    "other_norm": (other_norm, 150),
    "shaping": (shaping, 240),
    "upsample": (upsample, 120),
    "activation": (activation, 300),
    "recurrent": (recurrent, 80),
    "attention": (attention, 60),
}
UNBATCHED = ("RNN", "LSTM", "GRU", "MultiheadAttention", "Transformer")
# An odd batch of layers is looked at in this many pieces, so that a failure names a small one.
PIECES = 10


def made(family: str, piece: int) -> list[tuple[str, Kwargs, Shape]]:
    maker, count = FAMILIES[family]
    return [
        maker(r, r.choice([1, 1, 2, 2, 3]) if family != "p_norm" else r.choice([1, 2]))
        for i in range(piece, count, PIECES)
        for r in [seeded(family, i)]
    ]


def set_up(name: str, kwargs: Kwargs, r: random.Random) -> tuple[Any, dict[str, Any]]:
    """The torch layer with whole numbers as parameters, and these by name."""
    theirs = getattr(torch.nn, name)(**kwargs).double().eval()
    big = name.startswith(("RNN", "LSTM", "GRU", "Multi", "Transf"))
    for parameter in theirs.parameters():
        flat = [r.randint(-4, 4) / (8 if big else 1) for _ in range(parameter.numel())]
        parameter.data = torch.tensor(flat, dtype=torch.double).reshape(parameter.shape)
    given = {key: value.detach().numpy() for key, value in theirs.named_parameters()}
    for key, buffer in theirs.named_buffers():
        if key in ("running_mean", "running_var"):
            flat = [r.randint(1, 5) for _ in range(buffer.numel())]
            buffer.copy_(torch.tensor(flat, dtype=torch.double))
            given[key] = np.array(flat)
    return theirs, given


def called(theirs: Any, name: str, x: Any) -> Any:
    """What torch gives for one observation."""
    if name == "MultiheadAttention":
        return theirs(x, x, x)[0]
    if name == "TransformerDecoderLayer":
        return theirs(x, x)
    if name in ("RNN", "LSTM", "GRU"):
        return theirs(x)[0]
    if name.startswith(UNBATCHED):
        return theirs(x)
    return theirs(x[None])[0]


@pytest.mark.parametrize("piece", range(PIECES))
@pytest.mark.parametrize("family", FAMILIES)
def test_random_layers_are_those_of_torch(family: str, piece: int) -> None:
    torch.set_num_threads(1)
    for name, kwargs, shape in made(family, piece):
        compare(name, kwargs, shape)


def compare(name: str, kwargs: Kwargs, shape: Shape) -> None:
    case = f"{name}({kwargs}) on {shape}"
    r = seeded(case)
    exact = name.startswith(
        ("Conv", "Linear", "MaxPool", "Flatten", "Zero", "Pixel", "Constant", "Channel")
    )
    numbers = [r.randint(-9, 9) for _ in range(math.prod(shape))]
    x = np.array(numbers).reshape(shape)
    ours = getattr(solver, name)(**kwargs)
    theirs, given = set_up(name, kwargs, r)
    source = torch.tensor(x, dtype=torch.double, requires_grad=True)
    try:
        expected = called(theirs, name, source)
    except (RuntimeError, ValueError):
        with pytest.raises(ShapeError):
            ours.output(x.astype(float), **plain(given))
        return
    assert ours.output_shape(shape) == tuple(expected.shape), case
    assert ours.parameter_count == sum(p.numel() for p in theirs.parameters()), case
    assert ours.buffer_count == sum(b.numel() for b in theirs.buffers()), case
    more = {"memory": x.astype(float)} if name == "TransformerDecoderLayer" else {}
    found = ours.output(x.astype(float), **more, **plain(given))
    np.testing.assert_allclose(
        np.asarray(found, dtype=float), expected.detach().numpy(), atol=1e-9, err_msg=case
    )
    if exact:
        whole = {key: value.astype(int) for key, value in given.items()}
        np.testing.assert_array_equal(ours.output(x, **plain(whole)), found, err_msg=case)
    compare_gradients(ours, theirs, given, (source, expected), case)


def plain(given: dict[str, Any]) -> dict[str, Any]:
    return {key.replace(".", "_"): value for key, value in given.items()}


def compare_gradients(
    ours: Any, theirs: Any, given: dict[str, Any], call: tuple[Any, Any], case: str
) -> None:
    if not hasattr(ours, "backward"):
        return
    source, expected = call
    r = seeded(case, "gradient")
    flat = [r.randint(-4, 4) for _ in range(expected.numel())]
    upstream = torch.tensor(flat, dtype=torch.double).reshape(expected.shape)
    if not expected.requires_grad:
        return
    expected.backward(upstream)
    gradients = {"input": source.grad} | {key: p.grad for key, p in theirs.named_parameters()}
    x = source.detach().numpy()
    found = ours.backward(x, upstream.numpy(), **plain(given))
    for key, gradient in gradients.items():
        np.testing.assert_allclose(
            np.asarray(found[key], dtype=float),
            gradient.numpy(),
            atol=1e-8,
            err_msg=f"{case} {key}",
        )


LINEAR = ("convolution", "transposed", "adaptive", "pooling", "upsample", "shaping")


@pytest.mark.parametrize("family", LINEAR)
def test_connections_are_the_nonzero_entries_of_torchs_jacobian(family: str) -> None:
    """With every weight 1 nothing cancels, so an entry is zero by structure or not at all."""
    for name, kwargs, shape in [case for piece in (0, 1) for case in made(family, piece)]:
        if "Max" in name or math.prod(shape) > 150:
            continue
        ours = getattr(solver, name)(**kwargs)
        theirs, _ = set_up(name, kwargs, seeded(0))
        for parameter in theirs.parameters():
            parameter.data = torch.ones_like(parameter)
        try:
            jacobian = torch.autograd.functional.jacobian(
                partial(called, theirs, name), torch.ones(shape, dtype=torch.double)
            )
        except (RuntimeError, ValueError):
            continue
        matrix = jacobian.reshape(-1, math.prod(shape)).numpy()
        case = f"{name}({kwargs}) on {shape}"
        assert ours.connections(shape) == np.count_nonzero(matrix), case
        assert ours.zeros(shape) == np.count_nonzero(matrix == 0), case


def test_embedding() -> None:
    theirs = torch.nn.Embedding(7, 3, padding_idx=2).double()
    ours = solver.Embedding(7, 3, padding_idx=2)
    words = torch.tensor([1, 2, 6, 1])
    expected = theirs(words)
    weight = theirs.weight.detach().numpy()
    np.testing.assert_array_equal(ours.output(words.numpy(), weight), expected.detach().numpy())
    upstream = torch.arange(12, dtype=torch.double).reshape(4, 3)
    expected.backward(upstream)
    found = ours.backward(words.numpy(), upstream.numpy(), weight)["weight"]
    np.testing.assert_array_equal(found, theirs.weight.grad.numpy())


def test_batch_normalisation_while_training() -> None:
    theirs = torch.nn.BatchNorm2d(3).double()
    batch = torch.randn(5, 3, 2, 4, dtype=torch.double)
    ours = solver.BatchNorm2d(3).normalize_batch(batch.numpy())
    np.testing.assert_allclose(ours, theirs(batch).detach().numpy(), atol=1e-12)


@pytest.mark.parametrize("queries", [2, 5])
def test_what_looks_at_another_sequence_has_its_own_length(queries: int) -> None:
    """Three keys, or three vectors of an encoder."""
    own, other = torch.zeros(queries, 8), torch.zeros(3, 8)
    shapes = (queries, 8), (3, 8)
    decoded = torch.nn.TransformerDecoderLayer(8, 2)(own, other)
    assert solver.TransformerDecoderLayer(8, 2).output_shape(shapes) == tuple(decoded.shape)
    attended = torch.nn.MultiheadAttention(8, 2)(own, other, other)[0]
    layer = solver.MultiheadAttention(8, 2)
    assert layer.output_shape(shapes) == tuple(attended.shape)
    assert layer.output_shape(shapes[:1]) == layer.output_shape(shapes[0]) == (queries, 8)


def test_attention_takes_lists_as_it_takes_arrays() -> None:
    layer = solver.MultiheadAttention(2, 1, bias=False)
    weights = {"in_proj_weight": [[1, 0], [0, 1]] * 3, "out_proj_weight": [[1, 0], [0, 1]]}
    queries, keys, values = [[1, 0]], [[1, 0], [0, 1]], [[1, 2], [3, 4]]
    arrays = map(np.array, (queries, keys, values))
    found = layer.output(queries, keys, values, **weights)
    assert found.tolist() == layer.output(*arrays, **weights).tolist()
    assert found.tolist() == layer.output((queries, keys, values), **weights).tolist()
    assert np.allclose(found, solver.attention(queries, keys, values))
