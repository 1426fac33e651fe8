"""What cannot be printed, said where the bank or the sheet has it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from quizgen.bank.exercise import Sheet
from quizgen.bank.field import BankError, FieldError
from quizgen.bank.library import Library
from quizgen.bank.sheets import intro
from quizgen.errors import UserError
from quizgen.variant import Variant


@contextmanager
def printing(
    library: Library,
    variants: Iterable[Variant],
    document_problems: Callable[[Variant], list[str]],
    sheet: Sheet | None = None,
) -> Iterator[None]:
    """What cannot be printed is said where the bank or the sheet has it; `UserError` otherwise."""
    try:
        yield
    except UserError:
        if sheet is not None:
            for text in document_problems(intro(sheet)):
                where = f"{sheet.file}:{sheet.lines.get('intro', 1)}: intro"
                raise UserError(f"{where}: {text}") from None
        for variant in variants:
            for text in document_problems(variant):
                exercise = library.exercises[variant.id]
                raise BankError(exercise, FieldError("text", UserError(text))) from None
        raise
