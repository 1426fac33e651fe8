"""All functions of torch and methods of tensors, by PyTorch's names."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch import (
    arranging,
    axes,
    concatenating,
    creating,
    functional,
    measuring,
    reducing,
    sampling,
    selecting,
    spreading,
)
from quizgen.architecture.fake_torch.applying import apply, computed, made, same, shape_of
from quizgen.architecture.fake_torch.einsum import einsum, tensordot
from quizgen.architecture.fake_torch.joining import combined, matrix_product
from quizgen.architecture.fake_torch.of_batch import AcrossBatch, among
from quizgen.architecture.fake_torch.sizes import UnknownShape
from quizgen.architecture.fake_torch.storing import stored_as, whole_numbers
from quizgen.architecture.fake_torch.tensors import TENSORS, Tensor
from quizgen.architecture.fake_torch.writing_into import inside, with_others
from quizgen.architecture.minipython.values import MISSING, Native, Stop, Unknown

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine

Operation = Callable[..., Any]


def _pair(symbol: str) -> Operation:
    def run(
        machine: "TorchMachine",
        left: Any,
        right: Any,
        *,
        alpha: Any = 1,
        rounding_mode: Any = None,
        **named: Any,
    ) -> Any:
        if alpha != 1:
            right = machine.binary("*", right, alpha)
        if rounding_mode == "floor":
            return machine.binary("//", left, right)
        found = combined(machine, symbol, left, right)
        return found if rounding_mode is None else same(machine, "divided and cut", [found])

    return run


def _kept(machine: "TorchMachine", value: Any, *given: Any, **named: Any) -> Any:
    """How and where numbers are stored changes nothing here."""
    return value


def _copied(machine: "TorchMachine", value: Any, *given: Any, **named: Any) -> Any:
    """Another tensor of the same numbers: what changes it leaves the first one as it is."""
    return value.twin() if type(value) is Tensor else value


def _left_out(title: str) -> Operation:
    """What is done entry by entry and no layer stands for."""

    def run(machine: "TorchMachine", value: Any, /, *given: Any, **named: Any) -> Any:
        for entry in (*given, *named.values()):
            if type(entry) is Unknown:
                return entry
        if isinstance(value, int | float):
            return Unknown(f"{title} of a number", machine.line)
        found = machine.tensor(value)
        others = [v for v in (*given, *named.values()) if isinstance(v, TENSORS)]
        if not others or title not in _SPREAD:
            return with_others(machine, title, found, others)
        for other in others:
            found = combined(machine, title, found, other)
        return found

    return run


def _size(machine: "TorchMachine", value: Any, dim: Any = None) -> Any:
    tensor = machine.tensor(value)
    sizes = tensor.sizes()
    if sizes is None:
        found: Any = UnknownShape()
        return found if dim is None else found.item(machine, dim)
    if dim is None:
        return tuple(sizes)
    if type(dim) is not int or not -len(sizes) <= dim < len(sizes):
        raise Stop(
            f"size({dim!r})"[:60], f"the tensor has {len(sizes)} axes, the batch is 0", "IndexError"
        )
    return sizes[dim]


def _numel(machine: "TorchMachine", value: Any) -> Any:
    found: Any = 1
    for size in machine.tensor(value).known():
        found = machine.binary("*", found, size)
    return found


def _item(machine: "TorchMachine", value: Any) -> Any:
    tensor = machine.tensor(value)
    number = tensor.number()
    return (
        number
        if number is not MISSING
        else Unknown("a value of a tensor depends on the data", machine.line)
    )


def _listed(machine: "TorchMachine", value: Any) -> Any:
    tensor = machine.tensor(value)
    if tensor.values is not None:
        return tensor.values
    return Unknown("values of a tensor depend on the data", machine.line)


def _square(machine: "TorchMachine", value: Any) -> Any:
    return combined(machine, "**", value, 2)


def _negative(machine: "TorchMachine", value: Any) -> Any:
    return combined(machine, "*", value, -1)


def _filled(machine: "TorchMachine", value: Any, *given: Any, **named: Any) -> Any:
    """`x.fill_(0)`: other values, and what is not learned stays so."""
    tensor = machine.tensor(value)
    unknown = next((entry for entry in given if type(entry) is Unknown), None)
    if machine.final and unknown is not None:
        return unknown
    if tensor.graph is machine.scratch and not (machine.final and inside(machine, given)):
        return value
    return with_others(machine, "values are set", tensor, given)


def _addmm(
    machine: "TorchMachine", bias: Any, left: Any, right: Any, *, beta: Any = 1, alpha: Any = 1
) -> Any:
    """`torch.addmm(b, x, W, beta=β, alpha=α)`: β·b + α·x W."""
    found = matrix_product(machine, left, right)
    if alpha != 1:
        found = machine.binary("*", found, alpha)
    if beta == 0:
        return found  # PyTorch reads no entry of it
    return combined(machine, "+", found, bias if beta == 1 else machine.binary("*", bias, beta))


def _outer(machine: "TorchMachine", left: Any, right: Any) -> Any:
    first, second = machine.tensor(left), machine.tensor(right)
    if second.batch is not None:
        raise Stop("outer by the batch", "write x.unsqueeze(2) * y.unsqueeze(1)")
    return computed(machine, "outer", [first, second], (*shape_of(first), *shape_of(second)))


def _where(machine: "TorchMachine", condition: Any, left: Any = None, right: Any = None) -> Any:
    if left is None:
        why = "where(…) of one argument depends on the data: they decide which rows there are"
        return Unknown(why, machine.line, "write layer(x) * mask: all rows are given to the layer")
    tensors = [
        machine.tensor(v) for v in (left, right, condition) if not isinstance(v, int | float | bool)
    ]
    found = tensors[0]
    for other in tensors[1:]:
        found = combined(machine, "where", found, other)
    return same(machine, "where", [found])


def _searched(machine: "TorchMachine", ends: Any, value: Any, **named: Any) -> Any:
    """`torch.searchsorted(ends, x)`: a place for each entry of x."""
    return with_others(machine, "searchsorted", machine.tensor(value), [ends])


def _between(symbol: str) -> Operation:
    """Of two tensors entry by entry, by no layer."""

    def run(machine: "TorchMachine", left: Any, right: Any) -> Any:
        return combined(machine, symbol, left, right)

    return run


def _clamp(machine: "TorchMachine", value: Any, min: Any = None, max: Any = None) -> Any:  # noqa: A002 - PyTorch's names
    """`x.clamp(0, 6)` is Hardtanh, `x.clamp(min=0)` is ReLU."""
    tensor = machine.tensor(value)
    numbers = [bound is None or isinstance(bound, int | float) for bound in (min, max)]
    if all(numbers) and min is not None and max is not None and min < max:
        return apply(machine, made("Hardtanh", min, max), [tensor], "clamp")
    if min == 0 and max is None:
        return apply(machine, made("ReLU"), [tensor], "clamp")
    return with_others(machine, "clamp", tensor, (min, max))


_KEPT = (
    "contiguous astype float double half bfloat16 long int to cuda cpu type detach requires_grad_ type_as bool"
    " retain_grad detach_ share_memory_ pin_memory is_contiguous register_hook byte short numpy_"
    " contiguous_ resolve_conj channels_last view_as_real_ char"
).split()
_LEFT_OUT = (
    "log sqrt rsqrt sin cos tan reciprocal log1p expm1 square_ erf erfc floor ceil round sign tril triu masked_fill"
    " masked_fill_ pow_ log2 log10 atan asin acos sinh cosh logical_not logical_and logical_or logical_xor isnan"
    " isinf isfinite nan_to_num lt gt le ge eq ne clamp_ clamp_min clamp_max fmod remainder bernoulli bernoulli_"
    " masked_select_ index_fill index_add scatter scatter_ scatter_add scatter_add_ masked_scatter lerp addcmul"
    " addcdiv polygamma lgamma digamma cumsum_ frac trunc sinc softmax_ exp_ fill_diagonal_ heaviside index_copy_"
    " multinomial_ renorm logit sgn scatter_reduce scatter_reduce_ index_reduce copysign quantize_per_tensor real imag angle conj bucketize erfinv i0"
).split()
# Those whose tensors are spread to one shape.
_SPREAD = frozenset(
    "lt gt le ge eq ne logical_and logical_or logical_xor fmod remainder lerp addcmul addcdiv copysign heaviside".split()
)
_PAIRS: Mapping[str, Operation] = {
    **dict.fromkeys(("add", "add_", "__add__"), _pair("+")),
    **dict.fromkeys(("sub", "subtract", "sub_"), _pair("-")),
    **dict.fromkeys(("mul", "multiply", "mul_"), _pair("*")),
    **dict.fromkeys(("div", "divide", "true_divide", "div_"), _pair("/")),
    "pow": _pair("**"),
    "floor_divide": _pair("//"),
    **dict.fromkeys(
        ("matmul", "bmm", "mm", "mv", "dot", "__matmul__"),
        lambda machine, left, right, **named: combined(machine, "@", left, right),
    ),
}
_ALL: Mapping[str, Operation] = {
    **dict.fromkeys(_KEPT, _kept),
    **{name: _left_out(name) for name in _LEFT_OUT},
    **selecting.OPERATIONS,
    **axes.OPERATIONS,
    **spreading.OPERATIONS,
    **reducing.OPERATIONS,
    **concatenating.OPERATIONS,
    **arranging.OPERATIONS,
    **functional.OPERATIONS,
    **_PAIRS,
    "size": _size,
    "numel": _numel,
    "nelement": _numel,
    "dim": lambda machine, value: len(machine.tensor(value).known()),
    "ndimension": lambda machine, value: len(machine.tensor(value).known()),
    "item": _item,
    "__int__": _item,
    "__float__": _item,
    "clone": _copied,
    "tolist": _listed,
    "numpy": _kept,
    "square": _square,
    "neg": _negative,
    "negative": _negative,
    "fill_": _filled,
    "zero_": _filled,
    "normal_": _filled,
    "uniform_": _filled,
    "copy_": _filled,
    "addmm": _addmm,
    "baddbmm": _addmm,
    "outer": _outer,
    "ger": _outer,
    "where": _where,
    "clamp": _clamp,
    "clip": _clamp,
    "einsum": einsum,
    "tensordot": tensordot,
    "searchsorted": _searched,
    **{name: _between(name) for name in ("hypot", "atan2", "logaddexp", "fmax", "fmin", "xlogy")},
    "cross": measuring.cross,
    **measuring.OPERATIONS,
    "stop_gradient": _kept,
    "size_": _size,
    **dict.fromkeys(("int", "long", "short"), whole_numbers),
    **dict.fromkeys(("to", "type", "astype"), stored_as),
    "get_device": lambda machine, value: 0,
    "backward": lambda machine, value, *given, **named: None,
    **creating.BESIDE,
}


# numpy's names of arguments, which the functions of torch take as well; those of torch.nn.functional do not.
_OF_NUMPY = {"axis": "dim", "keepdims": "keepdim"}
# Names of what is mostly given by its place, in the order of the places behind the tensor.
_IN_ORDER: Mapping[str, tuple[str, ...]] = {
    "tile": ("dims",),
    "flip": ("dims",),
    "swapaxes": ("axis0", "axis1"),
    "pow": ("exponent",),
    "expand": ("size",),
    "broadcast_to": ("size",),
    "repeat": ("repeats",),
}


def _by_name(name: str, run: Operation) -> Operation:
    """PyTorch calls the tensor `input` where it is given by name; what goes over the batch is a number of it."""
    other = {} if name in functional.OPERATIONS else _OF_NUMPY

    def called(machine: "TorchMachine", *given: Any, **named: Any) -> Any:
        if "input" in named and not given:
            given = (named.pop("input"),)
        for place, key in enumerate(_IN_ORDER.get(name, ()), start=1):
            if key in named and len(given) == place:
                given = (*given, named.pop(key))
        if other.keys() & named.keys():
            named = {other.get(key, key): entry for key, entry in named.items()}
        if machine.of_batch:
            found = among((*given, *named.values()))
            if found is not None:
                rest = found.beside(machine, (*given, *named.values()))
                whole = name in reducing.WHOLE and not named and len(given) == 1
                return rest.alone() if whole else rest
        try:
            return run(machine, *given, **named)
        except AcrossBatch as stop:
            if not machine.final:
                raise
            return machine.across_batch(stop)

    return called


OPERATIONS: Mapping[str, Native] = {
    name: Native(
        name, _by_name(name, run), takes_unknown=name in {"cat", "concat", "concatenate", "stack"}
    )
    for name, run in _ALL.items()
}
# What only torch.nn.functional has is no method.
_ONLY_FUNCTIONS = {
    "pad", "linear", "conv1d", "conv2d", "conv3d", "layer_norm", "embedding", "normalize", "one_hot", "dropout",
    "interpolate", "cat", "stack", "concat", "concatenate", "hstack", "einsum", "scaled_dot_product_attention", "cross_entropy",
    "gelu", "silu", "elu", "leaky_relu", "mish", "hardswish", "max_pool2d", "avg_pool2d",
    *measuring.FUNCTIONS, *sampling.FUNCTIONS, *arranging.FUNCTIONS, "tensordot", "cdist", "bilinear", "instance_norm", "gumbel_softmax", "rrelu",
}  # fmt: skip
METHODS: Mapping[str, Native] = {
    name: run for name, run in OPERATIONS.items() if name not in _ONLY_FUNCTIONS
} | {"unfold": Native("unfold", axes.windows)}
FUNCTIONAL = tuple(functional.OPERATIONS)
