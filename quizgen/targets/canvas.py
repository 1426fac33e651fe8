r"""Canvas: a QTI 1.2 zip that Classic Quizzes and New Quizzes read.

Each question of the sheet is a group of which a student gets one. Formulas are Canvas's equation images, figures
are files. A number alone is a numerical question; several blanks are texts with their usual spellings, for
Canvas compares blanks as texts.
"""

import shutil
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from fractions import Fraction
from typing import IO, TYPE_CHECKING, BinaryIO

from quizgen.answers.blank import Numeric, Pick
from quizgen.targets.canvas_items import FOLDER, REMARK, items, metadata, points_of
from quizgen.targets.loss import Loss
from quizgen.targets.packed import pack as put
from quizgen.targets.question import Pack, Question, several_options, shared_losses, split
from quizgen.targets.shelf import waiting
from quizgen.targets.xml import digest, element, written

if TYPE_CHECKING:
    from quizgen.targets.pictures import Picture

_NS = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
# Stands where elements are written one by one, and is no name of QTI.
_HERE = "here"


def write(pack: Pack, file: BinaryIO, lose: Callable[[Loss], None]) -> None:
    """The package: the pictures, one assessment, manifest."""
    with ExitStack() as stack:
        put(file, _members(pack, lose, lambda: waiting(stack)))


def _members(
    pack: Pack, lose: Callable[[Loss], None], spool: Callable[[], IO[bytes]]
) -> Iterator[tuple[str, bytes | IO[bytes]]]:
    """Pictures and items are written as they are made; `spool` opens a file that waits for its end."""
    ident = f"q{digest('canvas', pack.id)}"
    names: set[str] = set()
    total, assessment = Fraction(0), spool()
    head, tail = _assessment(ident, pack)
    assessment.write(head)
    for number, pool in enumerate(pack.pools, start=1):
        groups: dict[str, IO[bytes]] = {}
        worth: dict[str, Fraction] = {}
        for question in pool.questions:
            pictures: dict[str, Picture] = {}
            made = list(items(question, pictures))
            for loss in (*shared_losses(question), *_losses(question, [one for *_, one in made])):
                lose(loss)
            for role, points, item in made:
                if role not in groups:
                    groups[role] = spool()
                groups[role].write(ET.tostring(item, encoding="utf-8", xml_declaration=False))
                worth[role] = points
            names |= pictures.keys()
            yield from ((f"{FOLDER}/{name}", one.data) for name, one in pictures.items())
        for role, own in groups.items():
            total += worth[role]
            title = f"{pool.title}{role and f' ({role})'}"
            before, after = _group(f"{ident}g{number}{role}", title, worth[role])
            own.seek(0)
            assessment.write(before)
            shutil.copyfileobj(own, assessment)
            assessment.write(after)
            own.close()
    assessment.write(tail)
    yield f"{ident}/{ident}.xml", assessment
    yield f"{ident}/assessment_meta.xml", _meta(ident, pack, total)
    yield "imsmanifest.xml", _manifest(ident, pack, names)


def _losses(question: Question, made: Iterable[ET.Element]) -> Iterator[Loss]:
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
    if not any(
        own.get("ident") == "general_fb" for item in made for own in item.iter("itemfeedback")
    ):
        yield Loss(question.code, f"a worked solution of over {REMARK} letters", "none is shown")
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


def _group(ident: str, title: str, points: Fraction) -> tuple[bytes, bytes]:
    """What stands before and behind the items of which a student gets one."""
    extension = element(
        "selection_extension", children=[element("points_per_item", points_of(points))]
    )
    selection = element("selection", children=[element("selection_number", "1"), extension])
    ordering = element("selection_ordering", children=[selection])
    return _around(
        ET.tostring(
            element("section", children=[ordering, element(_HERE)], ident=ident, title=title),
            encoding="utf-8",
            xml_declaration=False,
        )
    )


def _assessment(ident: str, pack: Pack) -> tuple[bytes, bytes]:
    """What stands before and behind all groups."""
    root = element("section", ident="root_section", children=[element(_HERE)])
    time = metadata(cc_maxattempts="1")
    assessment = element("assessment", children=[time, root], ident=ident, title=pack.title)
    return _around(written(element("questestinterop", children=[assessment], xmlns=_NS)))


def _around(whole: bytes) -> tuple[bytes, bytes]:
    head, _, tail = whole.partition(f"<{_HERE} />".encode())
    return head, tail


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


def _manifest(ident: str, pack: Pack, pictures: Iterable[str]) -> bytes:
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
                children=[element("file", href=f"{FOLDER}/{name}")],
                identifier=f"p{digest(name)}",
                type="webcontent",
                href=f"{FOLDER}/{name}",
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
