"""What is said of files, names and profiles that are not there or not as they should be, whole."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from quizgen.bank import draw
from quizgen.bank.by_profile import profile_problems
from quizgen.bank.check import find_problems
from quizgen.bank.library import Library, home, load_banks
from quizgen.bank.lints import LINTS, Drawn
from quizgen.bank.load import load_text
from quizgen.bank.profiles import read_profile
from quizgen.bank.survey import Survey
from quizgen.bank.toml import TomlError, read_toml
from quizgen.errors import UserError
from quizgen.telling import Step

HEAD = "[[exercise]]\nid = 'slip'\n"
N = f"{HEAD}ask = 'n'\nanswer = '2'\n"


def told(action: Callable[[], object]) -> str:
    with pytest.raises(UserError) as error:
        action()
    return f"{error.value.args[0]}|{error.value.fix}"


class TestLibrary:
    """A bank of three exercises, one of one, and a sheet."""

    @pytest.fixture
    def known(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
        monkeypatch.chdir(tmp_path)
        three = "".join(N.replace("slip", name) for name in ("slip", "slap", "slop"))
        Path("three.toml").write_text(three, encoding="utf-8")
        Path("one.toml").write_text(N.replace("slip", "only"), encoding="utf-8")
        Path("empty.toml").write_text("", encoding="utf-8")
        Path("week.toml").write_text(
            'title = "W"\nquestions = ["slip", "only"]\n', encoding="utf-8"
        )
        return load_banks([Path()], shipped_too=False)

    def test_exercises(self, known: Library) -> None:
        assert known.exercise("slap").id == "slap"
        assert known.exercise("./one.toml").id == "only"
        assert told(lambda: known.exercise("sliq")) == "no exercise is called 'sliq'|did you mean 'slip'?"  # fmt: skip
        assert told(lambda: known.exercise("on")) == "no exercise is called 'on'|did you mean 'only'?"  # fmt: skip
        assert told(lambda: known.exercise("quite-other")) == (
            "no exercise is called 'quite-other'|there are only, slap, slip, slop"
        )
        made = "`quizgen homework {}` makes it; its exercises are slip, only"
        assert told(lambda: known.exercise("week")) == f"week is a sheet, not an exercise|{made.format('week')}"  # fmt: skip
        assert told(lambda: known.exercise("./week.toml")) == f"./week.toml is a sheet, not an exercise|{made.format('./week.toml')}"  # fmt: skip
        assert told(lambda: known.exercise("./three.toml")) == (
            "./three.toml: there are 3 exercises in it|name one by its id, with --bank ./three.toml: slip, slap, slop"
        )
        assert told(lambda: known.exercise("./empty.toml")) == "./empty.toml: there are 0 exercises in it|"  # fmt: skip
        assert told(lambda: known.exercise("./slap.toml")) == "./slap.toml: there is no such file|its id is slap, without .toml"  # fmt: skip

    def test_sheets(self, known: Library) -> None:
        assert [q.id for q in known.sheet("week").questions] == ["slip", "only"]
        assert known.sheet_or_exercise("week") == known.sheet("week") == known.sheet_or_exercise("./week.toml")  # fmt: skip
        alone = known.sheet_or_exercise("slop")
        assert (alone.id, alone.title, [q.id for q in alone.questions]) == ("slop", "slop", ["slop"])  # fmt: skip
        assert told(lambda: known.sheet("weak")) == "no sheet is called 'weak'|did you mean 'week'?"
        assert told(lambda: known.sheet("slip")) == "no sheet is called 'slip'|there are week"
        assert told(lambda: known.sheet_or_exercise("./one.toml")) == (
            './one.toml: there is no sheet in it|a sheet is a file of its own with questions = ["conv1d-arch"]; '
            "exercises of a bank are named by their ids, with --bank ./one.toml"
        )
        assert [s.id for s in known.sheets_of("week")] == [s.id for s in known.sheets_of("./week.toml")] == ["week"]  # fmt: skip
        assert known.sheets_of("./one.toml") == known.sheets_of("slip") == ()

    def test_the_folder_of_a_sheet(self, known: Library) -> None:
        Path("sheets").mkdir()
        Path("sheets/s.toml").write_text('title = "S"\nquestions = ["slip"]\n', encoding="utf-8")
        assert home("sheets/s.toml") == [Path(), Path("sheets/s.toml")]
        assert home("./one.toml") == [Path("./one.toml")]
        assert home("slip") == home("./no.toml") == []
        assert known.exercises.keys() == {"slip", "slap", "slop", "only"}

    @pytest.mark.parametrize("count", [12, 13])
    def test_up_to_12_names_are_listed(self, tmp_path: Path, count: int) -> None:
        names = [f"e{i:02}" for i in range(count)]
        (tmp_path / "bank.toml").write_text("".join(N.replace("slip", name) for name in names))
        asked = ", ".join(f'"{name}"' for name in names)
        (tmp_path / "week.toml").write_text(f'title = "W"\nquestions = [{asked}]\n')
        library = load_banks([tmp_path], shipped_too=False)
        listed = f"there are {', '.join(names)}" if count == 12 else "`quizgen list` shows what there is"  # fmt: skip
        assert told(lambda: library.exercise("quite-other")) == f"no exercise is called 'quite-other'|{listed}"  # fmt: skip
        shown = ", ".join(names[:12])
        assert told(lambda: library.exercise("week")).endswith(f"its exercises are {shown}")
        several = told(lambda: library.exercise(str(tmp_path / "bank.toml")))
        assert several.endswith(f": {shown}")

    def test_twice(self, tmp_path: Path) -> None:
        for name in "ab":
            (tmp_path / f"{name}.toml").write_text(N, encoding="utf-8")
        library = load_banks([tmp_path], shipped_too=False)
        said = f"{tmp_path / 'b.toml'}:2: id: 'slip' is also in {tmp_path / 'a.toml'}:2|ids are never reused: take another"
        for asked in (
            lambda: library.exercise("slip"),
            lambda: library.sheet("slip"),
            library.check_ids,
        ):
            assert told(asked) == said  # fmt: skip


PROFILES = {
    "titel = 'x'": "1: titel: unknown key 'titel'|a profile has title, extends, conventions",
    "title = 3": '1: title: is not text|title = "My course"',
    "extends = 3": '1: extends: is no name of a profile|extends = "lecture"',
    "conventions = 3": "1: conventions: is not a table|write [conventions] and its keys below",
    "[conventions]\nbais = 'on'": "2: conventions.bais: no convention is called 'bais'|did you mean 'bias'?",
    "[conventions]\nbias = 'yes'": "2: conventions.bias: 'yes' is no value of bias|one of off, on, on-units, on-filters, code",
    "[conventions]\nkernel = 'fliped'": "2: conventions.kernel: 'fliped' is no value of kernel|did you mean 'flipped'?",
}  # fmt: skip


@pytest.mark.parametrize("text", PROFILES)
def test_profiles(tmp_path: Path, text: str) -> None:
    file = tmp_path / "p.toml"
    file.write_text(text, encoding="utf-8")
    assert told(lambda: read_profile("p.toml", tmp_path)) == f"{file}:{PROFILES[text]}"


def test_profiles_that_extend(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("extends = 'b.toml'\n[conventions]\nbias = 'on'\n")
    (tmp_path / "b.toml").write_text("[conventions]\nbias = 'off'\nkernel = 'flipped'\n")
    assert {"bias": "on", "kernel": "flipped"}.items() <= read_profile("a.toml", tmp_path).items()
    assert told(lambda: read_profile("lectur")) == "no profile is called 'lectur'|did you mean 'lecture'?"  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('a = 1\nask = "\\frac{1}{2}"', '2: \\frac in double quotes is a control character and "rac"'),
        ('a = 1\nask = ["x", "\\beta"]', '2: \\beta in double quotes is a control character and "eta"'),
        ('[t]\nask = { b = "\\theta" }', '2: \\theta in double quotes is a control character and "heta"'),
        ('a = 1\n\nask = "x\\u0001y"', "3: a text has the control character U+0001"),
        ('a = 1\nask = "x\\u007Fy"', "2: a text has the control character U+007F"),
        ('a = "x\\by"', '1: \\by in double quotes is a control character and "y"'),
    ],
)  # fmt: skip
def test_commands_that_double_quotes_swallow(text: str, said: str) -> None:
    with pytest.raises(TomlError) as error:
        read_toml(text, "b.toml")
    problem = error.value.problem
    assert f"{problem.line}: {problem.message}" == said


@pytest.mark.parametrize("text", ['a = "x\\ty"', 'a = "x\\ny"', "a = '\\frac'", 'a = "\\\\frac"'])
def test_texts_that_swallow_nothing(text: str) -> None:
    assert read_toml(text, "b.toml")[0]["a"]


class TestProfilesOfAnExercise:
    """What is read without being declared, declared and not read, or fails by one value."""

    TEXT = (
        "[[exercise]]\nid = 'slip'\nprofile = { bias = ['off', 'on-units'] }\ndraw = { a = 'integer(2, 400)' }\n"
        "text = 'Here is $a = {{ a }}$.SAID'\nask = 'How many are there?'\nanswer = \"ANSWER\"\n"
    )

    def said(self, answer: str, said: str = "") -> list[str]:
        text = self.TEXT.replace("ANSWER", answer).replace("SAID", said)
        (exercise,) = load_text(text, "b.toml").exercises
        return [f"{p.line}: {p.field}: {p.message}|{p.fix}" for p in profile_problems(exercise)]

    def test_both_read(self) -> None:
        shown = "{% if profile.bias == \\'on-units\\' %} With a bias.{% endif %}".replace("\\'", '"')  # fmt: skip
        assert self.said("a + (1 if profile.bias == 'on-units' else 0)", shown) == []

    def test_never_read(self) -> None:
        said = self.said("a + 1")
        assert "3: slip.profile.bias: bias has a list of values, and nothing reads it|read profile.bias, or declare one value" in said  # fmt: skip

    def test_not_declared(self) -> None:
        said = self.said("a + (profile.bias == 'off') + (profile.size_rounding == 'floor')")
        assert said[0] == (
            "3: slip.profile.size-rounding: profile.size_rounding is read, and size-rounding has no list of values"
            '|profile = { size-rounding = ["…", "…"] }'
        )

    def test_fails_by_one(self) -> None:
        (said,) = self.said("a + 1 / (0 if profile.bias == 'on-units' else 1)")
        assert said.startswith("7: slip.answer: by bias = 'on-units': ")
        assert "a division by zero" in said

    def test_changes_nothing(self) -> None:
        (said,) = self.said("a + (0 if profile.bias == 'on-units' else 0)")
        assert said == "3: slip.profile.bias: bias = 'on-units' changes neither a question nor a key|read profile.bias, or declare one value"  # fmt: skip


@pytest.mark.parametrize(("least", "is_told"), [(85, False), (97, True)])
def test_rules_that_refuse_nine_of_ten_draws(least: int, *, is_told: bool) -> None:
    text = f"{HEAD}draw = {{ a = 'integer(1, 100)' }}\nrequire = ['a > {least}']\ntext = '{{{{ a }}}}'\nask = 'n'\nanswer = 'a'\n"
    survey = Survey(load_text(text, "b.toml").exercises[0], 60).run()
    (refused,) = survey.refused
    assert (refused.exercise, refused.level) == ("slip", "")
    assert refused.share == refused.refused / refused.draws
    assert (refused.share > 0.9) == is_told
    assert [p.fix for p in survey.problems] == (
        ["draw what the rule allows: drawing takes long"] if is_told else []
    )
    if is_told:
        assert survey.problems[0].message.startswith(f"{refused.share:.0%} of the draws are refused, most by ")  # fmt: skip


def test_two_values_are_looked_for_in_20_draws() -> None:
    (exercise,) = load_text(f"{HEAD}draw = {{ a = 'integer(1, 100)' }}\ntext = '{{{{ a }}}}'\nask = 'n'\nanswer = 'a'\n", "b.toml").exercises  # fmt: skip
    good = draw(exercise, "1")
    steps = tuple(Step(s, r"\text{rows} + 1", f"{n} + 1", "9") for s, n in (("x", 3), ("y", 4)))
    bad = replace(good, parts=(replace(good.parts[0], solution=steps),))
    for variants, is_told in (((*[good] * 19, bad), True), ((*[good] * 20, bad), False)):
        assert bool(list(LINTS["two_values"](exercise, [Drawn("", "", variants)]))) == is_told


def test_unknown_defaults() -> None:
    (said,) = load_text(f"[defaults]\nblom = 'apply'\n{N}", "b.toml").problems
    assert (said.line, said.field, said.message, said.fix) == (2, "defaults.blom", "unknown key 'blom'", "did you mean 'bloom'?")  # fmt: skip


def problems(tmp_path: Path, text: str) -> list[str]:
    bank = tmp_path / "bank.toml"
    bank.write_text(text, encoding="utf-8")
    return [f"{p.line}: {p.field}: {p.message}|{p.fix}" for p in find_problems([bank], draws=5)]


def test_a_listing_is_looked_at_where_a_draw_fails(tmp_path: Path) -> None:
    text = (
        f"{HEAD}draw = {{ a = 'integr(1, 2)', b = 'integer(1, 400)' }}\nlisting = '''\nx = {{{{ nothing }}}}\ny = <<r>>\n'''\n"
        "[[exercise.part]]\nid = 'r'\nask = 'What is r?'\nanswer = 'b + 1'\n"
    )
    assert problems(tmp_path, text) == [
        "3: slip.draw.a: unknown name 'integr'|did you mean 'integer'?",
        "4: slip.listing: unknown name 'nothing'|define it in draw or let",
    ]


def test_a_sample_that_takes_too_long_to_check(tmp_path: Path) -> None:
    text = (
        f"{HEAD}draw = {{ n = 'integer(2, 400)' }}\ntext = 'Here is {{{{ n }}}}.'\nask = 'A multiple?'\nanswer = '3 * n'\n"
        "holds = '(range(900) | sum) * 20 > 0 and ((range(900) | list) * 20) | sum > 0 and answer % n == 0'\n"
    )
    (said,) = problems(tmp_path, text)
    assert said.startswith("6: slip.answer: the sample, typed as ")
    assert said.endswith(
        "is unreadable: this answer takes too long to check; a person decides about it|ask for what is decided with less work"
    )
