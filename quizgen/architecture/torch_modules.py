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


@dataclass(slots=True, eq=False)
class Leaf:
    """A layer; the same one twice shares its weights."""

    layer: Any
    name: str = ""


@dataclass(slots=True, eq=False)
class Container:
    """`nn.Sequential` or `nn.ModuleList`."""

    modules: list[tuple[str, Any]]
    callable: bool = True
    name: str = ""


@dataclass(slots=True, eq=False)
class Instance:
    """An object of a class of the text."""

    kind: ast.ClassDef
    attributes: dict[str, Any] = field(default_factory=dict)
    name: str = ""


@dataclass(slots=True, eq=False)
class Stack:
    """`nn.Transformer`: an encoder, and a decoder that reads what it gives."""

    encoder: Container
    decoder: Container
    name: str = ""


Module = Leaf | Container | Instance | Stack
