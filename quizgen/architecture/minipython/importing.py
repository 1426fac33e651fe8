"""Imports: libraries that are known, and files beside the text, which are read as the text itself is."""

import ast
from functools import partial
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.awaited import Awaited, binds_twice, only_imports
from quizgen.architecture.minipython.binding import bind_name
from quizgen.architecture.minipython.changing import outline
from quizgen.architecture.minipython.source import Source, tree_of
from quizgen.architecture.minipython.values import (
    Class,
    Function,
    Namespace,
    Scope,
    Stop,
    Unknown,
)
from quizgen.errors import UserError

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine

# So many files one network may be spread over, and so many characters all together.
FILES, CHARACTERS = 60, 600_000
# Files that import each other in a row.
DEEP = 20


def run_import(machine: "Machine", node: ast.Import, scope: Scope) -> None:
    """`import a.b` and `import a.b as c`."""
    for alias in node.names:
        if alias.asname:
            found = _module(machine, alias.name, scope)
            _present(machine, found)
        else:
            found = _dotted(machine, alias.name, scope)
        bind_name(machine, alias.asname or alias.name.partition(".")[0], found, scope)


def run_import_from(machine: "Machine", node: ast.ImportFrom, scope: Scope) -> None:
    """`from a import b`."""
    title = "." * node.level + (node.module or "")
    if title == "__future__":
        return
    source = _module(machine, title, scope)
    _present(machine, source)
    beside = isinstance(source, Namespace) and source.title in machine.files
    for alias in node.names:
        if alias.name == "*":
            for name in _offered(source):
                bind_name(machine, name, source.names[name], scope)
            continue
        found: Any = source
        if beside and alias.name not in source.names:
            found = _module(
                machine, f"{title}{'' if title.endswith('.') else '.'}{alias.name}", scope
            )
            if type(found) is Unknown:
                found = machine.attribute(source, alias.name)
        elif type(source) is not Unknown:
            found = machine.attribute(source, alias.name)
            if type(found) is Unknown and not beside:
                found = _of_file(machine, title, alias.name, scope) or found
        if type(found) is Unknown and not beside:
            held = scope.names.get(alias.asname or alias.name, scope.names.get(alias.name))
            if isinstance(held, Class | Function):
                # Files put together: what is imported stands above.
                bind_name(machine, alias.asname or alias.name, held, scope)
                continue
            found = _not_read(machine, found, title, alias.name, node.lineno)
        bind_name(machine, alias.asname or alias.name, found, scope)


def _of_file(machine: "Machine", title: str, name: str, scope: Scope) -> Any:
    """A name that a library is not known to have, from the file of it where that stands beside; else nothing."""
    source = _beside(machine, title, scope)
    found = _file(machine, source) if isinstance(source, Source) and source.text else source
    return machine.attribute(found, name) if isinstance(found, Namespace) else found


def _not_read(machine: "Machine", found: Unknown, title: str, name: str, line: int) -> Unknown:
    """A name of what is not read, and why it is not."""
    fix = found.fix or "give it as one file, or write what it stands for"
    why = "which is not read"
    if found.origin == "own":
        why, fix = f"and {found.why}", found.fix
    elif machine.beside is not None and title.startswith("."):
        why = "and there is no such file"
    return Unknown(f"{name} is imported from {title}, {why}", line, fix, found.origin, name)


def _present(machine: "Machine", found: Any) -> None:
    """Inside `try` a library that is not read counts as one that is not installed; a file that is not read is there."""
    if type(found) is Unknown and machine.trying and found.origin != "own":
        raise Stop(found.why, exception="ImportError")


def _offered(source: Any) -> list[str]:
    """The names that `from source import *` takes."""
    names = getattr(source, "names", {})
    said = names.get("__all__")
    if isinstance(said, list | tuple) and all(isinstance(name, str) for name in said):
        return [name for name in said if name in names]
    return [name for name in names if not name.startswith("_")]


def by_name(machine: "Machine", name: Any, package: Any = None) -> Any:
    """`importlib.import_module("torch.nn")`."""
    if not isinstance(name, str) or name.startswith("."):
        raise Stop("a module is imported by a name that is not read", "write import and the name")
    return _module(machine, name, machine.scope)


def _module(machine: "Machine", title: str, scope: Scope) -> Any:
    """A library by its name, else a file beside this one, else something unknown.

    Unknown too where a file beside the first has the library's name, and Python would take that.
    """
    found = machine.imported(title)
    if machine.beside is None or (type(found) is not Unknown and not _hidden(machine, title)):
        return found
    if type(found) is not Unknown:
        word = title.partition(".")[0]
        why = f"{word} may be the library or the file of that name beside this one"
        return Unknown(why, machine.line, "give that file another name", "own")
    source = _beside(machine, title, scope)
    if source is None:
        return found
    return source if isinstance(source, Unknown) else _file(machine, source)


def _hidden(machine: "Machine", title: str) -> bool:
    """Whether a file of the first folder has the name of a library."""
    word = title.partition(".")[0]
    try:
        source = machine.beside(word, "") if word and machine.beside is not None else None
    except UserError:
        return True
    return (
        source is not None
        and source.text != ""
        and source.path in {f"{word}.py", f"{word}/__init__.py"}
    )


def _dotted(machine: "Machine", title: str, scope: Scope) -> Any:
    """`import a.b.c`: a, which has the name b, which has c. A folder on the way needs no file of its own."""
    words = title.split(".")
    own = _beside(machine, title, scope) is not None
    first: Any = None
    outer: Any = None
    for many, word in enumerate(words, 1):
        # What the outer one imports itself keeps its name; a file that is read only now gets it.
        held = isinstance(outer, Namespace) and outer.title in machine.files and word in outer.names
        before = len(machine.files)
        inner = _module(machine, ".".join(words[:many]), scope)
        held = held and len(machine.files) == before
        if own and type(inner) is Unknown and inner.origin == "foreign":
            folder = "/".join(words[:many])
            inner = machine.files.setdefault(folder, Namespace(folder, {}, False, "own"))
        _present(machine, inner)
        if isinstance(outer, Namespace) and outer.title in machine.files and not held:
            outer.names[word] = inner
        first, outer = first or inner, inner
    return first


def _beside(machine: "Machine", title: str, scope: Scope) -> Source | Unknown | None:
    """The file that an import means, unknown where it cannot be read."""
    if machine.beside is None:
        return None
    names = scope.top().names
    importer = next((path for path, file in machine.files.items() if file.names is names), "")
    try:
        return machine.beside(title, importer)
    except UserError as error:
        return Unknown(error.args[0], machine.line, error.fix, "own")


def _changing(machine: "Machine", source: Source, *, twice: bool) -> bool:
    """Whether one of the files that a file needs changes what another one made, so that none may be left out.

    `twice` says that the file gives a name a second value: one that imports it in a circle has seen the first.
    Where the files are more than are read, those that nobody asks for are left out all the same.
    """
    reached, characters = {source.path: source}, 0
    waiting, found = [source], False
    while waiting:
        one = waiting.pop()
        characters += len(one.text)
        if len(reached) > FILES or characters > CHARACTERS:
            return False
        if one.path not in machine.outlines:
            find = partial(_found, machine, one.path)
            machine.outlines[one.path] = outline(one.text, find, FILES)
        lines = machine.outlines[one.path]
        circle = any(each.path == source.path for each in lines.beside)
        found = found or lines.changes or (twice and circle)
        waiting += [each for each in lines.beside if each.path not in reached]
        reached |= {each.path: each for each in lines.beside}
    return found


def _found(machine: "Machine", importer: str, title: str) -> Source | None:
    """The file that an import in another one means; nothing where it is not clear."""
    try:
        return None if machine.beside is None else machine.beside(title, importer)
    except UserError:
        return None


def _file(machine: "Machine", source: Source) -> Any:
    """The names of a file, which is run once; one that imports in a circle sees what there is so far."""
    if source.path in machine.files:
        return machine.files[source.path]
    machine.characters += len(source.text)
    far = {
        f"the network is spread over more than {FILES} files": len(machine.files) >= FILES,
        f"its files have more than {CHARACTERS} characters": machine.characters > CHARACTERS,
        f"more than {DEEP} files import each other in a row": machine.importing >= DEEP,
    }
    for why, is_so in far.items():
        if is_so:
            fix = "describe a smaller network"
            return Unknown(f"{source.path} is not read: {why}", machine.line, fix, "own")
    try:
        tree = tree_of(source)
    except UserError as error:
        return Unknown(f"{source.path}: {error.args[0]}", machine.line, error.fix, "own")
    body: list[ast.stmt] = tree.body  # type: ignore[attr-defined]
    awaited = (
        source.path.endswith("__init__.py")
        and only_imports(body)
        and not _changing(machine, source, twice=binds_twice(body))
    )

    def run(node: ast.stmt) -> None:
        with machine.apart():
            machine.block([node], Scope(names, machine.builtins))

    names: dict[str, Any] = Awaited(body, run) if awaited else {}
    names["__name__"] = source.path.removesuffix(".py").replace("/", ".")
    names["__file__"] = source.path

    def missing(name: str) -> tuple[str, str]:
        from quizgen.architecture.vocabulary import near

        known = [key for key in names if not key.startswith("__")]
        return f"{source.path} has no {name!r}", near(name, known) if known else ""

    found = Namespace(source.path, names, open=False, origin="own", missing=missing)
    machine.files[source.path] = found
    machine.sources += [source.path] * bool(body)
    machine.yields = machine.yields or "yield" in source.text
    if not awaited:
        machine.importing += 1
        try:
            with machine.apart():
                machine.block(body, Scope(names, machine.builtins))
        finally:
            machine.importing -= 1
    return found
