"""Each question of a shipped exercise is a whole sentence, and its key is printed in the form that it asks for."""

import re
from functools import cache

import pytest

from quizgen.answers import kind_class
from quizgen.bank import draw, load_banks
from quizgen.document import tree
from quizgen.document.value import inlines
from quizgen.variant import Part, Variant

EXERCISES = load_banks().exercises
CASES = [(name, level) for name, exercise in EXERCISES.items() for level in exercise.levels]
DRAWS = 2

FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$]*\$|`[^`]*`", re.DOTALL)
SENTENCES = re.compile(r"(?<=[.?!])\s+")
# A sentence has one of these, or begins with one of the next.
VERBS = re.compile(
    r"\b(?:is|are|was|were|has|have|had|do|does|did|can|could|must|may|shall|should|will|would|makes?|belongs?|comes?"
    r"|gives?|gets?|takes?|happens?|shows?|joins?|fits?|follows?|computes?|learns?|leads?|reads?|stands?|reach(?:es)?"
    r"|explains?|finds?|stays?|becomes|turns?|maps?|keeps?|predicts?|minimis(?:es|ed)|refuses|sees|imagines|multiplies"
    r"|stops|begins?|defines|uses|arises?|slides?|counts?|looks?|adds?|holds?|repair|help|ends|costs?|writes|walks|went|came|says?|go(?:es)?|cross(?:es)?|needs?)\b",
    re.IGNORECASE,
)
ORDERS = re.compile(
    r"(?:Give|Write|Call|Answer|Fill|Put|Order|Name|Explain|Compute|Say|Leave|Mark|Show|Suppose|Let|Use|Read|See|Take)\b"
)
PLACES = {"one": 1, "two": 2, "three": 3, "four": 4}
ASKED = re.compile(r"\bto (one|two|three|four) decimal(?: place)?s?\b")
NUMBER = re.compile(r"\d+(?:/\d+|\.\d+)?")


def fragments(prompt: str) -> list[str]:
    """What of a prompt is no sentence, or goes on from the question before."""
    prose = FORMULA.sub("§", prompt).strip()
    return [one for one in SENTENCES.split(prose) if not _is_whole(re.sub(r"^[^\w§]+", "", one))]


def _is_whole(sentence: str) -> bool:
    whole = bool(ORDERS.match(sentence) or VERBS.search(sentence))
    return whole and not sentence.startswith("And ") and sentence.rstrip(")").endswith((".", "?"))


@pytest.mark.again
@pytest.mark.parametrize(("name", "level"), CASES)
def test_every_question_is_a_whole_sentence(name: str, level: str) -> None:
    for variant in drawn(name, level):
        assert {part.id: found for part in variant.parts if (found := fragments(part.prompt))} == {}


@pytest.mark.parametrize(
    ("prompt", "fragment"),
    [
        ("The value of $u$.", "The value of §."),
        ("And the second?", "And the second?"),
        ("And what does it give?", "And what does it give?"),
        ("What is $w$? Fractions or decimals.", "Fractions or decimals."),
        ("Is it taken over images? Over several channels?", "Over several channels?"),
        ("What are the slopes? [left, right]", "[left, right]"),
    ],
)
def test_a_fragment_is_seen(prompt: str, fragment: str) -> None:
    assert fragments(prompt) == [fragment]


@cache
def drawn(name: str, level: str) -> list[Variant]:
    return [draw(EXERCISES[name], f"prompts-{i}", level) for i in range(DRAWS)]


def printed(part: Part, value: object) -> str:
    pieces = inlines(kind_class(part.kind).on_one_line(value, part.settings))
    return "".join(piece.text for piece in pieces if isinstance(piece, tree.Text))


def test_keys_have_the_decimals_that_are_asked() -> None:
    looked_at = set()
    for name, level in CASES:
        for variant in drawn(name, level):
            for part in variant.parts:
                if found := ASKED.search(part.prompt):
                    looked_at.add((name, part.id))
                    numbers = NUMBER.findall(printed(part, part.key))
                    places = PLACES[found[1]]
                    assert numbers, (name, part.id, part.key)
                    assert all(len(number.partition(".")[2]) == places for number in numbers), (
                        name,
                        part.id,
                        numbers,
                    )
    assert ("adam-steps", "second") in looked_at
    assert ("adam-small-gradients", "large") in looked_at


def test_a_real_number_is_printed_as_a_decimal() -> None:
    """Its fractions too: a quarter asked to three places is 0.250."""
    parts = [
        part for case in CASES for v in drawn(*case) for part in v.parts if part.kind == "real"
    ]
    assert len(parts) > 10
    for part in parts:
        for value in (part.key, *(mistake.value for mistake in part.mistakes)):
            assert "/" not in printed(part, value), (part.prompt, value)
