"""Each field of `homework.toml` from both sides of each bound: what is read, and the whole refusal."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from quizgen.course import specification_fields as fields
from quizgen.course.framing import words_of
from quizgen.course.specification_file import SpecificationError
from quizgen.errors import UserError

NAMES = 'versions = ["A", "B", "C"]'
READ: list[tuple[Callable[[Any, Path], Any], Any, Any]] = [
    (fields.identifier, "homework-4", "homework-4"),
    (fields.line, " Homework 4\n", "Homework 4"),
    (fields.line, "x" * 200, "x" * 200),
    (fields.markdown, "a\nb", "a\nb"),
    (fields.choice(["a4", "letter"]), "letter", "letter"),
    (fields.yes_or_no, False, False),
    (fields.moment, datetime(2026, 12, 4, tzinfo=UTC), datetime(2026, 12, 4, tzinfo=UTC)),
    (fields.size, 8, Fraction(8)),
    (fields.size, Fraction(16), Fraction(16)),
    (fields.words(["short", "full"]), ["full", "short", "full"], ("short", "full")),
    (fields.names, [" A ", "B"], ("A", "B")),
    (fields.names, [f"V{i}" for i in range(26)], tuple(f"V{i}" for i in range(26))),
    (fields.names, ["x" * 12, "y"], ("x" * 12, "y")),
]
REFUSED: list[tuple[Callable[[Any, Path], Any], Any, str, str]] = [
    (fields.identifier, "Homework 4", "'Homework 4' is not an id", "small letters, digits and hyphens: homework-4"),
    (fields.identifier, 4, "4 is not an id", "small letters, digits and hyphens: homework-4"),
    (fields.line, 4, "4 is not text", "put it into quotes"),
    (fields.line, "a\nb", "'a\\nb' has several lines", "write one line"),
    (fields.line, "a\x07", "'a\\x07' has a character that cannot be printed", "remove it"),
    (fields.line, "x" * 201, "201 characters; at most 200", "say less"),
    (fields.markdown, 4, "4 is not text", "put it into quotes"),
    (fields.choice(["a4", "letter"]), "lettre", "'lettre' is not known here", "did you mean 'letter'?"),
    (fields.choice(["a4", "letter"]), "x", "'x' is not known here", "one of a4, letter"),
    (fields.yes_or_no, "true", "'true' is not true or false", "true or false, without quotes"),
    (fields.moment, datetime(2026, 12, 4), "2026-12-04 00:00:00 has no time zone", "2026-12-04T00:00:00+01:00 (Z for UTC)"),  # noqa: DTZ001
    (fields.moment, date(2026, 12, 4), "2026-12-04 has no time", "2026-12-04T23:59:00+01:00"),
    (fields.moment, "2026", "'2026' is not a day and time", "2026-12-04T23:59:00+01:00, without quotes"),
    (fields.size, True, "True is not a number of points", "font_size = 11"),
    (fields.size, "11", "'11' is not a number of points", "font_size = 11"),
    (fields.size, 7, "7 is no size to read", "from 8 to 16 points"),
    (fields.size, Fraction(33, 2), "33/2 is no size to read", "from 8 to 16 points"),
    (fields.words(["short", "full"]), "short", "'short' is not a list", '["short", "full"]'),
    (fields.words(["short", "full"]), ["shorts"], "'shorts' is not known here", "did you mean 'short'?"),
    (fields.names, "A", "'A' is not a list of names", NAMES),
    (fields.names, ["A", 2], "['A', 2] is not a list of names", NAMES),
    (fields.names, ["A"], "['A'] are not from 2 to 26 different names", NAMES),
    (fields.names, ["A", "A "], "['A', 'A '] are not from 2 to 26 different names", NAMES),
    (fields.names, ["A", " "], "['A', ' '] are not from 2 to 26 different names", NAMES),
    (fields.names, [f"{i}" for i in range(27)], f"{str([f'{i}' for i in range(27)])[:60]} are not from 2 to 26 different names", NAMES),
    (fields.names, ["x" * 13, "y"], f"['{'x' * 13}', 'y'] are too long for a corner of a page", NAMES),
    (fields.names, ["x\ny", "z"], "['x\\ny', 'z'] are too long for a corner of a page", NAMES),
    (fields.path, 4, "4 is not the name of a file", "put it into quotes"),
    (fields.path, " ", "' ' is not the name of a file", "put it into quotes"),
    (fields.path, "a\0", "'a\\x00' is not the name of a file", "put it into quotes"),
    (fields.path, "lgoo.png", "'lgoo.png' is not there", "did you mean 'logo.png'?"),
    (fields.path, "qqqqqqqq", "'qqqqqqqq' is not there", "there is none of that name in {base}"),
    (fields.file, "fonts", "'fonts' is a folder", "name a file"),
    (fields.folder, "logo.png", "'logo.png' is not a folder", "name a folder"),
    (fields.logo, "notes.txt", "'notes.txt' is no picture that can be printed", "a PNG or SVG file"),
    (fields.logo, "large.svg", "'large.svg' has more than 4,000,000 bytes", "make it smaller"),
    (fields.fonts, "empty", "'empty' has no fonts in it", "put .ttf, .otf, .ttc files there"),
    (fields.templates, "empty", "'empty' has no templates in it, which stand in html, latex, messages, typst, wording", "`quizgen new templates {base}/empty` copies what may be changed"),
    (fields.language, "klingon", "'klingon' is no language of the frame", "de, en, or a file of messages (TOML)"),
    (fields.language, "Deutsch", "'Deutsch' is no language of the frame", "did you mean 'de'?"),
    (fields.language, "English", "'English' is no language of the frame", "did you mean 'en'?"),
    (fields.banks, ["x"] * 27, "27 entries; at most 26", "name a folder"),
]  # fmt: skip


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("homework")
    for folder in ("fonts", "empty", "wording"):
        (found / folder).mkdir()
    (found / "logo.png").write_bytes(b"x")
    (found / "fonts" / "A.TTF").write_bytes(b"x")
    (found / "notes.txt").write_bytes(b"x")
    (found / "large.svg").write_bytes(b"x" * 4_000_001)
    (found / "right.svg").write_bytes(b"x" * 4_000_000)
    (found / "wording" / "a.j2").write_bytes(b"x")
    return found


@pytest.mark.parametrize(("read", "value", "expected"), READ)
def test_read(read: Callable[[Any, Path], Any], value: Any, expected: Any) -> None:
    assert read(value, Path()) == expected


@pytest.mark.parametrize(("read", "value", "said", "fix"), REFUSED)
def test_refused(
    read: Callable[[Any, Path], Any], value: Any, said: str, fix: str, base: Path
) -> None:
    with pytest.raises(UserError) as error:
        read(value, base)
    assert (str(error.value.args[0]), error.value.fix) == (said, fix.replace("{base}", str(base)))


def test_files_and_folders(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert fields.logo("logo.png", base) == base / "logo.png"
    assert fields.logo("right.svg", base) == base / "right.svg"
    assert fields.fonts("fonts", base) == base / "fonts"
    assert fields.templates(str(base), base) == base
    assert fields.banks("logo.png", base) == (base / "logo.png",)
    assert fields.banks(["logo.png", "fonts"], base) == (base / "logo.png", base / "fonts")
    assert fields.language("de", base) == "de"
    files = len(list(base.rglob("*")))
    monkeypatch.setattr(fields, "FILES", files)
    assert fields.files_folder(".", base) == base
    monkeypatch.setattr(fields, "FILES", files - 1)
    with pytest.raises(UserError, match=f"has more than {files - 1} files in it"):
        fields.files_folder(".", base)
    with pytest.raises(UserError) as error:
        fields.templates("fonts", base / "empty" / "deeper")
    assert str(error.value.args[0]) == "'fonts' is not there"


def test_templates_belong_to_the_homework(base: Path) -> None:
    own = base / "own"
    own.mkdir()
    assert fields.templates("..", own) == own / ".."
    (own / "deeper").mkdir()
    with pytest.raises(UserError) as error:
        fields.templates("../..", own / "deeper")
    assert (str(error.value.args[0]), error.value.fix) == (
        "'../..' is neither inside nor next to the homework's folder",
        f"copy it into {own / 'deeper'}, or next to it",
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [("10%", "1/10"), (" 12.5 % ", "1/8"), ("1/3", "1/3"), (Fraction(1, 4), "1/4"), (0, "0"), (1, "1"), ("100%", "1"), ("0.123456789", "0.123456789")],
)  # fmt: skip
def test_shares(value: Any, expected: str) -> None:
    assert fields.share(value) == Fraction(expected)


@pytest.mark.parametrize("value", ["101%", "-1", "x", "1/0", 2, "0.1234567890", ""])
def test_no_share(value: Any) -> None:
    with pytest.raises(UserError) as error:
        fields.share(value)
    assert str(error.value) == f'{value!r} is no share of the points from 0 to 100%\n    fix: per_day = "10%"'  # fmt: skip


@pytest.mark.parametrize("value", [True, [1], None])
def test_no_share_at_all(value: Any) -> None:
    with pytest.raises(UserError) as error:
        fields.share(value)
    assert str(error.value) == f'{value!r} is no share of the points\n    fix: per_day = "10%"'


def test_late() -> None:
    said: list[tuple[str, str, str]] = []
    found = fields.late(
        {"grace": 10_000, "per_day": "10%", "days": 1_000}, lambda *one: said.append(one)
    )
    assert (found.grace, found.per_day, found.days) == (10_000, Fraction(1, 10), 1_000)
    assert said == []
    fields.late(
        {"grace": 10_001, "per_day": 2, "days": True, "day": 1}, lambda *one: said.append(one)
    )
    assert said == [
        ("grace", "10001 is not a whole number from 0 to 10,000", "minutes: grace = 10"),
        ("per_day", "2 is no share of the points from 0 to 100%", 'per_day = "10%"'),
        ("days", "True is not a whole number from 0 to 1,000", "days = 7"),
        ("day", "unknown key 'day'", "did you mean 'days'?"),
    ]


def test_a_message_that_is_none_is_told_with_its_line(tmp_path: Path) -> None:
    shipped = Path(fields.__file__).parents[2] / "templates" / "messages" / "en.toml"
    own = tmp_path / "own.toml"
    text = shipped.read_text(encoding="utf-8")
    own.write_text(f"pagge = 'x'\nqqqqq = 'y'\n{text}", encoding="utf-8")
    with pytest.raises(SpecificationError) as error:
        words_of(str(own))
    told = [(p.file, p.line, p.field, p.message, p.fix) for p in error.value.problems]
    assert told[0][:4] == (str(own), 1, "pagge", "unknown message 'pagge'")
    assert told[1] == (str(own), 2, "qqqqq", "unknown message 'qqqqq'", "leave it out")
