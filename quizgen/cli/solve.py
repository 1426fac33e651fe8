"""`quizgen solve`: shapes and counts of any layer or network."""

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from quizgen.cli import output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.architecture import Summary
    from quizgen.solver import Network

# A table that nobody looks at on a terminal is as wide as it is.
WIDEST = 10_000


@click.command(name="solve")
@click.argument("arch", metavar="ARCH")
@click.option(
    "--input",
    "input_text",
    metavar="SHAPE",
    help="Shape of the input: 20, 1x28x28, 3,224,224. A torch file that calls its network says it itself.",
)
@click.option(
    "--set",
    "settings",
    metavar="NAME=VALUE",
    multiple=True,
    help="Give a name of a torch file, or an option of its command line, a value; repeatable.",
)
@click.option(
    "--explain", metavar="LAYER", help="Derive the numbers of a layer, by its place or name."
)
@click.option(
    "--run",
    is_flag=True,
    help="Execute ARCH, a Python file you trust, and read the torch module it makes.",
)
@click.option("--matrix", is_flag=True, help="Write out the weight matrices of small layers.")
@click.option(
    "--bias/--no-bias", default=None, help="Intercepts, for layers that do not say it themselves."
)
@click.option(
    "--to", type=click.Choice(["toml", "torch"]), help="Write the architecture in another form."
)
@click.option(
    "--depth",
    type=click.IntRange(min=1),
    metavar="N",
    help="One row for each part, by the first N words of the layers' names.",
)
@click.option("--json", "as_json", is_flag=True, help="The same facts for machines.")
@click.option("--csv", "as_csv", is_flag=True, help="The table for a spreadsheet.")
def command(
    *,
    arch: str,
    input_text: str | None,
    settings: tuple[str, ...],
    explain: str | None,
    run: bool,
    matrix: bool,
    bias: bool | None,
    to: str | None,
    depth: int | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    r"""Shapes, parameters, connections, zeros and multiply-adds of any architecture.

    \b
    Examples:
      quizgen solve 'Conv1d(1, 1, 5, stride=5)' --input 20 --explain 1
      quizgen solve 'mlp 10 100 1'
      quizgen solve lenet5 --csv
      quizgen solve resnet50 --depth 1
      quizgen solve my-network.py --input 3x32x32 --json
      quizgen solve my-network.py --input 12 --set vocab_size=10000
      quizgen solve trusted.py --run --input 3x32x32

    ARCH is a layer, a Sequential, `mlp` with its units, a file (.toml, .onnx, .ipynb or torch
    code, which is read but never run), - for stdin, or the name of a shipped architecture. With
    --run a Python file is executed instead, in a process of its own with bounded time and memory.
    """
    import sys
    import time

    from quizgen.architecture import leaves_out_intercepts, read, read_shape, summarise
    from quizgen.architecture.settings import read_settings

    started = time.perf_counter()
    text = sys.stdin.read() if arch == "-" else arch
    shape = read_shape(input_text) if input_text else None
    given = read_settings(settings)
    if run:
        found = _executed(text, shape, given)
    else:
        with _pointing_to_run(text):
            found = read(text, bias=bias, input_shape=shape, settings=given)
    summary = summarise(found, shape)
    if to:
        output.as_file()
        click.echo(_written(summary, to), nl=False)
    elif as_json:
        _print_json(summary)
    elif as_csv:
        _print_csv(summary)
    else:
        cost = time.perf_counter() - started
        _print_text(summary, explain, depth, matrix=matrix)
        if sys.stderr.isatty():
            click.echo(f"read in {cost:.2f} s", err=True)
    if bias is None and not as_json and not run and leaves_out_intercepts(text, shape):
        click.echo(
            "note: without intercepts, as in formulas; --bias or nn.Conv1d(…) has PyTorch's",
            err=True,
        )


@contextmanager
def _pointing_to_run(text: str) -> "Iterator[None]":
    """What cannot be read of a Python file may be executed, if it is trusted."""
    from pathlib import Path

    from quizgen.errors import UserError

    try:
        yield
    except UserError as error:
        if not (text.strip().endswith(".py") and Path(text.strip()).is_file()):
            raise
        hint = "for a file you trust, --run executes it"
        fix = f"{error.fix}; {hint}" if error.fix else hint
        raise UserError(error.args[0], fix) from None


def _executed(path: str, shape: Any, settings: dict[str, Any]) -> "Network":
    """The network that a file makes when it is executed, which is said."""
    from pathlib import Path

    from quizgen.architecture.run_file import run_file
    from quizgen.errors import UserError

    if not (path.endswith(".py") and Path(path).is_file()):
        raise UserError(f"{path}: --run executes a Python file", "give a file such as net.py")
    name, network = run_file(Path(path), shape, settings)
    click.echo(f"note: {path} was executed; its {name!r} is read", err=True)
    return network


def _written(summary: "Summary", form: str) -> str:
    from dataclasses import replace

    from quizgen.architecture.writing import to_toml, to_torch

    network = replace(summary.network, input_shape=summary.input_shape)
    return to_toml(network) if form == "toml" else to_torch(network)


def _print_json(summary: "Summary") -> None:
    import json

    click.echo(json.dumps(summary.to_json(), indent=2, ensure_ascii=False))


def _print_csv(summary: "Summary") -> None:
    from quizgen.architecture.table import comma_separated

    click.echo(comma_separated(summary.records()), nl=False)


def _print_text(
    summary: "Summary", explain: str | None, depth: int | None, *, matrix: bool
) -> None:
    from quizgen.architecture.report import coloured, derivation_text, matrix_text

    line = summary.line(explain) if explain else None
    written = matrix_text(summary) if matrix else ""
    dropped = _print_table(summary, depth)
    for remark in summary.remarks():
        click.echo(_wrapped(f"note: {remark}"))
    if dropped:
        click.echo(_wrapped(f"no room for {', '.join(dropped)}: see --csv, --json"), err=True)
    if line is not None:
        click.echo("\n" + derivation_text(line, _math, output.width()))
    if written:
        click.echo("\n" + (coloured(written, _painted) if _on_terminal() else written))


def _print_table(summary: "Summary", depth: int | None) -> tuple[str, ...]:
    """The table, as wide as the terminal where there is one; the columns there was no room for."""
    from quizgen.architecture.fitting import fitted
    from quizgen.architecture.table import aligned
    from quizgen.architecture.table_rows import table_rows

    rows = list(table_rows(summary, depth))
    table, dropped = fitted(rows, _columns())
    names = table[0].index("layer")
    head, *lines = aligned(table, frozenset({names})).split("\n")
    click.echo(click.style(head, bold=True) if _on_terminal() else head)
    for cells, line in zip(table[1:], lines, strict=True):
        bold = _on_terminal() and cells[names] == "total"
        click.echo(click.style(line, bold=True) if bold else line)
    return dropped


def _wrapped(text: str) -> str:
    import textwrap

    return textwrap.fill(text, _columns(), subsequent_indent="  ", break_long_words=False)


def _columns() -> int:
    """The width of the terminal; a pipe takes any unless COLUMNS says otherwise."""
    import os
    import shutil
    import sys

    if not sys.stdout.isatty() and not os.environ.get("COLUMNS", "").isdecimal():
        return WIDEST
    return shutil.get_terminal_size().columns


def _painted(text: str, colour: str) -> str:
    return click.style(text, fg=colour)


def _math(latex: str, width: int) -> str:
    """A formula as Unicode text; its LaTeX where the printer does not know a command."""
    from quizgen.document.math import MathError
    from quizgen.document.printers.math_text import fitted

    try:
        return "\n".join(map(str, fitted(latex, width, display=True)))
    except MathError:
        return latex


def _on_terminal() -> bool:
    import os
    import sys

    return (
        sys.stdout.isatty()
        and "NO_COLOR" not in os.environ
        and os.environ.get("TERM", "dumb") != "dumb"
    )
