"""What stands around exercises, helper by helper: libraries, sheets, courses, what is alike, what is kept."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from quizgen.bank.alike import _is_doubtful, sharing
from quizgen.bank.by_profile import _by, _courses, _read, _unread
from quizgen.bank.check import _part_of, _without
from quizgen.bank.exercise import Exercise, MistakeSpec, PartSpec, Sheet, SheetQuestion
from quizgen.bank.heads import Heads, _digest, _entry, _loaded, _seal, kept_in
from quizgen.bank.legend import with_legends
from quizgen.bank.library import Library, _nearest, bank_files, home, load_banks
from quizgen.bank.lints.finding import Drawn
from quizgen.bank.load import load_text
from quizgen.bank.pictured import pictured
from quizgen.bank.prerequisites import prerequisite_problems
from quizgen.bank.rechecking import Checked, Looked, Rechecking, shown_draws
from quizgen.bank.sheets import KNOWN, intro, sheet_problems, unknown_questions
from quizgen.bank.stands_beside import stands_beside
from quizgen.bank.survey import Refused
from quizgen.bank.symbols import of_text, printed
from quizgen.bank.wording import own_wordings, wordings
from quizgen.errors import Problem, UserError
from quizgen.language.expression import Scope
from quizgen.telling import Step
from quizgen.variant import Part, Variant

LIST = "`quizgen list` shows what there is"


def exercise(name: str, **fields: Any) -> Exercise:
    return Exercise(name, fields.pop("file", f"{name}.toml"), fields.pop("bank", "b"), fields.pop("parts", ()), **fields)  # fmt: skip


def sheet(name: str, *asked: str, **fields: Any) -> Sheet:
    return Sheet(name, f"{name}.toml", name.title(), tuple(map(SheetQuestion, asked)), **fields)


def library(*found: Exercise | Sheet, **fields: Any) -> Library:
    return Library(
        {one.id: one for one in found if isinstance(one, Exercise)},
        {one.id: one for one in found if isinstance(one, Sheet)},
        **fields,
    )


def refusal(call: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(UserError) as found:
        call()
    return str(found.value.args[0]), found.value.fix


class TestNames:
    """What a library gives for a name."""

    FULL = library(
        exercise("conv-a", tags=("images",)), exercise("conv-b", bank="c"), exercise("same"), sheet("first", "conv-b", "conv-a", part_of="course", week=2),
        sheet("second", "conv-a", part_of="course", week=1), sheet("same", "conv-a"), sheet("also", part_of="course", week=1),
    )  # fmt: skip

    def test_exercises(self) -> None:
        assert self.FULL.exercise("same").id == "same"
        assert refusal(lambda: self.FULL.exercise("first")) == ("first is a sheet, not an exercise", "`quizgen homework first` makes it; its exercises are conv-b, conv-a")  # fmt: skip
        assert refusal(lambda: self.FULL.exercise("konv-a")) == ("no exercise is called 'konv-a'", "did you mean 'conv-a'?")  # fmt: skip
        assert refusal(lambda: self.FULL.exercise("qqq")) == ("no exercise is called 'qqq'", "there are conv-a, conv-b, same")  # fmt: skip

    def test_sheets(self) -> None:
        assert self.FULL.sheet("same").title == "Same"
        assert refusal(lambda: self.FULL.sheet("conv-a"))[0] == "no sheet is called 'conv-a'"
        assert self.FULL.sheet_or_exercise("same") == self.FULL.sheets["same"]
        assert self.FULL.sheet_or_exercise("conv-a") == Sheet("conv-a", "conv-a.toml", "", (SheetQuestion("conv-a"),))  # fmt: skip
        assert refusal(lambda: self.FULL.sheet_or_exercise("qqq"))[0] == "no sheet and no exercise is called 'qqq'"  # fmt: skip
        assert [s.id for s in self.FULL.sheets_of("first")] == ["first"]
        assert self.FULL.sheets_of("conv-a") == ()

    def test_topics(self) -> None:
        assert self.FULL.topics() == ["b", "c", "course", "images"]
        assert self.FULL.courses() == ["course"]
        assert [s.id for s in self.FULL.course("course")] == ["also", "second", "first"]
        assert self.FULL.course("") == []
        assert [e.id for e in self.FULL.find("course")] == ["conv-a", "conv-b"]
        assert [e.id for e in self.FULL.find("first")] == ["conv-b", "conv-a"]
        assert [e.id for e in self.FULL.find("same")] == ["same"]
        assert [e.id for e in self.FULL.find("b")] == ["conv-a", "same"]
        assert [e.id for e in self.FULL.find("images")] == ["conv-a"]
        assert refusal(lambda: self.FULL.find("image")) == ("nothing is called 'image'", "did you mean 'images'?")  # fmt: skip

    def test_broken_files(self) -> None:
        one, two = (
            Problem("x.toml", 3, "ask", "is wrong", "mend it"),
            Problem("y.toml", 1, "id", "no"),
        )
        said = "no exercise is called 'q', and a bank cannot be read: x.toml:3: ask: is wrong"
        assert refusal(lambda: library(problems=(one,)).exercise("q")) == (said, "mend it")
        assert refusal(lambda: library(problems=(two, one)).exercise("q")) == (
            "no exercise is called 'q', and a bank cannot be read (2 problems): y.toml:1: id: no", "quizgen check y.toml",
        )  # fmt: skip
        broken = library(exercise("a"), sheet("s"), twice=(one,))
        for call in (broken.exercise, broken.sheet, broken.find):
            assert refusal(lambda call=call: call("a")) == ("x.toml:3: ask: is wrong", "mend it")  # type: ignore[misc]  # fmt: skip
        assert repr(library(exercise("a"), problems=(one, two))) == "<Library: 1 exercises, 0 sheets, 2 problems>"  # fmt: skip
        assert repr(library(sheet("a"))) == "<Library: 0 exercises, 1 sheets>"

    def test_nearest(self) -> None:
        many = [f"name{i:02}" for i in range(13)]
        assert _nearest("qqqq", many[:12]) == f"there are {', '.join(many[:12])}"
        assert _nearest("qqqq", many) == LIST
        assert _nearest("qqqq", []) == LIST
        assert _nearest("", ["abc"]) == "there are abc"
        assert _nearest("CONV", ["xyz", "conv1d-architecture", "conv2d"]) == "did you mean 'conv1d-architecture'?"  # fmt: skip

    def test_files(self, tmp_path: Path) -> None:
        one, bare, own = tmp_path / "one.toml", tmp_path / "bare.toml", tmp_path / "s.toml"
        one.write_text("[[exercise]]\nid = 'a'\nask = 'n'\nanswer = '1'\n")
        bare.write_text("")
        own.write_text("questions = ['a']")
        two = tmp_path / "two.toml"
        two.write_text(
            "".join(f"[[exercise]]\nid = '{n}'\nask = 'n'\nanswer = '1'\n" for n in "cd")
        )
        empty = library()
        assert empty.exercise(str(one)).id == "a"
        assert refusal(lambda: empty.exercise(str(two))) == (f"{two}: there are 2 exercises in it", f"name one by its id, with --bank {two}: c, d")  # fmt: skip
        assert refusal(lambda: empty.exercise(str(bare))) == (f"{bare}: there are 0 exercises in it", "")  # fmt: skip
        assert refusal(lambda: empty.exercise(str(own)))[0] == f"{own} is a sheet, not an exercise"
        assert empty.sheet_or_exercise(str(own)).id == "s"
        assert refusal(lambda: empty.sheet_or_exercise(str(one)))[0] == f"{one}: there is no sheet in it"  # fmt: skip
        assert refusal(lambda: empty.exercise("a.toml"))[0] == "a.toml: there is no such file"
        assert refusal(lambda: library(exercise("a")).exercise("x/a.toml"))[1] == "its id is a, without .toml"  # fmt: skip
        assert [e.id for e in library(exercise("a")).find(str(own))] == ["a"]
        assert [e.id for e in empty.find(str(two))] == ["c", "d"]
        two.write_text("x = 1")
        assert refusal(lambda: empty.find(str(two))) == (f"{two}:1: x: unknown table 'x'", "a bank holds [[exercise]] tables")  # fmt: skip

    def test_folders(self, tmp_path: Path) -> None:
        for name in (
            "b.toml",
            "a.toml",
            "sheets/s.toml",
            "profiles/p.toml",
            "architectures/n.toml",
            "homework.toml",
            "x.txt",
        ):
            file = tmp_path / name
            file.parent.mkdir(exist_ok=True)
            file.write_text("")
        assert bank_files(tmp_path) == [tmp_path / n for n in ("a.toml", "b.toml", "sheets/s.toml")]
        assert bank_files(tmp_path / "x.txt") == [tmp_path / "x.txt"]
        assert home(str(tmp_path / "sheets/s.toml")) == [tmp_path, tmp_path / "sheets/s.toml"]
        assert home(str(tmp_path / "a.toml")) == [tmp_path / "a.toml"]
        assert home(str(tmp_path / "homework.toml")) == home(str(tmp_path / "no.toml")) == []
        assert home(str(tmp_path / "x.txt")) == []
        assert refusal(lambda: load_banks([tmp_path / "no"])) == (f"{tmp_path / 'no'}: there is no such file or folder", "")  # fmt: skip

    def test_ids_that_stand_twice(self, tmp_path: Path) -> None:
        for name in "ab":
            (tmp_path / f"{name}.toml").write_text(
                f"# {name}\n[[exercise]]\nid = 'e'\nask = 'n'\nanswer = '1'\n"
            )
            (tmp_path / f"s{name}.toml").write_text(f"# {name}\nid = 's'\nquestions = ['e']\n")
        found = load_banks([tmp_path], shipped_too=False)
        fix = "ids are never reused: take another"
        assert found.twice == found.problems == (
            Problem(str(tmp_path / "b.toml"), 3, "id", f"'e' is also in {tmp_path / 'a.toml'}:3", fix),
            Problem(str(tmp_path / "sb.toml"), 2, "id", f"'s' is also in {tmp_path / 'sa.toml'}:2", fix),
        )  # fmt: skip
        copy = tmp_path / "c"
        copy.mkdir()
        (copy / "a.toml").write_bytes((tmp_path / "a.toml").read_bytes())
        assert load_banks([tmp_path / "a.toml", copy], shipped_too=False).twice == ()


class TestSheets:
    """What a sheet asks for that there is not."""

    def test_unknown_questions(self) -> None:
        known = library(
            exercise("conv-a", level={"E": {}, "M": {}}, instance={"i": {}}), exercise("bare")
        )
        asked = (
            SheetQuestion("conv-x"), SheetQuestion("qq"), SheetQuestion("conv-a", "X"), SheetQuestion("bare", "E"), SheetQuestion("conv-a", "", "j"),
            SheetQuestion("bare", "", "j"), SheetQuestion("conv-a", "E"), SheetQuestion("conv-a", "", "i"), SheetQuestion("bare"),
        )  # fmt: skip
        own = Sheet("s", "s.toml", "S", asked, lines={"questions": 4})
        said = [
            ("no exercise is called 'conv-x'", "did you mean 'conv-a'?"), ("no exercise is called 'qq'", KNOWN),
            ("conv-a has no level 'X'", "its levels are E, M"), ("bare has no level 'E'", "its levels are none"),
            ("conv-a has no instance 'j'", "its instances are i"), ("bare has no instance 'j'", "its instances are none"),
        ]  # fmt: skip
        assert list(unknown_questions(own, known)) == [Problem("s.toml", 4, "questions", *words) for words in said]  # fmt: skip
        assert [p.line for p in unknown_questions(replace(own, lines={}), known)] == [1] * 6

    def test_weeks(self) -> None:
        first, other, later = (sheet(n, part_of="c", week=w, lines={"week": 7}) for n, w in (("p", 1), ("q", 1), ("r", 2)))  # fmt: skip
        known = library(first, other, later)
        assert list(sheet_problems(known, known)) == [
            Problem("p.toml", 7, "week", "week 1 of 'c' is also q", "one sheet a week"),
            Problem("q.toml", 7, "week", "week 1 of 'c' is also p", "one sheet a week"),
        ]

    def test_intro(self) -> None:
        shown = intro(sheet("s", intro="Read **this**."))
        assert (shown.id, shown.title, shown.text, shown.parts) == ("s", "S", "Read **this**.", ())

    def test_prerequisites(self) -> None:
        a, b, c = (
            exercise("aaaa", prerequisites=("bbbb", "aaax", "qq"), lines={"": 1, "prerequisites": 6}),
            exercise("bbbb", prerequisites=("cccc",)), exercise("cccc", prerequisites=("bbbb", "aaaa")),
        )  # fmt: skip
        known = library(a, b, c)
        fix = "leave out the one that can be done without the other"
        assert list(prerequisite_problems(library(a), known)) == [
            Problem("aaaa.toml", 6, "aaaa.prerequisites", "no exercise is called 'aaax'", "did you mean 'aaaa'?"),
            Problem("aaaa.toml", 6, "aaaa.prerequisites", "no exercise is called 'qq'", KNOWN),
            Problem("aaaa.toml", 6, "aaaa.prerequisites", "comes back to this exercise: aaaa needs bbbb needs cccc needs aaaa", fix),
        ]  # fmt: skip
        alone = library(exercise("x", prerequisites=("x",)))
        assert [p.message for p in prerequisite_problems(alone, alone)] == ["comes back to this exercise: x needs x"]  # fmt: skip
        straight = library(exercise("x", prerequisites=("y",)), exercise("y"))
        assert not list(prerequisite_problems(straight, straight))


class TestAlike:
    """Sheets that two of a class get the same."""

    def test_doubtful(self) -> None:
        """44 850 pairs; more than a twentieth of one pair that agrees is doubtful."""
        one = exercise("e")
        assert not _is_doubtful([(one, "E")], {("e", "E"): 0.05 / 44_850})
        assert _is_doubtful([(one, "E")], {("e", "E"): 0.0501 / 44_850})
        assert _is_doubtful([(one, "E")], {("e", "M"): 0.0})
        assert not _is_doubtful([(one, "E"), (one, "E")], {("e", "E"): 1e-3})

    def test_sharing(self) -> None:
        def drawn(text: str) -> Exercise:
            (found,) = load_text(
                f"[[exercise]]\nid = 'e'\ndraw.D = '{text}'\nask = '{{{{ D }}}}'\nanswer = 'D'\n",
                "b.toml",
            ).exercises
            return found

        assert sharing([(drawn("3"), "")], 5) == 5
        assert sharing([(drawn("3"), "")], 1) == 0
        assert sharing([(drawn("integer(1, 10 ** 12)"), "")], 5) == 0
        assert sharing([(drawn("3"), ""), (drawn("integer(1, 10 ** 12)"), "")], 5) == 0
        assert sharing([], 5) == 5


class TestByProfile:
    """What is declared, and what is read."""

    def of(self, takes: Any, **fields: Any) -> list[tuple[str, str, str]]:
        one = exercise("e", takes=takes, lines={"": 1}, **fields)
        return [(p.field, p.message, p.fix) for p in _unread(one)]

    def test_unread(self) -> None:
        taken = {"index-base": ("0",)}
        said = ("e.profile.index-base", "index-base has a list of values, and nothing reads it", "read profile.index_base, or declare one value")  # fmt: skip
        assert self.of(taken) == [said]
        reading = "{{ profile.index_base }}"
        for place in ({"text": reading}, {"listing": reading}, {"figure": (reading,)}, {"require": (reading,)}, {"let": {"a": reading}}, {"draw": {"a": reading}},
                      {"level": {"E": {"a": reading}}}, {"instance": {"i": {"a": [reading]}}}, {"parts": (PartSpec("a", ask=reading),)},
                      {"parts": (PartSpec("a", mistakes={"m": MistakeSpec("1", reading)}),)}, {"parts": (PartSpec("a", rubric=((reading, "1"),)),)}):  # fmt: skip
            assert self.of(taken, **place) == []
        assert self.of({}, text=reading + "{{ profile.bias }}") == [
            ("e.profile.bias", "profile.bias is read, and bias has no list of values", 'profile = { bias = ["…", "…"] }'),
            ("e.profile.index-base", "profile.index_base is read, and index-base has no list of values", 'profile = { index-base = ["…", "…"] }'),
        ]  # fmt: skip

    def test_words(self) -> None:
        assert _read("index-base") == "read profile.index_base, or declare one value"
        assert _by(Problem("f", 3, "x", "no", "fix"), "bias = 'on'") == Problem("f", 3, "x", "by bias = 'on': no", "fix")  # fmt: skip

    def test_courses(self) -> None:
        one = exercise("e", profile={"index-base": "1"}, takes={"index-base": ("0",)})
        assert _courses(one) == [{"index-base": "0"}]
        assert _courses(exercise("e", profile={"index-base": "1"})) == []


class TestChecks:
    """Small decisions of a check."""

    def test_parts_of_fields(self) -> None:
        assert [_part_of(f) for f in ("e.part.1.answer", "e.part.1", "e.draw.D", "e", "")] == ["e.part.1", "e.part.1", "", "", ""]  # fmt: skip

    def test_follow(self) -> None:
        spec = PartSpec("q", "n", "1", follow="p + 1")
        assert _without(spec, {"p"}) == replace(spec, follow="")
        assert _without(spec, {"r"}) is spec
        assert _without(PartSpec("q"), {"p"}) == PartSpec("q")

    def test_shares(self) -> None:
        assert Refused("e", "E", 3, 12, "r").share == 0.25
        assert (
            Drawn("E", "", ()).seconds
            == Drawn("E", "", ()).refused
            == Drawn("E", "", ()).failed
            == 0
        )

    def test_shown_draws(self) -> None:
        (one,) = load_text("[[exercise]]\nid = 'e'\nask = '{{ D }}'\nanswer = 'D'\n[exercise.level]\nE = { D = 1 }\nM = { D = 2 }\n[exercise.instance]\ni = { D = 3 }\nj = { D = 'x' }\n", "b.toml").exercises  # fmt: skip
        assert [(v.level, v.instance, v.values["D"], v.seed) for v in shown_draws(one)] == [
            *[("E", "", 1, f"check-{i}") for i in range(3)], *[("M", "", 2, f"check-{i}") for i in range(3, 6)], ("", "i", 3, "check-6")
        ]  # fmt: skip

    def test_all_problems(self) -> None:
        from quizgen.bank.check import Report

        late, early = Problem("b", 9, "x", "no"), Problem("b", 2, "x", "no")
        looked = (
            Looked(exercise("e"), (), Report([late, early], [])),
            Looked(exercise("f"), (), None),
        )
        assert Checked((late,), looked).all_problems == [early, late]

    def test_a_second_look(self, tmp_path: Path) -> None:
        file = tmp_path / "b.toml"
        text = "[[exercise]]\nid = 'e'\nask = 'n'\nanswer = '1'\n[[exercise]]\nid = 'f'\nask = 'm'\nanswer = '2'\n"
        file.write_text(text)
        check = Rechecking((file,), 2)
        assert [sum(e.report is None for e in one.exercises) for one in check.run()] == [2, 1, 0]
        assert [sum(e.report is None for e in one.exercises) for one in check.run()] == [0]
        file.write_text(text.replace("'m'", "'o'"))
        assert [sum(e.report is None for e in one.exercises) for one in check.run()] == [1, 0]
        file.write_text("\n" + text.replace("'m'", "'o'"))
        assert [sum(e.report is None for e in one.exercises) for one in check.run()] == [2, 1, 0]


class TestHeads:
    """What a list keeps."""

    TEXT = "[[exercise]]\nid = 'e'\ntitle = 'T'\ntags = ['t']\nminutes = 3\nsource = 'S'\nbloom = 'apply'\nobjective = 'O'\nprerequisites = ['p']\nask = '{{ D }}'\nanswer = 'D'\n[exercise.level]\nE = { D = 1 }\n[exercise.instance]\ni = { D = 2 }\n"

    def test_there_and_back(self) -> None:
        (found,) = _loaded(_entry(load_text(self.TEXT, "d/b.toml")), "d/b.toml").exercises
        assert found == Exercise(
            "e", "d/b.toml", "b", (), title="T", source="S", tags=("t",), objective="O", prerequisites=("p",), bloom="apply", minutes="3",
            level={"E": {}}, instance={"i": {}},
        )  # fmt: skip
        assert found.lines == {"id": 2}
        text = "title = 'T'\nid = 's'\nquestions = ['a', 'b']\npart_of = 'c'\nweek = 3\n"
        (sheet,) = _loaded(_entry(load_text(text, "s.toml")), "s.toml").sheets
        assert sheet == Sheet("s", "s.toml", "T", (SheetQuestion("a"), SheetQuestion("b")), part_of="c", week=3)  # fmt: skip
        assert sheet.lines == {"id": 2}

    def test_kept(self, tmp_path: Path) -> None:
        file = tmp_path / "b.toml"
        file.write_text(self.TEXT)
        with kept_in(tmp_path) as heads:
            assert heads.load(file).exercises[0].parts
            assert heads.changed
        with kept_in(tmp_path) as heads:
            assert not heads.load(file).exercises[0].parts
            assert not heads.changed
        kept = tmp_path / "heads.json"
        kept.write_bytes(kept.read_bytes() + b" ")
        with kept_in(tmp_path) as heads:
            assert heads.kept == {}
        broken = tmp_path / "broken.toml"
        broken.write_text("x = 1")
        with kept_in(None) as heads:
            assert heads.load(broken).problems
            assert heads.load(tmp_path / "no.toml").problems
            assert not heads.changed

    def test_others(self) -> None:
        heads = Heads({str(i): {"n": i} for i in range(600)})
        heads.listed["599"] = {"n": 0}
        heads.listed["new"] = {}
        assert list(heads.all()) == ["599", "new", *map(str, range(500))]
        assert heads.all()["599"] == {"n": 0}
        assert heads.changed

    def test_digests(self) -> None:
        assert _digest(b"a", b"b") == _digest(b"ab") != _digest(b"ba")
        assert len(_digest(b"")) == 32
        assert _seal(b"x").endswith(b"\n")
        assert len(_seal(b"x")) == 33


class TestSymbols:
    """Letters in prose and formulas."""

    @pytest.mark.parametrize(
        ("text", "symbols"),
        [
            ("A window of size P moves by S.", {"P", "S"}), ("I take a step, and A is one.", set()), ("Take e and 2-D and x-axis, it's u_l or h₁.", {"u", "h"}),
            ("It is σ(z).", {"sigma", "z"}), ("See part (b), e.g. `c` or “d” or 'f'.", set()), ("$\\alpha_i + U_2$", {"alpha", "U"}), ("a", set()), ("A (B) is", {"B"}),
            ("[x](y)", set()), ("W2 or W.", {"W"}),
        ],
    )  # fmt: skip
    def test_printed(self, text: str, symbols: set[str]) -> None:
        found = printed(text)
        assert found == symbols
        assert of_text(text).printed == found

    @pytest.mark.parametrize(
        ("text", "symbols"),
        [
            ("kernel size $P$", {"P"}), ("$D$ inputs", {"D"}), ("$P$ is it", {"P"}), ("$P$ by it", set()), ("$U = P + 1$", {"U"}), ("$P + U = 3$", set()), ("kernel size P", {"P"}),
            ("P = 3", {"P"}), ("size P + 1", set()), ("sizes $a, b$", {"a", "b"}), ("sizes $a + b$", set()), ("units: $D$", set()), ("It is, units $D$", {"D"}), ("$D$, inputs", set()),
        ],
    )  # fmt: skip
    def test_introduced(self, text: str, symbols: set[str]) -> None:
        assert of_text(text).introduced == symbols


class TestBeside:
    """What may stand beside an answer."""

    @pytest.mark.parametrize(
        ("part", "kind", "prompt", "key", "found"),
        [
            ("U", "integer", "How many windows are there?", 3, {"names": ["U"], "units": ["windows"], "arithmetic": True}),
            ("U", "integer", "How many of the 3 hidden units are active?", 3, {"names": ["U"], "units": ["units"], "arithmetic": True}),
            ("U", "integer", "What is $U$, and what is $V = 3$?", 3, {"names": ["U", "V"], "arithmetic": True}),
            ("U", "integer", "In which line is it?", 3, {"names": ["U"], "units": ["line"], "arithmetic": True, "label": True}),
            ("U", "integer", "Which line is nearest?", 3, {"names": ["U"], "arithmetic": True}),
            ("U", "integer", "Compute $m \\times n$.", 3, {"names": ["U"], "arithmetic": True}),
            ("w", "vector", "The gradient, as [w_1, w_2, b].", [1, 2, 3], {"names": ["w"], "axes": ["w_1", "w_2", "b"]}),
            ("w", "vector", "The gradient, as [w_1, w_2, b].", [1, 2], {"names": ["w"]}),
            ("w", "vector", "The gradient, as [w_1, w_1].", [1, 2], {"names": ["w"]}),
            ("s", "shape", "The shape (channels, height, width)?", [3, 4, 5], {"names": ["s"], "axes": ["channels", "height", "width"]}),
            ("s", "shape", "The shape (channels, height, width)?", [3, 4], {"names": ["s"]}),
        ],
    )  # fmt: skip
    def test_settings(
        self, part: str, kind: str, prompt: str, key: object, found: dict[str, Any]
    ) -> None:
        said = stands_beside(part, kind, prompt, [], key)
        assert {name: said.get(name) for name in found} == found
        assert ("axes" in said, "units" in said, "label" in said) == ("axes" in found, "units" in found, "label" in found)  # fmt: skip


def test_pictures_of_options() -> None:
    settings = {"choices": ["A", "B"], "choice_texts": ["tanh", "relu"], "atol": 1}
    part = Part("a", "", "choice", "A", settings=settings)
    spec = PartSpec(
        "a",
        "n",
        "'relu'",
        choices=("relu", "tanh"),
        pictures=("activations(['relu'])", "activations(['tanh'])"),
    )
    one = exercise("e")
    found = pictured(part, spec, Scope({}), one)
    assert found.settings == {
        "choices": ["A", "B"],
        "choice_texts": ["figure A", "figure B"],
        "called": ["tanh", "relu"],
        "atol": 1,
    }
    first, second = found.pictures
    assert ("tanh" in repr(first.data), "relu" in repr(second.data)) == (True, True)
    listed = replace(spec, pictures="[activations(['relu']), activations(['tanh'])]")
    assert pictured(part, listed, Scope({}), one) == found
    assert pictured(part, replace(spec, pictures=()), Scope({}), one) is part
    for pictures, said in (
        (spec.pictures[:1], ("1 pictures for 2 choices", "give a picture for each choice")),
        (
            (spec.pictures[0],) * 2,
            ("two pictures are the same", "require that no two choices look alike"),
        ),
        ("[1, 2]", ("'[1, 2]' gives no list of figures", "[activations(['relu']), …]")),
        (("1", "2"), ("'1' is not a figure", "")),
    ):
        assert refusal(lambda p=pictures: pictured(part, replace(spec, pictures=p), Scope({}), one)) == said  # type: ignore[misc]  # fmt: skip


@pytest.mark.parametrize(("count", "said"), [(9, "9 pictures"), (8, "two pictures are the same")])
def test_how_many_pictures(count: int, said: str) -> None:
    texts = tuple(map(str, range(count)))
    spec = PartSpec("a", "n", "'1'", choices=texts, pictures=("activations(['relu'])",) * count)
    part = Part("a", "", "choice", "A")
    assert refusal(lambda: pictured(part, spec, Scope({}), exercise("e")))[0] == said


def test_own_wordings(tmp_path: Path) -> None:
    (tmp_path / "wording").mkdir()
    (tmp_path / "wording/mse.md.j2").write_text("\nOwn words.\n")
    (tmp_path / "wording/zzz.md.j2").write_text("Z")
    usual = wordings()["mse"]
    with own_wordings(tmp_path):
        assert (wordings()["mse"], wordings()["zzz"]) == ("Own words.", "Z")
        assert "generic" in wordings()
        with own_wordings(None):
            assert wordings()["mse"] == usual
    assert wordings()["mse"] == usual


def test_legends_of_nothing() -> None:
    plain = Part("a", "", "integer", 3, solution=(Step("", "", "1 + 2", "3"),))
    shown = Variant(
        id="e", revision=1, bank="b", title="", level="", instance="", seed="1", generator="", profile={}, values={}, text="", parts=(plain,),
    )  # fmt: skip
    assert with_legends(shown, [{}]) is shown


def test_sheets_of_one_name_in_two_folders(tmp_path: Path) -> None:
    """Without an id of their own they have that of their file; the lines are the first ones."""
    for folder in "ab":
        (tmp_path / folder).mkdir()
        text = f"# {folder}\n" + "id = 'week'\n" * (folder == "b") + "questions = ['x']\n"
        (tmp_path / folder / "week.toml").write_text(text, encoding="utf-8")
    first, second = (tmp_path / folder / "week.toml" for folder in "ab")
    found = load_banks([tmp_path / "a", tmp_path / "b"], shipped_too=False).problems
    assert [(p.file, p.line, p.message) for p in found] == [(str(second), 2, f"'week' is also in {first}:1")]  # fmt: skip
    found = load_banks([tmp_path / "b", tmp_path / "a"], shipped_too=False).problems
    assert [(p.file, p.line, p.message) for p in found] == [(str(first), 1, f"'week' is also in {second}:2")]  # fmt: skip
