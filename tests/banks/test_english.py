"""What is printed of shipped exercises is plain English, beyond the lint of banks: signs, numbers, names of slips."""

import re
from collections.abc import Iterator

import pytest

from quizgen.bank import draw, load_banks
from quizgen.bank.lints.english import faults as slips_of_the_pen
from quizgen.bank.wording import wordings
from quizgen.document.wording import slip
from quizgen.practice.hints import hints
from quizgen.slips.hints import HINTS
from quizgen.variant import Variant

EXERCISES = load_banks().exercises
CASES = [(name, level) for name, exercise in EXERCISES.items() for level in exercise.levels]
DRAWS = 2

# What is no prose: code, formulas.
NO_PROSE = re.compile(r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$", re.DOTALL)
LONG_LOGARITHM = re.compile(r"= [^=]*\\ln\([^)]*\d{5}[^=]*$")
# What is put in where a template is filled, and what asks whether.
IN_A_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
COUNTED = (
    "inputs outputs kernels filters units columns rows places points values weights layers windows parameters "
    "edges steps batches epochs blanks channels heads neurons images observations classes labels connections"
).replace(" ", "|")
FAULTS = {
    "two blanks": re.compile(r"(?<=\S)  +(?=\S)"),
    "a blank before a sign": re.compile(r"[\w§] [,.;:!?](?:\s|$)"),
    "one of many": re.compile(rf"(?<![\w.−·/,-])(?<![+−·/] )1 (?:{COUNTED})\b"),
    # The order of words of another language: "How many weights has a layer?", "asked is the mean".
    "the verb in the wrong place": re.compile(
        r"\b[Aa]sked (?:is|are)\b|\bhas not (?:the|an?)\b|\b[Ss]o many (?:has|have|it)\b|\b[Tt]hat many \w+ (?:has|have|there)\b"
        r"|\b[Hh]ow many (?:(?!of\b)[\w-]+ ){1,3}(?:has|have) (?:the|each|both|one|an?|its?|they|these|those|layer|\d+|\{\{)(?!\w)(?![^.?!]* been)"
        r"|\b[Ww]hich shape has (?:the|each|one|an?|it)\b"
        # "In the formula stands the exponential", "to the loss comes a penalty".
        r"|(?:^|[.:;] )(?:In|Inside|On|Beside|Below|Above|Under|To) (?!which)[^.:;,]{1,50}? (?:stands?|lies?|comes?) (?:the|an?|one|no|§|\d)"
    ),
    "a comma between two sentences": re.compile(
        r"[\w§)], its [\w ]+? (?:is|are|has|have)\b(?![^.]*, and )"
    ),
    "another spelling": re.compile(r"\b(?:normal|regular|standard|optim|general)iz(?!er)\w+"),
    "quotation marks of another language": re.compile(r"[«»„‚‹›]"),
    "two stops": re.compile(r"(?<!\.)\.\.(?!\.)|[,;:][,;:.]"),
    "a word of the program's": re.compile(r"\btaps?\b"),
    # What a gradient is taken of and by: "the gradient of J with respect to the weights".
    "a gradient in something": re.compile(
        r"\b(?:[Gg]radients?|[Dd]erivatives?)(?: of (?:the )?[\w§-]+)?(?: §)? in "
        r"(?:§|its\b|weights\b|biases\b|inputs\b|each (?!step)\w|the (?!first|last|same|network)\w|an? (?!layer|network|order|step)\w)"
        r"|\bgradients of (?:(?!with respect)[^.:;])* in all\b"
        r"|\b[Dd]ifferentiate (?:an?|the) \w+ in (?:one|the|its|each|all)\b"
        r"|; in the \w+ it is (?:multiplied|divided)\b"
    ),
}
# A transpose is `^\\top`, wherever it is printed.
TRANSPOSED = re.compile(r"\^(?:T\b|\{T\})")
# A figure's description is read aloud.
LATEX = re.compile(r"[{}\\]")
CLAUSE = re.compile(r"[.;:?](?:\s|$)|, (?:so|and) ")


def faults(text: str) -> Iterator[str]:
    """What is wrong with a text, each with the words."""
    prose = NO_PROSE.sub("§", text)
    for name, pattern in FAULTS.items():
        found = pattern.search(prose)
        if found:
            yield f"{name}: {prose[max(0, found.start() - 20) : found.end() + 20]!r}"
    yield from (f"{name}: {where}" for name, where in slips_of_the_pen(text, sentence=False))
    if prose.count("(") != prose.count(")"):
        yield f"a parenthesis left open: {prose!r}"


def said_twice(text: str, again: str) -> set[str]:
    """The clauses that two texts of one place have in common."""
    first, second = ({c.strip() for c in CLAUSE.split(each)} for each in (text, again))
    return {clause for clause in first & second if len(clause.split()) > 2}


def printed(variant: Variant) -> Iterator[tuple[str, str]]:
    """Every sentence of an exercise, with its place."""
    yield "title", variant.title
    yield "text", variant.text
    yield from (("conventions", convention) for convention in variant.conventions)
    for part in variant.parts:
        yield f"{part.id}: prompt", part.prompt
        yield f"{part.id}: explanation", part.explanation
        yield from ((f"{part.id}: hint", hint) for hint in hints(part))
        for mistake in part.mistakes:
            yield f"{part.id}: {mistake.name}", mistake.hint
        for step in part.solution:
            yield f"{part.id}: solution", " ".join(filter(None, (step.note, step.legend))).strip()


@pytest.mark.again
@pytest.mark.parametrize(("name", "level"), CASES)
def test_exercises_read_well(name: str, level: str) -> None:
    variants = [draw(EXERCISES[name], f"english-{i}", level) for i in range(DRAWS)]
    found = {
        (place, fault)
        for variant in variants
        for place, text in printed(variant)
        for fault in faults(text)
    }
    assert sorted(found) == []
    told = [step for v in variants for p in v.parts for step in p.solution]
    # A value alone on a line says nothing of how it was found.
    assert [
        s for s in told if not (s.symbol or s.formula) and s.substitution in ("", s.value)
    ] == []
    # A logarithm of a long number is printed by its primes; those of sheets have few and small ones.
    values = [str(step) for v in variants for part in v.parts for step in part.solution]
    assert [value for value in values if LONG_LOGARITHM.search(value)] == []
    assert [f.alt for v in variants for f in v.figures if LATEX.search(f.alt)] == []
    formulas = [
        f for v in variants for _, text in printed(v) for f in re.findall(r"\$[^$]+\$", text)
    ]
    steps = [side for s in told for side in (s.symbol, s.formula, s.substitution, s.value)]
    assert [formula for formula in (*formulas, *steps) if TRANSPOSED.search(formula)] == []
    for part in (part for variant in variants for part in variant.parts):
        notes = ". ".join(step.note for step in part.solution)
        assert said_twice(part.explanation, notes) == set(), part.id
        for mistake in part.mistakes:
            # What is printed beside a value says something else than the value.
            assert str(mistake.value).lower() != slip(mistake.name), mistake
            assert mistake.hint[0].isupper() or mistake.hint[0] in "`$t“1", mistake
            assert mistake.hint.endswith((".", "?")), mistake
        # Of several other values of a convention the hints tell which is meant.
        names = [slip(mistake.name) for mistake in part.mistakes]
        names = [name for name in names if name != "by another convention"]
        assert len(set(names)) == len(names), (part.id, sorted(names))


@pytest.mark.parametrize("name", EXERCISES)
def test_objectives_read_well(name: str) -> None:
    assert list(faults(EXERCISES[name].objective)) == []


@pytest.mark.parametrize("quantity", sorted(wordings()))
def test_the_words_of_a_default_question_are_in_their_places(quantity: str) -> None:
    """Of its template, where values and conditions are left open, only the order of the words can be read."""
    plain = NO_PROSE.sub("§", IN_A_TEMPLATE.sub("§", wordings()[quantity]))
    order = ("the verb in the wrong place", "a gradient in something")
    assert [
        (name, found[0]) for name in order for found in [FAULTS[name].search(plain)] if found
    ] == []


def test_shared_hints_read_well() -> None:
    assert [(name, fault) for name, hint in HINTS.items() for fault in faults(hint)] == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Add  them.", "two blanks"),
        ("Add $x$ , then stop.", "a blank before a sign"),
        ("There are 1 kernels.", "one of many"),
        ("Add them..", "two stops"),
        ("Each tap carries a gradient.", "a word of the program's"),
        ("How many weights has the layer?", "the verb in the wrong place"),
        ("How many values has a window, and how many places?", "the verb in the wrong place"),
        ("That is the sum; asked is the mean.", "the verb in the wrong place"),
        ("The output has not the size of the input.", "the verb in the wrong place"),
        ("How many places has its window?", "the verb in the wrong place"),
        ("How many units has layer 1?", "the verb in the wrong place"),
        ("In the formula stands the exponential.", "the verb in the wrong place"),
        ("That is all. To the loss comes the penalty.", "the verb in the wrong place"),
        ("It computes the gradients of the loss in all parameters.", "a gradient in something"),
        ("Differentiate the loss in one prediction.", "a gradient in something"),
        ("It is 6; in the weight it is multiplied by the input.", "a gradient in something"),
        ("So many have the layers together.", "the verb in the wrong place"),
        ("It is one picture, its shape is (5, 5).", "a comma between two sentences"),
        ("Batch normalization has a scale.", "another spelling"),
        ("«Dropout» is meant.", "quotation marks of another language"),
        ("Add them (all.", "a parenthesis left open"),
        ("It counts the the window.", "a word stands twice"),
    ],
)
def test_each_fault_is_seen(text: str, fault: str) -> None:
    # What the lint of banks has come to see as well is told twice.
    assert fault in [found.partition(":")[0] for found in faults(text)]


def test_what_is_said_twice_is_seen() -> None:
    note = "What is padded is added to each size; the channels stay."
    assert said_twice("The height becomes 4; the channels stay.", note) == {"the channels stay"}


@pytest.mark.parametrize(
    "text",
    [
        "A unit is a one-dimensional thing, an hour long: `a  b`, $-1$, 2-d, x₁, …, x₃.",
        "16 − 3 + 1 places; 2 · 1 inputs, and so on ... 1 input, 21 kernels. On panel A at 3.",
        "What is so (it is) is known.",
        "How many observations has the network been shown? How many weights does each layer that learns have?",
        "See how many have the label, and how many of them have the other; the mean is what is asked.",
    ],
)
def test_plain_english_is_let_through(text: str) -> None:
    assert list(faults(text)) == []
