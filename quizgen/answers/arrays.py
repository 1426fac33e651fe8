r"""Vectors and matrices as people paste them.

Brackets of any kind, NumPy, torch, R, MATLAB, LaTeX, spreadsheets, one row on a line. Entries are
texts; their kind reads them.
"""

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from quizgen.answers.text import HEDGE, plain, without_dollars, without_name
from quizgen.answers.verdict import Unreadable

T = TypeVar("T")
ENTRIES = 2_000
_WRAPPER = re.compile(
    r"^(?:(?:np|numpy|torch|jnp|sp|sympy)\.)?(?:array|tensor|Tensor|matrix|Matrix|ndarray|Vector|c|list|tuple|Size|torch\.Size)\s*\(",
    re.IGNORECASE,
)
_TRAILER = re.compile(
    r",\s*(?:dtype|device|grad_fn|requires_grad|size)\s*=\s*[^,()]*(?:\([^()]*\)|<[^<>]*>)?[^,()]*(?=,|\)|$)"
)
_LATEX_ARRAY = re.compile(
    r"\\begin\s*\{([bpvBV]?matrix|smallmatrix|array)\}\s*(?:\{[lcr| ]*\})?(.*?)\\end\s*\{\1\}",
    re.DOTALL,
)
_R_INDEX = re.compile(r"^\s*\[[0-9]*,?[0-9]*\]\s*", re.MULTILINE)
_R_HEADER = re.compile(r"^\s*(?:\[,[0-9]+\]\s*)+$", re.MULTILINE)
_TRANSPOSE = re.compile(
    r"(?:\^\s*\{?\s*(?:T|\\top|\\intercal|\\mathsf\s*\{?T\}?)\s*\}?|\.T|'|ᵀ|⊤)\s*$"
)
_PAIRS = {"(": ")", "[": "]", "{": "}", "<": ">", "⟨": "⟩"}


def rows_of(
    text: str, *, decimal_comma: bool = False, blanks: bool = True
) -> tuple[list[list[str]], bool]:
    """The entries as rows of texts, and whether they were nested (a matrix) or one line (a vector).

    `blanks` says that blanks separate entries.

    >>> rows_of("[3, 4]"), rows_of("[[1, 2], [3, 4]]")
    (([['3', '4']], False), ([['1', '2'], ['3', '4']], True))
    """
    cleaned = without_dollars(plain(text.replace("\t", " , ") if "\t" in text else text))
    cleaned = without_dollars(without_name(cleaned))
    cleaned, transposed = _TRANSPOSE.subn("", cleaned)
    found, nested = _rows(cleaned.strip(), decimal_comma=decimal_comma, blanks=blanks)
    if sum(len(row) for row in found) > ENTRIES:
        raise Unreadable(f"more than {ENTRIES} entries")
    if transposed:
        _same_length(found)
        found = [list(column) for column in zip(*found, strict=True)]
        nested = True
    return found, nested


def _rows(text: str, *, decimal_comma: bool, blanks: bool) -> tuple[list[list[str]], bool]:
    latex = _LATEX_ARRAY.search(text)
    if latex:
        if text[: latex.start()].replace(r"\left", "").strip(" ([.") or text[latex.end() :].replace(
            r"\right", ""
        ).strip(" )]."):
            raise Unreadable("one matrix is asked; there is text beside it", latex.end())
        lines = [line for line in re.split(r"\\\\", latex[2]) if line.strip()]
        return [[entry.strip() for entry in line.split("&")] for line in lines], True
    text = text.replace(r"\left", "").replace(r"\right", "").replace(r"\{", "{").replace(r"\}", "}")
    text = text.replace(r"\langle", "<").replace(r"\rangle", ">")
    text = _unwrapped(text)
    if _R_HEADER.search(text) or re.match(r"\s*\[1\]\s", text):
        text = _R_INDEX.sub("", _R_HEADER.sub("", text)).strip()
        lines = [line for line in text.split("\n") if line.strip()]
        return [_split(line, decimal_comma, blanks) for line in lines], len(lines) > 1
    if text[:1] in _PAIRS and _closing(text) == len(text) - 1:
        return _bracketed(text, decimal_comma=decimal_comma, blanks=blanks)
    if text[:1] in _PAIRS and blanks and "\n" in text:
        groups = _groups(text)
        if groups is not None:
            return [_split(group, decimal_comma, blanks) for group in groups], True
    _balanced(text)
    lines = (
        [line for line in re.split(r"[\n;]", text) if line.strip()] if not decimal_comma else [text]
    )
    if decimal_comma and "\n" in text:
        lines = [line for line in text.split("\n") if line.strip()]
    rows = [_split(line, decimal_comma, blanks) for line in lines]
    return rows, len(rows) > 1


def _bracketed(text: str, *, decimal_comma: bool, blanks: bool) -> tuple[list[list[str]], bool]:
    inside = text[1:-1].strip()
    groups = _groups(inside)
    if groups is not None:
        return [_split(group, decimal_comma, blanks) for group in groups], True
    if not decimal_comma and (";" in inside or ("\n" in inside and blanks and "," not in inside)):
        lines = [line for line in re.split(r"[;\n]", inside) if line.strip()]
        return [_split(line, decimal_comma, blanks) for line in lines], len(lines) > 1
    return [_split(inside.replace("\n", " "), decimal_comma, blanks)], False


def _unwrapped(text: str) -> str:
    for _ in range(3):
        match = _WRAPPER.match(text)
        if not match or not text.endswith(")"):
            return text
        inner = text[match.end() : -1]
        for _ in range(4):
            inner, count = _TRAILER.subn("", inner)
            if not count:
                break
        text = inner.strip()
    return text


def _groups(text: str) -> list[str] | None:
    """The insides of brackets that stand beside each other; None if there are none."""
    found, at = [], 0
    while at < len(text):
        while at < len(text) and text[at] in " ,;\n":
            at += 1
        if at >= len(text):
            break
        if text[at] not in _PAIRS:
            return None
        end = _closing(text[at:])
        if end < 0:
            raise Unreadable(f"{text[at]!r} is not closed", at)
        inside = text[at + 1 : at + end]
        if "/" in text[at + end + 1 : at + end + 2] or (
            text[at] == "(" and re.fullmatch(r"\s*[+-]?[0-9./ ]+", inside)
        ):
            return None
        found.append(inside)
        at += end + 1
    return found or None


def _closing(text: str) -> int:
    """Position of the bracket that closes the first character; -1 if none does."""
    stack: list[str] = []
    for position, character in enumerate(text):
        if character in _PAIRS:
            stack.append(_PAIRS[character])
        elif stack and character == stack[-1]:
            stack.pop()
            if not stack:
                return position
    return -1


def _balanced(text: str) -> None:
    depth: list[str] = []
    for position, character in enumerate(text):
        if character in "([{":
            depth.append(_PAIRS[character])
        elif character in ")]}" and (not depth or depth.pop() != character):
            raise Unreadable(f"{character!r} closes nothing", position)
    if depth:
        raise Unreadable("a bracket is not closed", len(text))


def _split(line: str, decimal_comma: bool, blanks: bool) -> list[str]:  # noqa: FBT001 - passed on
    line = line.strip().strip("&").strip()
    if not line:
        raise Unreadable("there are no entries")
    if HEDGE.search(line):
        raise Unreadable("give one answer, without or, and, not")
    separator = ";" if decimal_comma else ","
    line = re.sub(r"\\(?:[dt]?frac)\s*\{([^{}]*)\}\s*\{([^{}]*)\}", r"(\1)/(\2)", line)
    if separator in line or "&" in line:
        parts = [part.strip() for part in _outside(line, separator + "&")]
        if len(parts) > 1 and not parts[-1]:
            parts.pop()
        if any(not part for part in parts):
            raise Unreadable("an entry between two separators is empty")
        return parts
    if not blanks:
        return [line]
    joined = re.sub(r"\s*([/*^])\s*", r"\1", line)
    joined = re.sub(r"(?<![\w).])([+-])\s+", r"\1", joined)
    return joined.split()


def _outside(text: str, separators: str) -> list[str]:
    """Split at separators that stand outside parentheses and braces."""
    parts, depth, start = [], 0, 0
    for position, character in enumerate(text):
        if character in "({":
            depth += 1
        elif character in ")}":
            depth -= 1
        elif character in separators and depth == 0:
            parts.append(text[start:position])
            start = position + 1
    return [*parts, text[start:]]


def _same_length(rows: Sequence[Sequence[T]]) -> None:
    lengths = [len(row) for row in rows]
    if len(set(lengths)) > 1:
        counts = ", ".join(str(n) for n in lengths)
        raise Unreadable(f"the rows have different lengths: {counts}")


def read_vector(
    text: str, entry: Callable[[str], T], *, decimal_comma: bool = False, strict: str = ""
) -> list[T]:
    """One row or one column of entries; `Unreadable` for more, or an orientation that is not `strict`."""
    rows, nested = rows_of(text, decimal_comma=decimal_comma)
    _same_length(rows)
    if nested and len(rows) > 1 and len(rows[0]) > 1:
        raise Unreadable(f"a {len(rows)} × {len(rows[0])} matrix; one vector is asked")
    is_column = len(rows) > 1
    if strict and strict != ("column" if is_column else "row"):
        raise Unreadable(f"a {'column' if is_column else 'row'} is written; a {strict} is asked")
    return [entry(text) for row in rows for text in row]


def read_matrix(
    text: str, entry: Callable[[str], T], *, decimal_comma: bool = False
) -> list[list[T]]:
    """Rows of entries, all of one length."""
    rows, _ = rows_of(text, decimal_comma=decimal_comma)
    _same_length(rows)
    return [[entry(cell) for cell in row] for row in rows]
