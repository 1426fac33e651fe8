"""A workbook (.xlsx) of one page whose cells are all text: what is typed into them stays as it is typed.

Six small files of XML in a zip (ECMA-376, "Office Open XML"). A library that writes all that a
workbook may hold takes a fifth of a second to load, a quarter of the time of one student's homework.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import chain

from quizgen.pattern import pattern

# Zips hold no older time; the bytes must not tell when they were made.
THEN = (1980, 1, 1, 0, 0, 0)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# Characters that XML cannot hold.
_NONE_OF_XML = pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_AROUND = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    # The number format 49 is text.
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}  # fmt: skip


def text_workbook(rows: Iterable[Sequence[str]], page: str) -> bytes:
    """The rows as .xlsx, the first row and column staying in sight; the same rows give the same bytes.

    >>> text_workbook([["student", "1a"], ["Ada", ""]], "answers")[:2]
    b'PK'
    """
    book = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews>'
        f'<sheets><sheet name="{_text(page)}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    files: dict[str, Iterable[str]] = {
        **{name: (content,) for name, content in _AROUND.items()},
        "xl/workbook.xml": (book,),
        "xl/worksheets/sheet1.xml": _sheet(rows),
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as new:
        for name, content in files.items():
            # Row by row: that of a large class is never held as text.
            with new.open(zipfile.ZipInfo(name, THEN), "w") as file:
                for piece in chain([_HEAD], content):
                    file.write(piece.encode())
    return written.getvalue()


def _sheet(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield (
        f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/>'
        "</sheetView></sheetViews><sheetData>"
    )
    for number, row in enumerate(rows, start=1):
        yield f'<row r="{number}">{"".join(_cells(number, row))}</row>'
    yield "</sheetData></worksheet>"


def _cells(number: int, row: Sequence[str]) -> Iterable[str]:
    for place, text in enumerate(row):
        at = f'r="{_column(place)}{number}" s="1"'
        shown = f'<is><t xml:space="preserve">{_text(text)}</t></is>'
        yield f'<c {at} t="inlineStr">{shown}</c>' if text else f"<c {at}/>"


def _text(text: str) -> str:
    return escape(_NONE_OF_XML.sub("\ufffd", text))


def _column(place: int) -> str:
    """The letters of a column, counted from 0.

    >>> _column(0), _column(25), _column(26), _column(701), _column(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
