"""All options that apply."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from quizgen.answers.blank import Blank, Pick
from quizgen.answers.credit import NOTHING, checked_partial, worth
from quizgen.answers.description import Box, Choose
from quizgen.answers.lettered import Chosen
from quizgen.answers.options import Options, announced, labels_of
from quizgen.answers.text import bare, inside
from quizgen.answers.verdict import Comparison, Unreadable

EMPTY = frozenset({"none", "none of them", "none of these", "nothing", "∅", "{}", "[]"})


class Kind(Chosen):
    """Any order and separator. Scores: per_entry, net (right − wrong), each (per option decided), coverage.

    `per_entry` counts options decided rightly beyond what ticking everything, or nothing, has right.
    """

    name = "multi"
    choose = Choose.SEVERAL
    allowed = Chosen.allowed | {"choices", "choice_texts", "called", "partial"}
    usual_partial = "per_entry"

    @classmethod
    def how_to_type(cls, settings: Mapping[str, object]) -> str:
        """All letters that apply."""
        del settings
        return "several options may be right: give all their letters, as A, C, or none"

    @classmethod
    def box(cls, encoded: object) -> Box:
        """A few letters."""
        del encoded
        return Box(40, 9)

    @classmethod
    def typed(cls, encoded: object) -> str:
        """The letters."""
        return ", ".join(encoded) or "none" if isinstance(encoded, list | tuple) else str(encoded)

    def __init__(self, key: Any, mistakes: Any = (), **settings: Any) -> None:
        self.partial = checked_partial(settings)
        self.options = Options(settings)
        super().__init__(key, mistakes, **settings)

    def blanks(self) -> tuple[Blank, ...]:
        """All options that apply."""
        offered = self.offered(sorted(self.key), self.settings)
        return (Blank(Pick(offered, several=True)),)

    def read(self, text: str) -> frozenset[str]:
        """The letters; "none" is the empty set."""
        if announced(inside(bare(text))).strip("(). ").casefold() in EMPTY:
            return frozenset()
        found = frozenset(self.options.several(text))
        if not found:
            raise Unreadable("nothing was written")
        return found

    def exact(self, value: frozenset[str]) -> list[str]:
        """The letters in order."""
        return sorted(value)

    def known(self, encoded: object) -> frozenset[str]:
        """The key's letters."""
        return frozenset(labels_of(encoded, self.options))

    def compare(self, value: frozenset[str]) -> Comparison:
        """By the question's rule."""
        if value == self.key:
            return Comparison(Fraction(1))
        hits, extra = len(value & self.key), len(value - self.key)
        missing = len(self.key - value)
        alone = f"Your option is {'right' if hits else 'not right'}"
        some = f"{hits} of your {len(value)} options {'is' if hits == 1 else 'are'} right"
        several = f"Your {hits} options are right" if hits == len(value) else some
        chosen = alone if len(value) == 1 else several
        said = (
            f"{chosen if value else 'No option is chosen'}; "
            f"{missing or 'none'} {'are' if missing > 1 else 'is'} missing."
        )
        return Comparison(self._score(hits, extra), said)

    def _score(self, hits: int, extra: int) -> Fraction:
        if self.partial in NOTHING:
            return Fraction(0)
        total, right = len(self.options.labels), len(self.key)
        decided = hits + (total - right - extra)
        if self.partial == "per_entry":
            trivial = max(count for count in (right, total - right) if count < total)
            return worth(decided, total, trivial)
        if self.partial == "each":
            return Fraction(decided, total)
        if self.partial == "coverage" and extra:
            return Fraction(0)
        return max(Fraction(0), Fraction(hits - extra, max(1, len(self.key))))

    def echo(self, value: frozenset[str]) -> str:
        """The letters in their order."""
        return ", ".join(label for label in self.options.labels if label in value) or "none"
