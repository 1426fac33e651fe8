"""`quizgen check --watch`: the page is there, follows the file, and ends at Ctrl-C; nobody else is served."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import Result

BANK = """[[exercise]]
id = "mine"
draw = { D = "integer(2, 90)", U = "integer(2, 90)" }
ask = "How many <b>weights</b> join {{ D }} inputs and {{ U }} outputs?"
answer = "D * U"
mistakes = { adds = { value = "D + U", hint = "Multiply <script>the sizes</script>." } }
"""
PATIENCE = 60.0


def get(address: str, path: str = "") -> tuple[int, str]:
    url = urlsplit(address)
    connection = http.client.HTTPConnection(url.hostname or "", url.port or 0, timeout=5)
    connection.request("GET", url.path + path)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def page(address: str, holds: Callable[[str], bool]) -> str:
    until = time.monotonic() + PATIENCE
    while not holds(text := get(address)[1]):
        assert time.monotonic() < until, text[-2000:]
        time.sleep(0.1)
    return text


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], Path, str]]:
    file = tmp_path / "mine.toml"
    file.write_text(BANK, encoding="utf-8")
    command = [sys.executable, "-m", "quizgen", "check", "--watch", str(file), "--draws", "10"]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    ) as process:
        assert process.stderr
        line = process.stderr.readline()
        found = re.match(r"(http://127\.0\.0\.1:\d+/\S+/) ", line)
        assert found, line
        try:
            yield process, file, found[1]
        finally:
            process.kill()


def test_the_page_follows_the_file(watching: tuple[subprocess.Popen[str], Path, str]) -> None:
    process, file, address = watching
    text = page(address, lambda text: "nothing found" in text)
    assert "no problems" in text
    assert text.count('class="draw"') == 3
    assert text.count("Answer:") == 3
    assert "Multiply" in text
    assert "<script>the" not in text  # a bank's text never becomes a tag
    version = get(address, "version")[1]

    file.write_text(BANK.replace('"D * U"', '"D * V"'), encoding="utf-8")
    text = page(address, lambda text: "unknown name" in text and "1 problem" in text)
    assert "mine.toml:5: mine.answer" in text
    assert get(address, "version")[1] != version

    place = urlsplit(address)
    assert get(f"http://127.0.0.1:{place.port}/")[0] == 404

    if sys.platform == "win32" or signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # Ctrl-C goes to every process of the console there, and to none in the background.
        process.kill()
        return
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert "mine.toml:5: mine.answer: unknown name 'V'" in out
    assert err.rstrip().endswith("stopped")
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--watch",), "which are named"),
        (("--watch", "--json", "x.toml"), "without --json"),
        (("--watch", "x.toml"), "quizgen new exercise x.toml"),
    ],
)
def test_what_cannot_be_watched(
    arguments: tuple[str, ...], said: str, run: Callable[..., Result]
) -> None:
    result = run("check", *arguments)
    assert result.exit_code in {1, 2}
    assert said in result.output
