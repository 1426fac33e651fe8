"""`nn.Module`: what it holds, what it learns, and what calling it does."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch import hooks
from quizgen.architecture.fake_torch.buffers import STATISTICS, buffers_of, note_buffer, unlearned
from quizgen.architecture.fake_torch.tensors import Parameter
from quizgen.architecture.minipython.classes import native_class
from quizgen.architecture.minipython.values import (
    MISSING,
    Bound,
    Class,
    Instance,
    Native,
    Stop,
    Unknown,
    View,
)
from quizgen.errors import UserError

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine

MODULE = native_class("Module", {})


def is_module(value: Any) -> bool:
    """Whether a value is an object of a class made from nn.Module."""
    return isinstance(value, Instance) and value.kind.is_a(MODULE)


def children(machine: "TorchMachine", module: Instance) -> Iterator[tuple[str, Any]]:
    """The modules that a module holds, under their names; an unknown one among them is given too."""
    for name, held in module.attributes.items():
        value = machine.sound(held) if machine.poisoned else held
        if is_module(value) or may_be_module(value):
            yield name, value


def may_be_module(value: Any) -> bool:
    """Whether an unknown attribute may hold layers: what data gave does not."""
    return type(value) is Unknown and value.origin != "data"


def walk(machine: "TorchMachine", module: Instance, path: str = "") -> Iterator[tuple[str, Any]]:
    """A module and all inside it, each once, under PyTorch's names."""
    seen: set[int] = set()
    waiting = [(path, module)]
    while waiting:
        name, current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        machine.tick()
        yield name, current
        if is_module(current):
            inner = [
                (f"{name}.{key}".lstrip("."), value) for key, value in children(machine, current)
            ]
            waiting += reversed(inner)


def parameters(machine: "TorchMachine", module: Instance) -> Iterator[tuple[str, Any]]:
    """All learned tensors, each once, under PyTorch's names."""
    seen: set[int] = set()
    for path, inner in walk(machine, module):
        if not is_module(inner):
            yield path, inner
            continue
        for name, value in with_others(inner).items():
            if isinstance(value, Parameter) and id(value) not in seen:
                seen.add(id(value))
                yield f"{path}.{name}".lstrip("."), value


def with_others(module: Instance) -> dict[str, Any]:
    """What a module holds, with what a layer learns beside its attributes."""
    return {**module.attributes, **getattr(module.host, "others", {})}


def _start(machine: "TorchMachine", owner: Instance, *given: Any, **named: Any) -> None:
    """`super().__init__()`."""
    machine.constructed.append(owner)


def forward_of(owner: Instance) -> tuple[Any, list[Any]]:
    """The function forward of a module, and what it is given first: one set on the object has no self."""
    if "forward" in owner.attributes:
        return owner.attributes["forward"], []
    return owner.kind.find("forward"), [owner]


def call(machine: "TorchMachine", owner: Instance, *given: Any, **named: Any) -> Any:
    """`module(x)`: forward, under the module's name."""
    held, before = forward_of(owner)
    if held is MISSING:
        unknown = owner.kind.unknown
        if unknown is not None:
            return unknown
        from quizgen.architecture.minipython.attributes import missing

        raise Stop(*missing(owner, "forward"), "NotImplementedError")
    if machine.active is None and not machine.final and not named:
        machine.note_call(owner, given)
    outer, active = machine.prefix, machine.active
    path = machine.paths.get(id(owner))
    if path is not None:
        machine.prefix = f"{path}." if path else ""
    machine.active = owner
    if given and machine.final and not machine.inside(given, named):
        given = tuple(machine.entered(value) for value in given)
    try:
        given = hooks.before(machine, owner, given)
        found = machine.call(held, [*before, *given], named)
        return hooks.after(machine, owner, given, found)
    finally:
        machine.prefix, machine.active = outer, active


def _set(machine: "TorchMachine", owner: Instance, name: str, value: Any) -> None:
    """`module.name = value`: a layer's own settings change what it does."""
    machine.note(owner.attributes, name)
    if id(value) in machine.marked:
        note_buffer(machine, owner, name, machine.marked[id(value)][1])
    layer = getattr(owner.host, "layer", None)
    if layer is not None and name in getattr(layer, "__dataclass_fields__", {}) and name != "bias":
        from quizgen.architecture.fake_torch.leaves import changed

        changed(machine, owner, name, value)
        return
    if isinstance(value, Parameter) and owner.host is not None and name in ("weight", "bias"):
        held = owner.attributes.get(name)
        if isinstance(held, Parameter) and held.sizes != value.sizes:
            raise Stop(
                f"{name} of shape {value.sizes} in a layer of shape {held.sizes}",
                "make a new layer",
            )
    owner.attributes[name] = value


class Plain(View):
    """`__dict__`: a layer that is put there is no part of the module, for PyTorch."""

    def set_entry(self, machine: Any, key: Any, value: Any) -> None:
        if value is self.owner:
            return  # of `self.__dict__.update(locals())`, and no part of itself
        if is_module(value) or isinstance(value, Parameter):
            raise UserError("a layer in __dict__ is not registered", f"write self.{key} = …")
        register(machine, self.owner, key, value)


class _Held(View):
    """`_modules` and the like: an entry that is set or taken away is an attribute of the module."""

    def set_entry(self, machine: Any, key: Any, value: Any) -> None:
        register(machine, self.owner, key, value)

    def delete_entry(self, machine: Any, key: Any) -> None:
        from quizgen.architecture.minipython.attributes import delete_attribute

        delete_attribute(machine, self.owner, key)


def _get(machine: "TorchMachine", owner: Instance, name: str) -> Any:
    """What a layer has beside its tensors: its settings."""
    if name in owner.attributes:
        return owner.attributes[name]
    layer = getattr(owner.host, "layer", None)
    if layer is not None and name in getattr(layer, "__dataclass_fields__", {}):
        value = getattr(layer, name)
        from quizgen.architecture.fake_torch.leaves import as_torch

        return as_torch(name, value, layer)
    if layer is not None and name in {*STATISTICS, "in_proj_weight", "in_proj_bias"}:
        held = getattr(owner.host, "others", {}).get(name)
        if held is None and getattr(layer, "track_running_stats", True) is False:
            return None
        sizes = [] if name == "num_batches_tracked" else [getattr(layer, "num_features", 1)]
        return held or machine.constant(name, sizes)
    if name == "_buffers":
        return _Held(owner, buffers_of(machine, owner))
    if name in {"_modules", "_parameters"}:
        modules, learned = name == "_modules", name == "_parameters"
        return _Held(
            owner,
            {
                key: value
                for key, value in owner.attributes.items()
                if (modules and is_module(value)) or (learned and isinstance(value, Parameter))
            },
        )
    if layer is not None and hasattr(owner.host, "others") and name in owner.host.others:
        return owner.host.others[name]
    if owner.kind.unknown is not None:
        return owner.kind.unknown
    from quizgen.architecture.minipython.attributes import missing

    raise Stop(*missing(owner, name), "AttributeError")


def register(
    machine: "TorchMachine", owner: Instance, name: Any, value: Any, *given: Any, **named: Any
) -> None:
    """`add_module`, `register_parameter`, `register_buffer`."""
    if type(name) is Unknown:
        machine.note(owner)
        machine.poison(owner, name)
        return
    machine.set_attribute(owner, str(name), value)


def _register_buffer(
    machine: "TorchMachine",
    owner: Instance,
    name: Any,
    tensor: Any = None,
    persistent: Any = True,
) -> None:
    """`register_buffer`: what is put there is not learned, though it was copied from what is."""
    register(machine, owner, name, unlearned(machine, tensor))
    if type(name) is not Unknown:
        note_buffer(machine, owner, str(name), persistent)


def _apply(machine: "TorchMachine", owner: Instance, function: Any) -> Instance:
    for _, module in reversed(list(walk(machine, owner))):
        machine.call(function, [module])
    return owner


def _itself(machine: "TorchMachine", owner: Instance, *given: Any, **named: Any) -> Instance:
    return owner


def _learns(machine: "TorchMachine", owner: Instance, requires_grad: Any = True) -> Instance:
    for _, value in parameters(machine, owner):
        if isinstance(value, Parameter):
            value.freeze(machine, requires_grad)
    return owner


def _train(machine: "TorchMachine", owner: Instance, mode: Any = True) -> Instance:
    return owner


def _nothing(machine: "TorchMachine", owner: Instance, *given: Any, **named: Any) -> None:
    """First values, hooks and the like."""


def _submodule(machine: "TorchMachine", owner: Instance, target: str) -> Any:
    found: Any = owner
    for name in target.split(".") if target else []:
        found = machine.attribute(found, name)
    return found


def numel(value: Any) -> int:
    """How many numbers a learned tensor has."""
    return math.prod(value.sizes)


def _native(name: str, function: Any) -> Native:
    return Native(name, function, takes_unknown=True)


MODULE.names.update(
    {
        "__init__": _native("Module", _start),
        "__call__": _native("Module", call),
        "__setattr__": _native("setattr", _set),
        "__getattr__": _native("getattr", _get),
        "training": False,
        **{
            name: _native(name, register)
            for name in ("add_module", "register_module", "register_parameter")
        },
        "register_buffer": _native("register_buffer", _register_buffer),
        "apply": _native("apply", _apply),
        "get_submodule": _native("get_submodule", _submodule),
        "train": _native("train", _train),
        "requires_grad_": _native("requires_grad_", _learns),
        **{
            name: _native(name, _itself)
            for name in "to cuda cpu float half double eval share_memory bfloat16 type compile to_empty".split()
        },
        **{
            name: _native(name, _nothing)
            for name in "zero_grad load_state_dict reset_parameters _reset_parameters init_weights_ extra_repr set_extra_state flatten_parameters post_init".split()
        },
        **{name: _native(name, run) for name, run in hooks.REGISTERING.items()},
        "_get_name": _native("_get_name", lambda machine, owner: owner.kind.name),
    }
)


def module_class(name: str, methods: dict[str, Any], *bases: Class) -> Class:
    """A class of torch.nn with these methods."""
    names = {
        key: _native(key, value) if callable(value) else value for key, value in methods.items()
    }
    return native_class(name, names, *(bases or (MODULE,)))


def bound(owner: Instance, name: str) -> Bound:
    """A method of a module."""
    return Bound(owner.kind.find(name), owner)
