"""The frame of a homework's pages, from its specification: files read, words chosen, dates written."""

from collections.abc import Iterator
from pathlib import Path

from quizgen.bank.toml import TomlError, read_file, read_toml
from quizgen.course.specification import Specification
from quizgen.course.specification_fields import TEMPLATES
from quizgen.course.specification_file import SpecificationError
from quizgen.document import markdown, messages
from quizgen.document.frame import USUAL, Frame
from quizgen.document.logo import Logo
from quizgen.document.messages import Messages
from quizgen.errors import Problem
from quizgen.language.repairs import nearest
from quizgen.resources import shipped


def frame_of(specification: Specification) -> Frame:
    """The frame; `SpecificationError` for what cannot be printed, with the line that asks for it."""
    problems = list(_problems(specification))
    if problems:
        raise SpecificationError(problems)
    words = words_of(specification.language, specification.templates)
    size = specification.font_size
    return Frame(
        words,
        specification.course,
        specification.institution,
        _logo(specification.logo) if specification.logo else None,
        messages.moment(words, specification.due) if specification.due else "",
        markdown.parse(specification.instructions),
        specification.paper,
        float(size) if size else USUAL,
        specification.new_pages,
        specification.templates,
        specification.fonts,
    )


def words_of(language: str, templates: Path | None = None) -> Messages:
    """The messages of a language, or of a file; `SpecificationError` names what that lacks.

    A folder of templates of one's own may have another file for a language.
    """
    own = _own_words(language, templates)
    language = str(own) if own else language
    if not own:
        return messages.shipped_messages(language)
    try:
        table, lines = read_toml(read_file(Path(language)), language)
    except TomlError as error:
        raise SpecificationError([error.problem]) from None
    problems = [
        Problem(language, lines.get(name, 1), name, found, fix)
        for name, found, fix in messages.problems(table)
    ]
    problems += [
        Problem(language, lines.get(name, 1), name, f"unknown message {name!r}", _near(name))
        for name in table
        if name not in messages.NAMES
    ]
    if problems:
        raise SpecificationError(sorted(problems))
    return messages.of_table(table)


def _own_words(language: str, templates: Path | None) -> Path | None:
    own = templates / "messages" / f"{language}.toml" if templates else None
    if own and own.is_file():
        return own
    return Path(language) if language.endswith(".toml") else None


def words_file(specification: Specification) -> Path | None:
    """The file with the instructor's own words, None for those of a shipped language."""
    return _own_words(specification.language, specification.templates)


def _near(name: str) -> str:
    near = nearest(name, messages.NAMES)
    return near if near.startswith("did") else "leave it out"


def _problems(specification: Specification) -> Iterator[Problem]:
    from quizgen.document.check import check_text  # grading prints no sheet

    for field, text in (
        ("instructions", specification.instructions),
        ("intro", specification.intro),
    ):
        for said in check_text(text):
            yield Problem(specification.file, specification.line(field), field, said)
    if specification.logo:
        try:
            _logo(specification.logo)
        except (ValueError, OSError) as error:
            said = f"{specification.logo.name} {error}"
            yield Problem(
                specification.file,
                specification.line("logo"),
                "logo",
                said,
                "save it as PNG or SVG again",
            )
    if specification.templates:
        yield from _own_templates(specification, specification.templates)


def _own_templates(specification: Specification, folder: Path) -> Iterator[Problem]:
    """Files that take no shipped one's place: nobody would look at them."""
    known = {path.relative_to(shipped("templates")).as_posix() for path in template_files()}
    quantities = {name.rpartition("/")[2].split(".")[-3] for name in known if "wording/" in name}
    for path in sorted(p for p in folder.rglob("*") if p.suffix in {".j2", ".toml"}):
        name = path.relative_to(folder).as_posix()
        parts = path.name.split(".")
        # A layer may have a wording of its own: wording/Conv1d.output.md.j2.
        special = path.parent.name == "wording" and len(parts) == 4 and parts[1] in quantities
        if name not in known and not special:
            near = nearest(name, known)
            fix = near if near.startswith("did") else "`quizgen new templates` copies all there are"
            found = f"{name} takes no template's place"
            line = specification.line("templates")
            yield Problem(specification.file, line, "templates", found, fix)


def template_files() -> list[Path]:
    """The shipped templates, each of which a course may replace."""
    root = shipped("templates")
    return sorted(p for folder in TEMPLATES for p in (root / folder).iterdir() if p.is_file())


def _logo(path: Path) -> Logo:
    return Logo(path.suffix.lower().lstrip("."), path.read_bytes())
