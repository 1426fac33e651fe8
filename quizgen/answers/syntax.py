r"""Formulas as people type them, cut into tokens, limits first; nothing is ever evaluated as code.

Reads what people type for a formula: `2x + 1`, `v_1 x_1`, `\frac{a}{b}`, `e^{-z}`, `log(x)`,
`|x|`, `⌊a/b⌋`, `x**2`, Greek letters.
"""

import re
import unicodedata
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache

from quizgen.answers.grammar import FRACTION, Function, Token, tree_of
from quizgen.answers.plain_formula import letters_of, plain_tree
from quizgen.answers.text import HEDGE, PERCENT
from quizgen.answers.tree import Constant, Name, Number, Tree, whole_number
from quizgen.answers.verdict import Unreadable
from quizgen.pattern import pattern

TOKENS = 600
FUNCTIONS = {
    "exp": "exp", "log": "ln", "ln": "ln", "sin": "sin", "cos": "cos", "tan": "tan", "tanh": "tanh",
    "sqrt": "sqrt", "abs": "abs", "max": "max", "min": "min", "floor": "floor", "ceil": "ceil",
    "relu": "relu", "sigmoid": "sigmoid", "sign": "sign", "sgn": "sign", "log10": "log10", "log2": "log2",
    "sinh": "sinh", "cosh": "cosh", "ceiling": "ceil", "cbrt": "cbrt", "root": "root", "nthroot": "root",
}  # fmt: skip
_FUNCTIONS = {word: Function(name) for word, name in FUNCTIONS.items()}
GREEK = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau phi chi psi omega nabla".split()
# As commands, so that an index may follow: θ_1.
_GREEK_LETTERS = str.maketrans(
    dict(
        zip(
            "αβγδεζηθικλμνξπρστφχψω",
            [rf"\{name} " for name in GREEK if name != "nabla"],
            strict=True,
        )
    )
)
_BOLD = pattern(
    r"\\(?:mathbf|boldsymbol|bm|vec|mathrm|text|mathit|mathsf|operatorname\*?)\s*\{\s*([A-Za-z]+)\s*\}"
)
# Where Python has its functions.
_HOME = pattern(r"(?<![\w.])(?:np|numpy|math|torch|F|jnp)\s*\.\s*(?=[a-z])")
_HAT = pattern(r"\\(?:wide)?hat\s*(?:\{\s*([A-Za-z])\s*\}|([A-Za-z]))")
_ONE_LETTER = pattern(r"\\[A-Za-z](?![A-Za-z])")
_MARKS = {"\u0302": "hat", "\u0304": "bar", "\u0303": "tilde"}
_SHORT_FRACTION = pattern(r"(\\[dt]?frac)\s*([0-9])\s*([0-9])")
# The base of a logarithm; without an underscore only where an argument in brackets follows.
_BASE = pattern(r"\s*_\s*(?:\{\s*(2|10|e)\s*\}|(2|10|e))|(2|10)(?=\s*\(|\s+[A-Za-z])")
_LETTERS = pattern(r"[^\W\d_]+")
_DIGITS_BEHIND = pattern(r"[0-9]+(?=\s*\(|\s+[A-Za-z])")
_TOKEN = pattern(
    r"\s*(?:(?P<num>[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+(?![A-Za-z]))?|\.[0-9]+)"
    r"|(?P<command>\\[A-Za-z]+|\\[,;:! ])"
    r"|(?P<name>[A-Za-z]+'?)"
    r"|(?P<op>\*\*|//|[-+*/^=(){}\[\]|,;_·×⌊⌋⌈⌉√]|\.(?=\s*[A-Za-z\\(])))"
)
_NUM, _COMMAND, _OP = (_TOKEN.groupindex[name] for name in ("num", "command", "op"))
# Between two factors a point is a product: x.w is no number, and no formula has attributes.
_SAME_OP = {"**": "^", "·": "*", "×": "*", ".": "*"}
_ROOTS = {"∛": r"\sqrt[3]", "∜": r"\sqrt[4]"}
# What an index begins with; a name before anything else is whole.
_INDEX_SIGNS = frozenset("_{0123456789")
_CALLED = pattern(r"\s*(?:\\left\s*)?\(")
_IGNORED = {
    r"\left",
    r"\right",
    r"\,",
    r"\;",
    r"\:",
    r"\!",
    r"\ ",
    r"\displaystyle",
    r"\big",
    r"\Big",
    r"\quad",
    r"\mathrm",
    r"\text",
    r"\operatorname",
}
_COMMAND_OPS = {
    r"\cdot": "*",
    r"\times": "*",
    r"\div": "/",
    r"\lfloor": "⌊",
    r"\rfloor": "⌋",
    r"\lceil": "⌈",
    r"\rceil": "⌉",
    r"\lvert": "|",
    r"\rvert": "|",
}


_LONGEST_INDEX = 16
# Digits of a whole number that is read without further ado.
_SHORT = 15
_INDEX = pattern(r"(?:_?\{[0-9A-Za-z,\s]{1,12}\}|_?[0-9]+(?:[_,][0-9]+)*|_[A-Za-z]+)?")


def canonical(name: str) -> str:
    """A variable's name without the ways of writing its index: v_{1,2}, v_1_2 and v12 are one.

    >>> canonical("v_{1,2}"), canonical("v_1_2"), canonical("v12")
    ('v12', 'v12', 'v12')
    """
    return name if name.isalnum() else re.sub(r"[{}_,\s\\]", "", name)


class Formula:
    """Reads formulas in declared variables."""

    def __init__(self, variables: Iterable[str]) -> None:
        self.variables = {canonical(name): name for name in variables}
        # Of a long run of letters only so many can be one name.
        self.longest = max(map(len, self.variables), default=1)
        self._nodes = {key: Name(name) for key, name in self.variables.items()}
        self._letters = letters_of(self.variables) if self.longest == 1 else {}

    def read(self, text: str) -> Tree:
        """The tree of a formula; `Unreadable` with the reason and position.

        >>> Formula(["x"]).read("2x")
        Product(left=Number(value=Fraction(2, 1)), right=Name(name='x'))
        """
        plainly = self.read_at_once(text)
        if plainly is not None:
            return plainly
        try:
            return tree_of(self._tokens(text))
        except Unreadable as error:
            # Positions are those of the text as long as nothing was written out in it.
            before = text[: error.position].strip()
            if not before or not text.isascii() or "frac" in text:
                raise
            shown = before if len(before) <= 30 else "…" + before[-29:]
            raise Unreadable(f"{error.reason} (understood so far: {shown!r})") from None

    def read_at_once(self, text: str) -> Tree | None:
        """The tree of what most formulas are, see `plain_formula`; None for every other text."""
        return None if self.longest > 1 else plain_tree(text, self._letters)

    def _tokens(self, text: str) -> list[Token]:
        text = _in_plain_signs(text)
        found: list[Token] = []
        at, size = 0, len(text)
        while at < size:
            match = _TOKEN.match(text, at)
            if not match:
                if not text[at:].strip():
                    break
                position = at + len(text[at:]) - len(text[at:].lstrip())
                if text[position] == "%":
                    raise Unreadable(PERCENT, position)
                raise Unreadable(
                    f"{text[position : position + 10]!r} is not understood in a formula", position
                )
            group = match.lastindex or 0
            word, start, at = match[group], match.start(group), match.end()
            if group == _NUM:
                found.append((_number(word, start), start))
            elif group == _OP:
                found.append((_SAME_OP.get(word, word), start))
            elif group == _COMMAND:
                at = self._command(text, word, start, found)
            elif word in self.variables and text[at : at + 1] not in _INDEX_SIGNS:
                found.append((self._nodes[word], start))
            else:
                at = self._name(text, word, start, found)
            if len(found) > TOKENS:
                raise Unreadable(f"the formula has more than {TOKENS} signs", start)
        return found

    def _command(self, text: str, command: str, start: int, found: list[Token]) -> int:
        """Append what a LaTeX command means; the position after it and its index."""
        end, word = start + len(command), command[1:]
        if command in _IGNORED:
            return end
        if command in _COMMAND_OPS:
            found.append((_COMMAND_OPS[command], start))
        elif command in (r"\frac", r"\dfrac", r"\tfrac"):
            found.append((FRACTION, start))
        elif word in ("log", "ln"):
            return self._logarithm(text, start, end, found, word)
        elif word in FUNCTIONS:
            found.append((_FUNCTIONS[word], start))
        else:
            blanks = len(text[end:]) - len(text[end:].lstrip())
            for skipped in {0, blanks}:
                after = self._variable(text, word, end - len(word) + skipped, found)
                if after and (skipped == 0 or after > end + skipped):
                    return after
            if word == "sigma" and _CALLED.match(text, end):
                found.append((_FUNCTIONS["sigmoid"], start))
                return end
            if word not in ("pi", "e"):
                raise Unreadable(f"{command} is not understood in a formula", start)
            found.append((Constant(word), start))
        return end

    @staticmethod
    def _logarithm(text: str, start: int, end: int, found: list[Token], word: str) -> int:
        base = _BASE.match(text, end)
        behind = _DIGITS_BEHIND.match(text, end)
        if behind and (word.lower() == "ln" or not base):
            written = f"{word}{behind[0]}"
            raise Unreadable(
                f"{written!r} before a name may be a logarithm of {behind[0]} or to that base; write ln({behind[0]})*… or ln(…)/ln({behind[0]})",
                start,
            )
        if base and word.lower() == "ln" and "".join(filter(None, base.groups())) != "e":
            raise Unreadable("ln has no base; write log_2(…) or ln(…)/ln(2)", start)
        number = "".join(filter(None, base.groups())) if base else "e"
        found.append((_FUNCTIONS["ln" if number == "e" else f"log{number}"], start))
        return base.end() if base else end

    def _name(self, text: str, word: str, start: int, found: list[Token]) -> int:
        """Append what a run of letters means; indices that belong to it are taken along."""
        end = self._variable(text, word, start, found) if len(word) <= self.longest else 0
        if end:
            return end
        if word in ("log", "ln"):
            return self._logarithm(text, start, start + len(word), found, word)
        if word in FUNCTIONS:
            found.append((_FUNCTIONS[word], start))
            return start + len(word)
        if word in ("e", "pi"):
            found.append((Constant(word), start))
            return start + len(word)
        if word == "sigma" and _CALLED.match(text, start + len(word)):
            found.append((_FUNCTIONS["sigmoid"], start))
            return start + len(word)
        return self._split(text, word, start, found)

    def _variable(self, text: str, word: str, start: int, found: list[Token]) -> int:
        """The end of a variable with as much of what follows as is its index; 0 if it is none."""
        rest = _INDEX.match(text, start + len(word))
        tail = rest.group()[:_LONGEST_INDEX] if rest else ""
        for size in range(len(tail), -1, -1):
            if size and tail[:size][-1:] in "_,{":
                continue
            whole = canonical(word + tail[:size])
            if whole in self.variables:
                found.append((self._nodes[whole], start))
                return start + len(word) + size
        return 0

    def _split(self, text: str, word: str, start: int, found: list[Token]) -> int:
        for size in range(min(len(word) - 1, max(self.longest, 2)), 0, -1):
            head = word[:size]
            if head in self.variables:
                found.append((self._nodes[head], start))
                return start + size
            if head in ("e", "pi") and canonical(word[size:]) in self.variables:
                found.append((Constant(head), start))
                return start + size
        if word.lower() in ("log", "ln"):
            return self._logarithm(text, start, start + len(word), found, word)
        if word.lower() in FUNCTIONS:  # ReLU, Max, Abs
            found.append((_FUNCTIONS[word.lower()], start))
            return start + len(word)
        # Told whole: `weiß` has a letter that no name has.
        more = _LETTERS.match(text, start + len(word))
        raise Unreadable(self._unknown(word + more[0] if more else word), start)

    def _unknown(self, word: str) -> str:
        other = next(
            (
                name
                for key, name in self.variables.items()
                if word.lower() in (key.lower(), key.lower().rstrip("0123456789"))
            ),
            "",
        )
        shown = word if len(word) <= 40 else word[:39] + "…"
        if not self.variables:
            if HEDGE.fullmatch(word):
                return "give one answer, without or, and, not"
            return f"{shown!r} is no number; write numbers alone"
        names = ", ".join(self.variables.values())
        guess = f"; did you mean {other}?" if other else f"; the names are {names}"
        return f"the name {shown!r} is not used in this question{guess}"


@lru_cache(maxsize=1024)
def formula_in(names: tuple[str, ...]) -> Formula:
    """The reader of formulas in these names; the questions of a class have few sets of them.

    >>> formula_in(("x",)) is formula_in(("x",))
    True
    """
    return Formula(names)


def _in_plain_signs(text: str) -> str:
    """Greek letters, accents and LaTeX's ways of writing letters and fractions in the parser's signs."""
    if not text.isascii():
        text = text.translate(_GREEK_LETTERS)
        for sign, root in _ROOTS.items():
            text = text.replace(sign, root)
    if "." in text:
        text = _HOME.sub("", text).rstrip(" .") if text.rstrip()[-2:-1] != "." else text
    if not text.isascii():
        text = _marked(text)
    if "\\" in text:
        text = text.replace(r"\{", "{").replace(r"\}", "}")
        text = _HAT.sub(lambda hat: f"{hat[1] or hat[2]}_hat ", _BOLD.sub(r"\1", text))
        if _ONE_LETTER.search(text):
            raise Unreadable("a backslash is no sign of a formula; write / or * or floor(…/…)")
        text = _SHORT_FRACTION.sub(r"\1{\2}{\3}", text)
    return text


def _marked(text: str) -> str:
    """ŷ as y_hat, in one character or two."""
    apart = unicodedata.normalize("NFD", text)
    for mark, name in _MARKS.items():
        if mark in apart:
            apart = re.sub(rf"([A-Za-z]){mark}", rf"\1_{name} ", apart)
    return apart if apart.isascii() else unicodedata.normalize("NFC", apart)


def _number(text: str, position: int) -> Number:
    if len(text) <= _SHORT and text.isdigit():
        return whole_number(int(text))
    mantissa, _, exponent = text.lower().partition("e")
    if len(mantissa) > 1_200 or (exponent and (len(exponent) > 5 or abs(int(exponent)) > 400)):
        raise Unreadable("a number that is too large", position)
    before, _, decimals = mantissa.partition(".")
    value = Fraction(int(before + decimals or "0"), 10 ** len(decimals))
    return Number(value * Fraction(10) ** int(exponent) if exponent else value)
