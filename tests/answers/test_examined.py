"""Kinds that an examiner found: other derivatives, sums beside tables, sizes in words, working beside names."""

from typing import Any

import pytest

from quizgen.answers import answer_kind

GRADIENT = {"names": ["W", r"\nabla_W J"]}
PARTIAL = {"names": ["formula", "dz/dx"], "variables": ["x", "y"]}
WORDS = {"names": ["formula"], "variables": ["x", "y"]}
ROWS = {"names": ["shape"], "axes": ["rows", "columns"]}
IMAGE = {"names": ["a"], "axes": ["channels", "height", "width"]}


@pytest.mark.parametrize(
    ("kind", "key", "settings", "text", "status"),
    [
        # The derivative of something else, or in something else.
        *(
            ("expression", "2*x", PARTIAL, f"{left} = 2x", "unreadable")
            for left in (
                "dz/dy",
                "∂z/∂y",
                "z_y",
                "dx/dz",
                "dz",
                "d/dy",
                "z''",
                "∇z",
                "d²z/dx²",
                "dw/dx",
            )
        ),
        *(
            ("expression", "2*x", PARTIAL, f"{left} = 2x", "correct")
            for left in (
                "dz/dx",
                "∂z/∂x",
                "z_x",
                r"\frac{\partial z}{\partial x}",
                "d/dx",
                "formula",
            )
        ),
        # Words alone do not say in what the derivative is taken.
        *(
            ("expression", "2*x", WORDS, f"{left} = 2x", "unreadable")
            for left in ("dz/dy", "dz/dx", "z''", "∇z")
        ),
        ("integer", 7, {"names": ["slope"]}, "f'' = 7", "unreadable"),
        ("integer", 7, {"names": ["slope"]}, "f = 7", "correct"),
        *(
            ("matrix", [[1, -2], [3, 4]], GRADIENT, f"{left} = [[1,-2],[3,4]]", "unreadable")
            for left in ("∇_W J^T", "∇_W J^2", "dJ^T/dW")
        ),
        ("matrix", [[1, -2], [3, 4]], {"names": ["W"]}, "∇_W J = [[1,-2],[3,4]]", "correct"),
        ("matrix", [[1, -2], [3, 4]], {"names": ["W"]}, "∇_W J^T = [[1,-2],[3,4]]", "unreadable"),
        # The sum of a vector, the columns of a matrix.
        *(
            ("vector", [3, 4], {"names": ["h"]}, f"{word}[3, 4]", "unreadable")
            for word in ("sum: ", "Summe: ", "somme : ", "suma = ", "sum ")
        ),
        *(
            ("matrix", [[1, -2], [3, 4]], GRADIENT, f"{word} [1,-2], [3,4]", "unreadable")
            for word in ("columns:", "Spalten:", "colonnes :", "columns")
        ),
        ("matrix", [[1, -2], [3, 4]], GRADIENT, "rows: [1,-2], [3,4]", "correct"),
        ("vector", [5, 11], {"names": ["columns"]}, "columns: 5, 11", "correct"),
        # A shape that is turned.
        ("shape", [27, 13], ROWS, "(27,13)ᵀ", "unreadable"),
        ("shape", [27, 13], ROWS, "(27,13)⊤", "unreadable"),
        # Sizes with the words of their axes.
        *(
            ("shape", [27, 13], ROWS, text, "correct")
            for text in (
                "27 rows, 13 columns",
                "13 columns and 27 rows",
                "27 rows x 13 columns",
                "27 Zeilen, 13 Spalten",
                "13 colonnes et 27 lignes",
                "27 filas y 13 columnas",
                "27 righe e 13 colonne",
                "rows 27, columns 13",
            )
        ),
        ("shape", [27, 13], ROWS, "13 rows, 27 columns", "wrong"),
        ("shape", [27, 13], ROWS, "27 rows, 13 rows", "unreadable"),
        ("shape", [27, 13], ROWS, "27 halves, 13 columns", "unreadable"),
        ("shape", [16, 5, 7], IMAGE, "width 7, channels 16, height 5", "correct"),
        ("shape", [16, 5, 7], IMAGE, "height 7, channels 16, width 5", "wrong"),
        ("shape", [16, 5, 7], IMAGE, "channels 16, height 5", "unreadable"),
        # A period in brackets is no product.
        *(
            ("fraction", key, {"arithmetic": True}, text, "unreadable")
            for key, text in (
                ("9/7", "1.(285714)"),
                ("1/6", "0.1(6)"),
                ("3/5", "0.1(6)"),
                ("2", "1.(2)"),
            )
        ),
        ("integer", 6, {"arithmetic": True}, "2(3)", "correct"),
        # Decimals with commas in one line, where as many are asked.
        ("vector", [3, -4, 5], {}, "3,0; -4,0; 5,5", "wrong"),
        ("vector", [3, -4, 5], {}, "3,0; -4,0; 5,0", "unreadable"),
        ("vector", ["3/2", "5/2"], {}, "[1,5; 2,5]", "correct"),
        ("vector", [1, 5, 2, 5], {}, "1,5; 2,5", "unreadable"),
        ("vector", ["3/2", 2500], {}, "1,5; 2,500", "unreadable"),
        # Working beside each name has to end in the value.
        ("vector", [3, -4], {"names": ["h"]}, "h_1 = 1*3 + 0 = 3\nh_2 = -2*2 = -4", "correct"),
        ("vector", [3, -4], {"names": ["h"]}, "h_2 = -4, h_1 = 1+2 = 3", "correct"),
        ("vector", [3, -4], {"names": ["h"]}, "h_1 = 1*3 + 1 = 3\nh_2 = -4", "unreadable"),
        ("vector", [3, -4], {"names": ["h"]}, "h_1 = half = 3, h_2 = -4", "unreadable"),
        # Letters of a mathematical alphabet, a prompt, another hat.
        ("expression", "2*x", {"variables": ["x"]}, "2𝑥", "correct"),
        ("integer", 24, {}, "𝟐𝟒", "correct"),
        ("integer", 24, {}, ">>> 24", "correct"),
        ("integer", 24, {}, ">> 24", "unreadable"),
        ("expression", "2*y_hat", {"variables": ["y_hat"]}, r"2\widehat{y}", "correct"),
    ],
)
def test_what_an_examiner_found(
    kind: str, key: object, settings: dict[str, Any], text: str, status: str
) -> None:
    assert answer_kind(kind, key=key, **settings).judge(text).status == status
