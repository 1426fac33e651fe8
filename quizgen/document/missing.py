"""Texts that cannot be printed, and the font which would print them."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typst

# Whose first word is that of the Unicode name of a sign: the free font that has the script.
_FONTS: Mapping[str, str] = {
    "CJK": "Noto Sans CJK SC",
    "KANGXI": "Noto Sans CJK SC",
    "BOPOMOFO": "Noto Sans CJK TC",
    "IDEOGRAPHIC": "Noto Sans CJK SC",
    "FULLWIDTH": "Noto Sans CJK SC",
    "HALFWIDTH": "Noto Sans CJK JP",
    "HIRAGANA": "Noto Sans CJK JP",
    "KATAKANA": "Noto Sans CJK JP",
    "KATAKANA-HIRAGANA": "Noto Sans CJK JP",
    "HANGUL": "Noto Sans CJK KR",
    "LATIN": "Noto Sans",
    "GREEK": "Noto Sans",
    "CYRILLIC": "Noto Sans",
    "COMBINING": "Noto Sans",
    "MODIFIER": "Noto Sans",
    "ARABIC": "Noto Sans Arabic",
    "CANADIAN": "Noto Sans Canadian Aboriginal",
    "TIBETAN": "Noto Serif Tibetan",
    "TAI": "Noto Sans Tai Le",
    "OL": "Noto Sans Ol Chiki",
    "NKO": "Noto Sans NKo",
    "MATHEMATICAL": "Noto Sans Math",
    "DOUBLE-STRUCK": "Noto Sans Math",
    "SCRIPT": "Noto Sans Math",
}
# Pictures; their names begin with what they show.
_EMOJI = range(0x1F000, 0x20000)
_MISSING = re.compile(r"the text `\"(.*?)\"` could not be displayed")
_CODE = re.compile(r"\\u\{([0-9a-f]+)\}")


def missing(texts: Iterable[str], fonts: Path | None = None) -> dict[str, str]:
    """The texts which neither the built-in fonts nor those of a folder can print, and the signs they lack.

    >>> missing(["Ada", "Иван", "Ζωή", "李明 L"])
    {'李明 L': '李明'}
    """
    wanted = [text for text in dict.fromkeys(texts) if not text.isascii()]
    # A class has many names, written with few signs: one look at these is enough.
    signs = frozenset("".join(wanted))
    lacks = set(_lacking("".join(sorted(signs)), fonts)) if signs else set()
    return {
        text: "".join(dict.fromkeys(sign for sign in text if sign in lacks))
        for text in wanted
        if not lacks.isdisjoint(text)
    }


def _lacking(text: str, fonts: Path | None) -> str:
    """The signs of a text that cannot be printed, by Typst's own account: PDF/UA asks for it."""
    import typst

    from quizgen.document.printers.typst_strings import string
    from quizgen.document.typst_compiler import compiler

    families = '("New Computer Modern", "DejaVu Sans Mono")'
    said = string(text)
    source = f'#set document(title: "t")\n#set text(font: {families}, ligatures: false)\n#{said} #strong({said})'
    try:
        compiler(fonts).compile(source.encode(), format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError as error:
        signs = lacking(error)
        if not signs:
            raise
        return signs
    return ""


def lacking(error: "typst.TypstError") -> str:
    """The signs that no font has, in a refusal of Typst's; empty where it refuses something else.

    Control characters are no signs: nobody misses them.
    """
    found = _MISSING.findall(f"{error.message}\n{error.diagnostic}")
    signs = "".join(_CODE.sub(lambda code: chr(int(code[1], 16)), sign) for sign in found)
    return "".join(sign for sign in dict.fromkeys(signs) if sign.isprintable())


def help_with(signs: str, *, has_fonts: bool = False) -> str:
    """What to do about signs that cannot be printed.

    >>> help_with("李明")
    'put the font Noto Sans CJK SC, or another that has them, into a folder and name it in homework.toml: fonts = "fonts"'
    """
    named = " and ".join(dict.fromkeys(map(font_for, signs)))
    if has_fonts:
        return f"put {named}, or other fonts that have them, into the folder of fonts too"
    many = "fonts" if " and " in named else "font"
    return (
        f"put the {many} {named}, or another that has them, into a folder "
        'and name it in homework.toml: fonts = "fonts"'
    )


def font_for(signs: str) -> str:
    """The font that has the first of some signs.

    >>> font_for("李"), font_for("김"), font_for("😀"), font_for("ប")
    ('Noto Sans CJK SC', 'Noto Sans CJK KR', 'Noto Emoji', 'Noto Sans Khmer')
    """
    sign = signs[0]
    if ord(sign) in _EMOJI:
        return "Noto Emoji"
    script = unicodedata.name(sign, "").partition(" ")[0]
    if script in _FONTS:
        return _FONTS[script]
    if unicodedata.category(sign).startswith("L") and script:
        return f"Noto Sans {script.title()}"
    return "Noto Sans Symbols 2"
