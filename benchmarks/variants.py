"""Every exercise at every level, drawn with its solution and its slips, each time with another seed.

Run: python benchmarks/variants.py [DRAWS]
"""

import sys
import time
from statistics import median

from quizgen.bank import draw, load_banks
from quizgen.garbage import rare_collection

DRAWS = 7
SLOWEST = 5


def main(draws: int) -> None:
    """Milliseconds of processor of one variant: the median of all draws, the slowest families, and the bars.

    A family is measured by the median of its own draws: a busy machine adds to single ones.
    """
    rare_collection()  # as in the commands
    families = [(e, level) for e in load_banks().exercises.values() for level in e.levels]
    times: dict[str, list[float]] = {f"{e.id} {level}": [] for e, level in families}
    for e, level in families:
        draw(e, "warm", level)
    for seed in range(draws):
        for e, level in families:
            start = time.thread_time()
            draw(e, f"benchmark {seed}", level)
            times[f"{e.id} {level}"].append((time.thread_time() - start) * 1e3)
    every = [value for values in times.values() for value in values]
    medians = sorted(((median(values), name) for name, values in times.items()), reverse=True)
    print(f"{len(every)} variants: median {median(every):.2f} ms; bar 0.8 ms")
    print(f"slowest family {medians[0][0]:.2f} ms, slowest variant {max(every):.2f} ms; bar 8 ms")
    for value, name in medians[:SLOWEST]:
        print(f"  {name:<28} {value:6.2f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DRAWS)
