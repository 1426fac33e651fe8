"""Layers of `torch.nn` that the solver does not compute: shapes and counts, no values."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from quizgen.architecture.computed import Learned
from quizgen.architecture.fake_torch import measuring, sampling
from quizgen.architecture.fake_torch.applying import same, shape_of
from quizgen.architecture.fake_torch.leaves import hold, layer_of, node, plain
from quizgen.architecture.fake_torch.modules import module_class
from quizgen.architecture.fake_torch.of_batch import loss_of
from quizgen.architecture.fake_torch.signatures import known_names
from quizgen.architecture.fake_torch.tensors import Parameter
from quizgen.architecture.minipython.values import Class, Instance, Native, Stop, Unknown

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine


def _sized(title: str, *sizes: Any) -> list[int]:
    found = [plain(title, size) for size in sizes]
    if not all(type(size) is int and size > 0 for size in found):
        raise Stop(
            f"{title}: sizes {found} must be whole numbers of at least 1", exception="ValueError"
        )
    return found


def _start_bilinear(
    machine: "TorchMachine",
    owner: Instance,
    in1_features: Any,
    in2_features: Any,
    out_features: Any,
    bias: Any = True,
    **named: Any,
) -> None:
    known_names("Bilinear", named, ("in1_features", "in2_features", "out_features", "bias"))
    n, m, k = _sized("Bilinear", in1_features, in2_features, out_features)
    owner.attributes.update({"in1_features": n, "in2_features": m, "out_features": k})
    shapes: list[Any] = [("weight", (k, n, m))] + ([("bias", (k,))] if bias else [])
    hold(owner, Learned(f"Bilinear({n}, {m}, {k})", tuple(shapes), (k,), k * n * m + k * n))


def _run_bilinear(machine: "TorchMachine", owner: Instance, left: Any, right: Any) -> Any:
    from dataclasses import replace

    tensors = [machine.as_batch(machine.tensor(value)) for value in (left, right)]
    sizes = [owner.attributes["in1_features"], owner.attributes["in2_features"]]
    for tensor, size in zip(tensors, sizes, strict=True):
        if tensor.shape is not None and tensor.shape[-1] != size:
            raise Stop(
                f"Bilinear: an input of {tensor.shape[-1]} features, not {size}",
                exception="RuntimeError",
            )
    machine.leave_out("Bilinear: its values are not computed")
    layer = layer_of(owner)
    rows = tensors[0].shape[:-1] if tensors[0].shape is not None else ()
    if rows:
        layer = replace(
            layer,
            shape=(*rows, layer.shape[-1]),
            multiply_adds=layer.multiply_adds * math.prod(rows),
        )
    return node(machine, owner, layer, tensors, machine.name_of(owner, "Bilinear"))


_BAG = "num_embeddings embedding_dim max_norm norm_type scale_grad_by_freq mode sparse include_last_offset padding_idx".split()


def _start_bag(
    machine: "TorchMachine",
    owner: Instance,
    num_embeddings: Any,
    embedding_dim: Any,
    *given: Any,
    **named: Any,
) -> None:
    known_names("EmbeddingBag", named, _BAG)
    n, m = _sized("EmbeddingBag", num_embeddings, embedding_dim)
    owner.attributes.update({"num_embeddings": n, "embedding_dim": m})
    hold(owner, Learned(f"EmbeddingBag({n}, {m})", (("weight", (n, m)),), (m,)))


def _run_bag(
    machine: "TorchMachine",
    owner: Instance,
    value: Any,
    offsets: Any = None,
    *given: Any,
    **named: Any,
) -> Any:
    tensor = machine.tensor(value)
    if offsets is not None and (tensor.batch is None or len(tensor.known()) != 1):
        raise Stop("EmbeddingBag with offsets takes one list of words", "give it (batch, words)")
    machine.leave_out("EmbeddingBag: its values are not computed")
    return node(machine, owner, layer_of(owner), [tensor], machine.name_of(owner, "EmbeddingBag"))


def _called(title: str, order: tuple[str, ...], function: Callable[..., Any]) -> Class:
    """A layer that learns nothing: the function of the same name, with the layer's settings."""

    def begin(machine: "TorchMachine", owner: Instance, *given: Any, **named: Any) -> None:
        values = dict(zip(order, given, strict=False)) | named
        for name in values:
            if name not in order:
                raise Stop(
                    f"{title}: unknown argument {name!r}",
                    f"write {title}({', '.join(order)})",
                    "TypeError",
                )
        owner.attributes.update({name: plain(title, value) for name, value in values.items()})

    def forward(machine: "TorchMachine", owner: Instance, *given: Any, **named: Any) -> Any:
        for value in given:
            shape_of(machine.tensor(value))
        settings = {name: owner.attributes[name] for name in order if name in owner.attributes}
        with machine.naming(machine.name_of(owner, title)):
            return function(machine, *given, **settings, **named)

    return module_class(title, {"__init__": begin, "forward": forward})


def _same(machine: "TorchMachine", value: Any, **named: Any) -> Any:
    return same(machine, "values of another layer", [machine.tensor(value)])


def _loss(name: str) -> Class:
    def begin(machine: "TorchMachine", owner: Instance, *given: Any, **named: Any) -> None:
        words = [v for v in given if isinstance(v, str)]
        owner.attributes["reduction"] = named.get("reduction", (*words, "mean")[0])

    def forward(machine: "TorchMachine", owner: Instance, *given: Any, **named: Any) -> Any:
        settings = {**named, "reduction": owner.attributes["reduction"]}
        return loss_of(machine, name, given, settings)

    return module_class(name, {"__init__": begin, "forward": forward})


LOSSES = (
    "L1Loss MSELoss CrossEntropyLoss CTCLoss NLLLoss PoissonNLLLoss GaussianNLLLoss KLDivLoss BCELoss BCEWithLogitsLoss"
    " MarginRankingLoss HingeEmbeddingLoss MultiLabelMarginLoss HuberLoss SmoothL1Loss SoftMarginLoss"
    " MultiLabelSoftMarginLoss CosineEmbeddingLoss MultiMarginLoss TripletMarginLoss TripletMarginWithDistanceLoss NLLLoss2d"
).split()
CLASSES = {
    "Bilinear": module_class("Bilinear", {"__init__": _start_bilinear, "forward": _run_bilinear}),
    "EmbeddingBag": module_class("EmbeddingBag", {"__init__": _start_bag, "forward": _run_bag}),
    "CosineSimilarity": _called("CosineSimilarity", ("dim", "eps"), measuring.cosine_similarity),
    "PairwiseDistance": _called(
        "PairwiseDistance", ("p", "eps", "keepdim"), measuring.pairwise_distance
    ),
    "RReLU": _called("RReLU", ("lower", "upper", "inplace"), _same),
    "CrossMapLRN2d": _called("CrossMapLRN2d", ("size", "alpha", "beta", "k"), _same),
    "Fold": _called(
        "Fold", ("output_size", "kernel_size", "dilation", "padding", "stride"), sampling.fold
    ),
    **{
        f"MaxUnpool{dims}d": _called(
            f"MaxUnpool{dims}d", ("kernel_size", "stride", "padding"), sampling.unpooling(dims)
        )
        for dims in (1, 2, 3)
    },
    **{name: _loss(name) for name in LOSSES},
}


# -- weights by other weights ---------------------------------------------------------------------


def _normed(title: str, *, learns: bool) -> Native:
    """`weight_norm(layer)` learns a length for each row beside; `spectral_norm` nothing more."""

    def run(
        machine: "TorchMachine",
        module: Any,
        name: Any = "weight",
        *given: Any,
        dim: Any = 0,
        **named: Any,
    ) -> Any:
        weight = module.attributes.get(name) if isinstance(module, Instance) else None
        if not isinstance(weight, Parameter) or module.host is None:
            raise Stop(f"{title} of what has no {name}", "give it a layer")
        if learns:
            kept = given[0] if given else dim
            if kept is not None and not -len(weight.sizes) <= kept < len(weight.sizes):
                raise Stop(f"{title}: dim={kept}", exception="IndexError")
            lengths = tuple(
                size if kept is not None and place == kept % len(weight.sizes) else 1
                for place, size in enumerate(weight.sizes)
            )
            module.host.others[f"{name}_g"] = Parameter(lengths if kept is not None else ())
        module.host.left_out = (*module.host.left_out, f"{title} of a layer")
        # What is not learned beside the weight is kept: directions of a spectral norm, masks.
        module.host.keeps_more = module.host.keeps_more or not learns
        return module

    return Native(title, run, takes_unknown=True)


def _no_norm(machine: "TorchMachine", module: Any, *given: Any, **named: Any) -> Any:
    module.host.others.pop("weight_g", None)
    return module


def _not_of_weights(machine: "TorchMachine", module: Any, *given: Any, **named: Any) -> Any:
    raise Stop(
        "weights computed by a module of one's own are not read",
        "compute them in forward",
    )


# Entries of a weight are set to 0: all of them still count.
PRUNING = {
    **{
        name: _normed(name, learns=False)
        for name in (
            "identity random_unstructured l1_unstructured random_structured ln_structured custom_from_mask"
        ).split()
    },
    "remove": Native("remove", lambda machine, module, *given, **named: module, takes_unknown=True),
}
PARAMETRIZE = {
    "register_parametrization": Native(
        "register_parametrization", _not_of_weights, takes_unknown=True
    )
}
UTILITIES = {
    "orthogonal": _normed("orthogonal", learns=False),
    "weight_norm": _normed("weight_norm", learns=True),
    "spectral_norm": _normed("spectral_norm", learns=False),
    "remove_weight_norm": Native("remove_weight_norm", _no_norm, takes_unknown=True),
    "remove_spectral_norm": Native(
        "remove_spectral_norm", lambda machine, module, *given: module, takes_unknown=True
    ),
    "parameters_to_vector": Native(
        "parameters_to_vector",
        lambda machine, many: Unknown("parameters_to_vector is not read", machine.line),
        takes_unknown=True,
    ),
    "clip_grad_norm_": Native(
        "clip_grad_norm_", lambda machine, *given, **named: None, takes_unknown=True
    ),
    "clip_grad_value_": Native(
        "clip_grad_value_", lambda machine, *given, **named: None, takes_unknown=True
    ),
}
