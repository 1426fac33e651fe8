"""`nn.Sequential`, `ModuleList`, `ModuleDict`, `ParameterList` and `ParameterDict`, with their methods."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch.modules import is_module, may_be_module, module_class
from quizgen.architecture.fake_torch.tensors import TENSORS, Parameter
from quizgen.architecture.minipython.items import shortly
from quizgen.architecture.minipython.iterators import Iterator, Rest, Seen, iterator
from quizgen.architecture.minipython.values import Instance, Stop, Unknown

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine


def held(owner: Instance) -> dict[str, Any]:
    """What a container holds, under its names."""
    return {
        name: value
        for name, value in owner.attributes.items()
        if is_module(value)
        or may_be_module(value)
        or (isinstance(value, Parameter) and _of_parameters(owner))
        or (value is None and name.isdigit())
    }


def _of_parameters(owner: Instance) -> bool:
    return owner.kind.is_a(PARAMETER_LIST) or owner.kind.is_a(PARAMETER_DICT)


def _checked(value: Any, title: str) -> Any:
    if (
        not is_module(value)
        and type(value) is not Unknown
        and not isinstance(value, Parameter | None)
    ):
        stop = Stop(f"{title}: {shortly(value)} is not a layer", "give layers", "TypeError")
        stop.certain = True
        raise stop
    return value


def _put(machine: "TorchMachine", owner: Instance, name: str, value: Any) -> None:
    machine.note(owner.attributes, name)
    if type(value) is Unknown and value.origin == "data":
        # Whatever it is, the container takes layers only.
        value = replace(value, origin="own")
    owner.attributes[name] = _checked(value, owner.kind.name)


def _all(machine: "TorchMachine", owner: Instance, entries: list[Any]) -> None:
    """New entries under numbers in place of all there are."""
    machine.note(owner)
    for name in held(owner):
        del owner.attributes[name]
    for place, value in enumerate(entries):
        _put(machine, owner, str(place), value)


def _start_sequential(machine: "TorchMachine", owner: Instance, *given: Any) -> None:
    machine.constructed.append(owner)
    if len(given) == 1 and isinstance(given[0], dict):
        for name, value in given[0].items():
            _put(machine, owner, str(name), value)
        return
    for place, value in enumerate(given):
        _put(machine, owner, str(place), value)


def _start_list(machine: "TorchMachine", owner: Instance, modules: Any = None) -> None:
    if modules is not None:
        _extend(machine, owner, modules)


def _extend(machine: "TorchMachine", owner: Instance, modules: Any) -> Any:
    entries = machine.iterate(modules)
    if type(entries) is Unknown:
        machine.note(owner)
        machine.poison(owner, entries)
        return owner
    start = len(held(owner))
    for place, value in enumerate(entries, start=start):
        _put(machine, owner, str(place), value)
    return owner


def _append(machine: "TorchMachine", owner: Instance, value: Any) -> Instance:
    _put(machine, owner, str(len(held(owner))), value)
    return owner


def _insert(machine: "TorchMachine", owner: Instance, place: int, value: Any) -> None:
    entries = list(held(owner).values())
    entries.insert(place, value)
    _all(machine, owner, entries)


def _pop(machine: "TorchMachine", owner: Instance, place: Any = -1) -> Any:
    entries = list(held(owner).values())
    found = entries.pop(place)
    _all(machine, owner, entries)
    return found


def _length(machine: "TorchMachine", owner: Instance) -> int:
    return len(held(owner))


class _View(Seen):
    """What a container holds at the time it is looked at: PyTorch gives a view of its dictionary."""

    noun = "a view of layers"

    def __init__(self, owner: Instance, name: str) -> None:
        self.owner, self.name = owner, name

    def _sound(self, machine: Any) -> Any:
        sound = machine.sound(self.owner)
        return sound if type(sound) is Unknown else None

    def entries(self, machine: Any) -> Any:
        return self._sound(machine) or list(getattr(held(self.owner), self.name)())

    def steps(self, machine: Any) -> Any:
        names = list(held(self.owner))
        for name in names:
            if (unknown := self._sound(machine)) is not None:
                yield Rest(unknown)
                return
            yield self._entry(name, len(names))
        self._entry(None, len(names))

    def _entry(self, name: str | None, many: int) -> Any:
        now = held(self.owner)
        if len(now) != many or (name is not None and name not in now):
            raise Stop(
                "layers are added or taken away while a loop goes over them",
                "write the loop over list(…) of them",
                "RuntimeError",
            )
        if name is None or self.name == "keys":
            return name
        return now[name] if self.name == "values" else (name, now[name])

    def length(self, machine: Any) -> Any:
        return self._sound(machine) or len(held(self.owner))

    def truth(self, machine: Any) -> Any:
        return self._sound(machine) or bool(held(self.owner))


def _view(name: str) -> Any:
    return lambda machine, owner: _View(owner, name)


def _by_places(machine: "TorchMachine", owner: Instance) -> Iterator:
    """The tensors of a `ParameterList`, as many as there are now, each looked up when it is asked for."""
    return Iterator(_item(machine, owner, place) for place in range(len(held(owner))))


def _item(machine: "TorchMachine", owner: Instance, key: Any) -> Any:
    if type(key) is Unknown:
        return key
    entries = held(owner)
    if isinstance(key, slice):
        found = Instance(owner.kind if owner.kind.native else _NEAREST(owner))
        for name, value in list(entries.items())[key]:
            found.attributes[
                name if owner.kind.is_a(SEQUENTIAL) else str(len(found.attributes))
            ] = value
        return found
    if isinstance(key, str):
        if key not in entries:
            from quizgen.architecture.vocabulary import near

            raise Stop(f"no entry {key!r}", near(key, entries or ["(none)"]), "KeyError")
        return entries[key]
    if type(key) is not int or not -len(entries) <= key < len(entries):
        raise Stop(f"no entry {shortly(key)}: there are {len(entries)}", "", "IndexError")
    return list(entries.values())[key]


def _NEAREST(owner: Instance) -> Any:  # noqa: N802
    return next(kind for kind in owner.kind.mro if kind.native)


def _set_item(machine: "TorchMachine", owner: Instance, key: Any, value: Any) -> None:
    if type(key) is Unknown:
        machine.note(owner)
        machine.poison(owner, key)
    elif isinstance(key, int):
        name = list(held(owner))[key]
        _put(machine, owner, name, value)
    else:
        _put(machine, owner, str(key), value)


def _delete_item(machine: "TorchMachine", owner: Instance, key: Any) -> None:
    if isinstance(key, str):
        machine.note(owner)
        del owner.attributes[key]
        return
    entries = list(held(owner).values())
    del entries[key]
    _all(machine, owner, entries)


def _contains(machine: "TorchMachine", owner: Instance, key: Any) -> bool:
    return key in held(owner) or any(value is key for value in held(owner).values())


def _run(machine: "TorchMachine", owner: Instance, *given: Any, **named: Any) -> Any:
    """One layer after the other."""
    if not given:
        raise Stop("nn.Sequential is called without a tensor", "write net(x)", "TypeError")
    found, *rest = given
    for module in held(owner).values():
        found = machine.call(module, [found, *rest], named)
        rest, named = [], {}
    return found


def _no_call(machine: "TorchMachine", owner: Instance, *given: Any, **named: Any) -> Any:
    raise Stop(
        f"{owner.kind.name} cannot be called", "call the layers in it", "NotImplementedError"
    )


def _joined(machine: "TorchMachine", owner: Instance, other: Any) -> Any:
    """`a + b`: a new container with the layers of both."""
    found = machine.call(_NEAREST(owner))
    for each in (owner, other):
        _extend(machine, found, each)
    return found


def _repeated(machine: "TorchMachine", owner: Instance, many: int) -> Any:
    """`a * n`: the same layers again and again."""
    found = machine.call(SEQUENTIAL)
    for _ in range(many):
        _extend(machine, found, owner)
    return found


def _more(machine: "TorchMachine", owner: Instance, many: int) -> Instance:
    """`a *= n`."""
    before = list(held(owner).values())
    for _ in range(many - 1):
        _extend(machine, owner, before)
    return owner


_LISTED = {
    "__len__": _length,
    "__iter__": lambda machine, owner: iterator(machine, _View(owner, "values")),
    "__getitem__": _item,
    "__setitem__": _set_item,
    "__delitem__": _delete_item,
    "append": _append,
    "extend": _extend,
    "insert": _insert,
    "pop": _pop,
    "__iadd__": _extend,
    "__add__": _joined,
}


def _update(machine: "TorchMachine", owner: Instance, modules: Any) -> None:
    if type(modules) is Unknown:
        machine.note(owner)
        machine.poison(owner, modules)
        return
    if isinstance(modules, Instance):
        modules = held(modules)
    pairs = modules.items() if isinstance(modules, dict) else machine.iterate(modules)
    for name, value in pairs:
        _put(machine, owner, str(name), value)


def _start_dictionary(machine: "TorchMachine", owner: Instance, modules: Any = None) -> None:
    if modules is not None:
        _update(machine, owner, modules)


def _pop_named(machine: "TorchMachine", owner: Instance, key: str) -> Any:
    machine.note(owner)
    return owner.attributes.pop(key)


_NAMED = {
    "__init__": _start_dictionary,
    "__len__": _length,
    "__iter__": lambda machine, owner: iterator(machine, _View(owner, "keys")),
    "__getitem__": _item,
    "__setitem__": _set_item,
    "__delitem__": _delete_item,
    "__contains__": _contains,
    **{name: _view(name) for name in ("keys", "values", "items")},
    "update": _update,
    "pop": _pop_named,
    "get": lambda machine, owner, key, default=None: held(owner).get(key, default),
}


def _as_parameters(method: Any) -> Any:
    """Tensors in a list of parameters are learned."""

    def run(machine: "TorchMachine", owner: Instance, *given: Any) -> Any:
        def learned(value: Any) -> Any:
            if isinstance(value, TENSORS) and not isinstance(value, Parameter):
                return Parameter(tuple(machine.tensor(value).known()))
            return value

        changed: list[Any] = []
        for entry in given:
            if isinstance(entry, dict):
                changed.append({key: learned(value) for key, value in entry.items()})
            elif isinstance(entry, list | tuple | Iterator):
                changed.append([learned(value) for value in machine.entries(entry)])
            else:
                changed.append(learned(entry))
        return method(machine, owner, *changed)

    return run


SEQUENTIAL = module_class(
    "Sequential",
    {
        **_LISTED,
        "__init__": _start_sequential,
        "forward": _run,
        "__mul__": _repeated,
        "__rmul__": _repeated,
        "__imul__": _more,
    },
)
MODULE_LIST = module_class("ModuleList", {**_LISTED, "__init__": _start_list, "forward": _no_call})
MODULE_DICT = module_class("ModuleDict", {**_NAMED, "forward": _no_call})
PARAMETER_LIST = module_class(
    "ParameterList",
    {
        **_LISTED,
        "__iter__": _by_places,
        "forward": _no_call,
        **{
            n: _as_parameters(m)
            for n, m in {
                "__init__": _start_list,
                "append": _append,
                "extend": _extend,
                "__iadd__": _extend,
            }.items()
        },
    },
)
PARAMETER_DICT = module_class(
    "ParameterDict",
    {
        **_NAMED,
        "forward": _no_call,
        **{
            n: _as_parameters(m)
            for n, m in {
                "__init__": _start_dictionary,
                "update": _update,
                "__setitem__": _set_item,
            }.items()
        },
    },
)
CONTAINERS = {
    kind.name: kind
    for kind in (SEQUENTIAL, MODULE_LIST, MODULE_DICT, PARAMETER_LIST, PARAMETER_DICT)
}
