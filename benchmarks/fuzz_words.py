"""A million right values with words and signs around them: none may be accepted that says something else.

Run: python benchmarks/fuzz_words.py [COUNT] [SEED]      (default 1,000,000 and 1)

Every text has a right value in it, and before, behind, between, left or right of it a word of six
languages (`words.txt`), an operator, a function, a superscript. A strict oracle that shares nothing
with the reader knows the few words and signs that leave the meaning as it is.
"""

import gc
import os
import random
import re
import sys
import time
import unicodedata
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from quizgen.answers import answer_kind
from quizgen.answers.kind import FAILED, AnswerKind

CHUNK = 5_000
SLOW = 0.05
WORDS = sorted(
    {
        word
        for line in Path(__file__).with_name("words.txt").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
        for word in line.split()
        if word.isalpha() or (not word.isalnum() and len(word) > 1)
    }
)
QUESTIONS: dict[str, tuple[str, Any, dict[str, Any], list[str]]] = {
    "count": ("integer", 7, {}, ["7", "$7$", "3+4 = 7", "(7)"]),
    "sum": ("integer", 1100, {"arithmetic": True, "names": ["U"], "units": ["weights"]}, ["1100", "1,100", "10*110", "1000 + 100"]),
    "real": ("real", "0.6931", {}, ["0.6931", "0.69315", "ln(2)"]),
    "fraction": ("fraction", "3/2", {"arithmetic": True}, ["3/2", r"\frac{3}{2}", "1.5"]),
    "vector": ("vector", [3, -22, -9], {}, ["[3, -22, -9]", "(3; -22; -9)", "3 -22 -9"]),
    "matrix": ("matrix", [[2, -5], [3, 4]], {"names": ["W"]}, ["[[2, -5], [3, 4]]", "2 -5\n3 4", r"\begin{bmatrix}2&-5\\3&4\end{bmatrix}"]),
    "shape": ("shape", [20, 6, 6], {}, ["(20, 6, 6)", "20x6x6"]),
    "formula": ("expression", "2*x+7/2", {"variables": ["x"]}, ["2x+3.5", "3.5+2*x"]),
    "symbols": ("symbolic_matrix", [["v_1", "v_2", 0], [0, "v_1", "v_2"]], {"variables": ["v_1", "v_2"]}, ["[[v1, v2, 0], [0, v1, v2]]"]),
    "boolean": ("boolean", True, {}, ["true", "yes"]),
    "choice": ("choice", "C", {"choices": ["A", "B", "C"], "choice_texts": ["mean pooling", "max pooling", "a dense layer"]}, ["C", "a dense layer"]),
    "multi": ("multi", ["A", "C"], {"choices": ["A", "B", "C"]}, ["A, C", "A C"]),
    "code": ("code", "nn.Linear(4, 2)", {}, ["nn.Linear(4, 2)"]),
}  # fmt: skip
# {w} is a word, {v} a right value.
WITH_WORDS = r"""{w}: {v}|{w} = {v}|{w} := {v}|{w}={v}|{w} {v}|{v} {w}|{v}, {w}|{v} = {w}|{v}: {w}|U {w} = {v}|{w} U = {v}|U = {w} {v}|U = {v} {w}
U = {w} = {v}|{w} answer: {v}|answer {w}: {v}|answer: {w} {v}|the answer is {w} {v}|the {w} answer is {v}|the answer {w} {v}|{v} {w} weights|{v} weights {w}
{w} weights: {v}|weights {w} = {v}|number {w} weights: {v}|{w}({v})|{w} of {v}|({w}) {v}|{v} ({w})|**{w}** {v}|**{w}: {v}**|\text{{{w}}} {v}|{v} \text{{ {w} }}
{w}. {v}|{v}. {w}|{w}\n{v}|{v}\n{w}|{w}-{v}|{w}+{v}|{w}^{v}|{w}*{v}|{v}*{w}|{v}/{w}|{v}^{w}|\{w} {v}|\{w} = {v}|{w}(U) = {v}|U_{w} = {v}|U^{w} = {v}|{w} <- {v}
it is {w} {v}|is {w} {v}|{w} is {v}|{w} {x}: {v}|{w} {x} {v}|{v} {w} {x}|{w} {x} = {v}|<b>{w}</b> {v}|“{w}” {v}|# {w}: {v}|(a) {w} {v}|=> {w} {v}|{w} ≈ {v}""".replace(
    "\n", "|"
).split("|")
WITH_WORDS = [template.replace("\\n", "\n") for template in WITH_WORDS]
# Around or inside a value with brackets.
INSIDE = ("[3, {w} -22, -9]", "[3, {w}: -22, -9]", "[{w} = 3, -22, -9]", "[3, -22 {w}, -9]", "h1=3, {w}=-22, h3=-9", "{w}1=3, {w}2=-22, {w}3=-9", "[3, -22, {w}(-9)]", "[3 {w} -22 {w} -9]", "h1 = 3 {w}, h2 = -22, h3 = -9", "({w}, h2, h3) = (3, -22, -9)")  # fmt: skip
BEFORE = "- -- ~ < > <= >= != ≠ ≤ ≥ ! √ ∛ 2 2* ½ 1/ 1- log ln exp sqrt sin e^ 10^ 2^ ± ∓ # ## @ ? ¬ ∑ Δ ∂ ∇ d/dx (- |-| 0. 0 1 -( x x* x+ x= x²= 2x= -x= 1/x= |x|= x+1= x/2= e^x= x^n= x!= x^{-1}= W^T= log(x)= sqrt(x)= floor(U)= \\sqrt{x}= x_1^2= 7= 7<".split()
BEHIND = "! !! ² ³ ⁻¹ ^2 ^{-1} ^T ** % ‰ e3 k K M m ° ' '' /2 *2 +1 -1 x +x *x +- ±1 +/-1 …1 .. ,5 .5 0 00 (2) ^x _2 =8 =x²=9 <8 >6 ≠8 ? or&8".replace(
    "&", " "
).split()
BEHIND += [" or 8", " and 8", " to 8", " - 1", " , 8", "; 8", "\n8", " 8", " = 8", " not"]

# The oracle: what changes nothing. Written down apart from the reader's own lists.
NOUNS = set(
    """answer result solution value number total count sum weights weight parameters parameter shape output
    antwort ergebnis lösung wert anzahl zahl summe gewichte gewicht réponse reponse résultat resultat valeur nombre somme poids
    respuesta resultado solución solucion valor número numero cantidad suma risposta soluzione somma totale resposta solução solucao soma
    amount loss cost gradient derivative width height breite activation prediction features rows columns layer layers
    größe länge longueur taille ligne lignes fila filas riga linha linhas output input inputs nodes entry entrées valeurs
    valores valori werte links edge edges connection connections channel channels function functions funktion funktionen
    nos nós passo passos paso pasos etapa étape étapes couche couches capa capas canal colonne colonnes columna columnas
    unità unidad unidades unité unités perda perdita pérdida perte fenêtre ventana posición position positions
    multiplication row column letter letters token  quantité quantités epoch éléments element elements
    values outputs units unit size length steps step entries numbers zeros""".split()
)
FILLERS = set(
    """the a an my our final right correct exact overall is are in of for there these to has have gives equal equals
    der die das den dem des ein eine mein meine unser unsere richtige von an für fuer ist sind hat ergibt gesamt insgesamt
    le la les l un une mon ma notre exacte de d du au aux est sont vaut donne total en
    el los las lo mi nuestra nuestro del es son tiene il i gli mio mia nostra di dei delle degli della sono
    o os as meu minha nossa do da dos das são sao tem e hay ha há so thus hence therefore also somit donc soit entonces portanto vale it we i get
    différent different free distinct hidden altogether trainable y correta correcta certa bonne à et und and h
    all this d'une quindi that's it's c'est so equals i'm that
    learn exactly genau exakt exactement exactamente esattamente exatamente ed""".split()
)
TRUE_WORDS = set("yes true y t right correct ja wahr oui vrai sí si sim verdadero cierto vero sì richtig this that it das es is statement claim".split())  # fmt: skip
CHOICE_WORDS = set(
    "option choice letter then und and et y e order luego dann puis poi depois _ just only both nur seulement solo solamente soltanto apenas".split()
)
# Of a decimal, which may be rounded.
ABOUT_WORDS = set("about approximately approx roughly circa etwa ungefahr rund environ aproximadamente".split())  # fmt: skip
# Of a decimal as well, in brackets behind it.
ROUNDED_WORDS = set("rounded gerundet arrondi redondeado arrotondato arredondado".split())
INDICES = set(
    "in out new old conv dense total final hidden train test batch pool hat bar tilde".split()
)
GREEK = set(
    "alpha beta gamma delta epsilon theta lambda sigma omega phi psi eta mu nu rho tau kappa pi xi zeta chi iota".split()
)


def folded(word: str) -> str:
    """Without accents and capitals."""
    bare = (c for c in unicodedata.normalize("NFD", word) if unicodedata.category(c) != "Mn")
    return "".join(bare).casefold()


_SAFE = {folded(word) for word in NOUNS | FILLERS}
_MARKUP = re.compile(r"\\text|\\[dt]?frac|\\begin|\\end|bmatrix|</?b>|nn\.Linear|\bln\b(?=\()")


def may_be_accepted(name: str, template: str, words: tuple[str, ...]) -> bool:
    """Whether the words in their places leave the value as it is."""
    kind = QUESTIONS[name][0]
    if kind == "code" and re.fullmatch(r"(?:U_|U )?\{w\}(?: U)? ?= ?\{v\}|U = \{v\}", template):
        return True  # Python's own assignment, to any name
    for word in (
        {"it's": "it", "its": "it", "that's": "that", "thats": "that"}.get(w, w) for w in words
    ):
        parts = [part for part in re.split(r"[^\w]|[0-9_]", folded(word)) if part]
        safe = _SAFE
        if kind == "boolean":
            safe = safe | {folded(w) for w in TRUE_WORDS}
        if kind in ("choice", "multi"):
            safe = safe | CHOICE_WORDS | {"a", "c", "ac", "ca", "cc", "dense", "layer"}
        if kind in ("real", "fraction"):
            safe = safe | ABOUT_WORDS
            if template == "{v} ({w})":
                safe = safe | ROUNDED_WORDS
        product = template == "U = {w} = {v}" and (
            re.fullmatch(r"[wvakum][xhvza]|[a-z]\.[a-z]", word) is not None  # W x
        )
        symbols = name == "formula" and word == "x"
        one_letter = (
            len(word) == 1
            and re.search(r"[:=≈]|<-| is ", template.replace("{v}", ""))
            and not symbols
        )
        wrapper = kind in ("vector", "matrix", "shape") and word == "c"  # R's c(…)
        assigned = kind == "code" and template.endswith("} = {v}") and "." in "".join(words)
        rounded = name in ("count", "sum") and word in (
            "floor",
            "ceil",
            "ceiling",
        )  # of a whole one
        marker = template.startswith("({w}) ") and len(word) == 1
        sizes = template.startswith("\\{w}") and word in (
            "big",
            "gets",
            "large",
            "implies",
            "bf",
            "text",
        )
        number = word.isdigit() and template in ("U_{w} = {v}", "{w}+{v}")  # an index; 0 + …
        derivative = re.fullmatch("d[whxabz]", word) is not None  # dz, as programs name gradients
        greek = template == r"\{w} = {v}" and (len(word) == 1 or word in GREEK)
        applied = template in ("{w}(U) = {v}", "U_{w} = {v}") and (
            len(word) == 1 or word in INDICES or re.fullmatch("[i-n]{2}", word)
        )
        if not parts or not (
            all(p in safe for p in parts)
            or one_letter
            or greek
            or applied
            or derivative
            or marker
            or sizes
            or number
            or product
            or wrapper
            or assigned
            or rounded
        ):
            return False
    return True


@dataclass
class Found:
    """What one part of the corpus showed."""

    statuses: Counter[tuple[str, str]] = field(default_factory=Counter)
    trouble: list[str] = field(default_factory=list)
    slowest: tuple[float, str, str] = (0.0, "", "")
    accepted: Counter[tuple[str, str]] = field(default_factory=Counter)


@cache
def judge(name: str) -> AnswerKind:
    """The judge of a question of the corpus."""
    kind, key, settings, texts = QUESTIONS[name]
    found: AnswerKind = answer_kind(kind, key, **settings)
    found.judge(texts[0])  # imports
    return found


def text_of(rng: random.Random) -> tuple[str, str, str, bool]:
    """A question's name, a text, how it was made, and whether it may be accepted."""
    name = rng.choice(list(QUESTIONS))
    value = rng.choice(QUESTIONS[name][3])
    made = rng.random()
    if made < 0.7:
        template = rng.choice(WITH_WORDS)
        words = [rng.choice(WORDS) for _ in range(2)]
        shown = [rng.choice((w, w, w, w.capitalize(), w.upper())) for w in words]
        text = template.format(w=shown[0], x=shown[1], v=value)
        used = tuple(words[: 2 if "{x}" in template else 1])
        return name, text, template, may_be_accepted(name, template, used)
    if made < 0.8:
        template, word = rng.choice(INSIDE), rng.choice(WORDS)
        one = len(word) == 1 or word in ("and", "und", "et", "y", "dz", "da", "dx")
        return "vector", template.format(w=word), template, one and "=" in template
    sign = rng.choice(BEFORE if made < 0.9 else BEHIND)
    space = rng.choice(("", " "))
    if made < 0.9:
        return name, sign + space + value, sign, _stays(name, sign, value)
    return name, value + space + sign, sign, _stays_behind(name, sign, value, space)


def _stays(name: str, sign: str, value: str) -> bool:
    """Signs in front that are no part of the meaning for one kind."""
    kind = QUESTIONS[name][0]
    if kind in ("choice", "multi"):
        return sign == "-" or (kind == "multi" and sign in {"<", ">"})
    if kind == "fraction" and sign == "~" and "." in value:
        return True  # ~1.5 is read as ≈ 1.5
    if kind == "real" and (sign == "~" or (sign == "1" and value[0] == "l")):
        return True
    if kind == "boolean":
        return sign in ("-", "x=")
    if sign == "7=":
        return name == "count"
    if sign == "0" and value[0].isdigit():
        return name not in {"symbols", "code"}
    if sign == "-" and name == "count":
        return False
    return sign == "x=" or (sign == "W^T=" and kind == "vector")


def _stays_behind(name: str, sign: str, value: str, space: str) -> bool:
    kind = QUESTIONS[name][0]
    if sign == "..":
        return True
    if kind == "boolean":
        return sign in {"!", "!!", "'", "''", ".."}
    if name == "sum" and sign == "e3" and "," in value:
        return True  # 1,100e3 has a decimal comma: nobody groups a mantissa
    if kind == "vector" and sign in ("^T", "'"):
        return True
    if kind in ("choice", "multi"):
        return sign in {"'", "..", "''", "**", "°", "!", "!!"}
    if kind == "real" and sign.strip() == "8":
        return not space and "." in value  # one more digit, within the tolerance
    if sign in ("0", "00"):
        return "." in value and not space  # 1.5 and 1.50
    return False


def chunk(seed: int) -> Found:
    """`CHUNK` texts of the corpus, by their number."""
    rng = random.Random(seed)  # noqa: S311 - a corpus, not a secret
    found = Found()
    for _ in range(CHUNK):
        name, text, made, allowed = text_of(rng)
        start = time.process_time()
        try:
            verdict = judge(name).judge(text)
        except BaseException as error:  # noqa: BLE001 - this is what is looked for
            found.trouble.append(f"{name}: {type(error).__name__}: {error}: {text!r}")
            continue
        seconds = time.process_time() - start
        if seconds > SLOW:  # once more, without what only the first use costs
            start = time.process_time()
            judge(name)._judge(text)  # noqa: SLF001
            seconds = time.process_time() - start
        found.slowest = max(found.slowest, (seconds, name, text))
        found.statuses[name, verdict.status] += 1
        if verdict.feedback.startswith(FAILED):
            found.trouble.append(f"{name}: failed: {text!r}")
        if verdict.status == "correct":
            found.accepted[name, made] += 1
            if not allowed:
                found.trouble.append(f"{name}: accepted by {made!r}: {text!r}")
    return found


def main(count: int = 1_000_000, seed: int = 1) -> int:
    """Run the corpus on all cores; 1 where something was found."""
    total = Found()
    # Pauses of the garbage collector are the corpus's, not the judge's.
    with ProcessPoolExecutor(os.cpu_count(), initializer=gc.disable) as pool:
        seeds = range(seed * 10**6, seed * 10**6 + -(-count // CHUNK))
        for found in pool.map(chunk, seeds):
            total.statuses.update(found.statuses)
            total.accepted.update(found.accepted)
            total.trouble += found.trouble
            total.slowest = max(total.slowest, found.slowest)
    for name in QUESTIONS:
        counts = {s: n for (k, s), n in sorted(total.statuses.items()) if k == name}
        print(f"{name:<9} {counts}")
    seconds, name, text = total.slowest
    print(
        f"{len(WORDS):,} words, {sum(total.statuses.values()):,} texts, {sum(total.accepted.values()):,} accepted"
    )
    print(f"slowest {seconds * 1e3:.1f} ms: {name}: {text[:120]!r}")
    slow = [f"slow: {name}: {text!r}"] if seconds > SLOW else []
    for line in sorted(set(total.trouble + slow))[:60]:
        print(line[:300])
    print(f"{len(total.trouble) + len(slow)} problems")
    return 1 if total.trouble or slow else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
