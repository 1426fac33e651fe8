"""Which question a column is about, by what stands above it: 1a, Q1, 1 (a), a code, a title."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice

from quizgen.assignment import Assignment
from quizgen.grading.called import Shape, called
from quizgen.grading.roster import bare, named, places
from quizgen.grading.stored import briefs, shape
from quizgen.variant import Variant

# Number and letter at the start; the letter stands beside the number, in brackets or before a sign.
_NUMBERED = re.compile(
    r"(?:(?:question|questions|response|responses|answer|reply|task|problem|item|exercise|part|frage|aufgabe|antwort|teilaufgabe|reponse|respuesta|risposta|pregunta|nr|no|q|f|a)\b\s*|(?:question|response|answer|antwort|q)(?=\d))?"
    r"[.:#]?\s*(\d{1,3})"
    r"(?:\s*[.\-_/]?\s*\(\s*([a-z]|[ivx]+|\d{1,2})\s*\)|[.\-_/]?([a-z])(?![a-z0-9])|\s+([a-z])(?=\s*(?:[).:]|$))|[.\-_](\d{1,2})(?!\d))?"
    r"(?=$|[\s.:)\]–—-])",
)


# No exercise has a longer name.
NAME = 200
# No question's text names more variants.
CODES = 50


class Questions:
    """The questions of a class, found by the words above a column."""

    def __init__(self, assignments: Sequence[Assignment]) -> None:
        self._assignments = assignments

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The labels of all parts, in order: 1a, 1b, 2."""
        found = (one.label for own in self._shapes for one in called(own))
        return tuple(dict.fromkeys(found))

    @cached_property
    def parts(self) -> dict[str, set[int]]:
        """By question number, how many parts it has on the sheets."""
        found: dict[str, set[int]] = {}
        for own in self._shapes:
            for number, (_, parts) in enumerate(own, start=1):
                found.setdefault(str(number), set()).add(len(parts))
        return found

    @cached_property
    def _shapes(self) -> tuple[Shape, ...]:
        """What the sheets ask, each once."""
        return tuple(dict.fromkeys(shape(own) for own in self._asked()))

    def _asked(self) -> Iterator[Sequence[Variant]]:
        """The questions of the sheets, those of many students once."""
        seen: set[int] = set()
        for assignment in self._assignments:
            if id(assignment.questions) not in seen:
                seen.add(id(assignment.questions))
                yield assignment.questions

    @cached_property
    def _called(self) -> set[str]:
        return {name for own in self._asked() for name, _ in named(own)}

    @cached_property
    def _codes(self) -> set[str]:
        return {one.code.casefold() for own in self._asked() for one in briefs(own) if one.code}

    @cached_property
    def _titled(self) -> dict[str, set[str]]:
        """Titles and prompts of parts, with the labels they stand at."""
        found: dict[str, set[str]] = {}
        for assignment in self._assignments:
            for place in places(assignment):
                alone = len(place.variant.parts) == 1
                letter = place.label.lstrip("0123456789")
                title = _plain(place.variant.title)
                texts = [f"{title} {letter}", _plain(place.part.prompt)]
                for text in [title, *texts] if alone else texts:
                    if text.strip():
                        found.setdefault(text, set()).add(place.label)
        return found

    def named(self, header: str) -> str:
        """What a column's question is called, for `Roster.place`; empty where the header names none.

        A number alone may name a question of several parts.
        """
        text = header.strip()
        if bare(text) in self._called:
            return text
        if code := self._code(text):
            return code
        found = _NUMBERED.match(text.casefold())
        if found:
            number, letter = found[1].lstrip("0"), next((g for g in found.groups()[1:] if g), "")
            if letter.isdigit():
                letter = chr(ord("a") + int(letter) - 1) if 0 < int(letter) <= 26 else "?"
            label = number + letter
            if bare(label) in self._called or (not letter and number in self.parts):
                return label
        titled = self._titled.get(_plain(text), set())
        return next(iter(titled)) if len(titled) == 1 else ""

    def label(self, question: str) -> str:
        """The one label that all names of a question share; the name itself for a code."""
        wanted = bare(question)
        return self._label_of.get(wanted, wanted)

    @cached_property
    def _label_of(self) -> dict[str, str]:
        """Labels by name, where a name has one label on every sheet."""
        found: dict[str, str] = {}
        for own in self._asked():
            for name, label in named(own):
                same = found.setdefault(name, label) == label
                found[name] = label if same else name
        return found

    def _code(self, text: str) -> str:
        """A variant's code inside a text, such as `[conv1d-arch·3f2a/b]`, with the part's name."""
        folded = text.casefold()
        several = re.finditer(r"·([\w-]{1,40})(?:\s{0,4}[/(]\s{0,4}(\w{1,40})\)?)?", folded)
        for found in islice(several, CODES):
            before = re.search(r"[\w-]+$", folded[max(0, found.start() - NAME) : found.start()])
            code, part = f"{before[0] if before else ''}·{found[1]}", found[2] or ""
            if code in self._codes:
                return f"{code}/{part}" if part else code
        return ""


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
