"""Torch code that grows without end: refused in a few steps, with the line, never run."""

from pathlib import Path

import pytest

from quizgen.architecture.fake_torch import read_torch
from quizgen.errors import UserError

HEAD = "import torch\nfrom torch import nn\n\nclass Net(nn.Module):\n    def __init__(self):\n"
TAIL = "\n        self.a = nn.Linear(3, 3)\n\n    def forward(self, x):\n        return self.a(x)\n"
GROWING = {
    "a list doubled": "l = [1]\n        for i in range(90):\n            l = l + l",
    "a list extended": "l = [1]\n        for i in range(90):\n            l.extend(l)",
    "a list of lists summed": "l = sum([[1] * 1000] * 1000, [])",
    "a list repeated": "l = [0] * 10**9",
    "a text doubled": "s = 'a'\n        for i in range(90):\n            s = f'{s}{s}'",
    "a text repeated": "s = 'a' * 10**9",
    "tuples in tuples": "t = (1,)\n        for i in range(90):\n            t = (t, t)\n        nn.Sequential(t)",
    "a power": "n = 10\n        for i in range(60):\n            n = n ** 2",
    "a range": "l = [i for i in range(10**9)]",
    "a dictionary": "d = {i: i for i in range(10**9)}",
    "a function of itself": "f = lambda k: f(k)\n        f(3)",
    "code that runs itself": "c = 'exec(c)'\n        exec(c)",
    "many layers": "l = nn.ModuleList([nn.Linear(2, 2) for i in range(10**8)])",
    "no end": "while True: pass",
}


# What reaches outside is never run; a network that does not need it is read all the same.
OUTSIDE = {
    "an import": "l = __import__('os').system('touch owned')",
    "an open file": "l = open('/etc/passwd').read()",
    "attributes of attributes": "l = nn.Linear(2, 2).__class__.__bases__",
    "code in a text": "l = eval('open(\\'owned\\', \\'w\\')') or exec('import os; os.system(\\'touch owned\\')')",
    "the machine itself": "l = (lambda: 0).__globals__['__builtins__']",
}


@pytest.mark.parametrize("name", OUTSIDE)
def test_nothing_of_it_is_run(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code = HEAD + "        super().__init__()\n        " + OUTSIDE[name] + TAIL
    assert read_torch(code, input_shape=(3,)).parameter_count == 12
    with pytest.raises(UserError, match=r"<torch>:[67]: "):
        read_torch(code.replace("nn.Linear(3, 3)", "nn.Linear(3, l)"), input_shape=(3,))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", GROWING)
def test_refused(name: str) -> None:
    with pytest.raises(UserError, match="<torch>") as error:
        read_torch(HEAD + "        " + GROWING[name] + TAIL, input_shape=(3,))
    assert len(str(error.value)) < 2_000


def test_classes_above_each_other() -> None:
    code = "class B(C):\n    pass\nclass C(B):\n    pass\n" + HEAD.replace("nn.Module", "B")
    with pytest.raises(UserError, match="<torch>"):
        read_torch(code + "        super().__init__()" + TAIL, input_shape=(3,))


@pytest.mark.parametrize(
    ("argument", "noun"),
    [
        ("self", "a module"),
        ("nn.Linear(2, 2)", "a layer"),
        ("nn.ModuleList([nn.ReLU()])", "a list of layers"),
    ],
)
def test_what_is_no_number_is_named(argument: str, noun: str) -> None:
    code = HEAD + f"        super().__init__()\n        self.l = nn.Linear({argument}, 3)" + TAIL
    with pytest.raises(UserError, match=f"Linear: {noun} is given where a number belongs"):
        read_torch(code, input_shape=(3,))


@pytest.mark.filterwarnings("error")
def test_pythons_own_warnings_are_kept_away() -> None:
    code = HEAD + "        n = 1if True else 2" + TAIL
    assert read_torch(code, input_shape=(3,)).parameter_count == 12


@pytest.mark.parametrize("made", ["nn.Conv2d(3, 4, size)", "Own(3, 4, size)"])
def test_a_size_from_elsewhere_is_named(made: str) -> None:
    """Of a class that is a layer too, where the call of its constructor is what cannot be followed."""
    code = (
        "from torch import nn\nfrom elsewhere import size\n\n"
        "class Own(nn.Conv2d):\n    def __init__(self, *sizes):\n        super().__init__(*sizes)\n\n"
    )
    with pytest.raises(UserError, match=r":2: .*elsewhere"):
        read_torch(f"{code}net = nn.Sequential({made})", input_shape=(3, 8, 8))


def test_pairs_of_torchs_own() -> None:
    code = "from torch import nn\nnet = nn.Conv2d(3, 4, nn.modules.utils._pair(3))"
    assert read_torch(code, input_shape=(3, 8, 8)).output_shape((3, 8, 8)) == (4, 6, 6)


def test_of_conditions_in_each_other_the_inner_one_is_told() -> None:
    code = (
        "from torch import nn\nimport elsewhere\nwidth = 1\nif elsewhere.a:\n    width = 2\n"
        "for _ in range(width):\n    if width:\n        width += 1\nnet = nn.Linear(3, width)"
    )
    with pytest.raises(UserError) as error:
        read_torch(code)
    said = "a condition in line 4 depends on what is not known: elsewhere is a library that is not read"
    assert error.value.args[0] == f"<torch>:4: net is not known: {said}"
