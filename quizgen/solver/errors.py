"""What the solver refuses."""

from collections.abc import Iterable
from difflib import get_close_matches


class ShapeError(ValueError):
    """A layer that makes no sense or an input it cannot take: names layer, shape and rule."""


class UnknownNameError(ShapeError):
    """A name in quotes that the solver does not know, of a loss, say; `fix` is the nearest it does.

    >>> error = UnknownNameError("loss", "cros_entropy", ["square", "cross_entropy"])
    >>> print(error, "-", error.fix)
    loss 'cros_entropy' is not known; known are square, cross_entropy - did you mean 'cross_entropy'?
    """

    def __init__(self, what: str, name: object, known: Iterable[str]) -> None:
        names = list(known)
        super().__init__(f"{what} {name!r} is not known; known are {', '.join(names)}")
        close = get_close_matches(str(name), names, n=1)
        self.fix = f"did you mean {close[0]!r}?" if close else ""
