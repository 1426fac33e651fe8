"""ONNX files: the graph's operators as layers; of weights only the shapes are read.

Needs the extra `onnx`. Parameters are those of the file, which an exporter may have folded together:
batch normalisation into the convolution before it, for one.
"""

from pathlib import Path
from typing import Any

from quizgen.errors import UserError
from quizgen.solver.errors import ShapeError
from quizgen.solver.network import Network


def read_onnx(path: Path, input_shape: Any = None) -> Network:
    """The network of an ONNX file; `UserError` for an operator there is no layer for.

    `input_shape` is that of one observation; it is needed where the file leaves sizes open.
    """
    try:
        import onnx
    except ImportError:
        raise UserError(
            f"{path}: reading ONNX needs the package onnx", "pip install 'quizgen[onnx]'"
        ) from None
    from google.protobuf.message import DecodeError

    try:
        model = onnx.load(str(path), load_external_data=False)
    except (DecodeError, OSError, ValueError) as error:
        raise UserError(f"{path}: {error}", "give a file that onnx can load") from None
    from quizgen.architecture.onnx_file.model import network

    try:
        return network(model, input_shape)
    except UserError as error:
        raise UserError(f"{path}: {error.args[0]}", error.fix) from None
    except (ShapeError, LookupError, TypeError, ValueError, ArithmeticError) as error:
        raise UserError(
            f"{path}: {error}", "export the network again, in evaluation mode"
        ) from None
