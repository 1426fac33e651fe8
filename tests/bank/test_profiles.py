"""Conventions of a course: read, taken by exercises that can, stored, and recognised where they are another's."""

import json
from pathlib import Path

import pytest

from quizgen.bank import draw
from quizgen.bank.check import examine
from quizgen.bank.declared import kept
from quizgen.bank.exercise import Exercise
from quizgen.bank.load import load_text
from quizgen.bank.profiles import read_profile, shipped_profiles
from quizgen.bank.recognised import _is_apt
from quizgen.errors import UserError
from quizgen.grading.judging import judged
from quizgen.solver.conventions import CONVENTIONS, DEFAULTS
from quizgen.solver.other_convention import _WHERE, right_under
from quizgen.variant import Mistake, Variant

BANK = """
[[exercise]]
id = "a"
profile = { bias = ["off", "on-units"], size-rounding = ["floor", "ceiling", "exact"], kernel = "cross-correlation" }
draw = { D = "integer(2, 9)", U = "2 * integer(5, 7) + 1" }
text = "{{ D }} inputs, {{ U }} outputs{% if profile.bias == 'on-units' %} and a word{% endif %}."
[[exercise.part]]
id = "n"
ask = "How many?"
answer = "mlp((D, U), bias=profile.bias == 'on-units').parameter_count"
[[exercise.part]]
id = "half"
ask = "Half?"
answer = "halves[profile.size_rounding]"
follow = "halves[profile.size_rounding] + 0 * n"
[exercise.let]
halves = "{'floor': U // 2, 'ceiling': U // 2 + 1, 'exact': none}"
"""


def exercise(text: str = BANK) -> Exercise:
    loaded = load_text(text, "b.toml")
    assert not loaded.problems
    return loaded.exercises[0]


def values(variant: Variant) -> tuple[int, int]:
    return variant.values["D"], variant.values["U"]


class TestTaken:
    """Key, statement and sentence follow the profile; numbers stay."""

    def test_of_the_lecture(self) -> None:
        drawn = draw(exercise(), "1")
        d, u = values(drawn)
        assert [part.key for part in drawn.parts] == [d * u, u // 2]
        assert drawn.profile == {"bias": "off", "size-rounding": "floor", "kernel": "cross-correlation"}  # fmt: skip
        assert "word" not in drawn.text
        assert drawn == draw(exercise(), "1", profile=read_profile("lecture"))

    def test_of_a_course(self) -> None:
        drawn = draw(exercise(), "1", profile={"bias": "on", "size-rounding": "ceiling"})
        d, u = values(drawn)
        assert values(draw(exercise(), "1")) == (d, u)
        assert [part.key for part in drawn.parts] == [d * u + u, u // 2 + 1]
        assert drawn.text.endswith("and a word.")
        assert drawn.conventions[:2] == (
            "Every hidden and every output unit has one intercept (bias).",
            "A last window that sticks out still counts (sizes are rounded up).",
        )
        assert drawn.code != draw(exercise(), "1").code

    def test_what_it_cannot_take_stays_and_is_told(self) -> None:
        course = read_profile("textbook")
        assert kept(exercise(), course) == {"kernel": "cross-correlation"}
        drawn = draw(exercise(), "1", profile={"kernel": "flipped"})
        assert drawn == draw(exercise(), "1")

    def test_the_whole_profile_is_stored_and_draws_the_same_again(self) -> None:
        drawn = draw(exercise(), "1", profile=read_profile("torch"))
        assert drawn.profile["bias"] == "on-units"
        assert drawn.profile["index-base"] == "0"
        assert "log" not in drawn.profile  # as in the lecture
        assert draw(exercise(), "1", profile=drawn.profile) == drawn

    def test_a_variant_grades_without_the_bank(self) -> None:
        drawn = draw(exercise(), "1", profile={"bias": "on", "size-rounding": "ceiling"})
        again = Variant.from_json(json.loads(drawn.to_line()))
        _, u = values(again)
        verdict, _ = judged(again, again.parts[1], str(u // 2 + 1), {"n": "1"})
        assert verdict.score == 1


class TestRecognised:
    """An answer that is right under another convention is called that, and earns nothing."""

    def test_both_ways(self) -> None:
        for here, other in (("floor", "ceiling"), ("ceiling", "floor")):
            drawn = draw(exercise(), "1", profile={"size-rounding": here})
            _, u = values(drawn)
            (found,) = [m for m in drawn.parts[1].mistakes if m.name.startswith("size-rounding")]
            assert found.name == f"size-rounding-{other}"
            assert found.value == u // 2 + (other == "ceiling")
            assert found.hint == right_under("size-rounding", other, here)
            verdict, _ = judged(drawn, drawn.parts[1], str(found.value), {})
            assert verdict.score == 0
            assert verdict.mistake == found.name
            assert found.hint in verdict.feedback

    def test_a_slip_that_means_it_says_so_alone(self) -> None:
        drawn = draw(exercise(), "1")
        d, u = values(drawn)
        names = {m.name for m in drawn.parts[0].mistakes if m.value == d * u + u}
        assert names == {"adds-bias"}
        verdict, _ = judged(drawn, drawn.parts[0], str(d * u + u), {})
        assert "Right if intercepts" in verdict.feedback

    @pytest.mark.parametrize("value", ["U // 2 + 1", "U // 2 + U % 2"])
    def test_never_where_the_author_names_it(self, value: str) -> None:
        own = f'mistakes = {{ mine = {{ value = "{value}", hint = "Mine." }} }}\n[exercise.let]'
        drawn = draw(exercise(BANK.replace("[exercise.let]", own)), "1")
        assert [m.name for m in drawn.parts[1].mistakes] == ["mine"]

    def test_never_where_it_is_the_key(self) -> None:
        even = BANK.replace("2 * integer(5, 7) + 1", "2 * integer(5, 7)").replace(
            "U // 2 + 1", "-(-U // 2)"
        )
        assert not draw(exercise(even), "1").parts[1].mistakes

    def test_options(self) -> None:
        bank = """
[[exercise]]
id = "o"
profile = { momentum = ["torch", "inside"] }
draw = { n = "integer(1, 9)" }
ask = "Which, for {{ n }}?"
choices = ["one", "two", "three"]
answer = "'one' if profile.momentum == 'torch' else 'two'"
"""
        drawn = draw(exercise(bank), "1")
        (mistake,) = drawn.parts[0].mistakes
        letters = dict(zip(drawn.parts[0].settings["choices"], drawn.parts[0].settings["choice_texts"], strict=True))  # fmt: skip
        assert (mistake.name, letters[mistake.value]) == ("momentum-inside", "two")
        assert letters[draw(exercise(bank), "1", profile={"momentum": "inside"}).parts[0].key] == "two"  # fmt: skip


@pytest.mark.parametrize(
    ("slip", "keys", "is_kept"),
    [
        ("adds-bias", {}, True), ("adds-bias", {"bias-on": 8}, True), ("adds-bias", {"bias-on": 9}, False), ("adds-bias", {"bias-on": 9, "bias-code": 8}, True),
        # Another convention's key is none of this one's.
        ("adds-bias", {"layout-rows": 9}, True), ("adds-bias", {"layout-rows": 8, "bias-on": 9}, False),
        # Nobody forgets what is not there.
        ("forgets-bias", {}, False), ("columns-convention", {"bias-on": 8}, False),
        # A slip that means none of them.
        ("ignores-stride", {"bias-on": 9}, True),
    ],
)  # fmt: skip
def test_a_slip_that_means_a_convention_comes_to_its_key(slip: str, keys: dict[str, int], is_kept: bool) -> None:  # noqa: FBT001 - a case  # fmt: skip
    own = {"bias": "off", "layout": "column"}
    one = Exercise("e", "", "", (), profile=own, takes={"bias": ("on", "code"), "layout": ("rows",)})  # fmt: skip
    found = [Mistake(name, value, "") for name, value in keys.items()]
    assert _is_apt(Mistake(slip, 8, ""), one, own, found) is is_kept


def test_a_property_by_another_convention() -> None:
    """An answer that has it by another value is recognised by a sign of its own."""
    bank = """
[[exercise]]
id = "p"
profile = { index-base = ["1", "0"], bias = ["off", "on"] }
draw = { n = "integer(2, 9)" }
ask = "Name a place from {{ n }} on, {{ profile.bias }}."
answer = "n + 1"
holds = "answer >= n + (1 if profile.index_base == '1' else 0)"
"""
    (asked,) = (part.holds for part in draw(exercise(bank), "1").parts)
    assert asked is not None
    (sign,) = asked.signs
    assert (sign.name, sign.holds, sign.hint) == ("index-base-0", asked.holds, right_under("index-base", "0", "1"))  # fmt: skip
    assert sign.under == {"index_base": "0", "bias": "off"}


class TestFiles:
    """A profile is a shipped one, or a file that may extend others."""

    def test_every_value_of_the_shipped_ones_is_one(self) -> None:
        for name in shipped_profiles():
            profile = read_profile(name)
            assert profile.keys() == CONVENTIONS.keys()
            assert all(value in CONVENTIONS[key] for key, value in profile.items())
        assert read_profile("lecture") == DEFAULTS

    def test_an_own_one(self, tmp_path: Path) -> None:
        (tmp_path / "a.toml").write_text('extends = "keras"\n[conventions]\nlabels = "signs"\n')
        (tmp_path / "b.toml").write_text('extends = "a.toml"\n[conventions]\nlog = "base2"\n')
        assert read_profile("b.toml", tmp_path) == {
            **read_profile("keras"), "labels": "signs", "log": "base2"
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (
                '[conventions]\nbias = "onn"',
                "a.toml:2: conventions.bias: 'onn' is no value of bias",
            ),
            ('[conventions]\nbiass = "on"', "a.toml:2: conventions.biass: no convention"),
            ('bias = "on"', "a.toml:1: bias: unknown key"),
            # A key in escapes has no line of its own.
            (
                'title = "T"\n[conventions]\n"b\\u0069as" = "onn"',
                "a.toml:1: conventions.bias: 'onn' is no",
            ),
            ('extends = "a.toml"', "go on and on"),
            ('extends = "pytorch"', "no profile is called 'pytorch'"),
            ('extends = "c.toml"', "there is no such profile"),
            ("extends = 3", "is no name of a profile"),
            ("conventions = 3", "is not a table"),
            ("title = 3", "is not text"),
            ("title =", "a.toml:1"),
        ],
    )
    def test_what_is_wrong_is_told(self, text: str, said: str, tmp_path: Path) -> None:
        (tmp_path / "a.toml").write_text(text)
        with pytest.raises(UserError) as error:
            read_profile("a.toml", tmp_path)
        assert said in str(error.value.args[0])


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ("bias = 'maybe'", "'maybe' is no value of bias"),
        ("bias = ['off', 'maybe']", "'maybe' is no value of bias"),
        ("bias = []", "one value twice, or none"),
        ("bias = ['off', 'off']", "one value twice, or none"),
        ("bias = ['off', 3]", "3 is no value of bias"),
        ("bias = [['off'], 'on']", "['off'] is no value of bias"),
        ("bias = { off = 1 }", "{'off': 1} is no value of bias"),
        ("bios = 'off'", "no convention is called 'bios'"),
    ],
)
def test_what_an_exercise_declares_is_told_with_its_line(profile: str, said: str) -> None:
    loaded = load_text(f"[[exercise]]\nid = 'a'\nask = '?'\nanswer = '1'\nprofile = {{ {profile} }}", "b.toml")  # fmt: skip
    (problem,) = loaded.problems
    assert (problem.line, problem.message) == (5, said)


def test_check_draws_by_every_value(tmp_path: Path) -> None:
    """What fails by one value alone is told, with its line."""
    bank = tmp_path / "b.toml"
    bank.write_text(BANK, encoding="utf-8")
    found = [p for p in examine([bank], draws=3).problems if p.message.startswith("by size")]
    assert found
    assert {p.line for p in found} <= {bank.read_text().splitlines().index(line) + 1 for line in ('answer = "halves[profile.size_rounding]"', 'follow = "halves[profile.size_rounding] + 0 * n"')}  # fmt: skip
    assert all("'exact'" in p.message for p in found)


def test_every_value_has_its_words() -> None:
    assert {key: set(values) for key, values in _WHERE.items()} == {
        key: set(values) for key, values in CONVENTIONS.items()
    }


def test_edges_of_intercepts_are_told_of() -> None:
    """Of 3 units beside 4 inputs 12 edges are counted; 3 more lead there from an intercept."""
    bank = """
[[exercise]]
id = "edges"
profile = { connections = ["weights", "with-bias"] }
draw = { U = "integer(3, 9)" }
ask = "How many edges lead from 4 inputs to {{ U }} outputs?"
answer = "U * (5 if profile.connections == 'with-bias' else 4)"
"""
    told = {
        "weights": "an edge from an intercept to each output unit is counted; here intercepts are not counted as edges",
        "with-bias": "intercepts are not counted as edges; here an edge from an intercept to each output unit is counted",
    }
    for here, said in told.items():
        drawn = draw(exercise(bank), "1", profile={"connections": here})
        units = drawn.values["U"]
        other = units * (5 if here == "weights" else 4)
        verdict, _ = judged(drawn, drawn.parts[0], str(other), {})
        assert (verdict.status, verdict.feedback) == ("wrong", f"Right where {said}."), here
