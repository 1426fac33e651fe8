"""Answers judged per second in one process, beside Math-Verify on the same answers in the same run.

Run: python benchmarks/answers.py        (Math-Verify: pip install math-verify)
"""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from quizgen.answers import answer_kind

QUESTIONS, STUDENTS, ROUNDS = 40, 60, 5
BAR, TIMES = 30_000, 100


@dataclass(frozen=True)
class Question:
    """A key, and what a class wrote: about half of it right, no text twice."""

    kind: str
    settings: dict[str, Any]
    key: Any
    latex: str
    answers: list[str]


def count(rng: random.Random) -> Question:
    """A number of parameters, with and without thousands groups."""
    key = rng.randrange(1_000, 2_000_000)
    texts = [f"{key:,}", f"{key}", f" {key}", f"+{key}", f"{key}.0", f"U = {key}"]
    texts += [str(key + rng.randrange(1, 10**6)) for _ in range(STUDENTS - len(texts))]
    return Question("integer", {}, key, str(key), texts)


def real(rng: random.Random) -> Question:
    """A decimal within a tolerance."""
    key = rng.randrange(1, 10**6) / 1000
    texts = [f"{key + rng.uniform(-2e-3, 2e-3) * key:.9f}" for _ in range(STUDENTS)]
    return Question("real", {"rtol": 1e-3}, key, str(key), texts)


def vector(rng: random.Random) -> Question:
    """Six whole entries, one of them off in half of the answers."""
    key = [rng.randrange(-50, 50) for _ in range(6)]
    texts = []
    for i in range(STUDENTS):
        entries = [*key]
        entries[i % 6] += i % 2 * rng.randrange(1, 10**6)
        body = (", ", ",", " ")[i % 3].join(map(str, entries))
        texts.append(f"[{body}]" if i % 4 else f"({' ' * (i // 4)}{body})")
    return Question("vector", {"partial": "per_entry"}, key, str(key), texts)


def matrix(rng: random.Random) -> Question:
    """Three by three, as nested lists."""
    key = [[rng.randrange(-9, 10) for _ in range(3)] for _ in range(3)]
    texts = []
    for i in range(STUDENTS):
        rows = [[*row] for row in key]
        rows[i % 3][i % 2] += i % 2 * rng.randrange(1, 10**6)
        texts.append(str(rows) + " " * (i // 2))
    body = r" \\ ".join(" & ".join(map(str, row)) for row in key)
    return Question("matrix", {}, key, rf"\begin{{bmatrix}} {body} \end{{bmatrix}}", texts)


def formula(rng: random.Random) -> Question:
    """A formula of the course in forms a class writes."""
    a, b = rng.randrange(2, 9), rng.randrange(2, 90)
    right = [
        f"{a}*x*(y+{b})",
        f"{a}xy+{a * b}x",
        f"x*({a}y + {a * b})",
        f"{a}x(y+{b})",
        f"{a * b}x+{a}x*y",
    ]
    texts = [right[i % 5] if i < 5 else f"{right[i % 5]} + {i}" for i in range(STUDENTS // 2)]
    texts += [f"{a}*x*(y+{b + i})" for i in range(1, STUDENTS - len(texts) + 1)]
    settings = {"variables": ["x", "y"]}
    return Question("expression", settings, right[0], f"{a} x (y + {b})", texts)


def mix() -> Iterator[Question]:
    """As many questions of each sort, drawn by a fixed seed."""
    rng = random.Random(2021)  # noqa: S311 - the benchmark's data
    for make in (count, real, vector, matrix, formula):
        for _ in range(QUESTIONS):
            yield make(rng)


def ours(questions: list[Question]) -> int:
    """Judge everything with fresh judges, so that nothing is remembered from an earlier round."""
    right = 0
    for question in questions:
        judge = answer_kind(question.kind, question.key, **question.settings).judge
        right += sum(judge(text).status == "correct" for text in question.answers)
    return right


def math_verify() -> Callable[[list[Question]], int] | None:
    """Math-Verify's judge, or None where it is not installed."""
    try:
        from math_verify import parse, verify
    except ImportError:
        return None

    def run(questions: list[Question]) -> int:
        right = 0
        for question in questions:
            gold = parse(f"${question.latex}$")
            right += sum(bool(verify(gold, parse(f"${text}$"))) for text in question.answers)
        return right

    return run


def rate(work: Callable[[list[Question]], int], questions: list[Question]) -> tuple[float, int]:
    """Answers per second of CPU, and how many were called right."""
    start = time.process_time()
    right = work(questions)
    return sum(len(q.answers) for q in questions) / (time.process_time() - start), right


def main() -> None:
    """Alternate the two judges on a sample of every sort; then all answers with ours alone."""
    everything = list(mix())
    by_sort = {
        kind: [q for q in everything if q.kind == kind]
        for kind in dict.fromkeys(q.kind for q in everything)
    }
    ours(everything[::QUESTIONS])  # imports
    for kind, questions in by_sort.items():
        speeds = [rate(ours, questions)[0] for _ in range(ROUNDS)]
        print(f"{kind:<12} {max(speeds):10,.0f} answers/s")
    speeds = [rate(ours, everything)[0] for _ in range(ROUNDS)]
    print(f"{'mix':<12} {max(speeds):10,.0f} answers/s; bar {BAR:,}")
    other = math_verify()
    if other is None:
        print("Math-Verify is not installed: pip install math-verify")
        return
    sample = [
        Question(q.kind, q.settings, q.key, q.latex, q.answers[:12])
        for q in everything[:: QUESTIONS // 4]
    ]
    pairs = [(rate(ours, sample)[0], rate(other, sample)[0]) for _ in range(ROUNDS)]
    mine, theirs = (
        sorted(a for a, _ in pairs)[ROUNDS // 2],
        sorted(b for _, b in pairs)[ROUNDS // 2],
    )
    print(
        f"same sample  {mine:10,.0f} answers/s, Math-Verify {theirs:,.0f}: × {mine / theirs:.0f}; bar × {TIMES}"
    )


if __name__ == "__main__":
    main()
