"""The process that executes a file: `python -m quizgen.architecture.run_child`, for `run_file` alone."""

import json
import runpy
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from quizgen.errors import UserError

# Names that files give to the network they are about, the likeliest first.
NAMES = ("net", "model", "network")


def main(wanted: str) -> None:
    """Execute the file, read the module it makes, and write what was found, or what went wrong."""
    path, result, shape, seconds, memory = json.loads(wanted)
    _limit(seconds, memory)
    try:
        found = _network(Path(path), shape)
    except UserError as error:
        found = {"error": error.args[0], "fix": error.fix or "change the file"}
    except BaseException as error:  # noqa: BLE001 - the file may raise anything, SystemExit too
        said = str(error).strip().split("\n")[0]
        found = {"error": f"{type(error).__name__}: {said}", "fix": "run the file by itself first"}
    Path(result).write_text(json.dumps(found), encoding="utf-8")


def _limit(seconds: int, memory: int) -> None:
    """Bounds of time and memory, where the system has them."""
    try:
        import resource
    except ImportError:  # Windows: the time alone is bounded, by who waits
        return
    for kind, most in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, memory)):
        _, hard = resource.getrlimit(kind)
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)  # noqa: PLW2901 - no more than is allowed already
        resource.setrlimit(kind, (most, hard))


def _network(path: Path, shape: Any) -> dict[str, Any]:
    from quizgen.architecture.live_module import from_module
    from quizgen.architecture.writing import layers_toml

    sys.path.insert(0, str(path.parent))
    sys.argv = [str(path)]
    try:
        space = runpy.run_path(str(path), run_name="__quizgen__")
        name, module = chosen(space)
    except UserError:
        raise
    except BaseException as error:  # noqa: BLE001 - the file may raise anything
        line = _line(error, str(path))
        said = str(error).strip().split("\n")[0]
        raise UserError(
            f"line {line}: {type(error).__name__}: {said}", "run it by itself"
        ) from None
    network = from_module(module, shape)
    if network.input_shape is None:
        raise UserError("the shape of the input is not known", "give --input")
    return {"name": name, "toml": layers_toml(network), "left_out": list(network.left_out)}


def chosen(space: Mapping[str, Any]) -> tuple[str, Any]:
    """The module a file is about: one under a usual name, else its last one, else its last class."""
    torch = sys.modules.get("torch")
    if torch is None:
        raise UserError("the file does not import torch", "give a file with a torch.nn.Module")
    made = {n: v for n, v in space.items() if isinstance(v, torch.nn.Module)}
    for name in (*NAMES, *reversed(made)):
        if name in made:
            return name, made[name]
    classes = [
        value for value in space.values()
        if isinstance(value, type) and issubclass(value, torch.nn.Module) and value.__module__ == "__quizgen__"
    ]  # fmt: skip
    said = ""
    for kind in reversed(classes):
        try:
            return kind.__name__, kind()
        except TypeError as error:
            said = said or f"{kind.__name__}: {error}"
    raise UserError(
        f"no module is made{f' ({said})' if said else ''}", "write net = … at the end of the file"
    )


def _line(error: BaseException, file: str) -> int:
    """The last line of the file on the way to an error."""
    import traceback

    if isinstance(error, SyntaxError) and error.lineno:
        return error.lineno
    lines = [f.lineno or 0 for f in traceback.extract_tb(error.__traceback__) if f.filename == file]
    return lines[-1] if lines else 1


if __name__ == "__main__":
    main(sys.argv[1])
