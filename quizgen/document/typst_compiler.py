"""Typst with fixed fonts: the same bytes on every machine."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typst


@cache
def compiler(fonts: Path | None) -> "typst.Compiler":
    """Typst with its built-in fonts and those of a folder."""
    import typst

    # Fonts of the machine would make the bytes depend on the machine.
    return typst.Compiler(ignore_system_fonts=True, font_paths=[fonts] if fonts else [])
