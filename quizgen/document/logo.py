"""The logo of an institution: a PNG or SVG, in the form that each printer takes."""

from dataclasses import dataclass, field
from functools import lru_cache

from quizgen.figure.png import is_whole_png, png_size

PNG, SVG = "png", "svg"


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture beside the title; `kind` is `png` or `svg`.

    `ValueError` for a file that is none.
    """

    kind: str
    data: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if self.kind == PNG and not is_whole_png(self.data):
            raise ValueError("is no PNG picture, or not all of one")
        if self.kind == SVG and b"<svg" not in self.data:
            raise ValueError("is no SVG picture")

    @property
    def address(self) -> str:
        """The picture itself as an address, for a page without other files."""
        from base64 import b64encode

        kind = "image/png" if self.kind == PNG else "image/svg+xml"
        return f"data:{kind};base64,{b64encode(self.data).decode()}"

    @property
    def svg(self) -> str:
        """The picture as SVG; a PNG is put into one, in its own size."""
        if self.kind == SVG:
            return self.data.decode("utf-8-sig")
        width, height = png_size(self.data)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
            f'<image width="{width}" height="{height}" href="{self.address}"/></svg>'
        )


@lru_cache(maxsize=4)
def latex_file(logo: Logo) -> tuple[str, bytes]:
    """Name and bytes of the file that LaTeX includes: an SVG becomes PDF, once."""
    if logo.kind == PNG:
        return "logo.png", logo.data
    from quizgen.document.pdf import picture_pdf

    return "logo.pdf", picture_pdf(logo.svg)
