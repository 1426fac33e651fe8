"""Functions of `torch.nn.functional`: activations, pooling, padding, layers by weights, attention."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch import by_weights, measuring, sampling
from quizgen.architecture.fake_torch.applying import (
    apply,
    axis_of,
    batch_first,
    made,
    place_of,
    same,
    shape_of,
)
from quizgen.architecture.fake_torch.joining import matrix_product, scaled
from quizgen.architecture.fake_torch.of_batch import loss_of
from quizgen.architecture.fake_torch.reducing import with_places
from quizgen.architecture.fake_torch.signatures import checked, is_in_place
from quizgen.architecture.fake_torch.sizes import Batch, no_shape
from quizgen.architecture.fake_torch.spreading import repeat_interleave
from quizgen.architecture.fake_torch.tensors import TENSORS, Tensor
from quizgen.architecture.fake_torch.writing_into import with_others
from quizgen.architecture.minipython.items import shortly
from quizgen.architecture.minipython.values import Stop, Unknown
from quizgen.solver.layers.each import each

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine

# Functions of one tensor, entry by entry, by the layer they are.
ENTRYWISE: Mapping[str, str] = {
    "relu": "ReLU", "relu_": "ReLU", "sigmoid": "Sigmoid", "sigmoid_": "Sigmoid", "tanh": "Tanh", "tanh_": "Tanh",
    "leaky_relu": "LeakyReLU", "leaky_relu_": "LeakyReLU", "elu": "ELU", "elu_": "ELU", "selu": "SELU", "gelu": "GELU", "silu": "SiLU",
    "hardswish": "Hardswish", "softplus": "Softplus", "hardsigmoid": "Hardsigmoid", "hardtanh": "Hardtanh",
    "relu6": "ReLU6", "mish": "Mish", "logsigmoid": "LogSigmoid", "softsign": "Softsign",
    "tanhshrink": "Tanhshrink", "softshrink": "Softshrink", "hardshrink": "Hardshrink", "celu": "CELU",
    "exp": "Exp", "abs": "Abs", "threshold": "Threshold", "swish": "SiLU",
}  # fmt: skip
DROPPED: Mapping[str, str] = dict.fromkeys(
    (
        "dropout",
        "dropout1d",
        "dropout2d",
        "dropout3d",
        "alpha_dropout",
        "feature_alpha_dropout",
        "dropout_",
    ),
    "Dropout",
)
ALONG: Mapping[str, str] = {
    "softmax": "Softmax",
    "log_softmax": "LogSoftmax",
    "softmin": "Softmin",
    "glu": "GLU",
}
# Functions of an observation's channels and sizes.
SPATIAL: Mapping[str, str] = {
    "pixel_shuffle": "PixelShuffle", "pixel_unshuffle": "PixelUnshuffle", "channel_shuffle": "ChannelShuffle",
    "interpolate": "Upsample", "upsample": "Upsample", "local_response_norm": "LocalResponseNorm", "unfold": "Unfold",
    **{f"{kind}_pool{n}d": f"{title}Pool{n}d" for kind, title in (("max", "Max"), ("avg", "Avg"), ("lp", "LP"),
       ("adaptive_avg", "AdaptiveAvg"), ("adaptive_max", "AdaptiveMax")) for n in (1, 2, 3)},
}  # fmt: skip
LAYERS: Mapping[str, str] = {**ENTRYWISE, **DROPPED, **ALONG, **SPATIAL}
_IGNORED = {"training", "recompute_scale_factor", "antialias", "inplace", "dtype", "_stacklevel"}
# The arguments of these in order: those of the layer, the last two the other way round.
_POOLING = ("kernel_size", "stride", "padding", "dilation", "ceil_mode", "return_indices")


def layer_function(name: str) -> Any:
    """The function that applies a layer to its first argument."""
    title = LAYERS[name]

    def run(machine: "TorchMachine", value: Any = None, *given: Any, **named: Any) -> Any:
        value = named.pop("input", value)
        if not isinstance(value, TENSORS):
            if isinstance(value, int | float) and name in {"exp", "abs", "tanh", "sigmoid"}:
                return Unknown(f"{name} of a number", machine.line)
            raise Stop(f"{name} of no tensor", f"write {name}(x)", "TypeError")
        tensor = machine.tensor(value)
        if name in DROPPED:
            given = given[:1]
            named = {key: entry for key, entry in named.items() if key == "p"}
        if title.startswith("MaxPool"):
            given, named = (), dict(zip(_POOLING, given, strict=False)) | named
        if named.get("antialias"):
            machine.leave_out(f"{name} with antialias")
        kept = {key: entry for key, entry in named.items() if key not in _IGNORED}
        if title == "Upsample":
            given, kept = _resized(tensor, given, kept)
        values, left_out = checked(title, given, kept)
        places = values.pop("return_indices", False)  # no value of the node depends on it
        layer = made(title, **values)
        for what in left_out:
            machine.leave_out(what)
        found = applied(machine, layer, tensor, name)
        if places:
            return with_places(machine, found)
        in_place = tensor is value and name not in DROPPED and is_in_place(title, given, named)
        return tensor.changed_in_place(machine, found) if in_place else found

    return run


def _resized(
    tensor: Tensor, given: tuple[Any, ...], named: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    size = given[0] if given else named.get("size")
    if isinstance(size, list | tuple) and any(isinstance(entry, Batch) for entry in size):
        raise Stop("interpolate to the size of the batch")
    return given, named


def applied(machine: "TorchMachine", layer: Any, tensor: Tensor, name: str) -> Tensor:
    """A layer that learns nothing, applied to one tensor."""
    title = type(layer).__name__
    if title in _EVERYWHERE:
        return apply(machine, layer, [tensor], name)
    if title in {"Softmax", "LogSoftmax", "Softmin", "GLU"}:
        return _along(machine, layer, tensor, name)
    tensor = machine.as_batch(tensor)
    shape, dims = tensor.shape, _pooled_axes(title)
    if tensor.batch == 0 and tensor.fold and shape is not None and len(shape) - tensor.fold > dims:
        return apply(machine, each(layer, tensor.fold), [tensor], name)
    tensor = batch_first(tensor, name or title)
    if shape is not None and len(shape) == dims:
        # PyTorch takes the first of so few axes for the channels: here it is the batch.
        tensor = apply(machine, made("Unsqueeze", 1), [tensor], "unsqueeze")
        return apply(
            machine, made("Squeeze", 1), [apply(machine, layer, [tensor], name)], "squeeze"
        )
    return apply(machine, layer, [tensor], name)


def _pooled_axes(title: str) -> int:
    """The axes a pooling goes over; 0 for another layer."""
    return int(title[-2]) if title.endswith("d") and "Pool" in title else 0


_EVERYWHERE = frozenset(ENTRYWISE.values()) | {"Dropout", "Identity", "PReLU", "Scale", "Shift"}


def _along(machine: "TorchMachine", layer: Any, tensor: Tensor, name: str) -> Tensor:
    """Softmax and its like: the axis counts the batch, in front of the node's."""
    from dataclasses import replace

    dim = layer.dim
    if dim is None:
        dim = _default_dim(tensor)
    if tensor.batch == 0 and not tensor.fold:
        if tensor.shape is not None:
            place_of(tensor, dim)
        if dim == 0 or (tensor.shape is not None and dim == -len(tensor.known())):
            raise Stop(f"{name} along the batch", "write dim=1 or dim=-1")
        return apply(machine, replace(layer, dim=dim), [tensor], name)
    axis = axis_of(tensor, dim)
    return apply(machine, replace(layer, dim=axis + 1), [tensor], name)


def _default_dim(tensor: Tensor) -> int:
    """What PyTorch takes when no axis is given: 0 for one or three axes, else 1."""
    rank = len(tensor.known()) if tensor.shape is not None else 2
    return 0 if rank in (0, 1, 3) else 1


def padded(
    machine: "TorchMachine",
    value: Any,
    /,
    pad: Any,
    mode: Any = "constant",
    value_: Any = None,
    **named: Any,
) -> Any:
    """`F.pad`: sizes from the last axis on, (left, right) each; axes it leaves out stay."""
    tensor = machine.tensor(value)
    filled = named.get("value", value_) or 0
    if not isinstance(pad, list | tuple) or len(pad) % 2 or not pad:
        raise Stop(f"F.pad by {shortly(pad)}", "write F.pad(x, (left, right, top, bottom))")
    sizes = tuple(machine.whole(size) for size in pad)
    shape = tensor.shape
    if shape is not None and tensor.batch is not None:
        batch_first(tensor, "F.pad")
        if len(sizes) // 2 > len(shape) - 1:
            return _padded_axes(machine, tensor, sizes)
    dims = len(sizes) // 2 if shape is None else max(len(shape) - 1, len(sizes) // 2)
    sizes += (0, 0) * (dims - len(sizes) // 2)
    if dims > 3:
        return _padded_axes(machine, tensor, sizes)
    if mode == "constant" and filled:
        return apply(machine, made(f"ConstantPad{dims}d", sizes, filled), [tensor], "pad")
    kind = {
        "constant": "Zero",
        "reflect": "Reflection",
        "replicate": "Replication",
        "circular": "Circular",
    }
    if mode not in kind:
        raise Stop(
            f"F.pad with mode {shortly(mode)}", "constant, reflect, replicate or circular are"
        )
    return apply(machine, made(f"{kind[mode]}Pad{dims}d", sizes), [tensor], "pad")


def _padded_axes(machine: "TorchMachine", tensor: Tensor, sizes: tuple[int, ...]) -> Tensor:
    from quizgen.architecture.fake_torch.applying import computed

    shape = list(shape_of(tensor))
    for place in range(len(sizes) // 2):
        if place >= len(shape):
            if sizes[2 * place] or sizes[2 * place + 1]:
                raise Stop("F.pad of the batch", "leave the batch to the input")
            continue
        shape[-1 - place] += sizes[2 * place] + sizes[2 * place + 1]
    return tensor if tuple(shape) == tensor.shape else computed(machine, "pad", [tensor], shape)


def attention(
    machine: "TorchMachine",
    query: Any,
    key: Any,
    value: Any,
    attn_mask: Any = None,
    dropout_p: Any = 0.0,
    is_causal: Any = False,
    *,
    scale: Any = None,
    enable_gqa: Any = False,
) -> Any:
    """`F.scaled_dot_product_attention`: scores of queries and keys as shares of the values."""
    from quizgen.architecture.fake_torch.axes import transpose

    tensors = [machine.tensor(entry) for entry in (query, key, value)]
    if enable_gqa:
        tensors = _of_as_many_heads(machine, tensors)
    turned = transpose(machine, tensors[1], -2, -1)
    scores = matrix_product(machine, tensors[0], turned)
    if tensors[0].shape is None:
        raise no_shape()
    scores = scaled(
        machine,
        scores,
        scale if isinstance(scale, int | float) else shape_of(tensors[0])[-1] ** -0.5,
    )
    if attn_mask is not None or is_causal is not False:
        scores = with_others(machine, "a mask of attention", scores, [attn_mask])
    return matrix_product(
        machine, _along(machine, made("Softmax", -1), scores, "softmax"), tensors[2]
    )


def _of_as_many_heads(machine: "TorchMachine", tensors: list[Tensor]) -> list[Tensor]:
    """Keys and values of few heads, each head as often as there are queries for it."""
    many, few = (tensor.known()[-3] for tensor in tensors[:2])
    if many % few:
        raise Stop(f"{many} heads of queries for {few} of keys", exception="RuntimeError")
    if many == few:
        return tensors
    return [tensors[0], *(repeat_interleave(machine, t, many // few, -3) for t in tensors[1:])]


def normalize(machine: "TorchMachine", value: Any, *given: Any, **named: Any) -> Any:
    """`F.normalize`: the shape stays."""
    return same(machine, "normalize", [machine.tensor(value)])


def _drawn(machine: "TorchMachine", value: Any, *given: Any, **named: Any) -> Any:
    """Numbers with chance in them: the shape stays."""
    return same(machine, "values drawn by chance", [machine.tensor(value)])


def one_hot(machine: "TorchMachine", value: Any, num_classes: Any = -1) -> Any:
    """`F.one_hot`: one more axis."""
    from quizgen.architecture.fake_torch.applying import computed

    tensor = machine.tensor(value)
    if num_classes == -1:
        raise Stop(
            "one_hot without the number of classes depends on the data", "write num_classes=10"
        )
    return computed(machine, "one_hot", [tensor], (*shape_of(tensor), machine.whole(num_classes)))


def loss(name: str) -> Any:
    """A loss of the batch: it is no part of the network."""

    def run(machine: "TorchMachine", *given: Any, **named: Any) -> Any:
        return loss_of(machine, name, given, named)

    return run


OPERATIONS: Mapping[str, Any] = {
    **by_weights.OPERATIONS,
    **{name: layer_function(name) for name in LAYERS},
    "pad": padded,
    "scaled_dot_product_attention": attention,
    "normalize": normalize,
    "one_hot": one_hot,
    **dict.fromkeys(("gumbel_softmax", "rrelu"), _drawn),
    **measuring.FUNCTIONS,
    **sampling.FUNCTIONS,
    **{
        name: loss(name)
        for name in (
            "cross_entropy nll_loss mse_loss l1_loss binary_cross_entropy binary_cross_entropy_with_logits smooth_l1_loss"
            " kl_div huber_loss ctc_loss triplet_margin_loss cosine_embedding_loss hinge_embedding_loss margin_ranking_loss"
        ).split()
    },
}
