"""Calls of a module of PyTorch that belong together: attention is one layer, not thirty operators."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from quizgen.architecture.aten.layers import State
from quizgen.architecture.module_layer import module_layer
from quizgen.architecture.traced import Tensor, Weight

if TYPE_CHECKING:
    from quizgen.architecture.aten.program import Walk

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
    return isinstance(parameters.get(name), Weight)


def as_one_layer(walk: "Walk", block: Block) -> dict[str, Any]:
    """What the calls of a module of attention give, as the one layer it is; nothing where its parts matter."""
    part = walk.module.get_submodule(block.path)
    if part.bias_k is not None:
        return {}
    given = [walk.values[name] for name in block.inputs]
    tensors = [value for value in given if isinstance(value, Tensor)]
    if len(tensors) == 2:
        tensors.append(tensors[1])
    if len(tensors) not in (1, 3) or any(isinstance(value, Weight | State) for value in given):
        return {}
    sources = [(f"{block.path}.{n}".strip("."), p) for n, p in part.named_parameters()]
    weights = [Weight(tuple(p.shape), (walk.paths[id(p)],)) for _, p in sources]
    name = block.path or "attention"
    if len(tensors) < len(given):
        walk.builder.graph.leave_out(f"MultiheadAttention ({name}) with a mask")
    found = _applied(walk, module_layer(part), weights, tensors, name)
    walk.check(block.output, found)
    return {**dict.fromkeys(block.nodes), block.output.name: found}


def _applied(
    walk: "Walk", layer: Any, weights: list[Weight], tensors: list[Tensor], name: str
) -> Tensor:
    builder = walk.builder
    turned = len(tensors) == 1 and bool(tensors[0].folded) and not layer.batch_first
    if turned:
        # Windows of one observation stand in the batch, behind their places: each attends to itself.
        tensors = [builder.permuted(tensors[0], (1, 0, 2), name)]
        layer = replace(layer, batch_first=True)
    if len(tensors) == 1 and layer.batch_first:
        tensors = [builder.first(tensors[0], name)]
    found = builder.again(name, layer, weights, *tensors)
    return builder.permuted(found, (1, 0, 2), name) if turned else found
