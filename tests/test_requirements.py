"""What the package imports is declared, and what is declared is imported."""

import ast
import re
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def distribution(requirement: str) -> str:
    """The normalised name: "Mdit_Py.Plugins>=0.4" is mdit-py-plugins."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found
    return re.sub(r"[-_.]+", "-", found[0]).lower()


@cache
def imported(folder: str) -> set[str]:
    """Top-level modules a folder's code imports, outside the standard library and ourselves."""
    found: set[str] = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
            elif isinstance(node, ast.Call) and "import_module" in ast.dump(node.func):
                named = node.args[0] if node.args else None
                if isinstance(named, ast.Constant) and isinstance(named.value, str):
                    found.add(named.value.partition(".")[0])
    return found - set(sys.stdlib_module_names) - {"quizgen"}


PROVIDERS = packages_distributions()


def names(modules: set[str]) -> set[str]:
    """The distributions of modules; a module by its own name where nothing installed provides it."""
    return {distribution(PROVIDERS.get(module, [module])[0]) for module in modules}


REQUIRED = {distribution(line) for line in DECLARED["dependencies"]}
OPTIONAL = {
    distribution(line)
    for extra in ("anki", "dask", "onnx", "torch")
    for line in DECLARED["optional-dependencies"][extra]
}


@pytest.mark.again
@pytest.mark.parametrize("name", sorted(REQUIRED))
def test_what_is_required_is_imported(name: str) -> None:
    assert name in names(imported("quizgen"))


def test_what_is_imported_is_required() -> None:
    assert names(imported("quizgen")) <= REQUIRED | OPTIONAL


def test_jinja_has_no_known_hole_in_its_sandbox() -> None:
    """CVE-2025-27516: before 3.1.6 the filter `attr` escapes from the sandbox."""
    (line,) = (r for r in DECLARED["dependencies"] if distribution(r) == "jinja2")
    lowest = re.search(r">=(\d+)\.(\d+)\.(\d+)", line)
    assert lowest is not None
    assert tuple(map(int, lowest.groups())) >= (3, 1, 6)
