"""A PDF with objects added and replaced is read by others as if it had been written whole."""

import io

import pikepdf
import pytest

from quizgen.document.increment import Increment, read_text, text
from quizgen.document.pdf import typst_pdf


@pytest.fixture(scope="module")
def page() -> bytes:
    return typst_pdf('#set document(title: "x")\nx')


def test_new_and_replaced_objects_are_found(page: bytes) -> None:
    increment = Increment(page)
    before = dict(increment.objects())
    assert before[increment.root] == increment.object(increment.root)
    stream = increment.add_stream(b"/Own true", b"q Q")
    entry = b"/New[%d 0 R %b]>>" % (stream, text("ü (1)"))
    increment.put(increment.root, before[increment.root].removesuffix(b">>") + entry)
    with pikepdf.open(io.BytesIO(increment.written())) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert pdf.Root.New[0].read_bytes() == b"q Q"
        assert str(pdf.Root.New[1]) == "ü (1)"
        old, new = pdf.trailer.ID
        assert bytes(old) != bytes(new)


def test_a_number_is_given_once(page: bytes) -> None:
    increment = Increment(page)
    numbers = {increment.reserve(), increment.add(b"1"), increment.add_stream(b"", b"")}
    assert len(numbers) == 3
    assert not numbers & dict(increment.objects()).keys()


@pytest.mark.parametrize("said", ["", "a (b) \\", "ü…", "(((", "Σ𝛴"])
def test_texts(page: bytes, said: str) -> None:
    assert read_text(text(said)) == said
    increment = Increment(page)
    increment.put(
        increment.root, increment.object(increment.root)[:-2] + b"/New" + text(said) + b">>"
    )
    with pikepdf.open(io.BytesIO(increment.written())) as pdf:
        assert str(pdf.Root.New) == said


@pytest.mark.parametrize("end", [b"", b"trailer\n<</Size 3/Root 1 0 R>>\nstartxref\n0\n%%EOF"])
def test_other_pdfs_are_refused(end: bytes) -> None:
    with pytest.raises(ValueError, match="does not end as Typst's do"):
        Increment(b"%PDF-1.7\n" + end)
