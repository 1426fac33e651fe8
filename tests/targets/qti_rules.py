"""A player of QTI items: response processing run on a learner's responses, in either version's names."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import dataclass, field

VERSIONS = {
    "http://www.imsglobal.org/xsd/imsqti_v2p1": False,
    "http://www.imsglobal.org/xsd/imsqtiasi_v3p0": True,
}
# What may stand in an item's body besides interactions.
HTML = frozenset("p em strong small code pre ul ol li table thead tbody tr th td h3 img br hr blockquote a span div figure".split())  # fmt: skip
MATHML = "{http://www.w3.org/1998/Math/MathML}"


class RefusedError(Exception):
    """What no player could show or mark."""


@dataclass
class Item:
    """An item, its tags without namespace, prefix and hyphens."""

    root: ET.Element
    responses: dict[str, tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.root.iterfind("responseDeclaration"):
            self.responses[one.attrib["identifier"]] = (
                one.attrib["cardinality"],
                one.attrib["baseType"],
            )
        asked = [
            e.attrib["responseIdentifier"]
            for e in self.root.iter()
            if "responseIdentifier" in e.attrib
        ]
        if sorted(asked) != sorted(self.responses):
            raise RefusedError(f"fields {asked} and responses {list(self.responses)}")
        shown = {e.attrib["identifier"] for e in self.root.iterfind("modalFeedback")}
        named = {e.text for e in self.root.iter("baseValue") if (e.text or "").startswith("F")}
        if not shown <= named:
            raise RefusedError("a remark that is never shown")

    @property
    def title(self) -> str:
        return self.root.attrib["title"]

    def correct(self) -> dict[str, list[str]]:
        return {
            one.attrib["identifier"]: [v.text or "" for v in one.iterfind("correctResponse/value")]
            for one in self.root.iterfind("responseDeclaration")
        }

    @property
    def most(self) -> float:
        (own,) = [
            o
            for o in self.root.iterfind("outcomeDeclaration")
            if o.attrib["identifier"] == "MAXSCORE"
        ]
        return float(own.findtext("defaultValue/value") or "nan")

    def run(self, given: dict[str, list[str]]) -> tuple[float, set[str]]:
        """Points, and the remarks that are shown."""
        state: dict[str, object] = {"SCORE": 0.0, "UNITS": 0.0, "FEEDBACK": set()}
        for rule in self.root.iterfind("responseProcessing/*"):
            self._rule(rule, given, state)
        score, shown = state["SCORE"], state["FEEDBACK"]
        assert isinstance(score, float)
        assert isinstance(shown, set)
        return score, shown

    def _rule(
        self, rule: ET.Element, given: dict[str, list[str]], state: dict[str, object]
    ) -> None:
        if rule.tag == "setOutcomeValue":
            value = self._value(rule[0], given, state)
            # A player that exists keeps thousandths of each outcome.
            state[rule.attrib["identifier"]] = (
                round(value, 3) if isinstance(value, float) else value
            )
            return
        for branch in rule:
            if self._value(branch[0], given, state):
                for inner in branch[1:]:
                    self._rule(inner, given, state)
                return

    def _value(  # noqa: C901, PLR0911, PLR0912 - one case an element
        self, e: ET.Element, given: dict[str, list[str]], state: dict[str, object]
    ) -> object:
        own = [self._value(child, given, state) for child in e]
        match e.tag:
            case "variable":
                return self._variable(e.attrib["identifier"], given, state)
            case "correct":
                return _as_set(self.correct()[e.attrib["identifier"]])
            case "baseValue":
                return float(e.text or "nan") if e.attrib["baseType"] == "float" else (e.text or "")
            case "isNull":
                return own[0] is None
            case "and":
                return all(own)
            case "or":
                return any(own)
            case "gte" | "lte":
                left, right = own
                # A player that exists takes nothing for 0 here.
                left, right = left or 0.0, right or 0.0
                assert isinstance(left, float)
                assert isinstance(right, float)
                return left >= right if e.tag == "gte" else left <= right
            case "match":
                return None not in own and _as_set(own[0]) == _as_set(own[1])
            case "stringMatch":
                if None in own:
                    raise RefusedError("a player that exists stops at nothing here")
                return str(own[0]).lower() == str(own[1]).lower()
            case "sum":
                return sum(float(str(one)) for one in own)
            case "divide":
                return float(str(own[0])) / float(str(own[1]))
            case "multiple":
                return set().union(*(one if isinstance(one, set) else {one} for one in own if one))
            case "mapResponse":
                return self._mapped(e.attrib["identifier"], given)
        raise RefusedError(e.tag)

    def _variable(self, name: str, given: dict[str, list[str]], state: dict[str, object]) -> object:
        if name in state:
            return state[name]
        said = given.get(name) or []
        kind = self.responses[name][1]
        if not said:
            return None
        if kind == "float":
            try:
                return float(said[0])
            except ValueError:
                return None
        return set(said) if kind == "identifier" else said[0]

    def _mapped(self, name: str, given: dict[str, list[str]]) -> float:
        (mapping,) = self.root.findall(f"responseDeclaration[@identifier='{name}']/mapping")
        points = {e.attrib["mapKey"]: float(e.attrib["mappedValue"]) for e in mapping}
        total = sum(points.get(one, 0.0) for one in set(given.get(name) or []))
        return min(
            float(mapping.attrib["upperBound"]), max(float(mapping.attrib["lowerBound"]), total)
        )


def _as_set(value: object) -> object:
    return set(value) if isinstance(value, list | set) else {value}


def imported(data: bytes) -> tuple[list[list[Item]], dict[str, bytes]]:
    """The items of each section of the test, and all files."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = ET.fromstring(files["imsmanifest.xml"])  # noqa: S314 - our own file
    listed = {e.attrib["href"] for e in manifest.iter() if e.tag.endswith("}file")}
    if listed | {"imsmanifest.xml"} != set(files):
        raise RefusedError("the manifest lists other files than there are")
    test = _plain(ET.fromstring(files["test.xml"]))  # noqa: S314 - our own file
    sections = []
    for section in test.iter("assessmentSection"):
        selection = section.find("selection")
        if selection is None or selection.attrib["select"] != "1":
            raise RefusedError("a student gets one")
        sections.append(
            [
                _item(files[ref.attrib["href"]], files)
                for ref in section.iterfind("assessmentItemRef")
            ]
        )
    return sections, files


def _item(data: bytes, files: dict[str, bytes]) -> Item:
    root = _plain(ET.fromstring(data))  # noqa: S314 - our own file
    body = root.find("itemBody")
    if body is None or (body.text or "").strip() or any((e.tail or "").strip() for e in body):
        raise RefusedError("text that stands in no block")
    for e in body.iter():
        if (
            e.tag in HTML
            or e.tag.startswith(MATHML)
            or e.tag.endswith(("Interaction", "Choice"))
            or e.tag == "itemBody"
        ):
            continue
        raise RefusedError(f"<{e.tag}> in an item's body")
    _check_schema(root)
    for image in body.iter("img"):
        if f"items/{image.attrib['src']}" not in files or not image.attrib["alt"]:
            raise RefusedError("a picture that is not there, or says nothing")
    return Item(root)


def _check_schema(root: ET.Element) -> None:
    """What the schemas of 2.1 and 3.0 do not allow, and browsers take."""
    for e in root.iter():
        if e.tag == "ol" and "start" in e.attrib:
            raise RefusedError("a list of items starts at 1")
        styles = {"displaystyle", "scriptlevel"} & e.attrib.keys()
        if styles and e.tag not in {f"{MATHML}mstyle", f"{MATHML}math"}:
            raise RefusedError(f"{e.tag} has {styles}")


def _plain(root: ET.Element) -> ET.Element:
    """The names of version 2.1, without the namespace."""
    space = root.tag[1:].partition("}")[0]
    hyphens = VERSIONS[space]
    for e in root.iter():
        if not e.tag.startswith(f"{{{space}}}"):
            continue
        e.tag = e.tag.removeprefix(f"{{{space}}}")
        if hyphens and e.tag not in HTML:
            if not e.tag.startswith("qti-"):
                raise RefusedError(f"<{e.tag}> is no element of QTI 3")
            e.tag = _camel(e.tag.removeprefix("qti-"))
            if any(re.search("[A-Z]", name) for name in e.attrib):
                raise RefusedError(f"attributes {list(e.attrib)}")
            for name in list(e.attrib):
                e.attrib[_camel(name)] = e.attrib.pop(name)
    for remark in root.iterfind("modalFeedback"):
        bodies = [one.tag == "contentBody" for one in remark]
        if bodies != [True] if hyphens else any(bodies):
            raise RefusedError("a remark's content has one body in version 3, and none before")
    return root


def _camel(name: str) -> str:
    return re.sub("-([a-z])", lambda found: found[1].upper(), name)
