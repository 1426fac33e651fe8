"""Whatever the program prints as an answer is read back as that answer: every kind, every printer, every exercise."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from quizgen.answers import KINDS, answer_kind, kind_class
from quizgen.bank import draw, load_banks
from quizgen.document import sheet as document
from quizgen.document import value
from quizgen.document.part import Part as TypesetPart
from quizgen.document.printers import html, latex, latex_tree, text, typst
from quizgen.language.judges import kind_of
from quizgen.variant import Part, Variant


def parts() -> Iterator[tuple[Variant, TypesetPart]]:
    for exercise in load_banks().exercises.values():
        drawn = [draw(exercise, "print", level) for level in exercise.levels]
        drawn += [draw(exercise, "", None, instance) for instance in exercise.instance]
        for variant in drawn:
            for part in document.question(variant, 1).parts:
                if not kind_class(part.kind).by_person:
                    yield variant, part


def between(text: str, before: str, after: str) -> str:
    start = text.index(before) + len(before)
    return text[start : text.index(after, start)]


def alone(variant: Variant, part: TypesetPart) -> document.Sheet:
    """A sheet with this part only."""
    question = document.question(variant, 1)
    only = replace(question, parts=(replace(part, drawn=replace(part.drawn, mistakes=())),))
    return replace(document.sheet([variant], title="t"), questions=(only,))


def terminal(variant: Variant, part: TypesetPart, width: int = 200) -> str:
    """The lines of `show --key` with the answer, as they are copied from a terminal."""
    page = text.question(alone(variant, part).questions[0], key=True, width=width)
    prompt = text.part_prompt(part, width=width).rstrip("\n")
    below = page[page.index(prompt) + len(prompt) :]
    solved = text.solution(part, width=width - (4 if part.label else 0)).strip("\n")
    return below.strip("\n").partition("\n\n")[0] if solved else below.strip("\n")


PRINTERS: Mapping[str, Callable[[Variant, TypesetPart], str]] = {
    "terminal": terminal,
    "narrow terminal": lambda variant, part: terminal(variant, part, 50),
    "as slips are printed": lambda _, part: text.text(
        value.inlines(kind_class(part.kind).on_one_line(part.drawn.key, part.drawn.settings)),
        width=200,
    ),
    "terminal, without the label": lambda _, part: text.text(part.answer, width=200),
    "LaTeX": lambda variant, part: keyed(latex.sheet(alone(variant, part), key=True)),
    "LaTeX in a line": lambda _, part: latex_tree.inlines(part.answer),
    "Typst": lambda variant, part: bracketed(
        typst.sheet(alone(variant, part), key=True).rpartition("#question(")[2],
        '#keyed[#strong[#"Answer":] ',
    ),
    "HTML": lambda variant, part: between(
        html.sheet(alone(variant, part), key=True), "<strong>Answer:</strong> ", "</p>"
    ),
    "HTML of a cell": lambda _, part: f"<td>{html.inlines(part.answer)}</td>",
    "explain": lambda _, part: kind_class(part.kind).typed(part.drawn.key),
    "JSON": lambda _, part: json.dumps(part.drawn.key),
    "reading": lambda _, part: (
        kind_of(part.drawn).judge(kind_class(part.kind).typed(part.drawn.key)).reading
    ),
}
# A graph says which orders are right, a list which terms are; neither is an answer itself.
NO_ANSWER = {("JSON", "order"), ("JSON", "words"), ("JSON", "terms")}


def bracketed(source: str, start: str) -> str:
    """What stands in brackets after a start, whatever stands in brackets around it."""
    rest = source.partition(start)[2]
    depth = 1
    for at, letter in enumerate(rest):
        depth += {"[": 1, "]": -1}.get(letter, 0) if rest[at - 1] != "\\" else 0
        if not depth:
            return rest[:at]
    raise AssertionError(f"no end of {start!r}")


def keyed(source: str) -> str:
    r"""What `\keyed{Answer}{…}`, or `\keyedlines` for a wide answer, holds."""
    start = [found.end() for found in re.finditer(r"\\keyed(?:lines)?\{[^{}]*\}\{", source)][-1]
    depth, at = 1, start
    while depth:
        depth += {"{": 1, "}": -1}.get(source[at], 0) if source[at - 1] != "\\" else 0
        at += 1
    return source[start : at - 1]


def blanked(found: re.Match[str]) -> str:
    """As many blanks: rows below stay under one another. Typst's source has no such rows."""
    return "" if found[0].startswith("#") else " " * len(found[0])


@pytest.fixture(scope="module")
def asked() -> list[tuple[Variant, TypesetPart]]:
    return list(parts())


@pytest.mark.again
@pytest.mark.parametrize("printer", PRINTERS)
def test_what_is_printed_as_an_answer_is_read_as_it(
    printer: str, asked: list[tuple[Variant, TypesetPart]]
) -> None:
    kinds = set()
    failed = []
    # Every second part, for time: what a printer skips, the next one is given.
    for variant, part in asked[list(PRINTERS).index(printer) % 2 :: 2]:
        if (printer, part.kind) in NO_ANSWER:
            continue
        printed = PRINTERS[printer](variant, part)
        if part.drawn.holds:  # the words before a sample are the key's, not the answer's
            printed = re.sub('#"for example ";|for example', blanked, printed, count=1)
        verdict = kind_of(part.drawn).judge(printed)
        kinds.add(part.kind)
        if verdict.status != "correct":
            failed.append((part.kind, variant.code, part.drawn.key, printed, verdict))
    assert not failed, (len(failed), *failed[:3])
    assert kinds >= {"integer", "vector", "matrix", "expression", "choice", "code", "shape"}


TABLE: dict[str, Any] = {
    "rows": ["conv1", "pool"],
    "columns": [
        ["n", "fraction"],
        ["size", "shape"],
        ["learns", "boolean"],
        ["else", ["no", "maybe"]],
    ],
}
MATRICES: dict[str, Any] = {
    "shapes": {"W_1": "m, m", "delta": "m", "z": "m", "X": "n, m"},
    "functions": ["sigma"],
}
# What no shipped exercise has: kind, key, settings.
MORE: list[tuple[str, Any, dict[str, Any]]] = [
    ("boolean", True, {}),
    ("real", 0.1, {}),
    ("real", 1234567.25, {"sigfigs": 4}),
    ("real", 1.5e-7, {"rtol": 0.001}),
    ("fraction", "-7/3", {}),
    ("vector", ["1/2", "-7/3", 0], {}),
    ("vector", [0.25, -1e-5, 12345.678], {"rtol": 0.001}),
    ("matrix", [["1/2", "-7/3"], [0, 12]], {}),
    ("matrix", [[1], [-2], ["3/4"]], {}),
    ("matrix", [[5]], {}),
    ("matrix", [[1, -2, 3]], {}),
    ("expression", "ln(4/3)/3", {"variables": []}),
    ("expression", "sqrt(3)/2", {"variables": []}),
    ("expression", "-(x + 1)^2/(2*y)", {"variables": ["x", "y"]}),
    ("expression", "exp(-x_1^2)*w_12", {"variables": ["x_1", "w_12"]}),
    ("expression", "max(0, a) + floor((D - P)/S)", {"variables": ["a", "D", "P", "S"]}),
    ("symbolic_matrix", [["v_1 + 1", "v_2/2"], [0, "-v_1"]], {"variables": ["v_1", "v_2"]}),
    ("symbolic_matrix", [["k_{1,2}", "2*k_{1,1}^2"]], {"variables": ["k_{1,1}", "k_{1,2}"]}),
    ("matrix_expression", "W_1^T @ delta .* sigma'(z)", MATRICES),
    ("matrix_expression", "2/n * X^T (X @ z - ones(n))", MATRICES),
    ("matrix_expression", "outer(delta, z) W_1^{-1} + 1/2*W_1^T * norm(z)^2", MATRICES),
    ("matrix_expression", "diag(exp(z)) softmax(z) - (1 - tanh(z)^2)/3", MATRICES),
    ("matrix_expression", "sum_i z_i - trace(outer(z, z)) * (1/2)", MATRICES),
    ("table", [[3, [8, 28], True, "no"], ["-1/2", [4], False, "maybe"]], TABLE),
    (
        "table",
        [[[3, "-1/2"], 4], [[5], 6]],
        {"rows": ["A", "B"], "columns": [["w", "vector"], ["all", "integer"]]},
    ),
    ("shape", [4], {}),
    ("shape", [1, 16, 5, 5], {}),
    ("multi", [], {"choices": ["A", "B", "C"]}),
    ("multi", ["A", "C"], {"choices": ["A", "B", "C"]}),
    ("order", ["C", "A", "B"], {"choices": ["A", "B", "C"], "items": ["x", "y", "z"]}),
    ("choice", "B", {"choices": ["A", "B"], "choice_texts": ["$-h$", "$h$"]}),
    ("choice", "A", {"choices": ["A", "B"], "choice_texts": ["$\\frac{1}{2}$", "$x_1 \\le 2$"]}),
    ("choice", "A", {"choices": ["A", "B"], "choice_texts": ["a, b: *both*", "`f(x) < 2`"]}),
    ("code", "nn.Sequential(nn.Conv2d(1, 2, 3, padding_mode='reflect', padding=1), nn.ReLU())", {}),
    ("snippet", "torch.stack([h[i] for i in range(3)], dim=0) / d ** 0.5", {}),
    ("snippet", "f_1['a_b'] if x < 2 else {'k': ~y}", {}),
    ("words", "overfitting", {"accepted": ["high variance"]}),
    ("terms", ["ReLU", ["sigmoid", "logistic function"], "tanh", "GELU"], {"count": 3}),
    ("interval", "(-inf, -sqrt(2)/3] or (0, 1/2)", {}),
]


@pytest.mark.parametrize("printer", PRINTERS)
@pytest.mark.parametrize(("kind", "key", "settings"), MORE)
def test_other_answers_are_read_back(
    printer: str, kind: str, key: Any, settings: dict[str, Any]
) -> None:
    part = Part("a", "?", kind, key, settings=settings)
    variant = Variant("own", 1, "b", "Own", "", "", "1", "0", {}, {}, "", (part,))
    (page,) = document.question(variant, 1).parts
    printed = PRINTERS[printer](variant, page)
    if (printer, kind) in NO_ANSWER and isinstance(key, dict | list):
        return
    verdict = answer_kind(kind, key, **settings).judge(printed)
    assert verdict.status == "correct", (printed, verdict)


@pytest.mark.again
def test_every_kind_is_printed(asked: list[tuple[Variant, TypesetPart]]) -> None:
    assert {part.kind for _, part in asked} | {kind for kind, _, _ in MORE} == {
        kind for kind in KINDS if not kind_class(kind).by_person
    }


@pytest.mark.again
def test_slips_are_printed_as_they_are_read(asked: list[tuple[Variant, TypesetPart]]) -> None:
    """The wrong answers that a key lists read back as themselves, never as the right one."""
    tried = 0
    for variant, part in asked:
        kind = kind_of(part.drawn)
        for watch, mistake in zip(part.watch, part.drawn.mistakes, strict=True):
            # Of a table a key lists the cells that are wrong, which is no answer: all of its rows are.
            whole = value.inlines(kind.on_one_line(mistake.value, part.drawn.settings))
            shown = whole if part.kind == "table" else watch.answer
            printed = text.text(shown, width=200)
            verdict = kind.judge(printed)
            tried += 1
            assert verdict.status in ("wrong", "partial", "rounded"), (
                variant.code,
                printed,
                verdict,
            )
            # A slip may be the key rounded: that is said first.
            if verdict.status != "rounded":
                assert mistake.name in str(verdict.mistake), (variant.code, printed, verdict)
    assert tried > 500
