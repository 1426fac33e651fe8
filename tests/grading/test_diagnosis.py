"""What went wrong: one slip, two slips together, another convention."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from quizgen.bank import draw, load_banks
from quizgen.grading.diagnosis import AMBIGUOUS, pairs
from quizgen.grading.judging import judged
from quizgen.grading.solving import names_of, solved
from quizgen.language import budget
from quizgen.language.expression import evaluate
from quizgen.slips import all_rules
from quizgen.slips.conventions import OTHERS
from quizgen.solver.conventions import CONVENTIONS
from quizgen.solver.quantity import in_force
from quizgen.variant import Mistake, Variant

Build = Callable[..., Any]


class TestPairs:
    """Conv1d on 10 inputs with 4 taps at stride 2: (10 - 4) // 2 + 1 = 4 outputs."""

    @pytest.fixture
    def size(self, part: Build, variant: Build) -> Variant:
        found: Variant = variant(
            part("U", "integer", 4,
                 mistakes={"forgets-plus-1": 3, "ignores-stride": 7},
                 recipe=("conv.output_size(D)", {"conv": "Conv1d(1, 1, kernel_size=P, stride=S)"}, {})),
            values={"D": 10, "P": 4, "S": 2},
        )  # fmt: skip
        return found

    def test_two_slips_together(self, size: Variant) -> None:
        # Neither the stride nor the first place: 10 - 4 = 6.
        verdict, _ = judged(size, size.parts[0], "6", {})
        assert verdict.status == "wrong"
        assert verdict.mistake == "forgets-plus-1 + ignores-stride"
        assert verdict.feedback == (
            "This looks like two slips together: forgets-plus-1 + ignores-stride. "
            "Hint of forgets-plus-1. Hint of ignores-stride."
        )

    def test_one_slip_is_simpler(self, size: Variant) -> None:
        assert judged(size, size.parts[0], "7", {})[0].mistake == "ignores-stride"

    def test_other_numbers_are_no_slips(self, size: Variant) -> None:
        assert judged(size, size.parts[0], "9", {})[0].mistake is None

    def test_right_and_unreadable_answers_have_no_slips(self, size: Variant) -> None:
        assert judged(size, size.parts[0], "4", {})[0].mistake is None
        assert judged(size, size.parts[0], "six", {})[0].mistake is None

    def test_both_in_one_call(self, part: Build, variant: Build) -> None:
        # 3 filters of 2 · 2 weights; one intercept each would make 15. Of one filter, with: 5.
        one = variant(
            part("n", "integer", 12,
                 mistakes={"adds-bias": 15, "forgets-filters": 4, "kernel-one-dim": 6},
                 recipe=("conv.parameter_count",
                         {"conv": "Conv2d(1, 3, kernel_size=(2, 2), bias=false)"}, {})),
        )  # fmt: skip
        found = {frozenset(names): value for names, value in pairs(one, one.parts[0])}
        assert found[frozenset({"adds-bias", "forgets-filters"})] == 5

    def test_an_authors_mistake_with_a_slip(self, part: Build, variant: Build) -> None:
        # "adds" instead of multiplying by the outputs: 4 + 3 = 7; at stride 1 it is 7 + 3 = 10.
        recipe: Any = (
            "conv.output_size(D) * K",
            {"conv": "Conv1d(1, 1, kernel_size=P, stride=S)"},
            {"adds": "conv.output_size(D) + K"},
        )
        one = variant(
            part("n", "integer", 12, mistakes={"adds": 7, "ignores-stride": 21}, recipe=recipe),
            values={"D": 10, "P": 4, "S": 2, "K": 3},
        )
        assert judged(one, one.parts[0], "10", {})[0].mistake == "adds + ignores-stride"

    def test_all_pairs_together_may_take_what_one_draw_may(
        self, size: Variant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Ten slips make ninety pairs: each with a budget of its own would take minutes for a class."""
        solved_so_far = []

        def heavy(expression: str, *_: object) -> None:
            solved_so_far.append(expression)
            budget.spend(budget.WORK // 3)

        monkeypatch.setattr("quizgen.grading.diagnosis.solved", heavy)
        # Numbers that no other test has: what was found is remembered.
        own = replace(size, values={"D": 31, "P": 4, "S": 2})
        many = {f"mine-{i}": i for i in range(8)}
        (one,) = own.parts
        assert one.recipe is not None
        recipe = replace(one.recipe, mistakes=dict.fromkeys(many, "conv.output_size(D)"))
        mistakes = (*one.mistakes, *(Mistake(name, 50 + i, "") for name, i in many.items()))
        one = replace(one, recipe=recipe, mistakes=mistakes)
        assert pairs(own, one) == ()
        assert 3 <= len(solved_so_far) <= 4
        assert judged(replace(own, parts=(one,)), one, "6", {})[0].status == "wrong"

    @pytest.mark.again
    def test_pairs_that_coincide_are_named_together(self) -> None:
        named: list[str] = []
        for exercise, seed in product(load_banks().exercises.values(), range(1, 5)):
            drawn = draw(exercise, seed)
            for one in drawn.parts:
                by_value: dict[str, list[str]] = {}
                for names, value in pairs(drawn, one):
                    by_value.setdefault(json.dumps(value), []).append(" + ".join(names))
                for value, together in by_value.items():
                    verdict = judged(drawn, one, value.replace('"', ""), {})[0]
                    if 2 <= len(together) <= AMBIGUOUS and verdict.mistake:
                        assert verdict.mistake == " or ".join(together)
                        named.append(exercise.id)
                    elif len(together) > AMBIGUOUS:
                        assert verdict.mistake is None
        assert len(named) >= 10
        assert len(set(named)) >= 5

    def test_pairs_are_never_a_single_slip_or_the_key(self) -> None:
        checked = 0
        for exercise in load_banks().exercises.values():
            drawn = draw(exercise, 3)
            for one in drawn.parts:
                alone = [one.key, *(m.value for m in one.mistakes)]
                for names, value in pairs(drawn, one):
                    assert value not in alone
                    assert set(names) <= {m.name for m in one.mistakes}
                    assert names[0] < names[1]
                    checked += 1
        assert checked > 200

    def test_the_key_is_solved_again_from_what_the_variant_holds(self) -> None:
        """Recipes of all shipped exercises, from their JSON line, give the key and each slip."""
        rules: dict[str, list[Any]] = {}
        for rule in all_rules():
            rules.setdefault(rule.name, []).append(rule)
        checked = 0
        for exercise in load_banks().exercises.values():
            drawn = Variant.from_json(json.loads(draw(exercise, 4).to_line()))
            names = names_of(drawn)
            for one in drawn.parts:
                if one.recipe is None:
                    continue
                assert solved(one.recipe.expression, names, one.recipe.let) == one.key
                for slip in one.mistakes:
                    if slip.name in one.recipe.mistakes:
                        text = one.recipe.mistakes[slip.name]
                        assert solved(text, names, one.recipe.let) == slip.value
                        checked += 1
                        continue
                    if slip.name not in rules:
                        # The key by another value of a convention, which the variant's profile has not.
                        assert any(slip.name.startswith(f"{name}-") for name in exercise.profile)
                        continue
                    found = []
                    for rule in rules[slip.name]:
                        with in_force(rule):
                            found.append(solved(one.recipe.expression, names, one.recipe.let))
                    assert slip.value in found, (drawn.code, one.id, slip.name)
                    checked += 1
        assert checked > 200

    def test_a_rule_in_force_once_more_changes_nothing(self) -> None:
        """Two rules at one call: the order they are named in does not lose one of them."""
        rules = {rule.name: rule for rule in reversed(all_rules())}  # those of layers come first
        text = "Conv2d(2, 3, kernel_size=(2, 2), bias=false).parameter_count"
        with in_force(rules["adds-bias"], rules["forgets-filters"]):
            one = evaluate(text, {})
        with in_force(rules["forgets-filters"], rules["adds-bias"]):
            other = evaluate(text, {})
        assert one == other == 2 * 2 * 2 + 1


class TestConventions:
    """An answer under another convention is called that."""

    def test_intercepts_counted(self, part: Build, variant: Build) -> None:
        one = variant(part("n", "integer", 12, mistakes={"adds-bias": 15}), profile={"bias": "off"})
        feedback = judged(one, one.parts[0], "15", {})[0].feedback
        assert feedback == "Right if intercepts (biases) are counted. Hint of adds-bias."

    def test_only_under_the_courses_own(self, part: Build, variant: Build) -> None:
        one = variant(part("n", "integer", 12, mistakes={"adds-bias": 15}), profile={"bias": "on"})
        assert judged(one, one.parts[0], "15", {})[0].feedback == "Hint of adds-bias."

    def test_of_a_convention_that_the_exercise_has_not(self, part: Build, variant: Build) -> None:
        """Where there are no observations, a transposed matrix is nobody's convention."""
        one = variant(part("W", "matrix", [[1, 2, 3]], mistakes={"transposed": [[1], [2], [3]]}))
        told = judged(one, one.parts[0], "1; 2; 3", {})[0]
        assert (told.mistake, told.feedback) == ("transposed", "Hint of transposed.")

    def test_in_a_pair(self, part: Build, variant: Build) -> None:
        one = variant(
            part("n", "integer", 24,
                 mistakes={"adds-bias": 27, "forgets-filters": 8},
                 recipe=("conv.parameter_count",
                         {"conv": "Conv2d(2, 3, kernel_size=(2, 2), bias=false)"}, {})),
            profile={"bias": "off"},
        )  # fmt: skip
        verdict = judged(one, one.parts[0], "9", {})[0]
        assert verdict.mistake == "adds-bias + forgets-filters"
        # With the other slip it is not right under the other convention either.
        assert verdict.feedback.endswith("Hint of adds-bias. Hint of forgets-filters.")

    @pytest.mark.parametrize("other", OTHERS, ids=lambda o: f"{o.convention}-{o.other}")
    def test_conventions_and_slips_exist(self, other: Any) -> None:
        assert other.course in CONVENTIONS[other.convention]
        assert other.other in CONVENTIONS[other.convention]
        assert other.slips <= {rule.name for rule in all_rules()}
        assert ";" not in other.said, "what holds here says the hint"

    def test_the_shipped_bank_under_the_other_convention(self) -> None:
        """A student who counts intercepts where the course does not is told so."""
        exercise = load_banks().exercise("conv2d-counts")
        drawn = draw(exercise, 1)
        one = next(p for p in drawn.parts if any(m.name == "adds-bias" for m in p.mistakes))
        wrong = next(m.value for m in one.mistakes if m.name == "adds-bias")
        assert "Right if intercepts" in judged(drawn, one, str(wrong), {})[0].feedback


def test_grading_never_imports_sympy() -> None:
    import subprocess

    program = """
import sys, json
from quizgen.assignment import read_assignments
from quizgen.grading.marks import grade
from quizgen.language import budget
from quizgen.language.expression import evaluate
from quizgen.grading.submissions import Submission
sheets = read_assignments(sys.stdin.read().split("\\n"))
marked = grade(sheets, [Submission("Ada", "1b", "99", 1), Submission("Ada", "1c", "98", 2)])
assert marked.marks[1].verdict.status == "wrong"
assert "sympy" not in sys.modules, "sympy"
"""
    from quizgen.assignment import Assignment

    drawn = draw(load_banks().exercise("conv1d-strided-arch"), 1)
    line = Assignment("Ada", "x", "", "", (drawn,)).to_line()
    subprocess.run([sys.executable, "-c", program], input=line, text=True, check=True)
