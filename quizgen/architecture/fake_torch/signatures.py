"""PyTorch's arguments of layers, where they are not the solver's: taken, or refused by name."""

from collections.abc import Mapping, Sequence
from typing import Any

from quizgen.architecture.minipython.items import shortly
from quizgen.architecture.minipython.values import Stop
from quizgen.solver.layers.table import until_registered

# Arguments that come after the solver's own, with the values that change nothing; None is any value.
_IN_PLACE = (("inplace", None),)
_NORMS = (("bias", (True,)),)
MORE: Mapping[str, Sequence[tuple[str, tuple[Any, ...] | None]]] = {
    **dict.fromkeys(
        ("ReLU", "LeakyReLU", "ELU", "SELU", "SiLU", "Hardswish", "Threshold", "Hardsigmoid", "ReLU6", "Mish", "CELU"),
        _IN_PLACE,
    ),
    "Hardtanh": (*_IN_PLACE, ("min_value", (None,)), ("max_value", (None,))),
    "GELU": (("approximate", ("none",)),),
    **{f"ConvTranspose{n}d": (("padding_mode", ("zeros",)),) for n in (1, 2, 3)},
    **{f"{kind}Norm{n}d": _NORMS for kind in ("Batch", "Instance") for n in (1, 2, 3)},
    "GroupNorm": _NORMS,
    "Embedding": (("max_norm", (None,)), ("norm_type", None), ("scale_grad_by_freq", None), ("sparse", None), ("_weight", (None,)), ("_freeze", None)),
    "Upsample": (("recompute_scale_factor", None),),
}  # fmt: skip
_SMOOTHER = frozenset({"bicubic", "area", "nearest-exact"})
# Arguments that say where and how numbers are stored.
STORED = frozenset({"device", "dtype"})
# The solver's own arguments, which PyTorch does not have.
OWN = frozenset({"biases"})
# Values that shapes and counts do not depend on, and that no layer of the solver computes.
APPROXIMATE: Mapping[tuple[str, str], str] = {
    ("GELU", "approximate"): "GELU by tanh",
    ("Embedding", "max_norm"): "an embedding whose rows are made shorter",
}


def arguments(title: str, given: Sequence[Any], named: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments for the solver's class; `Stop` names one that it does not have.

    >>> arguments("ReLU", [True], {}), arguments("ELU", [0.5, True], {})
    ({}, {'alpha': 0.5})
    """
    values, _ = checked(title, given, named)
    return values


def is_in_place(title: str, given: Sequence[Any], named: Mapping[str, Any]) -> bool:
    """Whether a layer is asked to write its result into its input.

    >>> is_in_place("ELU", [0.5, True], {}), is_in_place("ReLU", [], {"inplace": False})
    (True, False)
    """
    _, _, order = _known(title)
    return {**dict(zip(order, given, strict=False)), **named}.get("inplace") is True


@until_registered
def _known(title: str) -> tuple[list[str], dict[str, Any], list[str]]:
    """The solver's arguments of a layer, PyTorch's further ones, and all in order."""
    from quizgen.architecture.vocabulary import arguments as known_arguments
    from quizgen.architecture.vocabulary import layer_class

    known = known_arguments(layer_class(title))
    own = [name for name in known if name not in OWN and name != "inplace"]
    more = {"inplace": None} if title == "Dropout" else dict(MORE.get(title, ()))
    return own, more, [*own, *more]


def checked(
    title: str, given: Sequence[Any], named: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """The arguments by name, and what they change that no layer computes."""
    own, more, order = _known(title)
    if len(given) > len(order):
        raise Stop(
            f"{title}: {len(given)} arguments are too many",
            f"write {title}({', '.join(own)})",
            "TypeError",
        )
    values = dict(zip(order, given, strict=False))
    for name, value in named.items():
        if name in STORED:
            continue
        if name not in order:
            from quizgen.architecture.vocabulary import near

            raise Stop(
                f"{title}: unknown argument {name!r}",
                near(name, order) if order else "",
                "TypeError",
            )
        if name in values:
            raise Stop(f"{title}: {name!r} is given twice", "give it once", "TypeError")
        values[name] = value
    left_out = []
    for name, harmless in more.items():
        if name not in values:
            continue
        value = values.pop(name)
        if harmless is not None and value not in harmless:
            if (title, name) in APPROXIMATE:
                left_out.append(APPROXIMATE[title, name])
            else:
                raise Stop(
                    f"{title}: {name}={shortly(value)} has no layer here", f"leave {name} out"
                )
    mode = values.get("mode")
    if title == "Upsample" and mode in _SMOOTHER:
        # The sizes are those of the nearest neighbour.
        values = {**values, "mode": "nearest"}
        values.pop("align_corners", None)
        left_out.append(f"upsampling with mode {mode!r}")
    refused(title, values)
    return values, left_out


def known_names(title: str, named: Mapping[str, Any], names: Sequence[str]) -> None:
    """`Stop` for an argument by a name that a layer does not have."""
    from quizgen.architecture.vocabulary import near

    for name in named:
        if name not in names and name not in STORED:
            raise Stop(f"{title}: unknown argument {name!r}", near(name, names), "TypeError")


def _recurrent(title: str, values: Mapping[str, Any]) -> None:
    hidden, size = values.get("hidden_size"), values.get("proj_size", 0)
    if isinstance(size, int) and isinstance(hidden, int) and size and not 0 < size < hidden:
        raise Stop(
            f"{title}: proj_size={size} must be smaller than hidden_size", "change it", "ValueError"
        )
    if values.get("nonlinearity", "tanh") not in {"tanh", "relu"}:
        raise Stop(f"{title}: nonlinearity is tanh or relu", "write one of them", "ValueError")
    dropout = values.get("dropout", 0)
    if isinstance(dropout, int | float) and not 0 <= dropout <= 1:
        raise Stop(f"{title}: dropout={dropout} lies between 0 and 1", "change it", "ValueError")


def refused(title: str, values: Mapping[str, Any]) -> None:
    """What PyTorch itself refuses, in its own words."""
    if title in {"RNN", "LSTM", "GRU"}:
        _recurrent(title, values)
    if title == "Embedding" and isinstance(values.get("padding_idx"), int):
        rows, place = values.get("num_embeddings"), values["padding_idx"]
        if isinstance(rows, int) and not -rows <= place < rows:
            raise Stop(f"Embedding: padding_idx={place} is no row", "change it", "ValueError")
    if title.startswith("Conv"):
        padding = values.get("padding", 0)
        strides = values.get("stride", 1)
        if isinstance(padding, str):
            if padding not in {"same", "valid"}:
                raise Stop(
                    f"{title}: padding={padding!r}",
                    "write 'same', 'valid' or numbers",
                    "ValueError",
                )
            many = strides if isinstance(strides, tuple | list) else (strides,)
            if padding == "same" and any(stride != 1 for stride in many):
                raise Stop(
                    f"{title}: padding='same' is not supported for strided convolutions",
                    "write padding as numbers",
                    "ValueError",
                )
        for name in ("in_channels", "out_channels"):
            groups = values.get("groups", 1)
            if (
                isinstance(groups, int)
                and groups > 0
                and isinstance(values.get(name), int)
                and values[name] % groups
            ):
                raise Stop(
                    f"{title}: {name} must be divisible by groups",
                    "change one of them",
                    "ValueError",
                )
