"""Calls in torch code: what makes layers and objects, and methods of lists, objects and tensors."""

import ast
from collections.abc import Mapping, Sequence
from reprlib import repr as brief
from typing import Any

from quizgen.architecture import torch_settled
from quizgen.architecture.literal import source
from quizgen.architecture.torch_applying import Applying
from quizgen.architecture.torch_calls import TORCH_NAMES, made
from quizgen.architecture.torch_modules import (
    FOR_SHAPE,
    NO_SHAPE,
    Closure,
    Container,
    Filled,
    Function,
    Instance,
    Kind,
    Lazy,
    Leaf,
    Module,
    Partial,
    State,
    Tensor,
    Turned,
)
from quizgen.architecture.torch_numbers import BUILTINS, STEPS, filled_in
from quizgen.architecture.torch_stacks import STACKS, stack
from quizgen.architecture.vocabulary import near
from quizgen.errors import UserError
from quizgen.solver.layers.tensors import Parameter, Positions

LIST_METHODS = frozenset({"append", "extend", "insert", "pop", "reverse"})
NOTHING = object()
Given = Sequence[Any]
Named = Mapping[str, Any]
# Layers that have a lazy form, with the argument it finds by itself.
LAZY: Mapping[str, str] = {
    "Linear": "in_features",
    **{f"{kind}{n}d": "in_channels" for kind in ("Conv", "ConvTranspose") for n in (1, 2, 3)},
    **{f"{kind}Norm{n}d": "num_features" for kind in ("Batch", "Instance") for n in (1, 2, 3)},
}
FUNCTIONAL = ("torch.nn.functional.", "nn.functional.", "functional.", "F.", "torch.")
CONTAINERS = frozenset({"Sequential", "ModuleList"})
# Methods that say where and how numbers are stored; what stands in their brackets is not looked at.
STORED = frozenset(
    {"to", "cuda", "cpu", "float", "double", "half", "long", "type", "type_as", "eval", "train", "detach",
     "contiguous", "clone", "requires_grad_", "expand_as", "expand"}
)  # fmt: skip


OF_ATTRIBUTES = frozenset({"getattr", "setattr", "hasattr"})
# Methods of an object that hand it a tensor or a layer under a name.
REGISTERS = frozenset({"add_module", "register_module", "register_buffer", "register_parameter"})


class Making(Applying):
    """Calls; the values of their arguments are said by the reader."""

    classes: Mapping[str, ast.ClassDef]
    functions: Mapping[str, ast.FunctionDef]

    def value(self, node: ast.expr, scope: Mapping[str, Any]) -> Any:
        """The value of an expression; said by the reader."""
        raise NotImplementedError

    def entries(self, value: Any) -> list[Any]:
        """What a loop goes over; said by the reader."""
        raise NotImplementedError

    def spread(self, nodes: Sequence[ast.expr], scope: Mapping[str, Any]) -> list[Any]:
        """The values of arguments; said by the reader."""
        raise NotImplementedError

    def call_above(self, call: ast.Call, scope: Mapping[str, Any]) -> Any:
        """`super().name(…)`; said by the reader."""
        raise NotImplementedError

    def instance(
        self, kind: ast.ClassDef, given: Sequence[Any], named: Mapping[str, Any]
    ) -> Instance:
        """An object of a class of the text; said by the reader."""
        raise NotImplementedError

    def run_function(
        self,
        function: ast.FunctionDef,
        given: Sequence[Any],
        named: Mapping[str, Any],
        around: Mapping[str, Any] | None = None,
    ) -> Any:
        """The value of a function of the text; said by the reader."""
        raise NotImplementedError

    # -- calls ----------------------------------------------------------------------------------------

    def _call(self, node: ast.Call, scope: Mapping[str, Any]) -> Any:
        """A call: first what is understood without its arguments."""
        title = ast.unparse(node.func)
        if isinstance(node.func, ast.Attribute) and node.func.attr in STORED:
            owner = self.value(node.func.value, scope)
            if node.func.attr not in getattr(owner, "attributes", {}):
                return owner
        if title.endswith(".is_available"):
            return False
        if title == "isinstance":
            return self._is_instance(node, scope)
        if title.startswith("super("):
            return self.call_above(node, scope)
        given = self.spread(node.args, scope)
        named: dict[str, Any] = {}
        for keyword in node.keywords:
            value = self.value(keyword.value, scope)
            if keyword.arg is not None:
                named[keyword.arg] = value
            elif isinstance(value, dict) and all(isinstance(key, str) for key in value):
                named |= value
            else:
                raise UserError(f"**{source(keyword.value)}", "write the arguments out")
        if not isinstance(node.func, ast.Name | ast.Attribute):
            return self.called(self.value(node.func, scope), given, named)
        return self._called_by_name(node.func, given, named, scope)

    def _called_by_name(
        self, function_node: ast.Name | ast.Attribute, given: Given, named: Named, scope: Named
    ) -> Any:
        """`name(…)` and `owner.name(…)`: what the text, PyTorch or Python calls so."""
        title = ast.unparse(function_node)
        if title in OF_ATTRIBUTES:
            return self._of_attributes(title, given)
        for find in (self._own, _container_of_names, self._layer, self._number):
            found = find(title, given, named, scope)
            if found is not NOTHING:
                return found
        dotted = title.replace(".", "_").isidentifier()
        function = next(
            (title[len(p) :] for p in FUNCTIONAL if dotted and title.startswith(p)), None
        )
        if function is not None:
            return self.function(function, given, named)
        if isinstance(function_node, ast.Name) or (dotted and title.startswith("nn.")):
            names = [*TORCH_NAMES, *self.classes, "Sequential", "ModuleList"]
            raise UserError(
                f"unknown layer or function {title!r}", near(title.rpartition(".")[2], names)
            )
        return self._method_call(function_node, given, named, scope)

    def _own(self, title: str, given: Given, named: Named, scope: Named) -> Any:
        """What the text itself calls by this name: a class, a function, a layer."""
        held = scope.get(title, self.classes.get(title, self.functions.get(title)))
        return NOTHING if held is None else self.called(held, given, named, title)

    def called(self, held: Any, given: Given, named: Named, title: str = "") -> Any:
        """What a class, a function or a module gives for arguments."""
        if isinstance(held, ast.ClassDef):
            return self.instance(held, given, named)
        if isinstance(held, ast.FunctionDef):
            return self.run_function(held, given, named)
        if isinstance(held, Closure):
            return self.run_closure(held, given, named)
        if isinstance(held, Partial):
            return self.called(held.held, [*held.given, *given], {**held.named, **named}, title)
        if isinstance(held, Function):
            return self.function(held.name, given, named)
        if isinstance(held, Kind):
            return self._layer(f"nn.{held.name}", given, named, {})
        return self.call_module(held, given, getattr(held, "name", "") or title)

    def _of_attributes(self, title: str, given: Given) -> Any:
        """`getattr`, `setattr` and `hasattr` of an object of the text."""
        owner, name, *rest = given
        if not isinstance(owner, Instance) or not isinstance(name, str):
            raise UserError(f"{title} of this is not understood", f"write {title}(self, 'name')")
        if title == "hasattr":
            return name in owner.attributes
        if title == "setattr":
            owner.attributes[name] = rest[0]
            return None
        if name not in owner.attributes and not rest:
            raise UserError(
                f"{name!r} is not defined", near(name, owner.attributes or ["(nothing)"])
            )
        return owner.attributes.get(name, *rest)

    def _layer(self, title: str, given: Given, named: Named, _: Named) -> Any:
        """A layer, or a container of layers, of torch.nn."""
        last = title.rpartition(".")[2]
        if title != last and not title.startswith(("nn.", "torch.")):
            return NOTHING
        if last in CONTAINERS:
            return self._container(last, given)
        if last in STACKS:
            return stack(last, given, named)
        if last.startswith("Lazy") and last[4:] in LAZY:
            return Leaf(Lazy(last[4:], LAZY[last[4:]], tuple(given), tuple(named.items())))
        if last == "Parameter":
            return Leaf(Parameter(_unbatched(given[0])))
        return Leaf(made(last, given, named)) if last in TORCH_NAMES else NOTHING

    def _number(self, title: str, given: Given, named: Named, _: Named) -> Any:
        """A number, a list, or a tensor that nobody learns."""
        if title in {"partial", "functools.partial"}:
            return Partial(given[0], tuple(given[1:]), dict(named))
        found = torch_settled.fill(title, given)
        if found is not None:
            return found
        if title in BUILTINS:
            return BUILTINS[title](*map(self._listed, given))
        if title == "dict":
            return {**dict(given[0] if given else {}), **named}
        if title == "torch.arange":
            return self._positions(given)
        return "device" if title == "torch.device" else NOTHING

    def run_closure(self, closure: Closure, given: Sequence[Any], named: Mapping[str, Any]) -> Any:
        """A function written inside another one, with the names around it."""
        return self.run_function(closure.function, given, named, closure.scope)

    def _is_instance(self, node: ast.Call, scope: Mapping[str, Any]) -> bool:
        """`isinstance(m, nn.Conv2d)`, by the names of the classes."""
        value = self.value(node.args[0], scope)
        kinds = node.args[1].elts if isinstance(node.args[1], ast.Tuple) else [node.args[1]]
        names = {ast.unparse(kind).rpartition(".")[2] for kind in kinds}
        if isinstance(value, Instance):
            return value.kind.name in names
        return type(value.layer if isinstance(value, Leaf) else value).__name__ in names

    def _positions(self, given: Sequence[Any]) -> Tensor | Filled:
        """`torch.arange(t)`: the numbers of the places, which nobody learns."""
        if not given or not all(type(value) is int for value in given):
            raise UserError(NO_SHAPE, FOR_SHAPE)
        if self.constructing:
            return Filled((len(range(*given)),), places=True)
        places = Positions(len(range(*given)))
        return Tensor(self.graph.add(f"{self.prefix}positions", places, []))

    def _listed(self, value: Any) -> Any:
        listed = isinstance(value, Container | Turned) or getattr(value, "base", None)
        return self.entries(value) if listed else value

    def _container(self, kind: str, given: Sequence[Any]) -> Container:
        entries = given
        if len(given) == 1 and isinstance(given[0], list | tuple):
            entries = given[0]
        named = [
            entry if isinstance(entry, tuple) and len(entry) == 2 else (str(place), entry)
            for place, entry in enumerate(entries)
        ]
        for _, module in named:
            if not isinstance(module, Module):
                raise UserError(f"{kind}: {brief(module)} is not a layer", "give layers")
        return Container(named, callable=kind == "Sequential")

    def _settled_method(self, owner: Filled, name: str, given: Given) -> Any:
        """A method of a tensor nobody learns."""
        if name in {"size", "numel", "nelement"}:
            if owner.shape is None:
                raise UserError(NO_SHAPE, FOR_SHAPE)
            if name == "size":
                return owner.shape[given[0]] if given else owner.shape
            return BUILTINS["math.prod"](owner.shape)
        return torch_settled.function(name, owner)

    def _object_method(self, owner: Instance, name: str, given: Given, named: Named) -> Any:
        """A method of an object of the text, of its class or of every module."""
        if isinstance(owner.base, Container) and name in {"append", "extend", "insert", *REGISTERS}:
            return _of_container(owner.base, name, given)
        if name in REGISTERS:
            owner.attributes[str(given[0])] = given[1]
            return None
        held = owner.attributes.get(name)
        if held is not None:
            return self.called(held, given, named, name)
        if name in {"children", "named_children", "items", "values", "keys"}:
            modules = owner.base if isinstance(owner.base, Container) else None
            own = {n: v for n, v in owner.attributes.items() if isinstance(v, Module)}
            return _of_container(
                modules or Container(list(own.items())), name.replace("named_children", "items"), ()
            )
        return self.run_method(owner, name, given, named)

    def _method_call(
        self,
        function: ast.Attribute,
        given: Sequence[Any],
        named: Mapping[str, Any],
        scope: Mapping[str, Any],
    ) -> Any:
        owner = self.value(function.value, scope)
        name = function.attr
        if isinstance(owner, str):
            return text_method(owner, name, given, named)
        if isinstance(owner, ast.ClassDef):
            return self.run_method(Instance(owner), name, given, named)
        if isinstance(owner, Filled):
            return self._settled_method(owner, name, given)
        if isinstance(owner, Turned) and name == "unbind":
            return tuple(self.taken_apart(owner))
        if isinstance(owner, Tensor):
            return self.tensor_method(owner, name, given, named)
        if isinstance(owner, State):
            return self.state_method(owner, name, given)
        if isinstance(owner, Container) and name in dict(owner.modules):
            return self.call_module(dict(owner.modules)[name], given, name)
        if isinstance(owner, dict | list | Container):
            found = _of_container(owner, name, given)
            if found is not NOTHING:
                return found
        if isinstance(owner, Instance):
            return self._object_method(owner, name, given, named)
        raise UserError(f"{source(function)}(…) is not understood", "call layers and functions")


def text_method(owner: str, name: str, given: Given, named: Named) -> Any:
    """`"conv{}".format(i)`, and nothing that makes a text much longer."""
    if name in {"lower", "upper", "strip"} and not given:
        return getattr(owner, name)()
    if name == "format" and all(
        isinstance(value, int | str) for value in (*given, *named.values())
    ):
        return filled_in(owner, given, named)
    raise UserError(f"text.{name} is not understood", "write the text out")


def _container_of_names(title: str, given: Given, named: Named, _: Named) -> Any:
    """`nn.ModuleDict(…)` and `OrderedDict(…)`."""
    last = title.rpartition(".")[2]
    if last == "ModuleDict":
        entries = list((given[0] if given else named).items())
        return Container(entries, callable=False, named=True)
    return given[0] if last == "OrderedDict" and given else NOTHING


def _of_container(owner: Any, name: str, given: Given) -> Any:
    """A method of a dictionary, a list or a container of layers; NOTHING for another one."""
    if isinstance(owner, Container):
        if name in {"append", "add_module"}:
            place = given[0] if len(given) > 1 else len(owner.modules)
            return owner.modules.append((str(place), given[-1]))
        owner, name = dict(owner.modules), name.replace("children", "values")
    if isinstance(owner, list):
        if name not in LIST_METHODS:
            return NOTHING
        if name == "extend" and len(owner) + len(given[0]) > STEPS:
            raise UserError("a list that is too long", "describe fewer layers")
        return getattr(owner, name)(*given)
    if name == "get":
        return owner.get(*given)
    return list(getattr(owner, name)()) if name in {"items", "keys", "values"} else NOTHING


def _unbatched(shape: Any) -> tuple[int, ...]:
    """The shape of a learned tensor without the axis of size 1 that spans the batch."""
    sizes = shape.shape if isinstance(shape, Filled) else tuple(shape)
    if sizes is None:
        raise UserError("the shape of this parameter is not known", "write torch.zeros(3, 4)")
    return sizes[1:] if len(sizes) > 1 and sizes[0] == 1 else sizes
