"""Sizes may be given in any order where each has its name, in the languages of our students."""

import random

import pytest

from quizgen.answers import answer_kind

# One name of each axis a line: how many, channels, depth, height, width.
NAMES = """
n c d h w
N C D H W
b k depth height width
batch channels d rows columns
batchsize channel D row column
batches outchannels depth height cols
batch Kanäle d Höhe Breite
batch Kanaele Tiefe Hoehe Breite
b kanale d hohe breite
batch Kanal d Zeile Spalte
batch Kanäle Tiefe Zeilen Spalten
batch canaux profondeur hauteur largeur
batch canal d ligne colonne
batch canaux d lignes colonnes
batch canales profundidad altura ancho
batch canal d fila columna
batch canales d filas columnas
batch canali profondità altezza larghezza
batch canale d riga colonna
batch canali d righe colonne
batch canais profundidade altura largura
batch canal d linha coluna
batch canais d linhas colunas
batch cout d height width
""".split()
AXES = [NAMES[i : i + 5] for i in range(0, len(NAMES), 5)]
LENGTHS = [
    "l",
    "L",
    "length",
    "Länge",
    "Laenge",
    "longueur",
    "longitud",
    "lunghezza",
    "comprimento",
    "u",
    "U",
]


@pytest.mark.parametrize("names", AXES, ids=" ".join)
@pytest.mark.parametrize("axes", [(1, 3, 4), (0, 1, 3, 4), (1, 2, 3, 4), (0, 1, 2, 3, 4), (3, 4)])
def test_sizes_in_any_order(names: list[str], axes: tuple[int, ...]) -> None:
    rng = random.Random(" ".join(names))  # noqa: S311 - test data
    key = [rng.randint(2, 90) for _ in axes]
    stated = [f"{names[axis]} = {size}" for axis, size in zip(axes, key, strict=True)]
    kind = answer_kind("shape", key)
    for _ in range(4):
        rng.shuffle(stated)
        for text in (", ".join(stated), "; ".join(stated)):
            verdict = kind.judge(text)
            assert verdict.status == "correct", (text, verdict)
            assert verdict.reading == f"({', '.join(map(str, key))})"


@pytest.mark.parametrize("name", LENGTHS)
def test_the_length_of_a_sequence(name: str) -> None:
    kind = answer_kind("shape", [3, 28])
    assert kind.judge(f"channels = 3, {name} = 28").status == "correct"
    assert kind.judge(f"{name} = 28, channels = 3").status == "correct"
    assert kind.judge(f"{name} = 3, channels = 28").status == "wrong"
