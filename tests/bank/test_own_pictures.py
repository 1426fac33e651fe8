"""An author's own picture beside the bank: read, cleaned, bounded; what acts or reaches out is refused."""

import contextlib
import json
import re
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from quizgen import homework
from quizgen.bank import draw
from quizgen.bank.check import find_problems
from quizgen.bank.load import load_file
from quizgen.cli.group import group
from quizgen.document.printers import html
from quizgen.document.sheet import sheet
from quizgen.errors import UserError
from quizgen.figure import BUILDERS
from quizgen.variant import Variant

BANK = """[[exercise]]
id = "own"
draw = {{ n = "integer(2, 900)" }}
text = "Look."
figure = "{figure}"
ask = "How many are {{{{ n }}}} pairs?"
answer = "2 * n"
"""
GOOD = "picture('net.svg', 'A box', 40)"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 60 30">{}</svg>'
SHAPE = '<rect x="1" y="1" width="9" height="9"/>'
# Of an SVG: what is in it, and what is said.
HOSTILE = {
    "script": ("<script>alert(1)</script>", "<script> in an SVG"),
    "event": ('<rect onclick="alert(1)"/>', "onclick in an SVG"),
    "event in other letters": ('<rect ONLOAD="alert(1)"/>', "ONLOAD in an SVG"),
    "html": ("<foreignObject><p>x</p></foreignObject>", "in an SVG"),
    "picture": ('<image href="https://example.org/a.png"/>', "<image> in an SVG"),
    "link": ('<a href="#x"><rect/></a>', "<a> in an SVG"),
    "use from outside": ('<use href="other.svg#a"/>', "reaches out of the file"),
    "use by xlink": ('<use xlink:href="https://example.org/#a"/>', "reaches out of the file"),
    "fill from outside": ('<rect fill="url(https://example.org/#a)"/>', "reaches out of the file"),
    "fill from outside in quotes": ("<rect fill=\"url( 'a.svg#b')\"/>", "reaches out of the file"),
    "style from outside": ('<rect style="fill:url(//example.org/#a)"/>', "reaches out of the file"),
    "import": ("<style>@import 'a.css';</style>", "a style that reaches out"),
    "style with an address": ("<style>.a{fill:url(http://e.org)}</style>", "a style that reaches out"),
    "style with an escape": ("<style>.a{fill:\\75rl(x)}</style>", "a style that reaches out"),
    "animation": ('<animate attributeName="x"/>', "<animate> in an SVG"),
    "set": ('<set attributeName="href" to="javascript:alert(1)"/>', "<set> in an SVG"),
}  # fmt: skip


def problems(tmp_path: Path, figure: str, svg: str = SHAPE) -> list[str]:
    (tmp_path / "net.svg").write_text(SVG.format(svg), encoding="utf-8")
    path = tmp_path / "bank.toml"
    path.write_text(BANK.format(figure=figure), encoding="utf-8")
    return [str(problem).removeprefix(str(path)) for problem in find_problems([path], draws=4)]


def test_a_picture_beside_the_bank(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD) == []
    variant = draw(load_file(tmp_path / "bank.toml").exercises[0], 1)
    (tmp_path / "net.svg").unlink()
    kept = Variant.from_json(json.loads(variant.to_line()))
    assert kept == variant
    assert kept.figures[0].alt == "A box."
    page = html.sheet(sheet([kept], title="x"), key=False)
    assert "data:image/svg+xml;base64," in page


WRONG = {
    "no file": ("picture('other.svg', 'A box')", "there is no file other.svg beside the bank"),
    "another folder": ("picture('../net.svg', 'A box')", "is no name of a picture"),
    "an absolute path": ("picture('/etc/a.svg', 'A box')", "is no name of a picture"),
    "no picture": ("picture('bank.toml', 'A box')", "is no name of a picture"),
    "no words": ("picture('net.svg')", "no words for who cannot see it"),
    "empty words": ("picture('net.svg', ' ')", "no words for who cannot see it"),
    "too wide": ("picture('net.svg', 'A box', 900)", "give millimetres from 5 to 150"),
    "no width": ("picture('net.svg', 'A box', 'wide')", "give millimetres from 5 to 150"),
}


@pytest.mark.parametrize("name", WRONG)
def test_misuse_is_told_at_its_line(name: str, tmp_path: Path) -> None:
    figure, said = WRONG[name]
    found = problems(tmp_path, figure)
    assert any(p.startswith(":5: ") and said in p.replace("\n    fix: ", "; ") for p in found), (
        found
    )


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.svg").write_text(SVG.format(SHAPE), encoding="utf-8")
    (tmp_path / "linked.svg").symlink_to(tmp_path / "secret.svg")
    assert "there is no file linked.svg" in problems(tmp_path, "picture('linked.svg', 'A box')")[0]


@pytest.mark.parametrize("name", HOSTILE)
def test_an_svg_that_acts_or_reaches_out_is_refused(name: str) -> None:
    inside, said = HOSTILE[name]
    with pytest.raises(UserError, match=r"picture: ") as caught:
        BUILDERS["picture"](SVG.format(inside).encode(), "A box")
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">&a;</svg>',
        b'<?xml-stylesheet href="a.css"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
        b'<svg viewBox="0 0 1 1"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 900"/>',
        b"<svg",
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n" + b"0" * 60,
        b"\xff\xfe",
        SVG.format(" " * 100_000).encode(),
    ],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(UserError, match=r"picture: "):
        BUILDERS["picture"](content, "A box")


@pytest.mark.timed
@pytest.mark.parametrize(
    "inside", ["<g>" * 12_000 + "</g>" * 12_000, "<!--" * 20_000, f'<path d="{"a" * 90_000}"/>']
)
def test_no_picture_takes_long(inside: str) -> None:
    started = time.process_time()
    with contextlib.suppress(UserError):
        BUILDERS["picture"](SVG.format(inside).encode(), "A box")
    assert time.process_time() - started < 2


def test_what_editors_note_is_left_out() -> None:
    noted = SVG.format('<metadata>me</metadata><x:y xmlns:x="http://e.org/x">me</x:y><path d="M0 0" fill="url(#a)" xmlns:k="k" k:z="me"/>')  # fmt: skip
    content = BUILDERS["picture"](noted.encode(), "A box").data["content"]
    assert "me" not in content
    assert 'fill="url(#a)"' in content


def test_the_latex_of_a_class_has_its_pictures_beside_it(tmp_path: Path) -> None:
    """Each file that a source includes stands in its folder, and it is the picture."""
    (tmp_path / "net.svg").write_text(SVG.format(SHAPE), encoding="utf-8")
    path = tmp_path / "bank.toml"
    path.write_text(BANK.format(figure=GOOD), encoding="utf-8")
    made = homework("own", ["Ada", "Bob"], output=tmp_path / "hw", banks=[path])
    sources = [f for f in made.files if f.suffix == ".tex" and "short" not in f.name]
    assert len(sources) == 4
    for source in sources:
        (name,) = set(re.findall(r"\\includegraphics\[[^]]*\]\{([^}]*)\}", source.read_text()))
        assert source.with_name(name).read_bytes().startswith(b"%PDF")


def test_show_writes_what_its_latex_includes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "net.svg").write_text(SVG.format(SHAPE), encoding="utf-8")
    path = tmp_path / "bank.toml"
    path.write_text(BANK.format(figure=GOOD), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    found = CliRunner().invoke(group, ["show", str(path), "--format", "latex"])
    (name,) = set(re.findall(r"\\includegraphics\[[^]]*\]\{([^}]*)\}", found.stdout))
    assert (tmp_path / name).read_bytes().startswith(b"%PDF")
    assert found.stderr.endswith(f"{name} is what the LaTeX includes\n")
