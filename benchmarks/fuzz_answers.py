"""A million mutated answers: nothing may raise, take long, or be accepted falsely.

Run: python benchmarks/fuzz_answers.py [COUNT] [SEED]      (default 1,000,000 and 1)

A quarter of the texts are pairs of which it is known how they must be judged: a value drawn at
random in one of many writings, and the same of another value. Every other text starts as something a student could write and is broken several times. Verdicts are
checked for form; what is called correct is read a second time by other means where that is simple
(digits of a number, entries of a vector, Python's own arithmetic for formulas).
"""

import gc
import os
import random
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Any

from quizgen.answers import answer_kind
from quizgen.answers.kind import FAILED, AnswerKind

CHUNK = 10_000
SLOW = 0.05
STATUSES = {"correct", "partial", "rounded", "wrong", "unreadable"}
OPTIONS = {"choices": ["A", "B", "C"], "choice_texts": ["ReLU", "sigmoid", "no activation"]}
QUESTIONS: dict[str, tuple[str, Any, dict[str, Any], list[str]]] = {
    "count": ("integer", 1100, {}, ["1100", "1,100", "1 100", "1.1e3", "U = 1100", "$1100$", "1{,}100"]),
    "sum": ("integer", 1100, {"arithmetic": True}, ["10*100+100*1", "1100", "2^10+76", r"10 \cdot 110"]),
    "unit": ("integer", 1100, {"units": ["weights"]}, ["1100 weights", "1100", "weights: 1100"]),
    "real": ("real", "0.7", {"atol": 0.001}, ["0.7", "7/10", "0.6999", "7e-1", "-0.7"]),
    "comma": ("real", "0.7", {"decimal_comma": True}, ["0,7", "7/10", "0,70"]),
    "fraction": ("fraction", "3/2", {}, ["3/2", r"\frac{3}{2}", "1.5", "1 1/2", "\N{VULGAR FRACTION ONE HALF}", "6/4"]),
    "vector": ("vector", [3, -22, -9], {"partial": "per_entry"}, ["[3, -22, -9]", "3 -22 -9", "(3;-22;-9)", "array([  3, -22,  -9])", r"\begin{pmatrix}3\\-22\\-9\end{pmatrix}"]),
    "matrix": ("matrix", [[1, 2], [3, 4]], {}, ["[[1, 2], [3, 4]]", "1 2\n3 4", "[1 2; 3 4]", r"\begin{bmatrix}1&2\\3&4\end{bmatrix}", "tensor([[1., 2.],\n        [3., 4.]])"]),
    "shape": ("shape", [20, 6, 6], {}, ["(20, 6, 6)", "20x6x6", "20 by 6 by 6", "torch.Size([20, 6, 6])"]),
    "formula": ("expression", "2*x*(y+3)", {"variables": ["x", "y"]}, ["2*x*(y+3)", "2xy+6x", "x(2y+6)", r"2x\cdot\left(y+3\right)", "6x + 2 x*y"]),
    "floor": ("expression", "floor((D-P)/S)+1", {"variables": ["D", "P", "S"], "domain": "positive_integers"}, ["floor((D-P)/S)+1", "(D-P)//S+1", r"\lfloor\frac{D-P}{S}\rfloor+1"]),
    "gradient": ("expression", "exp(x)/(1+exp(x))", {"variables": ["x"]}, ["1/(1+exp(-x))", "e^x/(1+e^x)", r"\frac{1}{1+e^{-x}}"]),
    "symbols": ("symbolic_matrix", [["v_1", "v_2", 0], [0, "v_1", "v_2"]], {"variables": ["v_1", "v_2"]}, ["[[v1, v2, 0], [0, v1, v2]]", "v1 v2 0\n0 v1 v2"]),
    "choice": ("choice", "B", OPTIONS, ["B", "b)", "(B)", "sigmoid", "B: sigmoid", "A or B"]),
    "multi": ("multi", ["A", "C"], OPTIONS, ["A, C", "ca", "A and C", "ReLU; no activation"]),
    "boolean": ("boolean", True, {}, ["true", "T", "yes", "y", "no", "false"]),
    "order": ("order", ["A", "B", "C"], {"items": ["first", "then", "last"]}, ["A B C", "A -> B -> C", "A,B,C", "ABC"]),
    "commas": ("vector", ["0.5", 2], {"decimal_comma": True, "rtol": 0.001}, ["0,5; 2", "[0,5 2]", "0,5\n2", "1/2; 2,0"]),
    "figures": ("real", "0.123456", {"sigfigs": 3, "arithmetic": True}, ["0.123", "1.23e-1", "0.246/2", "0.12"]),
    "equation": ("expression", "y = 2*x + 1", {"variables": ["x", "y"]}, ["y=2x+1", "2y = 4x+2", "y-2x-1=0", "x=(y-1)/2"]),
    "logarithm": ("expression", "log(2)", {"variables": []}, ["ln 2", "-ln(1/2)", "log_2(2)ln2", "0.693", r"\log 4/2"]),
    "relu": ("expression", "max(0, x)", {"variables": ["x"]}, ["max(0,x)", "ReLU(x)", "(x+|x|)/2", r"\max\{0,x\}", "(x+sqrt(x^2))/2"]),
    "greek": ("expression", "theta_1 + theta_0*x", {"variables": ["theta_0", "theta_1", "x"]}, ["θ_1+θ_0x", r"\theta_{1}+\theta_0 x", "theta1 + theta0*x"]),
    "table": ("symbolic_matrix", [["exp(x)", "x*y"], ["x/y", 1]], {"variables": ["x", "y"], "partial": "net"}, ["[[e^x, xy], [x/y, 1]]", "e^x x*y\nx/y 1"]),
    "network": ("code", "nn.Sequential(nn.Flatten(), nn.Linear(4, 2))", {}, ["nn.Sequential(nn.Flatten(), nn.Linear(4, 2))", "net = nn.Sequential(\n  Flatten(1),\n  Linear(4, out_features=2),\n)"]),
    "code": ("code", "nn.Conv1d(1, 2, 3)", {}, ["nn.Conv1d(1, 2, 3)", "Conv1d(1, 2, kernel_size=(3,))", "c = torch.nn.Conv1d(1, 2, 3, stride=1)  # a"]),
}  # fmt: skip
PIECES = [
    *"0123456789.,;:+-*/^()[]{}<>=_'\"!?%$&#@~|\\ \t\nxyeEvABCDnN",
    "\0", "\r\n", "\u00a0", "\u2009", "\u200b", "\u202e", "\u2066", "\ufeff", "\u0301", "−", "–", "×", "·", "÷", "½", "²", "⁻¹", "∞",
    "１", "٣", "۵", "Ⅷ", "①", "а", "е", "х", "𝟙", "\ud800", "\U0001f600",
    " or ", " not ", " and ", "nan", "inf", "1e9", "e400", "9" * 30, "10^", "**", "//", "!!", "0/0", "0x", "__import__('os')", "lambda: ",
    r"\frac", r"\frac{1}{2}", r"\left(", r"\right)", r"\cdot", r"\begin{bmatrix}", r"\end{bmatrix}", r"\\", r"\def\a{\a\a}", r"\sqrt", "^{", "_{",
    "((((((((", "]]]]", "^9^9^9", "sin(", "exp(", "log(", "max(", "floor(", "range(", "array(", "tensor(", "dtype=float32", "grad_fn=<A>",
]  # fmt: skip


@dataclass
class Found:
    """What one part of the corpus showed."""

    statuses: Counter[tuple[str, str]] = field(default_factory=Counter)
    trouble: list[str] = field(default_factory=list)
    slowest: tuple[float, str, str] = (0.0, "", "")
    accepted: dict[str, set[str]] = field(default_factory=dict)


@cache
def judge(name: str) -> AnswerKind:
    """The judge of a question of the corpus."""
    kind, key, settings, texts = QUESTIONS[name]
    found: AnswerKind = answer_kind(kind, key, **settings)
    found.judge(texts[0])  # imports
    return found


def mutated(rng: random.Random, texts: list[str]) -> str:
    """A text broken one to eight times: pieces put in, taken out, doubled, moved, spliced."""
    text = rng.choice(texts)
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 5, 8))):
        i, j = sorted(rng.randrange(len(text) + 1) for _ in range(2))
        match rng.randrange(8):
            case 0 | 1 | 2:
                text = text[:i] + rng.choice(PIECES) + text[i:]
            case 3:
                text = text[:i] + text[j:]
            case 4:
                text = text[:i] + rng.choice(PIECES) + text[i + 1 :]
            case 5:
                text = text[:j] + text[i:j] * rng.choice((1, 2, 40)) + text[j:]
            case 6:
                text = rng.choice(texts)[:i] + text[j:]
            case 7:
                text = text[:i] + text[i:j].swapcase()[::-1] + text[j:]
        text = text[:6_000]
    return text


def whole(rng: random.Random, n: int) -> str:
    """A whole number in one of many writings."""
    digits = str(abs(n))
    sign = "-" if n < 0 else ""
    return rng.choice(
        (
            f"{n}", f" {n} ", f"{n:,}", f"{n:,}".replace(",", "\u2009"), f"{n}.0", f"U = {n}", f"${n}$", f"({n})", f"{n}/1", f"{3 * n}/3",
            f"{n:_}", f"{sign.replace('-', '−')}{digits}", f"{sign}00{digits}", f"{n}.", f"{n}e0", f"{sign}{digits[0]}.{digits[1:] or 0}e{len(digits) - 1}", rf"\text{{{n}}}",
        )
    )  # fmt: skip


def fraction(rng: random.Random, q: Fraction) -> str:
    """An exact fraction in one of many writings."""
    k = rng.choice((1, 1, 2, 3, -1, -7))
    a, b = q.numerator * k, q.denominator * k
    forms = [
        f"{a}/{b}",
        f"{a} / {b}",
        f"({a})/({b})",
        rf"\frac{{{a}}}{{{b}}}",
        rf"$\dfrac{{{a}}}{{{b}}}$",
        f"{a}÷{b}",
        f"{a}⁄{b}",
    ]
    rest = q.denominator
    for p in (2, 5):
        while rest % p == 0:
            rest //= p
    if rest == 1:
        forms.append(str(q.numerator / q.denominator))
    return rng.choice(forms)


def row(rng: random.Random, entries: list[int]) -> str:
    """A vector in one of many writings."""
    left, right = rng.choice(("[]", "()", "{}", "<>", "  "))
    joined = rng.choice((",", ", ", " ", "; ", " ,", "  ")).join(map(str, entries))
    table = rng.choice((" & ", r" \\ ")).join(map(str, entries))
    return rng.choice(
        (
            f"{left}{joined}{right}", f"{left} {joined} {right}", "\n".join(map(str, entries)), f"array({entries})", f"tensor({[float(e) for e in entries]}, dtype=torch.float64)",
            rf"\begin{{bmatrix}}{table}\end{{bmatrix}}", f"[1] {' '.join(map(str, entries))}", f"[{joined}]^T", "".join(f"[{e}]\n" for e in entries), "\t".join(map(str, entries)), f"h = ({joined})",
        )
    )  # fmt: skip


def polynomial(rng: random.Random, coefficients: dict[tuple[int, int], int]) -> str:
    """A sum of terms c·x^i·y^j in some order, some of them split in two, the signs outside in places."""
    terms = []
    for (i, j), c in coefficients.items():
        part = rng.randrange(-9, 10) if rng.random() < 0.3 else 0
        for n in (c - part, part):
            powers = [
                f"{v}^{k}" if k > 1 and rng.random() < 0.6 else rng.choice(("*", " ")).join([v] * k)
                for v, k in (("x", i), ("y", j))
                if k
            ]
            rng.shuffle(powers)
            factors = [str(abs(n)), *powers] if rng.random() < 0.6 else [*powers, f"({abs(n)})"]
            terms.append(("-" if n < 0 else "+") + rng.choice(("*", "·", r"\cdot ")).join(factors))
    rng.shuffle(terms)
    text = rng.choice(("", " ")).join(terms)
    return rng.choice(
        (
            text,
            f"({text})/1",
            f"2*({text})/2",
            rf"\frac{{3\left({text}\right)}}{{3}}",
            f"y^2 - y**2 {text}",
        )
    )


def pair(rng: random.Random) -> tuple[str, Any, dict[str, Any], str, bool]:
    """A question, a text, and whether the text is right."""
    right = rng.random() < 0.5
    match rng.randrange(5):
        case 0:
            n = rng.randrange(-(10 ** rng.randrange(1, 10)), 10**9)
            return (
                "integer",
                n,
                {},
                whole(rng, n if right else n + rng.choice((-1, 1, 10, 1000))),
                right,
            )
        case 1:
            q = Fraction(rng.randrange(-99, 99), rng.randrange(1, 99))
            other = q + Fraction(rng.choice((-1, 1)), rng.randrange(1, 10**4))
            return "fraction", q, {}, fraction(rng, q if right else other), right
        case 2 | 3 as which:
            entries = [rng.randrange(-99 * (which == 2), 99) for _ in range(rng.randrange(2, 6))]
            given = [*entries]
            if not right:
                i = rng.randrange(len(given))
                given[i] += rng.choice((-1, 1, 10, 100))
            text = row(rng, given)
            if which == 3:
                text = text.removesuffix("^T")  # a shape has no transpose
            return ("vector" if which == 2 else "shape"), entries, {}, text, right
        case _:
            draw = {(rng.randrange(4), rng.randrange(3)): rng.randrange(-9, 10) for _ in range(4)}
            terms = dict(draw)
            if not right:
                at = (rng.randrange(5), rng.randrange(3))
                terms[at] = terms.get(at, 0) + rng.choice((-1, 1, 10**9 + 7, 2**61 - 1))
            key = " + ".join(f"({c})*x^{i}*y^{j}" for (i, j), c in draw.items())
            return "expression", key, {"variables": ["x", "y"]}, polynomial(rng, terms), right


def judged_pair(rng: random.Random, found: Found) -> None:
    """Judge one pair and note where the verdict is not what is known."""
    kind, key, settings, text, right = pair(rng)
    try:
        status = answer_kind(kind, key, **settings).judge(text).status
    except BaseException as error:  # noqa: BLE001 - this is what is looked for
        found.trouble.append(f"{kind} {key}: {type(error).__name__}: {error}: {text!r}")
        return
    found.statuses[f"{kind} {'right' if right else 'wrong'}", status] += 1
    if status != ("correct" if right else "wrong"):
        found.trouble.append(f"{kind}: {status} should be {'' if right else 'not '}{key}: {text!r}")


def chunk(seed: int) -> Found:
    """`CHUNK` texts of the corpus, by their number."""
    rng = random.Random(seed)  # noqa: S311 - a corpus, not a secret
    found = Found()
    names = list(QUESTIONS)
    for _ in range(CHUNK // 4):
        judged_pair(rng, found)
    for _ in range(CHUNK - CHUNK // 4):
        name = rng.choice(names)
        text = mutated(rng, QUESTIONS[name][3])
        kind = judge(name)
        start = time.process_time()
        try:
            verdict = kind.judge(text)
        except BaseException as error:  # noqa: BLE001 - this is what is looked for
            found.trouble.append(f"{name}: {type(error).__name__}: {error}: {text!r}")
            continue
        seconds = time.process_time() - start
        if seconds > found.slowest[0]:
            found.slowest = (seconds, name, text)
        found.statuses[name, verdict.status] += 1
        sane = verdict.status in STATUSES and 0 <= verdict.score <= 1
        sane &= (verdict.status == "correct") == (verdict.score == 1)
        sane &= not verdict.feedback.startswith(FAILED)
        sane &= verdict.status != "unreadable" or (verdict.score == 0 and bool(verdict.feedback))
        if not sane:
            found.trouble.append(f"{name}: {verdict}: {text!r}")
        if verdict.status == "correct":
            found.accepted.setdefault(name, set()).add(text)
            if doubt(name, text):
                found.trouble.append(f"{name}: accepted: {text!r}")
    return found


def doubt(name: str, text: str) -> bool:
    """Whether a second reading of an accepted text does not give the key."""
    raised = re.sub(
        "[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda run: f"**{unicodedata.normalize('NFKC', run[0])} ", text
    )
    plain = unicodedata.normalize("NFKC", raised.replace("−", "-").replace("–", "-"))
    plain = re.sub(r"-\s*\+", "-", re.sub(r"\s+", " ", plain))
    plain = re.sub(r"\(\s*([0-9]+)\s*\)", r"\1", plain)
    plain = re.sub(r"(?<![0-9.])0+(?=[0-9])", "", plain)
    if name in {"count", "unit"} and re.fullmatch(r"[ 0-9,._'+]*", plain):
        return Fraction(re.sub(r"[^0-9.]", "", plain)) != 1100
    if name in {"vector", "shape"} and re.fullmatch(r"[ 0-9,;.\[\]()+-]*", plain):
        written = re.findall(r"[+-]?\s*[0-9]+(?:\.[0-9]*)?", plain.replace("- ", "-"))
        entries = [Fraction(entry.replace(" ", "").rstrip(".")) for entry in written]
        return entries != [3, -22, -9] if name == "vector" else entries != [20, 6, 6]
    if name == "formula" and re.fullmatch(r"[ xy0-9*+()-]*", plain):
        return any(not _agrees(plain, x, y) for x, y in ((3, 5), (-7, 11), (101, -13)))
    return False


def _agrees(text: str, x: int, y: int) -> bool:
    """Python's own value of a formula of digits, x, y and + - * ( ), products written out."""
    written = re.sub(r"(?<=[0-9xy)])\s*(?=[xy(])|(?<=[xy)])\s*(?=[0-9])", "*", text)
    try:
        value = eval(written, {"__builtins__": {}}, {"x": x, "y": y})  # noqa: S307 - ten characters only
    except (SyntaxError, TypeError):
        return False
    return bool(value == 2 * x * (y + 3))


def parts(count: int, seed: int) -> Iterator[int]:
    """The seeds of the chunks."""
    return iter(range(seed * 10**6, seed * 10**6 + -(-count // CHUNK)))


def main(count: int = 1_000_000, seed: int = 1) -> int:
    """Run the corpus on all cores; 1 where something was found."""
    total = Found()
    # Pauses of the garbage collector are the corpus's, not the judge's.
    with ProcessPoolExecutor(os.cpu_count(), initializer=gc.disable) as pool:
        for number, found in enumerate(pool.map(chunk, parts(count, seed)), start=1):
            total.statuses.update(found.statuses)
            total.trouble += found.trouble
            total.slowest = max(total.slowest, found.slowest)
            for name, texts in found.accepted.items():
                total.accepted.setdefault(name, set()).update(texts)
            if sys.stderr.isatty():
                print(f"\r{number * CHUNK:,}", end="", file=sys.stderr)
    for name in QUESTIONS:
        counts = "  ".join(
            f"{status} {total.statuses[name, status]:,}" for status in sorted(STATUSES)
        )
        sample = sorted(total.accepted.get(name, ()), key=lambda text: (len(text), text))[:4]
        print(f"{name:<9} {counts}  such as {sample}")
    for name in sorted({name for name, _ in total.statuses} - QUESTIONS.keys()):
        print(
            f"{name:<17} {dict(sorted((s, n) for (k, s), n in total.statuses.items() if k == name))}"
        )
    seconds, name, text = total.slowest
    print(
        f"{sum(total.statuses.values()):,} texts; slowest {seconds * 1e3:.1f} ms: {name}: {text[:120]!r}"
    )
    slow = [f"slow: {name}: {text!r}"] if seconds > SLOW else []
    for line in (total.trouble + slow)[:40]:
        print(line[:300])
    print(f"{len(total.trouble) + len(slow)} problems")
    return 1 if total.trouble or slow else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
