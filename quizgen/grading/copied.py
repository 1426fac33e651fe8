"""Who gave a classmate's keys, more often than chance explains (`coincidence` has the rule)."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from quizgen.answers import kind_class
from quizgen.answers.verdict import PARTIAL, WRONG
from quizgen.grading.class_marks import Marks
from quizgen.grading.classmates import ClassKeys
from quizgen.grading.coincidence import WrongAnswer, improbable_pairs
from quizgen.grading.mark import Mark
from quizgen.grading.roster import Place, Roster
from quizgen.language.judges import kind_of
from quizgen.variant import Part


def with_classmates(marks: Marks, roster: Roster) -> None:
    """Tell marks the classmates whose keys a student gave more often than chance explains."""
    if len({id(sheet.questions) for sheet in roster.sheets}) == 1:
        return  # everybody has the same keys
    owners = key_owners(marks, roster)
    keys: dict[str, dict[str, str]] = {}
    wrong: list[WrongAnswer] = []
    for mark, place, names in zip(marks, _places(roster), owners, strict=True):
        if names is None:
            continue
        part = f"{mark.question} {mark.exercise}"
        keys.setdefault(part, {})[mark.key] = json.dumps(place.part.key)
        if mark.verdict.status in (WRONG, PARTIAL) and not mark.verdict.mistake:
            question = re.match(r"[0-9]*", mark.question)
            wrong.append(WrongAnswer(mark.key, question[0] if question else "", part, names))
    pairs = improbable_pairs(wrong, keys)
    for row, names in enumerate(owners):
        if not names:
            continue
        mark = marks[row]
        of_pairs = tuple(name for name in names if (mark.key, name) in pairs)
        if of_pairs and not mark.verdict.mistake:
            marks.replaced(row, replace(mark, classmates=of_pairs))


def _places(roster: Roster) -> Iterator[Place]:
    """The part of each mark."""
    for i in range(len(roster.sheets)):
        yield from roster.places(i)


def _says_little(part: Part) -> bool:
    """Whether an answer that is a classmate's key is no sign: there are few answers, or many right ones."""
    return kind_class(part.kind).few_answers or part.holds is not None


def key_owners(marks: Sequence[Mark], roster: Roster) -> list[tuple[str, ...] | None]:
    """For each mark the classmates whose key a wrong answer is; None where everybody has one key."""
    wrong = {
        (mark.question, mark.exercise) for mark in marks if mark.verdict.status in (WRONG, PARTIAL)
    }
    parts: dict[tuple[str, str], dict[int, Part]] = {}
    for mark, place in zip(marks, _places(roster), strict=True):
        name = (mark.question, mark.exercise)
        if name in wrong and not _says_little(place.part):
            parts.setdefault(name, {})[id(place.part)] = place.part
    several = {
        name
        for name, found in parts.items()
        if len(found) > 1 and len({json.dumps(part.key) for part in found.values()}) > 1
    }
    asked: dict[tuple[str, str], list[tuple[str, Place]]] = {}
    for mark, place in zip(marks, _places(roster), strict=True):
        if (name := (mark.question, mark.exercise)) in several:
            asked.setdefault(name, []).append((mark.key, place))
    keys = {
        name: ClassKeys([(student, kind_of(place.part)) for student, place in found])
        for name, found in asked.items()
    }
    found: list[tuple[str, ...] | None] = []
    for mark, place in zip(marks, _places(roster), strict=True):
        of_class = keys.get((mark.question, mark.exercise))
        if of_class is None:
            found.append(None)
        elif mark.verdict.status in (WRONG, PARTIAL):
            found.append(of_class.owners(mark.key, kind_of(place.part), mark.answer))
        else:
            found.append(())
    return found
