"""Hooks: functions that are called before or after a module, and may change what it takes or gives."""

from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.values import (
    MISSING,
    Bound,
    Function,
    Host,
    Instance,
    Native,
    Partial,
    Unknown,
)

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine

_BEFORE, _AFTER = "_forward_pre_hooks", "_forward_hooks"


class Handle(Host):
    """What registering a hook gives: it can be taken off again."""

    noun = "the handle of a hook"

    def __init__(self, owner: Instance, place: str, hook: Any) -> None:
        self.owner, self.place, self.hook = owner, place, hook

    def attribute(self, machine: Any, name: str) -> Any:
        return Native("remove", self._remove) if name == "remove" else MISSING

    def _remove(self, machine: Any) -> None:
        held = self.owner.attributes.get(self.place, [])
        machine.note(held)
        held[:] = [hook for hook in held if hook is not self.hook]


def _registering(place: str) -> Any:
    def register(
        machine: "TorchMachine", owner: Instance, hook: Any, *given: Any, **named: Any
    ) -> Handle:
        settings = {name: value for name, value in named.items() if value is not False}
        if given or settings or not isinstance(hook, Function | Bound | Partial):
            hook = Unknown("a hook may change what a layer gives", machine.line)
            hook.fix, hook.origin = "write it into forward", "own"
        machine.note(owner.attributes, place)
        owner.attributes[place] = [*owner.attributes.get(place, []), hook]
        return Handle(owner, place, hook)

    return register


def _backward(machine: "TorchMachine", owner: Instance, *given: Any, **named: Any) -> Handle:
    """A hook on gradients, which nothing here asks for."""
    return Handle(owner, "", None)


REGISTERING = {
    "register_forward_pre_hook": _registering(_BEFORE),
    "register_forward_hook": _registering(_AFTER),
    "register_full_backward_hook": _backward,
    "register_full_backward_pre_hook": _backward,
    "register_backward_hook": _backward,
}


def before(machine: "TorchMachine", owner: Instance, given: tuple[Any, ...]) -> tuple[Any, ...]:
    """The inputs as the hooks in front of a module leave them."""
    for hook in owner.attributes.get(_BEFORE, ()):
        found = _called(machine, hook, [owner, given])
        if found is not None:
            given = found if isinstance(found, tuple) else (found,)
    return given


def after(machine: "TorchMachine", owner: Instance, given: tuple[Any, ...], output: Any) -> Any:
    """The output as the hooks behind a module leave it."""
    for hook in owner.attributes.get(_AFTER, ()):
        found = _called(machine, hook, [owner, given, output])
        output = output if found is None else found
    return output


def _called(machine: "TorchMachine", hook: Any, given: list[Any]) -> Any:
    found = machine.call(hook, given)
    if type(found) is Unknown:
        raise found.refusal()
    return found
