r"""What may stand left of `=` or `:`, and in words before or behind a value: an allow list.

A name, one letter (with index, accent, ∇, d·/d·), a noun of `quizgen.answers.nouns`, or one of the
part's own `names` is passed over; anything else, such as `half: 7` or `x^2 = 7`, changes the meaning
and is unreadable.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from quizgen.answers.asked import asked_names
from quizgen.answers.between import check_one, is_formula, is_of_itself, is_worked_out
from quizgen.answers.glued import RUN, is_named, without_back, without_front
from quizgen.answers.letter_names import TURNED, name_pattern
from quizgen.answers.nouns import (
    COLUMNS,
    FILLERS,
    SUMS,
    TABLES,
    VERBS,
    folded,
    is_phrase,
    is_unit,
    nouns_for,
)
from quizgen.answers.spelled import has_letters, spelled
from quizgen.answers.symbols import Symbol, is_derivative, is_indexed, parsed
from quizgen.answers.tail import tail
from quizgen.answers.verdict import Unreadable
from quizgen.answers.working import value_and_reason, value_and_working
from quizgen.pattern import pattern

# An arrow between two members of a chain says as much as an equals sign: `10*5 -> 50`.
EQUALS = pattern(
    r"(?<![<>=-])[-=]{1,2}>(?![>=])|[→⇒⟶⟹]|\\(?:to|implies|(?:[Ll]ong)?[Rr]ightarrow)(?![A-Za-z])|(?<![<>!~=:/≠])(?::=|≔|==|=|<-(?![0-9.])|←|\\(?:coloneqq|gets|leftarrow)(?![A-Za-z]))(?![=<>!])"
)
ABOUT = pattern(r"\\(?:approx|simeq|cong)(?![A-Za-z])|[≈≃≅]|~=|=~")
_OPEN, _CLOSE = "([{⎡⎢⎣", ")]}⎤⎥⎦"
_PROMPT = pattern(r"(?:Out|In)\s*\[\s*[0-9]*\s*\]|>>>|\(?[a-hA-H]\)", re.ASCII)
_MARKED = pattern(r"\s*\(?[a-h]\)\s*[:.]?\s*(?=\S)")
_THUS = pattern(
    r"\s*(?:(?:⇒|[=-]{1,3}>|→|∴|>>>|\\Rightarrow|\\therefore|\\implies)(?!\s*[=<>])|(?:so|thus|hence|therefore|also|somit|donc|soit|entonces|quindi|portanto)\b,?)\s*",
    re.IGNORECASE,
)
_THERE = pattern(
    r"\s*(?:son|sono|s[ãa]o|insgesamt(?:\s+(?:gibt\s+es|sind\s+es))?|in\s+totale|en\s+total(?:,?\s+hay)?|au\s+total(?:,?\s+il\s+y\s+a)?|in\s+total(?:,?\s+there\s+are)?|in\s+all|no\s+total(?:\s+s[ãa]o)?|ao\s+todo|se\s+obtienen?|exactly|genau|exakt|exactement|exactamente|esattamente|exatamente|das\s+(?:ergibt|macht)|(?:ich|man)\s+(?:erh[aä]lt|erhalte|bekomme)|on\s+trouve|(?:cela|[cç]a)\s+fait|j['’]obtiens"
    r"|(?:it|the\s+(?:layer|kernel|filter|network|convolution|model))\s+(?:has|learns|gives)|it\s+is|it['’]?s|it\s+has|there\s+are|(?:there|that)\s+would\s+be|that\s+(?:makes|gives)|we\s+(?:get|have|obtain)|i\s+(?:get|got|have)|this\s+(?:is|gives)|that\s+is|that['’]?s"
    r"|es\s+(?:ist|sind|gibt|hat)|das\s+(?:ist|sind)|wir\s+erhalten|c['’]est|ce\s+sont|il\s+y\s+(?:en\s+)?a|on\s+(?:a|obtient)|hay"
    r"|ci\s+sono|si\s+ottiene|ha|h[áa]|vale|vaut|obtenemos|ottengo|obtemos)\b\s*:?\s*",
    re.IGNORECASE,
)
# `U is 6`: the name, its verb, a value.
_NAMED_IN_WORDS = pattern(
    r"([^\s=:,;]{1,30})\s+(?:is|equals|ist|est|es|è|é)\s+(?=[-+]?[0-9(\[\\])", re.IGNORECASE
)
_WORD = pattern(r"[\s#]*([^\W\d_]+)['’]?")
_NO_OF = pattern(r"\s*(?:no|nr)\.\s*(?=of\b|der\b|de\b)", re.IGNORECASE)


class Labels:
    """What one question lets stand beside its values."""

    def __init__(self, names: Sequence[str] = (), units: Sequence[str] = ()) -> None:
        self.asked = asked_names(names)
        self.units = tuple(units)
        self.nouns = nouns_for(self.units)
        self.known = lru_cache(maxsize=512)(self._known)

    def is_name(self, text: str, of: str = "number") -> bool:
        r"""Whether a text is a name of the value: a number, a vector (which `^T` leaves alone) or a matrix.

        >>> texts = ("lambda", "N", "U_1", r"\nabla_W J", "x^2", "half", "total weights")
        >>> [Labels(["lambda"]).is_name(text) for text in texts]
        [True, True, False, False, False, False, True]
        >>> [Labels().is_name(text) for text in texts]
        [False, True, True, True, False, False, True]
        """
        return len(text) <= 80 and self.known(text, of)

    def is_entry(self, text: str) -> bool:
        """Whether a text is the name of an entry, such as `h_2`.

        >>> Labels(["h"]).is_entry("h_2"), Labels(["h"]).is_entry("x_2"), Labels().is_entry("x_2")
        (True, False, True)
        """
        if self.asked and len(text) <= 80:
            return self.asked.has_entry(_unquoted(text))
        return self.is_name(text, "entry")

    def foreign(self, names: Sequence[str]) -> str:
        """The letter among names of one chain that is neither its first nor asked for; empty for none.

        >>> Labels().foreign(["U", "X"]), Labels(["U", "X"]).foreign(["U", "X"]), Labels().foreign(["U", "U_1"])
        ('X', '', '')
        """
        first = parsed(_unquoted(names[0])) if names else None
        for text in map(_unquoted, names[1:]):
            name = parsed(text)
            if not isinstance(name, Symbol) or name.arguments:
                continue
            again = isinstance(first, Symbol) and first.base == name.base
            if not (again or self.owns(text) or self.is_phrase(text)):
                return text
        return ""

    def owns(self, text: str) -> bool:
        """Whether a text is a name of the question itself, no free letter.

        >>> [Labels(["h_1"]).owns(text) for text in ("h1", "N")]
        [True, False]
        """
        text = _unquoted(text)
        name = parsed(text)
        return self.asked.says(text) or (name is not None and self.asked.owns(name))

    def _known(self, text: str, of: str) -> bool:
        text = _unquoted(text)
        if not text:
            return False
        if self.asked.says(text) or _PROMPT.fullmatch(text):
            return True
        table = of in ("vector", "matrix")
        if table and folded(text) in (SUMS if of == "vector" else SUMS | COLUMNS):
            return False
        if self.is_phrase(text) or (table and folded(text) in TABLES):
            return True
        if self.asked:
            return self.asked.has(text, of)
        if of == "number" and self.asked.words and (is_derivative(text) or is_indexed(text)):
            return False  # of what, in what, which of several: the words do not say
        if name_pattern().fullmatch(text):
            return of != "matrix" or not re.search(r"'|\\prime", text)
        inner = TURNED.fullmatch(text) if of == "vector" else None
        return inner is not None and self.known(inner[1], "number")

    def is_phrase(self, text: str) -> bool:
        """Whether a text is a noun phrase of what is asked."""
        text = _NO_OF.sub("number ", text)
        if "#" in text:
            text = text.replace("#", "number ", 1) if text.lstrip()[:1] == "#" else text
        text = re.sub(r"\((?:[a-h]|[ivx]+)\)", "", text)
        words = re.findall(r"[^\W\d_]+", text)
        rest = re.sub(r"[^\W\d_]+|[\s'’]", "", text)
        if len(words) == 1 and RUN.fullmatch(words[0]):
            return not rest and is_named(words[0], self.nouns)
        while words and folded(words[-1]) in VERBS:
            words.pop()
        return not rest and bool(words) and is_phrase(words, self.nouns)

    def value(self, text: str, *, nouns: frozenset[str] | None = None) -> str:
        """The text without words in front that only announce it: `The answer is 50`.

        >>> Labels().value("The answer is 50"), Labels().value("half is 50")
        ('50', 'half is 50')
        """
        found = _THUS.match(text)
        text = text[found.end() :] if found else text
        text = without_front(text, self.nouns if nouns is None else nouns)
        there = _THERE.match(text)
        if there and there.end() < len(text):
            return text[there.end() :]
        named = _NAMED_IN_WORDS.match(text)
        if named and self.is_name(named[1]):
            return text[named.end() :]
        at, end = 0, 0
        words: list[str] = []
        nouns = self.nouns if nouns is None else nouns
        if "." in text[:6]:
            text = _NO_OF.sub("number ", text, count=1)
        while match := _WORD.match(text, at):
            word = folded(match[1])
            verb = word in VERBS and any(w in nouns for w in words)
            if not (word in nouns or word in FILLERS or verb):
                break
            at = match.end()
            words.append(word)
            if (word in nouns or verb) and text[at:].strip(" .:") and text[at : at + 1] != "_":
                end = at
                if verb and word not in FILLERS:
                    to = re.match(r"\s*(?:equal\s+)?to\b", text[at:])
                    end = at + to.end() if to else at
                    break
            if len(words) > 9:
                return text
        if not end:
            return text
        return (
            text[end:].lstrip(" :") if text[end : end + 1] in (" ", ":", "\n", "$", "*") else text
        )

    def without_unit(self, text: str) -> str:
        """The text without the words behind a number that say what it counts.

        >>> Labels().without_unit("50 weights."), Labels().without_unit("50 thousand")
        ('50', '50 thousand')
        """
        text = text.replace(r"\%", "%")
        for unit in self.units:  # as written, for units such as m/s
            if text.lower().endswith(unit.lower()):
                before = text[: -len(unit)].rstrip()
                if before and not before[-1].isalpha():
                    return before
        text = without_back(_COMPOUND.sub("macs", text), self.nouns)
        number, words = tail(text)
        return number if words and number and is_unit(words, self.nouns) else text

    def members(self, text: str) -> list[str]:
        """What a chain of equals signs says, its names left out: one text or several of one value.

        `Unreadable` where something else than a name stands left of `=` or `:`.

        >>> Labels().members("U = 14 - 5 + 1 = 10"), Labels().members("7")
        (['14 - 5 + 1', '10'], ['7'])
        """
        text, reason = value_and_reason(text)
        if reason:
            return [*self.members(text), *split_outside(reason, EQUALS)]
        text = self._after_colon(text)
        parts = split_outside(text, EQUALS)
        if len(parts) == 1:
            return self._with_working(text)
        if not parts[0].strip():
            parts = parts[1:]
        if not all(part.strip() for part in parts):
            raise Unreadable("something is missing beside the equals sign")
        check_one(parts, self.is_name, self.owns)
        kept: list[str] = []
        symbolic: list[str] = []
        names: list[str] = []
        for i, part in enumerate(parts):
            if self.is_name(part) and (i < len(parts) - 1 or kept):
                names.append(part)
            elif (
                has_letters(part)
                and i < len(parts) - 1
                and self.is_formula(part)
                and not spelled(part)  # 1/(1 + e^-1) has a value
            ):
                symbolic.append(part)
            else:
                kept.append(part.strip())
        if other := self.foreign(names) or _without_name(symbolic, names, parts):
            raise not_a_name(other)  # U = X = 7, K = 2K = 7
        if len(kept) > 1 and not names:
            bare = map(self.without_unit, kept)
            wordy = next((p for p in bare if re.search(r"[^\W\d_]{2,}", p) and not spelled(p)), "")
            if wordy:
                raise not_a_name(wordy)
        return [one for part in kept for one in self._with_working(part)]

    def _with_working(self, text: str) -> list[str]:
        """A value, and the members of the working in brackets behind it."""
        value, *working = value_and_working(text)
        return [value, *(one for part in working for one in split_outside(part, EQUALS))]

    def _after_colon(self, text: str) -> str:
        for _ in range(2):
            parts = split_outside(text, COLON, most=1)
            if len(parts) == 1:
                return text
            left, text = parts[0], parts[1].strip()
            if not self.is_name(left) or not text:
                raise not_a_name(left)
        return text

    def is_formula(self, text: str) -> bool:
        """Whether a text is a formula in single letters, own names and known functions, with a letter in it.

        >>> [Labels().is_formula(t) for t in ("W x + b", "(D - P)/S", "never")]
        [True, True, False]
        """
        return is_formula(text, self.asked.words)


def _without_name(symbolic: Sequence[str], names: Sequence[str], parts: Sequence[str]) -> str:
    """A formula of a chain that shows no working: of the name itself, or where there is no name."""
    if symbolic[:1] == parts[:1] and is_worked_out(parts):
        return ""  # D - P + 1 = 14 - 5 + 1 = 10
    return next((part for part in symbolic if is_of_itself(part, names) or not names), "")


def _unquoted(text: str) -> str:
    """A name without what is set around it; `**P` has its other stars behind the value, `P*` is another name."""
    text = text.strip().strip('`$"').strip()
    return text.strip("*").strip() if text[:1] == "*" else text


# What is counted, written with a hyphen.
_COMPOUND = pattern(
    r"\bmult(?:iply|iplication)?s?[- ]?(?:add|accumulate|addition|accumulation)s?(?: operations)?(?=[\s.)]*\Z)",
    re.IGNORECASE,
)
COLON = pattern(r"(?<![:<>])[:](?![:=])")


@lru_cache(maxsize=1024)
def _labels(names: tuple[str, ...], units: tuple[str, ...]) -> Labels:
    return Labels(names, units)


_ANY = Labels()


def labels_of(settings: Mapping[str, Any]) -> Labels:
    """The labels of a question by its settings `names` and `units`."""
    names, units = settings.get("names"), settings.get("units")
    if not names and not units:
        return _ANY
    return _labels(tuple(names or ()), tuple(units or ()))


def not_a_name(left: str) -> Unreadable:
    """The reason for a text left of `=` or `:` that is no name of the answer."""
    shown = left.strip()
    shown = shown if len(shown) <= 30 else shown[:29] + "…"
    return Unreadable(
        f"{shown!r} stands before the value and is no name of it; write the answer alone"
    )


def with_sign(text: str) -> str:
    """`x is 2x` with an equals sign where a symbol stands before the verb: it may be no name of the value.

    >>> with_sign("x is 2x + 1"), with_sign("it is 2x + 1")
    ('x = 2x + 1', 'it is 2x + 1')
    """
    found = _NAMED_IN_WORDS.match(text)
    if found and parsed(found[1]) is not None:
        return f"{found[1]} = {text[found.end() :]}"
    return text


def split_outside(text: str, sign: re.Pattern[str], most: int = 0) -> list[str]:
    """Split at signs that stand outside brackets."""
    matches = list(sign.finditer(text))
    if not matches:
        return [text]
    parts, start, depth, at = [], 0, 0, 0
    for match in matches:
        while at < match.start():
            character = text[at]
            depth += (character in _OPEN) - (character in _CLOSE)
            at += 1
        if depth == 0:
            parts.append(text[start : match.start()])
            start = match.end()
            if most and len(parts) == most:
                break
    return [*parts, text[start:]]
