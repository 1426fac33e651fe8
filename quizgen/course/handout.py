"""Files about the whole class, for handing out and collecting: who gets which file, and what comes back."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from quizgen.answers import kind_class
from quizgen.assignment import Assignment
from quizgen.course.folder import KEYS, SHEETS
from quizgen.course.manifest import Entry
from quizgen.tables.text_workbook import text_workbook
from quizgen.tables.writing import csv_text, for_spreadsheets

MAILMERGE = "mailmerge.csv"
TITLES = "form-titles.txt"
ALL_KEYS = f"{KEYS}/all.csv"
# What people type answers into: never written over.
ANSWERS = "answers.csv"
WORKBOOK = "answers.xlsx"
_WHO = ("student", "id", "email")
_MAIL = ("name", "email", "file")


class Asked(NamedTuple):
    """A part of a sheet: the name that answers are handed in by, what it is about, and its key as typed."""

    label: str
    title: str
    key: str


def asked(assignment: Assignment) -> list[Asked]:
    """Every part of a sheet."""
    found = []
    for number, variant in enumerate(assignment.questions, start=1):
        alone = len(variant.parts) == 1
        for place, part in enumerate(variant.parts):
            label = str(number) if alone else f"{number}{chr(ord('a') + place)}"
            found.append(Asked(label, variant.title, kind_class(part.kind).typed(part.key)))
    return found


def class_tables(entries: Sequence[Entry], assignments: Iterable[Assignment]) -> dict[str, bytes]:
    """All these files by their names. Sheets may ask different numbers of parts: columns are all there are."""
    titles: dict[str, str] = {}
    # Of each sheet its code and keys, as one text: of a large class nothing larger is held.
    keys: list[str] = []
    for assignment in assignments:
        parts = asked(assignment)
        keys.append(json.dumps([assignment.code, {part.label: part.key for part in parts}]))
        for part in parts:
            titles.setdefault(part.label, part.title)
    labels = sorted(titles, key=_place)

    def blank() -> Iterator[tuple[str, ...]]:
        yield (*_WHO, *labels)
        yield from ((*_who(entry), *("" for _ in labels)) for entry in entries if entry.key)

    def marked() -> Iterator[tuple[str, ...]]:
        yield (*_WHO, "code", *labels)
        for entry, line in zip(entries, keys, strict=True):
            code, own = json.loads(line)
            yield (*_who(entry), code, *(own.get(label, "") for label in labels))

    return {
        MAILMERGE: for_spreadsheets(csv_text(chain([_MAIL], map(_mail, entries)))),
        TITLES: "".join(f"{label}. {titles[label]}\n" for label in labels).encode(),
        ALL_KEYS: for_spreadsheets(csv_text(marked())),
        ANSWERS: for_spreadsheets(csv_text(blank())),
        WORKBOOK: text_workbook(blank(), "answers"),
    }


def _who(entry: Entry) -> tuple[str, str, str]:
    return entry.student, entry.id, entry.email


def _mail(entry: Entry) -> tuple[str, str, str]:
    return entry.student, entry.email, f"{SHEETS}/{entry.stem}.pdf"


def _place(label: str) -> tuple[int, str]:
    number = re.match(r"\d+", label)
    return int(number[0]) if number else 0, label
