"""A model's text run by a machine: its network, or what stopped it with the file and the line."""

import ast
from collections.abc import Callable
from dataclasses import replace

from quizgen.architecture.literal import parsed
from quizgen.architecture.minipython import Machine
from quizgen.architecture.minipython.source import Beside, place
from quizgen.architecture.minipython.values import Stop
from quizgen.errors import UserError
from quizgen.solver.errors import ShapeError
from quizgen.solver.network import Network


def network_of(
    machine: Machine,
    text: str,
    file: str,
    beside: Beside | None,
    make: Callable[[ast.AST], Network],
) -> Network:
    """What `make` has the machine run of the text's tree; `UserError` begins with file and line.

    `beside` finds the files that the text imports.
    """
    try:
        tree = parsed(text, "exec")
    except UserError as error:
        raise UserError(f"{file}: {error.args[0]}", error.fix) from None
    machine.yields, machine.beside = "yield" in text, beside
    try:
        return replace(make(tree), files=tuple(machine.sources))
    except Stop as stop:
        raise UserError(f"{place(file, stop.line or machine.line)}: {stop.why}", stop.fix) from None
    except UserError as error:
        raise UserError(f"{place(file, machine.line)}: {error.args[0]}", error.fix) from None
    except ShapeError as error:
        said = f"{place(file, machine.line)}: {error}"
        raise UserError(said, "change the layer or its input") from None
    except RecursionError:
        said = f"{place(file, machine.line)}: calls inside calls"
        raise UserError(said, "write it flat") from None
