"""Files about the whole class, for handing out and collecting: who gets which file, and what comes back."""

import re
from collections.abc import Iterable, Sequence
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
    codes: list[str] = []
    keys: list[dict[str, str]] = []
    titles: dict[str, str] = {}
    for assignment in assignments:
        parts = asked(assignment)
        codes.append(assignment.code)
        keys.append({part.label: part.key for part in parts})
        for part in parts:
            titles.setdefault(part.label, part.title)
    labels = sorted(titles, key=_place)
    who = [(e.student, e.id, e.email) for e in entries]
    named = [one for one, entry in zip(who, entries, strict=True) if entry.key]
    blank = [(*_WHO, *labels), *((*one, *("" for _ in labels)) for one in named)]
    marked = [
        (*one, code, *(own.get(label, "") for label in labels))
        for one, code, own in zip(who, codes, keys, strict=True)
    ]
    return {
        MAILMERGE: for_spreadsheets(csv_text([("name", "email", "file"), *map(_mail, entries)])),
        TITLES: "".join(f"{label}. {titles[label]}\n" for label in labels).encode(),
        ALL_KEYS: for_spreadsheets(csv_text([(*_WHO, "code", *labels), *marked])),
        ANSWERS: for_spreadsheets(csv_text(blank)),
        WORKBOOK: text_workbook(blank, "answers"),
    }


def _mail(entry: Entry) -> tuple[str, str, str]:
    return entry.student, entry.email, f"{SHEETS}/{entry.stem}.pdf"


def _place(label: str) -> tuple[int, str]:
    number = re.match(r"\d+", label)
    return int(number[0]) if number else 0, label
