"""What each field of `homework.toml` must hold: a reader for each, which says what is wrong and what fits."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from difflib import get_close_matches
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

from quizgen.bank.profiles import known_conventions, read_profile
from quizgen.bank.tables import ID
from quizgen.course.late import Late
from quizgen.course.specification import DATES, KEYS, PAPERS, Attempts, Variants
from quizgen.document.messages import languages
from quizgen.errors import UserError
from quizgen.language.sandbox import TEXT

# A line of the frame: a title, the name of a course.
LINE = 200
# Points of type that can be read on paper, and that still leave room for a formula.
SMALLEST, LARGEST = 8, 16
# Versions of a homework; banks beside the shipped ones.
FEW = 26
LOGOS = (".png", ".svg")
LOGO_BYTES = 4_000_000
# Files of a folder, with those in its folders.
FILES = 2_000
FONTS = (".ttf", ".otf", ".ttc")
# The folders in a folder of templates.
TEMPLATES = ("html", "latex", "messages", "typst", "wording")
DAY = "2026-12-04T23:59:00+01:00"
# What is inside a field is wrong: the name of the key, the message, what fits.
Inside = Callable[[str, str, str], None]


def wrong(value: object, is_what: str, right: str) -> UserError:
    """The refusal of a value: what was found, and what would fit."""
    found = str(value) if isinstance(value, Fraction | date | time) else repr(value)
    return UserError(f"{found[:60]} {is_what}", right)


def meant(name: str, known: Iterable[str]) -> str:
    """The name that was probably meant, or all there are.

    >>> meant("lettre", ("a4", "letter")), meant("x", ("a4", "letter"))
    ("did you mean 'letter'?", 'one of a4, letter')
    """
    names = list(map(str, known))
    close = get_close_matches(name.lower(), names, n=1, cutoff=0.5)
    return f"did you mean {close[0]!r}?" if close else f"one of {', '.join(names)}"


def identifier(value: object, _: Path) -> str:
    """An id: it stands in codes and file names."""
    if not isinstance(value, str) or not ID.fullmatch(value):
        raise wrong(value, "is not an id", "small letters, digits and hyphens: homework-4")
    return value


def line(value: object, _: Path) -> str:
    """Text on one line."""
    if not isinstance(value, str):
        raise wrong(value, "is not text", "put it into quotes")
    if "\n" in value.strip():
        raise wrong(value, "has several lines", "write one line")
    if not value.strip().isprintable():
        raise wrong(value, "has a character that cannot be printed", "remove it")
    if len(value) > LINE:
        raise UserError(f"{len(value):,} characters; at most {LINE}", "say less")
    return value.strip()


def markdown(value: object, _: Path) -> str:
    """Markdown with formulas, as on a question."""
    if not isinstance(value, str):
        raise wrong(value, "is not text", "put it into quotes")
    if len(value) > TEXT:
        raise UserError(f"{len(value):,} characters; at most {TEXT:,}", "say less")
    return value


def choice(known: Iterable[str]) -> Callable[[Any, Path], str]:
    """One of some words."""
    names = tuple(map(str, known))

    def read(value: object, _: Path) -> str:
        if value not in names:
            raise wrong(value, "is not known here", meant(str(value), names))
        return str(value)

    return read


def yes_or_no(value: object, _: Path) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise wrong(value, "is not true or false", "true or false, without quotes")
    return value


def moment(value: object, _: Path) -> datetime:
    """A day and a time with its zone."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value
    if isinstance(value, datetime):
        raise wrong(value, "has no time zone", f"{value.isoformat()}+01:00 (Z for UTC)")
    if isinstance(value, date):
        raise wrong(value, "has no time", f"{value.isoformat()}T23:59:00+01:00")
    raise wrong(value, "is not a day and time", f"{DAY}, without quotes")


def size(value: object, _: Path) -> Fraction:
    """A size of type in points."""
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        raise wrong(value, "is not a number of points", "font_size = 11")
    if not SMALLEST <= value <= LARGEST:
        raise wrong(value, "is no size to read", f"from {SMALLEST} to {LARGEST} points")
    return Fraction(value)


def words(known: Iterable[str]) -> Callable[[Any, Path], tuple[str, ...]]:
    """Some of these words, as a list."""
    names = tuple(known)

    def read(value: object, _: Path) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise wrong(value, "is not a list", f"{list(names)}".replace("'", '"'))
        for entry in value:
            if entry not in names:
                raise wrong(entry, "is not known here", meant(str(entry), names))
        return tuple(name for name in names if name in value)

    return read


def names(value: object, _: Path) -> tuple[str, ...]:
    """The names of versions: at least two, each once."""
    right = 'versions = ["A", "B", "C"]'
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise wrong(value, "is not a list of names", right)
    found = tuple(entry.strip() for entry in value)
    if not 2 <= len(set(found)) == len(found) <= FEW or not all(found):
        raise wrong(value, "are not from 2 to 26 different names", right)
    if any(len(name) > 12 or "\n" in name for name in found):
        raise wrong(value, "are too long for a corner of a page", right)
    return found


def path(value: object, base: Path) -> Path:
    """A file or folder, from the folder of the specification, that there is."""
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise wrong(value, "is not the name of a file", "put it into quotes")
    found = base / value
    if not found.exists():
        near = get_close_matches(found.name, _beside(found), n=1, cutoff=0.5)
        where = f"there is none of that name in {found.parent}"
        raise wrong(value, "is not there", f"did you mean {near[0]!r}?" if near else where)
    return found


def _beside(found: Path) -> list[str]:
    return sorted(p.name for p in found.parent.iterdir())[:500] if found.parent.is_dir() else []


def file(value: object, base: Path) -> Path:
    """A file that there is."""
    found = path(value, base)
    if not found.is_file():
        raise wrong(value, "is a folder", "name a file")
    return found


def folder(value: object, base: Path) -> Path:
    """A folder that there is."""
    found = path(value, base)
    if not found.is_dir():
        raise wrong(value, "is not a folder", "name a folder")
    return found


def logo(value: object, base: Path) -> Path:
    """A picture that can be printed."""
    found = file(value, base)
    if found.suffix.lower() not in LOGOS:
        raise wrong(value, "is no picture that can be printed", "a PNG or SVG file")
    if found.stat().st_size > LOGO_BYTES:
        raise wrong(value, f"has more than {LOGO_BYTES:,} bytes", "make it smaller")
    return found


def fonts(value: object, base: Path) -> Path:
    """A folder with fonts."""
    found = files_folder(value, base)
    if not any(p.suffix.lower() in FONTS for p in found.rglob("*")):
        raise wrong(value, "has no fonts in it", f"put {', '.join(FONTS)} files there")
    return found


def files_folder(value: object, base: Path) -> Path:
    """A folder all of whose files are looked at: of a size somebody could have meant."""
    found = folder(value, base)
    if len(list(islice(found.rglob("*"), FILES + 1))) > FILES:
        raise wrong(
            value, f"has more than {FILES:,} files in it", "name a folder for these files alone"
        )
    return found


def templates(value: object, base: Path) -> Path:
    """A folder with templates of one's own, which belongs to the homework: in its folder, or beside it."""
    found = folder(value, base)
    if not found.resolve().is_relative_to(base.resolve().parent):
        right = f"copy it into {base}, or next to it"
        raise wrong(value, "is neither inside nor next to the homework's folder", right)
    files_folder(value, base)
    if not any(
        p.suffix in (".j2", ".toml") for name in TEMPLATES for p in (found / name).glob("*")
    ):
        right = f"`quizgen new templates {found}` copies what may be changed"
        raise wrong(value, f"has no templates in it, which stand in {', '.join(TEMPLATES)}", right)
    return found


def language(value: object, base: Path) -> str:
    """A shipped language of the frame, or a file of messages."""
    if isinstance(value, str) and value.endswith(".toml"):
        return str(file(value, base))
    if value not in languages():
        known = {"english": "en", "deutsch": "de", "german": "de"}
        near = known.get(str(value).lower())
        fix = (
            f"did you mean {near!r}?"
            if near
            else f"{', '.join(languages())}, or a file of messages (TOML)"
        )
        raise wrong(value, "is no language of the frame", fix)
    return str(value)


def banks(value: object, base: Path) -> tuple[Path, ...]:
    """Bank files or folders, in a list or alone."""
    listed = value if isinstance(value, list) else [value]
    if len(listed) > FEW:
        raise UserError(f"{len(listed)} entries; at most {FEW}", "name a folder")
    return tuple(path(entry, base) for entry in listed)


def variants(value: object, base: Path) -> Variants:
    """Who shares numbers."""
    return Variants(choice(Variants)(value, base))


def attempts(value: object, base: Path) -> Attempts:
    """Which attempt counts."""
    return Attempts(choice(Attempts)(value, base))


def profile(value: object, base: Path) -> Mapping[str, str]:
    """The conventions of a profile: a shipped one, or a file."""
    return read_profile(line(value, base), base)


def late(value: Any, problem: Inside) -> Late:
    """The policy for late answers; what does not fit is told by its key."""
    policy: dict[str, Any] = {}
    for key, found in value.items():
        if key not in _LATE:
            problem(key, f"unknown key {key!r}", meant(key, _LATE))
            continue
        try:
            policy[key] = _LATE[key](found)
        except UserError as error:
            problem(key, str(error.args[0]), error.fix)
    return Late(**policy)


def _whole(most: int, right: str) -> Callable[[Any], int]:
    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            raise wrong(value, f"is not a whole number from 0 to {most:,}", right)
        return value

    return read


def share(value: object) -> Fraction:
    """A share of the points: "10%", "1/10" or 0.1.

    >>> share("12.5%"), share("1/10"), share(0)
    (Fraction(1, 8), Fraction(1, 10), Fraction(0, 1))
    """
    right = 'per_day = "10%"'
    if isinstance(value, bool) or not isinstance(value, str | int | Fraction):
        raise wrong(value, "is no share of the points", right)
    text = str(value).strip()
    number, percent = text.removesuffix("%").strip(), text.endswith("%")
    try:
        found = Fraction(number) / (100 if percent else 1) if len(number) < 12 else None
    except (ValueError, ZeroDivisionError):
        found = None
    if found is None or not 0 <= found <= 1:
        raise wrong(value, "is no share of the points from 0 to 100%", right)
    return found


_LATE: Mapping[str, Callable[[Any], Any]] = {
    "grace": _whole(10_000, "minutes: grace = 10"),
    "per_day": share,
    "days": _whole(1_000, "days = 7"),
}

# The fields with one value each; `late`, `conventions` and the questions are tables.
FIELDS: Mapping[str, Callable[[Any, Path], Any]] = {
    "title": line,
    "id": identifier,
    "intro": markdown,
    "partial": choice(["all"]),
    "course": line,
    "institution": line,
    "logo": logo,
    "due": moment,
    "instructions": markdown,
    "profile": profile,
    "paper": choice(PAPERS),
    "fonts": fonts,
    "font_size": size,
    "one_question_a_page": yes_or_no,
    "language": language,
    "keys": words(KEYS),
    "variants": variants,
    "versions": names,
    "attempts": attempts,
    "dates": choice(DATES),
    "roster": file,
    "banks": banks,
    "templates": templates,
}
TABLES: Mapping[str, Callable[[Any, Inside], Any]] = {
    "conventions": known_conventions,
    "late": late,
}
