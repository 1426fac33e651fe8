"""The process that executes a file: `python -m quizgen.architecture.run_child`, for `run_file` alone."""

import ast
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from quizgen.errors import UserError

# Names that files give to the network they are about, the likeliest first.
NAMES = ("net", "model", "network")


def main(wanted: str) -> None:
    """Execute the file, read the module it makes, and write what was found, or what went wrong."""
    path, result, shape, settings, seconds, memory = json.loads(wanted)
    _limit(seconds, memory)
    try:
        found = _network(Path(path), shape, settings)
    except UserError as error:
        found = {"error": error.args[0], "fix": error.fix or "change the file"}
    except BaseException as error:  # noqa: BLE001 - the file may raise anything, SystemExit too
        said = str(error).strip().split("\n")[0]
        found = {"error": f"{type(error).__name__}: {said}", "fix": "run the file by itself first"}
    Path(result).write_text(json.dumps(found), encoding="utf-8")


def _limit(seconds: int, memory: int) -> None:
    """Bounds of time and memory, where the system has them."""
    try:
        import resource
    except ImportError:  # Windows: the time alone is bounded, by who waits
        return
    for kind, most in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, memory)):
        _, hard = resource.getrlimit(kind)
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)  # noqa: PLW2901 - no more than is allowed already
        resource.setrlimit(kind, (most, hard))


def _network(path: Path, shape: Any, settings: Mapping[str, Any]) -> dict[str, Any]:
    from quizgen.architecture.live_module import from_module
    from quizgen.architecture.writing import layers_toml

    sys.path.insert(0, str(path.parent))
    tree = _with_settings(path, settings)
    space = _run(path, tree, "__quizgen__")
    try:
        name, module = chosen(space)
    except UserError:
        called = first_called(path, tree)
        if called is None:
            raise
        name, module, seen = called
        shape = seen if shape is None else shape
    network = from_module(module, shape)
    if network.input_shape is None:
        raise UserError("the shape of the input is not known", "give --input")
    return {"name": name, "toml": layers_toml(network), "left_out": list(network.left_out)}


def _with_settings(path: Path, settings: Mapping[str, Any]) -> ast.Module:
    """The file with other values for names that it sets itself; options go to its command line."""
    try:
        tree = ast.parse(path.read_text(encoding="utf-8-sig"))
    except SyntaxError as error:
        raise UserError(
            f"line {error.lineno}: SyntaxError: {error.msg}", "run it by itself"
        ) from None
    said = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assigned = {name: node for node in _outside(tree) for name in _names(node)}
    sys.argv = [str(path)]
    for name, value in settings.items():
        option = next((o for o in (f"--{name}", f"--{name.replace('_', '-')}") if o in said), None)
        if option:
            sys.argv += [option, str(value)]
        elif name not in assigned:
            from quizgen.architecture.vocabulary import near

            raise UserError(
                f"--set {name}: nothing in the file is called so", near(name, assigned or ["x"])
            )
        for node in _outside(tree):
            if name in _names(node):
                node.value = ast.copy_location(ast.parse(repr(value), mode="eval").body, node)
    return ast.fix_missing_locations(tree)


def _outside(tree: ast.AST) -> Iterator[ast.Assign | ast.AnnAssign]:
    """The assignments outside functions and classes."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign):
            yield node
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from _outside(node)


def _names(node: ast.Assign | ast.AnnAssign) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _run(path: Path, tree: ast.Module, name: str) -> dict[str, Any]:
    """What the file has made when it has run under a name."""
    module = ModuleType(name)
    module.__file__ = str(path)
    sys.modules[name] = module
    try:
        exec(compile(tree, str(path), "exec"), module.__dict__)  # noqa: S102 - asked for by --run
    except BaseException as error:
        if isinstance(error, _CalledError):
            raise
        line = _line(error, str(path))
        said = str(error).strip().split("\n")[0]
        raise UserError(
            f"line {line}: {type(error).__name__}: {said}", "run it by itself"
        ) from None
    return module.__dict__


class _CalledError(BaseException):
    """Ends a file at the first call of a module."""

    def __init__(self, module: Any, shapes: list[tuple[int, ...]]) -> None:
        super().__init__()
        self.module, self.shapes = module, shapes


def first_called(path: Path, tree: ast.Module) -> tuple[str, Any, Any] | None:
    """The module that the file calls first when it is the main program, and the shapes it is called with."""
    import torch

    def call(module: Any, *given: Any, **named: Any) -> Any:
        if next(module.parameters(), None) is None:
            return before(module, *given, **named)  # a transformation of data, say
        tensors = [value for value in given if isinstance(value, torch.Tensor)]
        raise _CalledError(module, [tuple(tensor.shape[1:]) for tensor in tensors])

    before = torch.nn.Module.__call__
    torch.nn.Module.__call__ = call
    try:
        _run(path, tree, "__main__")
    except _CalledError as found:
        return type(found.module).__name__, found.module, found.shapes or None
    except UserError:
        return None  # data that are not there, say: what is wanted instead is said already
    finally:
        torch.nn.Module.__call__ = before
    return None


def chosen(space: Mapping[str, Any]) -> tuple[str, Any]:
    """The module a file is about: one under a usual name, else its last one, else its last class."""
    torch = sys.modules.get("torch")
    if torch is None:
        raise UserError("the file does not import torch", "give a file with a torch.nn.Module")
    made = {n: v for n, v in space.items() if isinstance(v, torch.nn.Module)}
    for name in (*NAMES, *reversed(made)):
        if name in made:
            return name, made[name]
    classes = [
        value for value in space.values()
        if isinstance(value, type) and issubclass(value, torch.nn.Module) and value.__module__ == "__quizgen__"
    ]  # fmt: skip
    said = ""
    for kind in reversed(classes):
        try:
            return kind.__name__, kind()
        except TypeError as error:
            said = said or f"{kind.__name__}: {error}"
    raise UserError(
        f"no module is made{f' ({said})' if said else ''}", "write net = … at the end of the file"
    )


def _line(error: BaseException, file: str) -> int:
    """The last line of the file on the way to an error."""
    import traceback

    lines = [f.lineno or 0 for f in traceback.extract_tb(error.__traceback__) if f.filename == file]
    return lines[-1] if lines else 1


if __name__ == "__main__":
    main(sys.argv[1])
