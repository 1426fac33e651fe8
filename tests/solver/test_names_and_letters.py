"""What is found by name, and what the letters of derivations mean."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from quizgen import solver as s
from quizgen.solver import facts
from quizgen.solver.layers import letters
from quizgen.solver.layers.layer import Countable
from quizgen.solver.layers.table import (
    OURS,
    is_in_torch,
    is_layer_name,
    layer_class,
    register,
    unregister,
)
from quizgen.solver.quantity import quantity, tracing

# A letter as LaTeX has it, or the name of a Greek one.
LETTER = re.compile(
    r"[A-Za-z]|alpha|beta|gamma|delta|(?:var)?epsilon|lambda|mu|nu|rho|sigma|tau|[Pp]hi|theta|omega"
)
# "the kernel size", "an input", "how many values there are": it stands behind "where P is".
PHRASE = re.compile(r"(?:the|an?|one|its|how many|how much|what|which) [a-zé' 01,-]+[a-z01]")
TABLES: dict[str, Mapping[str, str]] = {
    **{name: value for name, value in vars(letters).items() if name.isupper()},
    **{name: layer_class(name).letters for name in sorted(OURS)},
    "facts": facts.FullyConnectedFacts.letters,
}


class TestLetters:
    def test_each_letter_has_a_meaning_that_ends_a_sentence(self) -> None:
        for name in TABLES.keys() - {"SCALING"}:
            for letter, meaning in TABLES[name].items():
                assert LETTER.fullmatch(letter), (name, letter)
                assert PHRASE.fullmatch(meaning), (name, meaning)

    def test_a_layer_explains_its_sizes(self) -> None:
        """The lecture's letters, wherever windows slide: D, P, S, and PyTorch's own for the rest."""
        for layer in (s.Conv1d, s.MaxPool2d, s.AvgPool3d, s.ConvTranspose2d):
            assert {"D", "P", "S", "p", "d"} <= layer.letters.keys()


class TestNames:
    def test_each_is_found_under_its_own_name(self) -> None:
        for name in s.__all__:
            found = s.__getattr__(name)
            assert name.isupper() or found.__name__ == name

    def test_all_are_listed(self) -> None:
        assert dir(s) == s.__all__ == sorted(set(s.__all__))

    def test_a_layer_is_asked_for_by_its_class(self) -> None:
        assert layer_class("Conv1d") is s.Conv1d
        assert is_layer_name("Conv1d")
        assert not is_layer_name("Conv1e")
        with pytest.raises(KeyError, match="Conv1e"):
            layer_class("Conv1e")

    def test_a_layer_of_another_package(self) -> None:
        @dataclass(frozen=True)
        class Doubled(Countable):
            pass

        assert not is_layer_name("Doubled")
        register(Doubled)
        try:
            assert layer_class("Doubled") is Doubled
            assert is_layer_name("Doubled")
            assert not is_in_torch("Doubled")
        finally:
            unregister("Doubled")
        with pytest.raises(KeyError, match="Doubled"):
            layer_class("Doubled")

    def test_those_of_torch_are_its_modules(self) -> None:
        nn = pytest.importorskip("torch").nn
        for name in OURS:
            there = getattr(nn, name, None)
            is_module = isinstance(there, type) and issubclass(there, nn.Module)
            assert is_in_torch(name) == is_module, name


class TestArguments:
    """A call is told with all arguments by name, those left out too."""

    @staticmethod
    @quantity
    def asked(a: int, b: int = 2, *, c: int = 3, d: int) -> int:
        local = 1000 * a + 100 * b + 10 * c + d
        return local  # noqa: RET504 - a local name is no argument

    @pytest.mark.parametrize(("given", "named", "told"), [
        ((1,), {"d": 4}, {"a": 1, "b": 2, "c": 3, "d": 4}),
        ((1, 5), {"d": 4}, {"a": 1, "b": 5, "c": 3, "d": 4}),
        ((), {"a": 1, "c": 6, "d": 4}, {"a": 1, "b": 2, "c": 6, "d": 4}),
    ])  # fmt: skip
    def test_told(
        self, given: tuple[int, ...], named: dict[str, int], told: dict[str, int]
    ) -> None:
        with tracing() as calls:
            found = self.asked(*given, **named)
        assert [call.arguments for call in calls] == [told]
        assert f"{found}" == "".join(str(told[name]) for name in "abcd")

    def test_too_many_are_refused_by_python(self) -> None:
        with tracing() as calls, pytest.raises(TypeError, match="positional argument"):
            self.asked(1, 2, 3, d=4)  # type: ignore[call-arg]  # that is the test
        assert calls == []

    def test_only_functions_are_quantities(self) -> None:
        with pytest.raises(TypeError, match="a quantity is a function of Python's own"):
            quantity(abs)
