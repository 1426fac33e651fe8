"""What went wrong, as values a person can act on."""

from dataclasses import dataclass


class UserError(Exception):
    """Input that cannot be worked with: the message says where and what, `fix` what would be right.

    Commands print it without a traceback and leave with exit code 1.
    """

    def __init__(self, message: str, fix: str = "") -> None:
        super().__init__(message)
        self.fix = fix

    def saying(self, message: str) -> "UserError":
        """The same refusal in other words: with the place it was found at, say."""
        return UserError(message, self.fix)

    def __str__(self) -> str:
        message = str(self.args[0])
        return f"{message}\n    fix: {self.fix}" if self.fix else message


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a bank file: where, what, and how to repair it.

    >>> print(Problem("banks/a.toml", 5, "draw.D", "unknown name 'Q'", "did you mean 'P'?"))
    banks/a.toml:5: draw.D: unknown name 'Q'
        fix: did you mean 'P'?
    """

    file: str
    line: int
    field: str
    message: str
    fix: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}: {self.field}: {self.message}"
        return f"{where}\n    fix: {self.fix}" if self.fix else where
