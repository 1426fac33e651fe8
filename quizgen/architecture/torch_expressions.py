"""The expressions of torch code, walked: names, numbers, calls of layers and of tensors."""

import ast
from collections.abc import Mapping, Sequence
from typing import Any

from quizgen.architecture.graph import Graph
from quizgen.architecture.literal import source
from quizgen.architecture.torch_applying import Applying
from quizgen.architecture.torch_calls import TORCH_NAMES, made
from quizgen.architecture.torch_modules import (
    FOR_SHAPE,
    NO_SHAPE,
    Batch,
    Container,
    Instance,
    Leaf,
    Module,
    Tensor,
    UnknownShape,
)
from quizgen.architecture.torch_numbers import BUILTINS, COMPARISONS, STEPS, computed
from quizgen.architecture.torch_stacks import STACKS, stack
from quizgen.architecture.vocabulary import near
from quizgen.errors import UserError
from quizgen.solver.layers.tensors import Parameter

FILLED = frozenset(f"torch.{name}" for name in ("zeros", "ones", "empty", "rand", "randn"))
FUNCTIONAL = ("torch.nn.functional.", "nn.functional.", "functional.", "F.", "torch.")
CONTAINERS = frozenset({"Sequential", "ModuleList"})
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
}


class Expressions(Applying):
    """Values of expressions; what a class and a call of a module do is said by the reader."""

    classes: Mapping[str, ast.ClassDef]
    functions: Mapping[str, ast.FunctionDef]

    def __init__(self) -> None:
        self.line = 1
        self.steps = 0
        self.prefix = ""
        self.graph = Graph({})
        self.globals: dict[str, Any] = {}

    def instance(
        self, kind: ast.ClassDef, given: Sequence[Any], named: Mapping[str, Any]
    ) -> Instance:
        """An object of a class of the text."""
        raise NotImplementedError

    def run_function(
        self, function: ast.FunctionDef, given: Sequence[Any], named: Mapping[str, Any]
    ) -> Any:
        """The value of a function of the text."""
        raise NotImplementedError

    def constant(self, kind: ast.ClassDef, name: str) -> Any:
        """A name assigned in the body of a class; None where there is none."""
        for statement in kind.body:
            if isinstance(statement, ast.Assign) and any(
                isinstance(target, ast.Name) and target.id == name for target in statement.targets
            ):
                return self.value(statement.value, self.globals)
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
            case ast.Tuple(elts=[ast.Name() as first, *_]) if isinstance(value, Tensor):
                # out, (h, c) = self.lstm(x): only the output is a node of ours.
                self.bind(first, value, scope)
            case ast.Tuple() | ast.List():
                entries = self.entries(value)
                if len(entries) != len(target.elts):
                    raise UserError(
                        f"{len(entries)} values for {source(target)}", "as many names as values"
                    )
                for name, entry in zip(target.elts, entries, strict=True):
                    self.bind(name, entry, scope)
            case _:
                raise UserError(
                    f"{source(target)} = … is not understood", "assign to a name or self.name"
                )

    def entries(self, value: Any) -> list[Any]:
        """What a loop goes over."""
        if value == UnknownShape():
            raise UserError(NO_SHAPE, FOR_SHAPE)
        if isinstance(value, Container):
            return [module for _, module in value.modules]
        if isinstance(value, list | tuple):
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
        return tuple(self._spread(node.elts, scope))

    def _list(self, node: ast.List, scope: Mapping[str, Any]) -> list[Any]:
        return self._spread(node.elts, scope)

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
        if compute is None or len(node.ops) > 1:
            raise UserError(f"{source(node)} is not understood", "compare two numbers")
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
        return "".join(str(self.value(part, scope)) for part in node.values)

    def _spread(self, nodes: Sequence[ast.expr], scope: Mapping[str, Any]) -> list[Any]:
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
        owner = self.value(node.value, scope)
        if isinstance(owner, ast.ClassDef):
            return self.constant(owner, node.attr)
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
        if (
            owner == UnknownShape()
            and isinstance(node.slice, ast.Constant)
            and not node.slice.value
        ):
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
        made_by = next((n.layer for n in self.graph.nodes if n.name == tensor.node), None)
        return type(made_by).__name__ in {"RNN", "LSTM", "GRU", "MultiheadAttention"}

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

    # -- calls ----------------------------------------------------------------------------------------

    def _call(self, node: ast.Call, scope: Mapping[str, Any]) -> Any:
        title = ast.unparse(node.func)
        given = self._spread(node.args, scope)
        named = {}
        for keyword in node.keywords:
            if keyword.arg is None:
                raise UserError(f"**{source(keyword.value)}", "write the arguments out")
            named[keyword.arg] = self.value(keyword.value, scope)
        made_here = self._made(node, title, given, named, scope)
        if made_here is not None:
            return made_here
        dotted = title.replace(".", "_").isidentifier()
        function = next(
            (title[len(p) :] for p in FUNCTIONAL if dotted and title.startswith(p)), None
        )
        if function is not None:
            return self.function(function, given, named)
        if isinstance(node.func, ast.Name) or title.startswith("nn."):
            names = [*TORCH_NAMES, *self.classes, "Sequential", "ModuleList"]
            raise UserError(
                f"unknown layer or function {title!r}", near(title.rpartition(".")[2], names)
            )
        return self._method_call(node.func, given, named, scope)

    def _made(
        self,
        node: ast.Call,
        title: str,
        given: Sequence[Any],
        named: Mapping[str, Any],
        scope: Mapping[str, Any],
    ) -> Any:
        """What a call by name makes: a layer, a container, an object, a number; None for another."""
        last = title.rpartition(".")[2]
        is_name = isinstance(node.func, ast.Name) or title.startswith(("nn.", "torch."))
        if isinstance(node.func, ast.Name) and isinstance(scope.get(title), ast.ClassDef):
            return self.instance(scope[title], given, named)
        if isinstance(node.func, ast.Name) and title in scope:
            return self.call_module(scope[title], given, getattr(scope[title], "name", "") or title)
        if isinstance(node.func, ast.Name) and title in self.classes:
            return self.instance(self.classes[title], given, named)
        if isinstance(node.func, ast.Name) and title in self.functions:
            return self.run_function(self.functions[title], given, named)
        if is_name and last in STACKS:
            return stack(last, given, named)
        if is_name and last in CONTAINERS:
            return self._container(last, given)
        if is_name and last == "OrderedDict":
            return given[0]
        if is_name and last == "Parameter":
            return Leaf(Parameter(_unbatched(given[0])))
        if is_name and last in TORCH_NAMES:
            return Leaf(made(last, given, named))
        if title in FILLED:
            return tuple(given[0]) if isinstance(given[0], tuple) else tuple(given)
        if title in BUILTINS:
            return BUILTINS[title](*map(self._listed, given))
        return None

    def _listed(self, value: Any) -> Any:
        return self.entries(value) if isinstance(value, Container) else value

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
                raise UserError(f"{kind}: {module!r} is not a layer", "give layers")
        return Container(named, callable=kind == "Sequential")

    def _method_call(
        self,
        function: ast.expr,
        given: Sequence[Any],
        named: Mapping[str, Any],
        scope: Mapping[str, Any],
    ) -> Any:
        if not isinstance(function, ast.Attribute):
            return self.call_module(self.value(function, scope), given, "")
        owner = self.value(function.value, scope)
        name = function.attr
        if isinstance(owner, Tensor):
            return self.tensor_method(owner, name, given, named)
        if isinstance(owner, list) and name == "append":
            return owner.append(given[0])
        if isinstance(owner, Container) and name in {"append", "add_module"}:
            module = given[-1]
            owner.modules.append((str(given[0] if len(given) > 1 else len(owner.modules)), module))
            return None
        if isinstance(owner, Instance):
            if name in {"add_module", "register_module"}:
                owner.attributes[str(given[0])] = given[1]
                return None
            if name in owner.attributes:
                return self.call_module(owner.attributes[name], given, name)
            return self.run_method(owner, name, given, named)
        raise UserError(f"{source(function)}(…) is not understood", "call layers and functions")


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


def _unbatched(shape: Any) -> tuple[int, ...]:
    """The shape of a learned tensor without the axis of size 1 that spans the batch."""
    sizes = tuple(shape)
    return sizes[1:] if len(sizes) > 1 and sizes[0] == 1 else sizes
