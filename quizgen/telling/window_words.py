"""Words about windows that fit the call at hand: its sides, and what padding, stride and intercepts it has."""

from quizgen.solver.layers.linear import Linear
from quizgen.solver.layers.sliding import Spatial
from quizgen.solver.quantity import Call


def sides(call: Call) -> int:
    """Along how many axes the windows of a call move: 1 for a plain number of inputs."""
    return getattr(call.subject, "dims", 1)


def is_padded(call: Call) -> bool:
    """Whether the call pads its input."""
    padding = _setting(call, "padding", 0)
    return padding != "valid" and any(_flat(padding)) if padding != "same" else True


def is_strided(call: Call) -> bool:
    """Whether its windows are more than one place apart; a pooling stride left out is the window."""
    stride = _setting(call, "stride", 1)
    if stride is None:
        stride = _setting(call, "kernel_size", 1)
    return any(size != 1 for size in _flat(stride))


def has_intercepts(call: Call) -> bool | None:
    """Whether every layer of the call has intercepts; None where some have and some have not."""
    layers = getattr(call.subject, "linears", [call.subject])
    found = {bool(getattr(layer, "bias", False)) for layer in layers}
    return found.pop() if len(found) == 1 else None


def kernel(call: Call | None) -> str:
    """What the weights that slide along are called: a kernel on a sequence, a filter on an image."""
    known = call is not None and _has_kernels(call.subject)
    return "kernel" if known and call is not None and sides(call) == 1 else "filter"


def receiver(call: Call | None) -> str:
    """What has an intercept: an output, a filter, a unit; both where nothing is known."""
    subject = None if call is None else call.subject
    if _has_kernels(subject):
        return kernel(call)
    if isinstance(subject, Linear):
        return "output"
    if getattr(subject, "is_fully_connected", False):
        return "hidden and every output unit"
    return "unit that is computed, and every filter,"


def _has_kernels(subject: object) -> bool:
    """Whether it is a convolution, transposed or not."""
    return isinstance(subject, Spatial) and hasattr(subject, "out_channels")


def _setting(call: Call, name: str, default: object) -> object:
    source = call.arguments if call.subject is None else None
    return source.get(name, default) if source is not None else getattr(call.subject, name, default)


def _flat(setting: object) -> list[int]:
    if isinstance(setting, tuple | list):
        return [size for entry in setting for size in _flat(entry)]
    return [setting] if isinstance(setting, int) else []


# Sentences


def padding_first(call: Call) -> str:
    """The sentence on padding, where there is any."""
    where = "at both ends" if sides(call) == 1 else "on all sides"
    return f"Add the padding {where} first. " if is_padded(call) else ""


def count_places(call: Call) -> str:
    """How to count the places of a window."""
    along = "" if sides(call) == 1 else " along each side"
    steps = ", from the first one on in steps of the stride" if is_strided(call) else ""
    return f"{padding_first(call)}Count{along} the places where the window can start{steps}."


def slide(call: Call, doing: str) -> str:
    """How to go through the windows of an input, doing the same in each."""
    on = "by the stride" if is_strided(call) else "by one place"
    return f"{padding_first(call)}Take the first window, {doing}; then move on {on}."
