"""The few words printers add by themselves, the same in all of them."""

import re
from collections.abc import Mapping
from fractions import Fraction

from quizgen.answers.description import Choose
from quizgen.document.sheet import Part, Question, Sheet
from quizgen.document.slip_names import PHRASES

ANSWER = "Answer"
SLIPS = "Slips"
# In a short key, for a wrong answer too long for it.
LEFT_OUT = "…"
LEFT_OUT_SAID = "… stands for a long answer, which the full key has."
HOW_TO_TYPE = "How to type answers"
# What a student may do with options; an order is explained by its question.
CHOOSE: Mapping[Choose | None, str] = {
    Choose.ONE: "choose one",
    Choose.SEVERAL: "choose all that apply",
}
LEVELS = {"E": "easy", "M": "medium", "H": "hard"}
# Minutes are told in steps: nobody knows them better.
STEP = 5

# The first word of a slip's name that says what was done to the words after it.
_DONE = frozenset(
    "adds blames clips counts divides drops flips forgets ignores keeps misses multiplies "
    "negates pads reverses skips subtracts uses".split()
)
# Words after it that stand without an article.
_BARE = frozenset("all at both by each every no once one only up zero".split())
_SHORT = {
    "ce": "cross-entropy",
    "conv": "convolution",
    "dim": "dimension",
    "ff": "feed-forward",
    "HW": "height and width",
    "lr": "learning rate",
    "onehot": "one-hot vector",
    "params": "parameters",
    "pca": "PCA",
    "prob": "probability",
    "relu": "ReLU",
    "sgd": "SGD",
}


def points(value: Fraction) -> str:
    """A number of points.

    >>> points(Fraction(1)), points(Fraction(3, 2)), points(Fraction(1, 2))
    ('1 point', '1½ points', '½ point')
    """
    whole, rest = divmod(value, 1)
    part = {Fraction(1, 2): "½", Fraction(1, 4): "¼", Fraction(3, 4): "¾"}.get(rest)
    number = f"{whole or ''}{part}" if part else str(value)
    return f"{number} point{'' if value <= 1 and value else 's'}"


def asked(part: Part) -> str:
    """What stands in parentheses behind a prompt: how many options may be chosen, and the points."""
    said = (CHOOSE.get(part.choose, ""), points(part.points) if part.label else "")
    return " · ".join(filter(None, said))


def slip(name: str) -> str:
    """The name of a slip in words.

    >>> slip("ignores-stride"), slip("forgets-plus-1"), slip("params-times-outputs")
    ('ignores the stride', 'forgets the + 1', 'parameters times outputs')
    >>> slip("counts-the-window"), slip("odds-as-prob")
    ('counts the window', 'the odds as the probability')
    """
    if name in PHRASES:
        return PHRASES[name]
    words = [_SHORT.get(word, word) for word in name.split("-") if word]
    if len(words) > 1 and words[0] in _DONE and words[1] not in {*_BARE, "the", "a", "an"}:
        words.insert(1, "the")
    return re.sub(r"\bplus (?=\d)", "+ ", " ".join(words)) or name


def level(letter: str) -> str:
    """A level in a word; a name of an author's own is said as it is.

    >>> level("E"), level("M"), level("expert")
    ('easy', 'medium', 'expert')
    """
    return LEVELS.get(letter, letter)


def origin(question: Question) -> str:
    """Where a question comes from and how hard it is, for the key; empty when neither is known."""
    source = f"Source: {question.source.rstrip('.')}." if question.source else ""
    hard = f"Level: {level(question.level)}." if question.level else ""
    return " ".join(filter(None, (source, hard)))


def worth(question: Question) -> str:
    """What a question's heading says besides its title: points and minutes."""
    time = f" · {question.minutes} min" if question.minutes else ""
    return f"{points(question.points)}{time}"


def total(sheet: Sheet) -> str:
    """Points of a sheet, and minutes when every question knows its own."""
    minutes = [question.minutes for question in sheet.questions]
    known = all(minute.isdigit() for minute in minutes) and minutes
    time = f" · about {_stepped(sum(map(int, minutes)))} minutes" if known else ""
    return f"{points(sheet.points)}{time}"


def _stepped(minutes: int) -> int:
    """Minutes, from ten on rounded up to a step."""
    return minutes if minutes < 2 * STEP else -(-minutes // STEP) * STEP


def title(sheet: Sheet, *, key: bool, short: bool = False) -> str:
    """The title of a sheet or of one of its answer keys."""
    if short:
        return f"{sheet.title}: short answer key"
    return f"{sheet.title}: answer key" if key else sheet.title
