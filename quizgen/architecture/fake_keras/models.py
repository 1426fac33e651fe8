"""Layers and models of Keras as the text sees them: made, called, put together."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_keras.arguments import SAME_AS, SIGNATURES, bound
from quizgen.architecture.fake_keras.layers import HANDLERS, each_of
from quizgen.architecture.fake_keras.tensors import KerasTensor, holds, tensors_in
from quizgen.architecture.minipython.classes import native_class
from quizgen.architecture.minipython.values import (
    MISSING,
    Class,
    Function,
    Instance,
    Native,
    Stop,
    Unknown,
    Wrapped,
)

if TYPE_CHECKING:
    from quizgen.architecture.fake_keras.reader import KerasMachine

# What a model or layer does that is no part of the network.
_TRAINING = (
    "compile fit fit_generator evaluate predict predict_on_batch train_on_batch test_on_batch summary save save_weights"
    " load_weights get_weights set_weights to_json get_config count_params reset_states reset_state train_step test_step"
    " export predict_classes make_predict_function add_loss add_metric"
).split()


class Standing:
    """What stands behind an object of a layer or model: its kind, name and arguments."""

    def __init__(self, title: str, name: str, arguments: Mapping[str, Any]) -> None:
        self.title = title
        self.name = name
        self.arguments = arguments
        self.input_shape: tuple[Any, ...] | None = None
        # Of a model: its layers one after the other, or its tensors.
        self.layers: list[Any] = []
        self.inputs: list[KerasTensor] = []
        self.outputs: Any = None
        self.called: Any = None
        self.is_built = False


def is_layer(value: Any) -> bool:
    """Whether a value is a layer or a model."""
    return isinstance(value, Instance) and value.kind.is_a(LAYER)


def is_model(value: Any) -> bool:
    """Whether a value is a model."""
    return isinstance(value, Instance) and value.kind.is_a(MODEL)


def title_of(kind: Class) -> str:
    """Keras's name for a class of layers: conv2d for Conv2D."""
    spaced = re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", kind.name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", spaced).lower()


def shape_given(named: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """The shape of the input where a layer is told it; the batch left out."""
    for name in ("batch_input_shape", "batch_shape"):
        if isinstance(named.get(name), list | tuple):
            return tuple(named[name][1:])
    for name in ("input_shape", "shape"):
        if named.get(name) is not None:
            value = named[name]
            return tuple(value) if isinstance(value, list | tuple) else (value,)
    if type(named.get("input_dim")) is int:
        return (named["input_dim"],)
    return None


def _start(machine: "KerasMachine", owner: Instance, *given: Any, **named: Any) -> None:
    """`super().__init__()` of a layer or model that the text defines."""
    if owner.host is None:
        kept = named.get("name")
        name = kept if isinstance(kept, str) else machine.fresh(title_of(owner.kind))
        owner.host = Standing(owner.kind.name, name, {})
        if owner.kind.is_a(MODEL):
            machine.models.append(owner)
    # The first Keras said `input` and `output`.
    inputs = named.get("inputs", named.get("input", given[0] if given else None))
    outputs = named.get("outputs", named.get("output", given[1] if len(given) > 1 else None))
    if inputs is not None and outputs is not None and owner.kind.is_a(MODEL):
        owner.host.inputs = tensors_in(inputs)
        owner.host.outputs = outputs


def standard(title: str) -> Class:
    """The class of one of Keras's own layers."""

    def begin(machine: "KerasMachine", owner: Instance, *given: Any, **named: Any) -> None:
        arguments = bound(title, given, named)
        for value in arguments.values():
            if type(value) is Unknown:
                raise Stop(value.why, value.fix, line=value.line)
        kept = named.get("name")
        name = kept if isinstance(kept, str) else machine.fresh(title_of(owner.kind))
        owner.host = Standing(title, name, arguments)
        owner.host.input_shape = shape_given(named)
        if owner.host.input_shape is None and title == "Embedding":
            length = arguments["input_length"]
            owner.host.input_shape = None if length is None else (length,)
        if named.get("weights") is not None and isinstance(named["weights"], str):
            raise Stop(f"{title} with weights by name", "leave weights out")

    return native_class(title, {"__init__": Native(title, begin, takes_unknown=True)}, LAYER)


def _call(machine: "KerasMachine", owner: Instance, *given: Any, **named: Any) -> Any:
    """`layer(x)`."""
    named = {k: v for k, v in named.items() if k not in ("training", "mask", "name")}
    # The second argument of a layer is training or a mask, unless it is a tensor.
    if not any(map(holds, (*given, *named.values()))):
        for value in given:
            if type(value) is Unknown:
                return value
        raise Stop(
            "a layer is called on what is no tensor", "begin with keras.Input(shape=…)", "TypeError"
        )

    def run(machine: "KerasMachine", *arguments: Any, **others: Any) -> Any:
        return applied(machine, owner, list(arguments), others)

    found = machine.recorded(run, given, named)
    owner.host.called = found
    return found


def applied(machine: "KerasMachine", owner: Instance, given: list[Any], named: Any) -> Any:
    """What a layer or model gives for its arguments."""
    held, host = owner.kind.find("call"), owner.host
    if held is not MISSING:
        build = owner.kind.find("build")
        if isinstance(build, Function) and host is not None and not host.is_built:
            host.is_built = True
            shapes = [(None, *tensor.shape) for tensor in tensors_in(given[0])]
            machine.call(build, [owner, shapes[0] if len(shapes) == 1 else shapes])
        found = machine.call(held, [owner, *given], named)
        if host is not None and "weights" in host.arguments:
            line = host.arguments["weights"]
            raise Stop(
                "weights that a layer adds by itself are not read",
                "write the layer with Keras's own layers",
                line=line,
            )
        return found
    if host is None:
        raise Stop(f"{owner.kind.name} is not made by super().__init__()")
    if host.outputs is not None:
        return _functional(machine, owner, given[0])
    if owner.kind.is_a(SEQUENTIAL):
        found = given[0]
        for layer in host.layers:
            found = machine.call(layer, [found])
        return found
    from quizgen.architecture.fake_keras.joining import JOINING

    if host.title in JOINING:
        return JOINING[host.title](machine, owner, *given, **named)
    if host.title not in HANDLERS:
        raise Stop(f"layers.{host.title} is not read", "write it with other layers")
    (tensor,) = tensors_in(given[0])
    return HANDLERS[host.title](machine, owner, host.arguments, tensor)


def _functional(machine: "KerasMachine", owner: Instance, given: Any) -> Any:
    """A model called like a layer: its calls are done again on other tensors, with the same weights."""
    tensors = tensors_in(given)
    if len(tensors) != len(owner.host.inputs):
        raise Stop(f"{owner.host.name} takes {len(owner.host.inputs)} tensors, not {len(tensors)}")
    return machine.again(owner.host.outputs, dict(zip(owner.host.inputs, tensors, strict=True)))


# -- Sequential -----------------------------------------------------------------------------------


def _start_sequential(
    machine: "KerasMachine", owner: Instance, layers: Any = None, name: Any = None, **named: Any
) -> None:
    _start(machine, owner, name=name)
    if layers is None:
        return
    if type(layers) is Unknown:
        raise Stop(layers.why, layers.fix, line=layers.line)
    for layer in layers:
        _append(machine, owner, layer)


def _append(machine: "KerasMachine", owner: Instance, layer: Any, **named: Any) -> None:
    """`model.add(layer)`."""
    if type(layer) is Unknown:
        raise Stop(layer.why, layer.fix, line=layer.line)
    if isinstance(layer, KerasTensor):
        # keras.Input(…) among the layers of a Sequential.
        owner.host.input_shape = layer.shape
        machine.forget_input(layer)
        return
    if not is_layer(layer):
        raise Stop("what is added is no layer", "write model.add(layers.Dense(10))", "TypeError")
    machine.note(owner.host.layers)
    if layer.host.title == "InputLayer":
        owner.host.input_shape = machine.sizes(layer.host.input_shape, layer.host.name)
        return
    if not owner.host.layers and owner.host.input_shape is None:
        owner.host.input_shape = first_shape(layer)
    owner.host.layers.append(layer)


def first_shape(layer: Any) -> Any:
    """The shape that a layer says its input has; that of the first layer of a model."""
    host = layer.host
    inner = host.arguments.get("layer") if isinstance(host.arguments, dict) else None
    if host.input_shape is None and is_layer(inner):
        return first_shape(inner)
    if host.input_shape is None and host.inputs:
        return host.inputs[0].shape
    return host.input_shape


def _pop(machine: "KerasMachine", owner: Instance) -> Any:
    machine.note(owner.host.layers)
    return owner.host.layers.pop()


def _layers(machine: "KerasMachine", owner: Instance) -> list[Any]:
    return list(owner.host.layers)


def _build(machine: "KerasMachine", owner: Instance, input_shape: Any = None) -> None:
    """`model.build((None, 28, 28, 1))`."""
    if isinstance(input_shape, list | tuple) and input_shape:
        owner.host.input_shape = tuple(input_shape[1:])


def _ends(which: str) -> Wrapped:
    """`model.input`, `layer.output` and their plurals."""

    def run(machine: "KerasMachine", owner: Instance) -> Any:
        host = owner.host
        if owner.kind.is_a(SEQUENTIAL) and host.outputs is None:
            machine.close(owner)
        if which in ("inputs", "input"):
            return host.inputs if which == "inputs" or len(host.inputs) != 1 else host.inputs[0]
        found = host.outputs if host.outputs is not None else host.called
        if found is None:
            return Unknown(f"{which} of {host.name}, which is not called", machine.line, "", "own")
        return each_of(found) if which == "outputs" else found

    return Wrapped("property", Native(which, run, takes_unknown=True))


def _training(name: str) -> Native:
    def run(machine: "KerasMachine", *given: Any, **named: Any) -> Unknown:
        return Unknown(f"{name}(…) is not run", machine.line)

    return Native(name, run, takes_unknown=True)


def _weighed(machine: "KerasMachine", owner: Instance, *given: Any, **named: Any) -> Unknown:
    owner.host.arguments = {"weights": machine.line}
    return Unknown(
        "weights that a layer adds by itself are not read",
        machine.line,
        "write the layer with Keras's own layers",
        "own",
    )


LAYER = native_class(
    "Layer",
    {
        "__init__": Native("Layer", _start, takes_unknown=True),
        "__call__": Native("call", _call, takes_unknown=True),
        "build": Native("build", _build, takes_unknown=True),
        "add_weight": Native("add_weight", _weighed, takes_unknown=True),
        "add_variable": Native("add_weight", _weighed, takes_unknown=True),
        **{name: _ends(name) for name in ("input", "output", "inputs", "outputs")},
        **{name: _training(name) for name in _TRAINING},
    },
)
MODEL = native_class("Model", {"get_layer": _training("get_layer")}, LAYER)
SEQUENTIAL = native_class(
    "Sequential",
    {
        "__init__": Native("Sequential", _start_sequential, takes_unknown=True),
        "add": Native("add", _append, takes_unknown=True),
        "pop": Native("pop", _pop),
        "layers": Wrapped("property", Native("layers", _layers)),
    },
    MODEL,
)
LAYERS: dict[str, Class] = {title: standard(title) for title in SIGNATURES}
LAYERS |= {name: LAYERS[same] for name, same in SAME_AS.items()}


def contained(models: Sequence[Any]) -> set[int]:
    """The models that are a part of another one."""
    found: set[int] = set()
    for model in models:
        held = [*model.host.layers, *model.attributes.values(), *model.host.arguments.values()]
        found |= {id(value) for entry in held for value in each_of(entry) if is_layer(value)}
    return found
