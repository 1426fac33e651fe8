"""Tensors of numbers that nobody learns: zeros, places, masks; their shapes, and values where they are few."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch.nothing import Empty, is_empty
from quizgen.architecture.fake_torch.sizes import Batch
from quizgen.architecture.fake_torch.storing import stored_as
from quizgen.architecture.fake_torch.tensors import TENSORS, Later, Parameter, Tensor, stored
from quizgen.architecture.fake_torch.viewing import listed
from quizgen.architecture.minipython import bounds
from quizgen.architecture.minipython.items import shortly
from quizgen.architecture.minipython.values import Native, Stop, Unknown
from quizgen.solver.layers.tensors import Positions

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine


def _sized(title: str) -> Any:
    """A tensor of the sizes given."""

    def run(machine: "TorchMachine", *given: Any, **named: Any) -> Any:
        sizes = listed(given) or listed([named.get("size", ())])
        return Empty(sizes) if is_empty(sizes) else machine.constant(title, sizes)

    return run


def _window(title: str) -> Any:
    """The weights of a window of so many entries."""
    return lambda machine, window_length, *given, **named: machine.constant(title, [window_length])


def _from(machine: "TorchMachine", *given: Any, **named: Any) -> Any:
    """`torch.Tensor(3, 4)` or `torch.Tensor([…])`."""
    if len(given) == 1 and isinstance(given[0], list | tuple | Tensor | Parameter | Later):
        return tensor(machine, given[0])
    if not given or is_empty(given):
        return Empty(given or (0,))
    return machine.constant("Tensor", list(given))


def full(machine: "TorchMachine", size: Any, fill_value: Any = 0, **named: Any) -> Any:
    """`torch.full`."""
    return machine.constant("full", listed([size]))


def randint(machine: "TorchMachine", *given: Any, **named: Any) -> Any:
    """`torch.randint(0, 10, (3, 4))`."""
    sizes = named.get("size", given[-1] if given else ())
    return machine.constant("randint", listed([sizes]))


def randperm(machine: "TorchMachine", n: Any, **named: Any) -> Any:
    """`torch.randperm`."""
    return machine.constant("randperm", [n])


def eye(machine: "TorchMachine", n: Any, m: Any = None, **named: Any) -> Any:
    """`torch.eye` of n rows and m columns."""
    return machine.constant("eye", [n, n if m is None else m])


def tensor(machine: "TorchMachine", data: Any, dtype: Any = None, **named: Any) -> Any:
    """`torch.tensor(…)` of numbers, or of what the text holds: a copy."""
    return stored_as(
        machine, data.twin() if type(data) is Tensor else _of_data(machine, data), dtype
    )


def shared(machine: "TorchMachine", data: Any, dtype: Any = None, **named: Any) -> Any:
    """`torch.as_tensor(…)`: a tensor stays the same one."""
    return stored_as(machine, _of_data(machine, data), dtype)


def _of_data(machine: "TorchMachine", data: Any) -> Any:
    if isinstance(data, TENSORS):
        return data
    if isinstance(data, bool | int | float):
        return machine.source(None, "tensor", values=data)
    sizes, values = [], data
    while isinstance(values, list | tuple):
        sizes.append(len(values))
        if not values:
            return Empty(sizes)
        values = values[0]
    if type(values) is Unknown:
        return values
    if isinstance(values, TENSORS):  # numpy's array of arrays
        sizes += machine.tensor(values).known()
    if isinstance(data, range):
        sizes = [len(data)]
    if not sizes:
        return Unknown(f"a tensor of {shortly(data)}", machine.line)
    found = machine.constant("tensor", sizes)
    numbers = [entry.number() if isinstance(entry, Tensor) else entry for entry in data]
    plain = len(sizes) == 1 and all(isinstance(entry, int | float) for entry in numbers)
    return found.moved(values=numbers) if plain else found


def arange(machine: "TorchMachine", *given: Any, **named: Any) -> Any:
    """`torch.arange(t)`: the numbers of the places."""
    ends = [*given, *(named[key] for key in ("start", "end", "step") if key in named)]
    if any(isinstance(end, Batch) for end in ends):
        return machine.constant("arange", [next(e for e in ends if isinstance(e, Batch))])
    ends = [machine.whole(end) if not isinstance(end, float) else end for end in ends]
    if any(isinstance(end, float) for end in ends):
        start, end, step = (0.0, *ends, 1.0)[-3:] if len(ends) == 1 else (*ends, 1.0)[:3]
        many = int(-(-(end - start) // step))
        return machine.constant("arange", [many])
    places = range(*ends)
    if not places:
        raise Stop("arange of nothing")
    values = list(places) if len(places) <= 2_000 else None
    if places.start == 0 and places.step == 1:
        return machine.source(Positions(len(places)), "positions", values=values)
    return machine.constant("arange", [len(places)]).moved(values=values)


def linspace(machine: "TorchMachine", start: Any, end: Any, steps: Any = 100, **named: Any) -> Any:
    """`torch.linspace`, with its values where they are known."""
    steps = bounds.entries(machine.whole(steps))
    found = machine.constant("linspace", [steps])
    if isinstance(start, int | float) and isinstance(end, int | float):
        gap = (end - start) / (steps - 1) if steps > 1 else 0.0
        found = found.moved(values=[start + gap * place for place in range(steps)])
        return stored_as(machine, found, named.get("dtype"))
    return found


def meshgrid(machine: "TorchMachine", *given: Any, **named: Any) -> Any:
    """`torch.meshgrid`: as many tensors, each with all axes."""
    tensors = [machine.tensor(entry) for entry in listed(given)]
    sizes = [entry.known()[0] for entry in tensors]
    if named.get("indexing") == "xy":
        sizes[:2] = sizes[1::-1]
    return tuple(machine.constant("meshgrid", sizes) for _ in tensors)


def _beside(title: str) -> Any:
    """A tensor like another one."""

    def run(machine: "TorchMachine", value: Any, *given: Any, **named: Any) -> Any:
        like = machine.tensor(value)
        if like.shape is None:
            return machine.unshaped(title)
        return machine.constant(title, like.known())

    return run


def _new(title: str) -> Any:
    """`x.new_zeros(3, 4)`."""

    def run(machine: "TorchMachine", value: Any, *given: Any, **named: Any) -> Any:
        sizes = (named["size"],) if "size" in named else given
        whole = listed(sizes[:1] if title == "new_full" else sizes)
        return Empty(whole) if is_empty(whole) else machine.constant(title, whole)

    return run


def _new_of(machine: "TorchMachine", value: Any, *given: Any, **named: Any) -> Any:
    """`x.new(3, 4)`, `x.new(y.size())`, and `x.new([0.5, 1])` of these numbers."""
    if not given:
        raise Stop("x.new() of nothing", "give its sizes")
    if isinstance(given[0], list):
        return tensor(machine, given[0])
    return machine.constant("new", listed(given))


BESIDE: Mapping[str, Any] = {
    **{
        f"{name}_like": _beside(name) for name in "zeros ones rand randn empty full randint".split()
    },
    **{name: _new(name) for name in ("new_zeros", "new_ones", "new_empty", "new_full")},
    "new": _new_of,
    "new_tensor": lambda machine, value, data, **named: tensor(machine, data),
}
CREATING: Mapping[str, Native] = {
    **{name: Native(name, _sized(name)) for name in "zeros ones empty rand randn normal".split()},
    **{
        name: Native(name, _from)
        for name in "FloatTensor LongTensor IntTensor DoubleTensor ByteTensor BoolTensor".split()
    },
    **{
        name: Native(name, _window(name))
        for name in "hann_window hamming_window blackman_window bartlett_window kaiser_window".split()
    },
    "full": Native("full", full),
    "randint": Native("randint", randint),
    "randperm": Native("randperm", randperm),
    "eye": Native("eye", eye),
    "tensor": Native("tensor", tensor),
    "as_tensor": Native("as_tensor", shared),
    "from_numpy": Native("from_numpy", shared),
    "arange": Native("arange", arange),
    "range": Native("range", arange),
    "linspace": Native("linspace", linspace),
    "logspace": Native(
        "logspace",
        lambda machine, start, end, steps=100, **named: machine.constant("logspace", [steps]),
    ),
    "meshgrid": Native("meshgrid", meshgrid),
    "tril_indices": Native(
        "tril_indices",
        lambda machine, *given, **named: Unknown("tril_indices is not read", machine.line),
    ),
    "triu_indices": Native(
        "triu_indices",
        lambda machine, *given, **named: Unknown("triu_indices is not read", machine.line),
    ),
}
FROM = _from
# Types by their second names.
_SAME = {"float": "float32", "double": "float64", "half": "float16", "int": "int32", "long": "int64", "short": "int16", "cfloat": "complex64"}  # fmt: skip
PLACES = {
    name: stored(_SAME.get(name, name))
    for name in (
        "float float32 float64 float16 bfloat16 double half int int8 int16 int32 int64 long short uint8 bool strided"
        " channels_last contiguous_format preserve_format complex64 cfloat per_tensor_affine qint8"
    ).split()
}
