"""HTML as elements of XML: every tag closed, formulas in the namespace of MathML."""

from collections.abc import Collection
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, SubElement

from quizgen.targets.xml import legal

MATHML = "http://www.w3.org/1998/Math/MathML"
_VOID = frozenset({"br", "hr", "img"})


class _Builder(HTMLParser):
    def __init__(self, without: Collection[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("root")
        self._open = [self.root]
        self._without = without

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A new element inside the last that is open."""
        kept = {name: legal(value or "") for name, value in attrs if name not in self._without}
        if tag == "math":
            kept = {"xmlns": MATHML, **kept}
        made = SubElement(self._open[-1], tag, kept)
        if tag not in _VOID:
            self._open.append(made)

    def handle_endtag(self, tag: str) -> None:
        """The element that is open is closed."""
        if tag not in _VOID and len(self._open) > 1:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Text behind what stands before it."""
        parent = self._open[-1]
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + legal(data)
        else:
            parent.text = (parent.text or "") + legal(data)


def elements(html: str, *, without: Collection[str] = ()) -> list[Element]:
    """The elements of our own HTML, whose tags are all closed but the void ones; attributes `without` are left out.

    >>> from xml.etree.ElementTree import tostring
    >>> [tostring(one).decode() for one in elements('<p class="x">a &lt; b<br>c</p>', without=["class"])]
    ['<p>a &lt; b<br />c</p>']
    """
    builder = _Builder(without)
    builder.feed(html)
    builder.close()
    return list(builder.root)
