"""The layers of `torch.nn`: each holds a layer of the solver and the tensors that it learns."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch.applying import (
    add,
    batch_first,
    computed,
    last_axes,
    made,
    shape_of,
)
from quizgen.architecture.fake_torch.functional import _EVERYWHERE, applied
from quizgen.architecture.fake_torch.modules import MODULE, module_class
from quizgen.architecture.fake_torch.of_batch import OfBatch
from quizgen.architecture.fake_torch.reducing import with_places
from quizgen.architecture.fake_torch.signatures import checked, is_in_place
from quizgen.architecture.fake_torch.sizes import UnknownShape, no_shape
from quizgen.architecture.fake_torch.tensors import TENSORS, Parameter, Tensor
from quizgen.architecture.minipython.items import shortly
from quizgen.architecture.minipython.values import Class, Instance, Stop, Unknown, noun_of
from quizgen.solver.layers.each import Each, each

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine

# Layers that have a lazy form, with the argument it finds by itself.
LAZY: Mapping[str, str] = {
    "Linear": "in_features",
    **{f"{kind}{n}d": "in_channels" for kind in ("Conv", "ConvTranspose") for n in (1, 2, 3)},
    **{f"{kind}Norm{n}d": "num_features" for kind in ("Batch", "Instance") for n in (1, 2, 3)},
}
# Classes of torch.nn that are another layer with something settled.
PRESETS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    **dict.fromkeys(
        ("Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout"),
        ("Dropout", {}),
    ),
    "Softmax2d": ("Softmax", {"dim": 1}),
    "UpsamplingNearest2d": ("Upsample", {"mode": "nearest"}),
    "UpsamplingBilinear2d": ("Upsample", {"mode": "bilinear", "align_corners": True}),
}


@dataclass(slots=True)
class Held:
    """A layer, what it learns beside its own attributes, and what of it no layer computes.

    `waits` are the kind and arguments of a lazy layer until the size of its input is known.
    `in_place` says that it writes its result into its input, `keeps_more` that it has buffers besides its
    layer's, which nobody lists. `on_parts` are the same layer on each part of an observation, by what counts the
    parts: one object for all calls.
    """

    layer: Any
    others: dict[str, Parameter] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    waits: tuple[str, str, dict[str, Any]] | None = None
    in_place: bool = False
    keeps_more: bool = False
    on_parts: dict[Any, Any] = field(default_factory=dict)

    def __copy__(self) -> "Held":
        # Another object: the same one again would share its weights.
        layer = self.layer if self.layer is None else replace(self.layer)
        others = {name: entry.twin() for name, entry in self.others.items()}
        return Held(layer, others, self.left_out, self.waits, self.in_place, self.keeps_more)


def plain(title: str, value: Any) -> Any:
    """An argument of a layer; `Stop` for what is no number or text."""
    if type(value) is Unknown:
        raise value.refusal()
    if isinstance(value, list | tuple):
        for entry in value:
            plain(title, entry)
        return tuple(value)
    if (
        isinstance(value, Tensor)
        and value.values is not None
        and not isinstance(value.values, list)
    ):
        return value.values
    if isinstance(value, int | float | str | None | Fraction):
        return value
    if isinstance(value, UnknownShape):
        value.length(None)
    name = "a layer" if isinstance(value, Instance) and value.host is not None else noun_of(value)
    if isinstance(value, Instance) and value.host is None and value.kind.is_a(MODULE):
        name = (
            "a list of layers"
            if value.kind.find("append") and "__len__" in value.kind.names
            else "a module"
        )
    raise Stop(
        f"{title}: {name} is given where a number belongs", "change its arguments", "TypeError"
    )


def start(
    machine: "TorchMachine",
    owner: Instance,
    title: str,
    given: tuple[Any, ...],
    named: dict[str, Any],
) -> None:
    """The constructor of a layer."""
    title, settled = PRESETS.get(title, (title, {}))
    arguments = [plain(title, value) for value in given]
    values = {
        name: plain(title, value)
        for name, value in named.items()
        if name not in ("device", "dtype")
    }
    if title == "Dropout":
        values.pop("inplace", None)
        arguments = [entry for entry in arguments if not isinstance(entry, bool)]
    found, left_out = checked(title, arguments, {**values, **settled})
    hold(owner, made(title, **found), left_out)
    owner.host.in_place = is_in_place(title, given, named)
    machine.constructed.append(owner)


def hold(owner: Instance, layer: Any, left_out: Any = ()) -> None:
    """A layer and the tensors that it learns."""
    owner.host = Held(layer, left_out=tuple(left_out))
    owner.attributes.setdefault("bias", None)
    if owner.attributes["bias"] is None:
        del owner.attributes["bias"]
    shapes = layer.parameter_shapes
    for name, sizes in shapes.items():
        if "." in name:
            owner.host.others[name] = Parameter(tuple(sizes))
        else:
            owner.attributes[name] = Parameter(tuple(sizes))
    if "weight" in shapes and "bias" not in shapes:
        owner.attributes["bias"] = None


def as_torch(name: str, value: Any, layer: Any) -> Any:
    """A setting as PyTorch keeps it: one entry for each axis, an exact fraction as a float."""
    dims = {"1d": 1, "2d": 2, "3d": 3}.get(type(layer).__name__[-2:], 0)
    if type(layer).__name__.startswith("Conv") and name in {
        "kernel_size",
        "stride",
        "padding",
        "dilation",
        "output_padding",
    }:
        return (value,) * dims if isinstance(value, int) else value
    return float(value) if isinstance(value, Fraction) else value


def changed(machine: "TorchMachine", owner: Instance, name: str, value: Any) -> None:
    """`layer.padding = 2`: another layer with the same weights."""
    if name in {
        "in_features",
        "out_features",
        "in_channels",
        "out_channels",
        "num_embeddings",
        "embedding_dim",
        "num_features",
    }:
        return  # PyTorch computes by the weights, whatever this says
    before = owner.host.layer
    layer = made(
        type(before).__name__, **{**_values(before), name: plain(type(before).__name__, value)}
    )
    if layer.parameter_shapes != before.parameter_shapes:
        raise Stop(f"{name} = {shortly(value)} changes what the layer learns", "make a new layer")
    machine.note(owner)
    owner.host.layer = layer


def _values(layer: Any) -> dict[str, Any]:
    return {entry.name: getattr(layer, entry.name) for entry in fields(layer) if entry.init}


def layer_of(owner: Instance) -> Any:
    """The layer as its tensors are now: without a bias that was taken away, say."""
    layer = owner.host.layer
    if layer is None:
        kind, _, _ = owner.host.waits
        raise Stop(f"the sizes of this Lazy{kind} are not known yet", "call it first")
    shapes = layer.parameter_shapes
    for name, sizes in shapes.items():
        value = owner.host.others.get(name) if "." in name else owner.attributes.get(name)
        if isinstance(value, Parameter) and value.sizes == tuple(sizes):
            continue
        if value is None and name == "bias" and getattr(layer, "bias", False) is True:
            owner.host.layer = layer = replace(layer, bias=False)
            return layer_of(owner)
        if type(value) is Unknown:
            raise value.refusal()
        raise Stop(
            f"{type(layer).__name__}: its {name} is {shortly(value)}",
            "give it nn.Parameter of its shape",
        )
    return layer


def forward(
    machine: "TorchMachine", owner: Instance, value: Any = None, *given: Any, **named: Any
) -> Any:
    """A layer applied to a tensor."""
    value = named.pop("input", named.pop("x", value))
    if type(value) is Unknown:
        return value
    if type(value) is OfBatch:
        raise value.refusal()
    if not isinstance(value, TENSORS):
        name = machine.paths.get(id(owner), "") or "a layer"
        raise Stop(f"{name} is called without a tensor", "write layer(x)", "TypeError")
    tensor = machine.tensor(value)
    tensor = machine.as_batch(tensor)
    if owner.host.waits is not None and owner.host.layer is None:
        _settle(machine, owner, tensor)
    layer = layer_of(owner)
    if given or named:
        layer = _of_size(layer, tensor, given, named)
    found = run(machine, owner, layer, tensor)
    in_place = owner.host.in_place and tensor is value
    return tensor.changed_in_place(machine, found) if in_place else found


def _of_size(layer: Any, tensor: Tensor, given: Any, named: dict[str, Any]) -> Any:
    """`up(x, output_size=y.size())`: the layer whose output has this size; others take a tensor alone."""
    title = type(layer).__name__
    sizes = {**dict(zip(("output_size",), given, strict=False)), **named}
    if "ConvTranspose" not in title or len(given) > 1 or sizes.keys() != {"output_size"}:
        raise Stop(f"{title} is called with more than a tensor", "write layer(x)", "TypeError")
    wanted = sizes["output_size"]
    if wanted is None:
        return layer
    if not isinstance(wanted, list | tuple):
        raise no_shape()
    least = replace(layer, output_padding=0).output_shape(shape_of(tensor))[1:]
    more = tuple(b - a for a, b in zip(least, wanted[-len(least) :], strict=False))
    steps = layer.stride if isinstance(layer.stride, tuple) else (layer.stride,) * len(least)
    fits = len(wanted) in {len(least), len(least) + 2} and len(more) == len(least)
    if not fits or not all(0 <= extra < step for extra, step in zip(more, steps, strict=True)):
        raise Stop(f"{title} gives no output of size {tuple(wanted)}", "leave it out", "ValueError")
    return replace(layer, output_padding=more)


def run(machine: "TorchMachine", owner: Instance, layer: Any, tensor: Tensor) -> Any:
    """A layer with its weights as a node."""
    title = type(layer).__name__
    for what in owner.host.left_out:
        machine.leave_out(what)
    name = machine.name_of(owner, title)
    if title in _NAMED_AXES or title in {"Flatten", "Unflatten"}:
        return _reshaping(machine, layer, tensor, name)
    if (title in _EVERYWHERE or "Pool" in title) and not layer.parameter_shapes:
        places = getattr(layer, "return_indices", False)
        with machine.naming(name):
            alone = replace(layer, return_indices=False) if places else layer
            found = applied(machine, alone, tensor, "")
        return with_places(machine, found) if places else found
    if title == "Linear":
        tensor = last_axes(tensor, 1, "Linear")
    elif title in {"LayerNorm", "RMSNorm"}:
        tensor = last_axes(tensor, len(layer.normalized_shape), title)
    elif title != "Embedding":
        if tensor.batch == 0 and tensor.fold:
            layer = on_parts(machine, owner, layer, tensor.fold)
        else:
            tensor = batch_first(tensor, title)
    return node(machine, owner, layer, [tensor], name)


def on_parts(machine: "TorchMachine", owner: Instance, layer: Any, axes: int) -> Any:
    """The layer on each of the parts of an observation that stand in the batch, along so many axes.

    A layer is called on observations or on parts of one kind: else it would count twice.
    """
    known = owner.host.on_parts
    held = layer if axes == 0 else known.get(axes)
    if held is None or _innermost(held) is not layer:
        held = known[axes] = each(layer, axes)
    weight = owner.attributes.get("weight")
    first = (
        machine.owners.get(id(weight), ("", held)) if isinstance(weight, Parameter) else ("", held)
    )
    others = [one for one in (layer, *known.values()) if one is not held]
    nodes = machine.graph.by_name.values() if others else ()
    if first[1] is not held or any(node.layer is one for node in nodes for one in others):
        raise Stop(
            f"{type(layer).__name__} is called on observations and on their parts",
            "make a layer for each",
        )
    return held


def _innermost(layer: Any) -> Any:
    return _innermost(layer.layer) if isinstance(layer, Each) else layer


_NAMED_AXES = frozenset({"Softmax", "LogSoftmax", "Softmin", "GLU"})


def _reshaping(machine: "TorchMachine", layer: Any, tensor: Tensor, name: str) -> Any:
    from quizgen.architecture.fake_torch.viewing import flatten, unflatten

    with machine.naming(name):
        if type(layer).__name__ == "Flatten":
            return flatten(machine, tensor, layer.start_dim, layer.end_dim)
        if type(layer).__name__ == "Unflatten":
            return unflatten(machine, tensor, layer.dim, layer.unflattened_size)
        return applied(machine, layer, tensor, "")


def node(
    machine: "TorchMachine", owner: Instance, layer: Any, tensors: list[Tensor], name: str
) -> Tensor:
    """A node of a layer that learns; one with the weights of another layer shares them."""
    for what in owner.host.left_out:
        machine.leave_out(what)
    weight = owner.attributes.get("weight")
    shares = machine.sharing(weight, layer) if isinstance(weight, Parameter) else ""
    with machine.naming(name):
        found = add(machine, layer, tensors, "", shares)
    machine.uses(owner, layer, found, weight)
    result = tensors[0].moved(node=found, values=None)
    for key, length in owner.host.others.items():
        if key.endswith("_g"):  # the lengths of weight_norm
            result = computed(
                machine, "weight_norm", [result, machine.tensor(length)], shape_of(result)
            )
    return result


def _settle(machine: "TorchMachine", owner: Instance, tensor: Tensor) -> None:
    """A lazy layer, now that the size of its input is known."""
    title, inferred, values = owner.host.waits
    shape = shape_of(tensor)
    size = shape[-1] if inferred == "in_features" else shape[0]
    found, left_out = checked(title, [], {inferred: size, **values})
    hold(owner, made(title, **found), left_out)


def _lazy(title: str) -> Class:
    from quizgen.architecture.vocabulary import arguments, layer_class

    def begin(machine: "TorchMachine", owner: Instance, *given: Any, **named: Any) -> None:
        order = [name for name in arguments(layer_class(title)) if name != LAZY[title]]
        values = {name: plain(title, value) for name, value in zip(order, given, strict=False)}
        values |= {name: plain(title, value) for name, value in named.items()}
        owner.host = Held(None, waits=(title, LAZY[title], values))

    return module_class(f"Lazy{title}", {"__init__": begin, "forward": forward})


def layer_class_of(title: str) -> Class:
    """The class of torch.nn for a layer of the solver."""

    def begin(machine: "TorchMachine", owner: Instance, *given: Any, **named: Any) -> None:
        start(machine, owner, title, given, named)

    methods: dict[str, Any] = {"__init__": begin, "forward": forward}
    if title == "Identity":
        methods["__init__"] = lambda machine, owner, *given, **named: hold(owner, made("Identity"))
    kind = module_class(title, methods)
    if title == "Embedding":
        kind.names["from_pretrained"] = _pretrained(kind)
    return kind


def _pretrained(kind: Class) -> Any:
    from quizgen.architecture.minipython.values import Native

    def run_(
        machine: "TorchMachine",
        embeddings: Any,
        freeze: Any = True,
        padding_idx: Any = None,
        **named: Any,
    ) -> Any:
        if type(embeddings) is Unknown:
            return embeddings
        rows, width = machine.tensor(embeddings).known()
        return machine.call(kind, [rows, width], {"padding_idx": padding_idx})

    return Native("from_pretrained", run_, takes_unknown=True)
