"""The operators of an ONNX graph as plain values, and who takes what."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, eq=False, slots=True)
class Step:
    """One operator: what it is called, takes and gives; an input that is left out is ""."""

    kind: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: Mapping[str, Any]
    # The operator in the file, for ONNX's own implementation; None for one put together here.
    source: Any = None

    @property
    def title(self) -> str:
        """A name for its node: the exporter's path with dots."""
        return str(self.name or self.outputs[0]).strip("/").replace("/", ".")

    @property
    def where(self) -> str:
        """The operator in a message."""
        return f"{self.kind} ({self.name or self.outputs[0]})"


def steps(nodes: Sequence[Any], attribute: Callable[[Any], Any]) -> list[Step]:
    """The operators of a graph in the file's order."""
    return [
        Step(
            f"{node.domain}::{node.op_type}" if node.domain not in {"", "ai.onnx"} else node.op_type,
            node.name,
            (*node.input, *captured(node)),
            tuple(node.output),
            {a.name: attribute(a) for a in node.attribute},
            node,
        )
        for node in nodes
        if node.output
    ]  # fmt: skip


def captured(node: Any) -> tuple[str, ...]:
    """What the branches of an operator take from the graph around them."""
    found: dict[str, None] = {}
    for attribute in node.attribute:
        if attribute.HasField("g"):
            own = {name for inner in attribute.g.node for name in inner.output}
            own |= {tensor.name for tensor in attribute.g.initializer}
            taken = [n for inner in attribute.g.node for n in (*inner.input, *captured(inner))]
            taken += [value.name for value in attribute.g.output]
            found.update(dict.fromkeys(name for name in taken if name and name not in own))
    return tuple(found)


def makers(found: Sequence[Step]) -> dict[str, Step]:
    """The operator that gives each tensor."""
    return {output: step for step in found for output in step.outputs if output}


def users(found: Sequence[Step], results: Sequence[str]) -> dict[str, list[Step | None]]:
    """The operators that take each tensor; None stands for the output of the graph."""
    taken: dict[str, list[Step | None]] = {name: [None] for name in results}
    for step in found:
        for name in step.inputs:
            taken.setdefault(name, []).append(step)
    return taken
