r"""What a name of a value looks like as a text: one letter with index or accent, ∇, d·/d·, f(2)."""

import re
from functools import cache

from quizgen.answers.syntax import GREEK

_LETTERS = r"(?:[A-Za-zα-ωΑ-ΩℓϵϕϑϱJ]|\\ell|\\(?:var)?(?:%s))" % "|".join(  # noqa: UP031 - braces below
    name for name in GREEK if name != "nabla"
)
_WORD_INDEX = "in|out|new|old|conv|dense|total|final|hidden|train|test|batch|pool"
_DIGITS = r"[0-9]{1,4}"
_ONE = rf"(?:{_DIGITS}|[A-Za-z])"
_INDEX = (
    rf"(?:_?\{{\s*(?:{_ONE}(?:\s*,?\s*{_ONE}){{0,3}}|{_WORD_INDEX})\s*\}}"
    rf"|_(?:{_ONE}(?:[_,]?{_DIGITS}){{0,2}}|[i-n]{{2}}(?![A-Za-z])|{_WORD_INDEX}|hat|bar|tilde)|{_DIGITS}(?:[_,]{_DIGITS})?"
    rf"|\[\s*{_DIGITS}\s*(?:,\s*{_DIGITS}\s*)?\]"
    rf"|\^\s*\{{\s*[(\[]\s*[0-9A-Za-z]{{1,2}}\s*[)\]]\s*\}}|_?\(\s*[0-9]\s*\)|'|\\prime)"
)
_ACCENT = r"\\(?:hat|widehat|bar|overline|tilde|widetilde|vec|mathbf|mathrm|mathit|mathcal|boldsymbol|bm|text|operatorname)"
_BASE = rf"(?:{_ACCENT}\s*\{{\s*{_LETTERS}{_INDEX}?\s*\}}|{_ACCENT}\s+{_LETTERS}|{_LETTERS}[\u0302\u0304\u0303]?)"
_SYMBOL = rf"(?:[yfz]hat|{_BASE})(?:(?:\s+(?=[_^]))?{_INDEX}){{0,4}}\s*"
_D = r"(?:d|∂|\\partial|\\mathrm\s*\{\s*d\s*\}|δ|\\delta)\s*"
_GRADIENT = (
    rf"(?:(?:∇|\\nabla|(?:nabla|[gG]rad)(?![A-Za-z]))\s*(?:_\s*(?:\{{\s*{_SYMBOL}\}}|{_LETTERS}{_INDEX}?)\s*)?(?:\(?\s*{_SYMBOL}\)?)?"
    rf"|{_D}(?:{_SYMBOL})?\s*/\s*\(?\s*{_D}{_SYMBOL}\)?(?:\s*{_SYMBOL})?"
    rf"|\\[dt]?frac\s*\{{\s*{_D}(?:{_SYMBOL})?\s*\}}\s*\{{\s*{_D}{_SYMBOL}\s*\}}(?:\s*{_SYMBOL})?"
    rf"|(?:d|∂)\s*[WXHAZBVUwbxhz](?:\s*{_INDEX}){{0,2}}(?![A-Za-z])|∂\s*{_SYMBOL}|{_SYMBOL}\.\s*(?:grad|weight\.grad|bias\.grad|shape|size\(\))|(?:weight|bias)\.(?:grad|shape))"
)
_ARGUMENT = rf"(?:{_SYMBOL}|-?\s*[0-9]+(?:\.[0-9]+)?(?:/[0-9]+)?)"
_APPLIED = (
    rf"{_BASE}\s*(?:_\{{?{_ONE}\}}?)?\s*'?\(\s*{_ARGUMENT}(?:\s*[,;]\s*{_ARGUMENT}){{0,5}}\s*\)"
)
_NAME = rf"\s*(?:{_GRADIENT}|{_APPLIED}|{_SYMBOL})\s*"
# A name that is turned: h^T.
TURNED = re.compile(
    r"(.*?)(?:\^\s*\{?\s*(?:T|\\top|\\intercal|\\mathsf\s*\{?T\}?|\\prime)\s*\}?|\.T|'|ᵀ|⊤)\s*"
)


@cache
def name_pattern() -> re.Pattern[str]:
    """The pattern of a name, compiled where it is first needed."""
    return re.compile(_NAME)
