"""What a session says, as text for a terminal or a pipe."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizgen.answers import how_to_type
from quizgen.document import markdown, tree
from quizgen.document.printers import text as printer
from quizgen.document.sheet import Question, question
from quizgen.document.wording import slip
from quizgen.practice.session import (
    Ask,
    Feedback,
    Goodbye,
    Help,
    Hint,
    LeftUnsaved,
    Message,
    NoFurtherHint,
    NotSaved,
    Reading,
    Repeated,
    Rounded,
    SavedAgain,
    Solution,
    Statement,
    Unread,
)
from quizgen.practice.typed import ALL_KEYS, keys

if TYPE_CHECKING:
    from quizgen.variant import Part, Variant

_GREEN, _RED, _DIM, _RESET = "\x1b[32m", "\x1b[31m", "\x1b[2m", "\x1b[0m"
_TYPESET_TEXT = frozenset({"choice", "multi", "order"})


@dataclass(frozen=True, slots=True)
class Page:
    """How wide the lines are, whether colours may be used, and whether the keys are to be told."""

    width: int = 80
    colour: bool = False
    keys: bool = False

    def styled(self, text: str, style: str) -> str:
        """The text in a style, where there is colour."""
        return f"{style}{text}{_RESET}" if self.colour else text


def say(message: Message, page: Page) -> str:  # noqa: C901, PLR0911, PLR0912 - one case a message
    """The text of a message, empty for one that is nobody's to read.

    >>> print(say(Unread("a bracket is not closed"), Page()))
      not read: a bracket is not closed. That costs nothing.
    """
    match message:
        case Statement():
            return _statement(message, page)
        case Ask(variant, place):
            part = _typeset(variant).parts[place]
            asked = printer.part_prompt(part, width=page.width, colour=page.colour)
            own = variant.parts[place]
            return f"\n{asked}\n" + _below(own, page)
        case Reading():
            return _reading(message, page)
        case Unread(reason):
            return _indented(_plain(f"not read: {_sentence(reason)} That costs nothing.", page))
        case Feedback():
            return _feedback(message, page)
        case Rounded(reading, text, kind):
            words = f"≈ {_sentence(text)} That costs nothing this time."
            return f"{_read_as(reading, kind, page)}\n{_indented(_plain(words, page))}"
        case Repeated():
            return "  The same answer as before: it costs nothing."
        case Hint(text, number, count):
            title = "hint" if count == 1 else f"hint {number} of {count}"
            return _indented(_markdown(f"{title}: {text}", page))
        case NoFurtherHint():
            return _indented(_plain("There is no further hint; skip shows the solution.", page))
        case Help(part):
            said = f"{_how(part)} At the prompt: {keys(part, ALL_KEYS)}."
            return _indented(_plain(said, page))
        case NotSaved(reason, fix):
            words = f"not saved: {_sentence(reason)} {_sentence(fix)} Practice goes on."
            return _indented(_plain(words, page))
        case SavedAgain():
            return "  Saved now, with what could not be saved before."
        case LeftUnsaved(count):
            words = f"{count} answer{'s' if count > 1 else ''} could not be saved."
            return _indented(_plain(words, page))
        case Solution(variant, place):
            return _solution(variant, place, page)
        case Goodbye(tally):
            return "\n" + _plain(f"{tally}.", page)
    return ""


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
    read = _read_as(message.text, message.kind, page)
    sign = page.styled("✓ Right.", _GREEN) if message.right else page.styled("✗ Not right.", _RED)
    return f"{read}\n  {sign}"


def _read_as(text: str, kind: str, page: Page) -> str:
    show = _markdown if kind in _TYPESET_TEXT else _plain
    return _indented(show(f"read as {text}", page))


def _feedback(message: Feedback, page: Page) -> str:
    words = f"**{slip(message.mistake)}**: {message.text}" if message.mistake else message.text
    parts = [_indented(_markdown(words, page))] if words.strip() else []
    if message.again:
        parts.append("  Try once more; h is a hint.")
    return "\n".join(parts)


def _solution(variant: "Variant", place: int, page: Page) -> str:
    part = _typeset(variant).parts[place]
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


def _below(part: "Part", page: Page) -> str:
    """How the answer is typed, and the keys where no line below the prompt tells them."""
    said = [_how(part)] if how_to_type(part.kind, part.settings) else []
    said += [keys(part, ALL_KEYS)] if page.keys else []
    return "\n".join(
        page.styled(row, _DIM) for line in said for row in _plain(line, page).split("\n")
    )


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" if line else "" for line in text.split("\n"))
