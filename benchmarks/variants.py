"""Every exercise at every level, drawn with its solution and its slips, each time with another seed.

Run: python benchmarks/variants.py [DRAWS]
"""

import sys
import time
from collections.abc import Iterator
from statistics import median
from typing import TypeAlias

from quizgen.bank import draw, load_banks
from quizgen.bank.exercise import Exercise
from quizgen.garbage import rare_collection

DRAWS = 7
SLOWEST = 5

Family: TypeAlias = tuple[Exercise, str]


def for_a_class(families: list[Family], draws: int) -> Iterator[tuple[Family, str]]:
    """One exercise for one student after another, then the next exercise."""
    for family in families:
        for seed in range(draws):
            yield family, f"class {seed}"


def in_turns(families: list[Family], draws: int) -> Iterator[tuple[Family, str]]:
    """Each time another exercise: what was used for the last draw of one is no longer near the processor."""
    for seed in range(draws):
        for family in families:
            yield family, f"turn {seed}"


def measured(order: Iterator[tuple[Family, str]]) -> dict[str, list[float]]:
    """Milliseconds of processor of each draw, by exercise and level."""
    times: dict[str, list[float]] = {}
    for (exercise, level), seed in order:
        start = time.thread_time()
        draw(exercise, seed, level)
        spent = (time.thread_time() - start) * 1e3
        times.setdefault(f"{exercise.id} {level}", []).append(spent)
    return times


def main(draws: int) -> None:
    """The median of all draws in both orders, the slowest families, and the bars.

    A family is measured by the median of its own draws: a busy machine adds to single ones.
    """
    rare_collection()  # as in the commands
    families = [(e, level) for e in load_banks().exercises.values() for level in e.levels]
    for exercise, level in families:
        draw(exercise, "warm", level)
    turns = measured(in_turns(families, draws))
    times = measured(for_a_class(families, draws))
    every = [value for values in times.values() for value in values]
    mixed = median(value for values in turns.values() for value in values)
    medians = sorted(((median(values), name) for name, values in times.items()), reverse=True)
    print(f"{len(every)} variants: median {median(every):.2f} ms; bar 0.8 ms")
    print(f"each time another exercise: median {mixed:.2f} ms")
    print(f"slowest family {medians[0][0]:.2f} ms, slowest variant {max(every):.2f} ms; bar 8 ms")
    for value, name in medians[:SLOWEST]:
        print(f"  {name:<28} {value:6.2f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DRAWS)
