"""Student text made harmless for the medium that shows it."""

import re

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def for_terminal(text: str) -> str:
    r"""Control and direction characters as visible pictures.

    >>> for_terminal("a\x1b[31mb")
    'a␛[31mb'
    """
    return _CONTROL.sub(
        lambda m: chr(0x2400 + ord(m.group())) if ord(m.group()) < 0x20 else "\ufffd", text
    )


def for_csv(text: str) -> str:
    """A cell no spreadsheet computes: a leading = + - @ is preceded by an apostrophe, numbers are not.

    >>> for_csv("=1+1"), for_csv("-5"), for_csv("Ada")
    ("'=1+1", '-5', 'Ada')
    """
    cleaned = for_terminal(text.replace("\r", " ")) if text else text
    if cleaned[:1] in ("=", "+", "-", "@", "\t", "|") and not re.fullmatch(
        r"[+-]?[0-9]+(\.[0-9]+)?", cleaned
    ):
        return f"'{cleaned}"
    return cleaned
