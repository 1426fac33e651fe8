"""The shipped architectures: one TOML file each, with its source and published parameter count."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from quizgen.architecture.toml_form import read_toml
from quizgen.errors import UserError
from quizgen.resources import shipped
from quizgen.solver.network import Network


@cache
def zoo() -> Mapping[str, Path]:
    """Names of the shipped architectures with their files.

    >>> "lenet5" in zoo()
    True
    """
    return {path.stem: path for path in sorted(shipped("banks").glob("architectures/*.toml"))}


def facts(name: str) -> dict[str, Any]:
    """Title, source and published parameter count of a shipped architecture."""
    data = tomllib.loads(zoo()[name].read_text(encoding="utf-8"))
    return {key: data.get(key) for key in ("title", "source", "parameters")}


def from_zoo(name: str) -> Network:
    """A shipped architecture; `UserError` for an unknown name.

    >>> from_zoo("lenet5").parameter_count
    61706
    """
    if name not in zoo():
        raise UserError(f"no shipped architecture {name!r}", f"there are {', '.join(zoo())}")
    return read_toml(zoo()[name].read_text(encoding="utf-8"), f"{name}.toml")
