"""The values that names have where an expression or a text is worked out."""

from typing import Any

from jinja2 import StrictUndefined


class Names(dict[str, Any]):
    """Names with values, where some may have none: such a name is a strict undefined value.

    >>> names = Names(D=8)
    >>> names["D"], names["U"] is names["U"]
    (8, False)
    >>> str(names["U"])
    Traceback (most recent call last):
    ...
    jinja2.exceptions.UndefinedError: 'U' is undefined
    """

    __slots__ = ()

    def __missing__(self, name: str) -> StrictUndefined:
        return StrictUndefined(name=name)
