"""Questions with mended keys: drawn again from a corrected bank, with the numbers that were handed out.

They stand in `private/mended.jsonl`, and take the place of those in `variants.jsonl` when answers are
graded. The record of what was handed out stays as it is.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from quizgen.assignment import Assignment, Replaced, checked
from quizgen.course.folder import PRIVATE
from quizgen.errors import UserError
from quizgen.variant import Part, Variant

if TYPE_CHECKING:
    from quizgen.bank import Library

FILE = f"{PRIVATE}/mended.jsonl"


class Questions(Mapping[tuple[str, int], Variant]):
    """Mended questions by student's key and place, each read when it is asked for.

    What is held is a line of text: as values the questions of a class would take twenty times as much.
    """

    def __init__(self, lines: Iterable[tuple[tuple[str, int], str]] = ()) -> None:
        self._lines = dict(lines)

    def add(self, key: str, place: int, variant: Variant) -> None:
        """Hold a question."""
        told = {"key": key, "place": place, "question": variant.to_json()}
        self._lines[key, place] = json.dumps(
            told, sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )

    def but(self, there: "Questions") -> "Questions":
        """Those that are not the same elsewhere."""
        known = set(there.lines())
        return Questions(
            (own, line) for own, line in self._lines.items() if f"{line}\n".encode() not in known
        )

    def lines(self) -> Iterator[bytes]:
        """The file: a line for each question."""
        return (f"{line}\n".encode() for line in self._lines.values())

    def __or__(self, later: "Questions") -> "Questions":
        return Questions((self._lines | later._lines).items())

    def __getitem__(self, own: tuple[str, int]) -> Variant:
        return _question(self._lines[own])

    def __iter__(self) -> Iterator[tuple[str, int]]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


# Those of a few sheets: what is judged is asked for several times.
@lru_cache(maxsize=64)
def _question(line: str) -> Variant:
    return Variant.from_json(json.loads(line)["question"])


@dataclass(frozen=True, slots=True)
class Mended:
    """The sheets with mended questions, those questions by student's key and place, and what was not.

    `refused` says by exercise why questions keep the keys they have.
    """

    sheets: tuple[Assignment, ...]
    questions: Questions
    refused: Mapping[str, str]


def mend(
    handed_out: Sequence[Assignment], before: Mapping[tuple[str, int], Variant], library: "Library"
) -> Mended:
    """Every question drawn again; only keys, settings, slips and solutions are taken over.

    `before` are questions that were mended earlier. Text, numbers, points and the order of the options are what was handed out: a question for which
    the bank draws another one keeps its key.
    """
    found = Questions()
    why: dict[str, str] = {}
    for sheet in handed_out:
        undivided = all(
            part.settings.get("partial", "all") == "all"
            and (part.holds is None or part.holds.partial == "all")
            for variant in sheet.questions
            for part in variant.parts
        )
        for place, variant in enumerate(sheet.questions):
            new = _mended(variant, library, undivided=undivided)
            if isinstance(new, str):
                why.setdefault(variant.id, new)
                new = before.get((sheet.key, place), variant)
            if new != variant:
                found.add(sheet.key, place, new)
    return Mended(tuple(with_mended(handed_out, found)), found, why)


def _mended(variant: Variant, library: "Library", *, undivided: bool) -> Variant | str:
    """The question with the bank's keys of today, or why it has none for these numbers."""
    from quizgen.bank import draw  # grading reads what was mended, and draws nothing

    exercise = library.exercises.get(variant.id)
    if exercise is None:
        return "no bank has it any more"
    try:
        new = draw(
            exercise, variant.seed, variant.level or None, variant.instance or None, variant.profile
        )
    except UserError as error:
        return f"it cannot be drawn: {error.args[0]}"
    if dict(new.values) != dict(variant.values):
        differ = [n for n in {*new.values, *variant.values} if new.values.get(n) != variant.values.get(n)]  # fmt: skip
        return f"the bank draws other numbers now ({', '.join(sorted(differ)[:5])})"
    if [part.id for part in new.parts] != [part.id for part in variant.parts]:
        return "it has other parts now"
    parts = []
    for old, part in zip(variant.parts, new.parts, strict=True):
        if old.kind != part.kind:
            return f"part {old.id} is answered by {part.kind} now, not by {old.kind}"
        if old.settings.get("choices") != part.settings.get("choices"):
            return f"part {old.id} has other options, or another order of them"
        parts.append(_part(old, part, undivided=undivided))
    return replace(variant, parts=tuple(parts), revision=new.revision, generator=new.generator)


def _part(old: Part, new: Part, *, undivided: bool) -> Part:
    settings, holds = new.settings, new.holds
    if undivided and holds:
        holds = replace(holds, partial="all")
    if undivided and "partial" in settings:
        settings = {**{n: v for n, v in settings.items() if n != "trivial"}, "partial": "all"}
    return replace(
        new,
        prompt=old.prompt,
        figures=old.figures,
        box=old.box,
        pictures=old.pictures,
        points=old.points,
        settings=settings,
        holds=holds,
    )


def read_mended(folder: Path) -> Questions:
    """The mended questions of a homework, none where nothing was mended; `UserError` for a damaged file."""
    path = folder / FILE
    number = 0
    found = Questions()
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, start=1):  # noqa: B007 - for the message
                data = json.loads(line)
                (question,) = checked([Variant.from_json(data["question"])])
                found.add(data["key"], data["place"], question)
    except (FileNotFoundError, NotADirectoryError):
        return Questions()
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:  # which is a ValueError, too
        raise UserError(f"{path}: is not UTF-8", "remove it, and regrade the homework") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UserError(
            f"{path}:{number}: is damaged: {error}", "remove it, and regrade the homework"
        ) from None
    return found


def with_mended(sheets: Iterable[Assignment], questions: Questions) -> list[Assignment]:
    """The sheets with the questions that were mended; none of the others is read."""
    whose = {key for key, _ in questions}
    return [
        replace(sheet, questions=Replaced(sheet.questions, sheet.key, questions))
        if sheet.key in whose
        else sheet
        for sheet in sheets
    ]
