"""Listings in expressions of a bank: what one prints, what it builds, its blanks filled in."""

import math
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from quizgen.errors import UserError

if TYPE_CHECKING:
    from quizgen.solver.network import Network

# A blank of a listing: the id of the part that asks for it.
BLANK = re.compile(r"<<([A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*)>>")


class UnreadCodeError(UserError):
    """Code that may be right, where our reading of it ends."""


@cache
def load() -> None:
    """Load what runs listings: that is none of a bank's time."""
    printed("print(nn.Linear(1, 1)(torch.rand(1, 1)).shape)")


def fill(listing: str, **code: Any) -> str:
    """The listing with code in blanks of these names; `UserError` for a name that is no blank.

    >>> fill("x = <<n>> + <<m>>", n=3, m="a")
    'x = 3 + a'
    """
    names = dict.fromkeys(BLANK.findall(_text(listing)))
    for name in code:
        if name.replace("_", "-") not in names and name not in names:
            raise UserError(
                f"the listing has no blank <<{name}>>",
                f"its blanks are {', '.join(names) or 'none'}",
            )

    def put_in(blank: re.Match[str]) -> str:
        name = blank[1]
        return str(code.get(name, code.get(name.replace("-", "_"), blank[0])))

    return BLANK.sub(put_in, listing)


def printed(listing: str, place: int | None = None) -> Any:
    r"""What the only `print` of a listing shows; of several the one at a place, from 0.

    >>> printed("print([i * i for i in range(4)])"), printed("print(1)\nprint(7 // 2)", 1)
    ([0, 1, 4, 9], 3)
    """
    found = _shown(_text(listing))
    if not found:
        raise UserError("the listing prints nothing", "end it with print(…)")
    if place is None and len(found) > 1:
        raise UserError(
            f"the listing prints {len(found)} times", "say which: printed(listing, 0) is the first"
        )
    try:
        return found[place or 0]
    except IndexError:
        raise UserError(
            f"the listing prints {len(found)} times; there is no {place}", "places go from 0"
        ) from None


def fault(listing: str) -> str:
    """What PyTorch would refuse in a listing, as far as we can tell; empty where it runs.

    >>> fault("x = nn.Linear(3, 2)(torch.rand(5, 4))")[:52]
    'line 1: Linear(3, 2): input of shape (4,) ends in 4,'
    """
    from quizgen.architecture.listing import fault as found

    return found(_text(listing))


def network_of(listing: str, input_shape: Any = None) -> "Network":
    """The network that a listing builds: the last one, or the last class with a forward.

    >>> network_of("net = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))").parameter_count
    23
    """
    from quizgen.architecture.listing import NotFollowedError
    from quizgen.architecture.listing import network_of as built

    try:
        return built(_text(listing), input_shape)
    except NotFollowedError as error:
        raise UnreadCodeError(str(error.args[0]), error.fix) from None


def same_network(one: str, other: str, input_shape: Any = None) -> bool:
    """Whether two listings build networks that compute the same whatever they learn.

    Layers are compared, and how they are joined; views of one tensor are one. Where our reading
    of the code ends, nothing is decided.

    >>> same_network("net = nn.Linear(2, 1)", "f = nn.Sequential(nn.Linear(2, 1))", (2,))
    True
    """
    from quizgen.architecture.listing import NotFollowedError
    from quizgen.architecture.listing import same_network as same

    try:
        return same(network_of(one, input_shape), network_of(other, input_shape))
    except NotFollowedError as error:
        raise UnreadCodeError(str(error.args[0]), error.fix) from None


def same_output(one: str, other: str) -> bool:
    r"""Whether two programs print the same values; decimals within 1e-9, a tuple is as good as a list.

    Where our reading of one of them ends, or it goes on for too long, nothing is decided.

    >>> double = "def f(x):\n    return <<body>>\nprint([f([1, -2]), f([])])"
    >>> same_output(fill(double, body="[2 * v for v in x]"), fill(double, body="[v + v for v in x]"))
    True
    """
    try:
        return _one_value(_shown(_text(one)), _shown(_text(other)))
    except UserError as error:
        raise UnreadCodeError(str(error.args[0]), error.fix) from None


@lru_cache(maxsize=256)
def _shown(listing: str) -> Any:
    """All that a listing prints; a run is kept: one program is compared with many, and asked for by many parts."""
    from quizgen.architecture.listing import printed as all_printed

    return all_printed(listing)


def _one_value(one: object, other: object) -> bool:
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(_one_value, one, other))
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    return one == other


def _text(listing: object) -> str:
    if not isinstance(listing, str):
        raise UserError(
            f"{listing!r:.40} is no listing", "name it: the field listing is called listing"
        )
    return listing
