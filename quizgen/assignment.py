"""One student's sheet as a value: one line of `variants.jsonl`."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import blake2b
from sys import intern
from typing import Any, ClassVar, overload

from quizgen.errors import UserError
from quizgen.shown import Shown
from quizgen.variant import Variant

# What some editors put before UTF-8.
BOM = "\ufeff"


@dataclass(frozen=True, slots=True, repr=False)
class Assignment(Shown):
    """One student's sheet. `student` is the name, empty for a sheet that is nobody's own.

    `version` names who has the same numbers, where a class has versions; it is printed.
    """

    printed_by: ClassVar[str] = "quizgen.document.shown"

    student: str
    code: str
    title: str
    intro: str
    questions: Sequence[Variant]
    id: str = ""
    email: str = ""
    version: str = ""

    @property
    def key(self) -> str:
        """What tells this student from everybody else: the id, else the e-mail, else the name."""
        return self.id or self.email or self.student

    def to_line(self) -> str:
        """The line of `variants.jsonl`."""
        data = {
            "student": self.student,
            "id": self.id,
            "email": self.email,
            "version": self.version,
            "code": self.code,
            "title": self.title,
            "intro": self.intro,
            "questions": [variant.to_json() for variant in self.questions],
        }
        return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Assignment":
        """What a line of `variants.jsonl` holds."""
        questions = tuple(Variant.from_json(variant) for variant in data["questions"])
        return cls(
            data["student"],
            data["code"],
            data.get("title", ""),
            data.get("intro", ""),
            questions,
            data.get("id", ""),
            data.get("email", ""),
            data.get("version", ""),
        )


# What stands around the questions in a line; they are most of it.
_BEFORE, _BEHIND = '"questions":', ',"student":'
# The questions of a line, by the line and the text of its questions alone.
QuestionsOf = Callable[[str, str], Sequence[Variant]]


def shared_questions() -> QuestionsOf:
    """The questions of lines, read: where the same were read before, they are not read again."""
    known: dict[bytes, tuple[Variant, ...]] = {}

    def questions(line: str, own: str) -> tuple[Variant, ...]:
        name = name_of(own)
        if name not in known:
            known[name] = checked(Assignment.from_json(json.loads(line)).questions)
        return known[name]

    return questions


def name_of(text: str) -> bytes:
    """The same for the same text."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=32).digest()


def checked(questions: Sequence[Variant]) -> tuple[Variant, ...]:
    """The questions; `ValueError` where points are no number, names and codes no text, values and settings no tables."""
    for variant in questions:
        _check_texts(variant, "id", "code")
        _check_table("values", variant.values)
        for part in variant.parts:
            _check_texts(part, "id", "kind", "prompt")
            _check_table("settings", part.settings)
            Fraction(part.points)
    return tuple(questions)


def _check_texts(of: object, *names: str) -> None:
    for name in names:
        check_text(name, getattr(of, name))


def _check_table(name: str, value: object) -> None:
    if not isinstance(value, Mapping):
        raise ValueError(f"{name} = {json.dumps(value)} is no table, which has names")


def check_text(name: str, value: object) -> None:
    """`ValueError` for a field that is no text."""
    if not isinstance(value, str):
        raise ValueError(f"{name} = {json.dumps(value)} is no text, which has quotes")


def _of_line(line: str, questions: QuestionsOf) -> Assignment:
    start, end = line.find(_BEFORE) + len(_BEFORE), line.rfind(_BEHIND)
    if start < len(_BEFORE) or end < start:
        own = questions(line, line)
        head = json.loads(line) | {"questions": []}
    else:
        own = questions(line, line[start:end])
        head = json.loads(f"{line[:start]}[]{line[end:]}")
    sheet = Assignment.from_json(head)
    _check_texts(sheet, "student", "id", "email", "version", "code", "title", "intro")
    # Most have the same title and introduction, too.
    return replace(sheet, questions=own, title=intern(sheet.title), intro=intern(sheet.intro))


def read_assignments(
    lines: Iterable[str], name: str = "variants.jsonl", questions: QuestionsOf | None = None
) -> list[Assignment]:
    """The class of a `variants.jsonl`; `UserError` names the line that is damaged.

    With `questions` those of a line are what it says.
    """
    found: dict[str, Assignment] = {}
    own = questions or shared_questions()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        with damaged(name, number):
            assignment = _of_line(line if number > 1 else line.removeprefix(BOM), own)
        if assignment.key in found:
            raise UserError(
                f"{name}:{number}: a second sheet of {assignment.key!r}",
                "keep the line of the sheet that was handed out",
            )
        found[assignment.key] = assignment
    if not found:
        raise UserError(f"{name}: holds no sheets", "write the homework again")
    return list(found.values())


class Replaced(Sequence[Variant]):
    """Questions of a sheet, of which some stand in the place of those that were handed out.

    They are called alike. `others` has them by the sheet's key and the place; nothing is read before it is asked for.
    """

    __slots__ = ("_key", "_others", "handed_out")

    def __init__(
        self, handed_out: Sequence[Variant], key: str, others: Mapping[tuple[str, int], Variant]
    ) -> None:
        self.handed_out, self._key, self._others = handed_out, key, others

    def __len__(self) -> int:
        return len(self.handed_out)

    @overload
    def __getitem__(self, at: int) -> Variant: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Variant, ...]: ...
    def __getitem__(self, at: int | slice) -> Variant | tuple[Variant, ...]:
        places = range(len(self))[at]
        return self._at(places) if isinstance(places, int) else tuple(map(self._at, places))

    def _at(self, place: int) -> Variant:
        found = self._others.get((self._key, place))
        return self.handed_out[place] if found is None else found

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Sequence) and tuple(self) == tuple(other))

    __hash__ = None  # type: ignore[assignment]


@contextmanager
def damaged(name: str, number: int) -> Iterator[None]:
    """What a damaged line raises, as a `UserError` that names it."""
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UserError(
            f"{name}:{number}: is damaged or from another version: {error}",
            "write the homework again",
        ) from None
