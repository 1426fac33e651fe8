"""ONNX files: the graph's operators as layers; shapes of the weights are read, values of settings only.

Needs the extra `onnx`. The first axis of inputs is the batch and left out.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from quizgen.architecture.graph import Graph
from quizgen.architecture.vocabulary import layer, layer_class, near
from quizgen.errors import UserError
from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.tensors import Parameter
from quizgen.solver.network import Network

Shape = tuple[int, ...]
# Operators without arguments of interest, by the layer they are.
PLAIN = {
    "Relu": "ReLU",
    "Sigmoid": "Sigmoid",
    "Tanh": "Tanh",
    "Selu": "SELU",
    "Gelu": "GELU",
    "HardSwish": "Hardswish",
    "Softplus": "Softplus",
    "Softsign": "Softsign",
    "Mish": "Mish",
    "Identity": "Identity",
    "Dropout": "Dropout",
    "Flatten": "Flatten",
    "Add": "Add",
    "Sum": "Add",
    "Sub": "Subtract",
    "Mul": "Multiply",
    "Abs": "Abs",
    "Exp": "Exp",
    "Cast": "Identity",
}
# Operators that join their inputs entry by entry, one of which may be a learned tensor or a number.
JOINS = frozenset({"Add", "Sum", "Sub", "Mul", "Div"})
# Operators whose sizes may be computed by others.
SIZED = frozenset({"Reshape", "Squeeze"})
# Settings such as axes and sizes are tensors of at most so many numbers.
SETTINGS = 64
# Float32 attributes are this close to the numbers meant.
NEARLY = 1e-6


@dataclass(frozen=True, slots=True)
class Operator:
    """A node of the graph with the shapes of its weights and of its inputs."""

    kind: str
    name: str
    attributes: Mapping[str, Any]
    weights: Sequence[Shape]
    shape: Shape
    # The values of small constant inputs by their place, None where there is none.
    settings: Sequence[Any] = ()

    def setting(self, name: str, place: int, default: Any = None) -> Any:
        """An attribute, or since later versions of ONNX a constant input."""
        if name in self.attributes:
            return self.attributes[name]
        given = self.settings[place] if place < len(self.settings) else None
        return default if given is None else given


def read_onnx(path: Path) -> Network:
    """The network of an ONNX file; `UserError` for an operator there is no layer for."""
    try:
        import onnx
    except ImportError:
        raise UserError(
            f"{path}: reading ONNX needs the package onnx", "pip install 'quizgen[onnx]'"
        ) from None
    from google.protobuf.message import DecodeError

    try:
        model = onnx.load(str(path), load_external_data=False)
    except (DecodeError, OSError, ValueError) as error:
        raise UserError(f"{path}: {error}", "give a file that onnx can load") from None
    try:
        tools = (onnx.helper.get_attribute_value, onnx.numpy_helper.to_array)
        return _Reader(model.graph, *tools).network()
    except UserError as error:
        raise UserError(f"{path}: {error.args[0]}", error.fix) from None
    except (ShapeError, LookupError, TypeError, ValueError) as error:
        raise UserError(
            f"{path}: {error}", "export the network again, in evaluation mode"
        ) from None


class _Reader:
    def __init__(
        self, graph: Any, attribute: Callable[[Any], Any], array: Callable[[Any], Any]
    ) -> None:
        self.source = graph
        self.attribute = attribute
        self.array = array
        self.tensors = {t.name: t for t in graph.initializer}
        self.weights: dict[str, Shape] = {t.name: tuple(t.dims) for t in graph.initializer}
        for node in graph.node:
            if node.op_type == "Constant":
                value = {a.name: attribute(a) for a in node.attribute}.get("value")
                self.weights[node.output[0]] = tuple(getattr(value, "dims", ()))
                if value is not None:
                    self.tensors[node.output[0]] = value
        self.makers = {node_output: node for node in graph.node for node_output in node.output}
        inputs = [value for value in graph.input if value.name not in self.weights]
        self.graph = Graph({value.name: _shape(value) for value in inputs})
        self.made: dict[str, str] = {value.name: value.name for value in inputs}

    def network(self) -> Network:
        if not self.source.output:
            raise UserError("the graph has no output", "export the network again")
        wanted = [value.name for value in self.source.output]
        needed = set[str]().union(*map(self.needed, wanted))
        for node in self.source.node:
            if needed.intersection(node.output):
                self.add(node)
        for name in wanted:
            if name not in self.made:
                raise UserError(f"{name!r} does not depend on an input", "export the network again")
        return self.graph.network(*(self.made[name] for name in wanted))

    def needed(self, wanted: str) -> set[str]:
        """Tensors on the way to the output; what only computes a shape is not on it."""
        found, waiting = set(), [wanted]
        while waiting:
            name = waiting.pop()
            if name in found or name not in self.makers:
                continue
            found.add(name)
            node = self.makers[name]
            if node.op_type != "Constant":
                waiting += list(node.input[:1] if node.op_type in SIZED else node.input)
        return found

    def add(self, node: Any) -> None:
        if node.op_type == "Constant":
            return
        for name in node.input:
            # A size that is computed, as exporters write `x.size(0)`, is no way of the values.
            if name in self.makers and self.open(name) and node.op_type not in SIZED:
                raise UserError(
                    f"{node.op_type} {node.name!r} takes {name!r}, which is not computed before it",
                    "export the network again: its operators go in a circle or are out of order",
                )
        tensors = [name for name in node.input if name in self.made]
        weights = [self.weights[name] for name in node.input if name in self.weights]
        if not tensors:
            raise UserError(
                f"{node.op_type} {node.name!r} has no input", "export the network again"
            )
        if (
            node.op_type == "Add"
            and weights
            and self.completes_matmul(node, tensors[0], weights[0])
        ):
            return
        if node.op_type in JOINS and len(tensors) == 1:
            self.join_constant(node, tensors[0], weights)
            return
        if node.op_type == "Div":
            raise UserError(f"Div ({node.name}) of two tensors", "no layer divides")
        shape = self.graph.shapes[self.made[tensors[0]]] or ()
        attributes = {a.name: self.attribute(a) for a in node.attribute}
        settings = [self.values(name) for name in node.input]
        operator = Operator(node.op_type, node.name, attributes, weights, shape, settings)
        if node.op_type == "MatMul" and len(tensors) > 1:
            operator = replace(operator, kind="Product")
        name = _title(node)
        sources = [self.made[tensor] for tensor in tensors]
        for found in _layers(operator):
            sources = [self.graph.add(name, found, sources)]
        self.made[node.output[0]] = sources[0]

    def open(self, name: str) -> bool:
        """Whether an operator's result is not known yet."""
        return name not in self.made and name not in self.weights

    def values(self, name: str) -> list[Any] | Any:
        """The numbers of a small constant; None for a large one or what is computed."""
        tensor = self.tensors.get(name)
        if tensor is None or math.prod(tensor.dims) > SETTINGS:
            return None
        try:
            return self.array(tensor).tolist()
        except (ValueError, TypeError, OSError):  # stored in another file
            return None

    def join_constant(self, node: Any, tensor: str, weights: Sequence[Shape]) -> None:
        """A learned tensor is a node of its own; a single number changes no shape and is passed over."""
        source = self.made[tensor]
        if not weights or math.prod(weights[0]) == 1:
            if node.op_type != "Identity":
                self.graph.leave_out(f"{node.op_type} ({node.name}) with a number")
            self.made[node.output[0]] = source
            return
        if node.op_type == "Div":
            raise UserError(f"Div ({node.name}) by a tensor", "no layer divides")
        shape, given = weights[0], self.graph.shapes[source] or ()
        kept = shape[1:] if len(shape) > len(given) else shape
        spread = (1,) * (len(given) - len(kept)) + tuple(kept)
        learned = self.graph.add(f"{_title(node)}.weight", Parameter(spread), [])
        joined = layer(layer_class(PLAIN[node.op_type]), [], {})
        self.made[node.output[0]] = self.graph.add(_title(node), joined, [source, learned])

    def completes_matmul(self, node: Any, tensor: str, weight: Shape) -> bool:
        """Whether an Add is the intercepts of the MatMul before it: then that layer gets them."""
        last = self.graph.nodes[-1] if self.graph.nodes else None
        if last is None or self.made[tensor] != last.name or type(last.layer).__name__ != "Linear":
            return False
        if last.layer.bias or weight != (last.layer.out_features,):
            return False
        self.graph.change_last(replace(last.layer, bias=True))
        self.made[node.output[0]] = last.name
        return True


def _shape(value: Any) -> Shape:
    """The shape of a graph's input without the batch."""
    dims = [dim.dim_value for dim in value.type.tensor_type.shape.dim][1:]
    if not dims or not all(size > 0 for size in dims):
        raise UserError(f"the shape of the input {value.name!r} is open", "export with fixed sizes")
    return tuple(dims)


def _title(node: Any) -> str:
    return str(node.name or node.output[0]).strip("/").replace("/", ".")


def _layers(operator: Operator) -> list[Any]:
    """The layers an operator is, one after the other: several where it has several axes."""
    if operator.kind in {"Squeeze", "Unsqueeze"}:
        axes = operator.setting("axes", 1)
        if axes is None:
            raise UserError(f"{operator.kind} ({operator.name}) of unknown axes", "export axes")
        rank = len(operator.shape) + 1 + (len(axes) if operator.kind == "Unsqueeze" else 0)
        order = sorted((axis % rank for axis in axes), reverse=operator.kind == "Squeeze")
        return [layer(layer_class(operator.kind), [axis], {}) for axis in order]
    return [_layer(operator)]


def _layer(operator: Operator) -> Any:
    """The layer an operator is."""
    if operator.kind in PLAIN:
        return layer(layer_class(PLAIN[operator.kind]), [], {})
    if operator.kind not in _MAKERS:
        raise UserError(
            f"operator {operator.kind} ({operator.name})", near(operator.kind, [*_MAKERS, *PLAIN])
        )
    name, named = _MAKERS[operator.kind](operator)
    return layer(layer_class(name), [], named)


Made = tuple[str, dict[str, Any]]


def _window(operator: Operator, dims: int, defaults: Mapping[str, Any]) -> dict[str, Any]:
    """Kernel, stride, padding and dilation; padding that is not symmetric as pairs."""
    attributes = operator.attributes
    automatic = {b"SAME_UPPER": "same", b"SAME_LOWER": "same_lower", b"VALID": 0}
    pads = tuple(attributes.get("pads", (0,) * (2 * dims)))
    left, right = pads[:dims], pads[dims:]
    padding: Any = left if left == right else tuple(zip(left, right, strict=True))
    mode = attributes.get("auto_pad", b"NOTSET")
    found = {
        "kernel_size": tuple(attributes.get("kernel_shape", ())),
        "stride": tuple(attributes.get("strides", (1,) * dims)),
        "padding": automatic.get(mode, padding),
        **defaults,
    }
    dilation = tuple(attributes.get("dilations", (1,) * dims))
    if any(size > 1 for size in dilation):
        found["dilation"] = dilation
    return found


def _convolution(operator: Operator) -> Made:
    kernel, dims = operator.weights[0], len(operator.shape) - 1
    groups = operator.attributes.get("group", 1)
    named = _window(operator, dims, {"groups": groups, "bias": len(operator.weights) > 1})
    named["kernel_size"] = named["kernel_size"] or kernel[2:]
    return f"Conv{dims}d", {"in_channels": kernel[1] * groups, "out_channels": kernel[0], **named}


def _transposed(operator: Operator) -> Made:
    kernel, dims = operator.weights[0], len(operator.shape) - 1
    groups = operator.attributes.get("group", 1)
    named = _window(operator, dims, {"groups": groups, "bias": len(operator.weights) > 1})
    named["kernel_size"] = named["kernel_size"] or kernel[2:]
    extra = tuple(operator.attributes.get("output_padding", (0,) * dims))
    return f"ConvTranspose{dims}d", {
        "in_channels": kernel[0], "out_channels": kernel[1] * groups, "output_padding": extra, **named,
    }  # fmt: skip


def _linear(operator: Operator) -> Made:
    if not operator.weights or len(operator.weights[0]) != 2:
        raise UserError(f"{operator.kind} ({operator.name}) of two inputs", "one must be weights")
    rows, columns = operator.weights[0]
    if operator.attributes.get("transB", 0):
        rows, columns = columns, rows
    return "Linear", {
        "in_features": rows,
        "out_features": columns,
        "bias": len(operator.weights) > 1,
    }


def _pooling(kind: str) -> Callable[[Operator], Made]:
    def made(operator: Operator) -> Made:
        dims = len(operator.shape) - 1
        named = _window(
            operator, dims, {"ceil_mode": bool(operator.attributes.get("ceil_mode", 0))}
        )
        if kind == "Avg":
            named["count_include_pad"] = bool(operator.attributes.get("count_include_pad", 0))
        return f"{kind}Pool{dims}d", named

    return made


def _global(kind: str) -> Callable[[Operator], Made]:
    return lambda operator: (f"Adaptive{kind}Pool{len(operator.shape) - 1}d", {"output_size": 1})


def _batch_norm(operator: Operator) -> Made:
    return f"BatchNorm{max(len(operator.shape) - 1, 1)}d", {"num_features": operator.weights[0][0]}


def _concat(operator: Operator) -> Made:
    axis = operator.attributes.get("axis", 1)
    if axis == 0:
        raise UserError(f"Concat ({operator.name}) joins along the batch", "join along axis 1")
    return "Concat", {"dim": axis - 1 if axis > 0 else axis}


def _with(name: str, **renamed: str) -> Callable[[Operator], Made]:
    """A layer whose arguments are attributes of the operator, where these are given."""

    def made(operator: Operator) -> Made:
        attributes = operator.attributes
        return name, {
            ours: _exact(attributes[theirs])
            for ours, theirs in renamed.items()
            if theirs in attributes
        }

    return made


def _exact(value: Any) -> Any:
    """0.2 for the single-precision number nearest to it."""
    return float(f"{value:.7g}") if isinstance(value, float) else value


def _normalization(name: str, channels: str, **renamed: str) -> Callable[[Operator], Made]:
    """Normalisation of channels with a scale and a shift for each."""

    def made(operator: Operator) -> Made:
        kind, named = _with(name, eps="epsilon", **renamed)(operator)
        affine = {} if name == "GroupNorm" else {"affine": True}
        dims = "" if name == "GroupNorm" else f"{len(operator.shape) - 1}d"
        return f"{kind}{dims}", {channels: operator.weights[0][0], **named, **affine}

    return made


def _last_axes(name: str) -> Callable[[Operator], Made]:
    def made(operator: Operator) -> Made:
        axis = operator.attributes.get("axis", -1)
        first = axis - 1 if axis > 0 else len(operator.shape) + axis
        kind, named = _with(name, eps="epsilon")(operator)
        return kind, {"normalized_shape": operator.shape[first:], **named}

    return made


def _lp_pooling(operator: Operator) -> Made:
    dims = len(operator.shape) - 1
    named = _window(operator, dims, {"norm_type": operator.attributes.get("p", 2)})
    if named.pop("padding") not in (0, (0,) * dims):
        raise UserError(f"LpPool ({operator.name}) with padding", "torch has none here")
    return f"LPPool{dims}d", named


def _shuffle(operator: Operator) -> Made:
    if operator.attributes.get("mode", b"DCR") != b"CRD":
        raise UserError(f"DepthToSpace ({operator.name}) in another order", "mode CRD is torch's")
    return "PixelShuffle", {"upscale_factor": operator.attributes["blocksize"]}


def _unshuffle(operator: Operator) -> Made:
    if operator.attributes.get("mode", b"DCR") != b"CRD":
        raise UserError(f"SpaceToDepth ({operator.name}) in another order", "mode CRD is torch's")
    return "PixelUnshuffle", {"downscale_factor": operator.attributes["blocksize"]}


def _embedding(operator: Operator) -> Made:
    if operator.attributes.get("axis", 0) or len(operator.weights[0]) != 2:
        raise UserError(
            f"Gather ({operator.name}) is no embedding", "rows of a table are looked up"
        )
    rows, columns = operator.weights[0]
    return "Embedding", {"num_embeddings": rows, "embedding_dim": columns}


def _reshape(operator: Operator) -> Made:
    """Into the sizes given; flat where they are computed, as exporters write `flatten`."""
    sizes = operator.setting("shape", 1)
    if sizes is None or len(sizes) <= 2:
        return "Flatten", {}
    given = operator.shape
    kept = [given[i] if size == 0 else size for i, size in enumerate(sizes[1:])]
    return "Reshape", {"shape": tuple(kept)}


def _transpose(operator: Operator) -> Made:
    order = operator.attributes.get("perm", ())
    if not order or order[0] != 0:
        raise UserError(f"Transpose ({operator.name}) moves the batch", "keep axis 0 first")
    return "Permute", {"dims": tuple(axis - 1 for axis in order[1:])}


def _mean(operator: Operator) -> Made:
    axes = operator.setting("axes", 1)
    rank = len(operator.shape) + 1
    places = tuple(axis % rank - 1 for axis in axes or ())
    if not places or -1 in places:
        raise UserError(f"ReduceMean ({operator.name}) over the batch", "keep axis 0")
    return "Mean", {"dim": places, "keepdim": bool(operator.attributes.get("keepdims", 1))}


def _clip(operator: Operator) -> Made:
    low, high = operator.setting("min", 1), operator.setting("max", 2)
    if low is None or high is None:
        raise UserError(f"Clip ({operator.name}) with one end", "give both ends")
    if (low, high) == (0, 6):
        return "ReLU6", {}
    return "Hardtanh", {"min_val": low, "max_val": high}


def _hard_sigmoid(operator: Operator) -> Made:
    alpha, beta = operator.attributes.get("alpha", 0.2), operator.attributes.get("beta", 0.5)
    if abs(alpha - 1 / 6) > NEARLY or abs(beta - 1 / 2) > NEARLY:
        raise UserError(
            f"HardSigmoid ({operator.name}) of slope {alpha:g}", "torch's has 1/6 and 1/2"
        )
    return "Hardsigmoid", {}


def _pad(operator: Operator) -> Made:
    """Zeros around the spatial axes; ONNX has all beginnings first, then all ends."""
    amounts = operator.setting("pads", 1)
    mode, dims = operator.attributes.get("mode", b"constant"), len(operator.shape) - 1
    if amounts is None or operator.settings[2:3] not in ([], [None], [0], [0.0]):
        raise UserError(f"Pad ({operator.name}) by other than zeros", "pad with 0")
    half = len(amounts) // 2
    starts, ends = amounts[:half], amounts[half:]
    if any((*starts[:2], *ends[:2])):
        raise UserError(f"Pad ({operator.name}) of batch or channels", "pad the other axes")
    kinds = {b"constant": "ZeroPad", b"reflect": "ReflectionPad", b"edge": "ReplicationPad"}
    sizes = [n for pair in zip(starts[:1:-1], ends[:1:-1], strict=True) for n in pair]
    return f"{kinds.get(mode, 'ZeroPad')}{dims}d", {"padding": tuple(sizes)}


_MAKERS: Mapping[str, Callable[[Operator], Made]] = {
    "Conv": _convolution,
    "ConvTranspose": _transposed,
    "Gemm": _linear,
    "MatMul": _linear,
    "MaxPool": _pooling("Max"),
    "AveragePool": _pooling("Avg"),
    "GlobalAveragePool": _global("Avg"),
    "GlobalMaxPool": _global("Max"),
    "BatchNormalization": _batch_norm,
    "Concat": _concat,
    "Reshape": _reshape,
    "Transpose": _transpose,
    "ReduceMean": _mean,
    "Clip": _clip,
    "HardSigmoid": _hard_sigmoid,
    "Pad": _pad,
    "Product": lambda _: ("MatMul", {}),
    "LeakyRelu": _with("LeakyReLU", negative_slope="alpha"),
    "Elu": _with("ELU", alpha="alpha"),
    "Celu": _with("CELU", alpha="alpha"),
    "PRelu": lambda operator: ("PReLU", {"num_parameters": math.prod(operator.weights[0])}),
    "SpaceToDepth": _unshuffle,
    "Softmax": _with("Softmax", dim="axis"),
    "LogSoftmax": _with("LogSoftmax", dim="axis"),
    "LRN": _with("LocalResponseNorm", size="size", alpha="alpha", beta="beta", k="bias"),
    "InstanceNormalization": _normalization("InstanceNorm", "num_features"),
    "GroupNormalization": _normalization("GroupNorm", "num_channels", num_groups="num_groups"),
    "LayerNormalization": _last_axes("LayerNorm"),
    "RMSNormalization": _last_axes("RMSNorm"),
    "LpPool": _lp_pooling,
    "DepthToSpace": _shuffle,
    "Gather": _embedding,
}
