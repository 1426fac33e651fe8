"""Which question a column is about, by what stands above it: 1a, Q1, 1 (a), a code, a title."""

import re
from collections.abc import Iterable
from functools import cached_property
from itertools import islice

from quizgen.assignment import Assignment
from quizgen.grading.roster import Place, bare, places

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

    def __init__(self, assignments: Iterable[Assignment]) -> None:
        self._assignments = list(assignments)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The labels of all parts, in order: 1a, 1b, 2."""
        found = (place.label for own in self._places for place in own)
        return tuple(dict.fromkeys(found))

    @cached_property
    def parts(self) -> dict[str, set[int]]:
        """By question number, how many parts it has on the sheets."""
        found: dict[str, set[int]] = {}
        for assignment in self._assignments:
            for number, variant in enumerate(assignment.questions, start=1):
                found.setdefault(str(number), set()).add(len(variant.parts))
        return found

    @cached_property
    def _places(self) -> list[tuple[Place, ...]]:
        return [places(assignment) for assignment in self._assignments]

    @cached_property
    def _called(self) -> set[str]:
        return {bare(n) for own in self._places for place in own for n in place.names}

    @cached_property
    def _codes(self) -> set[str]:
        return {v.code.casefold() for a in self._assignments for v in a.questions if v.code}

    @cached_property
    def _titled(self) -> dict[str, set[str]]:
        """Titles and prompts of parts, with the labels they stand at."""
        found: dict[str, set[str]] = {}
        for own in self._places:
            for place in own:
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
        for own in self._places:
            for place in own:
                for name in map(bare, place.names):
                    same = found.setdefault(name, place.label) == place.label
                    found[name] = place.label if same else name
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
