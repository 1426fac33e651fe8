"""What an instructor begins with: a commented `homework.toml`, or the templates to change."""

import re
from pathlib import Path

from quizgen.course.framing import template_files
from quizgen.course.specification_file import FILE
from quizgen.files import write_all
from quizgen.resources import shipped


def new_homework(folder: Path, *, force: bool = False) -> Path:
    """Write a `homework.toml` that works as it is, named for its folder.

    `UserError` if there is another one already, and no `force`.
    """
    source = (shipped("templates") / "new" / FILE).read_text(encoding="utf-8")
    name = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-") or "homework"
    title = name.replace("-", " ").capitalize()
    text = source.replace("{id}", name).replace("{title}", title)
    (path,) = write_all(folder, {FILE: text.encode()}, force=force)
    return path


def new_templates(folder: Path, *, force: bool = False) -> list[Path]:
    """Copy every template and file of messages; those that stay as they are may be deleted again.

    `UserError` if another file is in the way, and no `force`.
    """
    root = shipped("templates")
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in template_files()}
    return write_all(folder, files, force=force)
