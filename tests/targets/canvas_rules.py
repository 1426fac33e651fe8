"""Canvas's importers and Classic's marks, as far as our files use them: a second reading of the zip.

`test_golden.py` holds these marks against those of the code of Canvas itself.
"""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import dataclass
from fractions import Fraction

QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
PACKAGE = "{http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1}"


class RefusedError(Exception):
    """What an importer would refuse, or take otherwise without a word."""


@dataclass
class Item:
    title: str
    kind: str
    points: float
    text: str
    element: ET.Element

    def blanks(self) -> dict[str, list[str]]:
        """The spellings of each blank of a question with several."""
        found = {}
        for lid in self.element.iter(f"{QTI}response_lid"):
            name = (lid.get("ident") or "").removeprefix("response_")
            found[name] = [t.text or "" for label in lid.iter(f"{QTI}response_label") for t in label.iter(f"{QTI}mattext")]  # fmt: skip
        return found

    def labels(self) -> list[str]:
        """The texts of a choice's options, in order."""
        return [
            "".join(t.text or "" for t in label.iter(f"{QTI}mattext"))
            for label in self.element.iter(f"{QTI}response_label")
        ]

    def mark(self, response: str | set[str] | dict[str, str]) -> float:
        """The share of the points, as Classic scores it."""
        if self.kind == "numerical_question":
            return self._numerical(str(response))
        if self.kind == "short_answer_question":
            accepted = {(v.text or "").strip().lower() for v in self.element.iter(f"{QTI}varequal")}
            return float(str(response).strip().lower() in accepted)
        if self.kind == "fill_in_multiple_blanks_question":
            assert isinstance(response, dict)
            blanks = self.blanks()
            right = sum(
                response.get(name, "").strip().lower() in {one.strip().lower() for one in known}
                for name, known in blanks.items()
            )
            return right / len(blanks)
        return self._options({response} if isinstance(response, str) else set(response))

    def _numerical(self, response: str) -> float:
        low = float(self.element.findtext(f".//{QTI}vargte") or "nan")
        high = float(self.element.findtext(f".//{QTI}varlte") or "nan")
        key = self.element.find(f".//{QTI}varequal")
        assert key is not None
        newer = float(key.text or "nan"), float(key.get("margin") or "nan")
        if not (low <= newer[0] <= high) or abs((high - low) / 2 - newer[1]) > 1e-6 * max(
            1, abs(high)
        ):
            raise RefusedError("Classic and New Quizzes would read two margins")
        value = entered(response)
        return float(value is not None and Fraction(key.text or "") * 2 - _limit(self.element) <= value <= _limit(self.element))  # fmt: skip

    def _options(self, chosen: set[str]) -> float:
        labels = {
            label.get("ident"): "".join(t.text or "" for t in label.iter(f"{QTI}mattext"))
            for label in self.element.iter(f"{QTI}response_label")
        }
        right = set()
        for condition in self.element.iter(f"{QTI}respcondition"):
            score = condition.find(f"{QTI}setvar")
            if score is not None and float(score.text or 0) == 100:
                refused = {v for n in condition.iter(f"{QTI}not") for v in n.iter(f"{QTI}varequal")}
                right |= {v.text for v in condition.iter(f"{QTI}varequal") if v not in refused}
        correct = {labels[ident] for ident in right}
        if self.kind == "multiple_choice_question":
            return float(chosen <= correct and bool(chosen))
        hits, misses = len(chosen & correct), len(chosen - correct)
        # Where none is right the one share is for ticking what is right: nobody earns it.
        return max(0.0, (hits - misses) / max(1, len(correct)))


def entered(text: str) -> Fraction | None:
    """What Classic's page makes of a number that is typed: four decimals; what is none is emptied."""
    plain = text.replace(",", "").strip().removeprefix("+")
    if not re.fullmatch(r"-?[0-9]*\.?[0-9]+(e[+-]?[0-9]+)?", plain):
        return None
    return Fraction(f"{float(plain):.4f}")


def _limit(item: ET.Element) -> Fraction:
    """The upper limit of a number. Classic takes its distance from the key for the margin on both sides."""
    return Fraction(item.findtext(f".//{QTI}varlte") or "")


@dataclass
class Group:
    title: str
    points: float
    items: list[Item]


def imported(data: bytes) -> list[Group]:
    """The groups of the quiz in a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        manifest = ET.fromstring(archive.read("imsmanifest.xml"))  # noqa: S314 - our own file
        listed = {f.get("href") for f in manifest.iter(f"{PACKAGE}file")}
        if listed | {"imsmanifest.xml"} != set(names):
            raise RefusedError(f"the manifest lists {listed}, the package has {names}")
        quiz = next(
            r for r in manifest.iter(f"{PACKAGE}resource") if r.get("type") == "imsqti_xmlv1p2"
        )
        tree = ET.fromstring(archive.read(f"{quiz.get('identifier')}/{quiz.get('identifier')}.xml"))  # noqa: S314
    groups = [_group(section) for section in tree.iterfind(f".//{QTI}section/{QTI}section")]
    shown = {name for group in groups for item in group.items for name in re.findall(r"\$IMS-CC-FILEBASE\$/([^\"]+)", item.text)}  # fmt: skip
    # Classic looks for the whole path that the manifest has, and then for shorter ones.
    if shown - set(names):
        raise RefusedError("a picture that is not there")
    idents = [item.element.get("ident") for group in groups for item in group.items]
    if len(set(idents)) != len(idents):
        raise RefusedError("two items of one name")
    return groups


def _group(section: ET.Element) -> Group:
    points = float(section.findtext(f".//{QTI}points_per_item") or "nan")
    if section.findtext(f".//{QTI}selection_number") != "1":
        raise RefusedError("a student gets one")
    return Group(section.get("title") or "", points, [_item(i, points) for i in section.iterfind(f"{QTI}item")])  # fmt: skip


def _item(element: ET.Element, points: float) -> Item:
    fields = {
        f.findtext(f"{QTI}fieldlabel"): f.findtext(f"{QTI}fieldentry") or ""
        for f in element.iter(f"{QTI}qtimetadatafield")
    }
    text = element.findtext(f"{QTI}presentation/{QTI}material/{QTI}mattext") or ""
    item = Item(element.get("title") or "", fields["question_type"], float(fields["points_possible"]), text, element)  # fmt: skip
    if item.points != points:
        raise RefusedError("the group has other points than its items")
    if len(text) > 16_384 or "<svg" in text or re.search(r"data:\w+/", text):
        raise RefusedError("a text that Canvas cuts or strips")
    linked = {d.get("linkrefid") for d in element.iter(f"{QTI}displayfeedback")}
    if linked != {f.get("ident") for f in element.iter(f"{QTI}itemfeedback")}:
        raise RefusedError("remarks without an answer")
    if item.kind == "numerical_question" and float(element.findtext(f".//{QTI}varequal") or 0) == 0:
        raise RefusedError("a key of 0 takes any text for right")
    if item.kind == "numerical_question":
        key = element.find(f".//{QTI}varequal")
        assert key is not None
        if abs(round(Fraction(key.text or ""), 4) - Fraction(key.text or "")) > Fraction(
            key.get("margin") or ""
        ):
            raise RefusedError("Classic's page rounds the key to another number")
    if item.kind == "fill_in_multiple_blanks_question":
        for name, known in item.blanks().items():
            if text.count(f"[{name}]") != 1 or not known:
                raise RefusedError(f"the blank {name} is not in the text once")
    return item
