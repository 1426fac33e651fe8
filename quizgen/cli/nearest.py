"""Names that are nearly right."""

from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str:
    """The end of a message about an unknown name.

    >>> nearest("homewrok", ["homework", "grade"])
    "; did you mean 'homework'?"
    """
    from difflib import get_close_matches

    close = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else ""
