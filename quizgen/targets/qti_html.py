"""Our HTML as the schemas of QTI have it: styles of formulas in elements of their own, lists that go on as numbered paragraphs."""

from xml.etree.ElementTree import Element

from quizgen.targets.xhtml import elements
from quizgen.targets.xml import element

# Attributes of our HTML that items do not have.
_WITHOUT = ("style", "lang", "aria-labelledby", "tabindex")
# What browsers take at any element of a formula, and MathML 2 and 3 at `mstyle` alone.
_STYLES = ("displaystyle", "scriptlevel")


def content(html: str) -> list[Element]:
    """The elements of our HTML as they stand in an item.

    >>> from xml.etree.ElementTree import tostring
    >>> [tostring(one).decode() for one in content('<ol start="1"><li>a</li></ol><ol start="3"><li>b</li></ol>')]
    ['<ol><li>a</li></ol>', '<div><div>3. b</div></div>']
    >>> [tostring(one).decode() for one in content('<math><mtable scriptlevel="0"></mtable></math>')]
    ['<math xmlns="http://www.w3.org/1998/Math/MathML"><mstyle scriptlevel="0"><mtable /></mstyle></math>']
    """
    root = element("div", children=elements(html, without=_WITHOUT))
    for one in list(root.iter()):
        if one.tag == "ol":
            _number(one)
        for place, child in enumerate(one):
            if child.tag != "mstyle":
                one[place] = _styled(child)
    return list(root)


def _number(one: Element) -> None:
    """A list of QTI starts at 1; one that does not is written with its numbers."""
    start = int(one.attrib.pop("start", "1"))
    if start == 1:
        return
    one.tag = "div"
    for number, entry in enumerate(one, start):
        entry.tag = "div"
        first = entry[0] if len(entry) and entry[0].tag == "p" else entry
        first.text = f"{number}. {first.text or ''}"


def _styled(child: Element) -> Element:
    own = {name: child.attrib.pop(name) for name in _STYLES if name in child.attrib}
    if not own:
        return child
    made = element("mstyle", children=[child], **own)
    made.tail, child.tail = child.tail, None
    return made
