"""What a module says it holds: `children`, `modules`, `parameters` and their names, one after the other."""

from collections.abc import Iterator as Steps
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch.buffers import buffers_of
from quizgen.architecture.fake_torch.modules import children, is_module, with_others
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


def _members(
    machine: "TorchMachine", owner: Instance, own: Any, prefix: str, recurse: Any, once: Any
) -> Named:
    """What `own` gives of a module and of each inside it, each once unless that is not asked for."""
    seen: set[int] = set()
    inside: dict[int, Any] | None = {} if once else None
    modules = [(prefix, owner)] if recurse is False else _modules(machine, owner, prefix, inside)
    for path, inner in modules:
        if not is_module(inner):
            yield path, inner
            continue
        for name, value in own(machine, inner).items():
            if id(value) not in seen:
                yield f"{path}.{name}".lstrip("."), value
            if once:
                seen.add(id(value))


def _parameters(
    machine: "TorchMachine",
    owner: Instance,
    prefix: str = "",
    recurse: Any = True,
    remove_duplicate: Any = True,
) -> Named:
    return _members(machine, owner, _own_parameters, prefix, recurse, remove_duplicate)


def _own_parameters(machine: "TorchMachine", owner: Instance) -> dict[str, Any]:
    return {k: v for k, v in with_others(owner).items() if isinstance(v, Parameter)}


def _buffers(
    machine: "TorchMachine",
    owner: Instance,
    prefix: str = "",
    recurse: Any = True,
    remove_duplicate: Any = True,
) -> Named:
    return _members(machine, owner, buffers_of, prefix, recurse, remove_duplicate)


def _state(machine: "TorchMachine", owner: Instance, *given: Any, **named: Any) -> dict[str, Any]:
    """`state_dict()`: a tensor that two layers have is there under both names."""
    if given or set(named) - {"keep_vars"}:
        raise Stop("state_dict(…) with arguments is not read", "write net.state_dict()")
    found: dict[str, Any] = {}
    for path, inner in _modules(machine, owner, "", None):
        if is_module(inner):
            kept = buffers_of(machine, inner, stored=True)
            own = {**_own_parameters(machine, inner), **kept}
        else:
            own = {"": inner}
        found |= {f"{path}.{name}".strip("."): value for name, value in own.items()}
    return found


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


def _unnamed(run: Any) -> Any:
    """`parameters(recurse)`, which takes nothing else."""
    return lambda machine, owner, recurse=True: Iterator(
        value for _, value in run(machine, owner, "", recurse)
    )


_RUN: dict[str, Any] = {
    "parameters": _unnamed(_parameters),
    "named_parameters": _listed(_parameters),
    "buffers": _unnamed(_buffers),
    "named_buffers": _listed(_buffers),
    "state_dict": _state,
    "children": _values(_children),
    "named_children": _listed(_children),
    "modules": _values(_all_modules),
    "named_modules": _named_modules,
}
LOOKING = {name: Native(name, run, takes_unknown=True) for name, run in _RUN.items()}
