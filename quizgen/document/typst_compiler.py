"""Typst with fixed fonts, in one thread: the same bytes on every machine."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typst

# What Typst's pool of threads asks for its size, once, before its first work.
THREADS = "RAYON_NUM_THREADS"


@cache
def compiler(fonts: Path | None) -> "typst.Compiler":
    """Typst with its built-in fonts and those of a folder."""
    import typst

    with _one_thread():
        # Fonts of the machine would make the bytes depend on the machine.
        made = typst.Compiler(ignore_system_fonts=True, font_paths=[fonts] if fonts else [])
        made.compile(b"", format="pdf")
    return made


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let a pool that begins in here have one thread, unless who runs this has said how many.

    A sheet has too little for several: they cost more of the processor than they save of the time, and a
    class is printed in several processes. What is set here does not stay: other libraries read it, too.
    """
    if THREADS in os.environ:
        yield
        return
    os.environ[THREADS] = "1"
    try:
        yield
    finally:
        del os.environ[THREADS]
