"""`quizgen --help` as a process, beside the cost of click alone.

Run: python benchmarks/startup.py
"""

import subprocess
import sys
import time

ROUNDS = 15
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "import click": [sys.executable, "-c", "import click"],
    "quizgen --help": [sys.executable, "-m", "quizgen", "--help"],
}


def seconds(command: list[str]) -> float:
    """Wall time of one process."""
    start = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    return time.perf_counter() - start


def main() -> None:
    """Alternate the commands, print the medians and the ratio to click alone."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(ROUNDS):
        for name, command in COMMANDS.items():
            times[name].append(seconds(command))
    medians = {name: sorted(values)[ROUNDS // 2] for name, values in times.items()}
    for name, median in medians.items():
        print(f"{name:<16} {median * 1e3:7.1f} ms   × {median / medians['import click']:.2f}")
    print("bar: quizgen --help ≤ 150 ms")


if __name__ == "__main__":
    main()
