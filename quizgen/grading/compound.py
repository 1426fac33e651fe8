"""One cell for several parts or entries, as learning systems write it: told apart, or said that it cannot be."""

import re
from collections.abc import Sequence

from quizgen.grading.roster import Place
from quizgen.how_many import how_many

# Moodle's cloze questions: "part 1: 1.5; part 2: -2".
_CLOZE = re.compile(r"(?:^|;[^\S;]{0,8})(?:part|teil|partie|parte)\s+(\d+):\s*", re.IGNORECASE)
# Parts by letter, each at the start of a line or behind a semicolon: "a) 5; b) 7".
_LETTERED = re.compile(r"(?:^|[;\n][^\S\n]*)\(?([a-z])[).:]\s*", re.IGNORECASE)


def divided(text: str, places: Sequence[Place]) -> list[tuple[Place, str]] | str:
    """The answers to the parts of one question in one cell, or why they cannot be told.

    A cell without answers is none. Entries of tables that came one by one are put together.
    """
    if not text.strip() or text.strip() == "-":
        return [(place, "") for place in places]
    cloze = _pieces(_CLOZE, text)
    if cloze:
        numbers = [int(name) for name, _ in cloze]
        if numbers != list(range(1, len(numbers) + 1)):
            return f"its parts are numbered {', '.join(map(str, numbers))}"
        return assigned([piece for _, piece in cloze], places)
    lettered = {name.casefold(): piece for name, piece in _pieces(_LETTERED, text)}
    letters = [place.label.lstrip("0123456789") for place in places]
    if lettered and set(lettered) <= set(letters) and text.lstrip(" (")[:1].casefold() in lettered:
        return [(p, lettered.get(letter, "")) for p, letter in zip(places, letters, strict=True)]
    labels = ", ".join(place.label for place in places)
    return f"one cell for the parts {labels}; write 'a) …; b) …', or a column for each"


def is_cloze(text: str) -> bool:
    """Whether a cell numbers its parts as Moodle does, also for the entries of one table."""
    return text[:1] in "pPtT" and _CLOZE.match(text) is not None


def _pieces(pattern: re.Pattern[str], text: str) -> list[tuple[str, str]]:
    found = list(pattern.finditer(text))
    if not found or found[0].start() != 0:
        return []
    ends = [match.start() for match in found[1:]] + [len(text)]
    return [(m[1], text[m.end() : end].strip()) for m, end in zip(found, ends, strict=True)]


def assigned(values: Sequence[str], places: Sequence[Place]) -> list[tuple[Place, str]] | str:
    """One value for each part, or for each entry of their tables; else why that cannot be told."""
    values = ["" if value.strip() == "-" else value for value in values]
    if len(values) == len(places):
        return list(zip(places, values, strict=True))
    sizes = [size(place.part.key) for place in places]
    if len(values) != sum(sizes):
        more = "more" if len(values) > len(places) else "fewer"
        return f"{how_many(len(values), 'value')} for {how_many(len(places), 'part')}: {more} than can be told apart"
    found, start = [], 0
    for place, count in zip(places, sizes, strict=True):
        found.append((place, table_text(values[start : start + count], place.part.key)))
        start += count
    return found


def size(key: object) -> int:
    """How many entries a key has: 1 for a number."""
    return sum(map(size, key)) if isinstance(key, list) else 1


def table_text(values: Sequence[str], key: object) -> str:
    """Entries in rows as a text that vectors and matrices are read from; nothing for blanks only.

    A blank among others is a question mark: what is unreadable a person looks at.

    >>> table_text(["1", "2", "3", "4"], [[0, 0], [0, 0]]), table_text(["1", ""], [0, 0])
    ('[[1, 2], [3, 4]]', '[1, ?]')
    """
    if not any(value.strip() for value in values):
        return ""
    if not isinstance(key, list):
        return values[0]
    if key and isinstance(key[0], list):
        width = len(values) // len(key)
        rows = [values[i : i + width] for i in range(0, len(values), width)]
        return f"[{', '.join(f'[{_row(row)}]' for row in rows)}]"
    return f"[{_row(values)}]"


def _row(values: Sequence[str]) -> str:
    # A comma inside an entry would be one more entry: brackets keep it together.
    return ", ".join(f"({v})" if "," in v else v or "?" for v in map(str.strip, values))
