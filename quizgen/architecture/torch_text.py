"""Torch code as text: `nn.Sequential` and `nn.Module` classes, read statement by statement.

The code is parsed and walked; nothing of it is executed. What is understood is what such classes
are made of: layers, numbers, `self`, calls, `+` and `cat`, loops over ranges and lists of layers.
"""

import ast
from collections.abc import Mapping, Sequence
from typing import Any

from quizgen.architecture.graph import Graph
from quizgen.architecture.literal import parsed, shortened
from quizgen.architecture.torch_calls import TORCH_NAMES
from quizgen.architecture.torch_expressions import CONTAINERS, Expressions
from quizgen.architecture.torch_modules import Instance, Module, Tensor
from quizgen.architecture.torch_stacks import STACKS
from quizgen.architecture.vocabulary import near
from quizgen.errors import UserError
from quizgen.solver.network import Network

CALLS = 40


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
        if isinstance(module, Instance):
            names = self.parameters(self.method(module, "forward"))[0]
        self.graph = Graph(self.shapes_of(names))
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
            if name not in used and any(getattr(s, "name", "") == "forward" for s in kind.body)
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
        for statement in kind.body:
            if isinstance(statement, ast.FunctionDef) and statement.name == "__init__":
                self.run(statement, made_now, given, named)
        return made_now

    def method(self, instance: Instance, name: str) -> ast.FunctionDef:
        for statement in instance.kind.body:
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
        self, function: ast.FunctionDef, given: Sequence[Any], named: Mapping[str, Any]
    ) -> Any:
        return self.run(function, None, given, named)

    def parameters(
        self, function: ast.FunctionDef, *, of_object: bool = True
    ) -> tuple[list[str], list[str]]:
        """Names without a default and all names, `self` left out."""
        names = [a.arg for a in (*function.args.posonlyargs, *function.args.args)][of_object:]
        needed = len(names) - len(function.args.defaults)
        return names[:needed], names

    def run(
        self,
        function: ast.FunctionDef,
        me: Instance | None,
        given: Sequence[Any],
        named: Mapping[str, Any],
    ) -> Any:
        self.depth += 1
        if self.depth > CALLS:
            raise UserError("calls inside calls", f"nest at most {CALLS} deep")
        needed, names = self.parameters(function, of_object=me is not None)
        keywords = [a.arg for a in function.args.kwonlyargs]
        defaults = dict(zip(names[len(needed) :], function.args.defaults, strict=True))
        defaults |= {
            name: node
            for name, node in zip(keywords, function.args.kw_defaults, strict=True)
            if node is not None
        }
        scope = {name: self.value(node, self.globals) for name, node in defaults.items()}
        if len(given) > len(names):
            raise UserError(f"{function.name} takes {len(names)} arguments", f"found {len(given)}")
        scope |= dict(zip(names, given, strict=False)) | dict(named)
        title = me.kind.name if me and function.name == "__init__" else function.name
        for name in scope:
            if name not in (*names, *keywords):
                raise UserError(f"{title}: unknown argument {name!r}", near(name, [*names, "self"]))
        missing = [name for name in (*names, *keywords) if name not in scope]
        if missing:
            raise UserError(
                f"{title}: {', '.join(missing)} missing",
                f"end with a line such as net = {title}({', '.join(f'{m}=…' for m in missing)})",
            )
        if me is not None:
            scope["self"] = me
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

    def statement(self, node: ast.stmt, scope: dict[str, Any]) -> None:
        match node:
            case ast.Assign():
                found = self.value(node.value, scope)
                for target in node.targets:
                    self.bind(target, found, scope)
            case ast.AnnAssign(value=ast.expr()):
                self.bind(node.target, self.value(node.value, scope), scope)  # type: ignore[arg-type]  # not None: matched
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
            case ast.Expr(value=ast.Call()):
                if "super" not in ast.unparse(node.value):
                    self.value(node.value, scope)
            case ast.Expr(value=ast.Constant()) | ast.Pass() | ast.AnnAssign():
                pass
            case ast.For():
                for entry in self.entries(self.value(node.iter, scope)):
                    self.bind(node.target, entry, scope)
                    self.statements(node.body, scope)
            case ast.If():
                test = self.value(node.test, scope)
                self.statements(node.body if test else node.orelse, scope)
            case _:
                raise UserError(
                    f"{shortened(ast.unparse(node).splitlines()[0])} is not understood",
                    "assignments, calls, for over layers, if on numbers, return",
                )
