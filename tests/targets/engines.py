"""How each target marks a trial: its file is written, read by our own reading of its importer's rules, and answered."""

from __future__ import annotations

import ast
import importlib.util
import io
import json
import zipfile
from functools import cache
from typing import TYPE_CHECKING, Any

from quizgen.answers.blank import Numeric, Pick
from quizgen.resources import shipped
from quizgen.targets import prairielearn
from quizgen.targets.notebook import _tasks
from quizgen.targets.pictures import picture
from quizgen.targets.qti_scoring import name_of, option_of
from quizgen.targets.question import split
from tests.targets import canvas_rules, moodle_rules, prairielearn_rules, qti_rules
from tests.targets.samples import exported
from tests.targets.trials import texts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType

    from quizgen.targets.question import Asked, Question, Slot
    from tests.targets.trials import Given, Marks


def option_names(slot: Slot) -> list[str]:
    """The names of the options of a choice, in order."""
    assert isinstance(slot.blank.asks, Pick)
    return [o.letter or o.text for o in slot.blank.asks.options]


def ticked(slot: Slot, given: Given) -> list[int]:
    """The places of the options that are ticked, from 0."""
    names = option_names(slot)
    return [names.index(one) for one in given[slot.id]]


class Moodle:
    """Blank by blank."""

    def __init__(self, question: Question, data: bytes) -> None:
        self.question = question
        _, self.found = moodle_rules.imported(data)

    def marks(self, given: Given) -> Marks:
        """Points of each part."""
        together, alone = split(self.question)
        own = iter([asked for one in self.found for asked in one.asked])
        found: Marks = {}
        for asked in (*together, *(a for a in alone if len(a.slots) == 1)):
            points = 0.0
            for slot in asked.slots:
                theirs = next(own)
                points += float(slot.points) * theirs.mark(self._said(theirs, slot, given))[0] / theirs.weight  # fmt: skip
            found[(asked.id,)] = points
        return found

    def _said(self, theirs: moodle_rules.Asked, slot: Slot, given: Given) -> str | set[str]:
        own = given[slot.id]
        if isinstance(own, str):
            return own
        chosen = {theirs.alternatives[place].answer for place in ticked(slot, given)}
        return chosen if not theirs.single else "".join(chosen)


class Canvas:
    """The blanks together, and each part beside them."""

    def __init__(self, question: Question, data: bytes) -> None:
        self.question = question
        self.items = [item for group in canvas_rules.imported(data) for item in group.items]

    def marks(self, given: Given) -> Marks:
        """Points of the blanks together, and of each part beside them."""
        together, alone = split(self.question)
        own, found = iter(self.items), dict[tuple[str, ...], float]()
        if together:
            item = next(own)
            said = [text for asked in together for text in texts(asked, given)]
            found[tuple(a.id for a in together)] = item.points * item.mark(dict(zip(item.blanks(), said, strict=True)))  # fmt: skip
        for asked in alone:
            item = next(own)
            if len(asked.slots) == 1:
                found[(asked.id,)] = item.points * item.mark(self._said(item, asked.slots[0], given))  # fmt: skip
        return found

    def _said(self, item: canvas_rules.Item, slot: Slot, given: Given) -> str | set[str]:
        own = given[slot.id]
        if isinstance(own, str):
            return own
        labels = item.labels()
        return {labels[place] for place in ticked(slot, given)}


class Qti:
    """The whole question at once."""

    def __init__(self, question: Question, data: bytes) -> None:
        self.question = question
        sections, _ = qti_rules.imported(data)
        ((self.item,),) = sections

    def marks(self, given: Given) -> Marks:
        """Points of all parts with blanks."""
        parts = tuple(asked.id for asked in self.question.asked if asked.slots)
        return {parts: self.item.run(qti_said(self.question, given))[0]} if parts else {}


def qti_said(question: Question, given: Given) -> dict[str, list[str]]:
    """The responses of an item by their names; a blank without anything has none."""
    found = {}
    for asked in question.asked:
        for slot in asked.slots:
            own = given[slot.id]
            said = [own] if isinstance(own, str) else [option_of(p) for p in ticked(slot, given)]
            if said != [""] and said:
                found[name_of(slot)] = said
    return found


class PrairieLearn:
    """Field by field."""

    def __init__(self, question: Question, data: bytes) -> None:
        del data
        self.question = question
        self.variant = json.loads(prairielearn._json(prairielearn._variant(question, picture)))
        self.fields = prairielearn_rules.Elements(self.variant["html"]).found

    def marks(self, given: Given) -> Marks:
        """Points of each part."""
        scores = prairielearn_rules.graded(self.variant, self.fields, prairielearn_said(self.question, given))  # fmt: skip
        found: Marks = {}
        for asked in self.question.asked:
            if asked.slots:
                found[(asked.id,)] = sum(float(s.points) * scores.get(prairielearn._name(s.id), 0.0) for s in asked.slots)  # fmt: skip
        return found


def prairielearn_said(question: Question, given: Given) -> dict[str, Any]:
    """The submission of a question: texts, and places of options."""
    found: dict[str, Any] = {}
    for asked in question.asked:
        for slot in asked.slots:
            own = given[slot.id]
            found[prairielearn._name(slot.id)] = own if isinstance(own, str) else ticked(slot, given)  # fmt: skip
    return found


class Notebook:
    """Part by part: right or not."""

    def __init__(self, question: Question, data: bytes) -> None:
        del data
        self.tasks = list(_tasks(1, question))

    def marks(self, given: Given) -> Marks:
        """Points of each part."""
        found: Marks = {}
        for task in self.tasks:
            if task.asked.slots:
                found[(task.asked.id,)] = float(task.asked.points) * (not failure(task.test, task.name, python(task.asked, given)))  # fmt: skip
        return found


def python(asked: Asked, given: Given) -> str:
    """The answer as it is typed into a notebook."""
    own = [_expression(slot, given[slot.id]) for slot in asked.slots]
    return own[0] if len(own) == 1 else f"[{', '.join(own)}]"


def _expression(slot: Slot, said: str | tuple[str, ...]) -> str:
    if isinstance(said, tuple):
        several = isinstance(slot.blank.asks, Pick) and slot.blank.asks.several
        return repr(list(said)) if several else repr(said[0] if said else "")
    if isinstance(slot.blank.asks, Numeric):
        try:
            ast.literal_eval(said)
        except (ValueError, SyntaxError):
            return repr(said) if said else "None"
        return said
    return repr(said)


@cache
def _checker(source: str) -> dict[str, Any]:
    """What stands before the call in every test; few of them differ."""
    space: dict[str, Any] = {}
    exec(source, space)  # noqa: S102 - a cell of our own notebook
    return space


def failure(test: str, name: str, answer: str) -> str:
    """What the test of a part says to an answer; empty for nothing."""
    checker, _, call = test.rpartition("\n\n")
    space = dict(_checker(checker))
    exec(f"{name} = {answer}", space)  # noqa: S102 - a cell of our own notebook
    try:
        exec(call, space)  # noqa: S102 - a cell of our own notebook
    except AssertionError as error:
        return str(error)
    return ""


class Gradescope:
    """Part by part."""

    def __init__(self, question: Question, data: bytes) -> None:
        self.question = question
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            (pool,) = json.loads(archive.read("keys.json"))["pools"]
        (self.parts,) = pool["questions"].values()

    def marks(self, given: Given) -> Marks:
        """Points of each part."""
        found: Marks = {}
        for asked, part in zip(self.question.asked, self.parts, strict=True):
            if asked.slots:
                found[(asked.id,)] = module("gradescope/grader.py").judged(part, as_line(asked, given))[0]  # fmt: skip
        return found


def as_line(asked: Asked, given: Given) -> str:
    """The answer on one line of a submission."""
    own = texts(asked, given)
    if len(own) == 1 or not any(own):
        return own[0] if len(own) == 1 else ""
    return f"[{'; '.join(own)}]"


@cache
def module(name: str) -> ModuleType:
    """One of the programs that stand in exported files."""
    file = shipped("templates") / name
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


ENGINES: dict[str, Callable[[Question, bytes], Any]] = {
    "moodle": Moodle,
    "canvas": Canvas,
    "prairielearn": PrairieLearn,
    "qti21": Qti,
    "qti3": Qti,
    "notebook": Notebook,
    "gradescope": Gradescope,
}


def engine(target: str, question: Question) -> tuple[Any, Sequence[Any]]:
    """The target's marks of a question, and what it declares as lost."""
    data, losses = exported(target, [question])
    return ENGINES[target](question, data), losses
