"""What a session says, as text for a terminal or a pipe."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizgen.answers import how_to_type, kind_class
from quizgen.answers.verdict import CORRECT, ROUNDED
from quizgen.document import markdown, tree
from quizgen.document.printers import text as printer
from quizgen.document.sheet import Question, question
from quizgen.document.wording import slip
from quizgen.practice.messages import (
    Ask,
    Goodbye,
    Help,
    Message,
    Note,
    Reading,
    Solution,
    Statement,
)
from quizgen.practice.typed import ALL_KEYS, key_help, keys

if TYPE_CHECKING:
    from quizgen.variant import Part, Variant

_GREEN, _RED, _DIM, _RESET = "\x1b[32m", "\x1b[31m", "\x1b[2m", "\x1b[0m"


@dataclass(frozen=True, slots=True)
class Page:
    """How wide the lines are, whether colours may be used, and whether the keys are to be told."""

    width: int = 80
    colour: bool = False
    keys: bool = False

    def styled(self, text: str, style: str) -> str:
        """The text in a style, where there is colour."""
        return f"{style}{text}{_RESET}" if self.colour else text


# What is around the text of a note; those whose text is Markdown are not here.
_NOTES = {
    "unread": "not read: {} That costs nothing.",
    "again": "Try once more; {} is a hint.",
    "rounded": "≈ {} That costs nothing this time.",
    "repeated": "The same answer as before: it costs nothing.",
    "tick": "Which of these lines does your answer have? Type their numbers, as 1 2, or all, or none.",
    "own": "{} by your own count; it says nothing to the program.",
    "no-hint": "There is no further hint; {} shows the solution.",
    "no-why": "Nothing was right just before this: there is no solution to show.",
    "unasked": "“{}” counts for nothing: nothing was asked there.",
    "resumed": "Going on with {}; --new begins afresh.",
    "not-saved": "not saved: {} Practice goes on.",
    "saved-again": "Saved now, with what could not be saved before.",
    "left-unsaved": "{} could not be saved.",
}
_SENTENCES = frozenset({"unread", "rounded", "not-saved"})


def say(message: Message, page: Page) -> str:
    """The text of a message, empty for one that is nobody's to read.

    >>> print(say(Note("unread", "a bracket is not closed"), Page()))
      not read: a bracket is not closed. That costs nothing.
    """
    match message:
        case Statement():
            return _statement(message, page)
        case Ask():
            return _ask(message, page)
        case Reading():
            return _reading(message, page)
        case Note():
            return _note(message, page)
        case Help(part):
            rows = (_plain(_how(part), page), *key_help(part))
            return _indented("\n".join(rows))
        case Solution():
            return _solution(message, page)
        case Goodbye(tally):
            return "\n" + _plain(f"{tally}.", page)
    return ""


def _note(message: Note, page: Page) -> str:
    if message.kind not in _NOTES:
        title = slip(message.title) if message.kind == "wrong" else message.title
        marks = "**" if message.kind == "wrong" else ""
        words = f"{marks}{title}{marks}: {message.text}" if title else message.text
        return _indented(_markdown(words, page)) if words.strip() else ""
    text = _sentence(message.text) if message.kind in _SENTENCES else message.text
    return _indented(_plain(_NOTES[message.kind].format(text), page))


def _ask(message: Ask, page: Page) -> str:
    part = _typeset(message.variant).parts[message.place]
    prompt = printer.part_prompt(part, width=page.width, colour=page.colour)
    below = _below(message, page)
    return f"\n{prompt}\n{below}".rstrip("\n")


def _typeset(variant: "Variant") -> Question:
    return question(variant, 0)


def _statement(message: Statement, page: Page) -> str:
    done = f" · {message.tally}" if message.tally.answered or message.tally.skipped else ""
    title = f"── {message.number}{done} "
    if len(title) > page.width:
        title = f"── {message.number} · {message.tally.right} right of {message.tally.answered} "
    line = page.styled(title + "─" * max(0, page.width - len(title)), _DIM)
    body = printer.statement(_typeset(message.variant), width=page.width, colour=page.colour)
    return f"\n{line}\n{body}".rstrip("\n")


def _reading(message: Reading, page: Page) -> str:
    # The reading of an option has its text, which is Markdown.
    show = _markdown if kind_class(message.kind).lettered else _plain
    read = _indented(show(f"read as {message.text}", page))
    if message.status == ROUNDED:
        return read
    right = message.status == CORRECT
    sign = page.styled("✓ Right.", _GREEN) if right else page.styled("✗ Not right.", _RED)
    return f"{read}\n  {sign}"


def _solution(message: Solution, page: Page) -> str:
    part = question(message.variant, 0, briefly=message.briefly).parts[message.place]
    answer = printer.text((tree.Text("Answer: "), *part.answer), width=page.width - 2)
    steps = printer.solution(part, width=page.width - 2, colour=page.colour).rstrip("\n")
    return _indented("\n".join(text for text in (answer, steps) if text))


def _markdown(text: str, page: Page) -> str:
    return printer.text(markdown.inline(text), width=page.width - 2, colour=page.colour)


def _plain(text: str, page: Page) -> str:
    """Text that may be a student's: nothing in it is markup, control characters are replaced."""
    return printer.text((tree.Text(text),), width=page.width - 2)


def _how(part: "Part") -> str:
    said = how_to_type(part.kind, part.settings)
    return f"How to type it: {_sentence(said)}" if said else "Type the letter or letters."


def _below(message: Ask, page: Page) -> str:
    """How the answer is typed, and the keys where no line below the prompt tells them."""
    part = message.variant.parts[message.place]
    said = [f"{keys(part, 'w')} shows why the answer before was right."] if message.why else []
    said += [f"{keys(part, 'w')} shows every step of the solution before."] if message.steps else []
    said += [_how(part)] if message.how and how_to_type(part.kind, part.settings) else []
    said += [keys(part, ALL_KEYS)] if page.keys else []
    return "\n".join(
        page.styled(row, _DIM) for line in said for row in _plain(line, page).split("\n")
    )


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" if line else "" for line in text.split("\n"))
