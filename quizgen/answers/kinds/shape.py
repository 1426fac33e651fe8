"""The shape of an array: sizes in an order."""

import math
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from quizgen.answers.arrays import read_vector
from quizgen.answers.between import check_one
from quizgen.answers.blank import Blank, Spelled
from quizgen.answers.description import Box, Exact, Form, Piece
from quizgen.answers.entries import numbers
from quizgen.answers.kind import AnswerKind, wrong
from quizgen.answers.named import ASSIGN, AXES, axis_order, is_axis, named_pairs, sizes_in_words
from quizgen.answers.names import Labels, labels_of, not_a_name, split_outside
from quizgen.answers.number import stated, without_texts
from quizgen.answers.plain_rows import plain_rows
from quizgen.answers.scalar import one_value, read_entry
from quizgen.answers.scaled import is_scaled
from quizgen.answers.text import bare, inside
from quizgen.answers.thousands import doubt_of_points
from quizgen.answers.verdict import RIGHT, Comparison, Unreadable
from quizgen.how_many import how_many
from quizgen.pattern import pattern

_COMMA = pattern("[,;]")
_NAMES = pattern(r"[,;×·*@]|\\times|(?<=[A-Z\s])\s?x\s?(?=[A-Z\s])")

_BLANKS = pattern(r"\s+")
_BY = pattern(
    r"\s?(?:×|·|@|\\times|\\cdot|[*]|(?<![A-Za-z])(?:x|by|times|mal|fois|vezes|par|por|per)(?![A-Za-z]))\s?",
    re.IGNORECASE,
)
# `8-by-18`
_BY_HYPHENS = pattern(
    r"(?<=[0-9])\s?-\s?(x|by|times|mal|fois|vezes|par|por|per)\s?-\s?(?=[0-9])", re.IGNORECASE
)
_STAR = pattern(r"\s?(?:·|\\cdot|[*])\s?")
_NONE = pattern(r"(?:torch\.Size\()?\s*(?:\(\s*\)|\[\s*\])\s*\)?")
_NO_SHAPE = pattern(
    r"[ᵀ⊤]|\^\s*\{?\s*(?:T\b|\\top)|(?:'|\.T|[*×·@]|(?<![A-Za-z])(?:x|by|times|mal|fois|vezes|par|por|per))\s*[.,;]?$|^\s*(?:[*×·@]|\\?(?:x|by|times|mal|fois|vezes|par|por|per)\s*(?=[0-9(\[]))|\*\s*\*",
    re.IGNORECASE,
)
_THOUSANDS = pattern(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+")
_LAST_WORD = pattern(r"[0-9]\s*([^\W\d_]{2,})[\s.)]*\Z")
_WHOLE = pattern(r"[0-9]{1,9}")
# Sizes that are typed as an example, so many as there are axes.
_EXAMPLE = (2, 8, 3, 32, 32)
_PAREN = {"(": ")", "[": "]", "{": "}", "<": ">", "⟨": "⟩"}


class Kind(AnswerKind):
    """(a, b, c), a×b×c, "a by b", torch.Size([a, b]); one axis may be a bare number.

    Beside commas a product is one size: (1, 16*5*5) is (1, 400). Named axes go where their names say.
    """

    name = "shape"
    stands_in_cells = True
    form = Form.ENTRIES
    beside = frozenset({"names", "axes"})
    computed = counts = follows = True

    @classmethod
    def how_to_type(cls, settings: Mapping[str, Any]) -> str:
        """Sizes in parentheses, by their axes where these are known."""
        axes = [str(axis) for axis in settings.get("axes") or ()]
        order = f": {', '.join(axes)}" if axes else ""
        sizes = _EXAMPLE[-len(axes) :] if axes else _EXAMPLE[-3:]
        return f"whole numbers in order{order}, as {cls.typed(sizes)}"

    @classmethod
    def box(cls, encoded: object) -> Box:
        """A few sizes."""
        del encoded
        return Box(50, 9)

    @classmethod
    def typeset(cls, encoded: object, settings: Mapping[str, object]) -> tuple[Piece, ...]:
        """Sizes in parentheses."""
        del settings
        return (Exact(encoded, in_parentheses=True),)

    @classmethod
    def typed(cls, encoded: object) -> str:
        """Sizes in parentheses, one with a comma behind it."""
        if not isinstance(encoded, list | tuple):
            return super().typed(encoded)
        return f"({', '.join(map(str, encoded))}{',' * (len(encoded) == 1)})"

    @classmethod
    def as_computed(cls, value: object, settings: Mapping[str, object]) -> Any:
        """A tuple."""
        del settings
        sizes = value.tolist() if hasattr(value, "tolist") else value
        return tuple(sizes) if isinstance(sizes, list) else (sizes,)

    @classmethod
    def suits(cls, encoded: object, key: object) -> bool:
        """Positive sizes of any number of axes."""
        if not isinstance(key, list):
            return super().suits(encoded, key)
        return isinstance(encoded, list) and all(isinstance(n, int) and n > 0 for n in encoded)

    def blanks(self) -> tuple[Blank, ...]:
        """The usual ways of writing the sizes."""
        sizes = list(map(str, self.key))
        rows = [joint.join(sizes) for joint in (", ", ",", " ")]
        bracketed = [f"{a}{row}{b}" for a, b in ("()", "[]") for row in rows[:2]]
        single = [f"({sizes[0]},)"] if len(sizes) == 1 else []
        products = [joint.join(sizes) for joint in ("x", " x ", "×", " × ", "*", " * ")]
        written = (*single, *bracketed, *rows, *(products if len(sizes) > 1 else ()))
        return (Blank(Spelled(tuple(dict.fromkeys(written)))),)

    def read(self, text: str) -> list[Fraction]:
        """The sizes."""
        plainly = plain_rows(text)
        if plainly is not None and not plainly.nested:
            return [self._size(entry) for entry in plainly.rows[0]]
        if _NONE.fullmatch(text.strip()):
            return []
        # One blank for many: the patterns that follow try every blank as their beginning.
        labels = labels_of(self.settings)
        cleaned = _BY_HYPHENS.sub(r" \1 ", without_texts(bare(text)))
        cleaned = inside(_BLANKS.sub(" ", cleaned))
        if _NO_SHAPE.search(cleaned) or is_scaled(cleaned):
            raise Unreadable("a sign beside the sizes is not understood; write them as (3, 32, 32)")
        named = self._named(cleaned)
        if named is not None:
            return named
        cleaned = inside(labels.value(cleaned))
        if self._one_axis() and _THOUSANDS.fullmatch(cleaned):
            raise Unreadable(
                f"{cleaned} may be one size or several; write ({cleaned.replace(',', '')},) or ({cleaned.replace(',', ', ')})"
            )
        last = _LAST_WORD.search(cleaned)
        if last and is_axis(last[1], ()) and not self._one_axis():
            raise Unreadable(f"{last[1]} stands behind a size; write all sizes in their order")
        *names, sizes = split_outside(cleaned, ASSIGN)
        check_one([*names, sizes], labels.is_name, labels.owns)
        if names and self._one_axis() and not _COMMA.search(cleaned):
            return [one_value(stated(_BY.sub("*", cleaned), labels), self.settings).value]
        names = [side.strip() for side in names if side.strip()]
        for left in names:
            if not labels.is_name(left):
                raise not_a_name(left)
        if other := labels.foreign(names):
            raise not_a_name(other)
        return self._sizes(labels.value(inside(sizes.strip())))

    def _product(self, text: str) -> str:
        """What a sign between two sizes means: the next axis, or a product inside one."""
        inner = _within(text)
        if len(split_outside(inner, _COMMA)) > 1:
            return "*"
        product = _STAR.search(inner) and not _BY.search(_STAR.sub("", inner))
        if product and len(_STAR.split(inner)) == len(getattr(self, "key", ())):
            return ", "  # (56*8) where two sizes are asked
        if product and self._one_axis():
            return "*"  # 16*5*5 where one size is asked
        if product and inner != text.strip() and "*" in inner:
            raise Unreadable("a product in parentheses is one size; write (16, 5, 5) or (400,)")
        return ", "

    def _one_axis(self) -> bool:
        return getattr(self, "key", None) is not None and len(self.key) == 1

    def _sizes(self, text: str) -> list[Fraction]:
        sign = self._product(text)
        read = self._size if sign == "*" else self._plain_size
        return read_vector(_BY.sub(sign, text), read, labels=labels_of(self.settings))

    def _plain_size(self, text: str) -> Fraction:
        return read_entry(text, self.settings)

    def _size(self, text: str) -> Fraction:
        if _WHOLE.fullmatch(text):
            return Fraction(int(text))
        return read_entry(text, {**self.settings, "arithmetic": True})

    def _named(self, text: str) -> list[Fraction] | None:
        """Sizes behind the names of their axes: `H = 6, W = 6, C = 20`, `C x H x W = 16 x 5 x 5`."""
        axes = self.settings.get("axes") or ()
        inner = _within(text)
        if "=" not in text and ":" not in text:
            pairs = sizes_in_words(inner, axes)
            if pairs is None:
                return None
        else:
            pairs = named_pairs(inner, Labels([*AXES, *axes]))
        if pairs is not None:
            names, values = [name for name, _ in pairs], [value for _, value in pairs]
        else:
            sides = split_outside(text, ASSIGN)
            names = [name for name in _NAMES.split(_within(sides[0])) if name.strip()]
            if len(sides) != 2 or len(names) < 2 or any(" " in name.strip() for name in names):
                return None
            if any(not is_axis(name, axes) for name in names):
                return None
            values = [str(size) for size in self._sizes(sides[1])]
        if len(names) != len(values):
            raise Unreadable(f"{how_many(len(names), 'name')} and {how_many(len(values), 'size')}")
        places = axis_order(names, axes)
        sizes = dict(zip(places, map(self._size, values), strict=True))
        return [sizes[place] for place in range(len(sizes))]

    def doubt(self, text: str) -> str:
        """Points that may stand between thousands."""
        return doubt_of_points(text, self.read(text), self.key)

    def known(self, encoded: object) -> list[Fraction]:
        """The key's sizes."""
        if hasattr(encoded, "item") and not getattr(encoded, "shape", ()):
            encoded = encoded.item()
        if isinstance(encoded, int):
            return [Fraction(encoded)]
        if isinstance(encoded, str):
            found: list[Fraction] = super().known(encoded)
            return found
        return numbers(encoded)

    def compare(self, value: list[Fraction]) -> Comparison:
        """Every size in its place."""
        if value == self.key:
            return RIGHT
        if any(size < 0 or size.denominator != 1 for size in value):
            return wrong("The sizes of a shape are whole numbers.")
        if len(value) > 1 and sorted(value) == sorted(self.key):
            last_first = len(value) > 2 and [value[-1], *value[:-1]] == self.key
            return wrong(
                f"The right sizes, in the wrong order{': channels first' if last_first else ''}."
            )
        if len(value) == 1 and len(self.key) > 1 and value[0] == math.prod(self.key):
            return wrong("That is the number of entries; the shape is asked.")
        if len(value) != len(self.key):
            said = f"The shape has {_axes(len(self.key))}, yours was read as {len(value)}, {self.echo(value)}"
            if self.key and value[1:] == self.key:
                return wrong(f"{said}: the first is one too many.")
            if self.key and value[:-1] == self.key:
                return wrong(f"{said}: the last is one too many.")
            return wrong(f"{said}.")
        off = [str(i) for i, (v, k) in enumerate(zip(value, self.key, strict=True), 1) if v != k]
        if len(off) < len(value):
            are = "Sizes" if len(off) > 1 else "Size"
            return wrong(f"{are} {', '.join(off)} {'are' if len(off) > 1 else 'is'} not right.")
        return wrong()

    def echo(self, value: list[Fraction]) -> str:
        """The shape as a tuple."""
        return "(" + ", ".join(str(size) for size in value) + ("," if len(value) == 1 else "") + ")"


def _axes(count: int) -> str:
    return f"{count} {'axis' if count == 1 else 'axes'}"


def _within(text: str) -> str:
    """The inside of the brackets around all sizes, and of what calls them: torch.Size([…])."""
    inner = re.sub(
        r"^(?:torch\.)?(?:Size|tuple|list|shape)\s*(?=\()", "", text.strip().rstrip(" .;,")
    )
    for _ in range(3):
        if inner[:1] not in _PAREN or inner[-1:] != _PAREN[inner[:1]]:
            break
        inner = inner[1:-1].strip()
    return inner
