"""Partial credit of the shipped exercises: answers that show no knowledge earn nothing, half right ones do."""

import math
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, permutations
from typing import Any

import pytest

from quizgen.answers import answer_kind
from quizgen.bank import draw, load_banks
from quizgen.bank.load import load_text
from quizgen.course.assignment import assign
from quizgen.grading.judging import judged
from quizgen.language.judges import kind_of
from quizgen.variant import Part, Variant

pytestmark = pytest.mark.again
SEEDS = range(3)
SHARED = ("vector", "matrix", "symbolic_matrix", "multi", "order")


def variants() -> Iterator[Variant]:
    for exercise in load_banks().exercises.values():
        for level in exercise.levels:
            for seed in SEEDS:
                yield draw(exercise, f"credit-{seed}", level)
        for instance in exercise.instance:
            yield draw(exercise, "", None, instance)


@pytest.fixture(scope="module")
def shared() -> list[tuple[Variant, int]]:
    """Every part with partial credit by its key's entries, as a variant and the part's place."""
    return [
        (variant, place)
        for variant in variants()
        for place, part in enumerate(variant.parts)
        if part.kind in SHARED and not part.holds
    ]


def shape(value: Any) -> tuple[int, ...]:
    """By nested lists; a column or a row of a table counts as a vector, too."""
    if not isinstance(value, list) or not value:
        return ()
    return (len(value), *shape(value[0]))


def filled(form: tuple[int, ...], entry: Any) -> Any:
    return [filled(form[1:], entry) for _ in range(form[0])] if form else entry


def written(value: Any) -> str:
    return str(value).replace("'", "")


def entries(value: Any) -> list[Any]:
    return [e for row in value for e in entries(row)] if isinstance(value, list) else [value]


def turned(value: Any) -> Any:
    if len(shape(value)) != 2 or any(
        not isinstance(row, list) or len(row) != len(value[0]) for row in value
    ):
        return value
    return [list(column) for column in zip(*value, strict=True)]


def without_knowledge(variant: Variant, place: int) -> Iterator[str]:
    """Answers anybody could write who has read the question and knows nothing."""
    part = variant.parts[place]
    if part.kind in ("multi", "order"):
        letters = [str(letter) for letter in part.settings["choices"]]
        yield ", ".join(letters)
        yield ", ".join(reversed(letters)) if part.kind == "order" else "none"
        return
    form = shape(part.key)
    drawn = [e for value in variant.values.values() for e in entries(value)]
    for entry in {0, 1, -1, *map(str, entries(part.key)), *map(str, drawn)}:
        yield written(filled(form, entry))
    given = [*variant.values.values(), *(p.key for p in variant.parts[:place])]
    for value in given:
        for other in (value, turned(value)):
            if shape(other) == form:
                yield written(other)
            elif math.prod(shape(other)) == math.prod(form) and 1 in shape(other):
                flat = entries(other)
                yield written(
                    flat if len(form) == 1 else [flat] if form[0] == 1 else [[e] for e in flat]
                )


def test_answers_that_show_no_knowledge_earn_nothing(shared: list[tuple[Variant, int]]) -> None:
    tried = earned = 0
    for variant, place in shared:
        part = variant.parts[place]
        kind = kind_of(part)
        for text in without_knowledge(variant, place):
            verdict = kind.judge(text)
            tried += verdict.status != "unreadable"
            earned += verdict.status == "correct"
            assert verdict.score in (0, 1), (variant.code, part.id, text, part.key, verdict)
            if verdict.status == "correct":
                assert kind.repeats(text, key_text(part)) or part.kind == "order"
    assert tried > 2_500
    assert earned < tried / 20  # such as an input that ReLU leaves as it is


def key_text(part: Part) -> str:
    return ", ".join(part.key) if part.kind == "multi" else written(part.key)


def half_right(part: Part) -> str | None:
    """The key with its first half changed; None where the key has no two entries."""
    if len(entries(part.key)) < 2:
        return None
    left = len(entries(part.key)) // 2

    def changed(value: Any) -> Any:
        nonlocal left
        if isinstance(value, list):
            return [changed(entry) for entry in value]
        left -= 1
        return value if left < 0 else "987654321"

    return written(changed(part.key))


def test_half_right_vectors_and_matrices_earn_less_than_all(
    shared: list[tuple[Variant, int]],
) -> None:
    paid = whole = 0
    for variant, place in shared:
        part = variant.parts[place]
        text = half_right(part) if part.kind in SHARED[:3] else None
        if text is None:
            continue
        verdict = kind_of(part).judge(text)
        total = len(entries(part.key))
        whole += 1
        paid += verdict.score > 0
        assert 0 <= verdict.score <= Fraction(total - total // 2, total)
        assert "not right" in verdict.feedback
        if verdict.score:
            assert f"{total - total // 2} of {total} entries" in verdict.feedback
            assert verdict.status == "partial"
        # What is right is not printed.
        for entry in entries(part.key)[: total // 2]:
            if len(str(entry)) > 4:
                assert str(entry) not in verdict.feedback
    assert paid > 0.7 * whole


def test_another_shape_earns_nothing(shared: list[tuple[Variant, int]]) -> None:
    for variant, place in shared:
        part = variant.parts[place]
        if part.kind in SHARED[:3]:
            longer = [*part.key, part.key[-1]]
            assert kind_of(part).judge(written(longer)).score == 0, (variant.code, part.id)


def longest(answer: tuple[str, ...], order: tuple[str, ...]) -> int:
    """The longest common subsequence, by the textbook's table."""
    table = [[0] * (len(order) + 1) for _ in range(len(answer) + 1)]
    for i, a in enumerate(answer):
        for j, b in enumerate(order):
            table[i + 1][j + 1] = (
                table[i][j] + 1 if a == b else max(table[i][j + 1], table[i + 1][j])
            )
    return table[-1][-1]


def allowed(order: tuple[str, ...], key: Any) -> bool:
    if isinstance(key, list):
        return list(order) == key
    return all(set(key[label]) <= set(order[:i]) for i, label in enumerate(order))


def test_orders_earn_what_all_right_orders_say_one_by_one(
    shared: list[tuple[Variant, int]],
) -> None:
    """Against every right order, listed one by one."""
    seen: set[str] = set()
    compared = 0
    for variant, place in shared:
        part = variant.parts[place]
        if part.kind != "order" or len(part.settings["choices"]) > 7 or str(part.key) in seen:
            continue
        seen.add(str(part.key))
        letters = tuple(str(letter) for letter in part.settings["choices"])
        right = [order for order in permutations(letters) if allowed(order, part.key)]
        total = len(letters)
        chance = max(
            n
            for order in (letters, letters[::-1])
            if (n := max(longest(order, other) for other in right)) < total
        )
        for answer in list(permutations(letters))[:: 7 if total > 5 else 1][:300]:
            most = max(longest(answer, other) for other in right)
            expected = (
                max(Fraction(0), Fraction(most - chance, total - chance)) if most < total else 1
            )
            compared += 1
            assert kind_of(part).judge(", ".join(answer)).score == expected, (part.key, answer)
    assert compared > 500


@pytest.mark.parametrize(("size", "right"), [(n, k) for n in range(2, 6) for k in range(n + 1)])
def test_options_are_counted_beyond_ticking_all_or_none(size: int, right: int) -> None:
    letters = "ABCDE"[:size]
    key = list(letters[:right])
    kind = answer_kind("multi", key, choices=list(letters), partial="per_entry")
    for count in range(size + 1):
        for ticked in combinations(letters, count):
            verdict = kind.judge(", ".join(ticked) or "none")
            decided = sum((letter in key) == (letter in ticked) for letter in letters)
            chance = max(n for n in (right, size - right) if n < size)
            if decided < size:
                assert verdict.score == max(0, Fraction(decided - chance, size - chance))
            if count in (0, size) and list(ticked) != key:
                assert verdict.score == 0


BANK = """
[[exercise]]
id = "own"
draw = {{ x = "vector(4, -5, 5)" }}
require = ["x.min() < 0", "x.max() > 0"]
text = "Inputs {{{{ x | row }}}}."
ask = "relu(x)"
{settings}
"""


@pytest.mark.parametrize(
    ("settings", "rule"), [("", "per_entry"), ("settings = {{ partial = 'all' }}", "all")]
)
def test_an_exercise_may_say_all(settings: str, rule: str) -> None:
    loaded = load_text(BANK.format(settings=settings.format()), "own.toml")
    assert not loaded.problems
    (part,) = draw(loaded.exercises[0], 1).parts
    assert part.settings["partial"] == rule
    assert ("trivial" in part.settings) == (rule == "per_entry")


def test_a_sheet_may_say_all() -> None:
    text = 'id = "s"\nquestions = ["forward-mlp"]\n'
    library = load_banks()
    shared_out = load_text(text, "s.toml").sheets[0]
    whole = load_text(text + 'partial = "all"\n', "s.toml").sheets[0]
    for sheet, rule in ((shared_out, "per_entry"), (whole, "all")):
        (variant,) = assign(library, sheet, "1", "Ada").questions
        rules = {part.settings.get("partial") for part in variant.parts if part.kind == "vector"}
        assert rules == {rule}
    wrong = load_text(text + 'partial = "some"\n', "s.toml").problems
    assert [problem.field for problem in wrong] == ["partial"]


def test_follow_through_takes_the_better_share() -> None:
    """An earlier slip, then the right method with a slip of its own: measured by the earlier answer."""
    variant = draw(load_banks().exercise("forward-mlp"), "", None, "exam-2022")
    # a = (-4, 2) and h = (0, 2); this student has a = (7, 5), so h = (7, 5) follows.
    part = next(p for p in variant.parts if p.id == "h1")
    assert part.key == [0, 2]
    verdict, follows = judged(variant, part, "[7, 5]", {"a1": "[7, 5]"})
    assert verdict.status == "wrong" or follows
    bank = """
[[exercise]]
id = "own"
draw = { n = "integer(2, 90)" }
text = "Four networks, {{ n }} students."
[[exercise.part]]
id = "A"
ask = "The weights of each function of the first?"
answer = "[100000, 100000, 1000, 10]"
[[exercise.part]]
id = "totals"
ask = "The weights of each network?"
answer = "[201010, 5510, 2255, 20200]"
follow = "[sum(A), 5510, 2255, 20200]"
"""
    table = draw(load_text(bank, "b.toml").exercises[0], 1)
    totals = table.parts[1]
    # 100,000 + 1,000 + 1,000 + 10 by a slip in A, and a slip of addition in C.
    earlier = {"A": "[100000, 1000, 1000, 10]"}
    verdict, _ = judged(table, totals, "[102010, 5510, 2256, 20200]", earlier)
    assert verdict.status == "partial"
    assert verdict.score == Fraction(3, 4)
    assert "your answer to (a)" in verdict.feedback
    verdict, follows = judged(table, totals, "[102010, 5510, 2255, 20200]", earlier)
    assert verdict.score == 1
    assert follows == ("A",)


def test_a_value_that_the_statement_prints_by_name_is_no_answer() -> None:
    """Also where it was computed by a `let`, and where only a figure shows it."""
    bank = """
[[exercise]]
id = "own"
draw = { x = "vector(4, -5, 5)" }
let = { z = "x * 3", hidden = "x * 5" }
require = ["x.min() < 0", "x.max() > 0"]
text = "Pre-activations {{ z | row }}."
ask = "What does ReLU give?"
answer = "relu(z)"
"""
    loaded = load_text(bank, "own.toml")
    assert not loaded.problems
    variant = draw(loaded.exercises[0], 1)
    (part,) = variant.parts
    printed = [3 * entry for entry in variant.values["x"]]
    assert part.settings["trivial"] == [variant.values["x"], printed]
    assert kind_of(part).judge(written(printed)).score == 0
