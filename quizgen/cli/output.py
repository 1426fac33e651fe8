"""What the terminal, pipe or file behind stdout can take: its characters, its width, its refusals."""

import codecs
import os
import sys
import unicodedata
from typing import Any, TextIO

NARROWEST, WIDEST = 40, 100
# A character and what stands for it where the encoding has none: a product must not look like a decimal point.
_INSTEAD = {
    **dict.fromkeys("·×⋅∙", "*"),
    **dict.fromkeys("−–—―‑", "-"),
    **dict.fromkeys("─━═╌┄", "-"),
    **dict.fromkeys("│┃║┆", "|"),
    **dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╯╰╔╗╚╝╠╣╦╩╬", "+"),
    **dict.fromkeys("⎡⎢⎣⎛⎜⎝", "["),
    **dict.fromkeys("⎤⎥⎦⎞⎟⎠", "]"),
    **dict.fromkeys("⌊⌈⎧⎨⎩⎰", "["),
    **dict.fromkeys("⌋⌉⎫⎬⎭⎱", "]"),
    **dict.fromkeys("“”„", '"'),
    **dict.fromkeys("‘’‚′", "'"),
    "✓": "[right]", "✗": "[wrong]", "≈": "~", "…": "...", "•": "*", "○": "( )", "□": "[ ]", "●": "(*)",
    "→": "->", "←": "<-", "↦": "|->", "⇒": "=>", "≤": "<=", "≥": ">=", "≠": "!=", "≡": "==",
    "∈": " in ", "∉": " not in ", "√": "sqrt", "∑": "sum", "∏": "prod", "∂": "d", "∇": "grad ", "∞": "inf", "⊙": "(.)",
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon", "η": "eta",
    "θ": "theta", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "π": "pi", "ρ": "rho", "σ": "sigma",
    "τ": "tau", "φ": "phi", "ϕ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
    "Δ": "Delta", "Σ": "Sigma", "Θ": "Theta", "Λ": "Lambda", "Φ": "Phi", "Ω": "Omega", "ℝ": "R", "ł": "l", "ß": "ss",
}  # fmt: skip


def plainly(character: str) -> str:
    r"""What stands for a character in an encoding that has none.

    >>> [plainly(c) for c in "−·≤²₁é⌊\ud800"]
    ['-', '*', '<=', '^2', '_1', 'e', '[', '?']
    """
    if character in _INSTEAD:
        return _INSTEAD[character]
    form, _, code = unicodedata.decomposition(character).rpartition(" ")
    sign = {"<super>": "^", "<sub>": "_"}.get(form, "")
    if sign:
        return sign + plainly(chr(int(code, 16)))
    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    if plain or unicodedata.combining(character):
        return plain
    return character if character < "\x80" else "?"


def _plain_text(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(plainly, error.object[error.start : error.end])), error.end


def _json_escapes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4)), error.end


def _strict_ascii(name: str) -> codecs.CodecInfo | None:
    """ASCII under another name: click takes a stream called ascii for a mistake and writes UTF-8 there."""
    if name != "quizgen_ascii":
        return None
    plain = codecs.lookup("ascii")
    return codecs.CodecInfo(
        name="quizgen-ascii",
        encode=plain.encode,
        decode=plain.decode,
        incrementalencoder=plain.incrementalencoder,
        incrementaldecoder=plain.incrementaldecoder,
        streamreader=plain.streamreader,
        streamwriter=plain.streamwriter,
    )


def prepare(arguments: list[str]) -> None:
    """Make the three streams take every text, whatever the encoding, and stand in for closed ones.

    A character that stdout's encoding has not is written plainly, in JSON as an escape.
    """
    codecs.register_error("quizgen-plain", _plain_text)
    codecs.register_error("quizgen-json", _json_escapes)
    codecs.register(_strict_ascii)
    # The lowest number that is free is the stream's own: no file opened later is taken for it.
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 - open to the end
    _settle(sys.stdin, None, "replace")
    for stream in (sys.stdout, sys.stderr):
        name = _encoding(stream)
        if "--json" in arguments:
            _settle(stream, None if name.startswith("utf") else "quizgen_ascii", "quizgen-json")
        else:
            _settle(stream, "quizgen_ascii" if name == "ascii" else None, "quizgen-plain")


def as_file() -> None:
    """What is printed is a file's content that is UTF-8 by its format, such as LaTeX or TOML."""
    _settle(sys.stdout, "utf-8", "quizgen-plain")


def _encoding(stream: TextIO) -> str:
    try:
        return codecs.lookup(stream.encoding or "ascii").name
    except (LookupError, AttributeError):
        return "ascii"


def _settle(stream: Any, encoding: str | None, errors: str) -> None:
    # Streams of test runners and notebooks may be of another class.
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding=encoding or stream.encoding, errors=errors)


def width() -> int:
    """Columns for text, measured now: a terminal may have been resized."""
    import shutil

    try:
        columns = os.get_terminal_size(sys.stdout.fileno()).columns
    except (OSError, ValueError, AttributeError):
        columns = 0
    return max(NARROWEST, min(WIDEST, columns or shutil.get_terminal_size().columns))


def tell(text: str) -> None:
    """A sentence on stderr, cut between words where a terminal's line ends; whole in a pipe or file."""
    import textwrap

    import click

    if sys.stderr.isatty():
        text = textwrap.fill(text, width(), break_long_words=False, break_on_hyphens=False)
    click.echo(text, err=True)


def refused(error: OSError) -> None:
    """Say why a file or stdout could not be used, if there is anybody to say it to; never more than once."""
    import errno

    if error.errno not in {errno.EPIPE, errno.EINVAL, errno.ESHUTDOWN}:
        where = (
            f"{os.fsdecode(error.filename)}: "
            if error.filename
            else "the output cannot be written: "
        )
        try:
            sys.stderr.write(f"quizgen: {where}{error.strerror or error}\n")
            sys.stderr.flush()
        except OSError:
            pass
    silence()


def silence() -> None:
    """Nothing more goes out: Python would complain once more when it flushes at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            try:
                os.dup2(nowhere, stream.fileno())
            except (OSError, ValueError):
                setattr(sys, "stdout" if stream is sys.stdout else "stderr", None)
