"""What the names of torch code stand for while it is read."""

import ast
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Tensor:
    """The output of a node."""

    node: str


@dataclass(frozen=True, slots=True)
class Batch:
    """The size of the batch, which shapes leave out."""


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


Module = Leaf | Container | Instance
