"""Calls of a module of PyTorch that belong together: attention is one layer, not thirty operators."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ATTENTION = "activation.MultiheadAttention"


@dataclass(frozen=True, slots=True)
class Block:
    """The calls of one module in order; what they take from outside, and the one that is taken."""

    path: str
    nodes: tuple[str, ...]
    inputs: tuple[str, ...]
    output: Any


def attention_blocks(graph: Any, parameters: Mapping[str, Any]) -> dict[str, Block]:
    """The modules of attention by the name of their first call; `parameters` are no inputs."""
    groups: dict[tuple[str, str], list[Any]] = {}
    for node in graph.nodes:
        stack = node.meta.get("nn_module_stack") or {}
        for key, (path, owner) in stack.items():
            title = owner if isinstance(owner, str) else f"{owner.__module__}.{owner.__qualname__}"
            if title.endswith(ATTENTION):
                groups.setdefault((key, path), []).append(node)
                break
    found = {}
    for (_, path), nodes in groups.items():
        inside = {node.name for node in nodes}
        taken = {
            given.name: None
            for node in nodes
            for given in node.all_input_nodes
            if given.name not in inside
        }
        inputs = tuple(name for name in taken if not _is_parameter(parameters, name))
        results = [node for node in nodes if any(user.name not in inside for user in node.users)]
        if len(results) == 1:
            block = Block(path.partition("@")[0], tuple(n.name for n in nodes), inputs, results[0])
            found[nodes[0].name] = block
    return found


def _is_parameter(parameters: Mapping[str, Any], name: str) -> bool:
    from quizgen.architecture.traced import Weight

    return isinstance(parameters.get(name), Weight)
