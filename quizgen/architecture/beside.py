"""Files of code that stand beside a file, for its imports: they are read as text, never run."""

import os
from pathlib import Path

from quizgen.architecture.literal import LENGTH
from quizgen.architecture.minipython.source import Beside, Source
from quizgen.errors import UserError

# So many folders above that of the file may be the one that its imports begin with.
ABOVE = 3


def beside(path: Path) -> Beside:
    """What the imports of a file mean: files of its folder, of those below, and of a few above.

    `UserError` where an import could mean two files.
    """
    folder = path.parent.resolve()

    def find(title: str, importer: str) -> Source | None:
        home = Path(os.path.normpath(folder / importer)).parent if importer else folder
        words = title.lstrip(".")
        parts = words.split(".") if words else []
        if not all(part.isidentifier() for part in parts):
            return None
        dots = len(title) - len(words)
        above = [folder, *folder.parents][: ABOVE + 1]
        if dots:
            home = Path(os.path.normpath(home / "/".join([".."] * (dots - 1))))
            roots = [home] if above[-1] in (home, *home.parents) else []
        else:
            roots = list(dict.fromkeys([home, *above]))
        found = [file for file in (_file(root, parts) for root in roots) if file is not None]
        # A single file far above is anybody's; a folder of modules is what a project is made of, and
        # without an `__init__.py` the one that the file itself stands in.
        near = {home, folder}
        found = [
            f
            for f in found
            if dots
            or len(parts) > 1
            or f.parent in near
            or f.name == "__init__.py"
            or f in (folder, *folder.parents)
        ]
        files = list(dict.fromkeys(file.resolve() for file in found))
        if len(files) > 1:
            said = " and ".join(_from(folder, file) for file in files[:2])
            raise UserError(
                f"import of {title}: {said} could be meant", "put the network in one file"
            )
        return _source(folder, found[0]) if found else None

    return find


def _file(root: Path, parts: list[str]) -> Path | None:
    """The file of a module, the `__init__.py` of a folder of modules, or such a folder itself."""
    place = root.joinpath(*parts)
    try:
        if (place / "__init__.py").is_file():
            return place / "__init__.py"
        if parts and place.with_name(f"{parts[-1]}.py").is_file():
            return place.with_name(f"{parts[-1]}.py")
        return place if place.is_dir() and (not parts or any(place.glob("*.py"))) else None
    except OSError:  # a name too long for a file, a folder that is closed
        return None


def _source(folder: Path, file: Path) -> Source | None:
    if file.is_dir():
        return Source(f"{_from(folder, file)}/__init__.py", "")
    try:
        if file.stat().st_size > 4 * LENGTH:
            raise UserError(
                f"{_from(folder, file)}: too long", f"at most {LENGTH} characters of code"
            )
        return Source(_from(folder, file), file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        return None


def _from(folder: Path, file: Path) -> str:
    return Path(os.path.relpath(file, folder)).as_posix()
