"""The profile of a course: its conventions, by the name of a shipped one or in a TOML file of one's own."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from quizgen.bank.toml import TomlError, read_file, read_toml
from quizgen.errors import UserError
from quizgen.language.repairs import nearest
from quizgen.resources import shipped
from quizgen.solver.conventions import CONVENTIONS, DEFAULTS

FOLDER = "profiles"
# Profiles that extend each other, one after the other.
DEPTH = 8
_KEYS = ("title", "extends", "conventions")


def shipped_profiles() -> dict[str, Path]:
    """The files of the shipped profiles by name.

    >>> list(shipped_profiles())
    ['keras', 'lecture', 'textbook', 'torch']
    """
    return {file.stem: file for file in sorted((shipped("banks") / FOLDER).glob("*.toml"))}


def read_profile(name: str, base: Path | None = None) -> dict[str, str]:
    """The value of every convention in a profile: a shipped one, or a file, looked for from `base`.

    `UserError` with the line for a file that cannot be read or says what no convention has.

    >>> read_profile("torch")["index-base"], read_profile("lecture")["index-base"]
    ('0', '1')
    """
    return {**DEFAULTS, **_own(name, base or Path(), DEPTH)}


def _own(name: str, base: Path, depth: int) -> dict[str, str]:
    """What a profile and those that it extends say."""
    file = _file_of(name, base)
    if depth == 0:
        raise UserError(
            f"{file}: profiles that extend each other go on and on", 'extends = "lecture"'
        )
    try:
        data, lines = read_toml(read_file(file), str(file))
    except TomlError as error:
        raise UserError(str(error.args[0]), error.fix) from None

    def problem(key: str, message: str, fix: str) -> None:
        line = lines.get(key, 1)
        raise UserError(f"{file}:{line}: {key}: {message}", fix)

    for key in data:
        if key not in _KEYS:
            problem(key, f"unknown key {key!r}", f"a profile has {', '.join(_KEYS)}")
    if not isinstance(data.get("title", ""), str):
        problem("title", "is not text", 'title = "My course"')
    extends = data.get("extends", "")
    if not isinstance(extends, str):
        problem("extends", "is no name of a profile", 'extends = "lecture"')
    table = data.get("conventions", {})
    if not isinstance(table, dict):
        problem("conventions", "is not a table", "write [conventions] and its keys below")
    before = _own(extends, file.parent, depth - 1) if extends else {}
    own = known_conventions(table, lambda key, *said: problem(f"conventions.{key}", *said))
    return {**before, **own}


def _file_of(name: str, base: Path) -> Path:
    if name.endswith(".toml"):
        file = base / name
        if not file.is_file():
            raise UserError(f"{file}: there is no such profile")
        return file
    known = shipped_profiles()
    if name not in known:
        near = nearest(name, known)
        fix = f"one of {', '.join(known)}, or a file: my-course.toml"
        raise UserError(f"no profile is called {name!r}", near if near.startswith("did") else fix)
    return known[name]


def known_conventions(
    table: Mapping[str, Any], problem: Callable[[str, str, str], None]
) -> dict[str, str]:
    """The conventions of a table; `problem` is told the key of what is none, what is wrong, and what fits.

    >>> known_conventions({"bias": "on", "kernel": "round"}, print)
    kernel 'round' is no value of kernel one of cross-correlation, flipped
    {'bias': 'on'}
    """
    found = {}
    for key, value in table.items():
        if key not in CONVENTIONS:
            problem(key, f"no convention is called {key!r}", meant(key, CONVENTIONS))
        elif str(value) not in CONVENTIONS[key]:
            problem(
                key, f"{repr(value)[:60]} is no value of {key}", meant(str(value), CONVENTIONS[key])
            )
        else:
            found[key] = str(value)
    return found


def meant(name: str, known: Mapping[str, object]) -> str:
    """The name that was probably meant, or all there are."""
    near = nearest(name, known)
    return near if near.startswith("did") else f"one of {', '.join(known)}"
