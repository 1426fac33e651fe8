"""True or false."""

import re
from collections.abc import Mapping

from quizgen.answers.blank import Blank, Pick
from quizgen.answers.description import Choose, Form, Option, Piece, Words
from quizgen.answers.kind import AnswerKind, wrong
from quizgen.answers.names import labels_of
from quizgen.answers.nouns import SAID
from quizgen.answers.number import without_texts
from quizgen.answers.text import bare, inside
from quizgen.answers.traits import COMMON_SETTINGS
from quizgen.answers.verdict import RIGHT, Comparison, Unreadable

TRUE = frozenset(
    "true t yes y right correct 1 wahr richtig ja vrai oui verdadero cierto sí si vero sim verdadeiro sì stimmt v ✓ ✔ ☑ ✅ 是 对 真 正确 是的 对的 正确的 没错 はい 正しい 真です yep yeah verdade".split()
)
FALSE = frozenset(
    "false f no n wrong incorrect 0 falsch nein faux non falso não nao ✗ ✘ ❌ ☒ 否 错 假 不是 不对 错误 不正确 错的 いいえ 間違い 偽 偽です nope".split()
)
_SUBJECT = re.compile(
    r"(?:(?:it|this|that|das|es|ist|c'est|es|è|is)\b['’s]*\s+){1,3}(?=\w+$|not\s)", re.IGNORECASE
)
# One truth value as programs print it: tensor(True), np.False_.
_HELD = re.compile(
    r"(?:(?:torch\.|np\.|numpy\.)?(?:tensor|array|bool_?)\(\s*(true|false)\s*\)|(?:np|numpy)\.(true|false)_)"
)
_NOT_TRUE = re.compile(
    r"(?:(?:not|nicht|pas)\s+(?:true|correct|right|wahr|richtig|vrai)|non\s+vero|no\s+(?:es\s+)?(?:verdadero|cierto))"
)
_ABOUT = frozenset(
    {
        "statement",
        "claim",
        "aussage",
        "behauptung",
        "affirmation",
        "afirmacion",
        "affermazione",
        "afirmacao",
    }
)


class Kind(AnswerKind):
    """true, t, yes, y against false, f, no, n."""

    name = "boolean"
    stands_in_cells = True
    allowed = COMMON_SETTINGS | {"penalty"}
    form = Form.OPTIONS
    choose = Choose.ONE
    few_answers = follows = True

    @classmethod
    def how_to_type(cls, settings: Mapping[str, object]) -> str:
        """One of two words."""
        del settings
        return "true or false"

    @classmethod
    def offered(cls, encoded: object, settings: Mapping[str, object]) -> tuple[Option, ...]:
        """Two words without letters."""
        del settings
        return tuple(
            Option("", str(is_so).lower(), right=is_so == encoded) for is_so in (True, False)
        )

    @classmethod
    def typeset(cls, encoded: object, settings: Mapping[str, object]) -> tuple[Piece, ...]:
        """The word."""
        del settings
        return (Words(str(encoded).lower()),)

    @classmethod
    def has_second_try(cls, settings: Mapping[str, object]) -> bool:
        """What is not true is false."""
        del settings
        return False

    def blanks(self) -> tuple[Blank, ...]:
        """One of the two words."""
        return (Blank(Pick(self.offered(self.key, self.settings))),)

    def read(self, text: str) -> bool:
        """The one of the two."""
        # Not the ! before it: there it means not.
        labels = labels_of(self.settings)
        cleaned = inside(labels.value(without_texts(bare(text)), nouns=SAID | _ABOUT))
        members = [cleaned] if cleaned[:1] == "!" else labels.members(cleaned)
        word = inside(members[-1])
        if held := _HELD.fullmatch(word.strip(" .,;").lower()):
            word = held[1] or held[2]
        word = word.strip(" .,;()[]'\"“”").rstrip("!\ufe0f").lower()
        word = _SUBJECT.sub("", word)
        if _NOT_TRUE.fullmatch(word):
            raise Unreadable(f"{text.strip()[:20]!r} is a denial; write false if that is meant")
        if len(members) == 1 and word in TRUE:
            return True
        if len(members) == 1 and word in FALSE:
            return False
        raise Unreadable(f"{text.strip()[:20]!r} is neither true nor false")

    def known(self, encoded: object) -> bool:
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
