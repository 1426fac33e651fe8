"""A term, such as overfitting: one of declared alternatives, however it is spelt."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quizgen.answers.blank import Blank, Spelled
from quizgen.answers.description import Box, Piece, Words
from quizgen.answers.kind import AnswerKind, wrong
from quizgen.answers.phrase import FREE, Spelling, alone, has_minus, is_near, without_lead
from quizgen.answers.text import bare, inside
from quizgen.answers.verdict import RIGHT, Comparison, Unreadable

# Longer answers are sentences: a person reads them.
SHOWN = 40


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase as it was written, and its words and form as they are compared."""

    text: str
    words: tuple[str, ...]
    form: str


class Kind(AnswerKind):
    """The term alone; words beside it make it another answer, which a person reads.

    The key is one text, or a list of alternatives whose first is printed; `accepted` are further
    ones. `free` says what may differ between two spellings of one term.

    >>> kind = Kind("overfitting", accepted=["high variance"])
    >>> [kind.judge(text).status for text in ("the Over-Fitting", "high variance", "not overfitting")]
    ['correct', 'correct', 'unreadable']
    """

    name = "words"
    allowed = frozenset({"accepted", "free"})
    few_answers = True

    @classmethod
    def check(cls, key: Any, mistakes: Iterable[Any], settings: Mapping[str, Any]) -> None:
        """Whether it can be judged: texts differ from draw to draw."""
        cls(key, mistakes, **settings)

    @classmethod
    def how_to_type(cls, settings: Mapping[str, Any]) -> str:
        """One term."""
        del settings
        return "the term alone, in one or a few words"

    @classmethod
    def box(cls, encoded: Any) -> Box:
        """One line, whatever the term."""
        del encoded
        return Box(80, 9)

    @classmethod
    def typeset(cls, encoded: Any, settings: Mapping[str, Any]) -> tuple[Piece, ...]:
        """The first alternative."""
        del settings
        return (Words(cls.typed(encoded)),)

    @classmethod
    def typed(cls, encoded: Any) -> str:
        """The first alternative."""
        return str(encoded[0]) if isinstance(encoded, list | tuple) and encoded else str(encoded)

    @classmethod
    def suits(cls, encoded: Any, key: Any) -> bool:
        """Terms are not computed."""
        del encoded, key
        return False

    def __init__(self, key: Any, mistakes: Any = (), **settings: Any) -> None:
        self.spelling = Spelling(_checked_free(settings))
        accepted = settings.get("accepted") or ()
        if not _is_texts(accepted):
            raise ValueError(
                f'words: accepted = {accepted!r} is no list of texts; write ["…", "…"]'
            )
        super().__init__(key, mistakes, **settings)
        if not self.key:
            raise ValueError("words: the key has no term; write answer = \"'overfitting'\"")
        self.terms = [*self._terms(key), *self._terms(accepted)]
        self.right = frozenset().union(*(self._forms(term.text) for term in self.terms))
        self.known_wrong = [
            term for _, value, _, _ in self.mistakes if value is not None for term in value
        ]
        for term in self.known_wrong:
            if term.form in {own.form for own in self.terms}:
                raise ValueError(
                    f"words: {term.text!r} is both accepted and a mistake; leave one of the two out"
                )

    def _forms(self, text: str) -> frozenset[str]:
        return self.spelling.forms(text)

    def _terms(self, texts: Any) -> tuple[Term, ...]:
        found = []
        for text in (texts,) if isinstance(texts, str) else texts:
            words = self.spelling.words(str(text)) if isinstance(text, str) else None
            if not words:
                raise ValueError(
                    f"words: {text!r} is no term; write words with blanks or hyphens between them"
                )
            found.append(Term(text, words, self.spelling.form(words)))
        return tuple(found)

    def blanks(self) -> tuple[Blank, ...]:
        """The accepted terms."""
        return (Blank(Spelled(tuple(dict.fromkeys(term.text for term in self.terms)))),)

    def known(self, encoded: Any) -> tuple[Term, ...]:
        """The alternatives of a key or mistake."""
        if not isinstance(encoded, str) and not _is_texts(encoded):
            raise ValueError(
                f"words: the key {encoded!r} is no text; write answer = \"'overfitting'\""
            )
        return self._terms(encoded)

    def read(self, text: str) -> tuple[Term, ...]:
        """The phrase; `Unreadable` where it is no plain one, or a declared term stands in it among others."""
        # First: L² is L2 in a term, no square.
        cleaned = without_lead(bare(unicodedata.normalize("NFKC", text))).strip()
        cleaned = alone(inside(cleaned.rstrip(".!,; ").strip()))
        words = None if has_minus(text) else self.spelling.words(cleaned)
        if wrong_ := self._with_article(cleaned):
            return (wrong_,)
        if words is not None:
            form = self.spelling.form(words)
            found = Term(cleaned, words, form)
            if form in self.right or self._wrong_term(form):
                return (found,)
            self._check_slip(found)
        if inner := self._declared_inside(cleaned):
            raise Unreadable(f"{_short(cleaned)} says more than {inner!r}; write the term alone")
        if words is None:
            raise Unreadable(f"{_short(cleaned)} is no plain term; write words alone")
        return (found,)

    def _with_article(self, text: str) -> Term | None:
        """A mistake that begins like an article: `a symmetric` may be asymmetric."""
        whole = Spelling([name for name in self.spelling.free if name != "articles"])
        words = whole.words(text) if self.known_wrong and self.spelling.free != whole.free else None
        form = whole.form(words) if words else ""
        found = self._wrong_term(form) if form else None
        return Term(text, words, form) if found and words else None

    def _wrong_term(self, form: str) -> Term | None:
        """The declared mistake of a form, exactly or in its other number."""
        exact = (term for term in self.known_wrong if term.form == form)
        near = (term for term in self.known_wrong if form in self._forms(term.text))
        return next(exact, None) or next(near, None)

    def meant_wrongly(self, form: str) -> str:
        """The form of the declared mistake that a form means; empty for none."""
        found = self._wrong_term(form)
        return found.form if found else ""

    def _check_slip(self, found: Term) -> None:
        """`Unreadable` for a misspelt term; which one is not said, it may be a wrong one."""
        if any(is_near(found.words, term.words) for term in (*self.terms, *self.known_wrong)):
            raise Unreadable(f"{_short(found.text)} looks misspelt; check each letter")

    def _declared_inside(self, text: str) -> str:
        """A declared term that stands in a longer text as whole words; empty for none."""
        said = tuple(_loose_words(text, self.spelling))
        for term in (*self.terms, *self.known_wrong):
            size = len(term.words)
            for start in range(len(said) - size + 1):
                if said[start : start + size] == term.words:
                    return str(term.text)
        return ""

    def compare(self, value: tuple[Term, ...]) -> Comparison:
        """One of the accepted terms or not. A declared mistake is one, also where its plural were right."""
        (term,) = value
        is_wrong = any(own.form == term.form for own in self.known_wrong)
        return RIGHT if term.form in self.right and not is_wrong else wrong()

    def same(self, left: tuple[Term, ...], right: tuple[Term, ...]) -> bool:
        """Whether two answers are one term."""
        return any(
            one.form == other.form
            or one.form in self._forms(other.text)
            or other.form in self._forms(one.text)
            for one in left
            for other in right
        )

    def echo(self, value: tuple[Term, ...]) -> str:
        """The phrase."""
        return value[0].text

    def doubt(self, text: str) -> str:
        """A term that nobody declared, right or wrong, may be another word for the right one."""
        try:
            (term,) = self.read(text)
        except Unreadable:
            return ""
        if self._wrong_term(term.form):
            return ""
        return "a term that the exercise declares neither right nor wrong"


def _is_texts(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(text, str) for text in value)


def _checked_free(settings: Mapping[str, Any]) -> Sequence[str]:
    free = settings.get("free", FREE)
    if isinstance(free, str) or not isinstance(free, list | tuple):
        raise ValueError(f'words: free = {free!r} is no list; write free = ["case", "hyphens"]')
    for name in free:
        if name not in FREE:
            raise ValueError(f"words: free: {name!r} is none of {', '.join(FREE)}")
    return tuple(free)


def _loose_words(text: str, spelling: Spelling) -> Iterator[str]:
    """The words of any text, whatever stands between them."""
    for piece in text[: 4 * 120].split():
        stripped = piece.strip("()[]{}.,;:!?/\"'“”„«»¬~≠=→*&|<>+-–—")
        for part in stripped.replace("/", " ").split():
            yield from spelling.words(part) or (part,)


def _short(text: str) -> str:
    return repr(text if len(text) <= SHOWN else f"{text[:SHOWN]}…")
