"""What importers refuse, cut or take otherwise without a word: each trap, put into a good file, is caught by our rules."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

import quizgen
from quizgen.targets.question import Question, question_of
from tests.targets import canvas_rules, moodle_rules, prairielearn_rules, qti_rules
from tests.targets.samples import exported, hostile
from tests.targets.test_blackboard import check

if TYPE_CHECKING:
    from collections.abc import Callable

# What is searched in a text, and what stands there instead.
Change = tuple[str, str]


@pytest.fixture(scope="module")
def good() -> list[Question]:
    """Questions with blanks, options, terms, a table and a picture, and a number alone."""
    ids = ("conv1d-arch", "conv1d-matrix", "unit-written-out")
    arch, matrix, alone = (question_of(quizgen.draw(name, 1)) for name in ids)
    return [arch, hostile("choice"), hostile("words"), matrix, alone]


@pytest.fixture(scope="module")
def files(good: list[Question]) -> dict[str, bytes]:
    """The files of the targets."""
    return {
        target: exported(target, *([one] for one in good))[0]
        for target in ("moodle", "canvas", "qti21", "qti3", "prairielearn")
    }


def changed(text: str, change: Change) -> str:
    found, count = re.subn(change[0], change[1], text, count=1, flags=re.DOTALL)
    assert count, f"{change[0]} is nowhere"
    return found


def rezipped(data: bytes, name: str, change: Change | None) -> bytes:
    """The zip with a change in the first file of this name that can have it; without one that file is gone."""
    out = io.BytesIO()
    done = False
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for own in old.namelist():
            content = old.read(own)
            if not done and re.search(name, own):
                if change is None:
                    done = True
                    continue
                if re.search(change[0], content.decode(), re.DOTALL):
                    content, done = changed(content.decode(), change).encode(), True
            new.writestr(own, content)
    assert done, f"{change} is nowhere in {name}"
    return out.getvalue()


MOODLE: dict[str, Change] = {
    "a share that is none of Moodle's": (r'fraction="100"', 'fraction="37"'),
    "a fraction as the key of a number": (r"(\{[0-9]+:NUMERICAL:=)[0-9.-]+", r"\g<1>1/3"),
    "a fraction as the key of a number that stands alone": (r'(type="numerical".*?<answer [^>]*><text><!\[CDATA\[)[^\]]*', r"\g<1>1/3"),
    "a sign before a number": (r"(\{[0-9]+:NUMERICAL:=)", r"\g<1>+"),
    "a share behind =": (r"(\{[0-9]+:NUMERICAL:=)", r"\g<1>%100%"),
    "a tolerance in percent": (r"(\{[0-9]+:NUMERICAL:=[0-9.-]+)(?=[~}#])", r"\g<1>:1%"),
    "a brace in a remark": (r"(NUMERICAL:[^}]*?#[^}~]*?)&#125;", r"\g<1>} {#1}"),
    "a cloze question without a blank": (r'(type="cloze".*?<questiontext format="html"><text><!\[CDATA\[).*?(\]\]></text>)', r"\g<1>nothing\g<2>"),
    "something like the place of a blank": (r"&#123;#1\}", "{#1}"),
    "a name that is too long": (r"<name><text><!\[CDATA\[", f"<name><text><![CDATA[{'x' * 256}"),
    "an idnumber that is too long": (r"<idnumber>", f"<idnumber>{'x' * 100}"),
    "no idnumber": (r"<idnumber>[^<]*", "<idnumber>"),
    "a picture that is not there": (r'<file name="[^"]*"', '<file name="other.png"'),
    "an empty answer": (r"(SHORTANSWER:=)[^~}]*", r"\g<1> "),
    "one option": (r"(MULTICHOICE(?:_V)?:=[^~}]*)[^}]*", r"\g<1>"),
    "nothing that is right": (r"(\{[0-9]+:NUMERICAL:)=", r"\g<1>"),
}  # fmt: skip


@pytest.mark.parametrize("trap", MOODLE)
def test_traps_of_moodle(trap: str, files: dict[str, bytes]) -> None:
    text = files["moodle"].decode()
    moodle_rules.imported(text.encode())
    with pytest.raises((moodle_rules.RefusedError, ValueError)):
        moodle_rules.imported(changed(text, MOODLE[trap]).encode())


def test_an_idnumber_twice(good: list[Question]) -> None:
    with pytest.raises(moodle_rules.RefusedError, match="dropped without a word"):
        moodle_rules.imported(exported("moodle", [good[-1], good[-1]])[0])


CANVAS: dict[str, tuple[str, Change | None]] = {
    "a key of 0": (r"[^t]\.xml$", (r"(numerical_question.*?<varequal [^>]*>)[^<]*", r"\g<1>0")),
    "two margins": (r"[^t]\.xml$", (r'margin="[^"]*"', 'margin="3"')),
    "a text that is cut": (r"[^t]\.xml$", (r'(texttype="text/html">)', rf"\g<1>{'x' * 16_384}")),
    "a drawing in the text": (r"[^t]\.xml$", (r'(texttype="text/html">)', r"\g<1>&lt;svg&gt;")),
    "a picture inside the text": (r"[^t]\.xml$", (r'(texttype="text/html">)', r"\g<1>data:image/png;base64,")),
    "a picture that is not there": (r"web_resources/.*png$", None),
    "a picture without its folder": (r"[^t]\.xml$", (r"\$IMS-CC-FILEBASE\$/web_resources/", "$IMS-CC-FILEBASE$/")),
    "a key that the page rounds": (r"[^t]\.xml$", (r"(numerical_question.*?<varequal [^>]*>)[^<]*(.*?<vargte [^>]*>)[^<]*(.*?<varlte [^>]*>)[^<]*", r"\g<1>0.12345\g<2>0.12345\g<3>0.12345")),
    "a file that the manifest does not name": (r"imsmanifest\.xml$", (r'<file href="web_resources[^>]*>', "")),
    "a blank that is not in the text": (r"[^t]\.xml$", (r"\[b[0-9a-f]{6}\]", "[other]")),
    "a blank without a spelling": (r"[^t]\.xml$", (r"(<response_lid [^>]*>.*?<render_choice>).*?(</render_choice>)", r"\g<1>\g<2>")),
    "two items of one name": (r"[^t]\.xml$", (r'(<item ident=")([^"]*)(".*?<item ident=")[^"]*', r"\g<1>\g<2>\g<3>\g<2>")),
    "a remark on nothing": (r"[^t]\.xml$", (r'linkrefid="[^"]*"', 'linkrefid="none"')),
    "a group that gives all its items": (r"[^t]\.xml$", (r"<selection_number>1", "<selection_number>2")),
    "other points than the group": (r"[^t]\.xml$", (r"(points_possible</fieldlabel><fieldentry>)", r"\g<1>1")),
}  # fmt: skip


def read_by_canvas(data: bytes) -> None:
    for group in canvas_rules.imported(data):
        for item in group.items:
            if item.kind == "numerical_question":
                item.mark("1")


@pytest.mark.parametrize("trap", CANVAS)
def test_traps_of_canvas(trap: str, files: dict[str, bytes]) -> None:
    data = files["canvas"]
    read_by_canvas(data)
    with pytest.raises((canvas_rules.RefusedError, StopIteration)):
        read_by_canvas(rezipped(data, *CANVAS[trap]))


QTI: dict[str, tuple[str, Change | None]] = {
    "a tolerance that players do not know": (r"items/.*xml$", (r"<(qti-)?gte>(.*?)</(?:qti-)?gte>", r'<\g<1>equal tolerance-mode="absolute">\g<2></\g<1>equal>')),
    "text that stands in no block": (r"items/.*xml$", (r"(<(?:qti-item-b|itemB)ody>)", r"\g<1>loose")),
    "a field without a response": (r"items/.*xml$", (r'(response-?[iI]dentifier=")[^"]*', r"\g<1>other")),
    "a picture that says nothing": (r"items/.*xml$", (r'alt="[^"]+"', 'alt=""')),
    "a picture that is not there": (r"items/.*png$", None),
    "an element of HTML that items have not": (r"items/.*xml$", (r"<p>", "<p><font/>")),
    "a file that the manifest does not name": (r"imsmanifest\.xml$", (r'<file href="items/[^>]*>', "")),
    "a section that gives all its items": (r"test\.xml$", (r'select="1"', 'select="2"')),
    "a list that starts anywhere": (r"items/.*xml$", (r"<p>", '<ol start="1"><li>a</li></ol><p>')),
    "a formula's style where schemas have none": (r"items/.*xml$", (r"<mn>", '<mn scriptlevel="0">')),
    "a remark that is never shown": (r"items/.*xml$", (r'(<(?:qti-modal-f|modalF)eedback [^>]*(?<![a-z-])identifier=")', r"\g<1>x")),
}  # fmt: skip


@pytest.mark.parametrize("version", ["qti21", "qti3"])
@pytest.mark.parametrize("trap", QTI)
def test_traps_of_qti(trap: str, version: str, files: dict[str, bytes]) -> None:
    data = files[version]

    def played(package: bytes) -> None:
        for section in qti_rules.imported(package)[0]:
            for item in section:
                item.run(item.correct())

    played(data)
    with pytest.raises((qti_rules.RefusedError, KeyError)):
        played(rezipped(data, *QTI[trap]))


@pytest.mark.parametrize(
    ("version", "change"),
    [
        ("qti3", (r"<qti-content-body>(.*?)</qti-content-body>", r"\1")),
        ("qti21", (r"(<modalFeedback [^>]*>)(.*?)(</modalFeedback>)", r"\1<contentBody>\2</contentBody>\3")),
    ],
)  # fmt: skip
def test_a_remark_has_a_body_in_version_3_alone(
    version: str, change: Change, files: dict[str, bytes]
) -> None:
    with pytest.raises(qti_rules.RefusedError, match="one body"):
        qti_rules.imported(rezipped(files[version], r"items/.*xml$", change))


def test_names_of_version_3_have_hyphens(files: dict[str, bytes]) -> None:
    data = files["qti3"]
    for change in (
        (r"<qti-item-body>(.*)</qti-item-body>", r"<item-body>\1</item-body>"),
        (r"response-identifier", "responseIdentifier"),
    ):
        with pytest.raises((qti_rules.RefusedError, KeyError)):
            qti_rules.imported(rezipped(data, r"items/.*xml$", (change[0], change[1])))


PRAIRIELEARN: dict[str, Callable[[dict[str, Any]], None]] = {
    "a tolerance of one percent": lambda field: field.update(rtol="1e-2"),
    "a tolerance in the empty field": lambda field: field.pop("placeholder"),
    "a tolerance in the help": lambda field: field.update({"show-help-text": "true"}),
    "decimal digits instead of a tolerance": lambda field: field.update(comparison="decdig"),
    "an element that is not known": lambda field: field.update(tag="pl-symbolic-input"),
    "capitals that count": lambda field: field.update({"tag": "pl-string-input", "ignore-case": "false", "remove-spaces": "true"}),
}  # fmt: skip


@pytest.mark.parametrize("trap", PRAIRIELEARN)
def test_traps_of_prairielearn(trap: str) -> None:
    silent = {"placeholder": "number", "show-help-text": "false"}
    field = {"tag": "pl-number-input", "comparison": "relabs", "rtol": "0", "atol": "0.01"} | silent
    assert prairielearn_rules.score(field, 1.5, "1.505") == 1
    PRAIRIELEARN[trap](field)
    with pytest.raises((ValueError, KeyError)):
        prairielearn_rules.score(field, 1.5, "1.505")


@pytest.mark.parametrize("trap", [{"allow-blank": "false"}, {"blank-value": "0"}])
def test_an_empty_field_that_spoils_the_rest_or_is_a_zero(trap: dict[str, str]) -> None:
    field = {"tag": "pl-integer-input", "allow-blank": "true", "blank-value": ""}
    other = {"tag": "pl-integer-input", "weight": "1"} | field
    said, variant = {"a": "", "b": "3"}, {"answers": {"a": 0, "b": 3}, "slips": {}}
    both = {"a": {"weight": "1", **field}, "b": other}
    assert prairielearn_rules.graded(variant, both, said) == {"a": 0, "b": 1}
    both["a"] |= trap
    assert prairielearn_rules.graded(variant, both, said) == {}


def test_the_server_needs_nothing_of_ours(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(files["prairielearn"])) as archive:
        (server,) = {archive.read(name) for name in archive.namelist() if name.endswith(".py")}
    assert not re.search(rb"^\s*(import|from) (?!json|random|pathlib|typing)", server, re.MULTILINE)


@pytest.mark.parametrize(
    "record",
    [
        ["NUM", "a long question", "1.5", "-1"],
        ["NUM", "a long question", "one half", "0"],
        ["MC", "a long question", "a", "correct", "b", "correct"],
        ["MC", "a long question", "a", "right", "b", "incorrect"],
        ["FIB_PLUS", "a long question [b]", "other", "1"],
        ["FIB_PLUS", "a long question [b]", "b"],
        ["FIB_PLUS", "".join(f"[b{n}]" for n in range(11)), *"\t\t".join(f"b{n}\t1" for n in range(11)).split("\t")],
        ["FIB", "a long question"],
        ["JUMBLED_SENTENCE", "a long question"],
    ],
)  # fmt: skip
def test_traps_of_blackboard(record: list[str]) -> None:
    with pytest.raises((AssertionError, ValueError)):
        check(record)
