"""Torch code as text: `nn.Sequential` and `nn.Module` classes, read statement by statement.

The code is parsed and walked; nothing of it is executed. What is understood is what such classes
are made of: layers, numbers, `self`, calls, `+` and `cat`, loops over ranges and lists of layers.
"""

import ast
from collections.abc import Mapping, Sequence
from typing import Any

from quizgen.architecture.graph import Graph
from quizgen.architecture.literal import parsed, shortened
from quizgen.architecture.torch_calls import TORCH_NAMES, made
from quizgen.architecture.torch_expressions import Expressions
from quizgen.architecture.torch_making import CONTAINERS, STORED
from quizgen.architecture.torch_modules import (
    Closure,
    Container,
    Instance,
    Leaf,
    Module,
    Tensor,
)
from quizgen.architecture.torch_stacks import STACKS
from quizgen.architecture.vocabulary import near
from quizgen.errors import UserError
from quizgen.solver.network import Network

CALLS = 40
_QUIET = (ast.Pass, ast.Assert, ast.AnnAssign, ast.Import, ast.ImportFrom, ast.Delete, ast.Global)
# Loops over these give weights their first values, and make no layers.
_WEIGHTS = ("modules()", "named_modules()", "parameters()", "named_parameters()")


class _Returned(Exception):  # noqa: N818 - not an error: how a body ends
    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


def read_torch(text: str, file: str = "<torch>", input_shape: Any = None) -> Network:
    r"""The network of torch code; `UserError` begins with file and line.

    `input_shape`, without the batch, is needed by code that looks at sizes such as `x.size(1)`.

    >>> read_torch("net = nn.Sequential(nn.Linear(10, 100), nn.ReLU(), nn.Linear(100, 1))").parameter_count
    1201
    """
    try:
        tree = parsed(text, "exec")
    except UserError as error:
        raise UserError(f"{file}: {error.args[0]}", error.fix) from None
    reader = _Reader(tree, input_shape)
    try:
        return reader.network()
    except UserError as error:
        raise UserError(f"{file}:{reader.line}: {error.args[0]}", error.fix) from None
    except (ArithmeticError, TypeError, ValueError, LookupError, AttributeError) as error:
        raise UserError(
            f"{file}:{reader.line}: {error}", "write plain layers, numbers and calls"
        ) from None
    except RecursionError:
        raise UserError(f"{file}:{reader.line}: calls inside calls", "write it flat") from None


class _Reader(Expressions):
    def __init__(self, tree: ast.AST, input_shape: Any) -> None:
        super().__init__()
        self.input_shape = input_shape
        self.body: Sequence[ast.stmt] = getattr(tree, "body", ())
        self.classes = {s.name: s for s in self.body if isinstance(s, ast.ClassDef)}
        self.functions = {s.name: s for s in self.body if isinstance(s, ast.FunctionDef)}
        self.depth = 0

    # -- the text as a whole ----------------------------------------------------------------------

    def network(self) -> Network:
        module = None
        for statement in self.body:
            value = self.top(statement)
            if isinstance(value, Module):
                module = value
        if module is None:
            module = self.last_class()
        names = ["input"]
        if isinstance(module, Instance) and self.has_forward(module):
            names = self.parameters(self.method(module, "forward"))[0]
        self.graph = Graph(self.shapes_of(names))
        self.constructing = False
        self.learned.clear()
        self.matrices.clear()
        output = self.call_module(module, [Tensor(name) for name in names])
        while isinstance(output, tuple | list) and output:
            output = output[0]
        if not isinstance(output, Tensor):
            raise UserError("forward does not return a tensor", "return the output")
        return self.graph.network(output.node)

    def shapes_of(self, names: Sequence[str]) -> dict[str, Any]:
        """The shapes of the inputs as far as they were given."""
        given = [self.input_shape] if len(names) == 1 else list(self.input_shape or ())
        if len(given) != len(names):
            return dict.fromkeys(names)
        shapes = [(shape,) if isinstance(shape, int) else shape for shape in given]
        return dict(zip(names, shapes, strict=True))

    def top(self, statement: ast.stmt) -> Any:
        """Numbers and modules of the text outside classes; training code is passed over."""
        value = getattr(statement, "value", None)
        if isinstance(statement, ast.Expr) and isinstance(value, ast.Call):
            return self.value(value, self.globals) if self.makes_module(value) else None
        if not isinstance(statement, ast.Assign | ast.AnnAssign) or value is None:
            return None
        own = isinstance(value, ast.Call) and ast.unparse(value.func) in self.functions
        if isinstance(value, ast.Call) and not own and not self.makes_module(value):
            return None
        try:
            found = self.value(value, self.globals)
        except UserError:
            if isinstance(value, ast.Call) and not own:
                raise
            return None  # a number nobody needs, or a function that trains
        for target in (
            statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        ):
            if isinstance(target, ast.Name | ast.Tuple | ast.List):
                self.bind(target, found, self.globals)
        return found

    def makes_module(self, node: ast.Call) -> bool:
        if isinstance(node.func, ast.Attribute) and node.func.attr in STORED:
            return isinstance(node.func.value, ast.Call) and self.makes_module(node.func.value)
        prefix, _, name = ast.unparse(node.func).rpartition(".")
        if prefix in {"nn", "torch.nn"}:
            return not name.endswith("Loss")
        return not prefix and (
            name in TORCH_NAMES or name in CONTAINERS or name in STACKS or name in self.classes
        )

    def last_class(self) -> Instance:
        used = {
            node.func.id
            for kind in self.classes.values()
            for node in ast.walk(kind)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        models = [
            kind
            for name, kind in self.classes.items()
            if name not in used
            and (
                any(getattr(s, "name", "") == "forward" for s in kind.body)
                or self._torch_base(kind) == "Sequential"
            )
        ]
        if not models:
            raise UserError(
                "no layers here", "write nn.Sequential(…) or a class with __init__ and forward"
            )
        self.line = models[-1].lineno
        return self.instance(models[-1], [], {})

    # -- classes and functions --------------------------------------------------------------------

    def instance(
        self, kind: ast.ClassDef, given: Sequence[Any], named: Mapping[str, Any]
    ) -> Instance:
        made_now = Instance(kind)
        base = self._torch_base(kind)
        if base in CONTAINERS or base == "ModuleDict":
            made_now.base = Container([], base == "Sequential", named=base == "ModuleDict")
        for holder in (kind, *self._above(kind)):
            for statement in holder.body:
                if isinstance(statement, ast.FunctionDef) and statement.name == "__init__":
                    self.run(statement, made_now, given, named)
                    return made_now
        if base:
            self._start_base(made_now, base, given, named)
            return made_now
        # A class without a constructor, such as a dataclass of settings.
        fields = [
            s.target.id
            for s in kind.body
            if isinstance(s, ast.AnnAssign) and isinstance(s.target, ast.Name)
        ]
        made_now.attributes |= dict(zip(fields, given, strict=False)) | dict(named)
        return made_now

    def called_alone(self, call: ast.Call, scope: dict[str, Any]) -> None:
        """A call whose value nobody takes: of the class above, of a method, or of no interest here."""
        title = ast.unparse(call.func)
        # What ends in _ gives numbers new values in place, as the functions of nn.init do.
        in_place = title.endswith("_") and not title.endswith("__")
        if not (in_place or title == "print" or title.endswith(".apply")):
            self.value(call, scope)

    def call_above(self, call: ast.Call, scope: Mapping[str, Any]) -> Any:
        """`super().name(…)`: of the nearest class above that the text has, or of PyTorch's."""
        me, name = scope.get("self"), ast.unparse(call.func).rpartition(".")[2]
        if not isinstance(me, Instance):
            return None
        given = self.spread(call.args, scope)
        named = {k.arg: self.value(k.value, scope) for k in call.keywords if k.arg}
        for above in self._above(scope.get("__class__")):
            for statement in above.body:
                if isinstance(statement, ast.FunctionDef) and statement.name == name:
                    return self.run(statement, me, given, named)
        if name == "__init__":
            self._start_base(me, self._torch_base(me.kind), given, named)
        elif name == "forward" and me.base is not None:
            return self.call_module(me.base, given)
        return None

    def _torch_base(self, kind: ast.ClassDef) -> str:
        """The class of torch.nn that a class of the text is made from: a container or a layer."""
        for holder in (kind, *self._above(kind)):
            for base in holder.bases:
                name = ast.unparse(base).rpartition(".")[2]
                if name in CONTAINERS or name == "ModuleDict" or name in TORCH_NAMES:
                    return name
        return ""

    def _start_base(
        self, me: Instance, base: str, given: Sequence[Any], named: Mapping[str, Any]
    ) -> None:
        """The layers a Sequential of the text starts with, or the layer that its class extends."""
        if isinstance(me.base, Container):
            if base == "ModuleDict":
                me.base.modules += list(given[0].items()) if given else []
            elif given:
                me.base.modules += self._container(base, given).modules
        elif base:
            me.base = Leaf(made(base, given, named))

    def has_forward(self, owner: Instance) -> bool:
        """Whether the text says what an object of its class does."""
        return any(
            isinstance(statement, ast.FunctionDef) and statement.name == "forward"
            for kind in (owner.kind, *self._above(owner.kind))
            for statement in kind.body
        )

    def _above(self, kind: ast.ClassDef | None) -> list[ast.ClassDef]:
        """The classes of the text that a class is made from, the nearest first."""
        names = [ast.unparse(base) for base in kind.bases] if kind else []
        found = [self.classes[name] for name in names if name in self.classes]
        if len(found) > CALLS or kind in found:
            return []
        return [holder for base in found for holder in (base, *self._above(base))]

    def method(self, instance: Instance, name: str) -> ast.FunctionDef:
        holders = (instance.kind, *self._above(instance.kind))
        for statement in [s for kind in holders for s in kind.body]:
            if isinstance(statement, ast.FunctionDef) and statement.name == name:
                return statement
        methods = [s.name for s in instance.kind.body if isinstance(s, ast.FunctionDef)]
        raise UserError(
            f"class {instance.kind.name} has no {name!r}",
            near(name, [*instance.attributes, *methods]),
        )

    def run_method(
        self, owner: Instance, name: str, given: Sequence[Any], named: Mapping[str, Any]
    ) -> Any:
        return self.run(self.method(owner, name), owner, given, named)

    def run_function(
        self,
        function: ast.FunctionDef,
        given: Sequence[Any],
        named: Mapping[str, Any],
        around: Mapping[str, Any] | None = None,
    ) -> Any:
        return self.run(function, None, given, named, around)

    def parameters(
        self, function: ast.FunctionDef, *, of_object: bool = True
    ) -> tuple[list[str], list[str]]:
        """Names without a default and all names, `self` left out."""
        names = [a.arg for a in (*function.args.posonlyargs, *function.args.args)][of_object:]
        needed = len(names) - len(function.args.defaults)
        return names[:needed], names

    def _holder(self, function: ast.FunctionDef, me: Instance) -> ast.ClassDef:
        """The class in whose text a method stands: `super()` is what is above it."""
        holders = (me.kind, *self._above(me.kind))
        return next((kind for kind in holders if function in kind.body), me.kind)

    def run(
        self,
        function: ast.FunctionDef,
        me: Instance | None,
        given: Sequence[Any],
        named: Mapping[str, Any],
        around: Mapping[str, Any] | None = None,
    ) -> Any:
        self.depth += 1
        if self.depth > CALLS:
            raise UserError("calls inside calls", f"nest at most {CALLS} deep")
        tags = [ast.unparse(tag) for tag in function.decorator_list]
        of_object = me is not None and "staticmethod" not in tags
        needed, names = self.parameters(function, of_object=of_object)
        keywords = [a.arg for a in function.args.kwonlyargs]
        defaults = dict(zip(names[len(needed) :], function.args.defaults, strict=True))
        defaults |= {
            name: node
            for name, node in zip(keywords, function.args.kw_defaults, strict=True)
            if node is not None
        }
        scope = {name: self.value(node, self.globals) for name, node in defaults.items()}
        if function.args.vararg is not None:
            scope[function.args.vararg.arg] = list(given[len(names) :])
            given = given[: len(names)]
        if function.args.kwarg is not None:
            rest = {name: value for name, value in named.items() if name not in (*names, *keywords)}
            scope[function.args.kwarg.arg] = rest
            named = {name: value for name, value in named.items() if name not in rest}
        if len(given) > len(names):
            raise UserError(f"{function.name} takes {len(names)} arguments", f"found {len(given)}")
        scope |= dict(zip(names, given, strict=False)) | dict(named)
        title = me.kind.name if me and function.name == "__init__" else function.name
        for name in (*dict(zip(names, given, strict=False)), *named):
            if name not in (*names, *keywords):
                raise UserError(f"{title}: unknown argument {name!r}", near(name, [*names, "self"]))
        missing = [name for name in (*names, *keywords) if name not in scope]
        if missing:
            raise UserError(
                f"{title}: {', '.join(missing)} missing",
                f"end with a line such as net = {title}({', '.join(f'{m}=…' for m in missing)})",
            )
        scope = {**(around or {}), **scope}
        if me is not None:
            scope["self"] = me
            scope["__class__"] = self._holder(function, me)
        outer = self.line
        try:
            self.statements(function.body, scope)
        except _Returned as returned:
            return returned.value
        finally:
            self.depth -= 1
        self.line = outer
        return None

    # -- statements ---------------------------------------------------------------------------------

    def statements(self, body: Sequence[ast.stmt], scope: dict[str, Any]) -> None:
        for statement in body:
            self.line = statement.lineno
            self.tick()
            self.statement(statement, scope)

    def block(self, node: ast.With | ast.For | ast.If, scope: dict[str, Any]) -> None:
        """Statements that are run once, for each entry of a list, or if a number says so."""
        if isinstance(node, ast.With):
            self.statements(node.body, scope)
        elif isinstance(node, ast.If):
            self.statements(node.body if self.value(node.test, scope) else node.orelse, scope)
        else:
            for entry in self.entries(self.value(node.iter, scope)):
                self.bind(node.target, entry, scope)
                self.statements(node.body, scope)

    def statement(self, node: ast.stmt, scope: dict[str, Any]) -> None:
        match node:
            case ast.Assign():
                found = self.value(node.value, scope)
                for target in node.targets:
                    self.bind(target, found, scope)
            case ast.AnnAssign(value=ast.expr() as value):
                self.bind(node.target, self.value(value, scope), scope)
            case ast.AugAssign():
                self.bind(
                    node.target,
                    self.binary(
                        node.op, self.value(node.target, scope), self.value(node.value, scope), node
                    ),
                    scope,
                )
            case ast.Return():
                raise _Returned(None if node.value is None else self.value(node.value, scope))
            case ast.Expr(value=ast.Call() as call):
                self.called_alone(call, scope)
            case _ if _says_nothing(node):
                pass
            case ast.FunctionDef():
                scope[node.name] = Closure(node, scope)
            case ast.With() | ast.For() | ast.If():
                self.block(node, scope)
            case _:
                raise UserError(
                    f"{shortened(ast.unparse(node).splitlines()[0])} is not understood",
                    "assignments, calls, for over layers, if on numbers, return",
                )


def _says_nothing(node: ast.stmt) -> bool:
    """Whether a statement makes no layers: a comment, an import, first values of weights."""
    if isinstance(node, ast.For):
        return ast.unparse(node.iter).endswith(_WEIGHTS)
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, _QUIET)
