"""Questions about an architecture's own layers, written as a bank and a sheet in TOML.

Everything else (keys, worked solutions, recognised mistakes) is the bank's and the solver's
business, as for any other exercise.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from quizgen.architecture.questions import changed, one_layer, whole
from quizgen.architecture.questions.exercise import Exercise, toml
from quizgen.architecture.summary import Summary
from quizgen.errors import UserError


@dataclass(frozen=True, slots=True)
class Quiz:
    """A bank and the sheet that goes through it."""

    id: str
    bank: str
    sheet: str


def quiz(summary: Summary, name: str, *, seed: str = "", count: int | None = None) -> Quiz:
    """The questions of an architecture called `name`; `count` of them, chosen by `seed`.

    >>> from quizgen.architecture import read, summarise
    >>> found = quiz(summarise(read("Conv1d(1, 1, 3, stride=2)"), (20,)), "strided")
    >>> print(found.sheet)
    id = "strided-quiz"
    title = "Questions about strided"
    questions = ["strided-1-counts", "strided-1-values"]
    """
    if summary.network.left_out:
        raise UserError(
            f"the network is not read whole: {summary.network.left_out[0]}",
            "its table is what quizgen solve prints",
        )
    slug = _slug(name)
    about = [
        exercise
        for kind in (one_layer, changed)
        for exercise in kind.questions(summary, slug, name)
    ]
    about.sort(key=lambda exercise: exercise.place)
    exercises = [*about, *whole.questions(summary, slug, name)]
    if not exercises:
        raise UserError(
            f"{name} has nothing to ask about", "give an architecture with layers, and --input"
        )
    chosen = _chosen(exercises, seed, count)
    head = f"# Questions about {name}, made by `quizgen quiz`.\n"
    bank = head + "\n".join(exercise.to_toml() for exercise in chosen)
    sheet = (
        f"id = {toml(slug + '-quiz')}\ntitle = {toml('Questions about ' + name)}\n"
        f"questions = {toml([exercise.id for exercise in chosen])}\n"
    )
    return Quiz(f"{slug}-quiz", bank, sheet)


def _slug(name: str) -> str:
    found = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40].strip("-")
    return found or "network"


def _chosen(exercises: Sequence[Exercise], seed: str, count: int | None) -> list[Exercise]:
    """As many as wanted, in the network's order; no two of one theme while there are other themes.

    What is asked changes first, then the kind of layer it is asked of. Among equals the seed decides,
    by the order of hashes.
    """

    def rank(exercise: Exercise) -> bytes:
        return blake2b(f"{seed}\0{exercise.id}".encode(), digest_size=16).digest()

    waiting = sorted(exercises, key=rank)
    chosen: set[str] = set()
    themes: list[tuple[str, str]] = []
    while waiting and (count is None or len(chosen) < count):
        asked = [what for what, _ in themes]
        following = min(waiting, key=lambda e: (themes.count(e.theme), asked.count(e.theme[0])))
        waiting.remove(following)
        themes.append(following.theme)
        chosen.add(following.id)
    return [exercise for exercise in exercises if exercise.id in chosen]
