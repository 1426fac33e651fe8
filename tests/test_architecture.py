"""The house: which room may use which (docs/architecture.md)."""

import ast
import re
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import quizgen

PACKAGE = Path(quizgen.__file__).parent
# Rooms in order; a room may use itself and everything on a lower floor.
FLOORS = [
    {"cli", "env"},
    {"front"},
    {"course", "grading", "practice", "targets"},
    {"bank", "document"},
    {"language"},
    {"architecture"},
    {"assignment", "figure", "variant"},
    {"tables"},
    {"answers"},
    {"slips"},
    {"telling"},
    {"solver"},
]
EVERYWHERE = {
    "errors",
    "few",
    "how_many",
    "files",
    "garbage",
    "parallel",
    "pattern",
    "resources",
    "shown",
    "__init__",
}


def room_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def imports_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            base = node.module
            found |= (
                {f"{base}.{alias.name}" for alias in node.names} if base == "quizgen" else {base}
            )
    return {name for name in found if name.split(".")[0] == "quizgen"}


def floor(room: str) -> int:
    return next(i for i, rooms in enumerate(FLOORS) if room in rooms)


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.again
@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_only_point_down(path: Path) -> None:
    relative = path.relative_to(PACKAGE)
    here = relative.parts[0].removesuffix(".py")
    if here in {"__init__", "__main__"}:
        return
    for name in imports_of(path):
        there = room_of(name)
        if there in EVERYWHERE | {here, "__version__"}:
            continue
        assert here not in EVERYWHERE, f"{here} is used everywhere and may use no room of ours"
        if here == "solver":
            assert there == "solver", f"solver imports nothing of ours, yet {relative} uses {name}"
        assert floor(here) <= floor(there), f"{relative} uses {name}, which is upstairs"
        if floor(here) == floor(there):
            assert {here, there} <= {"assignment", "figure", "variant"}, (
                f"{relative} uses its neighbour {name}"
            )


def test_every_room_is_on_a_floor() -> None:
    rooms = {p.relative_to(PACKAGE).parts[0].removesuffix(".py") for p in MODULES}
    assert rooms - EVERYWHERE - {"__main__"} <= set().union(*FLOORS)


# A module is one idea; longer ones are two, except a plain table of words.
LINES = 400
LONGER = {"document/slip_names.py"}  # a name for each slip, one a line


def test_modules_are_short() -> None:
    long = {
        str(path.relative_to(PACKAGE))
        for path in MODULES
        if len(path.read_text(encoding="utf-8").splitlines()) > LINES
    }
    assert long == LONGER


def circle(uses: Mapping[str, set[str]]) -> list[str]:
    """Modules that import each other in a circle; none where there is an order."""
    try:
        TopologicalSorter(uses).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def uses_in(room: str) -> dict[str, set[str]]:
    """Which modules of a room each of them imports, also only for its types or inside a function."""
    paths = {
        ".".join((PACKAGE.name, *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__"): path
        for path in sorted((PACKAGE / room).rglob("*.py"))
    }  # fmt: skip
    found = {}
    for name, path in paths.items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        froms = [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module]
        named = {(f"{n.module}.{alias.name}", str(n.module)) for n in froms for alias in n.names}
        imported = {full if full in paths else base for full, base in named}
        found[name] = {other for other in imported if other in paths and other != name}
    return found


# Handlers of an interpreter name, for their types, the machine that calls them.
INTERPRETERS = {"architecture"}
ROOMS = sorted(set().union(*FLOORS) - INTERPRETERS)


@pytest.mark.again
@pytest.mark.parametrize("room", ROOMS)
def test_no_circle_of_imports(room: str) -> None:
    assert circle(uses_in(room)) == []


_TYPES = re.compile(r"^if TYPE_CHECKING:\n(?:(?: .*)?\n)+", re.MULTILINE)
_FROM = re.compile(r"^ *from (quizgen[\w.]*) import (\([^)]*\)|.*)", re.MULTILINE)


def used_when_run() -> dict[str, set[str]]:
    """Which of our modules each of them imports when it runs, also inside a function."""
    paths = {
        ".".join((PACKAGE.name, *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__"): path
        for path in MODULES
    }  # fmt: skip
    found = {}
    for name, path in paths.items():
        text = _TYPES.sub("", path.read_text(encoding="utf-8"))
        named = {
            (base, part)
            for base, parts in _FROM.findall(text)
            for part in re.findall(r"\w+", parts)
        }
        imported = {f"{base}.{part}" if f"{base}.{part}" in paths else base for base, part in named}
        found[name] = imported & paths.keys() - {name}
    return found


def in_circles(uses: Mapping[str, set[str]]) -> set[str]:
    """The modules that are left when those go, again and again, that use or are used by none left."""
    left = set(uses)
    while idle := {m for m in left if not uses[m] & left} | (
        left - set().union(*(uses[m] for m in left))
    ):
        left -= idle
    return left


def test_circles_become_fewer() -> None:
    """Modules that need each other when they run, counted over the whole house: the number only sinks."""
    assert len(in_circles(used_when_run())) == 4


def test_a_circle_is_found() -> None:
    assert in_circles({"a": {"b"}, "b": {"c"}, "c": set(), "d": {"a"}}) == set()
    assert in_circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}) == {"b", "c"}
    assert circle({"a": {"b"}, "b": {"c"}, "c": set()}) == []
    assert circle({"a": {"b"}, "b": {"a"}})
