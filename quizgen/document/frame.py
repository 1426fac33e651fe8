"""The frame of a page: Jinja templates in `templates/`, filled with text already escaped."""

from functools import cache
from typing import TYPE_CHECKING

from quizgen.resources import shipped

if TYPE_CHECKING:
    from jinja2 import Template


def fill(template: str, **values: str | float) -> str:
    """A template of `templates/` with values put in; an unknown name in it is an error."""
    return _template(template).render(values)


@cache
def _template(name: str) -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # Each printer escapes for its own language; the braces of TeX need delimiters of their own.
    tex = name.endswith(".tex.j2")
    environment = Environment(
        autoescape=False,  # noqa: S701 - see above
        loader=FileSystemLoader(shipped("templates")),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        variable_start_string="<<" if tex else "{{",
        variable_end_string=">>" if tex else "}}",
        block_start_string="<%" if tex else "{%",
        block_end_string="%>" if tex else "%}",
        comment_start_string="<#" if tex else "{#",
        comment_end_string="#>" if tex else "#}",
    )
    return environment.get_template(name)
