"""`quizgen --help` as a process, beside the cost of click alone; the processor's time of other commands.

Run: python benchmarks/startup.py
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from quizgen.resources import shipped

ROUNDS = 15
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "import click": [sys.executable, "-c", "import click"],
    "quizgen --help": [sys.executable, "-m", "quizgen", "--help"],
}


# Commands, and the seconds of processor they may take; the first round writes the compiled modules.
BARS = {
    "show conv1d-out-size": 0.32,
    "homework week-4-convolution --student Ada": 0.7,
    "list": 0.3,
}


def many_exercises(folder: Path) -> int:
    """The shipped banks over and over, with other ids: how many exercises that makes."""
    count = 0
    for copy in range(15):
        for bank in shipped("banks").glob("*.toml"):
            text = bank.read_text(encoding="utf-8")
            first = re.compile(r'(\[\[exercise\]\]\nid\s*=\s*")')
            text, made = first.subn(rf"\g<1>copy{copy}-", text)
            (folder / f"{bank.stem}{copy}.toml").write_text(text, encoding="utf-8")
            count += made
    return count


def processor(command: list[str]) -> float:
    """Processor time of one process, in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        before = os.times()
        subprocess.run(command, capture_output=True, check=True, cwd=folder)
        after = os.times()
    return sum(after[2:4]) - sum(before[2:4])


def seconds(command: list[str]) -> float:
    """Wall time of one process."""
    start = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    return time.perf_counter() - start


def main() -> None:
    """Alternate the commands, print the medians and the ratio to click alone."""
    # Where modules are compiled anew each time, that is most of what a command takes.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(ROUNDS):
        for name, command in COMMANDS.items():
            times[name].append(seconds(command))
    medians = {name: sorted(values)[ROUNDS // 2] for name, values in times.items()}
    for name, median in medians.items():
        print(f"{name:<16} {median * 1e3:7.1f} ms   × {median / medians['import click']:.2f}")
    print("bar: quizgen --help ≤ 150 ms")
    for words, bar in BARS.items():
        command = [sys.executable, "-m", "quizgen", *words.split()]
        best = min(processor(command) for _ in range(ROUNDS))
        print(f"quizgen {words:<50} {best:.2f} s of processor; bar {bar} s")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["QUIZGEN_HOME"] = folder
        count = many_exercises(Path(folder))
        command = [sys.executable, "-m", "quizgen", "list", "--bank", folder]
        first, again = processor(command), min(processor(command) for _ in range(ROUNDS))
    print(
        f"quizgen list of {count} besides  {again:.2f} s of processor, {first:.2f} s the first time; bar 0.3 s"
    )


if __name__ == "__main__":
    main()
