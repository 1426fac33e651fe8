"""Variants to sheets: labels, points, conventions said once, boxes that give nothing away."""

from dataclasses import replace
from fractions import Fraction
from types import ModuleType
from typing import Any

import pytest

from quizgen.document import tree, wording
from quizgen.document.check import check_document
from quizgen.document.derivation import solution
from quizgen.document.measure import formula_width
from quizgen.document.printers import latex as latex_printer
from quizgen.document.printers import typst
from quizgen.document.sheet import Sheet, question, sheet
from quizgen.document.value import latex, shown
from quizgen.solver.conventions import convention
from quizgen.telling import Step
from quizgen.variant import Mistake, Part, Variant


def variant(*parts: Part, **rest: Any) -> Variant:
    known: dict[str, Any] = {
        "title": "T",
        "profile": {},
        "text": "x",
        "minutes": "2",
        "values": {},
    } | rest
    return Variant(
        "x",
        1,
        "b",
        level="M",
        instance="",
        seed="1",
        generator="0",
        parts=parts,
        **known,
    )


def part(key: object = 1, kind: str = "integer", **rest: Any) -> Part:
    return Part("p", "What?", kind, key, **rest)


class TestSheet:
    """Numbers, letters and points."""

    def test_parts_are_lettered_unless_alone(self) -> None:
        assert [p.label for p in question(variant(part()), 1).parts] == [""]
        assert [p.label for p in question(variant(part(), part(), part()), 1).parts] == [
            "a",
            "b",
            "c",
        ]

    def test_points_add_up_exactly(self, page: Sheet) -> None:
        assert page.questions[0].points == Fraction(3, 2)
        assert (
            page.points == sum(p.points for q in page.questions for p in q.parts) == Fraction(29, 2)
        )
        assert wording.total(page) == "14½ points · about 6 minutes"

    def test_shared_conventions_are_said_once(self, page: Sheet) -> None:
        assert page.conventions == ("Units have no intercepts (biases).",)
        assert [q.conventions for q in page.questions] == [(), ("The kernel is not flipped.",), ()]

    def test_conventions_that_differ_stay_with_their_questions(self) -> None:
        off = variant(part(), profile={"bias": "off"}, conventions=("No intercepts.",))
        on = variant(part(), profile={"bias": "on"}, conventions=("Intercepts.",))
        made = sheet([off, off, on, on], title="t")
        assert made.conventions == ()
        assert [q.conventions for q in made.questions] == [("No intercepts.",)] * 2 + [
            ("Intercepts.",)
        ] * 2

    def test_a_drawn_layout_takes_its_convention_off_the_top(self) -> None:
        column = convention("layout", "column")
        profile = {"bias": "off", "layout": "column"}
        same = variant(part(), profile=profile, conventions=(convention("bias", "off"), column))
        rows = variant(part(), values={"layout": "rows"})
        assert sheet([same, same], title="t").conventions == same.conventions
        made = sheet([same, same, rows], title="t")
        assert made.conventions == (convention("bias", "off"),)
        assert [q.conventions for q in made.questions] == [(column,), (column,), ()]

    @pytest.mark.parametrize("shorter", [[1], [1, 2], [1, 2, 3]])
    def test_a_box_does_not_tell_the_length(self, shorter: list[int]) -> None:
        four = question(variant(part([1, 2, 3, 4], "vector")), 1).parts[0].box
        assert question(variant(part(shorter, "vector")), 1).parts[0].box == four


class TestAnswers:
    """Keys as a reader writes them."""

    @pytest.mark.parametrize(
        ("key", "shows"),
        [
            (-3, "-3"),
            ("-3/2", r"-\frac{3}{2}"),
            (0.5, "0.5"),
            (1.5e-9, r"1.5 \cdot 10^{-9}"),
            ([1, "1/2"], r"[1, \tfrac{1}{2}]"),
            ([[1, 2], [3, 4]], r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}"),
            ("2*x_1*3", r"2 \, x_{1} \cdot 3"),
            ("x**(a+1) - y^-2", "x ^{( a + 1 )} - y ^{- 2}"),
            ("a^b^c", "a ^{b ^{c}}"),
            ("v_{1,2} + w_1_2 + h1", "v_{1,2} + w_{1,2} + h_{1}"),
            ("exp(-theta)", r"\exp ( - \theta )"),
        ],
    )
    def test_latex(self, key: object, shows: str) -> None:
        assert latex(key) == shows

    def test_what_is_no_formula_is_shown_as_typed(self) -> None:
        assert shown("expression", "x ^", {}) == (tree.Code("x ^"),) or shown(
            "expression", "x ^", {}
        )
        assert shown("expression", "a ? b", {}) == (tree.Code("a ? b"),)

    def test_an_order_by_a_graph_is_one_of_its_orders(self) -> None:
        graph = {"A": ["B"], "B": [], "C": ["A"]}
        assert shown("order", graph, {}) == (tree.Math(r"\text{B} \to \text{A} \to \text{C}"),)


class TestSolution:
    """The recorded steps as aligned displays."""

    def test_a_long_line_is_cut_at_its_equality_signs_and_then_before_signs(self) -> None:
        terms = " + ".join(rf"(-{i}) \cdot {i + 1}" for i in range(1, 13))
        (display,) = solution([Step("h", "v_1 x_1", terms, "7")])
        assert isinstance(display, tree.Display)
        rows = display.latex.split(r"\\")
        assert [row.strip()[:14] for row in rows] == [
            r"\begin{aligned",
            r"&= (-1) \cdot ",
            r"&\quad + (-8) ",
            r"&= 7 \end{alig",
        ]

    def test_a_line_that_stands_alone_is_cut_only_where_it_is_too_long(self) -> None:
        short = r"(-2) \cdot (-3) + 1 \cdot (-4) + 5 \cdot 6"
        line = tree.Display(rf"\begin{{aligned}} & {short} = 32 \end{{aligned}}")
        assert solution([Step("", "", short, "32")] * 2) == (line, line)
        (cut,) = solution([Step("", "", f"{short} + {short} + {short}", "96")])
        assert isinstance(cut, tree.Display)
        assert [row.strip()[:11] for row in cut.latex.split(r"\\")][1:] == [r"\quad &= 96"]

    def test_a_long_sum_in_parentheses_is_cut_inside_them(self) -> None:
        terms = " + ".join(rf"(y_{i} \ln(f_{i}) + (1 - y_{i}) \ln(1 - f_{i}))" for i in range(1, 7))
        (display,) = solution([Step("J", rf"-\frac{{1}}{{6}} \cdot ({terms})", "3", "4")])
        assert isinstance(display, tree.Display)
        rows = display.latex.removeprefix(r"\begin{aligned}").split(r"\\")
        assert len(rows) > 3
        assert all(formula_width(row.replace("&", "")) <= 84 for row in rows)
        assert "".join(row.split(r"\quad")[-1].strip(" &=") for row in rows).count(r"\ln") == 12

    def test_what_has_a_symbol_and_what_has_none_are_not_aligned_with_each_other(self) -> None:
        made = solution([Step("h", "", "", "9"), Step("", "", "9 + 1", "10"), Step("", "", "9 + 2", "11")])  # fmt: skip
        assert [str(display).count("&=") for display in made] == [1, 2]

    def test_equal_neighbours_are_said_once(self) -> None:
        (display,) = solution([Step("P", "6", "6", "6")])
        assert display == tree.Display(r"\begin{aligned} P &= 6 \end{aligned}")

    def test_a_note_starts_a_new_display(self) -> None:
        made = solution(
            [Step("a", "", "", "1"), Step("b", "", "", "2"), Step("c", "", "", "3", "Then")]
        )
        assert [type(node).__name__ for node in made] == ["Display", "Paragraph", "Display"]


class TestCheck:
    """Every text of a variant is read before a student sees it."""

    def test_all_is_well(self) -> None:
        assert check_document(variant(part())) == []

    @pytest.mark.parametrize(
        ("broken", "where"),
        [
            (variant(part(), text=r"$\foo$"), "text"),
            (variant(replace(part(), prompt=r"$\foo$")), "part 'p' prompt"),
            (variant(replace(part(), explanation=r"$$\foo$$")), "part 'p' explanation"),
            (variant(replace(part(), solution=(Step("x", "", r"\foo", ""),))), "part 'p' solution"),
            (
                variant(replace(part(), mistakes=(Mistake("m", 2, r"*$\foo$*"),))),
                "part 'p' mistake 'm' hint",
            ),
            (
                variant(
                    part("A", "choice", settings={"choices": ["A"], "choice_texts": [r"$\foo$"]})
                ),
                "part 'p' choice_texts",
            ),
        ],
    )
    def test_a_formula_nobody_can_print_is_found(self, broken: Variant, where: str) -> None:
        assert check_document(broken) == [f"{where}: unknown command '\\\\foo'\n    \\foo\n    ^"]


def test_a_key_does_not_repeat_steps_of_the_parts_above() -> None:
    first, second = Step("a", "", "1 + 2", "3"), Step("b", "", r"2 \cdot 3", "6")
    parts = (
        replace(part(), id="p", solution=(first,)),
        replace(part(), id="q", solution=(first, second)),
    )
    on_paper = sheet([variant(*parts)], title="T").questions[0].parts
    assert on_paper[0].solution == solution([first])
    assert on_paper[1].solution[1:] == solution([second])
    # A legend stands where its letter is new: the line is the same without it.
    legended = replace(parts[0], solution=(replace(first, legend="$a$ is a number."),))
    assert sheet([variant(legended, parts[1])], title="T").questions[0].parts[1].solution[
        1:
    ] == solution([second])
    # Where a part stands alone, as in practice, all of it is there.
    assert question(variant(*parts), 1).parts[1].solution == solution([first, second])


def test_a_line_between_new_ones_stays_though_it_stood_above() -> None:
    same, other, last = Step("v_2", "", "3 - 1", "2"), Step("v_1", "", "2 + 2", "4"), Step("J", "", "", "6")  # fmt: skip
    parts = (
        replace(part(), id="p", solution=(same,)),
        replace(part(), id="q", solution=(other, same, last)),
    )
    on_paper = sheet([variant(*parts)], title="T").questions[0].parts
    assert on_paper[1].solution == solution([other, same, last])


def test_a_note_of_lines_in_a_row_is_said_once() -> None:
    first, second = Step("p", "", "", "1", "A weight each:"), Step("q", "", "", "2", "A weight each:")  # fmt: skip
    assert solution([first, second]) == solution([first, replace(second, note="")])
    between = Step("r", "", "", "3")
    assert solution([first, between, second]) != solution(
        [first, between, replace(second, note="")]
    )


@pytest.mark.parametrize("printer", [latex_printer, typst])
def test_the_short_key_has_the_way_in_brief(printer: ModuleType) -> None:
    steps = tuple(
        Step(f"h_{i}", "w x", rf"{i} \cdot 7", str(7 * i), "So it is.") for i in (2, 3, 4)
    )
    page = sheet([variant(part([14, 21, 28], "vector", solution=steps))], title="T")
    short, full = printer.short_key(page), printer.sheet(page, key=True)
    assert "So it is" in full
    assert "So it is" not in short
    assert [display.latex for display in page.questions[0].parts[0].worked] == [
        r"\begin{aligned} h_2 &= w x = 2 \cdot 7 = 14 \\ h_3, h_4 &= 21, 28 \end{aligned}"
    ]
    assert short != printer.short_key(sheet([variant(part([14, 21, 28], "vector"))], title="T"))
    briefly = sheet(
        [variant(part([14, 21, 28], "vector", solution=steps))], title="T", briefly=True
    )
    assert "So it is" not in printer.sheet(briefly, key=True)
