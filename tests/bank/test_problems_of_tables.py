"""What is said of the tables of a bank and of a sheet: line, field, what was found, and how it is mended."""

import pytest

from quizgen.bank.load import load_text

H = "[[exercise]]\nid = 'slip'\n"
N = f"{H}ask = 'n'\nanswer = '2'\n"

SAID: list[tuple[str, list[str]]] = [
    ("questions = 3", ['1: questions: is not a list|questions = ["conv1d-arch"]']),
    ("questions = [3]\n", ['1: questions: entry 1 names no exercise|{ id = "conv1d-arch", level = "M" }']),
    ("questions = [{ id = 'a', level = 3 }]", ['1: questions: entry 1: level is not text|level = "…"']),
    ("questions = [{ id = 'a', instance = 3 }]", ['1: questions: entry 1: instance is not text|instance = "…"']),
    ("questions = [{ id = 'a', points = 'x' }]", ['1: questions: entry 1: points are not a number|points = 2, or "1/2"']),
    ("questions = [{ id = 'a', lvel = 'x' }]", ["1: questions: entry 1: unknown key 'lvel'|did you mean 'level'?"]),
    ("questions = ['a']\nweek = 3", ['2: week: a course and its week stand together|part_of = "first-course" and week = 3, counted from 1']),
    ("questions = ['a']\npart_of = 'x'", ['2: part_of: a course and its week stand together|part_of = "first-course" and week = 3, counted from 1']),
    ("questions = ['a']\npart_of = 'x'\nweek = -1", ['3: week: a course and its week stand together|part_of = "first-course" and week = 3, counted from 1']),
    ("questions = ['a']\nextra = 1", ["2: extra: unknown key 'extra'|keys are id, intro, part_of, partial, questions, title, week"]),
    ("other = 3\n[[exercise]]\nid='a'\nask='n'\nanswer='2'", ["1: other: unknown table 'other'|a bank holds [[exercise]] tables"]),
    (N + "[defaults]\nbloom = 'apply'", ["5: defaults: stand behind an exercise|move them to the head of the file"]),
    ("exercise = [3]", ["1: exercise: is not a table|write [[exercise]]"]),
    ("[exercise]\nid='a'", ["1: exercise: is one table, not a list|write [[exercise]] with two brackets"]),
    ("[[exercise]]\nid='A b'\nask = 'n'\nanswer = '2'\n", ["2: id: 'A b' is not an id|small letters, digits and hyphens: conv1d-arch"]),
    ("[[exercise]]\nask='n'\nanswer='2'", ["1: id: '' is not an id|small letters, digits and hyphens: conv1d-arch"]),
    (N + "few = true", ['5: few: few = true and its reason stand together|few = true and few_reason = "why there cannot be 200 different statements"']),
    (N + "few_reason = 'x'", ['5: few_reason: few = true and its reason stand together|few = true and few_reason = "why there cannot be 200 different statements"']),
    (N + "few = true\nfew_reason = ' '", ['5: few: few = true and its reason stand together|few = true and few_reason = "why there cannot be 200 different statements"']),
    (N + "[[exercise.part]]\nask='n'\nanswer='3'", ["3: ask: stands beside [[exercise.part]]|move it into a part"]),
    (H, ['1: exercise: asks nothing|give it `ask = "conv.output(x, weight=k)"` or [[exercise.part]]']),
    (H + "[[exercise.part]]\nanswer='3'", ["3: part.0: asks nothing|give it `ask`"]),
    (H + "[[exercise.part]]\nid='p'\nask='n'\nanswer='3'\n[[exercise.part]]\nid='p'\nask='m'\nanswer='4'", ["8: part.1.id: 'p' is used twice|part ids differ"]),
    (H + "[exercise.part.P]\nid='p'\nask='n'\nanswer='3'", ["4: part.P.id: stands beside an id in the header|leave it out"]),
    (N + "mistakes = { a = 3 }", ['5: mistakes.a: is not an expression|write name = "D + U", or name = ["D + U", "What is said to it."]']),
    (N + "mistakes = { a = ['3'] }", ['5: mistakes.a: is not an expression|write name = "D + U", or name = ["D + U", "What is said to it."]']),
    (N + "mistakes = { a = { value = '3', credit = 'x' } }", ['5: mistakes.a: credit is not a number|credit = "1/4"']),
    (N + "mistakes = { a = { hint = 'x' } }", ['5: mistakes.a: is not an expression|write name = "D + U", or name = ["D + U", "What is said to it."]']),
    (H + "ask='n'\nchoices=['a','b']", ['1: exercise: choices without answer|say which text is right: answer = "\'text\'"']),
    (H + "ask='n'\nanswer='3'\npictures=['x']", ['5: pictures: stand without choices|say what each shows: choices = ["tanh", …]']),
    (H + "ask = ['n', '2']\nanswer = '3'", ["4: answer: stands beside an answer in ask|leave one of them out"]),
    (H + "ask.P = 'n'\nanswer.P = '3'\nhint.Q = 'x'", ["5: hint.Q: no part is called 'Q'|the parts are P"]),
    (H + "ask.P = ['n', '3']\nkind = { Q = 'integer' }", ["4: kind.Q: no part is called 'Q'|the parts are P"]),
    (H + "ask.first = 'n'\nanswer.first = '3'\nhint.frist = 'x'", ["5: hint.frist: no part is called 'frist'|did you mean 'first'?"]),
    (H + "ask.P = 'n'\nanswer = '3'", ["4: answer: does not say of which part|answer.P = …"]),
    (H + "ask.P = 'n'\nanswer.P = '3'\n[[exercise.part]]\nask='n'", ["5: part: stands beside a table `ask`|write all parts in one form"]),
    (N + "askk = 'x'", ["5: askk: unknown key 'askk'|did you mean 'ask'?"]),
    (N + "revision = 'x'", ["5: revision: 'x' is not a whole number from 1|revision = 2"]),
    (N + "revision = 0", ["5: revision: 0 is not a whole number from 1|revision = 2"]),
    (N + "revision = 1.5", ["5: revision: 1.5 is not a whole number from 1|revision = 2"]),
    (N + "let.a = [{ b = 0.5 }]", ['5: let.a: [{\'b\': 0.5}] is no expression|"D + U", a number, true or false, or a list of these']),
    (N + "revision = true", ["5: revision: True is not a whole number from 1|revision = 2"]),
    (N + "bloom = 'aply'", ["5: bloom: 'aply' is no level of Bloom's taxonomy|one of remember, understand, apply, analyse, evaluate, create"]),
    ("[defaults]\nbloom = 3\n" + N, ["2: defaults.bloom: 3 is no level of Bloom's taxonomy|one of remember, understand, apply, analyse, evaluate, create"]),
    (N + "let = { a = [] }", ['5: let.a: [] is no expression|"D + U", a number, true or false, or a list of these']),
    (N + "draw.a = { b = 3 }", ['5: draw.a: {\'b\': 3} is no expression|"D + U", a number, true or false, or a list of these']),
    (N + "[exercise.level.E]\na = 3\nb = [[]]", ['7: level.E.b: [[]] is no expression|"D + U", a number, true or false, or a list of these']),
    (N + "minutes = 'long'", ["5: minutes: is not a number of minutes|minutes = 4"]),
    (N + "tags = 'x'", ['5: tags: is not a list of texts|["…", "…"]']),
    (N + "draw = 3", ['5: draw: is not a table|{ name = "expression" }']),
    (N + "level = { E = 3 }", ["5: level: is not a table of tables|[exercise.level] and name = { D = … }"]),
    (N + "points = -1", ['5: points: is not a number of points|points = 2, or "1/2"']),
    (N + "settings = 3", ['5: settings: is not a table|{ name = "expression" }']),
    (N + "work = 3", ['5: work: is not a table|work = { points = 2, rubric = [{ line = "…", points = 2 }] }']),
    (N + "profile = { bias = 'maybe' }", ["5: profile.bias: 'maybe' is no value of bias|one of off, on, on-units, on-filters, code"]),
    (N + "profile = { bas = 'off' }", ["5: profile.bas: no convention is called 'bas'|did you mean 'bias'?"]),
    (H + "ask='n'\nkind='text'\n", ['1: model: no model answer|model = "…", Markdown as in ask', '1: rubric: no rubric|rubric = [{ line = "names the rule", points = 1 }]']),
    (H + "ask='n'\nmodel='x'\n", ['1: rubric: no rubric|rubric = [{ line = "names the rule", points = 1 }]']),
    (H + "ask='n'\nrubric=3\n", ['1: model: no model answer|model = "…", Markdown as in ask', '4: rubric: is not a list of lines with points|rubric = [{ line = "names the rule", points = 1 }]']),
    (H + "ask='n'\nrubric=['a']\n", ['1: model: no model answer|model = "…", Markdown as in ask', '4: rubric: is not a list of lines with points|rubric = [{ line = "names the rule", points = 1 }]']),
    (H + "ask='n'\nrubric={a=1}\nanswer='3'\n", ['5: answer: is for a part that the program marks|a part of kind "text" has model and rubric', '1: model: no model answer|model = "…", Markdown as in ask', '4: rubric: is not a list of lines with points|rubric = [{ line = "names the rule", points = 1 }]']),
    (N + "rubric = ['x']", ['4: answer: is for a part that the program marks|a part of kind "text" has model and rubric', '1: model: no model answer|model = "…", Markdown as in ask', '5: rubric: is not a list of lines with points|rubric = [{ line = "names the rule", points = 1 }]']),
    (N + "listing = 3", ["5: listing: is not text|put it into quotes"]),
    (N + "holds = 'answer > 1'\nfollow='2'", ["6: follow: goes with a key, not with holds|leave follow out"]),
    (N + "cases = {c='[1]'}", ['5: cases: stands without holds|say with a property what is right: holds = "answer % 2 == 0"']),
    (N + "says='x'", ['5: says: stands without holds|say with a property what is right: holds = "answer % 2 == 0"']),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), SAID, ids=[said[0][:50] for _, said in SAID])
def test_says(text: str, said: list[str]) -> None:
    found = load_text(text, "bank.toml").problems
    assert [f"{p.line}: {p.field}: {p.message}|{p.fix}" for p in found] == said
