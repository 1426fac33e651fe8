"""Items in an order: one permutation, or every order a dependency graph allows."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from quizgen.answers.blank import Blank, Pick
from quizgen.answers.credit import NOTHING, checked_partial, worth
from quizgen.answers.description import Box, Choose, Latex, Option, Piece, Words
from quizgen.answers.kind import wrong
from quizgen.answers.lettered import Lettered
from quizgen.answers.options import Options, labels_of
from quizgen.answers.verdict import RIGHT, Comparison, Unreadable


class Kind(Lettered):
    """Letters with commas, blanks, arrows or lines between them; every item once."""

    name = "order"
    choose = Choose.ORDER
    texts_in = "items"
    allowed = Lettered.allowed | {"choices", "choice_texts", "items", "partial"}
    usual_partial = "per_entry"

    @classmethod
    def how_to_type(cls, settings: Mapping[str, object]) -> str:
        """Every letter once."""
        del settings
        return "every letter once, in order, as B, D, A, …"

    @classmethod
    def box(cls, encoded: object) -> Box:
        """All letters."""
        del encoded
        return Box(70, 9)

    @classmethod
    def typeset(cls, encoded: object, settings: Mapping[str, object]) -> tuple[Piece, ...]:
        """The letters with arrows."""
        del settings
        return (Latex(r" \to ".join(rf"\text{{{label}}}" for label in right_order(encoded))),)

    @classmethod
    def on_one_line(cls, encoded: object, settings: Mapping[str, object]) -> tuple[Piece, ...]:
        """The letters with arrows."""
        del settings
        return (Words(" → ".join(right_order(encoded))),)

    @classmethod
    def typed(cls, encoded: object) -> str:
        """One of the right orders."""
        return ", ".join(right_order(encoded))

    @classmethod
    def meant(cls, encoded: Any, settings: Mapping[str, Any]) -> Any:
        """The texts of the items in order, or each with those before it."""
        said = cls.texts(settings)
        if isinstance(encoded, Mapping):
            return sorted((said[a], sorted(said[b] for b in encoded[a])) for a in encoded)
        return [said[letter] for letter in encoded]

    def __init__(self, key: Any, mistakes: Any = (), **settings: Any) -> None:
        labels = list(key) if isinstance(key, Mapping | list | tuple) else []
        if not any(settings.get(name) for name in ("choices", "choice_texts", "items")):
            settings["choices"] = sorted(str(label) for label in labels)
        self.partial = checked_partial(settings, NOTHING | {"per_entry"})
        self.options = Options(settings)
        super().__init__(key, mistakes, **settings)

    def blanks(self) -> tuple[Blank, ...]:
        """For each place the item that stands there; none where several orders are right."""
        if isinstance(self.key, Mapping):
            return ()
        texts = self.texts(self.settings)
        return tuple(
            Blank(Pick(tuple(Option(own, texts.get(own, ""), right=own == item) for own in self.options.labels)), f"place {place}")
            for place, item in enumerate(self.key, start=1)
        )  # fmt: skip

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

    def known(self, encoded: object) -> Any:
        """The key: one order, or what must come before each item."""
        if isinstance(encoded, Mapping):
            return {
                str(label): frozenset(str(b) for b in before) for label, before in encoded.items()
            }
        return tuple(labels_of(encoded, self.options))

    def compare(self, value: tuple[str, ...]) -> Comparison:
        """One of the right orders, or the first pair that is not; how many items stand in order."""
        said = self._late(value) if isinstance(self.key, Mapping) else self._first_off(value)
        if not said:
            return RIGHT
        if self.partial in NOTHING:
            return wrong(said)
        before = self._earlier
        right, total = in_order(value, before), len(value)
        printed = tuple(self.options.labels)
        chance = [in_order(order, before) for order in (printed, printed[::-1])]
        score = worth(right, total, max((n for n in chance if n < total), default=1))
        by_chance = "" if score else " The printed order has as many: that earns nothing."
        return Comparison(score, f"{right} of {total} items stand in order.{by_chance} {said}")

    def _late(self, value: tuple[str, ...]) -> str:
        seen: set[str] = set()
        for label in value:
            late = sorted(self.key.get(label, frozenset()) - seen)
            if late:
                return f"{label} needs {late[0]} before it."
            seen.add(label)
        return ""

    @cached_property
    def _earlier(self) -> Mapping[str, frozenset[str]]:
        """All items that come before each, at any distance."""
        if isinstance(self.key, Mapping):
            return all_before(self.key)
        return {label: frozenset(self.key[:i]) for i, label in enumerate(self.key)}

    def _first_off(self, value: tuple[str, ...]) -> str:
        if value == self.key:
            return ""
        if value == self.key[::-1]:
            return "That is the reverse order."
        place = next(i for i, (v, k) in enumerate(zip(value, self.key, strict=True)) if v != k)
        return (
            f"The order is right up to place {place}." if place else "The first item is not right."
        )

    def echo(self, value: tuple[str, ...]) -> str:
        """The letters with arrows."""
        return " → ".join(value)


def all_before(key: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """What comes before each item, at any distance, from what comes directly before it.

    >>> sorted(all_before({"A": frozenset(), "B": frozenset("A"), "C": frozenset("B")})["C"])
    ['A', 'B']
    """
    found = {label: set(before) for label, before in key.items()}
    for _ in found:
        for before in found.values():
            before.update(*(found.get(label, ()) for label in tuple(before)))
    return {label: frozenset(before) for label, before in found.items()}


def in_order(value: Sequence[str], before: Mapping[str, frozenset[str]]) -> int:
    """The longest common subsequence of an order with any right one; `before` as `all_before` gives it.

    Two items clash where the later must come before the earlier. Clashes are a partial order, in
    which the largest set without any is as large as the fewest chains (Dilworth 1950): the number
    of items less a largest matching of clashes.

    >>> before = all_before({"A": frozenset(), "B": frozenset("A"), "C": frozenset("A")})
    >>> in_order("ACB", before), in_order("CAB", before), in_order("CBA", before)
    (3, 2, 2)
    """
    clashes = {
        label: [later for later in value[i + 1 :] if later in before.get(label, frozenset())]
        for i, label in enumerate(value)
    }
    matched: dict[str, str] = {}

    def augments(label: str, seen: set[str]) -> bool:
        for other in clashes[label]:
            if other not in seen:
                seen.add(other)
                if other not in matched or augments(matched[other], seen):
                    matched[other] = label
                    return True
        return False

    return len(value) - sum(augments(label, set()) for label in value)


def right_order(key: Any) -> list[str]:
    """A right order; of a graph (label → labels before it) the first in alphabetical order.

    >>> right_order({"A": ["C"], "B": [], "C": []})
    ['B', 'C', 'A']
    """
    if not isinstance(key, Mapping):
        return list(key)
    order: list[str] = []
    while len(order) < len(key):
        ready = sorted(
            label
            for label, before in key.items()
            if label not in order and set(before) <= set(order)
        )
        if not ready:
            return sorted(key)
        order.append(ready[0])
    return order
