"""`torch.export` of a module: the graph of its operators, or why there is none."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from quizgen.architecture.any_number import apart
from quizgen.errors import UserError

# As many observations are traced at least.
OBSERVATIONS = 13


class NotFollowedError(UserError):
    """`torch.export` cannot follow the module's `forward`."""


def observed(module: Any, shapes: Sequence[tuple[int, ...]]) -> int:
    """How many observations are traced: no other size of the module is as large."""
    tensors = [tensor.shape for tensor in (*module.parameters(), *module.buffers())]
    return apart(OBSERVATIONS, (size for shape in (*tensors, *shapes) for size in shape))


@contextmanager
def _as_it_was(module: Any) -> Iterator[None]:
    """What forward sets on the module is taken back: while it is traced these are no tensors of numbers."""
    held = [(part, dict(part.__dict__)) for part in module.modules()]
    inner = [(v, dict(v)) for _, entries in held for v in entries.values() if isinstance(v, dict)]
    try:
        yield
    finally:
        for part, entries in held:
            part.__dict__.clear()
            part.__dict__.update(entries)
        for value, entries in inner:
            value.clear()
            value.update(entries)


def refusal(module: Any, shapes: Sequence[tuple[int, ...]]) -> str:
    """Why PyTorch itself does not run the module on such inputs, real or whole; nothing where it does."""
    import copy
    import warnings

    import torch

    said = ""
    for kind in (torch.float32, torch.int64):
        given = tuple(torch.zeros(OBSERVATIONS, *shape, dtype=kind) for shape in shapes)
        try:
            with torch.no_grad(), torch.random.fork_rng(devices=[]), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                copy.deepcopy(module)(*given)
        except Exception as error:  # noqa: BLE001 - forward is a stranger's code and may raise anything
            said = said or f"{type(error).__name__}: {str(error).strip().split(chr(10))[0][:200]}"
        else:
            return ""
    return said


def export(module: Any, shapes: Sequence[tuple[int, ...]], observations: int) -> Any:
    """The exported program; inputs are real numbers, or whole ones where only these will do."""
    import warnings

    import torch

    fast = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)
    first: Exception | None = None
    try:
        for kind in (torch.float32, torch.int64):
            given = tuple(torch.zeros(observations, *shape, dtype=kind) for shape in shapes)
            try:
                with torch.no_grad(), warnings.catch_warnings(), _as_it_was(module):
                    warnings.simplefilter("ignore")
                    return torch.export.export(module, given, strict=False)
            except Exception as error:  # noqa: BLE001 - forward is a stranger's code and may raise anything
                # Whole numbers are tried where real ones are no places in a table.
                first = error if first is None or "indices" in str(first) else first
    finally:
        torch.backends.mha.set_fastpath_enabled(fast)
    said = str(first).strip().split("\n")[0][:200]
    raise NotFollowedError(
        f"forward cannot be followed: {type(first).__name__}: {said}",
        "forward must not look at the values of its input; give the shapes of all inputs",
    )
