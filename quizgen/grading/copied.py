"""Who gave a classmate's keys, more often than chance explains (`coincidence` has the rule)."""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from sys import intern
from typing import NamedTuple

from quizgen.answers import kind_class
from quizgen.answers.verdict import PARTIAL, WRONG
from quizgen.grading.class_marks import Marks
from quizgen.grading.classmates import ClassKeys, Reading, Value, key_of, reading_of
from quizgen.grading.coincidence import WrongAnswer, improbable_pairs
from quizgen.grading.mark import Mark
from quizgen.grading.roster import Place
from quizgen.language.judges import kind_of
from quizgen.variant import Part


class _Answer(NamedTuple):
    """What is compared of a mark: whose it is, of which part, the key, and the answer where it is wrong."""

    row: int
    student: str
    part: str
    key: str
    value: Value
    wrong: Reading | None
    is_explained: bool


class Compared:
    """The keys and wrong answers of a class, as they come; of the sheets nothing else is held."""

    def __init__(self) -> None:
        self._rows = 0
        self._answers: list[_Answer] = []
        # The keys of many are the same: each is held once, and so are names of parts.
        self._same: dict[Value, Value] = {}

    def add(self, student: str, own: Iterable[tuple[Mark, Place]]) -> None:
        """The marks of one more student, each with its part."""
        for mark, place in own:
            if not _says_little(place.part):
                self._answers.append(self._answer(student, mark, place))
            self._rows += 1

    def _answer(self, student: str, mark: Mark, place: Place) -> _Answer:
        kind = kind_of(place.part)
        value = key_of(kind)
        is_wrong = mark.verdict.status in (WRONG, PARTIAL)
        return _Answer(
            self._rows,
            student,
            intern(f"{mark.question} {mark.exercise}"),
            intern(json.dumps(place.part.key)),
            self._same.setdefault(value, value),
            reading_of(kind, mark.answer) if is_wrong else None,
            bool(mark.verdict.mistake),
        )

    def looked_at(self) -> list[_Answer]:
        """The answers to parts that not everybody has one key of, and that somebody has answered wrong."""
        keys: dict[str, set[str]] = {}
        for one in self._answers:
            keys.setdefault(one.part, set()).add(one.key)
        wrong = {one.part for one in self._answers if one.wrong is not None}
        several = {part for part in wrong if len(keys[part]) > 1}
        return [one for one in self._answers if one.part in several]

    def owners(self) -> list[tuple[str, ...] | None]:
        """For each mark the classmates whose key a wrong answer is; None where everybody has one key."""
        found: list[tuple[str, ...] | None] = [None] * self._rows
        looked_at = self.looked_at()
        keys: dict[str, list[tuple[str, Value]]] = {}
        for one in looked_at:
            keys.setdefault(one.part, []).append((one.student, one.value))
        of_class = {part: ClassKeys(own) for part, own in keys.items()}
        for one in looked_at:
            wrong = one.wrong
            found[one.row] = of_class[one.part].owners(one.student, wrong) if wrong else ()
        return found


def with_classmates(marks: Marks, compared: Compared) -> None:
    """Tell marks the classmates whose keys a student gave more often than chance explains."""
    owners = compared.owners()
    keys: dict[str, dict[str, str]] = {}
    wrong: list[WrongAnswer] = []
    suspected: list[_Answer] = []
    for one in compared.looked_at():
        keys.setdefault(one.part, {})[one.student] = one.key
        if one.wrong is None or one.is_explained:
            continue
        names = owners[one.row] or ()
        question = re.match(r"[0-9]*", one.part)
        wrong.append(WrongAnswer(one.student, question[0] if question else "", one.part, names))
        suspected.append(one)
    pairs = improbable_pairs(wrong, keys)
    for one, said in zip(suspected, wrong, strict=True):
        of_pairs = tuple(name for name in said.owners if (one.student, name) in pairs)
        if of_pairs:
            marks.replaced(one.row, replace(marks[one.row], classmates=of_pairs))


def _says_little(part: Part) -> bool:
    """Whether an answer that is a classmate's key is no sign: there are few answers, or many right ones."""
    return kind_class(part.kind).few_answers or part.holds is not None
