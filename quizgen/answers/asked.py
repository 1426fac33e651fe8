r"""The names of what one question asks: symbols, formulas and words, and which texts name it.

A letter of its own choice is the student's to take (`N = 50`), as long as what is asked is a plain
letter too. Where it is more, such as `h_1`, `\hat{y}`, `f(2)` or `dJ/dw`, only its own name will do.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from quizgen.answers.nouns import folded
from quizgen.answers.symbols import Gradient, Name, Symbol, is_one, parsed, settled, without_index
from quizgen.pattern import pattern

_STYLE = pattern(r"\\(?:mathbf|mathrm|boldsymbol|bm|text|operatorname)\b")
_WORD = pattern(r"[^\W\d_]{2,}")
# Two letters without a sign between them that are a product: `Wx`.
_PRODUCT = pattern(r"[WVAKUM][xhvza]")
# What a gradient is called without what it is of, and by its letter.
_NABLAS = frozenset({"grad", "nabla"})
_GRADIENTS = frozenset({"g", "G"})


@dataclass(frozen=True, slots=True)
class Asked:
    """The names of a question, by what they are made of."""

    symbols: tuple[Name, ...]
    formulas: frozenset[str]
    words: frozenset[str]

    def __bool__(self) -> bool:
        """Whether there is a name with parts that could be others."""
        return bool(self.symbols or self.formulas)

    def says(self, text: str) -> bool:
        """Whether a text is one of the words or formulas, however it is set."""
        bare = _bare(text)
        if bare in self.formulas or folded(bare) in self.words:
            return True
        return folded(bare) in _NABLAS and any(isinstance(s, Gradient) for s in self.symbols)

    def has(self, text: str, of: str = "number") -> bool:
        r"""Whether a text names the value: a number, a vector (which `^T` leaves alone) or a matrix.

        >>> asked = asked_names([r"\nabla_w J"])
        >>> [asked.has(text) for text in ("dJ/dw", "w.grad", "dw/dJ", "dJ/dx", "J")]
        [True, True, False, False, False]
        """
        name = parsed(text)
        if name is None:
            return False
        if of == "vector" and isinstance(name, Symbol):
            turned = name.power == "T" or name.primes == 1
            name = replace(name, power="", primes=0) if turned and not self._has(name) else name
        if self._has(name):
            return True
        if isinstance(name, Gradient):
            # Of a table of numbers the part is often called by what the gradient is taken in.
            by = name.by
            plain = name.of is None or name.of.is_letter  # J^T is another thing
            named = any(is_one(by, s) for s in self._symbols()) if by is not None else False
            return of != "number" and plain and named
        return name.is_letter and self._free(name.base)

    def has_entry(self, text: str) -> bool:
        """Whether a text names an entry of the value: `h_2` of h."""
        name = parsed(text)
        if name is None:
            return False
        whole = without_index(name)
        return self._has(whole) or self._has(name) or self._has_other_case(whole)

    def _has_other_case(self, name: Name) -> bool:
        """The entries of W are often w_11, w_12."""
        return isinstance(name, Symbol) and any(
            is_one(replace(name, base=base), own)
            for own in self._symbols()
            for base in (name.base.swapcase(),)
            if len(base) == 1
        )

    def owns(self, name: Name) -> bool:
        """Whether a name is one of the question's own, no free letter."""
        return self._has(name)

    def _has(self, name: Name) -> bool:
        return any(is_one(name, own) for own in self.symbols)

    def _symbols(self) -> list[Symbol]:
        return [own for own in self.symbols if isinstance(own, Symbol)]

    def _free(self, letter: str) -> bool:
        """Whether a letter may stand for the value without being its name."""
        if self.formulas or len(letter) > 1:
            return False
        if any(isinstance(own, Gradient) for own in self.symbols):
            return letter in _GRADIENTS
        if any(own.arguments and letter not in own.arguments for own in self._symbols()):
            return letter == "y"  # y = f(2)
        return all(own.is_letter for own in self._symbols())


def asked_names(names: Iterable[str]) -> Asked:
    r"""The names of a question taken apart.

    >>> asked_names(["path", "h_1", "W x + b"])
    Asked(symbols=(Symbol(base='h', accent='', lower='1', upper='', power='', primes=0, arguments=''),), formulas=frozenset({'Wx+b'}), words=frozenset({'path'}))
    """
    symbols: list[Name] = []
    formulas, words = set(), set()
    for name in names:
        found = parsed(name)
        if found is not None:
            symbols.append(settled(found))
        elif _is_word(name):
            words.add(folded(_bare(name)))
        else:
            formulas.add(_bare(name))
    return Asked(tuple(symbols), frozenset(formulas), frozenset(words))


def _is_word(name: str) -> bool:
    text = name.strip()
    plain = re.fullmatch(r"[\w \-]+", text) is not None
    return plain and bool(_WORD.search(text)) and not _PRODUCT.fullmatch(text)


def _bare(text: str) -> str:
    """A name without the ways of setting it."""
    text = text.strip().replace("∇", "nabla").replace("∂", "partial")
    return re.sub(r"[\s\\{}_$*`]", "", _STYLE.sub("", text))
