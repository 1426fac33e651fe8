"""What is refused of a bank, with the place and the way to mend it: the whole line that its author reads."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from quizgen.bank import draw
from quizgen.bank.library import bank_files, load_banks
from quizgen.bank.load import load_text
from quizgen.bank.profiles import read_profile
from quizgen.bank.toml import TomlError, read_file
from quizgen.errors import UserError

HEAD = "[[exercise]]\nid = 'slip'\n"
N = "ask = 'n'\nanswer = '2'\n"
ABC = "ask = 'n'\nanswer = 'choices[0]'\nchoices = ['a', 'b', 'c']\n"
RELU = "\"activations(['relu'])\""
DRAWN = "draw only what can be computed, or refuse the other draws with require"
SPLIT = "more than 400,000 bytes|split the bank"

# The lines of an exercise; line, field, what is said, and how it is mended.
UNDRAWABLE = {
    f"{N}box = 'x'": "5: slip: box: there is no figure in the statement|give the exercise a figure",
    "ask = 'n'\ndraw = { v = 'vector(2, 0, 0)' }\nanswer = 'v'": "4: slip: draw.v: 'vector(2, 0, 0)': the only value is 0, and entries are not zero"
    f" (nonzero=false allows it)|{DRAWN}",
    "ask = 'n'\ndraw = { n = 'integer(1, 2 ** 65)' }\nanswer = 'n'": "4: slip: draw.n: 'integer(1, 2 ** 65)': nothing can be drawn from"
    f" 36893488147419103232 values|{DRAWN}",
    f"{N}figure = \"picture('a.txt')\"": "5: slip: figure: picture: 'a.txt' is no name of a picture|put a .png or .svg into the folder of the bank"
    ' and write its name: "net.svg"',
    f"{N}figure = \"picture('a.png')\"": "5: slip: figure: picture: there is no file a.png beside the bank|put it into .",
    f"{N}holds = 'answer > 1'\nsettings = {{ any_size = 3 }}": "6: slip: settings: any_size = 3|write any_size = true, or leave it out",
    f"{N}holds = 'answer > c'\ncases = {{ c = '[]' }}": "6: slip: cases.c: '[]' is no list of cases|write one such as \"[(0, 0), (0, 1)]\"",
    f"{N}holds = 'answer > c'\ncases = {{ c = 'range(61)' }}": "6: slip: cases.c: 61 cases; at most 60|ask for fewer",
    f"{N}holds = 'answer > c + d'\ncases = {{ c = '[1, 2]', d = '[1]' }}": "6: slip: cases: 2 of c, 1 of d: the lists differ in length|give each name every case",
    f"{N}holds = 'answer > 1'\ncases = {{ answer = '[1]' }}": "6: slip: cases.answer: the name 'answer' has a meaning already|give the cases a name of their own",
    f"{N}holds = 'answer > 5'": "4: slip: answer: the sample 2 has not the property|give an answer that has it in every draw, or mend holds",
    f"{N}holds = 'answer > m'": "5: slip: holds: unknown name 'm'; the student's answer is called 'answer'|define it in draw or let",
    f"{N}holds = 'answer > m + c'\ncases = {{ c = '[1]' }}": "5: slip: holds: unknown name 'm'; the student's answer is called 'answer', a case 'c'|define it in draw or let",
    "ask = 'n'\nitems = ['a', 'b']\nbefore = [[0, 9]]": "5: slip: before: ((0, 9),) are not pairs of places|places go from 0 to 1",
    "ask = 'n'\nitems = ['a', 'b']\nmistakes = { late = '[0, 41]' }": "5: slip: mistakes.late: not an order of the items (41)|places go from 0 to 1",
    "ask = 'n'\nanswer = \"'text'\"": "4: slip: answer: 'text' is text, and there are no options|give it choices, or items",
    f"{N}follow = '3'": "5: slip: follow: gives 3, but the answer is 2|follow says the same quantity through earlier parts",
    "ask = 'n'\nanswer = '[1] * 1000'": "4: slip: answer: an answer of more than 1000 entries|ask for what a person can write",
    "ask = 'n'\nanswer = '10 ** 13'": "1: slip: draw: cannot be drawn; refused by a whole number of more than 13 digits; decimals such as 1e20 may be larger: 1000 times|widen the draw ranges, or relax the rule",
    "ask = 'n'\nanswer = \"'c'\"\nchoices = ['a', 'b']": "4: slip: answer: 'c' is not among the choices|write one of the choices exactly, or choices[0] for the first",
    "ask = 'n'\nanswer = \"'a'\"\nchoices = ['a']": "5: slip: choices: 1 texts|there are letters for 2 to 26",
    "ask = '1 + 1'": "3: slip: ask: '1 + 1' asks no quantity of the solver, so it has no wording of its own|write the question into ask and the expression into answer",
    f"{ABC}pictures = [{RELU}]": "6: slip: pictures: 1 pictures for 3 choices|give a picture for each choice",
    f"{ABC}pictures = [{RELU}, {RELU}, {RELU}]": "6: slip: pictures: two pictures are the same|require that no two choices look alike",
    f"ask = 'n'\nanswer = 'choices[0]'\nchoices = {list('abcdefghi')}\npictures = '[activations([\"relu\"])] * 9'": "6: slip: pictures: 9 pictures|draw at most 8",
    f"{ABC}pictures = '[1, 2]'": "6: slip: pictures: '[1, 2]' gives no list of figures|[activations(['relu']), …]",
}  # fmt: skip

# A file; line, field, what is said, and how it is mended.
UNREAD = {
    f"{HEAD}ask = 'n'\nminutes = 2020-01-01": "4: minutes: is a date; a bank holds texts, numbers, lists and tables|",
    "defaults = 3": '1: defaults: is not a table|write [defaults] and bloom = "apply"',
    "x = " + "[" * 3000: "1: TOML: is nested too deeply|write fewer brackets",
    "a" + ".b" * 16 + " = 1": "1: TOML: a key of more than 16 parts|write it with fewer dots",
    "#" * 400_001: f"1: file: {SPLIT}",
    "[[exercise]]\n" * 8_001: "1: TOML: 8,001 tables; at most 8,000|split the bank",
    f"{HEAD}ask = 'n'\nanswer = \"'1'\"\nchoices = {[str(n) for n in range(27)]}": "5: choices: 27 entries; at most 26|say less",
}


def told(action: Callable[[], object]) -> str:
    """What is said and how it is mended, of what is refused."""
    with pytest.raises(UserError) as error:
        action()
    return f"{error.value.args[0]}|{error.value.fix}"


@pytest.mark.parametrize("text", UNDRAWABLE)
def test_what_cannot_be_drawn(text: str) -> None:
    loaded = load_text(HEAD + text, "bank.toml")
    assert not loaded.problems
    assert told(lambda: draw(loaded.exercises[0], "1")) == f"bank.toml:{UNDRAWABLE[text]}"


def test_as_much_is_drawn_as_is_allowed() -> None:
    for text in ("answer = '10 ** 13 - 1'", "answer = '[1] * 999'"):
        assert draw(load_text(f"{HEAD}ask = 'n'\n{text}", "bank.toml").exercises[0], "1").parts


@pytest.mark.parametrize("text", UNREAD, ids=lambda text: text[:12])
def test_what_cannot_be_read(text: str) -> None:
    problem = load_text(text, "bank.toml").problems[0]
    assert f"{problem.line}: {problem.field}: {problem.message}|{problem.fix}" == UNREAD[text]


def test_what_is_no_file_of_a_bank(tmp_path: Path) -> None:
    pipe, latin, large, fits = (tmp_path / f"{name}.toml" for name in ("p", "l", "large", "fits"))
    os.mkfifo(pipe)
    latin.write_bytes(b"a\n\xff")
    large.write_bytes(b"#" * 400_001)
    fits.write_bytes(b"#" * 400_000)
    said = {
        pipe: "1: file: is neither a file nor a folder|name a TOML file",
        latin: "2: file: not UTF-8 text|save the file as UTF-8",
        large: f"1: file: {SPLIT}",
    }
    for path, expected in said.items():
        with pytest.raises(TomlError) as error:
            read_file(path)
        assert f"{error.value.args[0]}|{error.value.fix}" == f"{path}:{expected}"
    assert len(read_file(fits)) == 400_000


def test_what_is_asked_for_and_not_there(tmp_path: Path) -> None:
    text = f"{HEAD}ask = 'n'\nanswer = 'n'\nlevel = {{ E = {{ n = '2' }}, M = {{ n = '3' }} }}\n[exercise.instance]\nslide = {{ n = 4 }}\n"
    levels = load_text(text, "bank.toml").exercises[0]
    plain = load_text(HEAD + N, "bank.toml").exercises[0]
    assert (
        told(lambda: draw(levels, "1", level="Z")) == "slip has no level 'Z'|its levels are: E, M"
    )
    assert told(lambda: draw(plain, "1", level="Z")) == "slip has no level 'Z'|its levels are: none"
    assert (
        told(lambda: draw(levels, "1", instance="Z"))
        == "slip has no instance 'Z'|its instances are: slide"
    )
    assert (
        told(lambda: draw(plain, "1", instance="Z"))
        == "slip has no instance 'Z'|its instances are: none"
    )
    one, two = tmp_path / "a.toml", tmp_path / "b.toml"
    for path in (one, two):
        path.write_text(HEAD + N, encoding="utf-8")
    library = load_banks([tmp_path], shipped_too=False)
    (twice,) = library.problems
    assert (
        str(twice)
        == f"{two}:2: id: 'slip' is also in {one}:2\n    fix: ids are never reused: take another"
    )
    said = f"no sheet and no exercise is called 'slap', and a bank cannot be read: {str(twice).split(chr(10))[0]}|{twice.fix}"
    assert told(lambda: library.sheet_or_exercise("slap")) == said
    said = "no sheet and no exercise is called 'slap'|did you mean 'slip'?"
    alone = load_banks([one], shipped_too=False)
    assert told(lambda: alone.sheet_or_exercise("slap")) == said
    assert (
        told(lambda: load_banks([tmp_path / "no"]))
        == f"{tmp_path / 'no'}: there is no such file or folder|"
    )
    assert told(lambda: library.sheet_or_exercise(str(one))).startswith(
        f"{one}: there is no sheet in it|a sheet is"
    )


def test_a_profile_without_end_or_file(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text("extends = 'p.toml'\n", encoding="utf-8")
    said = (
        f'{tmp_path / "p.toml"}: profiles that extend each other go on and on|extends = "lecture"'
    )
    assert told(lambda: read_profile("p.toml", tmp_path)) == said
    assert (
        told(lambda: read_profile("q.toml", tmp_path))
        == f"{tmp_path / 'q.toml'}: there is no such profile|"
    )


def test_a_folder_of_too_many_banks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quizgen.bank.library.FILES", 2)
    for name in "ab":
        (tmp_path / f"{name}.toml").touch()
    assert [path.stem for path in bank_files(tmp_path)] == ["a", "b"]
    (tmp_path / "c.toml").touch()
    assert (
        told(lambda: bank_files(tmp_path))
        == f"{tmp_path}: more than 2 files|name the folder of one bank"
    )


def test_a_picture_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "bank.toml"
    path.write_text(f"{HEAD}{N}figure = \"picture('a.png')\"", encoding="utf-8")

    def refused(_: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    (exercise,) = load_text(path.read_text(encoding="utf-8"), str(path)).exercises
    monkeypatch.setattr(Path, "is_symlink", refused)
    said = f"{path}:5: slip: figure: picture: a.png cannot be read: Permission denied|"
    assert told(lambda: draw(exercise, "1")).startswith(said)
