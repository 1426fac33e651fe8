"""Distances, norms and spectra of tensors: no layer computes them, their shapes are PyTorch's."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch.applying import (
    along_batch,
    axis_of,
    computed,
    last_axes,
    same,
    shape_of,
)
from quizgen.architecture.fake_torch.joining import combined
from quizgen.architecture.fake_torch.reducing import reducing
from quizgen.architecture.fake_torch.tensors import Tensor
from quizgen.architecture.minipython.classes import native_class
from quizgen.architecture.minipython.items import shortly
from quizgen.architecture.minipython.values import Stop, Unknown, record

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine


def cosine_similarity(
    machine: "TorchMachine", x1: Any, x2: Any, dim: Any = 1, eps: Any = 1e-8
) -> Any:
    """`F.cosine_similarity(x, y, dim=1)`: the axis goes."""
    both = combined(machine, "cosine_similarity", machine.tensor(x1), machine.tensor(x2))
    return reducing("cosine_similarity")(machine, both, dim=dim)


def pairwise_distance(
    machine: "TorchMachine", x1: Any, x2: Any, p: Any = 2, eps: Any = 1e-6, keepdim: Any = False
) -> Any:
    """`F.pairwise_distance(x, y)`: the last axis goes, or stays with size 1."""
    both = combined(machine, "pairwise_distance", machine.tensor(x1), machine.tensor(x2))
    return reducing("pairwise_distance")(machine, both, dim=-1, keepdim=keepdim)


def cdist(machine: "TorchMachine", x1: Any, x2: Any, *given: Any, **named: Any) -> Any:
    """`torch.cdist(x, y)`: rows of x by rows of y, of one observation each."""
    first, second = machine.tensor(x1), machine.tensor(x2)
    left, right = shape_of(first), shape_of(second)
    if not left or not right or left[-1] != right[-1]:
        raise Stop(f"cdist of {left} and {right}: the last axes differ", exception="RuntimeError")
    if second.batch is not None and len(second.known()) == 2:
        raise along_batch(0)
    if first.batch is None and second.batch is not None:
        raise Stop("cdist of a tensor without a batch and one with it", "exchange them")
    if len(right) != 2:
        raise Stop(f"cdist with {len(right) + 1} axes is not understood", "give it three axes")
    return computed(machine, "cdist", [first, second], (*left[:-1], right[0]))


def norm(
    machine: "TorchMachine",
    value: Any,
    order: Any = None,
    dim: Any = None,
    keepdim: Any = False,
    **named: Any,
) -> Any:
    """`x.norm(2, dim=1)`, `torch.linalg.norm(x, dim=1)`: which norm comes before the axis."""
    dim = named.get("axis", dim)
    return reducing("norm")(machine, value, dim=dim, keepdim=keepdim)


def quantile(
    machine: "TorchMachine", value: Any, q: Any, dim: Any = None, keepdim: Any = False, **named: Any
) -> Any:
    """`torch.quantile(x, 0.5, dim=1)` of one share."""
    if not isinstance(q, int | float):
        raise Stop("quantile of several shares is not understood", "take one at a time")
    return reducing("quantile")(machine, value, dim=dim, keepdim=keepdim)


def difference(machine: "TorchMachine", value: Any, n: Any = 1, dim: Any = -1, **named: Any) -> Any:
    """`torch.diff(x)`: the axis is shorter by one."""
    tensor, n = machine.tensor(value), machine.whole(n)
    if n < 0 or named:
        raise Stop("diff with more than n and dim is not understood", "write torch.diff(x, dim=1)")
    return _resized(machine, "diff", tensor, {dim: lambda size: max(size - n, 0)})


def cross(machine: "TorchMachine", left: Any, right: Any, dim: Any = -1) -> Any:
    """`torch.linalg.cross(x, y)`: of three entries along an axis."""
    both = combined(machine, "cross", machine.tensor(left), machine.tensor(right))
    if shape_of(both)[axis_of(both, dim)] != 3:
        raise Stop(f"cross along an axis of {shape_of(both)[axis_of(both, dim)]}, not 3")
    return both


def _resized(
    machine: "TorchMachine", title: str, tensor: Tensor, sizes: Mapping[Any, Callable[[int], int]]
) -> Tensor:
    shape = list(shape_of(tensor))
    for dim, size in sizes.items():
        axis = axis_of(tensor, dim)
        shape[axis] = size(shape[axis])
    return computed(machine, title, [tensor], shape)


# -- spectra --------------------------------------------------------------------------------------


def _length(machine: "TorchMachine", n: Any) -> int:
    found = machine.whole(n)
    if type(found) is not int or (found < 1 and found != -1):
        raise Stop(f"a spectrum of {shortly(n)} entries", "write a whole number of at least 1")
    return found


_Lengths = Callable[[int, int | None], int]


def _same_length(size: int, n: int | None) -> int:
    return size if n in (None, -1) else n


def _half(size: int, n: int | None) -> int:
    return _same_length(size, n) // 2 + 1


def _twice(size: int, n: int | None) -> int:
    return 2 * (size - 1) if n in (None, -1) else n


def _spectrum(title: str, length: _Lengths) -> Callable[..., Any]:
    """A transform along one axis."""

    def run(
        machine: "TorchMachine", value: Any, n: Any = None, dim: Any = -1, norm: Any = None
    ) -> Any:
        whole = None if n is None else _length(machine, n)
        return _resized(
            machine, title, machine.tensor(value), {dim: lambda size: length(size, whole)}
        )

    return run


def _spectra(title: str, last: _Lengths, axes: tuple[int, ...] | None) -> Callable[..., Any]:
    """A transform along several axes; the last of them has another length."""

    def run(
        machine: "TorchMachine", value: Any, s: Any = None, dim: Any = axes, norm: Any = None
    ) -> Any:
        if not isinstance(dim, list | tuple) or not dim:
            raise Stop(f"{title} along the batch", f"write {title}(x, dim=(-2, -1))")
        tensor = machine.tensor(value)
        wanted = [None] * len(dim) if s is None else [_length(machine, n) for n in s]
        if len(wanted) != len(dim):
            raise Stop(f"{title}: {len(wanted)} sizes for {len(dim)} axes", exception="ValueError")
        lengths = [_same_length] * (len(dim) - 1) + [last]
        sizes = {
            d: lambda size, n=n, length=length: length(size, n)
            for d, n, length in zip(dim, wanted, lengths, strict=True)
        }
        return _resized(machine, title, tensor, sizes)

    return run


def _shifted(machine: "TorchMachine", value: Any, dim: Any = None) -> Any:
    tensor = machine.tensor(value)
    if dim is None:
        raise along_batch(0)
    for one in dim if isinstance(dim, list | tuple) else [dim]:
        axis_of(tensor, one)
    return same(machine, "fftshift", [tensor])


SPECTRA: Mapping[str, Callable[..., Any]] = {
    **{f"{name}fft": _spectrum(f"{name}fft", _same_length) for name in ("", "i")},
    "rfft": _spectrum("rfft", _half),
    "irfft": _spectrum("irfft", _twice),
    **{f"{name}fft2": _spectra(f"{name}fft2", _same_length, (-2, -1)) for name in ("", "i")},
    "rfft2": _spectra("rfft2", _half, (-2, -1)),
    "irfft2": _spectra("irfft2", _twice, (-2, -1)),
    **{f"{name}fftn": _spectra(f"{name}fftn", _same_length, None) for name in ("", "i")},
    "rfftn": _spectra("rfftn", _half, None),
    "irfftn": _spectra("irfftn", _twice, None),
    "fftshift": _shifted,
    "ifftshift": _shifted,
}


def orthogonal(machine: "TorchMachine", value: Any, *given: Any, **named: Any) -> tuple[Any, Any]:
    """`torch.linalg.qr` of numbers that nobody learns: an orthogonal matrix and a triangular one."""
    tensor = machine.tensor(value)
    mode = named.pop("mode", given[0] if given else "reduced")
    if tensor.batch is not None or named or mode not in {"reduced", "complete", True}:
        raise Stop(
            "qr of what is no plain matrix of numbers", "write torch.linalg.qr(torch.randn(n, n))"
        )
    *stack, rows, columns = tensor.known()
    inner = rows if mode == "complete" else min(rows, columns)
    return (
        machine.constant("qr", [*stack, rows, inner]),
        machine.constant("qr", [*stack, inner, columns]),
    )


def _of_matrices(title: str, *, kept: bool) -> Callable[..., Any]:
    """What a matrix gives: another one of its shape, or one number."""

    def run(machine: "TorchMachine", value: Any, *given: Any, **named: Any) -> Any:
        tensor = last_axes(machine.tensor(value), 2, title)
        shape = shape_of(tensor)
        if len(tensor.known()) < 2 or shape[-1:] != shape[-2:-1]:
            raise Stop(f"{title} of {shape}: no square matrix", exception="RuntimeError")
        return computed(machine, title, [tensor], shape if kept else shape[:-2])

    return run


def _sign_and_logarithm(machine: "TorchMachine", value: Any) -> Any:
    """`torch.linalg.slogdet(w)`: the sign of the determinant, and the logarithm of its size."""
    pair = [_of_matrices("slogdet", kept=False)(machine, value) for _ in range(2)]
    return record(native_class("slogdet", {}), ("sign", "logabsdet"), pair)


_MATRICES: Mapping[str, Callable[..., Any]] = {
    "slogdet": _sign_and_logarithm,
    **{name: _of_matrices(name, kept=False) for name in ("det", "logdet")},
    **{
        name: _of_matrices(name, kept=True) for name in ("inv", "inverse", "pinverse", "matrix_exp")
    },
}
LINEAR_ALGEBRA: Mapping[str, Callable[..., Any]] = {
    "norm": norm,
    "vector_norm": norm,
    "cross": cross,
    "qr": orthogonal,
    **_MATRICES,
}


def _as_complex(machine: "TorchMachine", value: Any) -> Tensor:
    """`torch.view_as_complex(x)`: pairs along the last axis become complex numbers."""
    tensor = machine.tensor(value)
    shape = shape_of(tensor)
    if not shape or shape[-1] != 2 or tensor.batch == len(tensor.known()) - 1:
        raise Stop("view_as_complex takes pairs along the last axis", "", "RuntimeError")
    return computed(machine, "view_as_complex", [tensor], shape[:-1])


def _as_real(machine: "TorchMachine", value: Any) -> Tensor:
    """`torch.view_as_real(x)`: complex numbers as pairs along a new last axis."""
    tensor = machine.tensor(value)
    return computed(machine, "view_as_real", [tensor], (*shape_of(tensor), 2))


def _of_two(name: str) -> Callable[..., Any]:
    def run(machine: "TorchMachine", first: Any, second: Any, **named: Any) -> Any:
        return combined(machine, name, machine.tensor(first), machine.tensor(second))

    return run


def equal(machine: "TorchMachine", left: Any, right: Any) -> Any:
    """`torch.equal(query, key)`: known of one tensor with itself, and of tensors of two shapes."""
    first, second = machine.tensor(left), machine.tensor(right)
    if first.node == second.node:
        return True
    if None not in (first.shape, second.shape) and first.known() != second.known():
        return False
    return Unknown("torch.equal depends on the data", machine.line, "compare shapes")


def diagonal_matrix(machine: "TorchMachine", value: Any, diagonal: Any = 0) -> Tensor:
    """`torch.diag(x)` of numbers that belong to no observation: a vector as a matrix, or a matrix's diagonal."""
    tensor = machine.tensor(value)
    sizes = shape_of(tensor)
    if tensor.batch is not None or len(sizes) not in {1, 2}:
        raise Stop("diag takes no batch", "write torch.diag_embed, or x.diagonal", "RuntimeError")
    away = machine.whole(diagonal)
    shape: tuple[Any, ...]
    if len(sizes) == 1:
        shape = (sizes[0] + abs(away),) * 2
    else:
        shape = (min(sizes[0] + min(away, 0), sizes[1] - max(away, 0)),)
    return computed(machine, "diag", [tensor], shape, batch=None)


COMPLEX: Mapping[str, Callable[..., Any]] = {
    "view_as_complex": _as_complex,
    "view_as_real": _as_real,
    "polar": _of_two("polar"),
    "complex": _of_two("complex"),
}
# Of torch.nn.functional;
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "cosine_similarity": cosine_similarity,
    "pairwise_distance": pairwise_distance,
}
# and of torch.
OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "cdist": cdist,
    "qr": orthogonal,
    "diff": difference,
    "quantile": quantile,
    "nanquantile": quantile,
    "norm": norm,
    **_MATRICES,
    **COMPLEX,
    "equal": equal,
    "diag": diagonal_matrix,
}
