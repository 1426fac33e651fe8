"""The files of `whole/`: what is made beside what stands there; QUIZGEN_WHOLE=write writes it anew."""

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "whole"


def compared(name: str, made: str) -> tuple[list[str], list[str]]:
    """The lines that are made and those that are stored."""
    file = FOLDER / name
    if os.environ.get("QUIZGEN_WHOLE") == "write":
        file.write_text(made, encoding="utf-8", newline="\n")
    return made.splitlines(), file.read_text(encoding="utf-8").splitlines()
