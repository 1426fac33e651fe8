"""The symbols of a formula: its letters, each with its accent; indices do not count."""

from functools import lru_cache

from quizgen.pattern import pattern

_GREEK = frozenset(
    """alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta kappa lambda mu nu xi rho sigma tau
    upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell""".split()
)
_ACCENTS = frozenset("hat widehat bar tilde vec dot ddot".split())
_BINDERS = frozenset("sum prod max min sup inf lim arg".split())
_UNREAD = pattern(
    r"\\(?:text\w*|mathrm|mathtt|mathsf|operatorname\*?|begin|end)\s*\{[^{}]*\}(?:\{[clr|]*\})?"
)
# d of a derivative, e of a power, and signs that stand above a matrix.
_DIFFERENTIAL = pattern(r"(\\[td]?frac\{|\}\{)d(?=[\s\\}A-Za-z])")
_EULER = pattern(r"(?<![A-Za-z\\])e(?=\s*\^)")
_MARKS = pattern(r"\^(?:\{\s*(?:T|\\top|\\prime|\*|\([^{}]*\))\s*\}|T|\\top|\\prime|\*)|'+")
_TOKEN = pattern(r"\\([A-Za-z]+)|([A-Za-z])|([_^])|([{}])|(\S)")
_NUMBER = pattern(r"[0-9]+(?:\.[0-9]+)?")


@lru_cache(maxsize=1024)
def of_latex(latex: str) -> frozenset[str]:
    r"""The symbols of a formula.

    >>> sorted(of_latex(r"\sum_{l=1}^{L} u_{l-1} \cdot \hat{y}_i + e^{z} + \text{size of } W^T"))
    ['L', 'W', '\\hat y', 'u', 'z']
    >>> sorted(of_latex(r"\frac{dJ}{dw} = -2 \cdot \ln(p)"))
    ['J', 'p', 'w']
    """
    return _of_latex(_NUMBER.sub("0", latex))


@lru_cache(maxsize=65_536)
def _of_latex(latex: str) -> frozenset[str]:
    """The same of a formula whose numbers are all 0: which ones they are says nothing of symbols."""
    text = _EULER.sub(" ", _DIFFERENTIAL.sub(r"\1", _MARKS.sub(" ", _UNREAD.sub(" ", latex))))
    tokens = _TOKEN.findall(text)
    found: set[str] = set()
    bound: set[str] = set()
    accent = binder = ""
    i = 0
    while i < len(tokens):
        command, letter, script, _, _ = tokens[i]
        i += 1
        if command in _ACCENTS:
            accent = command
            continue
        if command in _BINDERS:
            binder = command
        elif script == "_":
            inside, i = _argument(tokens, i)
            if binder:
                bound |= {inside[0][1]} if inside and inside[0][1] else set()
                found |= _letters(inside[1:])
            binder = ""
        elif letter or command in _GREEK:
            name = letter or command
            found.add(rf"\{accent} {name}" if accent else name)
            accent = ""
        elif script == "^":
            binder = binder and ""
    return frozenset(found - bound)


def _argument(tokens: list[tuple[str, ...]], i: int) -> tuple[list[tuple[str, ...]], int]:
    """What stands in the braces after a script, and the place after it."""
    if i >= len(tokens) or tokens[i][3] != "{":
        return tokens[i : i + 1], i + 1
    depth, start = 1, i + 1
    i = start
    while i < len(tokens) and depth:
        depth += {"{": 1, "}": -1}.get(tokens[i][3], 0)
        i += 1
    return tokens[start : i - 1], i


def _letters(tokens: list[tuple[str, ...]]) -> set[str]:
    return {t[1] or t[0] for t in tokens if t[1] or t[0] in _GREEK}
