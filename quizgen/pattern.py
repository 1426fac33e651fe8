"""Regular expressions compiled when they are first used.

A command that reads no answer would otherwise wait for all that an answer may look like: compiling
a pattern takes a tenth of a millisecond or several, and there are hundreds.
"""

import re
from typing import Any, cast

_METHODS = (
    "findall", "finditer", "flags", "fullmatch", "groupindex", "groups", "match", "pattern", "search", "split", "sub", "subn",
)  # fmt: skip


class _Pattern:
    """What `re.compile` gives, from the first use on."""

    def __init__(self, text: str, flags: int) -> None:
        self._given = text, flags

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(f"a pattern has no attribute {name!r}")
        compiled = re.compile(*self._given)
        # From now on these are found without coming by here.
        vars(self).update({method: getattr(compiled, method) for method in _METHODS})
        return getattr(compiled, name)


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern of a text, for its methods; an error in it is raised by the first of them.

    >>> pattern(r"[a-z]+").fullmatch("kernel").group()
    'kernel'
    """
    return cast("re.Pattern[str]", _Pattern(text, flags))
