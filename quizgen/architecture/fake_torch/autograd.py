"""`torch.autograd.Function`: functions with a gradient of their own are what their forward says."""

from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.classes import native_class
from quizgen.architecture.minipython.values import MISSING, Class, Instance, Native, Wrapped

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine

_KEEPS = (
    "save_for_backward save_for_forward mark_dirty mark_non_differentiable set_materialize_grads"
)


def _kept(machine: "TorchMachine", owner: Instance, *given: Any, **named: Any) -> None:
    """What is kept for the gradient changes nothing of the output."""


# What forward is given to keep things for backward in.
_CONTEXT = native_class(
    "FunctionCtx", {name: Native(name, _kept, takes_unknown=True) for name in _KEEPS.split()}
)


def _apply(machine: "TorchMachine", kind: Class, *given: Any, **named: Any) -> Any:
    """`Swish.apply(x)`: forward, with something to keep things in unless another function keeps them."""
    forward = machine.attribute(kind, "forward")
    context = Instance(_CONTEXT)
    context.attributes["needs_input_grad"] = (False,) * len(given)
    apart = kind.find("setup_context") is not MISSING
    return machine.call(forward, list(given) if apart else [context, *given], named)


FUNCTION = native_class(
    "Function", {"apply": Wrapped("classmethod", Native("apply", _apply, takes_unknown=True))}
)
