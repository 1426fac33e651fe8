"""Filled sheets: the answers in the fields of a PDF, whichever program has written it.

A PDF without fields of ours is reported, never guessed at: printed and scanned, flattened, or another's.
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from quizgen.assignment import Assignment
from quizgen.document.fields import CODE, answer
from quizgen.grading.roster import places
from quizgen.grading.submissions import Submission, Unmatched
from quizgen.variant import part_letters

if TYPE_CHECKING:
    from pikepdf import Object, Pdf

# Bytes of a file, fields of a form, characters of a value, and how deep fields may stand in others.
BYTES = 50_000_000
FIELDS = 20_000
VALUE = 100_000
DEPTH = 16
_OURS = re.compile(r"(q\d+\.[a-z]+)(?:\.\w+)*")
# What is written onto a page instead of into its fields.
_DRAWN = frozenset({"/FreeText", "/Ink", "/Stamp", "/Text"})


def read_form(
    stream: BinaryIO, name: str, assignments: Sequence[Assignment]
) -> Iterator[Submission | Unmatched]:
    """The answers of one filled sheet, or one `Unmatched` that says why there are none."""

    def refused(reason: str, student: str = "", question: str = "", text: str = "") -> Unmatched:
        return Unmatched(name, 0, student, question, text, reason)

    data = stream.read(BYTES + 1)
    if len(data) > BYTES:
        yield refused(f"a PDF of more than {BYTES} bytes is no sheet")
        return
    found = _form(data)
    if isinstance(found, str):
        yield refused(found)
        return
    values, is_drawn_on = found
    code = values.get(CODE, "").strip()
    own = [a for a in assignments if a.code == code]
    if not code:
        yield refused(
            f"its fields are of another form; fill in the sheet of this homework, whose field {CODE!r} says whose it is"
        )
        return
    if len(own) != 1:
        yield refused(f"the code {code!r} is on no sheet of this homework")
        return
    yield from _answers(own[0], values, name, refused, is_drawn_on=is_drawn_on)


def _answers(
    sheet: Assignment, values: Mapping[str, str], name: str, refused: Any, *, is_drawn_on: bool
) -> Iterator[Submission | Unmatched]:
    labels = iter(places(sheet))
    given: list[tuple[str, str]] = []
    for number, variant in enumerate(sheet.questions, start=1):
        for index, part in enumerate(variant.parts):
            label = next(labels).label
            name_of = f"q{number}.{part_letters(index)}"
            text = answer(number, index, part, values) or grid(name_of, values)
            given.append((label, text))
    if not any(text.strip() for _, text in given):
        drawn = "; something is written onto the pages instead" if is_drawn_on else ""
        yield refused(f"all fields are empty{drawn}", sheet.student)
        return
    for label, text in given:
        if text.strip():
            yield Submission(sheet.student, label, text, 0, name, sheet.id, sheet.email)
    own = {
        f"q{n}.{part_letters(i)}"
        for n, v in enumerate(sheet.questions, 1)
        for i in range(len(v.parts))
    }
    for field, text in values.items():
        ours = _OURS.fullmatch(field)
        if text.strip() and ours and ours[1] not in own:
            yield refused(
                f"the field {field} is on no sheet of this code", sheet.student, field, text
            )


def grid(name: str, values: Mapping[str, str]) -> str:
    """The cells of one part, `NAME.row.column` or `NAME.row`, as rows of a table; empty if all are.

    >>> grid("q1.a", {"q1.a.1.1": "3", "q1.a.1.2": "-4", "q1.a.2.1": "", "q1.a.2.2": "5"})
    '[[3, -4], [?, 5]]'
    """
    pattern = re.compile(re.escape(name) + r"\.(\d{1,3})(?:\.(\d{1,3}))?")
    cells = {
        (int(m[1]), int(m[2] or 0)): text.strip()
        for field, text in values.items()
        if (m := pattern.fullmatch(field))
    }
    if not any(cells.values()):
        return ""
    rows = [
        [f"({v})" if "," in v else v or "?" for (r, _), v in sorted(cells.items()) if r == row]
        for row in sorted({row for row, _ in cells})
    ]
    if all(column == 0 for _, column in cells) or len(rows) == 1:
        return f"[{', '.join(v for row in rows for v in row)}]"
    lines = (", ".join(row) for row in rows)
    return f"[{', '.join(f'[{line}]' for line in lines)}]"


def _form(data: bytes) -> tuple[dict[str, str], bool] | str:
    """The values by name and whether the pages are written on; or why there are none."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
            values = dict(_values(pdf))
            is_drawn_on = _is_drawn_on(pdf)
    except pikepdf.PasswordError:
        return "the PDF is locked by a password; save it without one"
    except (
        pikepdf.PdfError,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        RecursionError,
        UnicodeError,
    ) as error:
        # qpdf names the stream by its place in memory: never the same twice.
        said = re.sub(r"^stream <[^>]*>:? ?", "", (str(error).splitlines() or [""])[0])[:200]
        return f"the PDF is damaged: {said}"
    if values:
        return values, is_drawn_on
    what = "it is written on, but " if is_drawn_on else ""
    return (
        f"{what}it has no fields: printed, scanned or flattened, or another PDF; a person reads it"
    )


def _values(pdf: "Pdf") -> Iterator[tuple[str, str]]:
    form = pdf.Root.get("/AcroForm")
    if form is None:
        return
    waiting: list[tuple[Object, str, Object | None, int]] = [
        (field, "", None, 0) for field in _dictionaries(form.get("/Fields"))
    ]
    count = 0
    while waiting:
        field, above, inherited, depth = waiting.pop()
        count += 1
        if count > FIELDS or depth > DEPTH:
            raise ValueError(f"more than {FIELDS} fields, or fields {DEPTH} deep")
        own = field.get("/T")
        name = above if own is None else f"{above}.{own}" if above else str(own)
        value = field.get("/V", inherited)
        kids = _dictionaries(field.get("/Kids"))
        if any("/T" in kid for kid in kids):
            waiting += [(kid, name, value, depth + 1) for kid in kids]
        elif name:
            yield name, _text(value)


def _text(value: "Object | None") -> str:
    import pikepdf

    if value is None:
        return ""
    if isinstance(value, pikepdf.Stream):
        text = str(pikepdf.String(value.read_bytes()[: 4 * VALUE]))
    elif isinstance(value, pikepdf.Array):
        text = ", ".join(str(one) for one in list(value)[:100])
    else:
        text = str(value)
    if len(text) > VALUE:
        raise ValueError(f"a field of more than {VALUE} characters")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_drawn_on(pdf: "Pdf") -> bool:
    for page in list(pdf.pages)[:200]:
        for annotation in _dictionaries(page.obj.get("/Annots"))[:2000]:
            if str(annotation.get("/Subtype", "")) in _DRAWN:
                return True
    return False


def _dictionaries(found: "Object | None") -> "list[Object]":
    """What a list of a PDF has; programs that take a field away leave a null in its place."""
    import pikepdf

    return [one for one in list(found or []) if isinstance(one, pikepdf.Dictionary)]
