"""The templates of `templates/`, filled with text already escaped; a course may have its own."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from quizgen.errors import UserError
from quizgen.resources import shipped

if TYPE_CHECKING:
    from jinja2 import Template


def fill(template: str, own: Path | None = None, **values: str | float) -> str:
    """A template with values put in: the one of the folder `own`, where that has it, else the shipped one.

    `UserError` for one of a person's own that is no template, or has a name that is not known.
    """
    from jinja2 import TemplateError

    try:
        return _template(template, own).render(values)
    except (TemplateError, UnicodeDecodeError) as error:
        if own is None or not (own / template).is_file():
            raise
        line = getattr(error, "lineno", None)
        where = f"{own / template}:{line}" if line else str(own / template)
        known = ", ".join(sorted(values))
        raise UserError(f"{where}: {error}", f"the names are {known}") from None


@cache
def _template(name: str, own: Path | None) -> "Template":
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    # Each printer escapes for its own language; the braces of TeX need delimiters of their own.
    tex = name.endswith(".tex.j2")
    environment = ImmutableSandboxedEnvironment(
        autoescape=False,
        loader=FileSystemLoader(
            [*([own] if own else []), shipped("templates")],
            encoding="utf-8-sig",  # a mark before the first line would have a page of its own
        ),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        variable_start_string="<<" if tex else "{{",
        variable_end_string=">>" if tex else "}}",
        block_start_string="<%" if tex else "{%",
        block_end_string="%>" if tex else "%}",
        comment_start_string="<#" if tex else "{#",
        comment_end_string="#>" if tex else "#}",
    )
    return environment.get_template(name)
