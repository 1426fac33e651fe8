"""Student text made harmless for the medium that shows it: terminals and spreadsheets.

LaTeX, Typst and HTML are escaped by the printers that write them (`quizgen.document.printers`).
"""

import re

from quizgen.pattern import pattern

_CONTROL = pattern(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_NUMBER = pattern(r"[+-]?[0-9]+(\.[0-9]+)?")
# After a separator too: a spreadsheet of another country splits a cell at its semicolons.
_FORMULA = pattern(
    r"(?:^|(?<=[;\n\t|]))(?=\s*[=+@|＝＋－＠]|\s*-(?![0-9.]+\s*(?:[;\n\t|]|$))|[\t\n])"
)
_HARMLESS = pattern(_FORMULA.pattern.replace("(?=", "'(?=", 1))


def for_terminal(text: str) -> str:
    r"""Control, direction and invisible characters as visible pictures; lines stay lines.

    >>> for_terminal("a\x1b[31mb\u202ec")
    'a␛[31mb�c'
    """
    if text.isascii() and text.isprintable():
        return text
    return _CONTROL.sub(_picture, text)


def _picture(found: re.Match[str]) -> str:
    code = ord(found.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "\N{SYMBOL FOR DELETE}" if code == 0x7F else "\N{REPLACEMENT CHARACTER}"


def for_terminal_line(text: str) -> str:
    r"""The same in one line, so that an answer cannot look like a line of the report.

    >>> for_terminal_line("1 2\n3 4")
    '1 2 ⏎ 3 4'
    """
    return for_terminal(" ⏎ ".join(text.replace("\r\n", "\n").splitlines()).replace("\t", "  "))


def for_csv(text: str) -> str:
    r"""A cell no spreadsheet computes: an apostrophe before what would be a formula, not before numbers.

    >>> [for_csv(cell) for cell in ("=1+1", "-5", "-5+cmd", "Ada", "1;=A1", "\t=1")]
    ["'=1+1", '-5', "'-5+cmd", 'Ada', "1;'=A1", "'\t'=1"]
    """
    if not text or text.isalnum():
        return text
    cleaned = for_terminal(text.replace("\r\n", "\n").replace("\r", "\n"))
    if _NUMBER.fullmatch(cleaned):
        return cleaned
    return _FORMULA.sub("'", cleaned)


def from_csv(text: str) -> str:
    """The cell that `for_csv` made harmless, as it was.

    >>> [from_csv(for_csv(cell)) for cell in ("=1+1", "-5+cmd", "'t Hooft", "1;=A1")]
    ['=1+1', '-5+cmd', "'t Hooft", '1;=A1']
    """
    return _HARMLESS.sub("", text) if "'" in text else text
