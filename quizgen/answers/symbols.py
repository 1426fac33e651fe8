r"""Names of quantities as people write them, taken apart: `h_1`, `\hat{y}`, `f'(2)`, `dJ/dw`, `\nabla_w J`.

Two texts name one thing where their parts agree, however each is set; an index or an argument may be
left out. Anything more (a sign, a factor, a power, another letter) is another thing.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from quizgen.answers.syntax import FUNCTIONS, GREEK
from quizgen.pattern import pattern

_MARKS = {"\u0302": "hat", "\u0304": "bar", "\u0303": "tilde", "\u0307": "dot", "\u20d7": ""}
_ACCENTS = {
    "hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde", "widetilde": "tilde",
    "dot": "dot", "vec": "", "mathbf": "", "mathrm": "", "mathit": "", "mathcal": "", "mathsf": "", "boldsymbol": "",
    "bm": "", "text": "", "operatorname": "",
}  # fmt: skip
_GREEK_LETTERS = dict(zip("αβγδεζηθικλμνξπρστφχψω", [n for n in GREEK if n != "nabla"], strict=True)) | {
    "ϵ": "epsilon", "ϕ": "phi", "ϑ": "theta", "ϱ": "rho", "ℓ": "ell",
}  # fmt: skip
_BLANK = pattern(r"\s+|\$|\\(?:left|right|quad|[ ,;:!])(?![A-Za-z])|\\limits")
_END = "\0"
_AFTER_COMMAND = pattern(r"(\\(?!left|right|quad|limits)[A-Za-z]+)\s+(?=[A-Za-z])")
_WORDS = "|".join(
    sorted(
        {*FUNCTIONS, *GREEK, "softmax", "ell", "weight", "bias", "loss"} - {"nabla"},
        key=len,
        reverse=True,
    )
)
_BASE = pattern(rf"\\(?:var)?({_WORDS})(?![A-Za-z])|({_WORDS})(?![A-Za-z])|([A-Za-zα-ωϵϕϑϱℓΑ-Ω])")
_ACCENT = pattern(rf"\\({'|'.join(_ACCENTS)})(?![A-Za-z])")
_SPELLED_ACCENT = pattern(r"_?(hat|bar|tilde)(?![A-Za-z])")
_NAMED_INDEX = "in|out|new|old|conv|dense|total|final|hidden|train|test|batch|pool"
_LOWER = pattern(
    rf"_\{{([^{{}}]{{1,16}})\}}|_?\{{([0-9][0-9,]{{0,8}})\}}|_([0-9]+(?:[_,][0-9]+)*)|_({_NAMED_INDEX})(?![A-Za-z])|_([i-n]{{2}})(?![A-Za-z])"
    r"|_([A-Za-z](?:,?[0-9]+)?)|([0-9]+(?:[_,][0-9]+)*)|\[([0-9]+(?:,[0-9]+)*)\]"
)
_UPPER = pattern(r"\^\{[(\[]([0-9A-Za-z]{1,3})[)\]]\}|\^\[([0-9A-Za-z]{1,3})\]|_?\{\(([0-9])\)\}")
_POWER = pattern(
    r"\^\{?(?:T|\\top|\\intercal|\\mathsf\{?T\}?)\}?(?![A-Za-z])|\.T(?![A-Za-z])|ᵀ|⊤|\^\{([^{}]{1,12})\}|\^(-?[0-9A-Za-z]+)|\^(\(-?[0-9A-Za-z]{1,3}\))"
)
_PRIME = pattern(r"\^\{?(?:\\prime|'|’)\}?|'|’|′|\\prime(?![A-Za-z])")
_ARGUMENTS = pattern(r"\(([^()]{1,40}(?:\([^()]{0,20}\)[^()]{0,20})?)\)")
_NABLA = pattern(r"\\nabla(?![A-Za-z])|∇|nabla|[gG]rad(?:_|(?=[A-Z(]))")
_D = pattern(r"\\partial(?![A-Za-z])|∂|\\mathrm\{d\}|\\delta(?![A-Za-z])|δ|d")
_FRACTION = pattern(r"\\[dt]?frac\{")
_GRAD = pattern(r"(?:\.(?:weight|bias))?\.grad")
# Without braces `h^(2)` is what `h²` is read as too: a layer only where one is asked.
_TYPED_UPPER = pattern(r"\(([0-9A-Za-z]{1,3})\)")
_SHAPE = pattern(r"\.(?:shape|size\(\))")
# What the loss is called, by its letter or its name.
_LOSSES = frozenset({"J", "L", "E", "C", "ell", "loss"})
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Symbol:
    """A letter or the name of a function with all that is set around it."""

    base: str
    accent: str = ""
    lower: str = ""
    upper: str = ""
    power: str = ""
    primes: int = 0
    arguments: str = ""

    @property
    def is_letter(self) -> bool:
        """One letter and nothing else."""
        return self == Symbol(self.base)


@dataclass(frozen=True, slots=True)
class Gradient:
    """The derivative of something by something; either may be left out."""

    of: Symbol | None
    by: Symbol | None


Name = Symbol | Gradient


@lru_cache(maxsize=4096)
def parsed(text: str) -> Name | None:
    r"""The parts of a name; None for any other text.

    >>> parsed("h_{1}") == parsed("h1") == Symbol("h", lower="1")
    True
    >>> parsed(r"\frac{\partial J}{\partial w}") == parsed("dJ/dw") == parsed(r"\nabla_w J")
    True
    >>> parsed("2h"), parsed("h + 1"), parsed("half")
    (None, None, None)
    """
    if len(text) > _LONGEST:
        return None
    # A blank that ends a command stays until it is read: `\\partial J`.
    kept = _AFTER_COMMAND.sub(rf"\1{_END}", unicodedata.normalize("NFD", text))
    reader = _Reader(_BLANK.sub("", kept))
    for read in (reader.gradient, reader.symbol_with_shape):
        reader.at = 0
        found = read()
        if found is not None and reader.at == len(reader.text):
            return found
    return None


def is_one(left: Name, own: Name) -> bool:
    r"""Whether a text left of `=` names what is asked.

    >>> own = parsed("h^{(1)}")
    >>> [is_one(parsed(text), own) for text in ("h1", "h", "h_2", r"\hat{h}_1", "h_1^2")]
    [True, True, False, False, False]
    """
    if isinstance(own, Gradient):
        if isinstance(left, Gradient):
            return _same_gradient(left, own)
        # z_x is dz/dx.
        if own.of is None or own.by is None or not own.by.is_letter:
            return False
        return left == Symbol(own.of.base, lower=own.by.base)
    if isinstance(left, Gradient):
        # f' is df/dx.
        return own.primes == 1 and left.of == Symbol(own.base, own.accent) and left.by is not None
    if own.upper and not left.upper and (typed := _TYPED_UPPER.fullmatch(left.power)):
        left = replace(left, power="", upper=typed[1])
    same = (left.base, left.accent, left.power, left.primes) == (
        own.base,
        own.accent,
        own.power,
        own.primes,
    )
    return same and _same_index(left, own)


def _same_gradient(left: Gradient, own: Gradient) -> bool:
    if left.by is None:
        # ∇J is short for ∇_W J; ∇z is more than dz/dx.
        short = own.by is None or (left.of is not None and left.of.base in _LOSSES)
        return short and left.of is not None and left.of == own.of
    if own.by is None or not is_one(left.by, own.by):
        return False
    if own.by.is_letter and not left.by.is_letter:
        return False
    if left.of is None or own.of is None or left.of == own.of:
        return True
    return left.of.base in _LOSSES and own.of.base in _LOSSES and left.of.is_letter


def _same_index(left: Symbol, own: Symbol) -> bool:
    mine = [part for part in (own.lower, own.upper) if part]
    yours = [part for part in (left.lower, left.upper) if part]
    if own.arguments:
        return left.arguments in ("", own.arguments) and yours in ([], mine)
    if left.arguments:
        # h(1) is h_1; U(14) says what U was found for.
        return not yours and mine in ([], [left.arguments])
    if not yours:
        return True
    if not mine:
        return own.is_letter and len(yours) == 1
    if len(mine) == len(yours) == 1:
        return mine == yours
    return (left.lower, left.upper) == (own.lower, own.upper)


def is_derivative(text: str) -> bool:
    """Whether a name is a gradient or a second derivative, of which only the one asked is right.

    >>> [is_derivative(text) for text in ("dz/dy", "z''", "f'", "z")]
    [True, True, False, False]
    """
    name = parsed(text)
    return isinstance(name, Gradient) or (isinstance(name, Symbol) and name.primes > 1)


def is_indexed(text: str) -> bool:
    """Whether a name is a letter with the number or letter of one of several; `n_total` is one in words.

    >>> [is_indexed(text) for text in ("z_y", "h_2", "n_total", "z")]
    [True, True, False, False]
    """
    name = parsed(text)
    if not isinstance(name, Symbol):
        return False
    is_word = len(name.lower) > 2 or name.lower in _NAMED_INDEX.split("|")
    return bool(name.upper or name.lower[:1].isdigit() or (name.lower and not is_word))


def without_index(name: Name) -> Name:
    """The name of the whole, of which a name with a lower index is one entry.

    >>> without_index(Symbol("h", lower="2", upper="1"))
    Symbol(base='h', accent='', lower='', upper='1', power='', primes=0, arguments='')
    """
    if isinstance(name, Gradient):
        by = None if name.by is None else replace(name.by, lower="", arguments="")
        return replace(name, by=by)
    return replace(name, lower="", arguments="")


class _Reader:
    """Reads the parts one after the other; None where the next is none of them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        self.at += self.text.startswith(_END, self.at)
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def sign(self, sign: str) -> bool:
        self.at += self.text.startswith(_END, self.at)
        here = self.text.startswith(sign, self.at)
        self.at += len(sign) if here else 0
        return here

    def symbol_with_shape(self) -> Symbol | None:
        found = self.symbol()
        self.take(_SHAPE)
        return found

    def symbol(self) -> Symbol | None:
        accent = self.take(_ACCENT)
        if accent:
            braces = self.sign("{")
            inner = self.symbol() if braces else self._base()
            if inner is None or (braces and not self.sign("}")):
                return None
            mark = _ACCENTS[accent[1]]
            if mark and inner.accent:
                return None
            return self._around(replace(inner, accent=mark or inner.accent))
        found = self._base()
        return None if found is None else self._around(found)

    def _base(self) -> Symbol | None:
        found = self.take(_BASE)
        if not found:
            return None
        base = found[1] or found[2] or _GREEK_LETTERS.get(found[3], found[3])
        accent = ""
        while (mark := self.text[self.at : self.at + 1]) and mark in _MARKS:
            accent += _MARKS[mark]
            self.at += 1
        if found[3] and (spelled := self.take(_SPELLED_ACCENT)):
            accent += spelled[1]
        return Symbol(FUNCTIONS.get(base, base) if len(base) > 1 else base, accent)

    def _around(self, found: Symbol) -> Symbol | None:
        """Indices, powers, primes and arguments, each at most once."""
        for _ in range(6):
            if prime := self.take(_PRIME):
                found = replace(found, primes=found.primes + len(prime[0].strip("^{}")[:1]))
            elif upper := self.take(_UPPER):
                if found.upper:
                    return None
                found = replace(found, upper=_index(upper[1] or upper[2] or upper[3]))
            elif lower := self.take(_LOWER):
                if found.lower:
                    return None
                found = replace(found, lower=_index(next(filter(None, lower.groups()))))
            elif power := self.take(_POWER):
                if found.power:
                    return None
                found = replace(found, power=next(filter(None, power.groups()), "T"))
            elif arguments := self.take(_ARGUMENTS):
                if found.arguments:
                    return None
                found = replace(found, arguments=_argument(arguments[1]))
            else:
                break
        return found

    def gradient(self) -> Gradient | None:
        if nabla := self.take(_NABLA):
            return self._nabla(by_name=nabla[0].endswith("_"))
        if self.take(_FRACTION):
            return self._fraction()
        found = self._quotient()
        if found is not None:
            return found
        self.at = 0
        if self.text[:1] in ("d", "∂") and not self.text.startswith("\\"):
            self.at = 1
            by = self.symbol()
            return None if by is None else Gradient(None, by)
        by = self.symbol()
        return Gradient(None, by) if by is not None and self.take(_GRAD) else None

    def _nabla(self, *, by_name: bool) -> Gradient | None:
        by = None
        if by_name or self.sign("_"):
            braces = self.sign("{")
            by = self.symbol()
            if by is None or (braces and not self.sign("}")):
                return None
        round_bracket = self.sign("(")
        of = self.symbol()
        if round_bracket and not self.sign(")"):
            return None
        inner = parsed(by.arguments) if by and not of else None
        if by and isinstance(inner, Symbol) and inner.is_letter:
            return Gradient(inner, replace(by, arguments=""))  # ∇_W(J)
        return Gradient(of, by) if of or by else None

    def _quotient(self) -> Gradient | None:
        if not self.take(_D):
            return None
        of = None if self.text[self.at : self.at + 1] == "/" else self.symbol()
        if not self.sign("/"):
            return None
        bracket = self.sign("(")
        if not self.take(_D):
            return None
        by = self.symbol()
        if bracket and not self.sign(")"):
            return None
        return self._of_behind(of, by)

    def _fraction(self) -> Gradient | None:
        if not self.take(_D):
            return None
        of = None if self.text[self.at : self.at + 1] == "}" else self.symbol()
        if not self.sign("}{") or not self.take(_D):
            return None
        by = self.symbol()
        return self._of_behind(of, by) if self.sign("}") else None

    def _of_behind(self, of: Symbol | None, by: Symbol | None) -> Gradient | None:
        """The name behind `d/dw` where none stands above."""
        if of is None and self.at < len(self.text):
            of = self.symbol()
        return None if by is None else Gradient(of, by)


def _argument(text: str) -> str:
    r"""`\ln(\frac{1}{3})` and `ln(1/3)` are one argument."""
    text = re.sub(r"\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}", r"\1/\2", text)
    return re.sub(r"[\\{}()\0]", "", text)


def _index(text: str) -> str:
    """`1,2`, `1_2` and `12` are one index; `1,12` and `11,2` are two."""
    parts = re.split(r"[,_]", text)
    return "".join(parts) if all(len(part) == 1 for part in parts) else ",".join(parts)


def settled(own: Name) -> Name:
    """A name of the question, in which `h^(1)` is a layer."""
    if isinstance(own, Gradient):
        return Gradient(own.of, None if own.by is None else _settled(own.by))
    return _settled(own)


def _settled(own: Symbol) -> Symbol:
    typed = _TYPED_UPPER.fullmatch(own.power)
    return replace(own, power="", upper=typed[1]) if typed and not own.upper else own
