"""What the names of torch code stand for while it is read."""

import ast
from dataclasses import dataclass, field
from typing import Any

NO_SHAPE = "the size of this tensor depends on the input, whose shape is not known"
FOR_SHAPE = "say it: --input 3x32x32, without the batch"


@dataclass(frozen=True, slots=True)
class Tensor:
    """The output of a node."""

    node: str


@dataclass(frozen=True, slots=True)
class Batch:
    """The size of the batch, which shapes leave out."""


@dataclass(frozen=True, slots=True)
class UnknownShape:
    """The shape of a tensor before anybody has said that of the input; the batch is first all the same."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A tensor of numbers nobody learns; `shape` has the batch, and is None where nobody knows it.

    `places` says that the numbers are 0, 1, 2, …
    """

    shape: tuple[Any, ...] | None
    places: bool = False


@dataclass(frozen=True, slots=True)
class Turned:
    """A tensor whose batch does not come first: `qkv.permute(2, 0, 3, 1, 4)`, to be taken apart."""

    tensor: Tensor
    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A class of torch.nn handed on: `norm_layer=nn.BatchNorm2d`."""

    name: str


@dataclass(frozen=True, slots=True)
class Function:
    """A function of torch handed on: `act=F.relu`."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Partial:
    """`functools.partial(nn.LayerNorm, eps=1e-6)`."""

    held: Any
    given: tuple[Any, ...]
    named: dict[str, Any]


@dataclass(slots=True, eq=False)
class Leaf:
    """A layer; the same one twice shares its weights.

    `tied` is one list for all layers that were given the same weights: the name of the first node.
    """

    layer: Any
    name: str = ""
    tied: list[str] | None = None


@dataclass(frozen=True, slots=True)
class Lazy:
    """A layer whose input sizes are known when it is first called: `nn.LazyLinear(10)`."""

    kind: str
    inferred: str
    given: tuple[Any, ...]
    named: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Weight:
    """`layer.weight`, to be given to another layer."""

    owner: Leaf


@dataclass(frozen=True, slots=True)
class State:
    """What a recurrent layer remembers at the end, `h` or the `c` of an LSTM, beside its output."""

    output: Tensor
    of_cell: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Closure:
    """A function written inside another one, with the names it sees."""

    function: ast.FunctionDef
    scope: dict[str, Any]


@dataclass(slots=True, eq=False)
class Container:
    """`nn.Sequential`, `nn.ModuleList` or, with names, `nn.ModuleDict`."""

    modules: list[tuple[str, Any]]
    callable: bool = True
    name: str = ""
    named: bool = False


@dataclass(slots=True, eq=False)
class Instance:
    """An object of a class of the text; `base` is what it is besides, a Sequential or a layer."""

    kind: ast.ClassDef
    attributes: dict[str, Any] = field(default_factory=dict)
    name: str = ""
    base: "Container | Leaf | None" = None


@dataclass(slots=True, eq=False)
class Stack:
    """`nn.Transformer`: an encoder, and a decoder that reads what it gives."""

    encoder: Container
    decoder: Container
    name: str = ""


# What messages call the things that are no number.
NOUNS = {
    Tensor: "a tensor",
    Batch: "the size of the batch",
    UnknownShape: "the shape of a tensor that is not known yet",
    Leaf: "a layer",
    Lazy: "a layer",
    Weight: "the weights of a layer",
    State: "the state of a recurrent layer",
    Closure: "a function",
    Container: "a list of layers",
    Filled: "a tensor",
    Turned: "a tensor",
    Kind: "a class",
    Function: "a function",
    Partial: "a function",
    Instance: "a module",
    Stack: "a module",
}

Module = Leaf | Container | Instance | Stack
