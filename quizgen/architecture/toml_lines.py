"""Where each value of a TOML document stands, arrays and inline tables included.

`tomllib` gives values without lines. This runs only when there is something to complain about,
on a document `tomllib` has already accepted.
"""

import re
from collections.abc import Sequence
from typing import Any

from quizgen.errors import UserError

Path = tuple[str | int, ...]
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""+'
    r"|'''.*?'''+"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|[\[\]{}=,\n]"
    r"|[^\s\[\]{}=,\"'#]+",
    re.DOTALL,
)


def lines(text: str) -> dict[Path, int]:
    r"""The line of every key and array entry by its path.

    >>> found = lines('input = [1, 8]\nlayers = [\n  "tanh",\n  { conv = { kernel_size = 5 } },\n]\n')
    >>> found[("layers", 1)], found[("layers", 1, "conv", "kernel_size")]
    (4, 4)
    """
    return _Scanner(text).document()


def line_of(text: str, path: Sequence[str | int]) -> int:
    """The line of the value at a path, or of what it is in; 1 where nothing is found."""
    found = lines(text)
    for end in range(len(path), 0, -1):
        if tuple(path[:end]) in found:
            return found[tuple(path[:end])]
    return 1


def dotted(path: Sequence[str | int]) -> str:
    """The beginning of a message about the value at a path.

    >>> dotted(["layers", 2, "conv"]), dotted([])
    ('layers[2].conv: ', '')
    """
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return f"{text}: " if text else ""


class _Scanner:
    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, int]] = []
        line, start = 1, 0
        for match in _TOKEN.finditer(text):
            line += text.count("\n", start, match.start())
            start = match.start()
            if not match.group().startswith("#"):
                self.tokens.append((match.group(), line))
        self.place = 0
        self.found: dict[Path, int] = {}

    def peek(self) -> str:
        return self.tokens[self.place][0] if self.place < len(self.tokens) else ""

    def take(self) -> tuple[str, int]:
        self.place += 1
        return self.tokens[self.place - 1]

    def skip_newlines(self) -> None:
        while self.peek() == "\n":
            self.place += 1

    def document(self) -> dict[Path, int]:
        prefix: Path = ()
        counts: dict[Path, int] = {}
        self.skip_newlines()
        while self.peek():
            if self.peek() == "[":
                prefix = self.header(counts)
            else:
                self.pair(prefix)
            self.skip_newlines()
        return self.found

    def header(self, counts: dict[Path, int]) -> Path:
        _, line = self.take()
        array = self.peek() == "["
        if array:
            self.take()
        path: Path = ()
        for key in self.keys("]"):
            path = (*path, key)
            if path in counts:
                path = (*path, counts[path])
        self.take()
        if array:
            self.take()
            base = path[:-1] if isinstance(path[-1], int) else path
            counts[base] = counts.get(base, -1) + 1
            path = (*base, counts[base])
        self.found.setdefault(path, line)
        return path

    def keys(self, end: str) -> list[str]:
        parts = []
        while self.peek() != end:
            token, _ = self.take()
            quoted = token[0] in "\"'"
            parts += [token[1:-1]] if quoted else [part for part in token.split(".") if part]
        return parts

    def pair(self, prefix: Path) -> None:
        line = self.tokens[self.place][1]
        path = (*prefix, *self.keys("="))
        self.take()
        self.found.setdefault(path, line)
        self.value(path)

    def value(self, path: Path) -> None:
        found, _ = self.take()
        if found == "[":
            self.array(path)
        elif found == "{":
            self.skip_newlines()
            while self.peek() != "}":
                self.pair(path)
                self.skip_newlines()
                if self.peek() == ",":
                    self.take()
                    self.skip_newlines()
            self.take()
        else:
            # A date with a blank, or a number the token pattern cut in two.
            while self.peek() not in {"", ",", "]", "}", "\n"}:
                self.take()

    def array(self, path: Path) -> None:
        place = 0
        self.skip_newlines()
        while self.peek() != "]":
            self.found[(*path, place)] = self.tokens[self.place][1]
            self.value((*path, place))
            place += 1
            self.skip_newlines()
            if self.peek() == ",":
                self.take()
                self.skip_newlines()
        self.take()


def no_toml(file: str, said: str, text: str) -> UserError:
    r"""What the parser of TOML says of a text, with its line in front.

    >>> print(no_toml("net.toml", "Unclosed array (at line 5, column 3)", "").args[0])
    net.toml:5: Unclosed array, column 3
    >>> print(no_toml("net.toml", "Invalid value (at end of document)", "input = 3\nlayers =").args[0])
    net.toml:2: Invalid value, at the end
    """
    # What is missing at the end of a text is missing in the last line that says something.
    last = text.rstrip().count("\n") + 1
    said = said.replace(" (at end of document)", f", at the end (at line {last}, column 0)")
    found = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", said, re.DOTALL)
    where, what = (
        (f"{file}:{found[2]}", f"{found[1]}, column {found[3]}".removesuffix(", column 0"))
        if found
        else (file, said)
    )
    return UserError(f"{where}: {what}", "look for a comma, bracket or quote that is missing here")


def fitting(given: Any) -> str:
    """What to do where a layer does not take its input: images with the channels last are common.

    >>> fitting([32, 32, 3])
    'channels come first: input = [3, 32, 32]'
    >>> fitting([3, 32, 32])
    'change this layer or its input'
    """
    if isinstance(given, list) and len(given) == 3 and given[0] == given[1] > given[2]:
        return f"channels come first: input = {[given[2], *given[:2]]}"
    return "change this layer or its input"


def apart(keys: Sequence[str]) -> str:
    """What to do with several keys in one table, the first of them a layer.

    >>> apart(["conv", "kernel_size"])
    'write its arguments inside: { conv = { kernel_size = …, … } }'
    >>> apart(["relu", "tanh"])
    'write one layer in each table'
    """
    from quizgen.architecture.short_names import short_names
    from quizgen.solver.layers import is_layer_name

    if any(key in short_names() or is_layer_name(key) for key in keys[1:]):
        return "write one layer in each table"
    inside = ", ".join(f"{key} = …" for key in keys[1:])
    return f"write its arguments inside: {{ {keys[0]} = {{ {inside}, … }} }}"
