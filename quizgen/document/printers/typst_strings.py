"""Any text as a Typst code string: the one way text of unknown origin reaches a Typst source."""

import re

from quizgen.pattern import pattern

_SPECIAL = pattern(r'[\\"\x00-\x1f\x7f-\x9f\u2028\u2029]')
_NAMED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


def string(text: str) -> str:
    r"""A Typst string literal; control characters as escapes, lone surrogates as U+FFFD.

    >>> print(string('say "hi" \\'))
    "say \"hi\" \\"
    """
    if text.isprintable() and '"' not in text and "\\" not in text:  # nothing to escape
        return f'"{text}"'
    clean = text.encode("utf-8", "replace").decode("utf-8")
    return f'"{_SPECIAL.sub(_escape, clean)}"'


def _escape(found: re.Match[str]) -> str:
    sign = found[0]
    return _NAMED.get(sign) or f"\\u{{{ord(sign):x}}}"
