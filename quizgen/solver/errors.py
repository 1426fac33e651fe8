"""What the solver refuses."""

from collections.abc import Iterable
from difflib import get_close_matches


class ShapeError(ValueError):
    """A layer that makes no sense or an input it cannot take: names layer, shape and rule."""


class MendableError(ShapeError):
    """A refusal whose repair, `fix`, is known: another draw would be refused alike."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.fix = fix


class MissingError(MendableError):
    """A parameter of a layer that was not given.

    >>> error = MissingError("RNN", "weight_hh_l0", (2, 2))
    >>> print(error, "-", error.fix)
    RNN: parameter weight_hh_l0 of shape (2, 2) is missing - give it by its name: weight_hh_l0=…
    """

    def __init__(self, layer: str, name: str, shape: tuple[int, ...]) -> None:
        super().__init__(
            f"{layer}: parameter {name} of shape {shape} is missing",
            f"give it by its name: {name}=…",
        )


class UnknownNameError(MendableError):
    """A name in quotes that the solver does not know, of a loss, say; `fix` is the nearest it does.

    >>> error = UnknownNameError("loss", "cros_entropy", ["square", "cross_entropy"])
    >>> print(error, "-", error.fix)
    loss 'cros_entropy' is not known; known are square, cross_entropy - did you mean 'cross_entropy'?
    """

    def __init__(self, what: str, name: object, known: Iterable[str]) -> None:
        names = list(known)
        close = get_close_matches(str(name), names, n=1)
        super().__init__(
            f"{what} {name!r} is not known; known are {', '.join(names)}",
            f"did you mean {close[0]!r}?" if close else "",
        )
