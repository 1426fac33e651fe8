"""How a homework is printed, the same for everybody: the frame, which papers, by which program."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from quizgen.course.framing import frame_of
from quizgen.course.specification import KEYS, Specification
from quizgen.document.frame import PLAIN, Frame
from quizgen.document.logo import latex_file
from quizgen.document.sheet import sheet
from quizgen.errors import UserError


@dataclass(frozen=True, slots=True)
class Printing:
    """The frame of the pages, the `keys` that are wanted, and whether LaTeX sets the PDFs."""

    frame: Frame = PLAIN
    keys: tuple[str, ...] = KEYS
    use_latex: bool = False

    def shared_files(self) -> dict[str, bytes]:
        """The files that LaTeX sources include, by their names beside them."""
        return dict([latex_file(self.frame.logo)]) if self.frame.logo else {}

    def digest(self) -> str:
        """The same for the same printing, whatever its folders are called."""
        told = blake2b(digest_size=16)
        for piece in self._told():
            told.update(len(piece).to_bytes(8, "big") + piece)
        return told.hexdigest()

    def _told(self) -> Iterator[bytes]:
        frame = self.frame
        for value in (
            frame.words, frame.course, frame.institution, frame.due, frame.instructions, frame.paper,
            frame.font_size, sorted(frame.new_pages), self.keys, self.use_latex,
        ):  # fmt: skip
            yield repr(value).encode()
        yield frame.logo.data if frame.logo else b""
        for folder in (frame.templates, frame.fonts):
            yield from _content(folder) if folder else ()


def printing_of(specification: Specification, *, use_latex: bool = False) -> Printing:
    """The printing of a homework; `UserError` for what cannot be printed, before anybody's sheet is."""
    printing = Printing(frame_of(specification), specification.keys, use_latex)
    if printing.frame.logo or printing.frame.templates:
        _print_specimen(printing.frame)
    return printing


def _print_specimen(frame: Frame) -> None:
    """A sheet of no questions, by every printer: what a person's own files do to it shows there."""
    from quizgen.document.pdf import typst_pdf
    from quizgen.document.printers import html, latex, typst

    page = sheet([], title="Specimen", student="Ada", code="specimen", frame=frame)
    html.sheet(page, key=False)
    for is_key in (False, True):
        latex.sheet(page, key=is_key)
        source = typst.sheet(page, key=is_key)
        try:
            pdf = typst_pdf(source, frame.fonts)
        except ImportError:  # where there is no Typst, LaTeX alone prints
            return
        if b"pdfuaid:part" not in pdf:
            raise UserError(
                "with the logo or a template of your own the PDF meets neither PDF/UA nor PDF/A",
                "give every picture of a template an alt text; save the logo as PNG",
            )


def _content(folder: Path) -> Iterator[bytes]:
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        yield path.relative_to(folder).as_posix().encode()
        yield path.read_bytes()
