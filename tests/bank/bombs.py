"""Banks that ask for more than a machine has: by expression, by text, by figure, by file.

`REFUSED` are said to be wrong at a line. `COSTLY` may be drawn or refused, whatever comes first:
they must only end soon.
"""

V = "draw = { a = 'vector(1000, 1, 9)', b = 'vector(1000, 1, 9)' }\n"
MANY = "draw = { a = 'vector(4000, 1, 9)' }\n"


def _answer(expression: str, more: str = "") -> str:
    return f"[[exercise]]\nid = 'a'\n{more}ask = 'How many?'\nanswer = '''{expression}'''"


def _text(text: str, more: str = "") -> str:
    return f"[[exercise]]\nid = 'a'\n{more}text = '''{text}'''\nask = 'How many?'\nanswer = '1'"


def _figure(figure: str) -> str:
    return f"[[exercise]]\nid = 'a'\nask = 'How many?'\nanswer = '1'\nfigure = '''{figure}'''"


def _lets(first: str, step: str) -> str:
    """Forty lets, each made of the one before."""
    rows = "".join(f"x{i} = '{step.replace('x', f'x{i - 1}')}'\n" for i in range(1, 41))
    return f"[[exercise]]\nid = 'a'\nask = 'x?'\nanswer = 'x40'\n[exercise.let]\nx0 = '{first}'\n{rows}"


def _each(count: int, body: str) -> str:
    return f"{{% for i in range({count}) %}}{body}{{% endfor %}}"


ANSWERS = {
    # numbers
    "fraction-text": _answer("Fraction('1e999999999')"),
    "literal": _answer("1e999999"),
    "digits": _answer("9" * 7000),
    "power": _answer("(2 ** 4000) ** 64"),
    "power-of-fraction": _answer("((Fraction(1, 3) ** 1000) * Fraction(1, 7)) ** 64"),
    "prod": _answer("prod([10**1200]*20000)"),
    "prod-small": _answer("prod([97]*9000)"),
    "prod-of-array": _answer("array([97]*9000).prod()"),
    "cumsum": _answer("a.cumsum().cumsum() * (a * a * a * a * a * a * a * a) ** 64 ** 1", V),
    "sum-of-fractions": _answer("sum([Fraction(1, 10**300 + i) for i in a])", V),
    "fractions": _answer("Fraction(1, 10**600 + 7) + Fraction(1, 10**600 + 9) + Fraction(1, 10**600 + 11)"),
    "power-of-float": _answer("(1.5 ** 64) ** 64"),
    "log": _answer("exact_log(2**4000 + 1)"),
    "whole-of-text": _answer("('9'*4000)|int"),
    "whole-of-hexadecimal": _answer("('F'*20000)|int(0, 16)"),
    "parameters": _answer("LSTM(10**300, 10**300).parameter_count ** 64"),
    # formulas
    "symbol-power": _answer("2 ** (symbol('x') - symbol('x') + 10 ** 9)"),
    "symbol-powers": _answer("(((symbol('x') - symbol('x') + 7) ** 64) ** 64) ** 64"),
    "symbol-product": _answer("prod([symbol('x') + 1]*20000)"),
    "symbol-matrix": _answer("(array([[symbol('x') + 1]*100]*100)) ** 64"),
    # lists and arrays
    "lists": _answer("array([[0]*20000]*20000)"),
    "listed": _answer("list(array([[0]*10000]*10000).ravel())"),
    "outer": _answer("a.reshape(4000, 1) * a", MANY),
    "outer-equal": _answer("a.reshape(4000, 1) == a", MANY),
    "outer-in": _answer("a.reshape(4000, 1) in a", MANY),
    "index": _answer("a[[0]*4000][:, [0]*4000]", MANY),
    "copies": _answer("[a, a, a, a, a, a]", MANY),
    "ranges": _answer("[range(1000)]*15000"),
    "long-range": _answer("range(10**30)"),
    "maps": _answer("([range(900)]*20)|map('map', 'string')|map('list')|list|length"),
    "map-sum": _answer("([range(1000)]*900)|map('sum')|list|length"),
    "map-max": _answer("([range(1000)]*19000)|map('max')|list|length"),
    "map-default": _answer("range(1000)|map('default', 'x'*20000)|list"),
    "set-grows": _answer("(a.tolist()*30)|unique|list|length", MANY),
    "commas": _answer("1" + ",1" * 3900),
    "tuples": _answer("(" * 900 + "1" + ",)" * 900),
    "lets-of-lists": _lets("[1]", "[x, x]"),
    "lets-of-squares": _lets("3", "x * x"),
    "lets-in-a-circle": _lets("x40", "x + 1"),
    # names bound by calls
    "sums-of-sums": _answer("sum_of(sum_of(sum_of(i * j * k, i=range(1000)), j=range(1000)), k=range(1000))"),
    "sums-of-nothing": _answer("sum_of(sum_of(1, i=range(1000)), j=range(1000))"),
    "list-of-lists": _answer("map_of(range(1000), i=range(1000))"),
    "list-of-texts": _answer("map_of('x' * 20000, i=range(1000))"),
    "step-without-end": _answer("iterate(x, x=1, until=x > 2)"),
    "steps-of-steps": _answer("iterate(iterate(y + 1, y=x, times=1000), x=1, times=1000)"),
    "step-that-squares": _answer("iterate(x * x, x=3, times=1000)"),
    "step-that-doubles": _answer("iterate([x, x], x=[1], times=1000)"),
    "step-of-fractions": _answer("path_of(x / 3 + 1 / (x + 1), x=1, times=1000)"),
    "product-of-many": _answer("prod_of(k ** 9, k=range(1, 1000))"),
    "too-many-steps": _answer("iterate(x + 1, x=0, times=10**9)"),
    "root-of-many": _answer("sum_of(sqrt(10**300 + k), k=range(1000))"),
    "roots-of-roots": _answer("iterate(sqrt(x + 2), x=3, times=1000)"),
    # texts
    "join": _answer("('x'*20000)|join('y'*20000)"),
    "join-numbers": _answer("range(1000)|map('string')|join('x'*20)"),
    "upper": _answer("('ß'*20000)|upper"),
    "split-join": _answer("('xy'*9999).split('x')|join('y'*10)"),
    "width": _answer("'%0999999999d' % 3"),
    "format-method": _answer("'{:>999999999}'.format(3)"),
    "format-filter": _answer("'%999999999s'|format('x')"),
    "center": _answer("'x'|center(999999999)"),
    "ljust": _answer("'x'.ljust(999999999)"),
    "indent": _answer("'x'|indent(999999999)"),
    "replace": _answer("('x'*20000)|replace('x', 'y'*20000)"),
    "replace-method": _answer("('x'*20000).replace('x', 'y'*20000)"),
    "batch": _answer("[1]|batch(999999999, 0)|list"),
    "slice": _answer("[1]|slice(999999999, 0)|list"),
    "groupby": _answer("range(1000)|groupby('x')"),
    "text-of-list": _answer("(([1]*19000)|string)|length"),
    # depth
    "sum-chain": _answer("1" + "+1" * 3900),
    "not-chain": _answer("not " * 1900 + "1"),
    "and-chain": _answer("1" + " and 1" * 1300),
    "if-chain": _answer("1 if 1 else " * 600 + "1"),
    "filter-chain": _answer("1" + "|abs" * 1900),
    "slice-chain": _answer("a" + "[0:]" * 1900, V),
    # layers
    "weight-matrix": _answer("Conv2d(1, 1, 3).weight_matrix((1, 3000, 3000))"),
    "weight-matrix-1d": _answer("Conv1d(1, 1, 3).weight_matrix(10**5).sum()"),
    "zeros": _answer("Conv2d(3, 64, 3, padding=10**6).zeros((3, 100, 100))"),
    "wide-kernel": _answer("Conv1d(1, 1, 10**7, padding=10**7).connections(10**7)"),
    # draws
    "distinct": _answer("a", "draw = { a = 'distinct(2, 1, 10**12)' }\n"),
    "many-distinct": _answer("a", "draw = { a = 'distinct(9000, 1, 10000)' }\n"),
    "logits": _answer("a", "draw = { a = 'logits(2, 10**12)' }\n"),
    "negative": _answer("a", "draw = { a = 'matrix(-100, -100, 1, 2)' }\n"),
    "vector": _answer("a[0]", "draw = { a = 'vector(9000, 1, 9)' }\n"),
    "never": _answer("a[0]", "draw = { a = 'vector(400, 1, 9)' }\nrequire = ['a[0] > 100']\n"),
}  # fmt: skip
TEXTS = {
    "recursive": _text("{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}"),
    "macro": _text("{% macro f(n) %}{{ f(n + 1) }}{% endmacro %}{{ f(0) }}"),
    "loops": _text(_each(1000, _each(1000, ""))),
    "three-loops": _text(_each(9, _each(9, _each(9, "")))),
    "loops-that-print": _text(_each(1000, _each(300, "{{ i * i }}"))),
    "loops-with-a-condition": _text(_each(1000, "{% for j in range(300) if j > 400 %}{% endfor %}")),
    "long-text": _text("{% for a in 'x'*20000 %}{% for b in 'x'*20000 %}{% endfor %}{% endfor %}"),
    "printed": _text(_each(1000, "{{ 'x'*20000 }}")),
    "printed-joins": _text(_each(1000, "{{ ('x'*140)|join('y'*140) }}")),
    "doubled": _text("{% set x = 'xx' %}" + "{% set x = x + x %}" * 300 + "{{ x|length }}"),
    "doubled-list": _text("{% set x = [1] %}" + "{% set x = [x, x] %}" * 300 + "{{ x }}"),
    "doubled-block": _text("{% set x %}" + "x" * 3000 + "{% endset %}" + "{% set x %}{{ x }}{{ x }}{% endset %}" * 60),
    "namespace": _text("{% set n = namespace(x=1) %}" + _each(1000, "{% set n.x = n.x * 2 ** 4000 %}")),
    "in-text": _text(_each(900, "{{ ('x'*4000 + 'y' + 'x'*4000) in ('x'*9000) }}")),
    "count-in-text": _text(_each(900, "{{ ('x'*9000).count('x'*4000 + 'y' + 'x'*4000) }}")),
    "compared-texts": _text(_each(1000, _each(1000, "{{ ('x'*2000) == ('x'*2000) }}"))),
    "compared-lists": _text("{% set a = [[0]*100]*90 %}" + _each(900, "{{ a == a }}")),
    "in-list": _text("{% set a = [0]*9000 %}" + _each(900, "{{ 1 in a }}")),
    "sorted": _text("{% set a = range(1000)|list %}" + "{% set a = a|sort|list %}" * 280),
    "unique": _text("{% set a = range(1000)|list %}" + "{% set a = a|unique|list %}" * 250),
    "stripped": _text(_each(900, "{{ ('x'*9000).strip('x')|length }}")),
    "matrices": _text(_each(1000, "{{ Conv2d(1, 1, 3).weight_matrix((1, 5, 5)).size }}")),
    "fractions": _text("$" + r"\frac{1}{" * 700 + "1" + "}" * 700 + "$"),
    "left-right": _text("$" + r"\left(" * 500 + "1" + r"\right)" * 500 + "$"),
    "quotations": _text(">" * 7000 + " a"),
    "brackets": _text("[" * 7000),
    "images": _text("![[" * 2600),
    "links": _text("[a](" * 1900),
    "accents": _text("a" + "\u0301" * 7000),
    "accents-made": _text("{{ 'a' + '\u0301'*10000 }}"),
    "deep-list": _text("\n".join("  " * depth + "- a" for depth in range(80))),
    "lists-in-a-line": _text("- " * 41 + "a"),
}  # fmt: skip
FIGURES = {
    "connections": _figure("connections(Conv1d(1, 1, 3), 10**6)"),
    "many-connections": _figure("connections(Linear(130, 130), 130)"),
    "weight-matrix": _figure("weight_matrix(Conv1d(1, 1, 3), 10**6)"),
    "weight-matrix-2d": _figure("weight_matrix(Conv2d(1, 1, 3), (1, 1000, 1000))"),
    "grid": _figure("grid([[1]*1000]*1000)"),
    "small-grid": _figure("grid([[1]*140]*140)"),
    "long-cells": _figure("grid([['x'*20000]*10]*10)"),
    "points": _figure("learning_curves([1]*1000000, [1]*1000000)"),
    "curves": _figure("learning_curves([1]*9000, [1]*9000)"),
    "panels": _figure("activations(['relu']*9000)"),
    "network": _figure("network([1000]*100)"),
    "one-hot": _figure("one_hot('x'*9000, 'x')"),
    "window": _figure("sliding_window([1]*9000, 3)"),
    "recurrence": _figure("recurrence(10**6)"),
}
_ID = "[[exercise]]\nid='a'\n"
_ASKED = f"{_ID}ask='1'\nanswer='1'\n"
FILES = {
    "dotted": _ID + "a." * 50_000 + "a = 1\n",
    "dotted-table": f"{_ID}[" + "a." * 50_000 + "a]\n",
    "dotted-tables": "\n".join("[" + "a." * (i % 39) + f"k{i}]" for i in range(4000)),
    "nested": f"{_ID}tags = " + "[" * 50_000 + "]" * 50_000,
    "inline-tables": "x = " + "{a=" * 3000 + "1" + "}" * 3000,
    "exponent": f"{_ID}ask='x'\nsettings = {{ atol = 1e999999999 }}\n",
    "minutes": f"{_ASKED}minutes = '1e999999999'",
    "hexadecimal": f"{_ID}ask='x'\ndraw = {{ D = 0x" + "F" * 100_000 + " }\n",
    "digits": f"{_ID}ask='x'\ndraw = {{ D = " + "9" * 100_000 + " }\n",
    "tables": "".join(f"[[a{i}]]\n" for i in range(30_000)),
    "blanks": f"{_ID}[" + " " * 400_000,
    "date": f"{_ID}ask='1'\n[exercise.instance]\ns = {{ D = 1979-05-27 }}\n",
    "a-million-keys": f"{_ASKED}[exercise.let]\n" + "".join(f"k{i}='1'\n" for i in range(1_000_000)),
    "lets": f"{_ASKED}[exercise.let]\n" + "".join(f"k{i}='1'\n" for i in range(9_000)),
    "keys": "".join(f"k{i}=1\n" for i in range(40_000)),
    "one-line": "x = '" + "a" * 50_000_000 + "'",
    "one-shorter-line": f"{_ASKED}text='" + "a" * 390_000 + "'",
    "parts": _ID + "[[exercise.part]]\nask='1'\nanswer='1'\n" * 10_000,
    "exercises": "".join(f"[[exercise]]\nid='a{i}'\nask='1'\nanswer='1'\n" for i in range(5_000)),
    "levels": f"{_ASKED}[exercise.level]\n" + "".join(f"L{i} = {{ D = '1' }}\n" for i in range(10_000)),
    "instances": f"{_ASKED}[exercise.instance]\n" + "".join(f"i{i} = {{ D = {i} }}\n" for i in range(9_000)),
    "mistakes": f"{_ASKED}[exercise.mistakes]\n" + "".join(f"m{i} = 'sum([{i}]*20000)'\n" for i in range(1_000)),
    "rules": f"{_ASKED}require=[" + "'1 < 2'," * 20_000 + "]",
    "tags": f"{_ASKED}tags=[" + "'a'," * 90_000 + "]",
    "options": f"{_ASKED}choices=[" + "'1'," * 1_000 + "]",
    "figures": f"{_ASKED}figure=[" + "'connections(Linear(30,30), 30)'," * 100 + "]",
    "quotes": "'" * 390_000,
    "equals": "=" * 390_000,
    "empty-lines": "x = [" + "\n" * 390_000,
    "nothing": "\0" * 390_000,
    "escapes": 'x = "' + "\\u0041" * 60_000 + '"',
}  # fmt: skip
REFUSED = {
    f"{kind}-{name}": text
    for kind, found in (("answer", ANSWERS), ("text", TEXTS), ("figure", FIGURES), ("file", FILES))
    for name, text in found.items()
}
COSTLY = {
    "in": _answer("('x'*9999 + 'y' + 'x'*9999) in ('x'*20000)"),
    "count": _answer("('x'*20000).count('x'*9999 + 'y')"),
    "equal": _answer("('x'*20000) == ('x'*20000)"),
    "counts": _text(_each(300, "{{ ('x'*900).count('x'*400 + 'y' + 'x'*400) }}")),
    "finds": _text(_each(300, "{{ (('ab'*100 + 'c')*20).find('ab'*99 + 'd') }}")),
    "splits": _text(_each(300, "{{ ('x '*900).split()|length }}")),
    "list-counts": _text("{% set a = [0]*9000 %}" + _each(900, "{{ a.count(1) }}")),
    "ranges": _answer("([range(1000)]*15000 == [range(1000)]*15000)|string"),
    "longest": _answer("(['x'*19000]*1000)|max|length"),
    "sorted-texts": _answer("sorted(['x'*19000 + 'a', 'x'*19000]*9000)|length"),
    "too-large-for-a-sheet": _answer("Linear(10**9, 10**9).parameter_count"),
    "far-padding": _answer("Conv2d(3, 64, 3, padding=1).connections((3, 10**5, 10**5))"),
    "symbol-powers": _answer("((symbol('x') + symbol('y') + 1) ** 64) * ((symbol('x') - 1) ** 64)"),
    "symbol-product": _answer("prod([symbol('x') + 1]*900)"),
    "symbol-lets": _lets('symbol("x") + 1', "x * x + 1"),
    "long-symbol": _answer("symbol('x'*20000)"),
    "weight-matrix": _answer("Conv1d(1, 1, 3).weight_matrix(140).sum()"),
    "long-fractions": _answer("(array([Fraction(1, 10**600 + 7)]*4000) * Fraction(1, 10**600 + 9)).sum()"),
    "comparisons": _answer("1" + " < 2" * 1500),
    "dictionary": _answer("{" + "1:1," * 1900 + "}|length"),
    "rare": _answer("D", "draw = { D = 'integer(1, 900)' }\nrequire = ['D == 7']\n"),
    "printed-vector": _text("${{ a }}$", MANY),
    "vector-of-statement": _text("$x = [1e999999999, 2]$"),
    "digits": _text("$" + "9" * 7000 + "$"),
    "emphasis": _text("*a_" * 2500),
    "strong": _text("**a" * 2500),
    "code-marks": _text("".join("`" * i + "a" for i in range(1, 120))),
    "dollars": _text("$a" * 3501),
    "angles": _text("<a" * 3500),
    "wide-table": _text("|a" * 1900 + "|\n" + "|-" * 1900 + "|\n"),
    "bars": _text("|" * 7000 + "\n" + "|-" * 20),
    "long-table": _text("|a|\n|-|\n" + "|b|\n" * 1900),
    "long-list": _text(_each(1000, "- a\n")),
    "deep-lists": _text(("\n".join("  " * depth + "- a" for depth in range(19)) + "\n") * 10),
    "groups": _text("$" + "{x}" * 2500 + "$"),
    "indices": _text("$" + "x_" * 3500 + "x$"),
    "exponents": _text("$x" + "^{x" * 39 + "}" * 39 + "$"),
    "rows": _text(r"$\begin{bmatrix}" + r"1\\" * 2500 + r"1\end{bmatrix}$"),
    "columns": _text(r"$\begin{bmatrix}" + "1&" * 3500 + r"1\end{bmatrix}$"),
    "roots": _text("$" + r"\sqrt " * 1300 + "x$"),
    "formulas": _text("$x$" * 2600),
    "marks-of-other-scripts": _text("ก" + "\u0e49" * 7000),
    "joined-emoji": _text("👨\u200d👩\u200d👧" * 1500),
    "right-to-left": _text("\u202e" * 7000),
    "conditions": _text("{% if 0 %}" + "{% elif 0 %}" * 600 + "x{% endif %}"),
    "comment": _text("{# " + "x" * 7000 + " #}"),
}  # fmt: skip
