"""Functions of `torch.nn.functional` that are given learned tensors: the layers that have these weights."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch.applying import (
    apply,
    batch_first,
    computed,
    made,
    same,
    shape_of,
)
from quizgen.architecture.fake_torch.attention_by_weights import attention_by_weights
from quizgen.architecture.fake_torch.joining import joined, matrix_product
from quizgen.architecture.fake_torch.tensors import Parameter, Tensor
from quizgen.architecture.minipython.values import Stop

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine


def linear(machine: "TorchMachine", value: Any, weight: Any, bias: Any = None) -> Any:
    """`F.linear(x, W, b)`."""
    tensor = machine.tensor(value)
    if (
        isinstance(weight, Parameter)
        and len(weight.sizes) == 2
        and isinstance(bias, Parameter | None)
    ):
        layer = machine.layer_by(
            ("Linear",),
            weight,
            bias,
            lambda: made("Linear", *reversed(weight.sizes), bias is not None),
        )
        return machine.applied_by(layer, tensor, weight, bias, "linear")
    from quizgen.architecture.fake_torch.axes import transpose

    found = matrix_product(machine, tensor, transpose(machine, weight, -2, -1))
    return found if bias is None else joined(machine, "Add", [found, bias])


def convolution(dims: int, *, transposed: bool = False) -> Any:
    """`F.conv2d(x, W, b, stride)`."""
    name = f"Conv{'Transpose' if transposed else ''}{dims}d"
    order = (
        ("stride", "padding", "output_padding", "groups", "dilation")
        if transposed
        else ("stride", "padding", "dilation", "groups")
    )

    def run(
        machine: "TorchMachine",
        value: Any,
        weight: Any,
        bias: Any = None,
        *given: Any,
        **named: Any,
    ) -> Any:
        settings = {**dict(zip(order, given, strict=False)), **named}
        learned = isinstance(weight, Parameter) and isinstance(bias, Parameter | None)
        sizes = weight.sizes if learned else tuple(machine.tensor(weight).known())
        if not all(type(size) is int for size in sizes):
            raise Stop(
                f"conv{dims}d by weights that differ from one observation to the next",
                "no layer has weights for each",
            )
        groups = settings.get("groups", 1)
        if len(sizes) != dims + 2:
            raise Stop(f"conv{dims}d by weights of shape {sizes}", exception="RuntimeError")
        first, second, *kernel = sizes
        into, out = (first, second * groups) if transposed else (second * groups, first)
        plain = {
            key: tuple(entry) if isinstance(entry, list) else entry
            for key, entry in settings.items()
        }
        tensor = batch_first(machine.tensor(value), f"conv{dims}d")
        if not learned:
            layer = made(name, into, out, tuple(kernel), bias=False, **plain)
            return _by_computed(
                machine, layer, tensor, [weight] if bias is None else [weight, bias]
            )
        key = (name, *sorted(f"{k}={v}" for k, v in plain.items()))
        layer = machine.layer_by(
            key,
            weight,
            bias,
            lambda: made(name, into, out, tuple(kernel), bias=bias is not None, **plain),
        )
        return machine.applied_by(layer, tensor, weight, bias, f"conv{dims}d")

    return run


def _by_computed(machine: "TorchMachine", layer: Any, tensor: Tensor, given: list[Any]) -> Tensor:
    """A layer whose weights are computed from others, or fixed: its shape and products, what is learned apart."""
    from quizgen.solver.errors import ShapeError

    weights = [machine.tensor(value) for value in given]
    try:
        shape = layer.output_shape(shape_of(tensor))
    except ShapeError as error:
        raise Stop(str(error), "change the weights or the shape of the input") from None
    title, macs = type(layer).__name__, layer.macs(shape_of(tensor))
    return computed(machine, f"{title} by computed weights", [tensor, *weights], shape, macs=macs)


def layer_norm(
    machine: "TorchMachine",
    value: Any,
    normalized_shape: Any,
    weight: Any = None,
    bias: Any = None,
    eps: Any = 1e-5,
) -> Any:
    """`F.layer_norm(x, shape, W, b)`."""
    sizes = (
        tuple(normalized_shape)
        if isinstance(normalized_shape, list | tuple)
        else (normalized_shape,)
    )
    sizes = tuple(machine.whole(size) for size in sizes)
    tensor = machine.tensor(value)
    if not isinstance(weight, Parameter | None) or not isinstance(bias, Parameter | None):
        raise Stop("layer_norm by weights that are not learned", "give it nn.Parameter")
    if weight is None:
        if bias is not None:
            raise Stop("layer_norm with a bias and no weight is not understood")
        return apply(machine, made("LayerNorm", sizes, eps, False), [tensor], "layer_norm")
    layer = machine.layer_by(
        ("LayerNorm",), weight, bias, lambda: made("LayerNorm", sizes, eps, True, bias is not None)
    )
    return machine.applied_by(layer, tensor, weight, bias, "layer_norm")


def rms_norm(
    machine: "TorchMachine", value: Any, normalized_shape: Any, weight: Any = None, eps: Any = None
) -> Any:
    """`F.rms_norm(x, shape, W)`."""
    sizes = (
        tuple(normalized_shape)
        if isinstance(normalized_shape, list | tuple)
        else (normalized_shape,)
    )
    tensor = machine.tensor(value)
    if weight is None:
        return apply(machine, made("RMSNorm", sizes, eps, False), [tensor], "rms_norm")
    if not isinstance(weight, Parameter):
        raise Stop("rms_norm by weights that are not learned", "give it nn.Parameter")
    layer = machine.layer_by(("RMSNorm",), weight, None, lambda: made("RMSNorm", sizes, eps))
    return machine.applied_by(layer, tensor, weight, None, "rms_norm")


def embedding(
    machine: "TorchMachine",
    value: Any,
    weight: Any,
    padding_idx: Any = None,
    max_norm: Any = None,
    *given: Any,
    **named: Any,
) -> Any:
    """`F.embedding(words, table)`."""
    if max_norm is not None:
        machine.leave_out("an embedding whose rows are made shorter")
    if not isinstance(weight, Parameter) or len(weight.sizes) != 2:
        raise Stop("embedding by a table that is not learned", "give it nn.Parameter")
    layer = machine.layer_by(("Embedding",), weight, None, lambda: made("Embedding", *weight.sizes))
    return machine.applied_by(layer, machine.tensor(value), weight, None, "embedding")


def batch_norm(machine: "TorchMachine", value: Any, *given: Any, **named: Any) -> Any:
    """`F.batch_norm` by learned scales."""
    order = ("running_mean", "running_var", "weight", "bias", "training", "momentum", "eps")
    settings = dict(zip(order, given, strict=False)) | named
    weight, bias, eps = settings.get("weight"), settings.get("bias"), settings.get("eps", 1e-5)
    tensor = batch_first(machine.tensor(value), "batch_norm")
    if weight is None and bias is None:
        return same(machine, "batch_norm", [tensor])
    if not isinstance(weight, Parameter) or not isinstance(bias, Parameter):
        raise Stop("batch_norm by weights that are not learned", "use nn.BatchNorm2d")
    dims = min(max(len(shape_of(tensor)) - 1, 1), 3)
    layer = machine.layer_by(
        (f"BatchNorm{dims}d",), weight, bias, lambda: made(f"BatchNorm{dims}d", *weight.sizes, eps)
    )
    return machine.applied_by(layer, tensor, weight, bias, "batch_norm")


def group_norm(
    machine: "TorchMachine",
    value: Any,
    num_groups: Any,
    weight: Any = None,
    bias: Any = None,
    eps: Any = 1e-5,
) -> Any:
    """`F.group_norm`."""
    tensor = batch_first(machine.tensor(value), "group_norm")
    if weight is None:
        return apply(
            machine,
            made("GroupNorm", num_groups, shape_of(tensor)[0], eps, False),
            [tensor],
            "group_norm",
        )
    layer = machine.layer_by(
        ("GroupNorm", str(num_groups)),
        weight,
        bias,
        lambda: made("GroupNorm", num_groups, *weight.sizes, eps),
    )
    return machine.applied_by(layer, tensor, weight, bias, "group_norm")


def instance_norm(
    machine: "TorchMachine",
    value: Any,
    running_mean: Any = None,
    running_var: Any = None,
    weight: Any = None,
    bias: Any = None,
    use_input_stats: Any = True,
    momentum: Any = 0.1,
    eps: Any = 1e-5,
) -> Any:
    """`F.instance_norm`."""
    tensor = batch_first(machine.tensor(value), "instance_norm")
    shape = shape_of(tensor)
    title = f"InstanceNorm{min(max(len(shape) - 1, 1), 3)}d"
    if weight is None and bias is None and running_mean is None:
        return apply(machine, made(title, shape[0], eps), [tensor], "instance_norm")
    if not isinstance(weight, Parameter) or not isinstance(bias, Parameter):
        raise Stop("instance_norm by weights that are not learned", f"use nn.{title}")
    layer = machine.layer_by(
        (title,), weight, bias, lambda: made(title, *weight.sizes, eps, affine=True)
    )
    return machine.applied_by(layer, tensor, weight, bias, "instance_norm")


def prelu(machine: "TorchMachine", value: Any, weight: Any) -> Any:
    """`F.prelu(x, slopes)`."""
    tensor = machine.tensor(value)
    if not isinstance(weight, Parameter):
        return same(machine, "prelu", [tensor])
    many = math.prod(weight.sizes)
    layer = machine.layer_by(("PReLU",), weight, None, lambda: made("PReLU", many))
    return machine.applied_by(layer, tensor, weight, None, "prelu")


def bilinear(
    machine: "TorchMachine", input1: Any, input2: Any, weight: Any, bias: Any = None
) -> Any:
    """`F.bilinear(x, y, W, b)`: W has the sizes (outputs, inputs of x, inputs of y)."""
    tensors = [machine.tensor(value) for value in (input1, input2, weight)]
    sizes = [shape_of(tensor) for tensor in tensors]
    if len(sizes[2]) != 3 or (sizes[0][-1], sizes[1][-1]) != sizes[2][1:]:
        raise Stop(f"bilinear of {sizes[0]} and {sizes[1]} by {sizes[2]}", exception="RuntimeError")
    if machine.final:
        tensors = [machine.promoted(tensor) for tensor in tensors]
    macs = math.prod(sizes[0][:-1]) * math.prod(sizes[2])
    found = computed(machine, "bilinear", tensors, (*sizes[0][:-1], sizes[2][0]), macs=macs)
    return found if bias is None else joined(machine, "Add", [found, machine.tensor(bias)])


OPERATIONS: Mapping[str, Any] = {
    "linear": linear,
    **{f"conv{n}d": convolution(n) for n in (1, 2, 3)},
    **{f"conv_transpose{n}d": convolution(n, transposed=True) for n in (1, 2, 3)},
    "layer_norm": layer_norm,
    "rms_norm": rms_norm,
    "embedding": embedding,
    "multi_head_attention_forward": attention_by_weights,
    "batch_norm": batch_norm,
    "group_norm": group_norm,
    "instance_norm": instance_norm,
    "prelu": prelu,
    "bilinear": bilinear,
}
