"""From any description to a network, found by its form."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from quizgen.architecture.beside import beside
from quizgen.architecture.line import read_line
from quizgen.architecture.literal import shortened
from quizgen.architecture.minipython.source import Beside
from quizgen.errors import UserError
from quizgen.solver.network import Network

LARGEST_FILE = 2_000_000
_TORCH = r"^\s*(import|from) torch\b"
# Code of other libraries, by how it imports them.
_KERAS = r"^\s*(import|from) (tensorflow|keras|tf_keras)\b"
_OTHERS = {
    r"^\s*(import|from) (flax|haiku|equinox|jax)\b": "JAX",
    r"^\s*(import|from) (mxnet|paddle|chainer|caffe|theano|lasagne)\b": "another library's",
}
# Files of weights or programs, with what to do.
_STORED = {
    **dict.fromkeys(
        (".pt", ".pth", ".bin", ".ckpt", ".pkl", ".pickle"), "a pickled file, which is never opened"
    ),
    **dict.fromkeys((".h5", ".hdf5", ".keras", ".pb"), "a Keras or TensorFlow file"),
    **dict.fromkeys((".safetensors", ".npz", ".gguf"), "a file of weights"),
    ".mlmodel": "a Core ML file",
    ".tflite": "a TensorFlow Lite file",
}


def read(
    text_or_path: str | Path,
    *,
    bias: bool | None = None,
    input_shape: Any = None,
    settings: Mapping[str, Any] | None = None,
) -> Network:
    """The network of a line, a TOML or torch text, a file of either, or a name of the zoo.

    `bias` decides for layers of a line that do not say whether they have intercepts; `input_shape`
    is what torch code that looks at sizes, such as `x.size(1)`, is read with. `settings` gives
    values to names of torch code and to options of its command line.

    >>> read("Sequential(Linear(10, 100), ReLU(), Linear(100, 1))").parameter_count
    1100
    >>> read("lenet5").parameter_count
    61706
    """
    if isinstance(text_or_path, Path):
        return _file(text_or_path, input_shape, settings)
    text = text_or_path.strip()
    if not text:
        raise UserError("nothing to read", "write a layer such as Conv1d(1, 1, 5)")
    if "\n" in text:
        return _text(text, "<text>", input_shape, settings)
    if re.fullmatch(r"[\w.-]+", text):
        from quizgen.architecture.zoo import from_zoo, zoo

        if text in zoo():
            return from_zoo(text)
    if _is_file(text):
        return _file(Path(text), input_shape, settings)
    if re.fullmatch(r"[\w./\\-]+\.(toml|py|ipynb|onnx)", text):
        raise UserError(f"{shortened(text)}: there is no such file", "check the path")
    return _line(text, input_shape, bias=bias)


def _line(text: str, input_shape: Any, *, bias: bool | None) -> Network:
    try:
        return read_line(text, bias=bias, input_shape=input_shape)
    except UserError as error:
        from quizgen.architecture.vocabulary import near
        from quizgen.architecture.zoo import zoo
        from quizgen.solver.layers import is_layer_name, layer_names

        name = text.rpartition(".")[2]
        if not re.fullmatch(r"[^\W\d][\w.-]*", text) or is_layer_name(name):
            raise error from None
        guess = near(name, (*zoo(), *layer_names()))
        if not guess.startswith("did"):
            guess = f"{near(text, zoo())}; or give a file, or layers such as Conv1d(1, 1, 5)"
        raise UserError(f"no shipped architecture {text!r}", guess) from None


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):
        return False


def _file(path: Path, input_shape: Any, settings: Mapping[str, Any] | None) -> Network:
    """A file by its ending; torch code and TOML are text and never executed."""
    if path.suffix == ".onnx" and path.is_file():
        from quizgen.architecture.onnx_file import read_onnx

        return read_onnx(path, input_shape)
    if path.suffix in _STORED and path.is_file():
        raise UserError(
            f"{path}: this is {_STORED[path.suffix]}",
            "give the code of the network (.py or .ipynb), or export it to ONNX",
        )
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise UserError(f"{path}: {size} bytes", f"at most {LARGEST_FILE}")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}", "check the path") from None
    except UnicodeDecodeError:
        raise UserError(f"{path}: this is not text", "give TOML or torch code") from None
    if path.suffix == ".ipynb":
        return _notebook(text, path, input_shape, settings)
    return _text(text, str(path), input_shape, settings, beside(path))


def _notebook(
    text: str, path: Path, input_shape: Any, settings: Mapping[str, Any] | None
) -> Network:
    """The code of its cells; what is said of a line names the cell."""
    from quizgen.architecture.notebook import by_cell, notebook_cells

    cells = notebook_cells(text, str(path))
    try:
        found = _text("".join(cells), str(path), input_shape, settings, beside(path))
    except UserError as error:
        raise UserError(by_cell(error.args[0], str(path), cells), error.fix) from None
    said = tuple(by_cell(what, str(path), cells) for what in found.left_out)
    shape_from = by_cell(found.shape_from, str(path), cells)
    return replace(found, left_out=said, shape_from=shape_from)


def _text(
    text: str,
    file: str,
    input_shape: Any,
    settings: Mapping[str, Any] | None,
    files: Beside | None = None,
) -> Network:
    """TOML in a file of it or where there is a line `layers = …`, torch code otherwise."""
    named = re.search(r"^\s*(layers\s*=\s*\[|\[\[layers\]\])", text, re.MULTILINE)
    if file.endswith(".toml") or (named and "import " not in text):
        from quizgen.architecture.toml_form import read_toml

        return read_toml(text, file)
    if _in_keras(text, files):
        from quizgen.architecture.fake_keras import read_keras

        return read_keras(text, file, input_shape, settings, files)
    for pattern, name in _OTHERS.items():
        if re.search(pattern, text, re.MULTILINE) and not re.search(_TORCH, text, re.MULTILINE):
            raise UserError(
                f"{file}: this is {name} code, which is not read",
                "write its layers as torch code or TOML: quizgen solve lenet5 --to toml shows how",
            )
    from quizgen.architecture.fake_torch import read_torch

    return read_torch(text, file, input_shape, settings, files)


def _in_keras(text: str, files: Beside | None) -> bool:
    """Whether a text is Keras code, or has its model from a file beside it that is."""
    if re.search(_TORCH, text, re.MULTILINE):
        return False
    if re.search(_KERAS, text, re.MULTILINE) or files is None:
        return bool(re.search(_KERAS, text, re.MULTILINE))
    for name in re.findall(r"^(?:from|import) (\w+)", text, re.MULTILINE)[:20]:
        try:
            source = files(name, "")
        except UserError:
            continue
        if source is not None and _in_keras(source.text, None):
            return True
    return False


def leaves_out_intercepts(text_or_path: str | Path, input_shape: Any = None) -> bool:
    """Whether a description says nothing about intercepts, so that the lecture's convention holds.

    Only a line can: torch code has PyTorch's, and TOML says it.
    """
    text = str(text_or_path).strip()
    if isinstance(text_or_path, Path) or "\n" in text or _is_file(text):
        return False
    plain = read(text, input_shape=input_shape)
    return bool(plain != read(text, bias=True, input_shape=input_shape))
