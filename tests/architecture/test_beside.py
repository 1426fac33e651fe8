"""Networks whose text is spread over several files: neighbours are read as text, as Python would import them."""

from pathlib import Path

import pytest

from quizgen.architecture import read, summarise
from quizgen.architecture.minipython import importing
from quizgen.errors import UserError
from quizgen.solver.network import Network

BLOCKS = """
import torch
from torch import nn
from .sizes import WIDTH as width

def double(n):
    global calls
    calls = calls + 1
    return globals()["width"] * n

calls = 0

class Block(nn.Module):
    def __init__(self, into, out=double(2)):
        super().__init__()
        self.fc = nn.Linear(into, out)

    def forward(self, x):
        return torch.cumsum(self.fc(x), 1)

if __name__ == "__main__":
    net = nn.Linear(1000, 1000)
"""
NET = """
from torch import nn
{imports}

calls = 70

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = {block}(4), {block}(6, calls - 67)

    def forward(self, x):
        return self.b(self.a(x))
"""
WANTED = 4 * 6 + 6 + 6 * 3 + 3


def project(folder: Path, **files: str) -> Path:
    """A folder of models with two modules in a folder beside, and more files by their names."""
    told = {"parts/blocks.py": BLOCKS, "parts/sizes.py": "WIDTH = 3\n__all__ = ['WIDTH']", "parts/__init__.py": "from . import blocks"}  # fmt: skip
    for name, text in {**told, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def net(imports: str, block: str = "Block") -> str:
    return NET.replace("{imports}", imports).replace("{block}", block)


@pytest.mark.parametrize(
    ("name", "imports", "block"),
    [
        ("net.py", "from parts.blocks import Block", "Block"),
        ("net.py", "from .parts.blocks import Block as B", "B"),
        ("net.py", "from .parts import blocks", "blocks.Block"),
        ("net.py", "import parts.blocks", "parts.blocks.Block"),
        ("net.py", "import parts.blocks as p", "p.Block"),
        ("net.py", "import parts", "parts.blocks.Block"),
        ("net.py", "from parts.blocks import *", "Block"),
        ("parts/net.py", "from .blocks import Block", "Block"),
        ("parts/net.py", "from blocks import Block", "Block"),
        ("parts/net.py", "from parts.blocks import Block", "Block"),
        ("other/deep/net.py", "from ...parts.blocks import Block", "Block"),
        ("other/deep/net.py", "from parts.blocks import Block", "Block"),
        ("other/deep/net.py", "from parts import blocks", "blocks.Block"),
    ],
)
def test_a_file_beside_is_read(tmp_path: Path, name: str, imports: str, block: str) -> None:
    found = read(project(tmp_path, **{name: net(imports, block)}) / name)
    assert isinstance(found, Network)
    assert found.parameter_count == WANTED
    folder = Path(name).parent
    blocks = "../" * len(folder.parts) + "parts/blocks.py"
    blocks = "blocks.py" if folder.name == "parts" else blocks
    assert found.left_out == (f"line 19 of {blocks}: cumsum",)


def test_a_notebook_has_neighbours_too(tmp_path: Path) -> None:
    import json

    cell = {"cell_type": "code", "source": net("from parts.blocks import Block")}
    text = json.dumps({"cells": [cell], "nbformat": 4, "nbformat_minor": 5, "metadata": {}})
    assert read(project(tmp_path, **{"net.ipynb": text}) / "net.ipynb").parameter_count == WANTED


def test_the_network_is_that_of_the_file_itself(tmp_path: Path) -> None:
    """A module that a neighbour makes or defines is not taken for it."""
    made = "from torch import nn\nextra = nn.Linear(50, 50)\nclass Later(nn.Linear):\n    pass\n"
    files = {"extra.py": made, "net.py": net("import extra\nfrom parts.blocks import Block\nfrom extra import Later")}  # fmt: skip
    assert read(project(tmp_path, **files) / "net.py").parameter_count == WANTED
    (tmp_path / "only.py").write_text("from extra import Later\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"only\.py:1: no layers here"):
        read(tmp_path / "only.py")


def test_a_circle_sees_what_there_is_so_far(tmp_path: Path) -> None:
    files = {
        "a.py": "from torch import nn\nfrom b import make\nclass A(nn.Linear):\n    pass\n",
        "b.py": "import a\ndef make(n):\n    return a.A(n, 2)\n",
        "net.py": "import torch\nfrom a import make\nnet = make(5)\n",
    }
    assert read(project(tmp_path, **files) / "net.py").parameter_count == 12


@pytest.mark.parametrize(
    ("files", "imports", "said"),
    [
        ({}, "from .absent import Block", r"net\.py:3: Block .* \.absent, and there is no such file"),
        ({}, "from parts.blocks import Blok as Block", r"parts/blocks\.py has no 'Blok'"),
        ({}, "from ......far import Block", "no such file"),
        ({"odd.py": "class ("}, "from odd import Block", r"odd\.py: line 1, .* not Python"),
        ({"odd.py": "#" * 200_001}, "from odd import Block", r"odd\.py: 200001 characters"),
        ({"odd.py": "from parts.blocks import Block\nBlock = data(3)"}, "from odd import Block", "unknown name 'data'"),
        ({"bad.py": "import torch\nclass Block(torch.nn.Module):\n    def __init__(self, *n):\n        super().__init__()\n        self.x = 1 / 0\n"},
         "from bad import Block", r"^bad\.py:5: "),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_with_its_place(
    tmp_path: Path, files: dict[str, str], imports: str, said: str
) -> None:
    path = project(tmp_path, **files, **{"net.py": net(imports)}) / "net.py"
    with pytest.raises(UserError, match=said.replace(r"net\.py", ".*net\\.py")):
        read(path)


def test_an_import_of_two_files_is_not_guessed(tmp_path: Path) -> None:
    files = {"other/parts/blocks.py": BLOCKS.replace("width", "3 +"), "other/net.py": net("from parts.blocks import Block")}  # fmt: skip
    with pytest.raises(UserError, match=r"parts/blocks\.py and \.\./parts/blocks\.py could be"):
        read(project(tmp_path, **files) / "other/net.py")


def test_a_single_file_far_above_is_not_taken(tmp_path: Path) -> None:
    files = {"blocks.py": BLOCKS, "one/net.py": net("from blocks import Block")}
    with pytest.raises(UserError, match="Block is imported from blocks, which is not read"):
        read(project(tmp_path, **files) / "one/net.py")


@pytest.mark.parametrize(
    ("bound", "most", "said"),
    [
        ("FILES", 1, "more than 1 files"),
        ("CHARACTERS", 100, "more than 100 characters"),
        ("DEEP", 1, "more than 1 files import each other in a row"),
    ],
)
def test_files_are_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str, most: int, said: str
) -> None:
    monkeypatch.setattr(importing, bound, most)
    path = project(tmp_path, **{"net.py": net("from parts.blocks import Block")}) / "net.py"
    with pytest.raises(UserError, match=said):
        read(path)
    path.write_text("import torch\nimport parts.blocks\nnet = torch.nn.Linear(3, 4)", encoding="utf-8")  # fmt: skip
    assert read(path).parameter_count == 16  # the network needs nothing of it


def test_a_text_without_a_file_has_no_neighbours() -> None:
    with pytest.raises(UserError, match="which is not read"):
        read(net("from .blocks import Block"))


def test_a_file_with_the_name_of_a_library_is_not_passed_over(tmp_path: Path) -> None:
    """Python would take the file beside the one that it runs; what is not used of it harms nobody."""
    files = {"copy.py": "def copy(n):\n    return 2 * n\n", "deep/json.py": ""}
    used = net("import copy\nfrom parts.blocks import Block").replace("calls - 67", "copy.copy(3)")
    with pytest.raises(UserError, match="copy may be the library or the file of that name"):
        read(project(tmp_path, **files, **{"net.py": used}) / "net.py")
    for word in ("copy", "json"):
        path = project(
            tmp_path, **{"net.py": net(f"import {word}\nfrom parts.blocks import Block")}
        )
        assert read(path / "net.py").parameter_count == WANTED


@pytest.mark.parametrize(
    "files", [{"parts.py": "#" * 200_001}, {"models/parts.py": NET, "../models/parts.py": NET}]
)
def test_a_file_that_is_there_and_not_read_is_not_one_that_is_missing(
    tmp_path: Path, files: dict[str, str]
) -> None:
    """`except ImportError` would silently take another network."""
    name = next(iter(files)).removesuffix(".py").replace("/", ".")
    tried = f"try:\n    from {name} import Block\nexcept ImportError:\n    from other import Block"
    told = {"other.py": BLOCKS.replace("from .sizes", "from parts.sizes"), **files}
    (tmp_path / "in").mkdir()
    for file, text in {**told, "net.py": net(tried)}.items():
        path = tmp_path / "in" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=r"characters of code|could be meant"):
        read(tmp_path / "in/net.py")


def test_a_folder_in_a_folder_keeps_its_modules(tmp_path: Path) -> None:
    files = {"all/__init__.py": "", "all/parts/__init__.py": "WIDTH = 1", "all/parts/deep.py": BLOCKS.replace(".sizes", "parts.sizes")}  # fmt: skip
    text = net("import all.parts.deep", "all.parts.deep.Block").replace("67", "68 + all.parts.WIDTH")  # fmt: skip
    assert read(project(tmp_path, **files, **{"net.py": text}) / "net.py").parameter_count == WANTED


def test_names_too_long_for_a_file_and_byte_order_marks(tmp_path: Path) -> None:
    path = project(tmp_path, **{"net.py": net(f"from {'n' * 300} import Block")})
    with pytest.raises(UserError, match="which is not read"):
        read(path / "net.py")
    path = project(tmp_path, **{"marked.py": "\ufefffrom parts.blocks import Block", "net.py": net("from marked import Block")})  # fmt: skip
    assert read(path / "net.py").parameter_count == WANTED


def layer(name: str, width: int) -> str:
    """A file with a class of `width` · 5 weights and one more of 1,000."""
    made = "class {}(nn.Linear):\n    def __init__(self):\n        super().__init__(5, {}, bias=False)\n"
    return f"from torch import nn\n{made.format(name, width)}{made.format('Other', 200)}"


@pytest.mark.parametrize(
    ("init", "width", "files"),
    [
        ("'''Layers.'''\nfrom .a import Block\nfrom .broken import More\n__all__ = ['Block', 'More']", 1, {"a.py"}),
        ("from .b import Block\nfrom .a import Block\nfrom .c import Other", 1, {"a.py"}),
        ("from .a import Block\nfrom .b import *\nfrom .c import Other", 2, {"b.py"}),
        ("from .b import *\nfrom .a import Block\nfrom .c import *", 3, {"c.py"}),
        ("from .d import *\nfrom .a import Block as Old, Other\nfrom .b import *", 2, {"b.py"}),
        ("from .a import *\nfrom .d import *", 1, {"a.py", "d.py"}),
        ("import other.e as Block\nBlock.width = 7\nfrom .a import Block", 1, {"a.py", "../other/e.py"}),
    ],
)  # fmt: skip
def test_a_folder_that_imports_gives_what_is_asked_of_it(
    tmp_path: Path, init: str, width: int, files: set[str]
) -> None:
    """A library's `__init__.py` names hundreds of files; the last import of a name counts, as in Python."""
    said = {f"{name}.py": layer("Block", place) for place, name in enumerate("abc", 1)}
    said |= {"d.py": layer("Deep", 4), "broken.py": "class (", "__init__.py": init}
    for name, text in said.items():
        (tmp_path / "lib").mkdir(exist_ok=True)
        (tmp_path / "lib" / name).write_text(text, encoding="utf-8")
    (tmp_path / "other").mkdir()
    (tmp_path / "other/e.py").write_text("width = 0\n", encoding="utf-8")
    path = tmp_path / "net.py"
    path.write_text("import torch\nfrom lib import Block\nnet = Block()\n", encoding="utf-8")
    found = read(path)
    assert found.parameter_count == 5 * width
    wanted = {file.removeprefix("../") if "/" in file else f"lib/{file}" for file in files}
    assert set(found.files) == {"lib/__init__.py", *wanted}
    if "broken" not in init:
        path.write_text("import torch\nfrom lib import *\nnet = Block()\n", encoding="utf-8")
        assert read(path).parameter_count == 5 * width
    path.write_text("import torch\nfrom lib import Blok\nnet = Blok()\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"has no 'Blok'"):
        read(path)


def test_folders_without_a_file_of_their_own(tmp_path: Path) -> None:
    """`import a.b.c` goes through folders of folders; a file's own folder has its name for it, too."""
    blocks = BLOCKS.replace(".sizes", "parts.sizes")
    path = project(tmp_path, **{"bare/deep/blocks.py": blocks}) / "net.py"
    path.write_text(net("import bare.deep.blocks", "bare.deep.blocks.Block"), encoding="utf-8")
    assert read(path).parameter_count == WANTED
    inner = tmp_path / "bare/deep/net.py"
    inner.write_text(net("from deep import blocks", "blocks.Block"), encoding="utf-8")
    assert read(inner).parameter_count == WANTED
    path.write_text(net("import bare.deep.absent", "bare.deep.absent.Block"), encoding="utf-8")
    with pytest.raises(UserError, match="bare"):
        read(path)


def test_names_that_a_library_is_not_known_to_have(tmp_path: Path) -> None:
    """A file of the library itself, with the library beside it: its own layers are read."""
    files = {
        "timm/layers/__init__.py": "from .blocks import Block",
        "timm/layers/blocks.py": BLOCKS.replace(".sizes", "parts.sizes"),
        "timm/models/net.py": net("from timm.layers import DropPath, Block"),
    }
    found = read(project(tmp_path, **files) / "timm/models/net.py")
    assert found.parameter_count == WANTED


def test_files_that_were_read_are_listed(tmp_path: Path) -> None:
    """Whoever looks at the table sees which files its network is made of; a folder alone is none."""
    path = project(tmp_path, **{"bare/more.py": BLOCKS.replace(".sizes", "parts.sizes"), "net.py": net("from bare.more import Block")})  # fmt: skip
    found = summarise(read(path / "net.py"))
    wanted = ["bare/more.py", "parts/sizes.py"]
    assert found.to_json()["files"] == wanted
    (told,) = (remark for remark in found.remarks() if "read as well" in remark)
    assert told == "read as well: bare/more.py, parts/sizes.py"
    alone = summarise(read("import torch\nnet = torch.nn.Linear(3, 4)"))
    assert alone.to_json()["files"] == []
    assert not list(alone.remarks())


KERAS = """
from tensorflow.keras import Model, Sequential, layers

extra = Sequential([layers.Input((7,)), layers.Dense(9)])

def model_of(units=3):
    return Sequential([layers.Input((4,)), layers.Dense(units), layers.Dense(2)])

class Last(Model):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(50)

    def call(self, x):
        return self.dense(x)
"""


@pytest.mark.parametrize("made", ["parts.model_of(5)", "model_of(5)", "Model(b.input, b.output)"])
def test_keras_has_neighbours_too(tmp_path: Path, made: str) -> None:
    """Models, functions and classes that a neighbour has besides are not the file's own."""
    text = f"from tensorflow.keras import Model\nimport parts\nfrom parts import *\nb = model_of(5)\nmodel = {made}\n"
    (tmp_path / "parts.py").write_text(KERAS, encoding="utf-8")
    (tmp_path / "net.py").write_text(text, encoding="utf-8")
    found = read(tmp_path / "net.py")
    assert (found.parameter_count, found.files) == (4 * 5 + 5 + 5 * 2 + 2, ("parts.py",))
    (tmp_path / "net.py").write_text("import keras\nfrom parts import *\n", encoding="utf-8")
    with pytest.raises(UserError, match="no model here"):
        read(tmp_path / "net.py")
    (tmp_path / "parts.py").write_text(KERAS.replace("(units)", "(units // 0)"), encoding="utf-8")
    (tmp_path / "net.py").write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=r"parts\.py:7: "):
        read(tmp_path / "net.py")


REGISTER = "SIZES = {}\ndef known(f):\n    SIZES[f.__name__] = f\n    return f\n"
CHANGED = {
    "a part is set": ({"conf": "W = 4", "late": "from . import conf\nconf.W = 8", "__init__": "from . import conf\nfrom . import late"}, "from lib import conf\nn = conf.W"),
    "a method": ({"conf": "W = [1, 2]", "late": "from .conf import W\nW.append(8)", "__init__": "from .conf import W\nfrom .late import *"}, "from lib import W\nn = W[-1]"),
    "a register": ({"conf": REGISTER, "late": "from .conf import known\n@known\ndef size():\n    return 8", "__init__": "from .conf import SIZES\nfrom . import late"}, "from lib import SIZES\nn = SIZES['size']() if 'size' in SIZES else 3"),
    "in a file of a file": ({"conf": "W = {}", "later": "from lib.conf import W\nif True:\n    W['w'] = 8", "late": "from . import later", "__init__": "from .conf import W\nfrom . import late"}, "from lib import W\nn = W.get('w', 3)"),
    "a name bound twice, in a circle": ({"conf": "from lib import W as FIRST", "__init__": "W = 8\nfrom .conf import FIRST\nW = 3"}, "from lib import FIRST as n"),
    "a function called as its file": ({"conf": "def conf():\n    return 8", "__init__": "from .conf import conf"}, "import lib.conf\nn = lib.conf()"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGED)
def test_a_file_that_changes_another_one_is_not_left_out(tmp_path: Path, name: str) -> None:
    """Python runs all that an `__init__.py` imports; here what nobody asks for is left out, where that is all the same."""
    files, main = CHANGED[name]
    (tmp_path / "lib").mkdir()
    for file, text in files.items():
        (tmp_path / f"lib/{file}.py").write_text(text, encoding="utf-8")
    path = tmp_path / "net.py"
    path.write_text(
        f"import torch\nfrom torch import nn\n{main}\nnet = nn.Linear(5, n, bias=False)\n"
    )
    assert read(path).parameter_count == 40


@pytest.mark.parametrize(
    "text",
    [
        "from tensorflow import keras\nfrom built import model\nmodel.compile(loss='mse')\n",
        "import numpy as np\nfrom built import model\nmodel.fit(np.zeros(3))\n",
        "import built\nnet = built.model\n",
    ],
)
def test_a_model_of_keras_from_a_file_beside(tmp_path: Path, text: str) -> None:
    """15 weights of 4 units to 3, and 4 of 3 units to 1; what the file beside does not use is no model of this one."""
    layers = "[keras.Input(shape=(4,)), keras.layers.Dense(3), keras.layers.Dense(1)]"
    beside = f"from tensorflow import keras\nmodel = keras.Sequential({layers})\n"
    (tmp_path / "built.py").write_text(beside, encoding="utf-8")
    (tmp_path / "train.py").write_text(text, encoding="utf-8")
    found = read(tmp_path / "train.py")
    assert (found.parameter_count, found.files) == (19, ("built.py",))
