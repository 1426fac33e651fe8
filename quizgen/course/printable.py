"""Whether all names of a class can be printed: said before anything is written."""

from collections.abc import Iterable
from pathlib import Path

from quizgen.document.missing import help_with, missing
from quizgen.document.printers.latex_text import is_printable
from quizgen.errors import UserError
from quizgen.few import few


def check_printable(texts: Iterable[str], fonts: Path | None = None) -> None:
    """`UserError` names the texts that no font here can print, and a font which would.

    `texts` are the names of a class and what the frame says; `fonts` is a folder of fonts besides
    the built-in ones.
    """
    wanted = list(dict.fromkeys(texts))
    try:
        lacking = missing(wanted, fonts)
    except ImportError:  # where there is no Typst, LaTeX prints all there is
        lacking = {}
    if lacking:
        signs = "".join(dict.fromkeys("".join(lacking.values())))
        raise UserError(
            f"{few(list(lacking))} cannot be printed: no font here has {signs[:20]}",
            help_with(signs, has_fonts=fonts is not None),
        )
    signs = "".join(sorted(set("".join(wanted))))
    drawn = {sign for sign in signs if not sign.isascii() and not is_printable(sign, fonts)}
    pictures = [text for text in wanted if not drawn.isdisjoint(text)]
    if pictures:
        raise UserError(
            f"{few(pictures)} cannot be printed by LaTeX: the font has pictures, not outlines",
            "put a font with outlines into the folder of fonts instead, such as Noto Emoji for Noto Color Emoji",
        )
