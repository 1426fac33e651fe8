"""Tables within a width: nothing wider, no number cut, totals of parts as of layers."""

import itertools
import os
import pty
import subprocess
import sys
from collections.abc import Iterator

import pytest

from quizgen.architecture import read, summarise
from quizgen.architecture.fitting import fitted
from quizgen.architecture.summary import COLUMNS, Summary
from quizgen.architecture.table import aligned
from quizgen.architecture.table_rows import table_rows
from quizgen.architecture.zoo import zoo

TOTALS = ("parameters", "connections", "zeros", "macs")


def printed(summary: Summary, width: int, depth: int | None = None) -> list[str]:
    table, _ = fitted(list(table_rows(summary, depth)), width)
    return aligned(table, frozenset({table[0].index("layer")})).split("\n")


@pytest.mark.parametrize("name", sorted(zoo()))
@pytest.mark.parametrize("width", [40, 57, 80, 120, 300])
def test_nothing_is_wider(name: str, width: int) -> None:
    summary = summarise(read(name))
    for depth in (None, 1, 2):
        lines = printed(summary, width, depth)
        assert max(map(len, lines)) <= width
        # No number is cut: the parameters stand in every table, last those of all layers.
        assert f"{summary.total('parameters'):,}" in lines[-1].split()


def test_columns_go_by_importance() -> None:
    rows = list(table_rows(summarise(read("resnet18"))))
    dropped = [fitted(rows, width)[1] for width in (200, 110, 95, 80, 62, 50, 40)]
    assert dropped[0] == ()
    assert dropped[-1] == ("output", "connections", "zeros", "macs")
    for wider, narrower in itertools.pairwise(dropped):
        assert set(wider) <= set(narrower)
    assert fitted(rows, 200)[0][0] == ("", *COLUMNS)


def test_labels_get_shorter_by_the_path() -> None:
    table, _ = fitted(list(table_rows(summarise(read("googlenet")))), 60)
    labels = [row[table[0].index("layer")] for row in table]
    assert any(label.startswith("…") for label in labels)
    assert all(label for label in labels)


@pytest.mark.parametrize("name", ["resnet18", "vit_b_16", "mlp 5 4 3 2", "densenet121"])
@pytest.mark.parametrize("depth", [1, 2, 3])
def test_parts_add_up(name: str, depth: int) -> None:
    summary = summarise(read(name))
    *rows, total = table_rows(summary, depth)
    for place, column in enumerate(TOTALS):
        assert sum(int(row.counts[place].replace(",", "")) for row in rows) == summary.total(column)
    assert total.label == "total"
    places = [int(p) for row in rows for p in (*row.place.split("–"),)]
    assert (places[0], places[-1]) == (1, len(summary.lines))


def test_repeated_blocks_are_one_row() -> None:
    rows = {row.label: row for row in table_rows(summarise(read("resnet18")), 1)}
    assert rows["basic_1 … basic_2 (2 × 7 layers)"].place == "5–18"
    assert "basic_3 (7 layers)" in rows
    encoder = [row.label for row in table_rows(summarise(read("bert_base")), 1)]
    assert any("(12 × TransformerEncoderLayer)" in label for label in encoder)


def test_unused_layers_have_a_row() -> None:
    text = 'input = [4]\nlayers = [{ linear = 2 }]\nunused = [{ Linear = { in_features = 5, out_features = 6 }, name = "aux" }]'
    rows = list(table_rows(summarise(read(text)), 1))
    assert [
        (
            row.shorter()[-1] if row.place == "" and row.label != "total" else row.label,
            row.counts[0],
        )
        for row in rows[1:]
    ] == [
        ("aux (unused)", "36"),
        ("total", "46"),
    ]


def on_terminal(columns: int, *arguments: str) -> Iterator[str]:
    import fcntl
    import struct
    import termios

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    variables = {k: v for k, v in os.environ.items() if k not in {"COLUMNS", "LINES"}}
    done = subprocess.Popen(
        [sys.executable, "-m", "quizgen", "solve", *arguments],
        stdout=slave, stderr=slave, stdin=subprocess.DEVNULL,
        env={**variables, "NO_COLOR": "1", "TERM": "xterm"},
    )  # fmt: skip
    os.close(slave)
    found = b""
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        found += part
    os.close(master)
    assert done.wait(timeout=60) == 0
    return iter(found.decode().replace("\r", "").split("\n"))


@pytest.mark.parametrize("columns", [40, 80])
def test_a_terminal(columns: int) -> None:
    lines = list(on_terminal(columns, "resnet18"))
    assert max(map(len, lines)) <= columns
    text = "\n".join(lines)
    assert "11,689,512" in text
    assert "no room for" in text
    assert "read in " in text
