"""Where each key of a TOML file stands: `tomllib` gives values without lines.

Lines are looked up where something is wrong or stands twice: a file without mistakes need not be
read a second time for them.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

_HEADER = re.compile(r"^\s*(\[\[?)\s*([\w.\"' -]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*("[^"]+"|'[^']+'|[\w-]+(?:\.[\w-]+)*)\s*=\s*(.*)$""")
_INLINE = re.compile(r"[{,]\s*\"?([\w-]+)\"?\s*=")
# No header of a table is longer; the pattern takes time with the square of the blanks in it.
_LONGEST = 200
_QUOTES = ("'''", '"""')


class Lines(Mapping[str, int]):
    r"""Lines by the path of a key, found when the first of them is looked up.

    >>> lines = lines_of('[[exercise]]\nid = "a"\nask = "D"\n')
    >>> lines["exercise.0.ask"], dict(lines.inside("exercise.0"))
    (3, {'id': 2, 'ask': 3, '': 1})
    """

    def __init__(self, find: Callable[[], Mapping[str, int]]) -> None:
        self._find = find

    @cached_property
    def _found(self) -> Mapping[str, int]:
        return self._find()

    def __getitem__(self, path: str) -> int:
        return self._found[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __reduce__(self) -> tuple[type, tuple[dict[str, int]]]:
        return dict, (dict(self._found),)

    @cached_property
    def _inside(self) -> Mapping[str, Mapping[str, int]]:
        """Those of each table of an array, such as `exercise.0`, without its path."""
        found: dict[str, dict[str, int]] = {}
        for key, line in self._found.items():
            array, _, rest = key.partition(".")
            number, inside, name = rest.partition(".")
            if inside:
                found.setdefault(f"{array}.{number}", {})[name] = line
        return found

    def inside(self, table: str) -> "Lines":
        """Those of the keys in a table of an array, without its path; its own by the empty one."""
        return Lines(lambda: {**self._inside.get(table, {}), "": self.get(table, 1)})


def lines_of(text: str) -> Lines:
    """The lines of the keys of a text."""
    return Lines(lambda: key_lines(text))


def key_lines(text: str) -> dict[str, int]:
    r"""Line of each key by its path; tables in an array are numbered from 0.

    >>> found = key_lines('[[exercise]]\nid = "a"\n[[exercise.part]]\nask = "D"\n')
    >>> found["exercise.0.id"], found["exercise.0.part.0.ask"]
    (2, 4)
    """
    found: dict[str, int] = {}
    counts: dict[str, int] = {}
    prefix, open_quote, depth = "", "", 0
    for number, line in enumerate(text.splitlines(), start=1):
        if open_quote:
            open_quote = "" if open_quote in line else open_quote
            continue
        if depth > 0:
            depth += line.count("[") - line.count("]")
            continue
        opens = len(line) <= _LONGEST and line.lstrip().startswith("[")
        header = _HEADER.match(line) if opens else None
        if header:
            prefix = _table(header.group(2), counts, array=header.group(1) == "[[")
            found.setdefault(prefix, number)
            if "." in header.group(2):
                found.setdefault(prefix.rpartition(".")[0], number)
            continue
        key = _KEY.match(line)
        if not key:
            continue
        name, value = key.group(1).strip("\"'"), key.group(2)
        path = f"{prefix}.{name}" if prefix else name
        found[path] = number
        if "." in name:
            found.setdefault(path.rpartition(".")[0], number)
        if value.startswith("[") and "ask" in (pieces := path.split(".")):
            answer = ".".join("answer" if piece == "ask" else piece for piece in pieces)
            found.setdefault(answer, number)
        if value.startswith("{"):
            for inner in _INLINE.findall(value):
                found.setdefault(f"{path}.{inner}", number)
        open_quote = next((q for q in _QUOTES if value.startswith(q) and q not in value[3:]), "")
        if value.startswith("[") and not open_quote:
            depth = max(0, value.count("[") - value.count("]"))
    return found


def _table(name: str, counts: dict[str, int], *, array: bool) -> str:
    path = ""
    parts = [part.strip(" \"'") for part in name.split(".")]
    for i, part in enumerate(parts):
        path = f"{path}.{part}" if path else part
        if array and i == len(parts) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = f"{path}.{counts[path]}"
    return path
