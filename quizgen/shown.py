"""Values that show themselves in notebooks and terminals."""

from importlib import import_module
from typing import ClassVar


class Shown:
    """A value whose printers stand in the module `printed_by`: `html(value)` and `text(value)`.

    The module is found by its name when a value is shown, so that a value depends on no printer.
    """

    __slots__ = ()
    printed_by: ClassVar[str]

    def __repr__(self) -> str:
        shown: str = import_module(self.printed_by).text(self)
        return shown.rstrip("\n")

    def _repr_html_(self) -> str:
        shown: str = import_module(self.printed_by).html(self)
        return shown
