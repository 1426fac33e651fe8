"""Pairs (output, input) that the taps of a window join along an axis, where some taps join nothing."""

from collections.abc import Sequence

from quizgen.solver.window import Axis
from quizgen.telling.step import Step
from quizgen.telling.tellers import Told


def joined_pairs(axes: Sequence[Axis], window: str, alone: str = "") -> Told:
    r"""A step for each axis, if taps of any are lost; `window` is what slides: a kernel, a window.

    `alone` is the symbol of the pairs where they are already all that is asked for.

    >>> [step] = joined_pairs([Axis(5, 3, left=1, right=1)], "kernel")
    >>> print(step.substitution, "=", step.value)
    5 \cdot 3 - 2 = 13
    """
    short = [axis for axis in axes if _lost(axis)]
    alike = len(axes) > 1 and all(axis == axes[0] for axis in axes)
    for axis in axes[:1] if short and alike else axes if short else ():
        where = "" if len(axes) == 1 else " of each axis" if alike else f" along the {axis.name}"
        every, lost = rf"{axis.windows} \cdot {axis.kernel_size}", _lost(axis)
        words = rf"\text{{outputs}} \cdot \text{{{window} size}}"
        if lost:
            words, every = rf"{words} - \text{{{_kind(axis)}}}", f"{every} - {lost}"
        note = _reason(axis) if axis is short[0] else ""
        yield Step(alone or rf"\text{{pairs{where}}}", words, every, str(axis.pairs), note)


def _lost(axis: Axis) -> int:
    """Taps that join no further input."""
    return axis.windows * axis.kernel_size - axis.pairs


def _kind(axis: Axis) -> str:
    if axis.mode != "zeros":
        return "repeated taps"
    if not (axis.left or axis.right):
        return "taps behind the end"
    return "taps outside" if _sticks_out(axis) else "taps on padding"


def _reason(axis: Axis) -> str:
    if axis.mode != "zeros":
        return "Two taps of a window on one input are one edge."
    if not (axis.left or axis.right):
        return "A tap behind the end of the input joins nothing."
    where = "outside the input" if _sticks_out(axis) else "on the padding"
    return f"A tap {where} joins nothing."


def _sticks_out(axis: Axis) -> bool:
    """Whether the last window reaches behind the padding, too, as with `ceil_mode`."""
    return (axis.windows - 1) * axis.stride + axis.reach > axis.in_size + axis.left + axis.right
