"""Libraries beside PyTorch that models use: einops, numpy, Lightning."""

from collections.abc import Callable
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch import creating, einops
from quizgen.architecture.fake_torch.modules import MODULE, module_class
from quizgen.architecture.fake_torch.operations import OPERATIONS
from quizgen.architecture.fake_torch.storing import whole_numbers
from quizgen.architecture.fake_torch.tensors import TENSORS
from quizgen.architecture.minipython.classes import native_class
from quizgen.architecture.minipython.libraries import MATH, library
from quizgen.architecture.minipython.values import Instance, Namespace, Native, Stop, Unknown

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine


def _pattern_layer(name: str, change: Callable[..., Any]) -> Any:
    def begin(
        machine: "TorchMachine", owner: Instance, pattern: Any, *given: Any, **sizes: Any
    ) -> None:
        owner.attributes["pattern"] = (pattern, given, sizes)

    def forward(machine: "TorchMachine", owner: Instance, value: Any) -> Any:
        pattern, given, sizes = owner.attributes["pattern"]
        return change(machine, value, pattern, *given, **sizes)

    return module_class(name, {"__init__": begin, "forward": forward})


def _einsum(machine: "TorchMachine", *given: Any) -> Any:
    """`einops.einsum(x, y, 'b l d_in, d_in n -> b l d_in n')`: whole words are axes."""
    return machine.call(OPERATIONS["einsum"], [einops.letters(given[-1]), *given[:-1]])


@cache
def einops_library() -> Namespace:
    """`einops`."""
    names: dict[str, Any] = {
        name: Native(name, change)
        for name, change in (
            ("rearrange", einops.rearrange),
            ("repeat", einops.repeat),
            ("reduce", einops.reduce),
        )
    }
    names["einsum"] = Native("einsum", _einsum)
    for name, run in (("pack", einops.pack), ("unpack", einops.unpack)):
        names[name] = Native(name, run)
    return library("einops", names)


@cache
def einops_layers() -> Namespace:
    """`einops.layers.torch`."""
    return library(
        "einops.layers.torch",
        {
            "Rearrange": _pattern_layer("Rearrange", einops.rearrange),
            "Reduce": _pattern_layer("Reduce", einops.reduce),
            "EinMix": Native("EinMix", _no_mix, takes_unknown=True),
        },
    )


def _no_mix(machine: "TorchMachine", *given: Any, **named: Any) -> Any:
    raise Stop("EinMix is not read", "write rearrange and nn.Linear")


def _number(name: str) -> Native:
    """A function of numpy, of one number."""

    def run(machine: "TorchMachine", value: Any, *given: Any, **named: Any) -> Any:
        if isinstance(value, int | float):
            inner = {"power": "pow", "abs": "fabs", "product": "prod"}.get(name, name)
            return machine.call(MATH[inner], [value, *given])
        if isinstance(value, TENSORS) and name in OPERATIONS:
            return machine.call(OPERATIONS[name], [value, *given])
        if name in {"prod", "product"}:
            return machine.call(MATH["prod"], [value])
        return Unknown(f"np.{name} of data", machine.line)

    return Native(name, run)


def _running_sums(machine: "TorchMachine", value: Any) -> Any:
    """`np.cumsum([2, 3, 4])`: 2, 5, 9."""
    if isinstance(value, list | tuple) and all(isinstance(entry, int | float) for entry in value):
        return creating.tensor(machine, list(accumulate(value)))
    return Unknown("np.cumsum of data", machine.line)


def _whole(machine: "TorchMachine", value: Any = 0) -> Any:
    """`np.int64(2.7)`: 2."""
    return int(value) if isinstance(value, float) else whole_numbers(machine, value)


def _drawn(name: str, before: int) -> Any:
    """`np.random.normal(mean, deviation, sizes)`: numbers that nobody learns."""

    def run(machine: "TorchMachine", *given: Any, size: Any = None, **named: Any) -> Any:
        sizes: Any = given[before:] if size is None else size
        if len(sizes) == 1 and isinstance(sizes[0], tuple | list):
            sizes = sizes[0]
        if not sizes:
            return Unknown(f"np.random.{name} differs from run to run", machine.line)
        return machine.constant(name, list(sizes))

    return run


@cache
def numpy() -> Namespace:
    """`numpy`, of numbers and sizes."""
    names: dict[str, Any] = {
        name: _number(name)
        for name in "sqrt floor ceil log log2 log10 exp sin cos prod product power".split()
    }
    names |= {"pi": MATH["pi"], "e": MATH["e"], "inf": MATH["inf"], "newaxis": None}
    for name in ("float32", "float64", "float_"):
        names[name] = Native(name, lambda machine, value=0: value)
    for name in ("int32", "int64", "int_"):
        names[name] = Native(name, _whole)
    for name in ("linspace", "arange", "zeros", "ones", "eye"):
        names[name] = creating.CREATING[name]
    names["array"], names["asarray"] = (creating.CREATING[n] for n in ("tensor", "as_tensor"))
    drawn = {
        name: Native(name, _drawn(name, before))
        for name, before in (("normal", 2), ("uniform", 2), ("randn", 0), ("rand", 0))
    }
    names["cumsum"] = Native("cumsum", _running_sums)
    names["random"] = library("numpy.random", drawn)
    return library("numpy", names)


@cache
def lightning() -> Namespace:
    """Lightning: its modules are modules."""
    return library(
        "lightning",
        {"LightningModule": MODULE, "LightningDataModule": native_class("LightningDataModule", {})},
    )
