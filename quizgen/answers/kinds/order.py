"""Items in an order: one permutation, or every order a dependency graph allows."""

from collections.abc import Mapping
from typing import Any

from quizgen.answers.kind import AnswerKind, wrong
from quizgen.answers.options import Options, labels_of
from quizgen.answers.verdict import RIGHT, Comparison, Unreadable


class Kind(AnswerKind):
    """Letters with commas, blanks, arrows or lines between them; every item once."""

    name = "order"
    allowed = AnswerKind.allowed | {"choices", "choice_texts", "items"}

    @classmethod
    def how_to_type(cls, settings: Mapping[str, Any]) -> str:
        """Every letter once."""
        del settings
        return "every letter once, in order, as B, D, A, …"

    def __init__(self, key: Any, mistakes: Any = (), **settings: Any) -> None:
        labels = list(key) if isinstance(key, Mapping | list | tuple) else []
        if not any(settings.get(name) for name in ("choices", "choice_texts", "items")):
            settings["choices"] = sorted(str(label) for label in labels)
        self.options = Options(settings)
        super().__init__(key, mistakes, **settings)

    def read(self, text: str) -> tuple[str, ...]:
        """The letters as written; every item exactly once."""
        found = tuple(self.options.several(text, hyphens=True))
        twice = next((label for label in found if found.count(label) > 1), None)
        if twice is not None:
            raise Unreadable(f"{twice} is written twice")
        missing = [label for label in self.options.labels if label not in found]
        if missing:
            raise Unreadable(f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing")
        return found

    def known(self, encoded: Any) -> Any:
        """The key: one order, or what must come before each item."""
        if isinstance(encoded, Mapping):
            return {
                str(label): frozenset(str(b) for b in before) for label, before in encoded.items()
            }
        return tuple(labels_of(encoded, self.options))

    def compare(self, value: tuple[str, ...]) -> Comparison:
        """One of the right orders, or the first pair that is not."""
        if not isinstance(self.key, Mapping):
            return RIGHT if value == self.key else wrong(self._first_off(value))
        seen: set[str] = set()
        for label in value:
            late = sorted(self.key.get(label, frozenset()) - seen)
            if late:
                return wrong(f"{label} needs {late[0]} before it.")
            seen.add(label)
        return RIGHT

    def _first_off(self, value: tuple[str, ...]) -> str:
        if value == self.key[::-1]:
            return "That is the reverse order."
        place = next(i for i, (v, k) in enumerate(zip(value, self.key, strict=True)) if v != k)
        return (
            f"The order is right up to place {place}." if place else "The first item is not right."
        )

    def echo(self, value: tuple[str, ...]) -> str:
        """The letters with arrows."""
        return " → ".join(value)
