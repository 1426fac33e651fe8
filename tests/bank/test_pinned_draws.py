"""The stream of random numbers and every shipped exercise, pinned by numbers.

Another stream, or another draw of an exercise, changes every sheet made from a seed: whoever
changes one sees it here. `QUIZGEN_PINS=write` writes `pinned_draws.json` anew;
`QUIZGEN_PINS=conv1d-arch,conv1d-compute` writes these exercises alone. A changed draw bumps the
exercise's `revision`; a changed stream is a new `GENERATOR`, said in the changelog.
"""

import json
import os
from collections.abc import Iterator
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

import pytest

from quizgen.bank import Exercise, draw, load_banks
from quizgen.bank.drawing import draw_functions
from quizgen.bank.randomness import GENERATOR, Generator
from quizgen.course.assignment import assign

PINS = Path(__file__).parent / "pinned_draws.json"
SEEDS = ("pin-0", "pin-1", "pin-2")
EXERCISES = load_banks().exercises
WRITE = os.environ.get("QUIZGEN_PINS", "")
LITERAL = [238, 973, 945, 137, 983, 948, 252, 486]
LITERAL_INTEGERS = [-7, -2, -2, 6, 2, -5, -3, 5]
LITERAL_SHUFFLED = [1, 4, 7, 5, 2, 3, 0, 6]
LITERAL_DRAWS = [
    39,
    7,
    [7, 9, 5, 6],
    [[-3, -3], [1, -3]],
    [4, 9, 1],
    [2, 5],
    [2, 1, 3, 4],
    -1,
    "3/4",
    "8.29",
    ["ln(5)", "ln(6)", "ln(4)"],
]
LITERAL_SHEET = ["lecture-verbatim·ghecmcb6", "77ac61486083f8082083afdb885213db"]


def pin(exercise: Exercise, level: str) -> list[str]:
    """The code of the first seed, and a digest of what is drawn and asked for all seeds."""
    variants = [draw(exercise, seed, level) for seed in SEEDS]
    said: list[Any] = [
        [v.values, [[part.id, part.kind, part.key] for part in v.parts]] for v in variants
    ]
    text = json.dumps(said, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return [variants[0].code, sha256(text.encode()).hexdigest()[:16]]


def pins() -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(PINS.read_text(encoding="utf-8"))["draws"]
    return found


def test_rewriting_on_request() -> None:
    """Not a check: the switch described above."""
    if not WRITE:
        return
    kept = {} if WRITE == "write" else pins()
    names = list(EXERCISES) if WRITE == "write" else WRITE.split(",")
    for name in names:
        kept = {key: value for key, value in kept.items() if key.partition(" ")[0] != name}
        for level in EXERCISES[name].levels if name in EXERCISES else ():
            kept[f"{name} {level}".strip()] = pin(EXERCISES[name], level)
    lines = ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in sorted(kept.items()))
    PINS.write_text(
        f'{{"generator": {json.dumps(GENERATOR)}, "draws": {{\n{lines}\n}}}}\n', encoding="utf-8"
    )


def test_pins_are_of_this_generator_and_of_every_exercise() -> None:
    data = json.loads(PINS.read_text(encoding="utf-8"))
    assert data["generator"] == GENERATOR
    assert set(data["draws"]) == {
        f"{e.id} {lv}".strip() for e in EXERCISES.values() for lv in e.levels
    }


@pytest.mark.parametrize("name", sorted(EXERCISES))
def test_draws_are_those_pinned(name: str) -> None:
    exercise = EXERCISES[name]
    found = {f"{name} {level}".strip(): pin(exercise, level) for level in exercise.levels}
    assert found == {key: pins().get(key) for key in found}


def words(key: str) -> Iterator[int]:
    """The documented stream, written once more: the counter 1, 2, … hashed with the hashed key."""
    secret = blake2b(key.encode("utf-8"), digest_size=32).digest()
    count = 0
    while count := count + 1:
        yield int(blake2b(count.to_bytes(8, "big"), key=secret, digest_size=8).hexdigest(), 16)


def numbers(key: str, n: int) -> Iterator[int]:
    """Numbers below `n`: words above the last multiple of `n` are passed over."""
    return (word % n for word in words(key) if word < 2**64 // n * n)


class TestStream:
    """Counter through BLAKE2b: as documented, and literally."""

    @pytest.mark.parametrize("key", ["", "a", "quizgen", "Zoë\0E\0\0" + "7"])
    @pytest.mark.parametrize("n", [1, 2, 7, 1000, 3 * 2**62, 2**64])
    def test_as_documented(self, key: str, n: int) -> None:
        generator, again = Generator(key), numbers(key, n)
        for _ in range(50):
            assert generator.below(n) == next(again)

    def test_literally(self) -> None:
        generator = Generator("quizgen")
        assert [generator.below(1000) for _ in range(8)] == LITERAL
        generator = Generator("quizgen")
        assert [generator.integer(-9, 9) for _ in range(8)] == LITERAL_INTEGERS
        assert Generator("quizgen").shuffled(range(8)) == LITERAL_SHUFFLED

    def test_every_draw_function(self) -> None:
        f = draw_functions(Generator("quizgen"))
        found = [
            f["integer"](1, 100),
            f["choice"]([2, 3, 5, 7, 11]),
            f["vector"](4, -5, 9).tolist(),
            f["matrix"](2, 2, -3, 3).tolist(),
            f["distinct"](3, 1, 9).tolist(),
            f["sample"]([1, 2, 3, 4, 5], 2),
            f["shuffle"]([1, 2, 3, 4]),
            f["sign"](),
            str(f["fraction"](9)),
            str(f["decimal"](1, 9, 2)),
            [str(entry) for entry in f["logits"](3)],
        ]
        assert found == LITERAL_DRAWS


def test_a_homework_of_an_open_seed() -> None:
    """The student's numbers follow from seed, sheet, name, question and how often that came before."""
    library = load_banks()
    ada = assign(library, library.sheet("lecture-verbatim"), "2021", "Ada")
    assert [ada.code, ada.questions[0].seed] == LITERAL_SHEET
