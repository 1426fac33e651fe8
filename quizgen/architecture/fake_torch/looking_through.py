"""What a module says it holds: `children`, `modules`, `parameters` and their names, one after the other."""

from collections.abc import Iterator as Steps
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch.modules import children, is_module, parameters
from quizgen.architecture.fake_torch.tensors import Parameter
from quizgen.architecture.minipython.iterators import Iterator
from quizgen.architecture.minipython.values import Instance, Native, Stop

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine

Named = Steps[tuple[str, Any]]


def _held(machine: "TorchMachine", owner: Instance) -> Named:
    """The modules in a module as they are when each is asked for: a loop may put others in their place."""
    names = [name for name, _ in children(machine, owner)]
    for name in names:
        now = dict(children(machine, owner))
        if len(now) != len(names) or name not in now:
            raise Stop(
                "modules are added or taken away while a loop goes over them", "", "RuntimeError"
            )
        yield name, now[name]


def _children(machine: "TorchMachine", owner: Instance) -> Named:
    """Each once, under its first name, as PyTorch gives them."""
    seen: set[int] = set()
    for name, value in _held(machine, owner):
        if id(value) not in seen:
            seen.add(id(value))
            yield name, value


def _modules(machine: "TorchMachine", owner: Any, path: str, seen: dict[int, Any] | None) -> Named:
    """A module and all inside it, each once where those that were seen are kept."""
    if seen is not None:
        if id(owner) in seen:
            return
        seen[id(owner)] = owner
    machine.tick()
    yield path, owner
    if is_module(owner):
        for name, value in _held(machine, owner):
            yield from _modules(machine, value, f"{path}.{name}".lstrip("."), seen)


def _parameters(
    machine: "TorchMachine", owner: Instance, prefix: str = "", recurse: Any = True, **more: Any
) -> list[tuple[str, Any]]:
    found = list(parameters(machine, owner))
    if recurse is False:
        own = {id(value) for value in owner.attributes.values() if isinstance(value, Parameter)}
        found = [(name, value) for name, value in found if id(value) in own]
    return [(f"{prefix}.{name}" if prefix else name, value) for name, value in found]


def _named_modules(
    machine: "TorchMachine",
    owner: Instance,
    memo: Any = None,
    prefix: str = "",
    remove_duplicate: Any = True,
) -> Iterator:
    return Iterator(_modules(machine, owner, prefix, {} if remove_duplicate else None))


def _values(run: Any) -> Any:
    return lambda *given, **named: Iterator(value for _, value in run(*given, **named))


def _listed(run: Any) -> Any:
    return lambda *given, **named: Iterator(iter(run(*given, **named)))


def _all_modules(machine: "TorchMachine", owner: Instance) -> Named:
    return _modules(machine, owner, "", {})


def _unnamed_parameters(machine: "TorchMachine", owner: Instance, recurse: Any = True) -> Any:
    return Iterator(iter([value for _, value in _parameters(machine, owner, "", recurse)]))


_RUN: dict[str, Any] = {
    "parameters": _unnamed_parameters,
    "named_parameters": _listed(_parameters),
    "buffers": lambda *given, **named: Iterator(iter(())),
    "named_buffers": lambda *given, **named: Iterator(iter(())),
    "children": _values(_children),
    "named_children": _listed(_children),
    "modules": _values(_all_modules),
    "named_modules": _named_modules,
}
LOOKING = {name: Native(name, run, takes_unknown=True) for name, run in _RUN.items()}
