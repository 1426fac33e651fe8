"""A slip in a part's expression: where it is made, what it comes to, and when it leads nowhere."""

from collections.abc import Callable
from typing import Any

import pytest

from quizgen.bank import slip_values
from quizgen.bank.exercise import MistakeSpec, PartSpec
from quizgen.bank.mistakes import checked, mistakes_of
from quizgen.bank.slip_values import value_under
from quizgen.bank.solving import truth_of
from quizgen.errors import UserError
from quizgen.language import budget
from quizgen.language.expression import Scope
from quizgen.slips import MalRule
from quizgen.solver.errors import ShapeError
from quizgen.solver.quantity import Call, in_force

# Of 7 inputs a kernel of 3 makes 5 outputs: asked of the layer, and below it of the bare sizes.
CONV = {"conv": "Conv1d(1, 1, kernel_size=3, bias=false)"}
Wrong = Callable[[Call], Any]


def always(_: Call) -> bool:
    return True


def never(_: Call) -> bool:
    return False


def is_below(call: Call) -> bool:
    return "in_size" in call.arguments


def rule(
    wrong: Wrong,
    applies: Callable[[Call], bool] = always,
    fits: Callable[[Call], bool] = always,
    about: str = "relu",
    name: str = "own",
) -> MalRule:
    return MalRule(name, "Mind it.", applies, wrong, (about,), fits)


def raising(error: BaseException) -> Wrong:
    def wrong(_: Call) -> Any:
        raise error

    return wrong


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> list[MalRule]:
    """The only slips there are."""
    rules: list[MalRule] = []

    def concerned(calls: Any, names: Any = None) -> Any:
        about = [(r, [c for c in calls if c.quantity in r.quantities]) for r in rules]
        return [(r, own) for r, own in about if own and (names is None or r.name in names)]

    monkeypatch.setattr(slip_values, "concerned", concerned)
    return rules


def made(rules: list[MalRule], text: str, **fields: Any) -> dict[str, Any]:
    """The mistakes of a part with this expression by these slips, where n is 3 and D is 7."""
    assert rules
    spec = PartSpec("a", "n", text, **fields)
    scope = Scope({"n": 3, "D": 7}, {**CONV, "U": "conv.output_size(D)"})
    truth = truth_of(spec, scope)
    found = mistakes_of(spec, scope, checked(spec, scope, truth, pinned=False), truth)
    assert all(mistake.hint == "Mind it." for mistake in found)
    return {mistake.name: mistake.value for mistake in found}


class TestMade:
    """In the one call that is asked, or on the way to a larger expression."""

    @pytest.mark.parametrize(
        ("text", "value"),
        [("relu(n)", -3), ("relu(n) + 1", -2), ("[relu(n), n]", [-3, 3]), ("relu(relu(n))", 3)],
    )
    def test_value(self, registered: list[MalRule], text: str, value: object) -> None:
        """relu(-3) is 0, so both calls negated give -(-3)."""
        registered.append(rule(lambda call: -call.arguments["z"]))
        # Twice negated it is the key, which is no mistake.
        assert made(registered, text) == ({} if text == "relu(relu(n))" else {"own": value})

    @pytest.mark.parametrize("text", ["U", "conv.output_size(D)", "U + 0"])
    def test_below(self, registered: list[MalRule], text: str) -> None:
        """A slip that changes nothing in the call itself may change what the call asks for."""
        one = rule(lambda call: 8 if is_below(call) else 5, applies=is_below, about="output_size")
        registered.append(one)
        assert made(registered, text) == {"own": 8}

    @pytest.mark.parametrize("text", ["relu(n)", "relu(n) + 1"])
    def test_it_speaks_of_the_call_and_cannot_happen(
        self, registered: list[MalRule], text: str
    ) -> None:
        """Of a call alone the slip says what it comes to; in an expression it must apply."""
        registered.append(rule(lambda _: 9, applies=never))
        assert made(registered, text) == ({"own": 9} if text == "relu(n)" else {})

    def test_it_does_not_speak_of_the_call(self, registered: list[MalRule]) -> None:
        registered.append(rule(lambda _: 9, fits=never))
        assert made(registered, "relu(n)") == made(registered, "relu(n) + 1") == {}

    def test_it_speaks_of_one_of_two_calls(self, registered: list[MalRule]) -> None:
        one = rule(lambda _: 9, fits=lambda call: call.arguments["z"] > 3, applies=lambda call: call.arguments["z"] > 3)  # fmt: skip
        registered.append(one)
        assert made(registered, "[relu(n), relu(n + 1)]") == {"own": [3, 9]}


class TestNowhere:
    """What leads nowhere is no mistake; what is too much is told."""

    @pytest.mark.parametrize("text", ["relu(n)", "relu(n) + 1"])
    @pytest.mark.parametrize(
        "error",
        [ShapeError("x"), ZeroDivisionError(), ValueError(), TypeError(), IndexError(), KeyError(), OverflowError(), UserError("x")],
        ids=lambda error: type(error).__name__,
    )  # fmt: skip
    def test_errors(self, registered: list[MalRule], text: str, error: Exception) -> None:
        registered += [rule(raising(error)), rule(lambda _: 9, name="other")]
        assert made(registered, text) == {"other": 9 if text == "relu(n)" else 10}

    @pytest.mark.parametrize("error", [AttributeError(), RecursionError()], ids=["attribute", "recursion"])  # fmt: skip
    def test_of_the_call_alone(self, registered: list[MalRule], error: Exception) -> None:
        registered.append(rule(raising(error)))
        assert made(registered, "relu(n)") == {}

    @pytest.mark.parametrize("text", ["relu(n)", "relu(n) + 1"])
    def test_none(self, registered: list[MalRule], text: str) -> None:
        registered.append(rule(lambda _: None))
        assert made(registered, text) == {}

    @pytest.mark.parametrize("text", ["relu(n)", "relu(n) + 1"])
    @pytest.mark.parametrize(
        "wrong", [raising(budget.Exhausted("much", "")), lambda _: 2**5000], ids=["told", "large"]
    )
    def test_too_much(self, registered: list[MalRule], text: str, wrong: Wrong) -> None:
        registered.append(rule(wrong))
        with pytest.raises(budget.Exhausted):
            made(registered, text)

    def test_what_nobody_foresees_is_an_error(self, registered: list[MalRule]) -> None:
        registered.append(rule(raising(NotImplementedError())))
        with pytest.raises(NotImplementedError):
            made(registered, "relu(n)")


class TestOneOfEachName:
    """The first slip of a name that says something."""

    def test_the_first(self, registered: list[MalRule]) -> None:
        registered += [rule(lambda _: 8), rule(lambda _: 9), rule(lambda _: 7, name="other")]
        assert made(registered, "relu(n)") == {"own": 8, "other": 7}

    @pytest.mark.parametrize("wrong", [3, None])
    def test_the_first_that_is_a_mistake(self, registered: list[MalRule], wrong: object) -> None:
        registered += [rule(lambda _: wrong), rule(lambda _: 9)]
        assert made(registered, "relu(n)") == {"own": 9}

    def test_left_out(self, registered: list[MalRule]) -> None:
        registered += [rule(lambda _: 8), rule(lambda _: 7, name="other")]
        assert made(registered, "relu(n)", without=("own",)) == {"other": 7}

    def test_of_a_property_there_are_none(self, registered: list[MalRule]) -> None:
        registered.append(rule(lambda _: 8))
        assert made(registered, "relu(n)", holds="answer > 1") == {}

    def test_the_authors_own_before_them(self, registered: list[MalRule]) -> None:
        """One that is none in this draw, or the key, is not told."""
        registered += [rule(lambda _: 8), rule(lambda _: 7, name="other")]
        own = {name: MistakeSpec(value, "Mind it.") for name, value in (("none", "none"), ("key", "n"), ("own", "4"), ("z", "5"))}  # fmt: skip
        assert list(made(registered, "relu(n)", mistakes=own, without=("key",)).items()) == [("own", 4), ("z", 5), ("other", 7)]  # fmt: skip

    def test_of_items_there_are_none(self, registered: list[MalRule]) -> None:
        registered.append(rule(lambda _: 8))
        assert made(registered, "relu(n)", items=("x", "y")) == {}


class TestWatched:
    """What must differ from the key, or another draw is taken."""

    def of(self, text: str, *, pinned: bool = False, **fields: Any) -> dict[str, Any]:
        spec = PartSpec("a", "n", text, path="part.0", **fields)
        scope = Scope({"n": 3, "D": 7}, CONV)
        found = checked(spec, scope, truth_of(spec, scope), pinned=pinned)
        return {name: value for name, (_, value) in found.watched.items()}

    def test_those_of_these_names_alone(self, registered: list[MalRule]) -> None:
        registered += [rule(lambda _: 8), rule(lambda _: 7, name="other")]
        assert self.of("relu(n)", watch=("own", "third")) == {"own": 8}
        assert self.of("relu(n)", watch=("own",), pinned=True) == {}
        assert self.of("relu(n)", watch=("own",), holds="answer > 1") == {}
        assert self.of("relu(n)", watch=("own",), mistakes={"own": MistakeSpec("5")}) == {}
        assert self.of("relu(n)") == {}

    def test_one_that_the_solver_has(self) -> None:
        """Of 7 inputs a kernel of 3 has 5 windows without the stride, and forgetting none says nothing."""
        assert self.of("conv.output_size(D)", watch=("ignores-stride",)) == {}
        strided = "Conv1d(1, 1, kernel_size=3, stride=2, bias=false).output_size(D)"
        assert self.of(strided, watch=("ignores-stride",)) == {"ignores-stride": 5}


class TestCounts:
    """Nobody counts to less than nothing; other quantities may come to that."""

    @pytest.mark.parametrize(
        ("text", "about", "wrong", "is_kept"),
        [
            ("conv.output_size(D)", "output_size", -1, False),
            ("conv.output_size(D)", "output_size", 0, True),
            ("conv.output_size(D) - 6", "output_size", 1, True),
            ("conv.output_shape(D)", "output_shape", (1, 0), False),
            ("conv.output_shape(D)", "output_shape", (1, 1), True),
            ("relu(n)", "relu", -1, True),
            # What is asked besides is none.
            ("relu(n) + conv.output_size(D)", "output_size", -9, True),
        ],
    )
    def test_counts(
        self, registered: list[MalRule], text: str, about: str, wrong: object, *, is_kept: bool
    ) -> None:
        registered.append(rule(lambda _: wrong, about=about))
        assert bool(made(registered, text)) is is_kept


class TestOfAnExpression:
    """An expression by itself, evaluated again with the slip."""

    SCOPE = {"n": 3}  # noqa: RUF012 - never changed

    def test_the_lets_are_worked_out_again_once(self) -> None:
        seen = []

        def wrong(call: Call) -> int:
            seen.append(call)
            return 9

        spec = PartSpec("a", "n", "v + v + 1")
        scope = Scope(self.SCOPE, {"v": "relu(n)"})
        truth = truth_of(spec, scope)
        made = rule(wrong)
        assert [value_under(made, "v + v + 1", scope, truth.worked) for _ in range(2)] == [19, 19]
        assert len(seen) == 1

    def test_what_it_does_not_change_is_not_worked_out_again(
        self, registered: list[MalRule]
    ) -> None:
        del registered
        spec = PartSpec("a", "n", "v + sigmoid(0)")
        scope = Scope(self.SCOPE, {"v": "relu(n)"})
        truth = truth_of(spec, scope)
        scope.let = {"v": "1 / 0"}
        assert value_under(rule(lambda _: 9, about="sigmoid"), spec.answer, scope, truth.worked) == 12  # fmt: skip

    def test_no_slip_stays_in_force(self) -> None:
        scope = Scope(self.SCOPE)
        truth = truth_of(PartSpec("a", "n", "relu(n)"), scope)
        with in_force():
            for wrong in (lambda _: 9, raising(ValueError())):
                value_under(rule(wrong), "relu(n)", scope, truth.worked)
                assert Scope(self.SCOPE).evaluate("relu(n)") == 3
