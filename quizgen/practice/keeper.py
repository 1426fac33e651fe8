"""Saves what happens in a session; what could not be saved waits for the next time."""

from collections.abc import Callable

from quizgen.errors import UserError
from quizgen.practice.history import History
from quizgen.practice.messages import Note
from quizgen.practice.rows import Line, Row


class Keeper:
    """Rows on their way into the log, those of one typed line together."""

    def __init__(
        self,
        history: History,
        say: Callable[[Note], None],
        opened: Callable[[], History] | None = None,
    ) -> None:
        """`opened` opens the log that could not be opened at the start; it is tried at each save."""
        self.history, self.say, self.opened = history, say, opened
        self.waiting: list[tuple[Row, ...]] = []
        self.in_trouble = opened is not None

    def keep(self, *rows: Row) -> None:
        """Save them, and before them what could not be saved; practice goes on when that fails."""
        self.waiting.append(rows)
        self.try_again()

    def try_again(self) -> None:
        """Save what waits."""
        try:
            if self.opened is not None:
                self.history, self.opened = self.opened(), None
            while self.waiting:
                self.history.add(*self.waiting[0])
                del self.waiting[0]
        except UserError as error:
            if not self.in_trouble:
                self.in_trouble = True
                self.say(Note("not-saved", f"{_sentence(str(error.args[0]))} {error.fix}"))
            return
        if self.in_trouble:
            self.in_trouble = False
            self.say(Note("saved-again"))

    def farewell(self) -> None:
        """One more try, and how much is lost if it fails."""
        self.try_again()
        count = sum(isinstance(row, Line) for rows in self.waiting for row in rows)
        if count:
            self.say(Note("left-unsaved", "1 line" if count == 1 else f"{count} lines"))


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
