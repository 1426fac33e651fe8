"""Which model a text of Keras code is about, or why there is none."""

import ast
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_keras.models import MODEL, Standing, contained, is_model
from quizgen.architecture.minipython.source import Line
from quizgen.architecture.minipython.values import Class, Function, Instance, Stop, Unknown

if TYPE_CHECKING:
    from quizgen.architecture.fake_keras.reader import KerasMachine


def main_model(machine: "KerasMachine") -> Instance:
    """The model of the file: the one that is no part of another; `Stop` where it is not clear."""
    held = machine.globals.get("model")
    named = machine.sound(held)
    if type(named) is Unknown or (machine.failed is not None and not is_model(named)):
        added = type(named) is Unknown and is_model(held)
        raise machine.failed or (named.refusal() if added else _nothing(machine))
    if not any(_is_whole(model) for model in machine.models):
        _make(machine)
    inner = contained(machine.models)
    free = [m for m in machine.models if id(m) not in inner and _is_whole(m)] or _imported(machine)
    if not free:
        raise _nothing(machine)
    if len(free) == 1:
        found = machine.sound(free[0])
        if type(found) is Unknown:
            # A layer could not be added, in a function that has the model alone.
            raise found.refusal()
        return free[0]
    names = {id(value): name for name, value in machine.globals.items() if is_model(value)}
    called = [model for model in free if names.get(id(model)) == "model"]
    if len(called) == 1:
        return called[0]
    said = ", ".join(names.get(id(model), model.host.name) for model in free)
    raise Stop(
        f"there are {len(free)} models: {said}",
        "keep one of them, or call the one that is meant `model`",
        line=1,
    )


def _imported(machine: "KerasMachine") -> list[Instance]:
    """The model that a file has from another one, by `from build import model`."""
    for name in ("model", "net", "network"):
        model: Any = machine.globals.get(name)
        if is_model(model) and _is_whole(model):
            return [model]
    return []


def _is_whole(model: Instance) -> bool:
    host: Standing = model.host
    known = host.layers or host.outputs is not None
    return bool(known) or isinstance(model.kind.find("call"), Function)


def _make(machine: "KerasMachine") -> None:
    """Call a function that makes a model, or make the last class of models."""
    makers = _makers(machine)
    ready = [maker for maker in makers if _needs_nothing(maker)]
    named = [maker for maker in ready if "model" in maker.name.lower()]
    for maker in reversed(named or ready * (len(ready) == 1)):
        machine.call(maker)
        if any(_is_whole(model) for model in machine.models):
            return
    kinds = [v for v in machine.globals.values() if isinstance(v, Class) and v.is_a(MODEL)]
    kinds = [kind for kind in kinds if kind.line and not isinstance(kind.line, Line)]
    if kinds:
        machine.call(kinds[-1])


def _makers(machine: "KerasMachine") -> list[Function]:
    """The functions of the file itself that call a class of models, or such a function."""
    own = [
        value
        for value in machine.globals.values()
        if isinstance(value, Function) and not isinstance(getattr(value.node, "lineno", 0), Line)
    ]
    names: set[str] = set()
    for _ in range(3):
        names |= {one.name for one in own if any(_is_maker(n, names) for n in _called(one))}
    return [one for one in own if one.name in names]


def _is_maker(name: str, makers: set[str]) -> bool:
    return name.endswith(("Model", "Sequential")) or name in makers


def _called(function: Function) -> list[str]:
    """What a function calls, as it is written."""
    calls = (node for node in ast.walk(function.node) if isinstance(node, ast.Call))
    return [ast.unparse(call.func) for call in calls]


def _nothing(machine: "KerasMachine") -> Stop:
    """Why there is no model: what the name `model` stands for, else any value that is not known."""
    named = [(name, v) for name, v in machine.globals.items() if type(v) is Unknown]
    named.sort(key=lambda pair: ("model" not in pair[0].lower(), pair[1].origin == "foreign"))
    for name, value in named:
        if value.origin in {"own", "foreign"}:
            said = f"no model here: {name} is not known: {value.why}"
            return Stop(said, value.fix, line=value.line)
    makers = _makers(machine)
    if makers:
        needed = ", ".join(f"{name}=…" for name in _needed(makers[-1]))
        line = f"end the file with a line such as model = {makers[-1].name}({needed})"
        said = f"no model here: {', '.join(maker.name for maker in makers[-3:])} would make one"
        return Stop(said, line, line=1)
    return Stop(
        "no model here", "write keras.Sequential([…]) or keras.Model(inputs, outputs)", line=1
    )


def _needed(function: Function) -> list[str]:
    """The arguments that a function must be given."""
    given = function.node.args
    names = [entry.arg for entry in (*given.posonlyargs, *given.args)]
    return names[: len(names) - len(given.defaults)]


def _needs_nothing(function: Function) -> bool:
    return not _needed(function) and not function.node.args.vararg
