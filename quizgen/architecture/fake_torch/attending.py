"""Attention and PyTorch's stacks of transformer layers."""

from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch.applying import computed, made, shape_of
from quizgen.architecture.fake_torch.containers import MODULE_LIST
from quizgen.architecture.fake_torch.leaves import hold, layer_of, node, on_parts, plain, start
from quizgen.architecture.fake_torch.modules import is_module, module_class
from quizgen.architecture.fake_torch.recurrent import first_axis
from quizgen.architecture.fake_torch.tensors import Later, Tensor
from quizgen.architecture.fake_torch.writing_into import inside, with_others
from quizgen.architecture.minipython.copying import deep
from quizgen.architecture.minipython.items import shortly
from quizgen.architecture.minipython.values import Class, Instance, Stop, Unknown

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine

_STACKS = 1_000


def _masks(machine: "TorchMachine", title: str, given: Any, named: dict[str, Any]) -> list[Any]:
    """Masks change values and no shape; those that are given."""
    held = (entry for key, entry in named.items() if "mask" in key or key.endswith("is_causal"))
    masks = [value for value in (*given, *held) if value is not None and value is not False]
    if masks:
        machine.leave_out(f"{title} with a mask")
    return masks


def _masked(machine: "TorchMachine", title: str, found: Tensor, masks: list[Any]) -> Tensor:
    """What attention gives depends on a mask that the network computes or learns."""
    if not machine.final or not inside(machine, masks):
        return found
    return with_others(machine, f"{title} with a mask", found, masks)


def _on_parts(
    machine: "TorchMachine", owner: Instance, layer: Any, tensors: list[Tensor], *, alone: bool
) -> Any:
    """The layer, or one for each window that stands in the batch where it attends within its input."""
    folds = {tensor.fold for tensor in tensors}
    if not alone and folds != {0}:
        raise Stop(
            f"{type(layer).__name__}: the batch holds several parts of an observation here",
            "let each part attend to itself, or keep the parts out of the batch",
        )
    return on_parts(machine, owner, layer, folds.pop())


def _attention() -> Class:
    title = "MultiheadAttention"

    def begin(machine: "TorchMachine", owner: Instance, *given: Any, **named: Any) -> None:
        start(machine, owner, title, given, named)

    def forward(
        machine: "TorchMachine",
        owner: Instance,
        query: Any,
        key: Any = None,
        value: Any = None,
        key_padding_mask: Any = None,
        need_weights: Any = True,
        attn_mask: Any = None,
        average_attn_weights: Any = True,
        is_causal: Any = False,
    ) -> Any:
        layer = layer_of(owner)
        tensors = [
            machine.tensor(entry)
            for entry in (query, query if key is None else key, query if value is None else value)
        ]
        masks = _masks(machine, title, (key_padding_mask, attn_mask, is_causal), {})
        tensors = [
            first_axis(machine, tensor, title, batch_first=layer.batch_first) for tensor in tensors
        ]
        one = len({tensor.node for tensor in tensors}) == 1
        held = _on_parts(machine, owner, layer, tensors, alone=one)
        found = node(
            machine, owner, held, tensors[:1] if one else tensors, machine.name_of(owner, title)
        )

        found = _masked(machine, title, found, masks)

        def weights(machine: "TorchMachine") -> Tensor:
            rows, columns = (
                tensor.known()[1 if layer.batch_first else 0] for tensor in tensors[:2]
            )
            parts = shape_of(found)[: found.fold] if found.fold else ()
            heads = () if average_attn_weights else (layer.num_heads,)
            shape = (*parts, *heads, rows, columns)
            return computed(machine, "weights of attention", [found], shape, batch=0)

        return (found, Later(weights) if need_weights else None)

    return module_class(title, {"__init__": begin, "forward": forward})


def _activation_name(given: Any) -> str:
    """What a function or layer is called as an activation: `F.relu` and `nn.ReLU()` are "relu"."""
    if isinstance(given, Instance) and is_module(given) and given.host is not None:
        plain_ones = {"relu": made("ReLU"), "gelu": made("GELU")}
        return next((name for name, layer in plain_ones.items() if given.host.layer == layer), "")
    return str(getattr(given, "name", ""))


# Of each entry by itself, and nothing of it is learned.
_ACTIVATIONS = frozenset(
    "silu tanh elu selu celu leaky_relu mish hardswish relu6 softplus sigmoid softsign gelu hardsigmoid".split()
)


def _other_activation(title: str, given: Any, name: str) -> str:
    """An activation that the solver's layer does not compute; `Stop` for one that is more than that."""
    if isinstance(given, Instance) and is_module(given) and given.host is not None:
        name = given.kind.name
    if name.lower() in _ACTIVATIONS | {each.replace("_", "") for each in _ACTIVATIONS}:
        return name
    raise Stop(f"{title}: activation {shortly(given)}", 'write activation="relu" or "gelu"')


def _layer(title: str) -> Class:
    """A layer of the encoder or decoder."""

    def begin(machine: "TorchMachine", owner: Instance, *given: Any, **named: Any) -> None:
        activation = named.get("activation", given[4] if len(given) > 4 else "relu")
        other = ""
        if not isinstance(activation, str):
            name = _activation_name(activation)
            if name not in {"relu", "gelu"}:
                other, name = _other_activation(title, activation, name), "relu"
            named["activation"] = name
            if len(given) > 4:
                given = (*given[:4], name, *given[5:])
                del named["activation"]
        start(machine, owner, title, given, named)
        if other:
            owner.host.left_out = (*owner.host.left_out, f"activation {other} of {title}")

    def forward(
        machine: "TorchMachine", owner: Instance, value: Any, *given: Any, **named: Any
    ) -> Any:
        layer = layer_of(owner)
        decodes = title == "TransformerDecoderLayer"
        memory = named.pop("memory", given[0] if decodes and given else None)
        masks = _masks(machine, title, given[decodes:], named)
        values = [value, memory] if decodes else [value]
        tensors = [
            first_axis(machine, machine.tensor(v), title, batch_first=layer.batch_first)
            for v in values
        ]
        held = _on_parts(machine, owner, layer, tensors, alone=not decodes)
        found = node(machine, owner, held, tensors, machine.name_of(owner, title))
        return _masked(machine, title, found, masks)

    return module_class(title, {"__init__": begin, "forward": forward})


def _stack(title: str) -> Class:
    """As many copies of a layer as asked, and a norm at the end."""
    key = "decoder_layer" if "Decoder" in title else "encoder_layer"

    def begin(
        machine: "TorchMachine",
        owner: Instance,
        layer: Any = None,
        num_layers: Any = None,
        norm: Any = None,
        *given: Any,
        **named: Any,
    ) -> None:
        layer = named.pop(key, layer)
        if type(layer) is Unknown:
            owner.attributes["layers"] = layer
            return
        if not is_module(layer):
            raise Stop(f"{title} needs a layer", f"write nn.{title}(layer, 6)", "TypeError")
        num_layers = plain(title, num_layers)
        if type(num_layers) is not int or not 0 < num_layers <= _STACKS:
            raise Stop(
                f"{title}: {shortly(num_layers)} layers", "write how many, such as 6", "TypeError"
            )
        copies = [deep(machine, layer, {}) for _ in range(num_layers)]
        owner.attributes["layers"] = machine.call(MODULE_LIST, [copies])
        owner.attributes["norm"] = norm

    def forward(
        machine: "TorchMachine", owner: Instance, value: Any, *given: Any, **named: Any
    ) -> Any:
        found = value
        for layer in machine.entries(owner.attributes["layers"]):
            found = machine.call(
                layer, [found, *given], {k: v for k, v in named.items() if k in _HANDED_ON}
            )
        norm = owner.attributes["norm"]
        return found if norm is None else machine.call(norm, [found])

    return module_class(title, {"__init__": begin, "forward": forward})


_HANDED_ON = frozenset(
    {
        "memory",
        "src_mask",
        "src_key_padding_mask",
        "tgt_mask",
        "memory_mask",
        "tgt_key_padding_mask",
        "memory_key_padding_mask",
        "mask",
    }
)
_SETTINGS = (
    "d_model",
    "nhead",
    "num_encoder_layers",
    "num_decoder_layers",
    "dim_feedforward",
    "dropout",
    "activation",
)
_STANDARD = (512, 8, 6, 6, 2048, 0.1, "relu")
_MORE = ("layer_norm_eps", "batch_first", "norm_first", "bias")


def _begin_whole(machine: "TorchMachine", owner: Instance, *given: Any, **named: Any) -> None:
    values = dict(zip(_SETTINGS, _STANDARD, strict=True)) | dict(
        zip(_SETTINGS, given, strict=False)
    )
    for name, value in named.items():
        if name in {"device", "dtype"}:
            continue
        if name not in (*_SETTINGS, *_MORE):
            from quizgen.architecture.vocabulary import near

            raise Stop(
                f"Transformer: unknown argument {name!r}",
                near(name, [*_SETTINGS, *_MORE]),
                "TypeError",
            )
        values[name] = value
    settings = {
        n: values[n] for n in ("dim_feedforward", "dropout", "activation", *_MORE) if n in values
    }
    for half, many in (("encoder", "num_encoder_layers"), ("decoder", "num_decoder_layers")):
        title = f"Transformer{half.capitalize()}"
        layer = machine.call(
            CLASSES[f"{title}Layer"], [values["d_model"], values["nhead"]], settings
        )
        norm = Instance(_norm(machine))
        hold(norm, made("LayerNorm", values["d_model"], bias=values.get("bias", True)))
        owner.attributes[half] = machine.call(CLASSES[title], [layer, values[many], norm])
    owner.attributes["d_model"], owner.attributes["nhead"] = values["d_model"], values["nhead"]


def _norm(machine: "TorchMachine") -> Class:
    found: Class = machine.imported("torch.nn").names["LayerNorm"]
    return found


def _run_whole(
    machine: "TorchMachine", owner: Instance, source: Any = None, target: Any = None, **named: Any
) -> Any:
    source, target = named.pop("src", source), named.pop("tgt", target)
    if target is None:
        raise Stop("Transformer takes two sequences", "write f(x, y)", "TypeError")
    own = {
        k.removeprefix("src_") if k == "src_mask" else k: v
        for k, v in named.items()
        if k.startswith("src")
    }
    memory = machine.call(owner.attributes["encoder"], [source], own)
    rest = {k: v for k, v in named.items() if not k.startswith("src")}
    return machine.call(owner.attributes["decoder"], [target, memory], rest)


def _square_mask(machine: "TorchMachine", *given: Any, **named: Any) -> Any:
    size = machine.whole(given[-1])
    return machine.constant("mask", [size, size])


CLASSES = {
    "MultiheadAttention": _attention(),
    "TransformerEncoderLayer": _layer("TransformerEncoderLayer"),
    "TransformerDecoderLayer": _layer("TransformerDecoderLayer"),
    "TransformerEncoder": _stack("TransformerEncoder"),
    "TransformerDecoder": _stack("TransformerDecoder"),
    "Transformer": module_class(
        "Transformer",
        {
            "__init__": _begin_whole,
            "forward": _run_whole,
            "generate_square_subsequent_mask": _square_mask,
        },
    ),
}
