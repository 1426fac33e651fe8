"""How numbers are stored: of those that are known, whole ones have no places behind the point."""

import math
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch.tensors import Place, Tensor
from quizgen.architecture.minipython.values import Class, Native

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine

_WHOLE = frozenset("int int_ int8 int16 int32 int64 long short uint8".split())


def is_whole(kind: Any) -> bool:
    """Whether a type of torch, numpy or Python has whole numbers alone."""
    if isinstance(kind, Place):
        return kind.title in _WHOLE
    return isinstance(kind, Class | Native) and kind.name in _WHOLE


def whole_numbers(machine: "TorchMachine", value: Any, *given: Any, **named: Any) -> Any:
    """`x.long()`: numbers that are known lose what is behind the point; places in the input stay."""
    if not isinstance(value, Tensor) or value.values is None:
        return value
    known = value.values
    numbers = known if isinstance(known, list) else [known]
    if not all(math.isfinite(entry) for entry in numbers):
        return value.moved(values=None)
    cut = [int(entry) for entry in numbers]
    return value.moved(values=cut if isinstance(known, list) else cut[0])


def stored_as(machine: "TorchMachine", value: Any, *given: Any, **named: Any) -> Any:
    """`x.to(torch.int64)`, and `numpy`'s `x.astype(int)`."""
    if any(is_whole(kind) for kind in (*given, *named.values())):
        return whole_numbers(machine, value)
    return value
