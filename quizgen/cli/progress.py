"""A progress bar on a terminal, for work of more than a second; nothing elsewhere."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE = 1.0


def on_terminal() -> bool:
    """Whether stderr shows a bar: a terminal that was not asked to stay plain."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and "NO_COLOR" not in os.environ


@contextmanager
def progress(label: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """A function to call with how much more is done; the bar appears after a second."""
    if not on_terminal():
        yield lambda _: None
        return
    started = time.monotonic()
    done = 0
    bar: Progress | None = None

    def advance(more: int) -> None:
        nonlocal done, bar
        done += more
        if bar is None and time.monotonic() - started > PATIENCE:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

            columns = (
                "[progress.description]{task.description}",
                BarColumn(),
                MofNCompleteColumn(),
            )
            bar = Progress(
                *columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True
            )
            bar.add_task(label, total=total)
            bar.start()
        if bar is not None:
            bar.update(bar.task_ids[0], completed=done)

    try:
        yield advance
    finally:
        if bar is not None:
            bar.stop()
