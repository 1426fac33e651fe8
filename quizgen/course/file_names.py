"""What students' files are called: safe on every system, and never two alike."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from quizgen.pattern import pattern

# No system has trouble with a name of so many bytes, a suffix included.
_BYTES = 180
# Windows' devices, with any suffix, and the files that stand beside the students'.
_TAKEN = pattern(
    r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?|variants|marks|report|homework",
    re.IGNORECASE | re.DOTALL,
)


def file_names(students: Sequence[str], others: Iterable[str] = ()) -> list[str]:
    """A safe file name for each student; two that would collide, on any system, are told apart.

    `others` are names of files that are taken already.

    >>> file_names(["Ada Lovelace", "Zoë", "ada lovelace", "../x", "", "con.txt", "report"])
    ['Ada-Lovelace', 'Zoë', 'ada-lovelace-2', 'x', 'homework', 'student-con.txt', 'student-report']
    """
    found: list[str] = []
    taken = {name.casefold() for name in others}
    for student in students:
        text = unicodedata.normalize("NFC", student)
        stem = (
            re.sub(r"[^\w.-]+", "-", text)
            .encode("utf-8", "ignore")[:_BYTES]
            .decode("utf-8", "ignore")
        )
        stem = stem.strip("-. ")
        if not stem:
            stem = "student" if student else "homework"
        elif _TAKEN.fullmatch(stem):
            stem = f"student-{stem}"
        if stem.casefold().endswith(("-key", "-key-short")):
            stem += "-student"  # no sheet is called like a key
        name, count = stem, 1
        while name.casefold() in taken:
            count += 1
            name = f"{stem}-{count}"
        taken.add(name.casefold())
        found.append(name)
    return found
