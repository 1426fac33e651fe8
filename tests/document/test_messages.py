"""The words of the frame: a language file says all of them, and nothing else is said in English."""

import io
import re
import tomllib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pypdf
import pytest

from quizgen.answers import how_to_type, kind_names
from quizgen.bank import load_banks
from quizgen.course.framing import words_of
from quizgen.course.specification_file import SpecificationError
from quizgen.document import worth
from quizgen.document.frame import Frame
from quizgen.document.messages import english, languages, problems, said, shipped_messages
from quizgen.document.pdf import typst_pdf
from quizgen.document.printers import html, latex, text, typst
from quizgen.document.sheet import Sheet, sheet
from quizgen.document.typing_words import how_to_type_in
from quizgen.resources import shipped
from tests.document.conftest import VARIANTS

MESSAGES = shipped("templates") / "messages"
PRINTERS: list[Callable[[Sheet], str]] = [
    lambda page: typst.sheet(page, key=False), lambda page: typst.sheet(page, key=True), typst.short_key,
    lambda page: latex.sheet(page, key=False), lambda page: latex.sheet(page, key=True), latex.short_key,
    lambda page: html.sheet(page, key=False), lambda page: html.sheet(page, key=True),
    lambda page: text.sheet(page, key=True),
]  # fmt: skip


def page_in(frame: Frame) -> Sheet:
    return sheet(VARIANTS, title="T", student="S", code="c·1", frame=frame, version="A")


class TestShipped:
    """Every shipped language is complete."""

    @pytest.mark.parametrize("language", languages())
    def test_nothing_is_missing(self, language: str) -> None:
        table = tomllib.loads((MESSAGES / f"{language}.toml").read_text(encoding="utf-8"))
        assert list(problems(table)) == []
        assert set(table) == set(english().__dataclass_fields__)

    def test_german_is_german(self) -> None:
        own, other = english(), shipped_messages("de")
        same = {n for n in own.__dataclass_fields__ if getattr(own, n) == getattr(other, n)}
        assert same == {"name", "minutes"}
        assert [p for p, text in other.typing.items() if p == text] == []


class TestEveryWordIsAMessage:
    """A printer that said something by itself would say it in English on a German sheet."""

    @pytest.mark.parametrize("printer", PRINTERS)
    def test_sources(self, printer: Callable[[Sheet], str]) -> None:
        printed = printer(page_in(Frame(shipped_messages("de"), due="morgen")))
        # What stands before is the same in every language.
        body = printed.partition(r"\begin{document}")[2] or printed.partition("\n= #")[2] or printed
        for word in ENGLISH:
            assert not re.search(rf"(?:^|[\"\[>{{(:·] ?){re.escape(word)}", body), word

    @pytest.mark.parametrize("key", [False, True])
    def test_a_pdf(self, key: bool) -> None:  # noqa: FBT001 - of the parameters
        page = page_in(Frame(shipped_messages("de"), due="morgen"))
        pages = pypdf.PdfReader(io.BytesIO(typst_pdf(typst.sheet(page, key=key)))).pages
        read = " ".join(p.extract_text() for p in pages)
        for word in ENGLISH:
            assert word not in read, word
        for word in ("Abgabe bis morgen", "Variante A", "Seite 1 von", "Punkte"):
            assert word in read


ENGLISH = (
    "Answer", "answer:", "Slips", "points", "Conventions", "How to type", "choose ", "page ", "Source:", "Level:",
    "answer key", "After the steps", "credit ", "a whole number", "about ", "Version", "Due ", "decimals", "your name",
    "minutes", "typed as", "rows as", "every letter",
)  # fmt: skip


class TestTyping:
    """How answers are typed is said in the language, for every kind and every setting of the banks."""

    def test_every_phrase_of_the_banks(self) -> None:
        german = shipped_messages("de")
        english_ones = set()
        for exercise in load_banks().exercises.values():
            for part in exercise.parts:
                if part.kind in kind_names():
                    english_ones.add(how_to_type(part.kind, part.settings))
        for line in english_ones:
            for phrase in how_to_type_in(german, line).split("; "):
                assert phrase not in german.typing, line

    @pytest.mark.parametrize("kind", kind_names())
    @pytest.mark.parametrize(
        "settings",
        [
            {}, {"decimal_comma": True}, {"rounding": 4}, {"atol": "0.0005"}, {"arithmetic": True, "units": True},
            {"variables": ["D", "P", "S"]}, {"variables": []}, {"variables": [*"abcdefgh"]}, {"sigfigs": 3},
            {"lowest_terms": True}, {"axes": ["channels", "height"]},
        ],
    )  # fmt: skip
    def test_every_kind_and_setting(self, kind: str, settings: dict[str, object]) -> None:
        line = how_to_type(kind, settings)
        found = how_to_type_in(shipped_messages("de"), line)
        for word in (
            " or ",
            " as ",
            " the ",
            "whole",
            "decimals",
            "number",
            "formula ",
            "digits",
            " and ",
        ):
            assert word not in found, (line, found)


class TestOwnFile:
    """An instructor's translation: complete, or told what it lacks, with lines."""

    def test_a_translation(self, tmp_path: Path) -> None:
        path = tmp_path / "fr.toml"
        source = (MESSAGES / "en.toml").read_text(encoding="utf-8")
        changed = source.replace('answer   = "Answer"', 'answer   = "Réponse"')
        path.write_text(changed, encoding="utf-8")
        assert words_of(str(path)).answer == "Réponse"

    def test_what_is_wrong(self, tmp_path: Path) -> None:
        path = tmp_path / "fr.toml"
        source = (MESSAGES / "en.toml").read_text(encoding="utf-8")
        for old, new in (
            ('slips    = "Slips"\n', ""),
            ("page {page} of {pages}", "page {page}"),
            ("choose_one ", "choose_ont "),
            ('"Sunday"]', "]"),
            ('"not rounded" = "not rounded"\n', ""),
        ):
            assert old in source
            source = source.replace(old, new)
        path.write_text(source, encoding="utf-8")
        with pytest.raises(SpecificationError) as caught:
            words_of(str(path))
        found = {p.field: (p.line, p.message, p.fix) for p in caught.value.problems}
        assert found["slips"][1:] == ("is missing", 'translate "Slips"')
        line = next(i for i, row in enumerate(source.split("\n"), 1) if row.startswith("page "))
        assert found["page"][0] == line
        assert found["page"][2] == "keep {page}, {pages}"
        assert found["choose_ont"][2] == "did you mean 'choose_one'?"
        assert found["choose_one"][1] == "is missing"
        assert "7 texts" in found["weekdays"][1]
        assert found["typing.not rounded"][1] == "is missing"


@pytest.mark.parametrize(
    ("amount", "german"),
    [("1", "1 Punkt"), ("3/2", "1½ Punkte"), ("1/2", "½ Punkt"), ("0", "0 Punkte")],
)
def test_points(amount: str, german: str) -> None:
    assert worth.points(Fraction(amount), shipped_messages("de")) == german


def test_values_are_put_in_as_they_are() -> None:
    assert said("{title}: key", title="{name} {title}") == "{name} {title}: key"
