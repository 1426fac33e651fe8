"""A formula in scalars, vectors and matrices of declared shapes, in any equal form."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from quizgen.answers import typing_help
from quizgen.answers.description import Box, Form, Latex, Piece, Words, steps
from quizgen.answers.kind import AnswerKind, wrong
from quizgen.answers.matrix_declared import declared, table_of
from quizgen.answers.matrix_equality import Target
from quizgen.answers.matrix_misfit import Misfit, shown
from quizgen.answers.matrix_shapes import Notation, readings
from quizgen.answers.matrix_slips import Slips
from quizgen.answers.matrix_syntax import parsed
from quizgen.answers.matrix_tokens import Tokenizer, has_entrywise_sign, is_numpy
from quizgen.answers.matrix_tree import Node, Op, Shape
from quizgen.answers.matrix_written import latex, written
from quizgen.answers.names import EQUALS, labels_of, not_a_name, split_outside
from quizgen.answers.text import HEDGE, bare, inside
from quizgen.answers.verdict import RIGHT, Comparison, Status, Unreadable, Verdict

_DECIMAL_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9])")
_WIDTHS = {20: 80, 45: 110}


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as it was read: its tree as typed, and what shapes made of it, or why they do not fit."""

    typed: Node
    notation: Notation
    tree: Node
    shape: Shape | None
    fault: str = ""


class Kind(AnswerKind):
    """Equality is decided by evaluation, see `quizgen.answers.matrix_equality`."""

    name = "matrix_expression"
    form = Form.FORMULA
    derived = True
    beside = frozenset({"names"})
    needs = frozenset({"shapes"})
    follows = True
    allowed = AnswerKind.allowed | {"shapes", "functions", "defined"}

    @classmethod
    def how_to_type(cls, settings: Mapping[str, Any]) -> str:
        """A formula in the declared names, and the signs that are not on a keyboard."""
        names = list(table_of(settings.get("shapes") or {}, ":"))[: typing_help.NAMES]
        listed = f" in {typing_help.listed(names)}" if names else ""
        return f"a formula of matrices{listed}; transposed as W^T; entry by entry as x .* y"

    @classmethod
    def letters(cls, settings: Mapping[str, Any]) -> frozenset[str]:
        """The declared names."""
        return frozenset(str(name).lower() for name in table_of(settings.get("shapes") or {}, ":"))

    @classmethod
    def box(cls, encoded: Any) -> Box:
        """A line; a longer one for a longer key."""
        return Box(steps(len(str(encoded)), _WIDTHS, 150), 11)

    @classmethod
    def typeset(cls, encoded: Any, settings: Mapping[str, Any]) -> tuple[Piece, ...]:
        """The formula as LaTeX."""
        try:
            return (Latex(latex(cls(encoded, **_own(settings)).key.tree)),)
        except ValueError:
            return (Words(str(encoded)),)

    def __init__(self, key: Any, mistakes: Any = (), **settings: Any) -> None:
        self.declared = declared(settings)
        self.tokenizer = Tokenizer(self.declared.words)
        self.seed = f"{key}|{self.declared.seed}"
        super().__init__(key, mistakes, **settings)
        if self.key.fault:
            raise ValueError(f"matrix_expression: the key does not fit: {self.key.fault}")
        self.target = self._target(self.key.tree)

    @cached_property
    def slips(self) -> Slips:
        """The slips that are recognised besides the author's mistakes."""
        return Slips(self.key.tree, self.declared, self.seed)

    def _target(self, tree: Node) -> Target:
        return Target(tree, self.declared, self.seed)

    def read(self, text: str) -> Formula:
        """The formula, its products as shapes decide them."""
        cleaned = text.replace("𝟏", " ones ").replace("𝟙", " ones ")  # else they become a plain 1
        cleaned = inside(bare(cleaned).rstrip(" ;,.\n").replace("\n", " "))
        if (hedge := HEDGE.search(cleaned)) and hedge[0].isalpha():
            raise Unreadable("give one formula, without or, and, not")
        if self.settings.get("decimal_comma"):
            cleaned = _DECIMAL_COMMA.sub(".", cleaned).replace(";", ",")
        cleaned = self._after_colon(cleaned)
        sides = [side.strip() for side in split_outside(cleaned, EQUALS)]
        if len(sides) == 1:
            return self._side(sides[0])
        return self._chain(sides[1:] if not sides[0] else sides)

    def _chain(self, sides: list[str]) -> Formula:
        """`dL/dW = …`: names of the value are passed over; what is left must be one value."""
        if not all(sides):
            raise Unreadable("something is missing beside the equals sign")
        labels = labels_of(self.settings)
        kept = [s for s in sides if not labels.is_name(s, "matrix") or self._is_declared(s)]
        if len(kept) == len(sides) and len(sides) > 1 and not self._reads(sides[0]):
            raise not_a_name(sides[0])
        found = [self._side(side) for side in kept or sides[-1:]]
        for other in found[1:]:
            if not self.same(found[0], other):
                raise Unreadable(
                    f"the equals signs do not hold: {written(found[0].tree)[:40]} is not {written(other.tree)[:40]}"
                )
        return found[0]

    def _after_colon(self, text: str) -> str:
        left, colon, right = text.partition(":")
        if not colon or right[:1] == "=":
            return text
        if not labels_of(self.settings).is_name(left.strip(), "matrix"):
            raise not_a_name(left)
        return right.strip()

    def _is_declared(self, side: str) -> bool:
        """Whether a side is one of the declared names alone, and no name of what is asked."""
        if labels_of(self.settings).owns(side) or not self._reads(side):
            return False
        return self._side(side).typed.op is Op.NAME

    def _reads(self, side: str) -> bool:
        try:
            self._side(side)
        except Unreadable:
            return False
        return True

    def _side(self, text: str) -> Formula:
        typed = parsed(self.tokenizer.tokens(text))
        notation = Notation(numpy=is_numpy(text), entrywise_sign=has_entrywise_sign(text))
        try:
            ways = readings(typed, self.declared.shapes, notation)
        except Misfit as fault:
            return Formula(typed, notation, typed, None, str(fault))
        wanted = getattr(getattr(self, "key", None), "shape", None)
        fitting = [way for way in ways if way[1] == wanted]
        if not fitting:
            fitting = ways if wanted is None else ways[:1]
        tree, shape = fitting[0]
        if any(other != shape or not self._target(tree).equals(way) for way, other in fitting[1:]):
            raise Unreadable(_ambiguous(typed))
        return Formula(typed, notation, tree, shape)

    def compare(self, value: Formula) -> Comparison:
        """Equal for all sizes and values or not; a shape that is not asked is told."""
        if value.fault:
            return wrong(f"The shapes do not fit: {value.fault}.")
        if value.shape != self.key.shape:
            return wrong(
                f"The shape of your formula is {shown(value.shape or (1, 1))}, asked is {shown(self.key.shape)}."
            )
        return RIGHT if self.target.equals(value.tree) else wrong()

    def _explained(self, value: object, found: Comparison, status: Status, reading: str) -> Verdict:
        verdict = super()._explained(value, found, status, reading)
        if verdict.mistake is not None or self.is_decided or not isinstance(value, Formula):
            return verdict
        slip = self.slips.of(value.typed, value.notation)
        if slip is None:
            return verdict
        return verdict._replace(feedback=f"{found.feedback} {slip.hint}".strip(), mistake=slip.name)

    def faulty_mistake(self) -> tuple[str, str] | None:
        """A mistake that cannot be read, or that is equal to the key."""
        for name, value, _, _ in self.mistakes:
            if value is None:
                return name, "the formula of this mistake cannot be read"
            if self.same(value, self.key):
                return name, f"{self.echo(value)} is the right answer"
        return None

    def same(self, left: Formula, right: Formula) -> bool:
        """One shape and one value; where shapes do not fit, one value where all sizes are one."""
        if left.typed == right.typed:
            return True
        if bool(left.fault) != bool(right.fault) or left.shape != right.shape:
            return False
        if not left.fault:
            return self._target(right.tree).equals(left.tree)
        values = [self.slips.value(each.typed, each.notation) for each in (left, right)]
        return values[0] is not None and values[0] == values[1]

    @classmethod
    def suits(cls, encoded: Any, key: Any) -> bool:
        """A formula of the shape that is asked: of others there is no text."""
        return isinstance(encoded, str) and super().suits(encoded, key)

    def exact(self, value: Formula) -> str | None:
        """The formula as text, which later formulas may be made of; None of one of another shape."""
        return None if value.fault or value.shape != self.key.shape else written(value.tree)

    def echo(self, value: Formula) -> str:
        """The formula in plain signs."""
        return written(value.tree)


def _own(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {name: settings[name] for name in ("shapes", "functions", "defined") if name in settings}


def _ambiguous(tree: Node) -> str:
    """What is asked where a product may be read in two ways."""
    for node in _nodes(tree):
        if node.op in (Op.STAR, Op.DOT):
            left, right = (written(part, 3) for part in node.parts)
            sign = "*" if node.op is Op.STAR else "·"
            return (
                f"{left} {sign} {right} may be a product of matrices or entry by entry; "
                f"write {left} @ {right} or {left} ⊙ {right}"
            )
    if any(node.op is Op.ONE for node in _nodes(tree)):
        return "1 may be the number or the vector of ones; write ones(n), with its size, for the vector"
    return "the formula may be read in two ways; write @ for products and ⊙ for entry by entry"


def _nodes(tree: Node) -> list[Node]:
    return [tree, *(node for part in tree.parts for node in _nodes(part))]
