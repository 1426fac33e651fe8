"""What a bank takes of the processor and of memory, each in a process of its own; memory where Linux tells it.

Reads `{name: text of a bank}` as JSON, writes `{name: [what was said, seconds, kilobytes]}`.
"""

import json
import os
import sys
import time

from quizgen.bank import draw
from quizgen.bank.load import load_text
from quizgen.document.printers import text as printer
from quizgen.document.sheet import question
from quizgen.errors import UserError


def said(bank: str) -> str:
    """The first problem of a bank, or what its first exercise prints."""
    loaded = load_text(bank, "bank.toml")
    if loaded.problems:
        return str(loaded.problems[0])
    try:
        return printer.statement(question(draw(loaded.exercises[0], "1"), 0), width=80)
    except (UserError, ValueError) as error:
        return str(error)


def measured(bank: str) -> tuple[str, float, int]:
    """What is said, the seconds and the kilobytes of the process that says it."""
    if sys.platform != "linux":
        started = time.process_time()
        return said(bank)[:200], time.process_time() - started, 0
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        with open(writing, "w", encoding="utf-8", errors="replace") as pipe:  # noqa: PTH123 - a pipe
            try:
                pipe.write(said(bank)[:200])
            except BaseException as error:  # noqa: BLE001 - whatever it is, the test is to see it
                pipe.write(f"Traceback: {error!r}"[:200])
        os._exit(0)
    os.close(writing)
    with open(reading, encoding="utf-8") as pipe:  # noqa: PTH123 - a pipe
        found = pipe.read()
    _, _, used = os.wait4(child, 0)
    return found, used.ru_utime + used.ru_stime, used.ru_maxrss


if __name__ == "__main__":
    banks = json.load(sys.stdin)
    EMPTY = "[[exercise]]\nid = 'a'\nask = 'How many?'\nanswer = '1'"
    said(EMPTY)  # loads what every bank needs
    json.dump(
        {name: measured(bank) for name, bank in {"empty": EMPTY, **banks}.items()}, sys.stdout
    )
