"""Every form of answer beside everything that is done with one: asked, printed, read, judged, marked in part, explained.

The forms are the answer kinds and what stands beside them: properties, boxes in figures, blanks in a
listing, penalties, working. A form that is added fails here until three shipped exercises have it.
"""

import io
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from typing import Any

import pikepdf
import pytest

from quizgen import explain
from quizgen.answers import kind_class, kind_names
from quizgen.answers.description import Choose
from quizgen.answers.verdict import WAITING
from quizgen.bank import draw, load_banks
from quizgen.document.fields import answer, fields
from quizgen.document.pdf import typst_pdf
from quizgen.document.printers import html, latex, text, typst
from quizgen.document.sheet import sheet
from quizgen.grading.judging import judged
from quizgen.language.judges import kind_of
from quizgen.variant import Part, Variant
from tests.document.form_rules import terminal_fields

# Shipped exercises with each form; the first is printed too.
FORMS = {
    "boolean": "statements-descent statements-convolution statements-attention",
    "choice": "choose-output-layer activation-plot-match backprop-shapes",
    "code": "cloze-same-shape torch-write-cnn fc-as-conv",
    "expression": "gd-surface cosine divergence-both-ways",
    "fraction": "activation-derivative backprop-neuron adam-steps",
    "integer": "attention-params active-units-read activation-memory",
    "interval": "activation-range descent-step-range relu-positive-output",
    "matrix": "backprop-rule1 attention-scores backprop-batch",
    "matrix_expression": "matrix-linear-layer matrix-two-layers matrix-batch-layer",
    "multi": "kfold-sizes diagnose-training broadcast-backward",
    "order": "backprop-order torch-training-step-order loss-ranking",
    "real": "forward-sigmoid adam-steps gd-surface",
    "shape": "cnn-shape-trace attention-scores backprop-shapes",
    "snippet": "cloze-conv-net cloze-training-step numpy-write-layer",
    "symbolic_matrix": "conv1d-matrix conv1d-matrix-filters conv1d-backward-matrix",
    "table": "layer-table receptive-field dense-params-table",
    "terms": "name-activations name-lstm-gates name-remedies-for-overfitting",
    "text": "name-the-fit show-two-steps show-the-count",
    "vector": "activation-eval attention-weights activation-decimals",
    "words": "name-the-layer name-the-gradient-trouble name-the-fit",
}
BESIDE: dict[str, tuple[str, Callable[[Variant, Part], bool]]] = {
    "holds": ("design-detector design-layer-budget design-learning-rate", lambda _, p: p.holds is not None),
    "box": ("graph-values mlp-boxes recurrence-boxes", lambda _, p: p.box is not None),
    "pictures": ("activation-pictures contour-pictures half-plane-pictures", lambda _, p: bool(p.pictures)),
    "own picture": ("curves-picture regions-picture sketch-picture", lambda v, _: any(f.kind == "picture" for f in v.figures)),
    "cloze": ("cloze-conv-net cloze-training-step cloze-same-shape", lambda v, p: f"<<{p.id}>>" in v.values.get("listing", "")),
    "prints": ("print-conv-shape print-broadcast-shape print-layer-sizes", lambda v, _: bool(v.values.get("listing"))),
    "penalty": ("choose-output-layer statements-descent statements-convolution", lambda _, p: bool(p.settings.get("penalty"))),
    "work": ("show-two-steps show-the-count show-the-chain-rule", lambda _, p: "work_of" in p.settings),
    "cells that follow": ("layer-table receptive-field dense-params-table", lambda _, p: p.follow is not None and p.id in p.follow.uses),
}  # fmt: skip
EXERCISES = 3


@cache
def variants(names: str) -> tuple[Variant, ...]:
    library = load_banks()
    return tuple(draw(library.exercise(name), 5) for name in names.split())


def parts(form: str) -> Iterator[tuple[Variant, Part]]:
    """The parts with a form, of its exercises."""
    names, has = BESIDE.get(form) or (FORMS[form], lambda _, p: p.kind == form)
    for variant in variants(names):
        yield from ((variant, part) for part in variant.parts if has(variant, part))


def typed(part: Part) -> str:
    return kind_class(part.kind).typed(part.key)


def test_every_kind_is_a_form() -> None:
    assert set(FORMS) == set(kind_names())


@pytest.mark.parametrize("form", [*FORMS, *BESIDE])
class TestEveryForm:
    def test_three_exercises_have_it(self, form: str) -> None:
        assert len({variant.id for variant, _ in parts(form)}) >= EXERCISES

    def test_a_variant_keeps_all_of_it(self, form: str) -> None:
        for variant, part in parts(form):
            assert Variant.from_json(variant.to_json()) == variant
            assert part.prompt

    def test_the_key_is_read_and_right(self, form: str) -> None:
        for variant, part in parts(form):
            seen = {p.id: typed(p) for p in variant.parts}
            verdict, _ = judged(variant, part, typed(part), seen)
            right = WAITING if kind_class(part.kind).by_person else "correct"
            assert verdict.status == right, (variant.code, part.id, verdict)

    def test_nonsense_earns_nothing(self, form: str) -> None:
        for variant, part in parts(form):
            if not kind_class(part.kind).by_person:
                assert judged(variant, part, "?!", {})[0].score == 0

    def test_it_is_explained(self, form: str) -> None:
        for variant, part in parts(form):
            told = explain(variant, typed(part), part.id)
            assert "Judged: " in told
            assert "Answer: " in told

    def test_it_is_printed_with_fields(self, form: str) -> None:
        variant, part = next(parts(form))
        page = sheet([variant], title="Forms", code="AB-1")
        index = variant.parts.index(part)
        names = [field.name for field in fields(1, index, part)]
        with pikepdf.open(io.BytesIO(typst_pdf(typst.sheet(page, key=False)))) as pdf:
            assert set(names) <= set(terminal_fields(pdf))
        source = latex.sheet(page, key=False)
        drawn = kind_class(part.kind).choose is not Choose.ORDER and part.box is None
        assert all(name in source for name in names)
        asked = text.part_prompt(page.questions[0].parts[index])
        shown = html.sheet(page, key=False)
        assert asked.strip()
        assert not drawn or any(tag in shown for tag in ("<input", "<textarea", "<select"))
        for printer in (typst, latex, html, text):
            assert str(printer.sheet(page, key=True)) != str(printer.sheet(page, key=False))

    def test_a_filled_form_is_read(self, form: str) -> None:
        for variant, part in parts(form):
            index = variant.parts.index(part)
            own = fields(1, index, part)
            if own[0].option or own[0].place:
                continue  # ticks and cells have tests of their own
            filled = answer(1, index, part, {own[0].name: typed(part)})
            assert filled == typed(part)


def changed(key: Any) -> Any:
    """A key with one entry wrong: the first number of its rows."""
    if isinstance(key, list):
        return [changed(key[0]), *key[1:]]
    return f"{Fraction(str(key)) + 17}" if not isinstance(key, int) else key + 17


def last_two_exchanged(items: list[str]) -> str:
    return " ".join([*items[:-2], items[-1], items[-2]])


# An answer that is right in part, from the key.
HALF: dict[str, Callable[[Part], str]] = {
    "vector": lambda p: kind_class("vector").typed(changed(p.key)),
    "matrix": lambda p: kind_class("matrix").typed(changed(p.key)),
    "symbolic_matrix": lambda p: kind_class("matrix").typed([p.key[0][::-1], *p.key[1:]]),
    "multi": lambda p: ", ".join(p.key[1:]),
    "order": lambda p: last_two_exchanged(typed(p).split(", ")),
    "terms": lambda p: p.key[0][0],
    "interval": lambda p: str(p.key).replace("[", "(").replace("]", ")"),
    "table": lambda p: "; ".join(["?" + " | ?" * (len(p.key[0]) - 1), *typed(p).split("; ")[1:]]),
}


@pytest.mark.parametrize("form", HALF)
def test_it_is_marked_in_part(form: str) -> None:
    scores = [
        kind_of(part).judge(HALF[form](part)).score
        for _, part in parts(form)
        if part.settings.get("partial") not in (None, "all", "off")
    ]
    assert any(0 < score < 1 for score in scores), scores


def test_every_kind_that_can_be_marked_in_part_is_tried() -> None:
    can = {name for name in kind_names() if "partial" in kind_class(name).allowed}
    assert can == set(HALF)
