"""The expressions of torch code, walked: names, numbers, calls of layers and of tensors."""

import ast
from collections.abc import Mapping, Sequence
from reprlib import repr as brief
from typing import Any

from quizgen.architecture import torch_settled
from quizgen.architecture.graph import Graph
from quizgen.architecture.literal import source
from quizgen.architecture.torch_calls import FUNCTIONS, TORCH_NAMES, made
from quizgen.architecture.torch_making import CONTAINERS, FUNCTIONAL, Making
from quizgen.architecture.torch_modules import (
    FOR_SHAPE,
    NO_SHAPE,
    Batch,
    Closure,
    Container,
    Filled,
    Function,
    Instance,
    Kind,
    Leaf,
    Module,
    State,
    Tensor,
    Turned,
    UnknownShape,
    Weight,
)
from quizgen.architecture.torch_numbers import COMPARISONS, CONSTANTS, LONGEST, STEPS, computed
from quizgen.architecture.vocabulary import near
from quizgen.errors import UserError
from quizgen.solver.layers.tensors import Parameter

_JOINS: Mapping[type[ast.operator], str] = {
    ast.Add: "Add",
    ast.Sub: "Subtract",
    ast.Mult: "Multiply",
    ast.MatMult: "MatMul",
}
_READERS: Mapping[type[ast.expr], str] = {
    ast.Constant: "_constant",
    ast.Name: "_name",
    ast.Tuple: "_tuple",
    ast.List: "_list",
    ast.Attribute: "_attribute",
    ast.UnaryOp: "_minus_or_not",
    ast.BinOp: "_binary",
    ast.BoolOp: "_both",
    ast.Call: "_call",
    ast.Compare: "_compare",
    ast.IfExp: "_either",
    ast.Subscript: "_subscript",
    ast.ListComp: "_comprehension",
    ast.GeneratorExp: "_comprehension",
    ast.JoinedStr: "_text",
    ast.FormattedValue: "_formatted",
    ast.Dict: "_dictionary",
    ast.DictComp: "_dictionary_of",
    ast.Lambda: "_lambda",
}


class Expressions(Making):
    """Values of expressions; what a class and a call of a module do is said by the reader."""

    def __init__(self) -> None:
        self.line = 1
        self.steps = 0
        self.prefix = ""
        self.graph = Graph({})
        self.globals: dict[str, Any] = {}
        self.matrices = {}
        # The nodes of learned tensors, by the object that holds each.
        self.learned: dict[int, str] = {}
        self.constructing = True

    def _above(self, kind: ast.ClassDef | None) -> list[ast.ClassDef]:
        """The classes of the text that a class is made from; said by the reader."""
        raise NotImplementedError

    def constant(self, kind: ast.ClassDef, name: str) -> Any:
        """A name assigned in the body of a class; None where there is none."""
        for statement in kind.body:
            targets = statement.targets if isinstance(statement, ast.Assign) else []
            if isinstance(statement, ast.AnnAssign):
                targets = [statement.target]
            value = getattr(statement, "value", None)
            if value and any(isinstance(t, ast.Name) and t.id == name for t in targets):
                return self.value(value, self.globals)
        return None

    def tick(self) -> None:
        """Count a step; `UserError` when a text goes on for too long."""
        self.steps += 1
        if self.steps > STEPS:
            raise UserError("this goes on for too long", "describe a smaller network")

    def bind(self, target: ast.expr, value: Any, scope: dict[str, Any]) -> None:
        """`target = value` for a name, `self.name` or several of them."""
        match target:
            case ast.Name():
                scope[target.id] = value
            case ast.Attribute(value=ast.Name(id="self")) if isinstance(
                scope.get("self"), Instance
            ):
                _hold(scope["self"], target.attr, value)
            case ast.Tuple(elts=[first, *rest]) if isinstance(value, Tensor):
                # out, (h, c) = self.lstm(x): the states are read off the output.
                self.bind(first, value, scope)
                for name in rest:
                    self._bind_states(name, State(value), scope)
            case ast.Tuple() | ast.List():
                entries = self.entries(value)
                if len(entries) != len(target.elts):
                    raise UserError(
                        f"{len(entries)} values for {source(target)}", "as many names as values"
                    )
                for name, entry in zip(target.elts, entries, strict=True):
                    self.bind(name, entry, scope)
            case ast.Attribute(attr="weight") if isinstance(value, Weight):
                self.tie(self.value(target.value, scope), value.owner)
            case ast.Subscript():
                self._set_entry(target, value, scope)
            case ast.Attribute():
                owner = self.value(target.value, scope)
                if not isinstance(owner, Instance):
                    raise UserError(
                        f"{source(target)} = … is not understood", "assign to a name or self.name"
                    )
                owner.attributes[target.attr] = value
            case _:
                raise UserError(
                    f"{source(target)} = … is not understood", "assign to a name or self.name"
                )

    def _bind_states(self, target: ast.expr, state: State, scope: dict[str, Any]) -> None:
        """`h` or `(h, c)`; the state of the cell is no output, so that only its name is known."""
        if isinstance(target, ast.Tuple | ast.List):
            first, *rest = target.elts
            self._bind_states(first, state, scope)
            for name in rest:
                self._bind_states(name, State(state.output, of_cell=True), scope)
        else:
            self.bind(target, state, scope)

    def _set_entry(self, target: ast.Subscript, value: Any, scope: Mapping[str, Any]) -> None:
        owner = self.value(target.value, scope)
        if isinstance(owner, Filled):
            return  # other numbers, and nobody learns them either
        key = self.value(target.slice, scope)
        if isinstance(owner, Container):
            owner.modules.append((str(key), value))
        elif isinstance(owner, dict) or (isinstance(owner, list) and type(key) is int):
            owner[key] = value
        else:
            raise UserError(f"{source(target)} = … is not understood", "assign to a name")

    def entries(self, value: Any) -> list[Any]:
        """What a loop goes over."""
        if value == UnknownShape():
            raise UserError(NO_SHAPE, FOR_SHAPE)
        if isinstance(value, Container):
            return [name if value.named else module for name, module in value.modules]
        if isinstance(value, Turned):
            return list(self.taken_apart(value))
        if isinstance(value, Instance) and isinstance(value.base, Container):
            return self.entries(value.base)
        if isinstance(value, list | tuple | dict):
            return list(value)
        raise UserError("this is not a list", "loop over range(…) or a list of layers")

    # -- expressions --------------------------------------------------------------------------------

    def value(self, node: ast.expr, scope: Mapping[str, Any]) -> Any:
        """The value of an expression; `UserError` for one that descriptions do not need."""
        self.tick()
        if type(node) not in _READERS:
            raise UserError(f"{source(node)} is not understood", "layers, numbers, calls and + are")
        return getattr(self, _READERS[type(node)])(node, scope)

    def _constant(self, node: ast.Constant, _: Mapping[str, Any]) -> Any:
        return node.value

    def _tuple(self, node: ast.Tuple, scope: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(self.spread(node.elts, scope))

    def _list(self, node: ast.List, scope: Mapping[str, Any]) -> list[Any]:
        return self.spread(node.elts, scope)

    def _dictionary(self, node: ast.Dict, scope: Mapping[str, Any]) -> dict[Any, Any]:
        if None in node.keys:
            raise UserError(f"{source(node)} is not understood", "write the entries out")
        keys = self.spread([key for key in node.keys if key is not None], scope)
        return dict(zip(keys, self.spread(node.values, scope), strict=True))

    def _dictionary_of(self, node: ast.DictComp, scope: Mapping[str, Any]) -> dict[Any, Any]:
        pairs = ast.Tuple([node.key, node.value], ast.Load())
        listed = ast.ListComp(pairs, node.generators)
        return dict(self._comprehension(ast.copy_location(listed, node), scope))

    def _lambda(self, node: ast.Lambda, scope: Mapping[str, Any]) -> Closure:
        body: list[ast.stmt] = [ast.copy_location(ast.Return(node.body), node)]
        function = ast.FunctionDef("lambda", node.args, body, [])
        return Closure(ast.copy_location(function, node), dict(scope))

    def _formatted(self, node: ast.FormattedValue, scope: Mapping[str, Any]) -> Any:
        return self.value(node.value, scope)

    def _binary(self, node: ast.BinOp, scope: Mapping[str, Any]) -> Any:
        # a + b + c of tensors is one sum, not a sum of a sum.
        terms = [self.value(term, scope) for term in _terms(node)]
        if len(terms) > 2 and all(isinstance(term, Tensor) for term in terms):
            return self.joined("Add", terms)
        found = terms[0]
        for term in terms[1:]:
            found = self.binary(node.op, found, term, node)
        return found

    def _minus_or_not(self, node: ast.UnaryOp, scope: Mapping[str, Any]) -> Any:
        value = self.value(node.operand, scope)
        if isinstance(value, Filled):
            return value
        if isinstance(value, Tensor):
            raise UserError(f"{source(node)} is not understood", "write 0 - x")
        return not value if isinstance(node.op, ast.Not) else -value

    def _compare(self, node: ast.Compare, scope: Mapping[str, Any]) -> Any:
        compute = COMPARISONS.get(type(node.ops[0]))
        if compute is None:
            raise UserError(f"{source(node)} is not understood", "compare two numbers")
        if len(node.ops) > 1:
            raise UserError(f"{source(node)} is not understood", "compare two at a time")
        left, right = self.value(node.left, scope), self.value(node.comparators[0], scope)
        if isinstance(left, Filled | Tensor) and not isinstance(node.ops[0], ast.Is | ast.IsNot):
            return Filled(None)  # a mask
        return bool(compute(left, right))

    def _either(self, node: ast.IfExp, scope: Mapping[str, Any]) -> Any:
        return self.value(node.body if self.value(node.test, scope) else node.orelse, scope)

    def _both(self, node: ast.BoolOp, scope: Mapping[str, Any]) -> Any:
        """The first value that settles it, as in `out_features or in_features`."""
        for part in node.values:
            found = self.value(part, scope)
            if bool(found) == isinstance(node.op, ast.Or):
                break
        return found

    def _comprehension(
        self, node: ast.ListComp | ast.GeneratorExp, scope: Mapping[str, Any]
    ) -> Any:
        generator, *more = node.generators
        if more:
            raise UserError(f"{source(node)} is not understood", "loop over one list")
        inner, found = dict(scope), []
        for entry in self.entries(self.value(generator.iter, scope)):
            self.bind(generator.target, entry, inner)
            if not all(self.value(test, inner) for test in generator.ifs):
                continue
            found.append(self.value(node.elt, inner))
        return found

    def _text(self, node: ast.JoinedStr, scope: Mapping[str, Any]) -> str:
        parts = [self.value(part, scope) for part in node.values]
        found = "".join(part if isinstance(part, str) else brief(part) for part in parts)
        if len(found) > LONGEST:
            raise UserError("a text that is too long", "write it out")
        return found

    def spread(self, nodes: Sequence[ast.expr], scope: Mapping[str, Any]) -> list[Any]:
        """The values of expressions, those of `*list` among them."""
        found: list[Any] = []
        for node in nodes:
            if isinstance(node, ast.Starred):
                found += self.entries(self.value(node.value, scope))
            else:
                found.append(self.value(node, scope))
        return found

    def _name(self, node: ast.Name, scope: Mapping[str, Any]) -> Any:
        name = node.id
        for names in (scope, self.globals, self.classes, self.functions):
            if name in names:
                return names[name]
        if name in TORCH_NAMES or name in CONTAINERS:
            return Kind(name)
        raise UserError(f"unknown name {name!r}", near(name, [*scope, *self.globals] or ["self"]))

    def _attribute(self, node: ast.Attribute, scope: Mapping[str, Any]) -> Any:
        text = ast.unparse(node)
        if text in CONSTANTS:
            return CONSTANTS[text]
        if text.startswith(("nn.", "torch.nn.")) and (
            node.attr in TORCH_NAMES or node.attr in CONTAINERS
        ):
            return Kind(node.attr)
        name = next((text[len(p) :] for p in FUNCTIONAL if text.startswith(p)), "")
        if name in FUNCTIONS:
            return Function(name)
        if text.startswith("torch."):
            return text  # torch.long: how numbers are stored
        owner = self.value(node.value, scope)
        if isinstance(owner, ast.ClassDef):
            return self.constant(owner, node.attr)
        if isinstance(owner, Instance):
            return self._of_object(owner, node)
        if isinstance(owner, Container) and node.attr in dict(owner.modules):
            return dict(owner.modules)[node.attr]
        found = self._of_tensor(owner, node.attr)
        if found is None and isinstance(owner, Leaf):
            found = _of_layer(owner, node.attr)
        if found is None:
            raise UserError(f"{source(node)} is not understood", "use self.name")
        return found

    def _of_object(self, owner: Instance, node: ast.Attribute) -> Any:
        if node.attr == "training":
            return False
        if node.attr in owner.attributes:
            return self._learned(owner.attributes[node.attr])
        found = self._of_class(owner, node.attr)
        if found is None:
            raise UserError(
                f"{source(node)} is not defined",
                near(node.attr, owner.attributes or ["(nothing)"]),
            )
        return found

    def _of_tensor(self, owner: Any, name: str) -> Any:
        """`x.shape`, `x.device`, `W.T`, `W.data`; None for another attribute."""
        if isinstance(owner, Tensor | Filled | Weight) and name == "data":
            return owner
        if isinstance(owner, Tensor | Filled) and name in {"device", "dtype"}:
            return name
        if isinstance(owner, Tensor) and name == "T":
            return self._exchanged(owner)
        if isinstance(owner, Tensor) and name == "shape":
            return self.sizes(owner)
        if isinstance(owner, Filled):
            return owner.shape if name == "shape" and owner.shape else Filled(None)
        return None

    def _of_class(self, owner: Instance, name: str) -> Any:
        """What an object has from its class: a name, a property, a part of the layer it is."""
        for kind in (owner.kind, *self._above(owner.kind)):
            shared = self.constant(kind, name)
            if shared is not None:
                return shared
            for statement in kind.body:
                if isinstance(statement, ast.FunctionDef) and statement.name == name:
                    tags = [ast.unparse(tag) for tag in statement.decorator_list]
                    return self.run_method(owner, name, [], {}) if "property" in tags else None
        if isinstance(owner.base, Container):
            return dict(owner.base.modules).get(name)
        return _of_layer(owner.base, name) if isinstance(owner.base, Leaf) else None

    def _learned(self, value: Any) -> Any:
        """A learned tensor is used by its name; its node is the same each time."""
        if not isinstance(value, Leaf) or not isinstance(value.layer, Parameter):
            return value
        if id(value) not in self.learned:
            self.learned[id(value)] = self.graph.add(self.prefix + value.name, value.layer, [])
        return Tensor(self.learned[id(value)])

    def _subscript(self, node: ast.Subscript, scope: Mapping[str, Any]) -> Any:
        owner = self.value(node.value, scope)
        if isinstance(owner, Tensor):
            return self._part_of_output(owner, node, scope)
        if isinstance(owner, State):
            return self.last_state(owner, node, scope)
        if isinstance(owner, Turned):
            return self.taken(owner, self.value(node.slice, scope))
        if isinstance(owner, Filled):
            return torch_settled.part(owner, node.slice, self._ends(node.slice, scope))
        if isinstance(owner, Instance) and isinstance(owner.base, Container):
            owner = owner.base
        if isinstance(owner, dict) or (isinstance(owner, Container) and owner.named):
            key = self.value(node.slice, scope)
            known = owner if isinstance(owner, dict) else dict(owner.modules)
            if key not in known:
                raise UserError(
                    f"{source(node)}: no entry {brief(key)}", near(brief(key), map(str, known))
                )
            return known[key]
        if owner == UnknownShape() and ast.unparse(node.slice) == "0":
            return Batch()
        entries = self.entries(owner)
        if isinstance(node.slice, ast.Slice):
            return self._part(owner, entries, node.slice, scope)
        index = self.value(node.slice, scope)
        if type(index) is not int or not -len(entries) <= index < len(entries):
            raise UserError(f"{source(node)}: no such entry", f"there are {len(entries)}")
        return entries[index]

    def _part(
        self, owner: Any, entries: list[Any], node: ast.Slice, scope: Mapping[str, Any]
    ) -> Any:
        """`layers[:-1]`; a part of a Sequential is one."""
        ends = self._ends(node, scope)
        if not all(end is None or type(end) is int for end in ends) or ends[2] == 0:
            raise UserError(f"{source(node)} is not understood", "write whole numbers")
        found = entries[slice(*ends)]
        return (
            self._container("Sequential", found)
            if isinstance(owner, Container) and owner.callable
            else found
        )

    def _ends(self, node: ast.expr, scope: Mapping[str, Any]) -> list[Any]:
        if not isinstance(node, ast.Slice):
            return []
        ends = (node.lower, node.upper, node.step)
        return [None if end is None else self.value(end, scope) for end in ends]

    def _part_of_output(self, tensor: Tensor, node: ast.Subscript, scope: Mapping[str, Any]) -> Any:
        """Places of a tensor, or what a recurrent or attention layer gives beside its output."""
        index = node.slice.value if isinstance(node.slice, ast.Constant) else None
        if not self._is_tuple(tensor) or index not in (0, 1):
            return self._select(tensor, node, scope)
        if index == 0:
            return tensor
        states = State(tensor), State(tensor, of_cell=True)
        kind = type(self.layer_of(tensor)).__name__
        return states if kind == "LSTM" else states[kind == "MultiheadAttention"]

    def _is_tuple(self, tensor: Tensor) -> bool:
        """Whether PyTorch gives more than the output, as recurrent and attention layers do."""
        return type(self.layer_of(tensor)).__name__ in {"RNN", "LSTM", "GRU", "MultiheadAttention"}

    def _select(self, tensor: Tensor, node: ast.Subscript, scope: Mapping[str, Any]) -> Tensor:
        """`x[:, 0]`, `x[:, -1, :]`, `x[:, :, :-n]`, `x[..., 1:]`: places of the axes after the batch."""
        parts = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
        shape = self.graph.shapes[tensor.node]
        if _is_dots(parts[0]):
            if shape is None:
                raise UserError(NO_SHAPE, FOR_SHAPE)
            parts = [ast.Slice()] * (len(shape) + 2 - len(parts)) + parts[1:]
        if len(parts) < 2 or not _is_whole(parts[0]):
            raise UserError(f"{source(node)} is not understood", "write x[:, 0] or x[:, -1]")
        for place in range(len(parts) - 1, 0, -1):
            if not _is_whole(parts[place]):
                index = self._places(tensor, parts[place], place - 1, scope)
                tensor = self.apply(made("Select", [index, place - 1], {}), [tensor], "select")
        return tensor

    def _places(self, tensor: Tensor, part: ast.expr, dim: int, scope: Mapping[str, Any]) -> Any:
        """One place of an axis, or the tuple of those in a range."""
        if not isinstance(part, ast.Slice):
            index = self.value(part, scope)
            return tuple(index) if isinstance(index, list) else index
        shape, ends = self.graph.shapes[tensor.node], self._ends(part, scope)
        if shape is None:
            raise UserError(NO_SHAPE, FOR_SHAPE)
        if dim >= len(shape) or not all(end is None or type(end) is int for end in ends):
            raise UserError(f"{source(part)} is not understood", f"the shape is {shape}")
        places = range(*slice(*ends).indices(shape[dim]))
        if not 0 < len(places) <= STEPS:
            raise UserError(f"{source(part)} takes {len(places)} places", f"the shape is {shape}")
        return tuple(places)

    def last_state(self, state: State, node: ast.Subscript, scope: Mapping[str, Any]) -> Tensor:
        """`h[-1]` or `h[-2, :, :]`."""
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        index = self.value(parts[0], scope)
        if type(index) is not int or any(ast.unparse(part) != ":" for part in parts[1:]):
            raise UserError(f"{source(node)} is not understood", "write h[-1]")
        return self.state(state, index)

    def binary(self, symbol: ast.operator, left: Any, right: Any, node: ast.AST) -> Any:
        """`left + right` of numbers, lists or tensors; a tensor and a number is that tensor's shape."""
        if isinstance(left, Tensor) and isinstance(right, Tensor):
            if type(symbol) not in _JOINS:
                raise UserError(
                    f"{source(node)} is not understood",
                    "tensors are added, subtracted or multiplied",
                )
            return self.joined(_JOINS[type(symbol)], [left, right])
        if isinstance(left, Tensor) or isinstance(right, Tensor):
            if isinstance(symbol, ast.MatMult):
                raise UserError(f"{source(node)} is not understood", "multiply two tensors")
            return left if isinstance(left, Tensor) else right
        if isinstance(left, Filled) or isinstance(right, Filled):
            return torch_settled.joined(left, right)
        try:
            return computed(symbol, left, right)
        except UserError as error:
            raise UserError(f"{source(node)} {error.args[0]}", error.fix) from None


def _is_whole(part: ast.expr) -> bool:
    return isinstance(part, ast.Slice) and not (part.lower or part.upper or part.step)


def _is_dots(part: ast.expr) -> bool:
    return isinstance(part, ast.Constant) and part.value is ...


def _hold(owner: Instance, name: str, value: Any) -> None:
    """`self.name = value`; a Sequential takes every layer it is given to its list."""
    owner.attributes[name] = value
    _christen(value, name)
    if isinstance(owner.base, Container) and isinstance(value, Module):
        owner.base.modules.append((name, value))


def _of_layer(leaf: Leaf, name: str) -> Any:
    """The weights of a layer, or one of its settings; None for another attribute."""
    if name == "weight" or (name == "bias" and getattr(leaf.layer, "bias", False)):
        return Weight(leaf)
    return (
        getattr(leaf.layer, name)
        if name in getattr(leaf.layer, "__dataclass_fields__", ())
        else None
    )


def _christen(value: Any, name: str) -> None:
    """The first name of a module, and those of the modules in a list, are the layers' names."""
    if isinstance(value, Module) and not value.name:
        value.name = name
        for inner, module in value.modules if isinstance(value, Container) else ():
            _christen(module, f"{name}.{inner}")


def _terms(node: ast.BinOp) -> list[ast.expr]:
    """The two operands, or all terms of a sum of sums on the left."""
    terms, first = [node.right], node.left
    while isinstance(node.op, ast.Add) and isinstance(first, ast.BinOp):
        if not isinstance(first.op, ast.Add):
            break
        terms.append(first.right)
        first = first.left
    return [first, *reversed(terms)]
