"""Broken answers to every form of shipped exercises: nothing may raise, take long, or be accepted falsely.

python benchmarks/fuzz_forms.py [COUNT] [FORM...]

A form is an answer kind, or what stands beside one (a property, a blank in a listing, a box in a figure, a
penalty). Texts begin as a key or a mistake as it is typed, and are broken several times. What is called correct and
has other numbers, words or signs than the key is listed, for a person to look at; the corpora of `fuzz_answers`,
`fuzz_words`, `fuzz_snippets` and of tests decide by themselves. COUNT texts for each form.
"""

import gc
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from quizgen.answers import kind_class, kind_names
from quizgen.answers.kind import FAILED, AnswerKind
from quizgen.bank import draw, load_banks
from quizgen.language.judges import kind_of
from quizgen.variant import Part, Variant

SLOW = 0.05
STATUSES = {"correct", "partial", "rounded", "wrong", "unreadable", "waiting"}
BESIDE: dict[str, Callable[[Variant, Part], bool]] = {
    "holds": lambda _, part: part.holds is not None,
    "box": lambda _, part: part.box is not None,
    "cloze": lambda variant, part: f"<<{part.id}>>" in str(variant.values.get("listing", "")),
    "prints": lambda variant, _: bool(variant.values.get("listing")),
    "penalty": lambda _, part: bool(part.settings.get("penalty")),
    "work": lambda _, part: "work_of" in part.settings,
}
PIECES = [
    *"0123456789.,;:+-*/^()[]{}<>=_'\"!?%|\\ \t\nxyWTabn", "−", "–", "×", "·", "½", "²", "ᵀ", "∪", "∞", "∛", "⊙", "\u200b", "\u202e", "\0", "х", "١", "𝟙",
    " or ", " not ", " and ", "nan", "inf", "1e9", "e400", "9" * 30, "**", "//", "^9^9^9", "(((((((((", "]]]]", "^T", ".T", " @ ", "(", ")", "((", "))",
    r"\frac{1}{2}", r"\cdot", r"\\", "&", "__import__('os')", "lambda: ", "range(10**9)", "true", "no", "A", "B", "None", "[0]*10**9", "sum(", "softmax(", "[-1, 2)",
]  # fmt: skip
# Words and numbers as signs say them; what parts them is left out.
_SIGNS = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+|[-−–+*/^=<>½²∪∞]")


@dataclass
class Found:
    """What one form showed."""

    texts: int = 0
    accepted: int = 0
    slowest: tuple[float, str, str] = (0.0, "", "")
    trouble: list[str] = field(default_factory=list)
    # Texts that were accepted and have not the signs of the key: for a person to look at.
    unlike: list[str] = field(default_factory=list)


def mutated(rng: random.Random, texts: list[str]) -> str:
    """A text broken one to six times."""
    text = rng.choice(texts)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 6))):
        i, j = sorted(rng.randrange(len(text) + 1) for _ in range(2))
        j = min(j, i + 12)
        match rng.randrange(6):
            case 0 | 1:
                text = text[:i] + rng.choice(PIECES) + text[i:]
            case 2:
                text = text[:i] + text[j:]
            case 3:
                text = text[:i] + rng.choice(PIECES) + text[i + 1 :]
            case 4:
                text = text[:j] + text[i:j] * rng.choice((1, 1, 30)) + text[j:]
            case 5:
                text = rng.choice(texts)[:i] + text[i:]
        text = text[:4_500]
    return text


def parts_by_form() -> Iterator[tuple[str, Variant, Part]]:
    """Every part of the shipped exercises, under each form that it has."""
    for exercise in load_banks().exercises.values():
        variant = draw(exercise, 3)
        for part in variant.parts:
            yield part.kind, variant, part
            yield from ((name, variant, part) for name, has in BESIDE.items() if has(variant, part))


def starts(part: Part) -> list[str]:
    """Texts to begin with: the key and the mistakes."""
    kind = kind_class(part.kind)
    values = [mistake.value for mistake in part.mistakes if mistake.value is not None]
    whole = [value for value in values if not (isinstance(value, list) and None in value)]
    found = [kind.typed(value) for value in (part.key, *whole)]
    return [text for text in found if text.strip()] or ["1"]


def signs(text: str) -> list[str]:
    """What a text says."""
    return [found.casefold() for found in _SIGNS.findall(text)]


def judge(rng: random.Random, kind: AnswerKind, part: Part, found: Found, texts: list[str]) -> None:
    """One broken text, judged."""
    text = mutated(rng, texts)
    begun = time.process_time()
    try:
        verdict = kind.judge(text)
    except BaseException as error:  # noqa: BLE001 - that is what is looked for
        found.trouble.append(f"{part.id}: {text!r} raises {error!r}")
        return
    spent = time.process_time() - begun
    # Once more: what it needs was loaded, or the machine was at something else.
    if spent > SLOW / 3:
        kind._judged.clear()  # noqa: SLF001 - what it remembers
        begun = time.process_time()
        kind.judge(text)
        spent = min(spent, time.process_time() - begun)
    found.texts += 1
    if spent > found.slowest[0]:
        found.slowest = spent, part.id, text[:80]
    if spent > SLOW:
        found.trouble.append(f"{part.id}: {text[:80]!r} takes {1000 * spent:.0f} ms")
    if FAILED in verdict.feedback or verdict.status not in STATUSES or not 0 <= verdict.score <= 1:
        found.trouble.append(f"{part.id}: {text!r}: {verdict}")
    if verdict.status == "correct":
        found.accepted += 1
        if signs(text) != signs(texts[0]):
            found.unlike.append(
                f"{part.kind} {texts[0][:60]!r}: {text[:80]!r} read as {verdict.reading[:60]!r}"
            )


def run(form: str, own: list[tuple[Variant, Part]], count: int) -> Found:
    """A form, its texts spread over at most twelve of its parts."""
    rng = random.Random(form)  # noqa: S311 - a corpus
    found = Found()
    chosen = rng.sample(own, min(12, len(own)))
    for _, part in chosen:
        kind, texts = kind_of(part), starts(part)
        for (
            text
        ) in texts:  # what is loaded when it is needed is loaded, and the key's points are computed
            kind.judge(f"{text} ")
        for _ in range(count // len(chosen)):
            judge(rng, kind, part, found, texts)
    return found


if __name__ == "__main__":
    COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    WANTED = sys.argv[2:] or [*kind_names(), *BESIDE]
    BY_FORM: dict[str, list[tuple[Variant, Part]]] = {}
    for name, variant, part in parts_by_form():
        BY_FORM.setdefault(name, []).append((variant, part))
    gc.collect()
    gc.disable()
    for name in WANTED:
        one = run(name, BY_FORM[name], COUNT)
        print(
            f"{name:18} {one.texts:6} texts, {one.accepted:5} accepted, slowest {1000 * one.slowest[0]:5.1f} ms "
            f"({one.slowest[1]}: {one.slowest[2]!r:.60}), {len(one.trouble)} troubles, {len(one.unlike)} accepted with other signs",
            flush=True,
        )
        print(
            *(f"    {line}" for line in (*one.trouble[:5], *one.unlike[:6])), sep="\n", flush=True
        )
