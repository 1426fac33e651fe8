"""QTI 2.1 and 3.0: a package of items and a test in which each question of the sheet is one of its variants.

One description serves both: version 3 writes the same names with hyphens and a prefix. Numbers are compared by
two limits, for not every player knows the tolerance of `equal`.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from typing import BinaryIO
from xml.etree.ElementTree import Element

from quizgen.answers.blank import Pick
from quizgen.document.figures import Scene
from quizgen.document.math import mathml_source
from quizgen.targets import page
from quizgen.targets.cloze import typing
from quizgen.targets.loss import Loss
from quizgen.targets.packed import pack as put
from quizgen.targets.pictures import Picture, picture
from quizgen.targets.qti_html import content
from quizgen.targets.qti_scoring import body_of, declared, processing, remarks, unit_of
from quizgen.targets.question import Asked, Pack, Question, laid, several_options, shared_losses
from quizgen.targets.xml import digest, element, written


@dataclass(frozen=True, slots=True)
class Version:
    """What differs between the versions: namespaces, types of resources, and whether names have hyphens."""

    items: str
    package: str
    item_type: str
    test_type: str
    schema: str
    is_hyphenated: bool


def write(version: Version, pack: Pack, file: BinaryIO, lose: Callable[[Loss], None]) -> None:
    """The package of a version."""
    put(file, _members(version, pack, lose))


def _members(
    version: Version, pack: Pack, lose: Callable[[Loss], None]
) -> Iterator[tuple[str, bytes]]:
    sections, resources = [], []
    for number, pool in enumerate(pack.pools, start=1):
        references = []
        for question in pool.questions:
            for loss in (*shared_losses(question), *several_options(question)):
                lose(loss)
            own = f"i{digest(question.code)}"
            shown: dict[str, Picture] = {}
            yield f"items/{own}.xml", _document(version, item(question, own, shown))
            yield from ((f"items/{name}", one.data) for name, one in shown.items())
            references.append(element("assessmentItemRef", identifier=own, href=f"items/{own}.xml"))
            resources.append((own, f"items/{own}.xml", sorted(shown)))
        sections.append(_section(number, pool.title, references))
    yield "test.xml", _document(version, _test(pack, sections))
    yield "imsmanifest.xml", _manifest(version, pack, resources)


def item(question: Question, identifier: str, pictures: dict[str, Picture]) -> Element:
    """A question in the names of version 2.1; its pictures are put into the dictionary."""

    def show(scene: Scene) -> str:
        made = picture(scene)
        pictures[made.name] = made
        return f'<p><img src="{made.name}" alt="{escape(made.alt)}" width="{made.width}"></p>'

    slots = [slot for asked in question.asked for slot in asked.slots]
    unit = unit_of(slots)
    body = content(page.statement(question, show, mathml_source))
    for asked in question.asked:
        body += content(page.prompt(question, asked, show, mathml_source))
        if said := typing(asked.slots):
            body += content(f"<p>{said}</p>")
        body += _interactions(asked)
    return element(
        "assessmentItem",
        children=[
            *(declared(slot, unit) for slot in slots),
            *(_open_ended(asked) for asked in question.asked if not asked.slots),
            *outcomes(question),
            element("itemBody", children=body),
            processing(slots),
            *remarks(slots, lambda hint: content(f"<p>{page.words(hint, mathml_source)}</p>")),
        ],
        identifier=identifier,
        title=f"{question.title} [{question.code}]",
        adaptive="false",
        timeDependent="false",
    )


def outcomes(question: Question) -> Iterator[Element]:
    """What a player reports: units, points, the most there are, and which remarks are shown."""
    most = sum((asked.points for asked in question.asked), Fraction(0))
    for name, value in (("UNITS", Fraction(0)), ("SCORE", Fraction(0)), ("MAXSCORE", most)):
        default = element("defaultValue", children=[element("value", f"{float(value):.7g}")])
        yield element(
            "outcomeDeclaration",
            children=[default],
            identifier=name,
            cardinality="single",
            baseType="float",
        )
    yield element(
        "outcomeDeclaration", identifier="FEEDBACK", cardinality="multiple", baseType="identifier"
    )


def _open_ended(asked: Asked) -> Element:
    return element(
        "responseDeclaration",
        identifier=f"T{digest(asked.id)}",
        cardinality="single",
        baseType="string",
    )


def _interactions(asked: Asked) -> list[Element]:
    if not asked.slots:
        lines = max(3, round((asked.typeset.box.height if asked.typeset.box else 20) / 8))
        return [
            element(
                "extendedTextInteraction",
                responseIdentifier=f"T{digest(asked.id)}",
                expectedLines=str(lines),
            )
        ]
    fields = [body_of(slot, _inside) for slot in asked.slots]
    if isinstance(asked.slots[0].blank.asks, Pick) and len(fields) == 1:
        return fields
    return _arranged(asked, fields)


def _inside(text: str) -> list[Element]:
    return content(f"<p>{page.words(text, mathml_source)}</p>")


def _arranged(asked: Asked, fields: list[Element]) -> list[Element]:
    """Fields where their entries stand: in the table that is asked, in rows, or on a line."""
    table = laid(
        asked, [[field] for field in fields], lambda c: _cell(page.inlines(c, mathml_source))
    )
    if not table.is_line:
        head = _row("th", table.head)
        rows = [_row("th", name) + _row("td", cells) for name, cells in table.rows]
        body = element("tbody", children=[element("tr", children=row) for row in rows])
        heads = [element("thead", children=[element("tr", children=head)])] if head else []
        return [element("table", children=[*heads, body])]
    if all(isinstance(slot.blank.asks, Pick) for slot in asked.slots):
        return fields
    for field in fields:
        field.tail = " "
    return [element("p", children=fields)]


def _row(tag: str, cells: Iterable[list[Element]]) -> list[Element]:
    return [element(tag, children=cell) for cell in cells]


def _cell(html: str) -> list[Element]:
    return content(f"<span>{html}</span>")


def _section(number: int, title: str, references: list[Element]) -> Element:
    """Of these items a student gets one."""
    return element(
        "assessmentSection",
        children=[element("selection", select="1"), *references],
        identifier=f"S{number}",
        title=title,
        visible="true",
    )


def _test(pack: Pack, sections: list[Element]) -> Element:
    part = element(
        "testPart",
        children=sections,
        identifier="P1",
        navigationMode="nonlinear",
        submissionMode="simultaneous",
    )
    return element(
        "assessmentTest", children=[part], identifier=f"t{digest(pack.id)}", title=pack.title
    )


def _manifest(version: Version, pack: Pack, items: Iterable[tuple[str, str, list[str]]]) -> bytes:
    listed = list(items)
    resources = [
        element(
            "resource",
            children=[
                element("file", href="test.xml"),
                *(element("dependency", identifierref=own) for own, _, _ in listed),
            ],
            identifier=f"r{digest(pack.id)}",
            type=version.test_type,
            href="test.xml",
        )
    ]
    resources += [
        element(
            "resource",
            children=[
                element("file", href=href),
                *(element("file", href=f"items/{name}") for name in names),
            ],
            identifier=own,
            type=version.item_type,
            href=href,
        )
        for own, href, names in listed
    ]
    schema = [
        element("schema", version.schema),
        element("schemaversion", "3.0.0" if version.is_hyphenated else "2.1.0"),
    ]
    return written(
        element(
            "manifest",
            children=[
                element("metadata", children=schema),
                element("organizations"),
                element("resources", children=resources),
            ],
            identifier=f"m{digest(pack.id, pack.title)}",
            xmlns=version.package,
        )
    )


_CAPITAL = re.compile("[A-Z]")
# HTML and MathML keep their names; what else stands in an item is QTI's own.
_OWN = frozenset(
    "value mapping and or gte lte match sum divide multiple variable selection correct".split()
)


def _document(version: Version, root: Element) -> bytes:
    if version.is_hyphenated:
        for one in root.iter("modalFeedback"):
            one[:] = [element("contentBody", children=list(one))]
        for one in root.iter():
            _hyphenate(one)
    root.set("xmlns", version.items)
    return written(root)


def _hyphenate(one: Element) -> None:
    if one.tag in _OWN or _CAPITAL.search(one.tag):
        one.tag = f"qti-{_hyphens(one.tag)}"
        for name in [name for name in one.attrib if _CAPITAL.search(name)]:
            one.attrib[_hyphens(name)] = one.attrib.pop(name)


def _hyphens(name: str) -> str:
    return _CAPITAL.sub(lambda found: f"-{found[0].lower()}", name)
