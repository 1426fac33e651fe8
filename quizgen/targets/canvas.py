r"""Canvas: a QTI 1.2 zip that Classic Quizzes and New Quizzes read, and PrairieLearn's importer too.

Each question of the sheet is a group of which a student gets one. Formulas are Canvas's equation images, figures
are files. A number alone is a numerical question; several blanks are texts with their usual spellings, for
Canvas compares blanks as texts.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import BinaryIO
from xml.etree.ElementTree import Element

from quizgen.answers.blank import Numeric, Pick
from quizgen.targets.canvas_items import items, metadata, points_of
from quizgen.targets.loss import Loss
from quizgen.targets.packed import pack as put
from quizgen.targets.pictures import Picture
from quizgen.targets.question import Pack, Question, several_options, shared_losses, split
from quizgen.targets.xml import digest, element, written

_NS = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_FOLDER = "web_resources"


def write(pack: Pack, file: BinaryIO, lose: Callable[[Loss], None]) -> None:
    """The package: manifest, one assessment, the pictures."""
    ident = f"q{digest('canvas', pack.id)}"
    pictures: dict[str, Picture] = {}
    sections, total = [], Fraction(0)
    for number, pool in enumerate(pack.pools, start=1):
        groups: dict[str, list[Element]] = {}
        worth: dict[str, Fraction] = {}
        for question in pool.questions:
            for loss in (*shared_losses(question), *_losses(question)):
                lose(loss)
            for role, points, item in items(question, pictures):
                groups.setdefault(role, []).append(item)
                worth[role] = points
        for role, own in groups.items():
            total += worth[role]
            sections.append(
                _group(
                    f"{ident}g{number}{role}",
                    f"{pool.title}{role and f' ({role})'}",
                    worth[role],
                    own,
                )
            )
    members = {
        "imsmanifest.xml": _manifest(ident, pack, pictures),
        f"{ident}/{ident}.xml": _assessment(ident, pack, sections),
        f"{ident}/assessment_meta.xml": _meta(ident, pack, total),
        **{f"{_FOLDER}/{name}": one.data for name, one in sorted(pictures.items())},
    }
    put(file, members.items())


def _losses(question: Question) -> Iterator[Loss]:
    together, _ = split(question)
    slots = [slot for asked in together for slot in asked.slots]
    if len({slot.points for slot in slots}) > 1:
        yield Loss(question.code, "blanks of different weight", "each blank counts alike")
    for asked in together:
        where = question.where(asked)
        if any(
            isinstance(slot.blank.asks, Numeric) and slot.blank.asks.within for slot in asked.slots
        ):
            yield Loss(
                where, "a tolerance in a blank", "the decimals near enough are listed as spellings"
            )
        if any(wrong.credit for slot in asked.slots for wrong in slot.wrong):
            yield Loss(where, "points for typical slips", "none")
    yield from several_options(question)
    if any(
        slot.wrong and not isinstance(slot.blank.asks, Pick)
        for asked in question.asked
        for slot in asked.slots
    ):
        yield Loss(
            question.code,
            "remarks on typical slips",
            "the worked solution is the remark on every answer",
        )


def _group(ident: str, title: str, points: Fraction, own: list[Element]) -> Element:
    """Of these items a student gets one."""
    extension = element(
        "selection_extension", children=[element("points_per_item", points_of(points))]
    )
    selection = element("selection", children=[element("selection_number", "1"), extension])
    ordering = element("selection_ordering", children=[selection])
    return element("section", children=[ordering, *own], ident=ident, title=title)


def _assessment(ident: str, pack: Pack, sections: list[Element]) -> bytes:
    root = element("section", children=sections, ident="root_section")
    time = metadata(cc_maxattempts="1")
    assessment = element("assessment", children=[time, root], ident=ident, title=pack.title)
    return written(element("questestinterop", children=[assessment], xmlns=_NS))


def _meta(ident: str, pack: Pack, total: Fraction) -> bytes:
    quiz = element(
        "quiz",
        children=[
            element("title", pack.title),
            element("quiz_type", "assignment"),
            element("points_possible", points_of(total)),
            element("available", "false"),
        ],
        identifier=ident,
        xmlns="http://canvas.instructure.com/xsd/cccv1p0",
    )
    return written(quiz)


def _manifest(ident: str, pack: Pack, pictures: dict[str, Picture]) -> bytes:
    meta = f"{ident}m"
    resources = [
        element(
            "resource",
            children=[
                element("file", href=f"{ident}/{ident}.xml"),
                element("dependency", identifierref=meta),
            ],
            identifier=ident,
            type="imsqti_xmlv1p2",
        ),
        element(
            "resource",
            children=[element("file", href=f"{ident}/assessment_meta.xml")],
            identifier=meta,
            type="associatedcontent/imscc_xmlv1p1/learning-application-resource",
            href=f"{ident}/assessment_meta.xml",
        ),
        *(
            element(
                "resource",
                children=[element("file", href=f"{_FOLDER}/{name}")],
                identifier=f"p{digest(name)}",
                type="webcontent",
                href=f"{_FOLDER}/{name}",
            )
            for name in sorted(pictures)
        ),
    ]
    metadata = element(
        "metadata", children=[element("schema", "IMS Content"), element("schemaversion", "1.1.3")]
    )
    root = element(
        "manifest",
        children=[metadata, element("organizations"), element("resources", children=resources)],
        identifier=f"man{digest(pack.id, pack.title)}",
        xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1",
    )
    return written(root)
