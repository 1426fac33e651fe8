"""`quizgen gallery`: pages that stand alone, with every exercise and level, found by words, bank, level and tag."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from quizgen.bank import load_banks
from tests.cli.conftest import Run


class Page(HTMLParser):
    """Ids, links, what is loaded from elsewhere, the rows' data and all text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.rows: list[dict[str, str]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            self.links.append(given["href"])
        elif "src" in given or tag == "link":
            self.loaded.append(given.get("src", "") or given.get("href", ""))
        if tag == "tr" and "data-words" in given:
            self.rows.append(given)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from click.testing import CliRunner

    from quizgen.cli.group import group

    place = tmp_path_factory.mktemp("gallery")
    run = CliRunner().invoke(
        group, ["gallery", "week-1-architecture", "-o", str(place), "--draws", "4"]
    )
    assert run.exit_code == 0, run.output
    return place


@pytest.fixture(scope="module")
def pages(folder: Path) -> dict[str, Page]:
    return {file.name: Page(file.read_text("utf-8")) for file in folder.iterdir()}


def test_there_is_a_page_for_each_bank(pages: dict[str, Page]) -> None:
    library = load_banks()
    asked = [library.exercise(q.id) for q in library.sheet("week-1-architecture").questions]
    assert set(pages) == {"index.html", *(f"bank-{exercise.bank}.html" for exercise in asked)}
    for exercise in asked:
        page = pages[f"bank-{exercise.bank}.html"]
        assert exercise.id in page.ids
        for level in exercise.level:
            assert f"level {level}" in page.text
    assert "4 of 4" in pages["bank-dense.html"].text  # different statements of four draws


def test_links_lead_somewhere_and_nothing_is_loaded(pages: dict[str, Page]) -> None:
    for page in pages.values():
        assert len(page.ids) == len(set(page.ids))
        assert page.loaded == []
        assert page.links
    for name, page in pages.items():
        for link in page.links:
            file, _, place = link.partition("#")
            assert not place or place in pages[file or name].ids, link
            assert file in ("", *pages), link


def test_rows_carry_what_they_are_found_by(pages: dict[str, Page]) -> None:
    (row,) = [row for row in pages["index.html"].rows if "dense-params " in row["data-words"]]
    assert row["data-bank"] == "dense"
    assert row["data-levels"] == "E M H"
    assert row["data-tags"].split("|") == ["architecture", "counting"]


def test_keys_and_slips_are_there(folder: Path) -> None:
    text = (folder / "bank-dense.html").read_text("utf-8")
    assert 'class="answer"' in text
    assert 'class="slips"' in text
    assert re.search(r"prefers-color-scheme: dark", text)
    assert "@media print" in text


def test_only_what_fits_on_a_page_is_printed_whole(folder: Path) -> None:
    style = (folder / "bank-dense.html").read_text("utf-8").partition("<style>")[2]
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", style.partition("</style>")[0])
    whole = {
        name.strip()
        for names, said in rules
        if "break-inside: avoid" in said
        for name in names.split(",")
    }
    assert whole >= {".part", "tr"}
    assert not whole & {".level", ".question", "article", "section", "main"}
    assert not any("break-before: page" in said for _, said in rules)


def test_other_pages_are_not_replaced(run: Run, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine")
    refused = run("gallery", "dense-params", "-o", str(tmp_path), "--draws", "2")
    assert refused.exit_code == 1
    assert "is there already" in refused.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["index.html"]
    assert (tmp_path / "index.html").read_text() == "mine"
    assert (
        run("gallery", "dense-params", "-o", str(tmp_path), "--draws", "2", "--force").exit_code
        == 0
    )


def test_hostile_words_stay_words(run: Run, tmp_path: Path) -> None:
    bank = tmp_path / "odd.toml"
    bank.write_text(
        """
[[exercise]]
id = "odd"
title = "<script>alert(1)</script> & \\"quotes\\""
tags = ["a'b", "<i>"]
objective = "</table><b>bold"
draw = { a = "integer(2, 999)" }
ask = "Double {{ a }}."
answer = "2 * a"
explanation = "Twice."
"""
    )
    made = run("gallery", str(bank), "-o", str(tmp_path / "out"), "--draws", "2")
    assert made.exit_code == 0, made.stderr
    for file in (tmp_path / "out").iterdir():
        text = file.read_text("utf-8")
        assert "<script>alert" not in text
        assert "<b>bold" not in text
        assert "<i>" not in text


def test_an_unknown_topic_is_told(run: Run, tmp_path: Path) -> None:
    refused = run("gallery", "convolutoin", "-o", str(tmp_path))
    assert refused.exit_code == 1
    assert "convolution" in refused.stderr


def test_the_wide_table_is_scrolled_with_the_keyboard(folder: Path) -> None:
    """What scrolls within the page can be focused, and has a name for who hears it."""
    index = (folder / "index.html").read_text("utf-8")
    around = re.findall(r'<div class="scroll"([^>]*)><table class="wide">', index)
    assert len(around) == index.count("<table")
    assert all('tabindex="0"' in given and 'aria-label="' in given for given in around)
