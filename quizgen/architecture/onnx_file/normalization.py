"""Operators that normalise."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from quizgen.architecture.onnx_file.operator import Operator, Value, exact
from quizgen.architecture.traced import Tensor, Weight
from quizgen.errors import UserError

DEFAULT_EPS = 1e-5


def _eps(operator: Operator) -> dict[str, Any]:
    return {"eps": exact(operator.attribute("epsilon", DEFAULT_EPS))}


def _batch(operator: Operator) -> list[Value]:
    """Scale and shift are learned; means and variances are stored."""
    x = operator.builder.first(operator.tensor(0), operator.step.where)
    scale, shift = operator.weight(1), operator.weight(2)
    for place in (3, 4):
        value = operator.value(place)
        if isinstance(value, Weight):
            operator.take(value)
    kind = f"BatchNorm{max(len(x.shape) - 2, 1)}d"
    return [operator.learned(kind, [scale, shift], x, num_features=x.shape[1], **_eps(operator))]


def _is_filled(operator: Operator, place: int, number: float) -> bool:
    values = operator.known(place)
    return values is not None and bool((values == number).all())


def _instance(operator: Operator) -> Value:
    """Exporters write ones and zeros where nothing is learned."""
    x = operator.builder.first(operator.tensor(0), operator.step.where)
    kind = f"InstanceNorm{max(len(x.shape) - 2, 1)}d"
    affine = not (_is_filled(operator, 1, 1) and _is_filled(operator, 2, 0))
    if affine:
        weights = [operator.weight(1), operator.weight(2)]
    else:
        weights = []
        for place in (1, 2):
            value = operator.value(place)
            if isinstance(value, Weight):
                operator.take(value)
    return operator.learned(
        kind, weights, x, num_features=x.shape[1], affine=affine, **_eps(operator)
    )


def _group(operator: Operator) -> Value:
    x = operator.builder.first(operator.tensor(0), operator.step.where)
    scale, shift = operator.weight(1), operator.weight(2)
    if scale.shape != (x.shape[1],):
        raise operator.refused("with a scale for each group", "torch has one for each channel")
    groups = operator.attributes["num_groups"]
    return operator.learned(
        "GroupNorm", [scale, shift], x, num_groups=groups, num_channels=x.shape[1], **_eps(operator)
    )


def _last_axes(kind: str, given: int) -> Callable[[Operator], list[Value]]:
    """Over the last axes, or over others, which are moved there and back; `given` weights are the most."""

    def made(operator: Operator) -> list[Value]:
        x = operator.tensor(0)
        rank = len(x.shape)
        axis = operator.attribute("axis", -1) % rank
        axes = sorted(a % rank for a in operator.attribute("axes", range(axis, rank)))
        weights = [operator.weight(place) for place in range(1, given + 1) if operator.given(place)]
        _check(operator, x, axes, weights)
        last = axes == list(range(axes[0], rank))
        rest = [a for a in range(rank) if a not in axes]
        turned = x if last else operator.builder.permuted(x, [*rest, *axes], operator.step.title)
        named = {"elementwise_affine": bool(weights), **_eps(operator)}
        if kind == "LayerNorm" and len(weights) == 1:
            named["bias"] = False
        for a in axes:
            operator.builder.axis(x, a)
        sizes = turned.shape[rank - len(axes) :]
        found = operator.learned(kind, weights, turned, normalized_shape=sizes, **named)
        if last:
            return [found]
        order = [*rest, *axes]
        back = sorted(range(rank), key=order.__getitem__)
        return [operator.builder.permuted(found, back, operator.step.title)]

    return made


def _check(operator: Operator, x: Tensor, axes: Sequence[int], weights: Sequence[Weight]) -> None:
    import math

    wanted = math.prod(x.shape[axis] for axis in axes)
    for weight in weights:
        if math.prod(weight.shape) != wanted:
            raise UserError(
                f"{operator.step.where}: a scale of {weight.shape} for {wanted} entries",
                "each entry has its own",
            )


def _local_response(operator: Operator) -> Value:
    x = operator.builder.first(operator.tensor(0), operator.step.where)
    names = {"size": ("size", None), "alpha": ("alpha", 1e-4), "beta": ("beta", 0.75), "k": ("bias", 1.0)}  # fmt: skip
    named = {ours: exact(operator.attribute(*theirs)) for ours, theirs in names.items()}
    return operator.made("LocalResponseNorm", x, **named)


OPERATORS: Mapping[str, Callable[[Operator], Any]] = {
    "BatchNormalization": _batch,
    "InstanceNormalization": _instance,
    "GroupNormalization": _group,
    "LayerNormalization": _last_axes("LayerNorm", 2),
    "RMSNormalization": _last_axes("RMSNorm", 1),
    "LRN": _local_response,
}
