"""True or false."""

from collections.abc import Mapping
from typing import Any

from quizgen.answers.kind import AnswerKind, wrong
from quizgen.answers.text import plain, without_dollars, without_name
from quizgen.answers.verdict import RIGHT, Comparison, Unreadable

TRUE = frozenset({"true", "t", "yes", "y", "right", "correct", "1", "wahr", "ja", "vrai", "oui"})
FALSE = frozenset(
    {"false", "f", "no", "n", "wrong", "incorrect", "0", "falsch", "nein", "faux", "non"}
)


class Kind(AnswerKind):
    """true, t, yes, y against false, f, no, n."""

    name = "boolean"

    @classmethod
    def how_to_type(cls, settings: Mapping[str, Any]) -> str:
        """One of two words."""
        del settings
        return "true or false"

    def read(self, text: str) -> bool:
        """The one of the two."""
        # Not the ! before it: there it means not.
        word = without_name(without_dollars(plain(text))).strip(" .()'\"").rstrip("!").lower()
        if word in TRUE:
            return True
        if word in FALSE:
            return False
        raise Unreadable(f"{text.strip()[:20]!r} is neither true nor false")

    def known(self, encoded: Any) -> bool:
        """The key."""
        if isinstance(encoded, str):
            return bool(super().known(encoded))
        if encoded not in (True, False):
            raise ValueError(f"{encoded!r} is neither true nor false")
        return bool(encoded)

    def compare(self, value: bool) -> Comparison:  # noqa: FBT001 - the value is the answer
        """Equal or not."""
        return RIGHT if value == self.key else wrong()

    def echo(self, value: bool) -> str:  # noqa: FBT001 - the value is the answer
        """The word."""
        return "true" if value else "false"
