"""Several terms, such as three activation functions: different ones of those that are declared."""

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from quizgen.answers.description import Box, Piece, Words
from quizgen.answers.kind import AnswerKind, wrong
from quizgen.answers.kinds.words import Kind as Single
from quizgen.answers.kinds.words import Term
from quizgen.answers.text import bare
from quizgen.answers.verdict import RIGHT, Comparison, Unreadable
from quizgen.pattern import pattern

# So many terms may be asked for, and listed.
MOST, LISTED = 8, 20
_MARK = r"(?:[-*·][ \t]+|\(?[0-9]{1,2}[.)][ \t]*)"
_SEPARATOR = pattern(r"[,;\n]|(?<=\S)\s+(?=\(?[0-9]{1,2}[.)]\s)")
_AND = pattern(r"[/&+]|\b(?:and|und|et|y|e|ed)\b")
_BROKEN = pattern(rf"(?<![,;\s])[ \t]*\n\s*(?!{_MARK})")
_LEAD = pattern(rf"\s*{_MARK}?")


class Kind(AnswerKind):
    """`count` different terms of the declared ones; each that is right earns its part.

    The key is a list: a term, or a list of names of one thing. Where more are listed than asked, wrong
    ones count against right ones.

    >>> kind = Kind(["ReLU", ["sigmoid", "logistic function"], "tanh"], count=2)
    >>> [kind.judge(text).status for text in ("relu, tanh", "sigmoid", "Sigmoid, logistic function")]
    ['correct', 'partial', 'partial']
    """

    name = "terms"
    allowed = frozenset({"count", "free", "partial"})
    needs = frozenset({"count"})
    usual_partial = "per_entry"

    @classmethod
    def check(cls, key: Any, mistakes: Iterable[Any], settings: Mapping[str, Any]) -> None:
        """Whether it can be judged: texts differ from draw to draw."""
        cls(key, mistakes, **settings)

    @classmethod
    def how_to_type(cls, settings: Mapping[str, Any]) -> str:
        """Terms with commas."""
        return f"{settings.get('count', 2)} terms with commas between them"

    @classmethod
    def box(cls, encoded: Any) -> Box:
        """Two lines."""
        del encoded
        return Box(130, 18)

    @classmethod
    def typeset(cls, encoded: Any, settings: Mapping[str, Any]) -> tuple[Piece, ...]:
        """The first name of each."""
        del settings
        return (Words(cls.typed(encoded)),)

    @classmethod
    def typed(cls, encoded: Any) -> str:
        """The first name of each."""
        listed = encoded if isinstance(encoded, list | tuple) else [encoded]
        return ", ".join(Single.typed(one) for one in listed)

    @classmethod
    def suits(cls, encoded: Any, key: Any) -> bool:
        """Terms are not computed."""
        del encoded, key
        return False

    def __init__(self, key: Any, mistakes: Any = (), **settings: Any) -> None:
        count = settings.get("count")
        if type(count) is not int or not 2 <= count <= MOST:
            raise ValueError(f"terms: count = {count!r} is no whole number from 2 to {MOST}")
        self.count = count
        self.partial = settings.get("partial", "per_entry")
        if self.partial not in ("per_entry", "all"):
            raise ValueError(f'terms: partial = {self.partial!r}; write "per_entry" or "all"')
        if not isinstance(key, list | tuple) or len(key) < self.count:
            raise ValueError(
                f"terms: the key {key!r:.60} is no list of at least {self.count} terms; "
                "write answer = \"['ReLU', 'tanh', ['sigmoid', 'logistic function']]\""
            )
        own = {"free": settings["free"]} if "free" in settings else {}
        self.things = [Single(one, **own) for one in key]
        names = [name for one in key for name in ([one] if isinstance(one, str) else one)]
        self.single = Single(names, mistakes, **own)
        for i, thing in enumerate(self.things):
            for other in self.things[:i]:
                if both := thing.right & other.right:
                    raise ValueError(f"terms: {min(both)!r} stands in the key twice")
        super().__init__(key, mistakes, **settings)

    def known(self, encoded: Any) -> tuple[Term, ...]:
        """The first name of each thing of a key, or the terms of a mistake."""
        if isinstance(encoded, str):
            return self.single.known(encoded)
        return tuple(self.single.known(one)[0] for one in encoded)

    def read(self, text: str) -> tuple[Term, ...]:
        """The terms; `Unreadable` where one of them is none."""
        text = bare(text)
        if "," in text or ";" in text:
            text = _BROKEN.sub(" ", text)  # a line that ends within a term
        pieces = _pieces(_SEPARATOR, text)
        if len(pieces) < self.count:
            pieces = [part for piece in pieces for part in self._parts(piece)]
        if not pieces:
            raise Unreadable("there is no term")
        if len(pieces) > LISTED:
            raise Unreadable(f"{len(pieces)} terms; {self.count} are asked")
        return tuple(term for piece in pieces for term in self.single.read(piece))

    def _parts(self, piece: str) -> list[str]:
        """`ReLU and tanh` as two terms, unless it is one that is declared."""
        words = self.single.spelling.words(piece.strip())
        if words is not None and self._place(Term(piece, words, self.single.spelling.form(words))) is not None:  # fmt: skip
            return [piece]
        return _pieces(_AND, piece)

    def _place(self, term: Term) -> int | None:
        """Which thing a term is; None for no declared one."""
        return next((i for i, thing in enumerate(self.things) if term.form in thing.right), None)

    def compare(self, value: tuple[Term, ...]) -> Comparison:
        """Different right ones out of those asked."""
        places = [self._place(term) for term in value]
        right = len({place for place in places if place is not None})
        off = [term.text for term, place in zip(value, places, strict=True) if place is None]
        if right >= self.count and not off:
            return RIGHT
        twice = [
            term.text
            for i, term in enumerate(value)
            if places[i] is not None and places[i] in places[:i]
        ]
        counted = min(right, self.count) if len(value) <= self.count else right - len(off)
        counted = max(0, counted)
        said = f"{right} of {self.count} {'is' if right == 1 else 'are'} right."
        said += f" Not right: {', '.join(off)}." if off else ""
        said += f" Named before: {', '.join(twice)}." if twice else ""
        counted = 0 if self.partial == "all" else min(counted, self.count - 1)
        return Comparison(Fraction(counted, self.count), said) if counted else wrong(said)

    def same(self, left: tuple[Term, ...], right: tuple[Term, ...]) -> bool:
        """Whether two answers name the same; a mistake is one of its terms among others."""
        if self.is_one(left, right):
            return True
        wrong_forms = {term.form for term in self.single.known_wrong}
        said = {self.single.meant_wrongly(term.form) for term in left}
        forms = {term.form for term in right}
        return forms <= wrong_forms and bool(forms & said)

    def is_one(self, left: tuple[Term, ...], right: tuple[Term, ...]) -> bool:
        """Whether both name the same, in any order."""
        return {term.form for term in left} == {term.form for term in right}

    def echo(self, value: tuple[Term, ...]) -> str:
        """The terms with commas."""
        return ", ".join(term.text for term in value)

    def doubt(self, text: str) -> str:
        """Terms that nobody declared, right or wrong, may be other words for right ones."""
        try:
            value = self.read(text)
        except Unreadable:
            return ""
        unknown = [
            term.text
            for term in value
            if self._place(term) is None and self.single.doubt(term.text)
        ]
        return f"{', '.join(unknown)}: declared neither right nor wrong" if unknown else ""


def _pieces(separator: re.Pattern[str], text: str) -> list[str]:
    """The pieces of a list, without what numbers them."""
    found = (_LEAD.sub("", piece, count=1).strip(" .") for piece in separator.split(text))
    return [piece for piece in found if piece]
