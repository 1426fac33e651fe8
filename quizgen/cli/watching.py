"""`quizgen check --watch`: a page on this machine that is checked and drawn again whenever a file is saved."""

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click

from quizgen.bank.library import bank_files
from quizgen.bank.rechecking import Checked, Rechecking
from quizgen.document.preview import Shown, preview
from quizgen.errors import UserError
from quizgen.how_many import how_many

# Seconds between two looks at the files.
LOOK = 0.3
LOCAL = "127.0.0.1"
Stamps = dict[Path, tuple[int, int]]


class Page:
    """The page as it is now, at an address that only who was told it can guess; no other site's script reads it."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.nonce = secrets.token_urlsafe(12)
        self.path = f"/{secrets.token_urlsafe(12)}/"
        self.version = 0
        self.html = b""

    def show(self, checked: Checked, state: str) -> None:
        """Another state of the check; browsers load it within half a second."""
        shown = [
            Shown(
                each.exercise.id,
                each.draws,
                tuple(each.report.problems) if each.report else None,
            )
            for each in checked.exercises
        ]
        version = self.version + 1
        page = preview(
            self.title, state, checked.problems, shown, version=str(version), nonce=self.nonce
        )
        self.html, self.version = page.encode(), version

    def answer(self, path: str) -> tuple[bytes, str] | None:
        """What is at a path, and its type; None for nothing."""
        if path == self.path:
            return self.html, "text/html; charset=utf-8"
        if path == f"{self.path}version":
            return str(self.version).encode(), "text/plain"
        return None


@contextmanager
def served(page: Page) -> Iterator[str]:
    """Serve a page to this machine alone, on a free port; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = page.answer(self.path)
            self.send_response(200 if found else 404)
            body, kind = found or (b"", "text/plain")
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.send_header(
                "Content-Security-Policy",
                f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; connect-src 'self'; script-src 'nonce-{page.nonce}'",
            )
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing: the terminal is for what is found."""

    server = ThreadingHTTPServer((LOCAL, 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1})
    thread.start()
    try:
        yield f"http://{LOCAL}:{server.server_port}{page.path}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def watch(checking: Rechecking, page: Page, address: str, *, say: Callable[[str], None]) -> None:
    """Check and show again after every change, until Ctrl-C, which ends it without an error."""
    say(f"{address} shows it; Ctrl-C stops")
    seen: Stamps = {}
    try:
        while True:
            now = _stamps(checking.paths)
            if now in ({}, seen):  # an editor may take a file away for a moment
                time.sleep(LOOK)
                continue
            seen = now
            _once(checking, page, now, say)
    except KeyboardInterrupt:
        say("stopped")


def _once(checking: Rechecking, page: Page, stamps: Stamps, say: Callable[[str], None]) -> None:
    """One check; given up where the files change meanwhile."""
    checked = Checked((), ())
    try:
        for checked in checking.run():
            left = sum(each.report is None for each in checked.exercises)
            page.show(checked, _state(checked, left))
            if left and _stamps(checking.paths) != stamps:
                return
    except UserError as error:
        page.show(Checked((), ()), str(error))
        say(str(error))
        return
    for problem in checked.all_problems:
        click.echo(str(problem))
    say(f"{time.strftime('%H:%M:%S')}  {_state(checked, 0)}")


def _state(checked: Checked, left: int) -> str:
    problems = len(checked.all_problems)
    found = {0: "no problems", 1: "1 problem"}.get(problems, f"{problems} problems")
    return f"{found} so far, {how_many(left, 'exercise')} to check …" if left else found


def _stamps(paths: tuple[Path, ...]) -> Stamps:
    """When each file was written, and its size; a file that is not there is left out."""
    found: Stamps = {}
    for path in paths:
        for file in bank_files(path):
            try:
                status = file.stat()
            except OSError:
                continue
            found[file] = status.st_mtime_ns, status.st_size
    return found


def run(paths: tuple[Path, ...], draws: int) -> None:
    """Watch bank files from a terminal."""
    from quizgen.document.check import check_document

    for path in paths:
        if not path.exists():
            raise UserError(
                f"{path}: there is no such file or folder", f"quizgen new exercise {path}"
            )
    page = Page(", ".join(path.name for path in paths))
    with served(page) as address:
        watch(
            Rechecking(paths, draws, check_document),
            page,
            address,
            say=lambda line: click.echo(line, err=True),
        )
