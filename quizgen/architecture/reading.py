"""From any description to a network, found by its form."""

import re
from pathlib import Path
from typing import Any

from quizgen.architecture.line import read_line
from quizgen.architecture.literal import shortened
from quizgen.errors import UserError
from quizgen.solver.network import Network

LARGEST_FILE = 2_000_000


def read(text_or_path: str | Path, *, bias: bool | None = None, input_shape: Any = None) -> Network:
    """The network of a line, a TOML or torch text, a file of either, or a name of the zoo.

    `bias` decides for layers of a line that do not say whether they have intercepts; `input_shape`
    is what torch code that looks at sizes, such as `x.size(1)`, is read with.

    >>> read("Sequential(Linear(10, 100), ReLU(), Linear(100, 1))").parameter_count
    1100
    >>> read("lenet5").parameter_count
    61706
    """
    if isinstance(text_or_path, Path):
        return _file(text_or_path, input_shape)
    text = text_or_path.strip()
    if not text:
        raise UserError("nothing to read", "write a layer such as Conv1d(1, 1, 5)")
    if "\n" in text:
        return _text(text, "<text>", input_shape)
    if re.fullmatch(r"[\w.-]+", text):
        from quizgen.architecture.zoo import from_zoo, zoo

        if text in zoo():
            return from_zoo(text)
    if _is_file(text):
        return _file(Path(text), input_shape)
    if re.fullmatch(r"[\w./\\-]+\.(toml|py|onnx)", text):
        raise UserError(f"{shortened(text)}: there is no such file", "check the path")
    return _line(text, bias=bias)


def _line(text: str, *, bias: bool | None) -> Network:
    try:
        return read_line(text, bias=bias)
    except UserError as error:
        from quizgen.architecture.vocabulary import near
        from quizgen.architecture.zoo import zoo

        guess = near(text, zoo())
        if re.fullmatch(r"[\w.-]+", text) and guess.startswith("did"):
            raise UserError(f"no shipped architecture {text!r}", guess) from None
        raise error from None


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):
        return False


def _file(path: Path, input_shape: Any) -> Network:
    """A file by its ending; torch code and TOML are text and never executed."""
    if path.suffix == ".onnx" and path.is_file():
        from quizgen.architecture.onnx_file import read_onnx

        return read_onnx(path, input_shape)
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise UserError(f"{path}: {size} bytes", f"at most {LARGEST_FILE}")
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}", "check the path") from None
    except UnicodeDecodeError:
        raise UserError(f"{path}: this is not text", "give TOML or torch code") from None
    return _text(text, str(path), input_shape)


def _text(text: str, file: str, input_shape: Any) -> Network:
    """TOML where there is a line `layers = …`, torch code otherwise."""
    if re.search(r"^\s*layers\s*=\s*\[", text, re.MULTILINE) and "import " not in text:
        from quizgen.architecture.toml_form import read_toml

        return read_toml(text, file)
    from quizgen.architecture.torch_text import read_torch

    return read_torch(text, file, input_shape)


def leaves_out_intercepts(text_or_path: str | Path, input_shape: Any = None) -> bool:
    """Whether a description says nothing about intercepts, so that the lecture's convention holds."""
    with_them = read(text_or_path, bias=True, input_shape=input_shape)
    return bool(with_them != read(text_or_path, bias=False, input_shape=input_shape))
