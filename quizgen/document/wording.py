"""The few words printers add by themselves, the same in all of them."""

import re
from functools import lru_cache

from quizgen.answers.description import Choose
from quizgen.document.fields import Field
from quizgen.document.messages import Messages, said
from quizgen.document.part import Part, Watch
from quizgen.document.sheet import Question, Sheet
from quizgen.document.slip_names import PHRASES
from quizgen.document.typing_words import how_to_type_in
from quizgen.document.worth import points
from quizgen.solver.conventions import CONVENTIONS

# In a short key, for a wrong answer too long for it.
LEFT_OUT = "…"
# Minutes are told in steps: nobody knows them better.
STEP = 5

# Names of slips that are put in words once.
NAMES = 1024

# The first word of a slip's name that says what was done to the words after it.
_DONE = frozenset(
    "adds blames clips counts divides drops flips forgets ignores keeps misses multiplies "
    "negates pads reverses rotates skips subtracts transposes uses".split()
)
# Words after it that stand without an article.
_BARE = frozenset("all at both by each every no once one only up zero".split())
# What an answer is called that is right under another value of a convention; the hint says of which.
_BY_CONVENTION = frozenset(
    f"{key}-{value}" for key, values in CONVENTIONS.items() for value in values
)
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


def choose(part: Part) -> str:
    """What a student may do with options; empty for an order, which its question explains."""
    words = {Choose.ONE: part.words.choose_one, Choose.SEVERAL: part.words.choose_several}
    return words.get(part.choose, "") if part.choose else ""


def asked(part: Part) -> str:
    """What stands in parentheses behind a prompt: how many options may be chosen, and the points."""
    named = (choose(part), points(part.points, part.words) if part.label else "")
    return " · ".join(filter(None, named))


def named(watch: Watch, words: Messages) -> str:
    """What a wrong answer is called on a key, with the credit it gets."""
    credit = f" ({said(words.credit, share=watch.credit)})" if watch.credit != "0" else ""
    return slip(watch.name) + credit


def tooltip(number: int, part: Part, field: Field) -> str:
    """What a field is called for who cannot see where it stands, and how to fill it in."""
    words = part.words
    place = [said(words.question, number=number)]
    if part.label:
        place.append(said(words.part, label=part.label))
    if field.place:
        how = how_to_type_in(words, field.how_to_type)
        return f"{', '.join((*place, field.place))}: {how}"
    if field.option:
        place.append(said(words.option, option=field.option))
    return f"{', '.join(place)}: {choose(part) if field.option else part.how_to_type}"


@lru_cache(maxsize=NAMES)
def slip(name: str) -> str:
    """The name of a slip in words.

    >>> slip("ignores-stride"), slip("forgets-plus-1"), slip("params-times-outputs")
    ('ignores the stride', 'forgets the + 1', 'parameters times outputs')
    >>> slip("counts-the-window"), slip("odds-as-prob")
    ('counts the window', 'the power of e alone')
    >>> slip("momentum-ema")
    'by another convention'
    """
    if name in _BY_CONVENTION:
        return "by another convention"
    if name in PHRASES:
        return PHRASES[name]
    words = [_SHORT.get(word, word) for word in name.split("-") if word]
    if len(words) > 1 and words[0] in _DONE and words[1] not in {*_BARE, "the", "a", "an"}:
        words.insert(1, "the")
    return re.sub(r"\bplus (?=\d)", "+ ", " ".join(words)) or name


def level(letter: str, words: Messages) -> str:
    """A level in a word; a name of an author's own is said as it is.

    >>> from quizgen.document.messages import english
    >>> [level(letter, english()) for letter in ("E", "M", "expert")]
    ['easy', 'medium', 'expert']
    """
    return {"E": words.easy, "M": words.medium, "H": words.hard}.get(letter, letter)


def origin(question: Question) -> str:
    """Where a question comes from and how hard it is, for the key; empty when neither is known."""
    words = question.words
    source = said(words.source, source=question.source.rstrip(".")) if question.source else ""
    hard = said(words.level, level=level(question.level, words)) if question.level else ""
    return " ".join(filter(None, (source, hard)))


def worth(question: Question) -> str:
    """What a question's heading says besides its title: points and minutes."""
    time = said(question.words.minutes, number=question.minutes) if question.minutes else ""
    return " · ".join(filter(None, (points(question.points, question.words), time)))


def total(sheet: Sheet) -> str:
    """Points of a sheet, and minutes when every question knows its own."""
    minutes = [question.minutes for question in sheet.questions]
    known = all(minute.isdigit() for minute in minutes) and minutes
    time = said(sheet.words.about, number=_stepped(sum(map(int, minutes)))) if known else ""
    return " · ".join(filter(None, (points(sheet.points, sheet.words), time)))


def _stepped(minutes: int) -> int:
    """Minutes, from ten on rounded up to a step."""
    return minutes if minutes < 2 * STEP else -(-minutes // STEP) * STEP


def title(sheet: Sheet, *, key: bool, short: bool = False) -> str:
    """The title of a sheet or of one of its answer keys."""
    if not key:
        return sheet.title
    words = sheet.words
    return said(words.short_answer_key if short else words.answer_key, title=sheet.title)


def above(sheet: Sheet) -> tuple[str, ...]:
    """What stands above the title: course and institution."""
    return tuple(filter(None, (sheet.frame.course, sheet.frame.institution)))


def below(sheet: Sheet) -> tuple[str, ...]:
    """What stands below the title: until when it is due, and whose version it is."""
    due = said(sheet.words.due, date=sheet.frame.due) if sheet.frame.due else ""
    version = said(sheet.words.version, version=sheet.version) if sheet.version else ""
    return tuple(filter(None, (due, version)))
