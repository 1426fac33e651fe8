"""The expressions of torch code, walked: names, numbers, calls of layers and of tensors."""

import ast
from collections.abc import Mapping, Sequence
from reprlib import repr as brief
from typing import Any

from quizgen.architecture.graph import Graph
from quizgen.architecture.literal import source
from quizgen.architecture.torch_calls import made
from quizgen.architecture.torch_making import Making
from quizgen.architecture.torch_modules import (
    FOR_SHAPE,
    NO_SHAPE,
    Batch,
    Closure,
    Container,
    Instance,
    Leaf,
    Module,
    State,
    Tensor,
    UnknownShape,
    Weight,
)
from quizgen.architecture.torch_numbers import COMPARISONS, STEPS, computed
from quizgen.architecture.vocabulary import near
from quizgen.errors import UserError
from quizgen.solver.layers.tensors import Parameter

_JOINS: Mapping[type[ast.operator], str] = {
    ast.Add: "Add",
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


# Characters of a text put together by the code.
LONGEST_TEXT = 10_000


class Expressions(Making):
    """Values of expressions; what a class and a call of a module do is said by the reader."""

    def __init__(self) -> None:
        self.line = 1
        self.steps = 0
        self.prefix = ""
        self.graph = Graph({})
        self.globals: dict[str, Any] = {}

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
                scope["self"].attributes[target.attr] = value
                _christen(value, target.attr)
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
        owner, key = self.value(target.value, scope), self.value(target.slice, scope)
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
        return not value if isinstance(node.op, ast.Not) else -value

    def _compare(self, node: ast.Compare, scope: Mapping[str, Any]) -> bool:
        compute = COMPARISONS.get(type(node.ops[0]))
        if compute is None:
            raise UserError(f"{source(node)} is not understood", "compare two numbers")
        if len(node.ops) > 1:
            raise UserError(f"{source(node)} is not understood", "compare two at a time")
        left, right = self.value(node.left, scope), self.value(node.comparators[0], scope)
        return bool(compute(left, right))

    def _either(self, node: ast.IfExp, scope: Mapping[str, Any]) -> Any:
        return self.value(node.body if self.value(node.test, scope) else node.orelse, scope)

    def _both(self, node: ast.BoolOp, scope: Mapping[str, Any]) -> bool:
        values = (bool(self.value(part, scope)) for part in node.values)
        return all(values) if isinstance(node.op, ast.And) else any(values)

    def _comprehension(
        self, node: ast.ListComp | ast.GeneratorExp, scope: Mapping[str, Any]
    ) -> Any:
        generator, *more = node.generators
        if more or generator.ifs:
            raise UserError(f"{source(node)} is not understood", "loop over one list")
        inner, found = dict(scope), []
        for entry in self.entries(self.value(generator.iter, scope)):
            self.bind(generator.target, entry, inner)
            found.append(self.value(node.elt, inner))
        return found

    def _text(self, node: ast.JoinedStr, scope: Mapping[str, Any]) -> str:
        parts = [self.value(part, scope) for part in node.values]
        found = "".join(part if isinstance(part, str) else brief(part) for part in parts)
        if len(found) > LONGEST_TEXT:
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
        for names in (scope, self.globals, self.classes):
            if name in names:
                return names[name]
        raise UserError(f"unknown name {name!r}", near(name, [*scope, *self.globals] or ["self"]))

    def _attribute(self, node: ast.Attribute, scope: Mapping[str, Any]) -> Any:
        if ast.unparse(node).startswith("torch."):
            return ast.unparse(node)  # torch.long: how numbers are stored
        owner = self.value(node.value, scope)
        if isinstance(owner, ast.ClassDef):
            return self.constant(owner, node.attr)
        if isinstance(owner, Instance) and node.attr == "training":
            return False
        if isinstance(owner, Instance):
            if node.attr not in owner.attributes:
                shared = self.constant(owner.kind, node.attr)
                if shared is not None:
                    return shared
                raise UserError(
                    f"{source(node)} is not defined",
                    near(node.attr, owner.attributes or ["(nothing)"]),
                )
            return self._learned(owner.attributes[node.attr])
        if isinstance(owner, Container) and node.attr in dict(owner.modules):
            return dict(owner.modules)[node.attr]
        if isinstance(owner, Leaf) and node.attr == "weight":
            return Weight(owner)
        if isinstance(owner, Tensor) and node.attr in {"device", "dtype"}:
            return node.attr
        if isinstance(owner, Tensor) and node.attr == "shape":
            return self.sizes(owner)
        if isinstance(owner, Leaf) and node.attr in getattr(
            owner.layer, "__dataclass_fields__", {}
        ):
            return getattr(owner.layer, node.attr)
        raise UserError(f"{source(node)} is not understood", "use self.name")

    def _learned(self, value: Any) -> Any:
        """A learned tensor is used by its name; its node is the same each time."""
        if not isinstance(value, Leaf) or not isinstance(value.layer, Parameter):
            return value
        if value.name not in self.graph.shapes:
            self.graph.add(value.name, value.layer, [])
        return Tensor(value.name)

    def _subscript(self, node: ast.Subscript, scope: Mapping[str, Any]) -> Any:
        owner = self.value(node.value, scope)
        if isinstance(owner, Tensor):
            first = isinstance(node.slice, ast.Constant) and node.slice.value == 0
            return owner if first and self._is_tuple(owner) else self._select(owner, node)
        if isinstance(owner, State):
            return self.last_state(owner, node, scope)
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
        ends = [
            None if n is None else self.value(n, scope) for n in (node.lower, node.upper, node.step)
        ]
        if not all(end is None or type(end) is int for end in ends) or ends[2] == 0:
            raise UserError(f"{source(node)} is not understood", "write whole numbers")
        found = entries[slice(*ends)]
        return (
            self._container("Sequential", found)
            if isinstance(owner, Container) and owner.callable
            else found
        )

    def _is_tuple(self, tensor: Tensor) -> bool:
        """Whether PyTorch gives more than the output, as recurrent and attention layers do."""
        return type(self.layer_of(tensor)).__name__ in {"RNN", "LSTM", "GRU", "MultiheadAttention"}

    def _select(self, tensor: Tensor, node: ast.Subscript) -> Tensor:
        """`x[:, 0]` or `x[:, -1, :]`: one position of a sequence."""
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else []
        whole = [isinstance(p, ast.Slice) and ast.unparse(p) in {":", ""} for p in parts]
        chosen = [place for place, full in enumerate(whole) if not full]
        if len(parts) >= 2 and whole[0] and len(chosen) == 1:
            index = self.value(parts[chosen[0]], {})
            return self.apply(
                made(
                    "Select",
                    [tuple(index) if isinstance(index, list) else index, chosen[0] - 1],
                    {},
                ),
                [tensor],
                "select",
            )
        raise UserError(f"{source(node)} is not understood", "write x[:, 0] or x[:, -1]")

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
                    f"{source(node)} is not understood", "tensors are added or multiplied"
                )
            return self.joined(_JOINS[type(symbol)], [left, right])
        if isinstance(left, Tensor) or isinstance(right, Tensor):
            return left if isinstance(left, Tensor) else right
        try:
            return computed(symbol, left, right)
        except UserError as error:
            raise UserError(f"{source(node)} {error.args[0]}", error.fix) from None


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
