"""Terms as people write them: what may differ between two spellings of one term, and what is misspelt.

A phrase is equal to another as a whole: no word of it is passed over, so a denial or a second term
never counts as the term.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from quizgen.pattern import pattern

# What may differ, by what an author calls it.
FREE = ("case", "accents", "hyphens", "articles", "plural")
# Longer phrases are no terms.
LONGEST = 120
# Not un, nor les: before a term in English they are no articles.
_ARTICLES = frozenset("the a an der die das ein eine le la une".split())
_HYPHENS = pattern("[-_\u2010\u2011\u2012\u2013\u00ad]")
_BLANKS = pattern(r"\s+")
# A minus before a number is no hyphen: L−1 is not L1.
_MINUS = pattern(r"\u2212\s*\d")
# A mark of a list, or the part's letter, before a term.
_LISTED = pattern(r"(?:[-*·][ \t]+|\(?[a-h]\)[ \t]+)(?=[^\W_])")
_ENCLOSED = pattern(r"\(([^()\[\]]+)\)|\[([^()\[\]]+)\]")
# A word is made of letters, digits and what may stand inside it.
_WORD = pattern(r"[^\W_]+(?:['.+#*][^\W_]+)*[+#*]{0,2}")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
# From this many letters on one letter may be a slip of the pen, and from that many on two.
ONE_OFF, TWO_OFF = 4, 8


@dataclass(frozen=True, slots=True)
class Spelling:
    """What may differ between two spellings; see `FREE`."""

    free: Collection[str] = FREE

    def words(self, text: str) -> tuple[str, ...] | None:
        """The words of a phrase in their common form; None for a text that is no plain phrase.

        >>> Spelling().words("The Over-Fitting"), Spelling().words("not: overfitting")
        (('over', 'fitting'), None)
        >>> Spelling(("case",)).words("Over-Fitting")
        ('over-fitting',)
        """
        text = unicodedata.normalize("NFKC", text).strip()
        if "case" in self.free:
            text = text.casefold()
        if "accents" in self.free:
            text = _without_accents(text)
        blank = _BLANKS.search(text)
        if "articles" in self.free and blank and text[: blank.start()].casefold() in _ARTICLES:
            text = text[blank.end() :]
        if "hyphens" in self.free:
            # Not in front: there it is a mark of a list, or means something else.
            text = text[:1] + _HYPHENS.sub(" ", text[1:])
            words = _BLANKS.split(text)
            fits = all(_WORD.fullmatch(word) for word in words)
        else:
            words = _BLANKS.split(text)
            fits = all(_WORD.fullmatch(p) for word in words for p in _HYPHENS.split(word))
        if not fits or len(text) > LONGEST:
            return None
        return tuple(words)

    def forms(self, text: str) -> frozenset[str]:
        """All forms in which a declared term is right, as `form` gives them; empty where it is no phrase.

        >>> sorted(Spelling().forms("Bias"))
        ['bias', 'biases']
        """
        found: set[str] = set()
        for spelt in {
            text,
            text.casefold().translate(_UMLAUTS) if "accents" in self.free else text,
        }:
            words = self.words(spelt)
            if not words:
                continue
            joined = self.form(words)
            found.add(joined)
            if "plural" in self.free:
                found.update(_plurals(joined), _singular(joined))
        return frozenset(found)

    def form(self, words: tuple[str, ...]) -> str:
        """The words as one; whether there are blanks between them tells nothing where hyphens do not."""
        return ("" if "hyphens" in self.free else " ").join(words)


def _without_accents(text: str) -> str:
    if text.isascii():
        return text  # by far the most
    # What is written over a letter, of class 1, crosses it out.
    split = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in split if unicodedata.combining(sign) < 2)


def _plurals(word: str) -> Iterator[str]:
    if not word[-1:].isalpha() or len(word) < 3:
        return
    yield f"{word}es" if word.endswith(("s", "x", "z", "ch", "sh")) else f"{word}s"
    if word.endswith("is"):
        yield f"{word[:-2]}es"
    if word.endswith("y") and word[-2] not in "aeiou":
        yield f"{word[:-1]}ies"


def _singular(word: str) -> Iterator[str]:
    """The words whose plural a word is; of those in `-ses` and the like, as many as there may be."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return
    if word.endswith("ies"):
        yield f"{word[:-3]}y"
    elif word.endswith(("ses", "xes", "zes", "ches", "shes")):
        yield word[:-2]
        yield f"{word[:-2]}is"
        yield word[:-1]
    elif word[-2] not in "aeiou" or word[-2] == "e":
        yield word[:-1]


def is_near(words: tuple[str, ...], term: tuple[str, ...]) -> bool:
    """Whether a phrase is a term with slips of the pen: few letters of its words, in a word of some length.

    A word with something before it is another: unsupervised is no slip for supervised.

    >>> is_near(("overfiting",), ("overfitting",)), is_near(("unsupervised",), ("supervised",))
    (True, False)
    >>> is_near(("max", "pooling"), ("mean", "pooling")), is_near(("l1",), ("l2",))
    (False, False)
    """
    if len(words) == len(term):
        off = [_off(word, own) for word, own in zip(words, term, strict=True)]
        return 0 < sum(off) <= 2 and all(map(_may_be_slip, words, term))
    one, other = "".join(words), "".join(term)
    return len(other) >= TWO_OFF and _off(one, other) <= 1 and _may_be_slip(one, other)


def _may_be_slip(word: str, own: str) -> bool:
    if word == own:
        return True
    if min(len(word), len(own)) < ONE_OFF or any(map(str.isdigit, own)):
        return False
    if word.endswith(own) or own.endswith(word):
        return False
    most = 2 if len(own) >= TWO_OFF and word[0] == own[0] else 1
    return _off(word, own) <= most


def _off(one: str, other: str) -> int:
    """Letters changed, left out, put in or exchanged with their neighbours; 3 for three or more."""
    if abs(len(one) - len(other)) > 2:
        return 3
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        new = [i]
        for j, own in enumerate(other, start=1):
            cost = min(row[j] + 1, new[j - 1] + 1, row[j - 1] + (letter != own))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == own:
                cost = min(cost, before[j - 2] + 1)
            new.append(cost)
        before, row = row, new
        if min(row) > 2 and min(before) > 2:
            return 3
    return min(row[-1], 3)


_LEAD = re.compile(
    r"(?:(?:it|this|that|the\s+(?:answer|term|phenomenon|effect|name)|das|es)\s*(?:['’]s|\s+is|\s+ist|\s+heißt)(?:\s+(?:called|named))?\s+|c['’]est\s+|(?:answer|antwort|réponse|term)\s*[:=]\s*)(?=\S)",
    re.IGNORECASE,
)


def alone(text: str) -> str:
    """A phrase without a mark of a list before it or brackets around it.

    >>> alone("- overfitting"), alone("(overfitting)"), alone("-overfitting")
    ('overfitting', 'overfitting', '-overfitting')
    """
    if listed := _LISTED.match(text):
        text = text[listed.end() :]
    enclosed = _ENCLOSED.fullmatch(text)
    return (enclosed[1] or enclosed[2]).strip() if enclosed else text


def has_minus(text: str) -> bool:
    """Whether a number with a minus stands in it, which is no hyphen."""
    return _MINUS.search(text) is not None


def without_lead(text: str) -> str:
    """A phrase without the words that only announce it.

    >>> without_lead("It's called overfitting"), without_lead("it is not overfitting")
    ('overfitting', 'not overfitting')
    """
    return _LEAD.sub("", text, count=1) if _LEAD.match(text) else text
