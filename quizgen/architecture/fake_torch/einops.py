"""`einops.rearrange`, `repeat` and `reduce`: axes named in a pattern."""

import re
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch import concatenating, reducing
from quizgen.architecture.fake_torch.axes import permute
from quizgen.architecture.fake_torch.sizes import Batch
from quizgen.architecture.fake_torch.spreading import expand
from quizgen.architecture.fake_torch.viewing import view
from quizgen.architecture.minipython.values import Stop, Unknown

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine

Groups = list[list[str]]
_TOKEN = re.compile(r"\(([^()]*)\)|(\.\.\.)|([A-Za-z_]\w*|\d+)|(\S)")


def _groups(text: str) -> Groups:
    """The axes of one side of a pattern, those in brackets together."""
    found: Groups = []
    for inner, dots, name, other in _TOKEN.findall(text):
        if other:
            raise Stop(f"{other!r} in a pattern is not understood", "write 'b c h w -> b (h w) c'")
        if name or dots:
            found.append([name or dots])
        else:
            # Dots in brackets are one axis, without them as many as there are.
            found.append(["...", ""] if inner.strip() == "..." else inner.split())
    return found


def _sides(machine: "TorchMachine", pattern: Any, rank: int) -> tuple[Groups, Groups]:
    if not isinstance(pattern, str) or pattern.count("->") != 1 or len(pattern) > 300:
        raise Stop("this pattern is not understood", "write 'b c h w -> b (h w) c'")
    left, right = (_groups(side) for side in pattern.split("->"))
    if ["..."] in left:
        place = left.index(["..."])
        names = [f"_axis{i}" for i in range(rank - len(left) + 1)]
        left[place : place + 1] = [[name] for name in names]
        spread: Groups = []
        for group in right:
            if group == ["..."]:
                spread += [[name] for name in names]
            else:
                spread.append(
                    [n for name in group if name for n in (names if name == "..." else [name])]
                )
        right = spread
    return left, right


def _sizes(
    machine: "TorchMachine", left: Groups, whole: list[Any], known: dict[str, Any]
) -> dict[str, Any]:
    """The size of every axis of the left side."""
    if len(left) != len(whole):
        raise Stop(
            f"the pattern has {len(left)} axes, the tensor {len(whole)}", exception="EinopsError"
        )
    found = {name: machine.whole(size) for name, size in known.items()}
    for group, size in zip(left, whole, strict=True):
        named = [name for name in group if not name.isdigit()]
        if not group or (len(group) == 1 and group[0] == "1"):
            if size != 1:
                raise Stop(f"the pattern says 1, the axis has {size}", exception="EinopsError")
            continue
        open_ = [name for name in named if name not in found]
        filled: Any = 1
        for name in named:
            if name in found:
                filled = machine.binary("*", filled, found[name])
        if len(open_) > 1:
            raise Stop(f"the sizes of {' and '.join(open_)} are not known", f"write {open_[0]}=…")
        if open_:
            rest = machine.binary("//", size, filled)
            if type(rest) is Unknown or machine.binary("*", rest, filled) != size:
                raise Stop(
                    f"the axis {' '.join(group)} has {_told(size)} entries", exception="EinopsError"
                )
            found[open_[0]] = rest
        elif filled != size:
            raise Stop(
                f"the axis {' '.join(group)} has {_told(size)} entries, not {_told(filled)}",
                exception="EinopsError",
            )
    return found


def _told(size: Any) -> str:
    return "batch" if isinstance(size, Batch) else str(size)


def _product(machine: "TorchMachine", group: list[str], sizes: dict[str, Any]) -> Any:
    found: Any = 1
    for name in group:
        found = machine.binary("*", found, int(name) if name.isdigit() else sizes[name])
    return found


def rearrange(machine: "TorchMachine", value: Any, pattern: Any, **known: Any) -> Any:
    """`rearrange(x, 'b (h d) -> b h d', h=4)`."""
    return _changed(machine, value, pattern, known, "")


def repeat(machine: "TorchMachine", value: Any, pattern: Any, **known: Any) -> Any:
    """`repeat(token, '1 1 d -> b 1 d', b=b)`."""
    return _changed(machine, value, pattern, known, "repeat")


def reduce(machine: "TorchMachine", value: Any, pattern: Any, reduction: Any, **known: Any) -> Any:
    """`reduce(x, 'b c h w -> b c', 'mean')`."""
    if reduction not in {"mean", "sum", "max", "min", "prod"}:
        raise Stop("reduce by this is not understood", "mean, sum, max, min and prod are")
    return _changed(machine, value, pattern, known, reduction)


def _changed(
    machine: "TorchMachine", value: Any, pattern: Any, known: dict[str, Any], how: str
) -> Any:
    if isinstance(value, list | tuple):
        value = concatenating.stacked(machine, list(value))
    tensor = machine.tensor(value)
    whole = tensor.known()
    left, right = _sides(machine, pattern, len(whole))
    sizes = _sizes(machine, left, whole, known)
    names = [name for group in left for name in group if not name.isdigit()]
    wanted = [name for group in right for name in group if not name.isdigit()]
    if len(set(names)) < len(names) or len(set(wanted)) < len(wanted):
        raise Stop("the pattern names an axis twice", exception="EinopsError")
    gone = [name for name in names if name not in wanted]
    new = [name for name in wanted if name not in names]
    if (gone and how in {"", "repeat"}) or (new and how != "repeat"):
        raise Stop(
            f"{(gone or new)[0]} is on one side of the pattern only", exception="EinopsError"
        )
    tensor = view(machine, tensor, *[sizes[name] for name in names]) if names else tensor
    if gone:
        dims = [names.index(name) for name in gone]
        make = {"mean": reducing.mean, "sum": reducing.total, "max": reducing.amax}.get(
            how
        ) or reducing.reducing(f"a{how}" if how == "min" else how)
        tensor = make(machine, tensor, dims)
        names = [name for name in names if name not in gone]
    kept = [name for name in wanted if name in names]
    if [names.index(name) for name in kept] != list(range(len(kept))):
        tensor = permute(machine, tensor, *[names.index(name) for name in kept])
    if new:
        for name in new:
            if name not in sizes:
                raise Stop(f"the size of {name} is not known", f"write {name}=…", "EinopsError")
        tensor = view(machine, tensor, *[sizes[n] if n in kept else 1 for n in wanted])
        tensor = expand(machine, tensor, *[sizes[n] for n in wanted])
    if any(len(group) != 1 or group[0].isdigit() for group in right) and right:
        tensor = view(machine, tensor, *[_product(machine, group, sizes) for group in right])
    return tensor


def letters(pattern: Any) -> str:
    """A pattern of `einops.einsum` with a letter for each word.

    >>> letters("b row d_in, d_in n -> b row n")
    'a b c, c d -> a b d'
    """
    if not isinstance(pattern, str) or len(pattern) > 300 or "->" not in pattern:
        raise Stop("this pattern is not understood", "write einsum(x, y, 'b i d, b j d -> b i j')")
    words = dict.fromkeys(re.findall(r"\w+", pattern))
    if len(words) > 52 or not all(word.isidentifier() for word in words):
        raise Stop("this pattern is not understood", "write einsum(x, y, 'b i d, b j d -> b i j')")
    letter = dict(zip(words, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", strict=False))
    return re.sub(r"\w+", lambda found: letter[found[0]], pattern)


def _around(pattern: Any) -> tuple[int, int]:
    """How many axes stand before and after the star of `b * d`."""
    words = pattern.split() if isinstance(pattern, str) and len(pattern) < 300 else []
    if words.count("*") != 1 or not all(word == "*" or word.isidentifier() for word in words):
        raise Stop("this pattern is not understood", "write one star, such as 'b * d'")
    place = words.index("*")
    return place, len(words) - place - 1


def pack(machine: "TorchMachine", values: Any, pattern: Any) -> Any:
    """`pack([a, b], 'b * d')`: the tensors behind each other, and the shapes at the star."""
    before, after = _around(pattern)
    parts, shapes = [], []
    for value in values:
        tensor = machine.tensor(value)
        whole = list(tensor.known())
        if len(whole) < before + after:
            raise Stop(f"{pattern!r} has more axes than the tensor", exception="EinopsError")
        inner = whole[before : len(whole) - after]
        count: Any = 1
        for size in inner:
            count = machine.binary("*", count, size)
        rest = whole[len(whole) - after :]
        parts.append(view(machine, tensor, *whole[:before], count, *rest))
        shapes.append(tuple(inner))
    return machine.call(machine.imported("torch").names["cat"], [parts, before]), shapes


def unpack(machine: "TorchMachine", value: Any, shapes: Any, pattern: Any) -> Any:
    """`unpack(x, shapes, 'b * d')`: what `pack` has put together."""
    before, after = _around(pattern)
    tensor = machine.tensor(value)
    whole = list(tensor.known())
    if len(whole) != before + after + 1:
        raise Stop(f"{pattern!r} has not the axes of the tensor", exception="EinopsError")
    counts = []
    for shape in shapes:
        count: Any = 1
        for size in shape:
            count = machine.binary("*", count, size)
        counts.append(count)
    parts = machine.call(machine.imported("torch").names["split"], [tensor, counts, before])
    return [
        view(machine, part, *whole[:before], *shape, *whole[before + 1 :])
        for part, shape in zip(parts, shapes, strict=True)
    ]
