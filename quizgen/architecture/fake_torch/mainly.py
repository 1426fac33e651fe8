"""Which network a file is about: the module it makes last, else its last class."""

import ast
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch.containers import SEQUENTIAL
from quizgen.architecture.fake_torch.further import LOSSES
from quizgen.architecture.fake_torch.modules import MODULE, children, is_module, parameters, walk
from quizgen.architecture.minipython import calls
from quizgen.architecture.minipython.source import Line
from quizgen.architecture.minipython.values import MISSING, Class, Function, Instance, Stop, Unknown

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine


# Names that files give to their network.
_USUAL = ("net", "model", "network")


def main_network(machine: "TorchMachine", tree: ast.AST) -> Instance:
    """The module of a file; `Stop` says why there is none."""
    found = _made(machine, tree)
    if found is not None:
        return found  # type: ignore[no-any-return]
    kind = _last_class(machine, tree)
    if kind is None:
        raise _nothing(machine, tree)
    machine.line = kind.line
    machine.final = False
    return _called(machine, kind)


def _called(machine: "TorchMachine", kind: Class) -> Instance:
    """An object of a class that the file itself makes none of: settings are its arguments."""
    start = kind.find("__init__")
    takes = calls.parameters(start.node) if isinstance(start, Function) else None
    names = (*takes.places[1:], *takes.only_named) if takes else ()
    given = {name: machine.settings[name] for name in names if name in machine.settings}
    machine.used.update(given)
    try:
        return machine.call(kind, [], given)  # type: ignore[no-any-return]
    except Stop as stop:
        missing = [name for name in names if f"{name}=…" in stop.fix]
        if missing and stop.exception == "TypeError":
            shown = " ".join(f"--set {name}=VALUE" for name in missing)
            stop.fix = f"{stop.fix}, or give {shown}"
        raise


def _is_network(machine: "TorchMachine", value: Any) -> bool:
    return is_module(value) and value.kind.name not in LOSSES and machine.sound(value) is value


def _made(machine: "TorchMachine", tree: ast.AST) -> Any:
    """The module that the top of the file binds last; of several the last that learns."""
    modules: list[Any] = []
    failed = None
    unknown = any(type(value) is Unknown for value in machine.globals.values())
    builders = _builders(machine, tree) if unknown else set()
    bound = _last_bound(tree)
    for name in sorted(machine.globals, key=lambda each: bound.get(each, -1)):
        value = machine.sound(machine.globals[name])
        if _is_network(machine, value):
            modules.append(value)
            failed = None
        elif type(value) is Unknown and name in builders:
            failed = name, value
    if failed is not None:
        name, value = failed
        raise value.refusal() if value.origin == "data" else _said(name, value)
    if not modules and machine.failed is not None:
        raise machine.failed
    stop = _unknown_network(machine, tree, alone=not any(map(_learns(machine), modules)))
    if stop is not None:
        raise stop
    if not modules:
        modules = _roots(machine, machine.constructed)
    if len(modules) > 1:
        modules = _outermost(machine, modules)
    learned = list(filter(_learns(machine), modules))
    outside = _of_layers_outside(machine)
    if outside is not None and outside in modules:
        return outside
    return (_composed(machine, learned) or learned or modules or [None])[-1]


def _composed(machine: "TorchMachine", modules: list[Instance]) -> list[Instance]:
    """Those that are more than one layer of PyTorch, or that bear a usual name: a layer beside them is a part of something."""
    named = {id(machine.sound(machine.globals.get(name))) for name in _USUAL}
    return [module for module in modules if module.host is None or id(module) in named]


def _of_layers_outside(machine: "TorchMachine") -> Instance | None:
    """The module of a usual name that holds no layers and calls those at the top of the file: PyTorch counts none."""
    learns = _learns(machine)
    for name in _USUAL:
        module = machine.sound(machine.globals.get(name))
        held = module.kind.find("forward") if is_module(module) else None
        if not isinstance(held, Function) or learns(module):
            continue
        asked = {node.id for node in ast.walk(held.node) if isinstance(node, ast.Name)}
        found = (machine.sound(machine.globals.get(each)) for each in sorted(asked))
        if any(is_module(each) and learns(each) for each in found):
            return module  # type: ignore[no-any-return]
    return None


def _learns(machine: "TorchMachine") -> Callable[[Instance], bool]:
    return lambda module: any(True for _ in parameters(machine, module))


def _last_class(machine: "TorchMachine", tree: ast.AST) -> Class | None:
    """The last class of modules that no other class uses."""
    body = getattr(tree, "body", ())
    used = {
        node.func.id
        for kind in body
        if isinstance(kind, ast.ClassDef)
        for node in ast.walk(kind)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    kinds = [value for value in machine.globals.values() if isinstance(value, Class) and value.line]
    kinds = [kind for kind in kinds if not isinstance(kind.line, Line)]
    models = [
        kind
        for kind in kinds
        if kind.is_a(MODULE) and (kind.is_a(SEQUENTIAL) or kind.find("forward") is not MISSING)
    ]
    models.sort(key=lambda kind: kind.line)
    free = [kind for kind in models if kind.name not in used]
    known = free or models
    return known[-1] if known else None


def _unknown_made(machine: "TorchMachine", tree: ast.AST) -> dict[str, Unknown]:
    """The names given to calls at the top of the file of which nobody knows what they give."""
    made = _assigned(tree)
    return {
        name: value
        for name, value in machine.globals.items()
        if type(value) is Unknown and value.origin in {"own", "foreign"} and name in made
    }


def _unknown_network(machine: "TorchMachine", tree: ast.AST, *, alone: bool) -> Stop | None:
    """Why the network of the file is not known: a library makes it, whatever layers are put into it.

    `alone` says that no module of the file learns that has a name.
    """
    found = _unknown_made(machine, tree)
    made = _assigned(tree)
    for name in _USUAL:
        wraps = isinstance(made.get(name), ast.Call) and _modules_taken(machine, made[name]) == 1
        if name in found and not wraps:
            return _said(name, found[name])
        value = machine.globals.get(name)
        if type(value) is Unknown and name not in found and name in made:
            return value.refusal()
    if machine.holder is None or not alone:
        return None
    holders = [name for name, value in found.items() if value is machine.holder]
    return _said(holders[-1], machine.holder) if holders else machine.holder.refusal()


def _modules_taken(machine: "TorchMachine", call: ast.expr) -> int:
    """How many modules of the file a call has among its arguments: a single one is what the file is about."""
    makers = {n for n, v in machine.globals.items() if isinstance(v, Class) and v.is_a(MODULE)}
    many, waiting = 0, list(ast.iter_child_nodes(call))
    while waiting:
        node = waiting.pop()
        held = isinstance(node, ast.Name) and is_module(machine.globals.get(node.id))
        called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        if held or called in makers or _is_layer(called):
            many += 1
        elif not isinstance(node, ast.Lambda):
            waiting += ast.iter_child_nodes(node)
    return many


def _said(name: str, value: Unknown) -> Stop:
    return Stop(
        f"{name} is not known: {value.why}",
        value.fix or "write nn.Sequential(…) or a class with __init__ and forward",
        line=value.line,
    )


def _nothing(machine: "TorchMachine", tree: ast.AST) -> Stop:
    found = _unknown_made(machine, tree)
    if found:
        return _said(*list(found.items())[-1])
    return Stop(
        "no layers here", "write nn.Sequential(…) or a class with __init__ and forward", line=1
    )


def _top(tree: ast.AST) -> Iterator[ast.stmt]:
    """The statements of a file outside functions and classes."""
    waiting = list(reversed(getattr(tree, "body", ())))
    while waiting:
        statement = waiting.pop()
        yield statement
        if not isinstance(statement, ast.FunctionDef | ast.ClassDef):
            for name in ("finalbody", "orelse", "body"):
                waiting += reversed(getattr(statement, name, ()))


def _assigned(tree: ast.AST) -> dict[str, ast.expr]:
    """The names that calls, and what is joined of them, are given to at the top of the file."""
    found: dict[str, ast.expr] = {}
    for statement in _top(tree):
        value = getattr(statement, "value", None)
        if isinstance(statement, ast.Assign) and isinstance(
            value, ast.Call | ast.BinOp | ast.BoolOp
        ):
            for target in statement.targets:
                if isinstance(target, ast.Name):
                    found[target.id] = statement.value
    return found


def _last_bound(tree: ast.AST) -> dict[str, int]:
    """Which statement at the top of the file gives each name its value last."""
    return {
        node.id: place
        for place, statement in enumerate(_top(tree))
        if not isinstance(statement, ast.FunctionDef | ast.ClassDef)
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _builders(machine: "TorchMachine", tree: ast.AST) -> set[str]:
    """Names given to calls of the file's own classes of modules, or of functions that make some."""
    makers = {n for n, v in machine.globals.items() if isinstance(v, Class) and v.is_a(MODULE)}
    functions = [s for s in _top(tree) if isinstance(s, ast.FunctionDef)]
    for _ in range(3):
        for function in functions:
            called = {ast.unparse(n.func) for n in ast.walk(function) if isinstance(n, ast.Call)}
            if called & makers or any(map(_is_layer, called)):
                makers.add(function.name)
    found = set()
    for name, value in _assigned(tree).items():
        callee: Any = value
        while isinstance(callee, ast.Call | ast.Attribute):
            callee = callee.func if isinstance(callee, ast.Call) else callee.value
            library = _is_layer(ast.unparse(callee))
            if library or (isinstance(callee, ast.Name) and callee.id in makers):
                found.add(name)
    return found


def _is_layer(called: str) -> bool:
    """Whether a call is one of `torch.nn` that gives a layer: losses, functions and first values are none."""
    words = called.removeprefix("torch.").split(".")
    beside = {"functional", "init"} & set(words) or "(" in called
    return words[0] == "nn" and len(words) > 1 and words[-1] not in LOSSES and not beside


def _outermost(machine: "TorchMachine", modules: list[Instance]) -> list[Instance]:
    """Those that are no part of another one, as the module a loop has come to last is."""
    inner = {
        id(part) for module in modules for _, part in walk(machine, module) if part is not module
    }
    return [module for module in modules if id(module) not in inner]


def _roots(machine: "TorchMachine", modules: list[Instance]) -> list[Instance]:
    """Those of the modules that are inside no other one."""
    inner = {id(child) for module in modules for _, child in children(machine, module)}
    return [module for module in modules if id(module) not in inner]
