"""How large a formula or a text will be, in millimetres, told without fonts."""

import re
from functools import lru_cache

POINT = 25.4 / 72
_SCRIPT = re.compile(r"[_^]\{([^{}]*)\}|[_^](.)")
_COMMAND = re.compile(r"\\[a-zA-Z]+|\\.")
_WORDS = re.compile(r"\\(?:text|mathrm|operatorname)\{([^{}]*)\}")
# Widths in parts of the type size.
_LETTER, _SCRIPT_PART, _CODE = 0.55, 0.7, 0.6
_NARROW, _WIDE = frozenset("(),.;:|!ijl'[] "), frozenset("=+-<>mwMW−")


@lru_cache(maxsize=4096)
def extent(content: str, size: float, style: str = "math") -> tuple[float, float]:
    r"""Width and height of a formula, of words or of code.

    >>> extent("x_{12}", 8) > extent("x_{1}", 8) > extent("x", 8)
    True
    """
    em = size * POINT
    if style == "code":
        return len(content) * _CODE * em, 1.1 * em
    if style == "words":
        return _width(content) * em, 1.1 * em
    body = _WORDS.sub(lambda found: found[1], content)
    scripts: list[str] = []

    def taken(found: re.Match[str]) -> str:
        scripts.append(found[1] if found[1] is not None else found[2])
        return ""

    while (shorter := _SCRIPT.sub(taken, body)) != body:
        body = shorter
    base = _width(_symbols(body))
    # A superscript over a subscript takes no room of its own.
    small = sum(_width(_symbols(script)) for script in scripts) * _SCRIPT_PART
    if "^{" in content and "}_" in content and len(scripts) == 2:
        small = max(_width(_symbols(script)) for script in scripts) * _SCRIPT_PART
    return (base + small) * em, (1.5 if scripts else 1.1) * em


def _symbols(latex: str) -> str:
    """One letter for every command, no braces."""
    return _COMMAND.sub("x", latex).replace("{", "").replace("}", "")


def _width(text: str) -> float:
    return sum(0.32 if c in _NARROW else 0.78 if c in _WIDE else _LETTER for c in text)
