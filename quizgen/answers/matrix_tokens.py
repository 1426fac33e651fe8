r"""Formulas in matrices as people type them, cut into tokens: LaTeX, NumPy, MATLAB and plain typing."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from quizgen.answers.syntax import GREEK, canonical
from quizgen.answers.verdict import Unreadable
from quizgen.pattern import pattern

TOKENS = 250
# Digits of a number that a person types.
DIGITS = 12
# Other names of functions, and what they are called here.
FUNCTIONS = {
    "transpose": "transpose", "inv": "inv", "inverse": "inv", "trace": "trace", "tr": "trace", "det": "det",
    "diag": "diag", "diagonal": "diag", "norm": "norm", "ones": "ones", "eye": "eye", "identity": "eye",
    "solve": "solve", "outer": "outer", "inner": "inner", "dot": "dot", "matmul": "matmul", "mm": "matmul", "mv": "matmul",
    "multiply": "hadamard", "hadamard": "hadamard", "mul": "hadamard", "sum": "sum", "mean": "mean",
    "exp": "exp", "log": "ln", "ln": "ln", "sqrt": "sqrt", "tanh": "tanh", "sigmoid": "sigmoid", "relu": "relu",
    "softmax": "softmax", "softplus": "softplus", "abs": "abs", "sign": "sign", "sgn": "sign", "square": "square",
    "cbrt": "cbrt", "root": "root", "nthroot": "root", "max": "max", "maximum": "max", "min": "min", "minimum": "min", "step": "step", "heaviside": "step",
    "where": "where",
}  # fmt: skip
# Functions that are taken entry by entry; each may carry a prime.
ENTRYWISE = frozenset(
    {"exp", "ln", "sqrt", "tanh", "sigmoid", "relu", "softplus", "abs", "sign", "square", "step"}
)
_LETTERS = "αβγδεζηθικλμνξπρστφχψωϵϕυΓΔΘΛΞΠΣΥΦΨΩ"
_SPELLED = [
    *(name for name in GREEK if name != "nabla"), "epsilon", "phi", "upsilon",
    *"Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega".split(),
]  # fmt: skip
_GREEK = str.maketrans(dict(zip(_LETTERS, [rf"\{name} " for name in _SPELLED], strict=True)))
_LOWERED = pattern("[ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ]+")
_LOWER_LETTERS = str.maketrans("ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "aehijklmnoprstuvx")
_ONES = pattern(
    r"\\(?:mathbf|mathbb|mathds|boldsymbol|bm|vec|bf|mathbbm)\s*(?:\{\s*1\s*\}|1(?![0-9]))|[𝟏𝟙]|\{\s*\\bf\s+1\s*\}"
)
_STYLE = pattern(
    r"\\(?:mathbf|boldsymbol|bm|vec|mathrm|text|textrm|textbf|mathit|mathsf|mathcal|operatorname\*?)\s*(?:\{\s*(\\?[A-Za-z]+)\s*\}|(?<=bf|bm|sf)\s+([A-Za-z])(?![A-Za-z]))"
)
_ACCENT = pattern(r"\\(?:wide)?(hat|bar|tilde)\s*(?:\{\s*(\\?[A-Za-z]+)\s*\}|\s([A-Za-z]))")
_MARKS = {"\u0302": "hat", "\u0304": "bar", "\u0303": "tilde"}
_HOME = pattern(
    r"(?<![\w.])(?:np|numpy|torch|jnp|F|tf|scipy)\s*\.\s*(?:linalg\s*\.\s*|math\s*\.\s*|special\s*\.\s*|nn\s*\.\s*functional\s*\.\s*)?(?=[a-z])"
)
_NUMPY = pattern(
    r"(?<![\w.])(?:np|numpy|torch|jnp|tf)\s*\.|@|%\*%|\baxis\s*=|\bdim\s*=|keepdims?\s*="
)
_MATLAB = pattern(r"\.\*|[⊙∘]|\\odot|\\circ(?![a-z])")
# 1_{a > 0}, an indicator with its condition as an index.
_CONDITION = pattern(
    r"(\bones|(?<![\w.^])1)\s*_\s*\{([^{}]{0,60}(?:[<>≥≤]|\\[gl](?:eq?|t)(?![a-z]))[^{}]{0,60})\}"
)
_SUPER = pattern(r"\^\s*(?:\{\s*[\[(]\s*([0-9]{1,2})\s*[\])]\s*\}|[\[(]\s*([0-9]{1,2})\s*\])")
_BINDER = pattern(
    r"(?:\\sum(?:\\limits)?|∑|(?<![A-Za-z])[sS]um)\s*_\s*(?:\{([^{}]{1,40})\}|([A-Za-z])(?:\s*=\s*1(?=\s*\^))?)"
)
_LIMIT = pattern(r"\s*\^\s*(?:\{\s*([A-Za-z0-9_]{1,12})\s*\}|([A-Za-z0-9]))")
_TOKEN = pattern(
    r"\s*(?:(?P<num>[0-9]+(?:\.[0-9]+|\.(?=\s*(?:[-+*@/,)\]]|$))(?![*/^]))?(?:[eE][+-]?[0-9]+(?![A-Za-z0-9]))?|\.[0-9]+)"
    r"|(?P<command>\\[A-Za-z]+|\\[,;:!| ])"
    r"|(?P<method>\.\s*(?:mT|T|t|transpose|sum|mean|dot|matmul|trace|inverse|inv|diagonal|exp|log|sqrt|tanh|sigmoid|relu|norm|det|square|abs)(?![A-Za-z0-9_]))"
    r"|(?P<name>[A-Za-z]+)"
    r"|(?P<op>%\*%|\*\*|\.\*|\./|\.\^|\|\||>=|<=|⟨|⟩|[-+*/^=(){}\[\]|,_@·×⊙∘⊗‖'ᵀᵗ⊤>≥≤<√]|\.(?=\s*[A-Za-z\\(])))"
)
_PLAIN_OPS = {
    "×": "·", "∘": "⊙", "%*%": "@", "ᵗ": "'T", ".*": "⊙", "‖": "||", "ᵀ": "'T", "⊤": "'T", "≥": ">=", "≤": "<=",
    ".": "·",
}  # fmt: skip
_COMMAND_OPS = {
    "cdot": "·", "times": "·", "odot": "⊙", "circ": "⊙", "otimes": "⊗", "lVert": "||", "rVert": "||", "Vert": "||",
    "|": "||", "lvert": "|", "rvert": "|", "vert": "|", "langle": "⟨", "rangle": "⟩", "prime": "'", "div": "/",
    "top": "T", "intercal": "T", "geq": ">=", "ge": ">=", "gt": ">", "leq": "<=", "le": "<=", "lt": "<", "ast": "*",
    "lbrace": "{", "rbrace": "}", "lbrack": "[", "rbrack": "]",
}  # fmt: skip
_IGNORED = frozenset(
    {
        "left", "right", ",", ";", ":", "!", " ", "displaystyle", "textstyle", "big", "Big", "bigl", "bigr", "Bigl",
        "Bigr", "bigg", "biggl", "biggr", "quad", "limits", "mathrm", "text", "operatorname", "mathsf", "mathbf", "rm", "bf", "it", "sf",
    }
)  # fmt: skip

_KEYWORDS = frozenset(
    {"axis", "dim", "keepdims", "keepdim", "ord", "True", "False", "true", "false"}
)


@dataclass(frozen=True, slots=True)
class Token:
    """One sign of a formula: its kind, its text, and where it stands."""

    kind: str
    text: str
    at: int
    number: Fraction = Fraction(0)
    words: tuple[str, ...] = ()
    glued: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """The names that a formula may have: declared ones and functions by their plain form, and sizes."""

    names: Mapping[str, str]
    functions: Mapping[str, str]
    sizes: frozenset[str]


def is_numpy(text: str) -> bool:
    """Whether a text is NumPy or the like, where `*` is taken entry by entry.

    >>> is_numpy("W.T @ d"), is_numpy("np.outer(d, x)"), is_numpy("W^T d")
    (True, True, False)
    """
    return _NUMPY.search(text) is not None


def has_entrywise_sign(text: str) -> bool:
    """Whether entrywise products have a sign of their own, so that `*` is the other product."""
    return _MATLAB.search(text) is not None


def plain_signs(text: str) -> str:
    r"""Greek letters, accents and LaTeX's styles in the tokens' signs.

    >>> plain_signs(r"\mathbf{W}^{(2)}δ"), plain_signs(r"\hat{y}"), plain_signs(r"\mathbf{1}")
    ('W_2 \\delta ', 'y_hat ', ' ones ')
    """
    if not text.isascii():
        text = _LOWERED.sub(lambda run: f"_{{{run[0].translate(_LOWER_LETTERS)}}}", text)
        text = text.translate(_GREEK).replace("\N{PRIME}", "'").replace("\N{DOUBLE PRIME}", "''")
        text = text.replace("\N{N-ARY SUMMATION}", r"\sum ").replace("\N{CUBE ROOT}", " cbrt ")
        for mark, word in _MARKS.items():
            if mark in (apart := _apart(text)):
                text = re.sub(rf"([A-Za-z]){mark}", rf"\1_{word} ", apart)
    text = _HOME.sub("", text)
    if "\\" in text:
        text = _ONES.sub(" ones ", text)
        text = text.replace(r"\{", "(").replace(r"\}", ")")
        text = _STYLE.sub(lambda found: found[1] or found[2], text)
        text = _ACCENT.sub(lambda found: f"{found[2] or found[3]}_{found[1]} ", text)
        text = re.sub(r"(\\[dt]?frac)\s*([0-9])\s*([0-9])", r"\1{\2}{\3}", text)
    text = _CONDITION.sub(r"\1[\2]", text)
    return _SUPER.sub(lambda found: f"_{found[1] or found[2]} ", text)


def _apart(text: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFD", text)


class Tokenizer:
    """Cuts formulas in these words into tokens."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.longest = max((len(name) for name in (*words.names, *words.functions)), default=1)

    def tokens(self, text: str) -> list[Token]:
        """The tokens of a text; `Unreadable` with the reason and position.

        >>> words = Words({"W": "W", "x": "x"}, {}, frozenset())
        >>> [token.text for token in Tokenizer(words).tokens("Wx + W^T")]
        ['W', 'x', '+', 'W', '^', 'T']
        """
        text = plain_signs(text).rstrip()
        bound = _bound(text)
        found: list[Token] = []
        at = 0
        while at < len(text):
            at += len(text[at:]) - len(text[at:].lstrip())
            binder = _BINDER.match(text, at) if text[at] in "\\sS∑" else None
            if binder and self._is_sum(binder):
                at = self._sum(text, binder, found)
                continue
            match = _TOKEN.match(text, at)
            if not match:
                raise Unreadable(f"{text[at : at + 10]!r} is not understood in a formula")
            at = self._token(text, match, bound, found)
            if len(found) > TOKENS:
                raise Unreadable(f"the formula has more than {TOKENS} signs")
        return found

    def _token(
        self, text: str, match: re.Match[str], bound: frozenset[str], found: list[Token]
    ) -> int:
        kind = match.lastgroup or ""
        word, start, end = match[kind], match.start(kind), match.end()
        if kind == "num":
            glued = start > 0 and text[start - 1].isalnum()
            found.append(Token("num", word, start, number=_number(word), glued=glued))
        elif kind == "method":
            found.append(Token("method", word[1:].strip(), start))
        elif kind == "op":
            if word == "_":
                return self._index(text, start, bound, found)
            found.append(Token("op", _PLAIN_OPS.get(word, word), start))
        elif kind == "command":
            return self._command(text, word[1:], start, end, found)
        elif word in bound and found and found[-1].text in ("[", ","):  # W[i, j] in a sum
            found.append(Token("bound", word, start))
        else:
            return self._name(text, word, start, found)
        return end

    def _command(self, text: str, word: str, start: int, end: int, found: list[Token]) -> int:
        if word in _IGNORED:
            return end
        if len(word) == 1 and word.isalpha():
            raise Unreadable("a backslash is no sign of a formula; write a product or an inverse")
        if word in _COMMAND_OPS:
            sign = _COMMAND_OPS[word]
            found.append(Token("word" if sign == "T" else "op", sign, start))
        elif word in ("frac", "dfrac", "tfrac"):
            found.append(Token("frac", word, start))
        elif (after := self._known(text, word, end, start, found)) is not None:
            return after
        else:
            raise Unreadable(f"\\{word} is not understood in a formula")
        return end

    def _name(self, text: str, word: str, start: int, found: list[Token]) -> int:
        """A run of letters: a name, a function, a size, or several names beside each other."""
        raised = _is_raised(found)
        if word in ("T", "t", "top") and raised:
            found.append(Token("word", "T", start))
            return start + len(word)
        after = self._known(text, word, start + len(word), start, found)
        if after is not None:
            return after
        for size in range(min(len(word) - 1, max(self.longest, 2)), 0, -1):
            head = word[:size]
            if canonical(head) in self.words.names:
                found.append(Token("name", self.words.names[canonical(head)], start))
                return start + size
            if raised and head == "T":
                found.append(Token("word", "T", start))
                return start + 1
        if word[0] in self.words.sizes and not found:
            found.append(Token("size", word[0], start))
            return start + 1
        first = start
        while first and text[first - 1].isalpha():
            first -= 1
        raise Unreadable(self._unknown(text[first : start + len(word)]), first)

    def _known(self, text: str, word: str, end: int, start: int, found: list[Token]) -> int | None:
        """The end of a word that is known, with as much of its index as belongs to it."""
        skipped = len(text[end:]) - len(text[end:].lstrip()) if start < end - len(word) else 0
        for tail in _tails(text, end + skipped):
            whole = canonical(word + tail)
            after = end + skipped + len(tail) if tail else end
            if whole in self.words.names:
                glued = _is_glued(found, start)
                found.append(Token("name", self.words.names[whole], start, glued=glued))
                return after
            if whole in self.words.functions:
                found.append(Token("function", self.words.functions[whole], start))
                return after
            base = canonical(whole.removesuffix("prime").removesuffix("_"))
            if whole.endswith("prime") and base in self.words.functions:
                found.append(Token("function", self.words.functions[base], start))
                found.append(Token("op", "'", after))
                return after
        if word in self.words.sizes and (word not in FUNCTIONS or len(word) == 1):
            found.append(Token("size", word, start, glued=_is_glued(found, start)))
            return end
        if word in ("ones", "I", "eye"):
            kind = "ones" if word == "ones" else "eye"
            size = re.compile(r"\s*_\s*(?:\{\s*([A-Za-z0-9]+)\s*\}|([A-Za-z0-9]))").match(text, end)
            found.append(Token(kind, word, start, words=((size[1] or size[2]),) if size else ()))
            return size.end() if size else end
        token = self._usual(word, text[end : end + 1], start)
        if token is None:
            return None
        found.append(token)
        if token.text == word[1:] and token.kind == "function" and word not in FUNCTIONS:
            found.append(Token("op", "'", end))  # dsigma
        return end

    def _usual(self, word: str, after: str, start: int) -> Token | None:
        """The token of a word that needs no declaration."""
        lower = word if word in FUNCTIONS else word.lower()
        if lower in FUNCTIONS:
            return Token("function", FUNCTIONS[lower], start)
        if word == "t" and after == "(":  # R's transpose
            return Token("function", "transpose", start)
        if word[:1] == "d" and self.words.functions.get(word[1:]) == word[1:]:
            return Token("function", word[1:], start)
        if word == "sigma":
            return Token("function", "sigmoid", start)
        if word in ("e", "pi"):
            return Token("const", word, start)
        return Token("keyword", word, start) if word in _KEYWORDS else None

    def _is_sum(self, binder: re.Match[str]) -> bool:
        return binder[0][:1] in "\\∑" or "sum" not in self.words.names

    def _sum(self, text: str, binder: re.Match[str], found: list[Token]) -> int:
        r"""`\sum_{i=1}^n`: one token with its indices and, where there is one, its last number."""
        inner = (binder[1] or binder[2]).replace(r"\,", " ")
        left, equals, first = inner.partition("=")
        if equals and first.strip() != "1":
            raise Unreadable(
                f"a sum from {first.strip()[:10]!r}; sums here begin at 1", binder.start()
            )
        indices = tuple(re.findall(r"[A-Za-z]", left))
        if not indices or re.search(r"[^A-Za-z,\s]", left) or len(set(indices)) < len(indices):
            raise Unreadable(f"{inner[:20]!r} is no index of a sum", binder.start())
        limit = _LIMIT.match(text, binder.end())
        last = (limit[1] or limit[2]) if limit else ""
        found.append(Token("sum", last, binder.start(), words=indices))
        return limit.end() if limit else binder.end()

    @staticmethod
    def _index(text: str, start: int, bound: frozenset[str], found: list[Token]) -> int:
        match = re.compile(r"_\s*(?:\{\s*([A-Za-z0-9,\s]{1,12})\s*\}|([A-Za-z]+)|([0-9]))").match(
            text, start
        )
        if not match:
            raise Unreadable("an index is missing behind _")
        if match[2]:
            run = match[2]
            size = next((i for i, letter in enumerate(run) if letter not in bound), len(run))
            size = size or len(run)
            found.append(Token("index", run[:size], start, words=tuple(run[:size])))
            return match.start(2) + size
        letters = match[1] or match[3]
        found.append(
            Token("index", letters, start, words=tuple(re.findall(r"[A-Za-z0-9]", letters)))
        )
        return match.end()

    def _unknown(self, word: str) -> str:
        shown = word if len(word) <= 30 else word[:29] + "…"
        names = (*self.words.names.values(), *self.words.functions.values())
        other = next((name for name in names if name.lower() == word.lower()), "")
        guess = f"did you mean {other}?" if other else f"the names are {', '.join(names)}"
        return f"the name {shown!r} is not used in this question; {guess}"


def _tails(text: str, at: int) -> Iterable[str]:
    """What may be an index behind a name, the longest first, then none."""
    match = re.compile(r"_?\{[0-9A-Za-z,\s]{1,12}\}|_[A-Za-z]+|_?[0-9]{1,3}").match(text, at)
    if match:
        tail = match[0]
        if tail[:1] == "{":
            return ("",)
        yield_ = [tail]
        if tail[1:].isalpha():
            yield_ += [tail[:size] for size in range(len(tail) - 1, 1, -1)]
        elif tail.strip("_").isdigit():
            yield_ += [tail[:size] for size in range(len(tail) - 1, 0, -1) if tail[size - 1] != "_"]
        return (*yield_, "")
    return ("",)


def _is_raised(found: list[Token]) -> bool:
    """Whether the next token begins an exponent: behind ^, a brace and a sign."""
    signs = [token.text if token.kind == "op" else "" for token in found[-3:]]
    while signs and signs[-1] in ("-", "{", "("):
        signs.pop()
    return bool(signs) and signs[-1] == "^"


def _is_glued(found: list[Token], start: int) -> bool:
    """Whether a letter stands right behind a number."""
    return bool(found) and found[-1].kind == "num" and found[-1].at + len(found[-1].text) == start


def _bound(text: str) -> frozenset[str]:
    """The letters that sums of a text run over."""
    found: set[str] = set()
    for binder in _BINDER.finditer(text):
        found.update(re.findall(r"[A-Za-z]", (binder[1] or binder[2]).partition("=")[0]))
    return frozenset(found)


def _number(text: str) -> Fraction:
    mantissa, _, exponent = text.lower().partition("e")
    if len(mantissa) > DIGITS + 1 or len(exponent) > 3 or abs(int(exponent or "0")) > DIGITS:
        raise Unreadable(f"a number of more than {DIGITS} digits")
    return Fraction(text)
