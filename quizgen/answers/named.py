r"""Entries with their names: `h2 = 4, h1 = 3`, `w12 = 1`, `(h1, h2) = (3, 4)`; values belong to names, not to places.

The names of a vector or matrix must be one letter with a full set of indices, from 0 or 1; those of a
shape the names of its axes. A gap, a repetition or a mixture is unreadable.
"""

import re
from collections.abc import Sequence

from quizgen.answers.names import Labels, not_a_name, split_outside
from quizgen.answers.nouns import folded
from quizgen.answers.scalar import one_value
from quizgen.answers.verdict import Unreadable
from quizgen.pattern import pattern

ASSIGN = pattern(
    r"(?<![<>!~=:/])(?::=|≔|==|=|<-(?![0-9.])|←|:|\\(?:coloneqq|gets|leftarrow)(?![A-Za-z]))(?![=<>!])"
)
_SEPARATOR = pattern(
    r"[,;\n&]|\\\\|\\quad|\\qquad|\\[,;](?=\s*[A-Za-z\\])|\band\b|\bund\b|\bet\b|\by\b"
)
_SPACED = pattern(r"(?<=[0-9.)])\s+(?=[A-Za-zα-ω\\][^\s=:]{0,12}\s*[=:])")
_INDEXED = pattern(r"(.*?[^0-9,_])?_?([0-9]+)(?:[,_]([0-9]+))?")
# The axes of an array as PyTorch orders them.
AXES = {
    "n": 0, "b": 0, "batch": 0, "batchsize": 0, "batches": 0,
    "c": 1, "k": 1, "channels": 1, "channel": 1, "kanale": 1, "canaux": 1, "canales": 1, "canali": 1, "canais": 1, "kanaele": 1, "kanal": 1, "canal": 1, "canale": 1, "outchannels": 1, "cout": 1,
    "d": 2, "depth": 2, "deep": 2, "tiefe": 2, "profondeur": 2, "profundidad": 2, "profondita": 2, "profundidade": 2,
    "h": 3, "height": 3, "high": 3, "tall": 3, "hoch": 3, "höhe": 3, "hoehe": 3, "hauteur": 3, "altura": 3, "altezza": 3, "rows": 3, "row": 3, "zeilen": 3, "hohe": 3, "lignes": 3, "filas": 3, "righe": 3, "linhas": 3, "zeile": 3, "ligne": 3, "fila": 3, "riga": 3, "linha": 3,
    "w": 4, "width": 4, "wide": 4, "breit": 4, "breite": 4, "largeur": 4, "ancho": 4, "larghezza": 4, "largura": 4, "columns": 4, "column": 4, "cols": 4, "spalten": 4, "colonnes": 4, "columnas": 4, "colonne": 4, "colunas": 4, "spalte": 4, "columna": 4, "colonna": 4, "coluna": 4,
    "l": 5, "length": 5, "länge": 5, "laenge": 5, "longueur": 5, "longitud": 5, "lunghezza": 5, "comprimento": 5, "u": 5,
}  # fmt: skip

_TIMES = pattern(r"\\(?:cdot|times)(?![A-Za-z])")


def name_and_value(part: str, labels: Labels) -> tuple[str, str] | None:
    """The two sides of one named entry; None where there is no sign between them."""
    sides = split_outside(part, ASSIGN)
    if len(sides) < 2:
        return None
    left, value = sides[0].strip().strip("\"'$ "), sides[-1].strip()
    if not value or len(sides) > 5:
        return None
    working = [side for side in sides[1:-1] if not labels.is_formula(side)]
    if any(re.search(r"[^\W\d_]", _TIMES.sub("*", side)) for side in working):
        raise not_a_name(working[0])
    if working:  # h_1 = 2*3 + 1 = 7
        one_value([*working, value], {})
    return left, value


def entries(text: str) -> list[str]:
    """The parts between separators outside brackets."""
    parts = split_outside(_SPACED.sub(", ", text), _SEPARATOR)
    return [part.strip().strip("$").strip() for part in parts if part.strip(" $.\n")]


def named_pairs(text: str, labels: Labels) -> list[tuple[str, str]] | None:
    """Names and values where every entry has a name; None where none has one.

    >>> named_pairs("h2 = 4; h1 = 3", Labels())
    [('h2', '4'), ('h1', '3')]
    """
    parts = entries(text)
    if len(parts) < 2:
        return None  # h = ReLU(z) = [3, 4]
    pairs = [name_and_value(part, labels) for part in parts]
    found = [pair for pair in pairs if pair is not None]
    if len(found) < 2 or len(found) < len(pairs):
        return None
    return found


def in_order(names: Sequence[str], labels: Labels) -> list[tuple[int, ...]]:
    """The indices of names such as h1, h2 or w_{1,2}, from 0; `Unreadable` for no full set.

    >>> in_order(["h2", "h1"], Labels())
    [(1,), (0,)]
    """
    for name in names:
        if not labels.is_entry(name):
            raise not_a_name(name)
    found = [_indexed(name) for name in names]
    if any(index is None for _, index in found):
        raise Unreadable(
            f"the names {', '.join(names)[:40]} have no numbers; write the values in their order, as [3, -4, 5]"
        )
    if len({base for base, _ in found}) > 1:
        raise Unreadable(f"the names {', '.join(names)[:40]} are of different things")
    indices = [index for _, index in found if index is not None]
    if all(len(index) == 1 and index[0] >= 10 for index in indices) and len(indices) > 1:
        indices = [
            (index[0] // 10, index[0] % 10) if index[0] < 100 else index for index in indices
        ]
    axes = [sorted({index[k] for index in indices}) for k in range(len(indices[0]))]
    same = {len(index) for index in indices}
    starts = {axis[0] for axis in axes}
    full = len(same) == 1 and all(
        axis == list(range(axis[0], axis[0] + len(axis))) for axis in axes
    )
    count = 1
    for axis in axes:
        count *= len(axis)
    if (
        not full
        or not starts <= {0, 1}
        or len(starts) > 1
        or len(set(indices)) != len(indices) != 0
    ):
        raise Unreadable("the names of the entries skip or repeat a number")
    if count != len(indices):
        raise Unreadable("the names of the entries skip or repeat a number")
    first = starts.pop()
    return [tuple(k - first for k in index) for index in indices]


def _indexed(name: str) -> tuple[str, tuple[int, ...] | None]:
    bare = re.sub(r"[\s{}\\$()\[\]]|mathbf|boldsymbol", lambda m: "_" if m[0] in "[(" else "", name)
    bare = bare.replace("]", "").rstrip("_")
    found = _INDEXED.fullmatch(bare)
    if not found or not found[1]:
        return bare, None
    index = (int(found[2]),) if found[3] is None else (int(found[2]), int(found[3]))
    return found[1].rstrip("_"), index


def rows_by_name(pairs: Sequence[tuple[str, str]], labels: Labels) -> list[list[str]]:
    """Named values as rows: h1, h2, … are one row; w11, w12, … go by row and column."""
    places = in_order([name for name, _ in pairs], labels)
    if len(places[0]) == 1:
        by_place = dict(zip(places, (value for _, value in pairs), strict=True))
        return [[by_place[(i,)] for i in range(len(pairs))]]
    table = dict(zip(places, (value for _, value in pairs), strict=True))
    height, width = max(i for i, _ in table) + 1, max(j for _, j in table) + 1
    return [[table[i, j] for j in range(width)] for i in range(height)]


_WORD_THEN_SIZE = pattern(r"([^\W\d_]{2,})\s+([0-9]{1,9})")
_SIZE_THEN_WORD = pattern(r"([0-9]{1,9})\s+([^\W\d_]{2,})")
_BETWEEN = pattern(r"[,;×]|\b(?:x|by|and|und|et|y|e)\b")


def sizes_in_words(text: str, axes: Sequence[str]) -> list[tuple[str, str]] | None:
    """Axes and sizes where every size has the word of its axis beside it; None for any other text.

    >>> sizes_in_words("13 columns and 27 rows", ()), sizes_in_words("27 rows, 13", ())
    ([('columns', '13'), ('rows', '27')], None)
    """
    parts = [part.strip() for part in _BETWEEN.split(text)]
    found: list[tuple[str, str]] = []
    for part in parts:
        if behind := _SIZE_THEN_WORD.fullmatch(part):
            found.append((behind[2], behind[1]))
        elif before := _WORD_THEN_SIZE.fullmatch(part):
            found.append((before[1], before[2]))
    known = 1 < len(found) == len(parts) and all(is_axis(word, axes) for word, _ in found)
    return found if known else None


def axis_order(names: Sequence[str], axes: Sequence[str]) -> list[int]:
    """Where the named sizes go: by the question's `axes`, or as PyTorch orders batch, channels, height, width.

    >>> axis_order(["H", "W", "C"], ())
    [1, 2, 0]
    """
    given = [folded(re.sub(r"[\s_{}$\\*]|axis", "", name)) for name in names]
    own = [folded(re.sub(r"[\s_{}$\\]", "", axis)) for axis in axes]
    if own and set(given) == set(own) and len(given) == len(own):
        return [own.index(name) for name in given]
    ranks = [AXES.get(name) for name in given]
    if None in ranks or len(set(ranks)) < len(ranks) or not own_allows(ranks, own):
        raise Unreadable(
            f"the names {', '.join(names)[:40]} are not axes of this shape; write the sizes in their order"
        )
    return [
        sorted(r for r in ranks if r is not None).index(rank) for rank in ranks if rank is not None
    ]


def is_axis(name: str, axes: Sequence[str]) -> bool:
    """Whether a name is one of an axis.

    >>> is_axis("H", ()), is_axis("half", ())
    (True, False)
    """
    bare = folded(re.sub(r"[\s_{}$\\*]", "", name))
    return bare in AXES or bare in [folded(re.sub(r"[\s_{}$\\]", "", axis)) for axis in axes]


def own_allows(ranks: Sequence[int | None], own: Sequence[str]) -> bool:
    """Whether names that are not those of the question's axes mean the same ones."""
    return not own or sorted(r for r in ranks if r is not None) == [
        AXES.get(axis, -1) for axis in own
    ]
