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
        # About a value, whatever working follows.
        ("integer", 7, {"arithmetic": True}, "about\n3+4 = 7", "unreadable"),
        ("integer", 7, {"arithmetic": True}, "≈ 3+4 = 7", "unreadable"),
        ("fraction", "2/7", {}, "2/7 ≈ 0.2857", "correct"),
        ("expression", "2*y_hat", {"variables": ["y_hat"]}, r"2\widehat{y}", "correct"),
        # A letter with an index that nobody declared, beside words.
        *(
            ("expression", "2*x", WORDS, f"{left} = 2x", "unreadable")
            for left in ("z_y", "z_1", "f_x", "z_{xy}")
        ),
        *(
            ("expression", "2*x", WORDS, f"{left} = 2x", "correct")
            for left in ("z", "f(x)", "z_new", "formula")
        ),
        ("vector", [3, -4], {"names": ["scores"]}, "h_2 = -4, h_1 = 3", "correct"),
        # A sign glued to a word.
        ("integer", 7, {}, "about+3+4 = 7", "unreadable"),
        ("integer", 7, {}, "roughly-3+10 = 7", "unreadable"),
        ("real", "-0.6931", {}, "about-0.6931", "unreadable"),
        ("real", "-0.6931", {}, "about -0.6931", "correct"),
        # Of two letters in a chain, the second is the question's own, or another thing.
        ("expression", "2*x+7/2", {"variables": ["x"]}, "U = X = 2x+3.5", "unreadable"),
        ("expression", "2*x", {"variables": ["x"], "names": ["U"]}, "Z = U = 2x", "correct"),
        ("integer", 7, {}, "U = X = 7", "unreadable"),
        ("integer", 7, {}, "U = X = 3+4 = 7", "unreadable"),
        ("integer", 7, {"names": ["U", "X"]}, "U = X = 7", "correct"),
        ("integer", 7, {}, "U = U_1 = 7", "correct"),
        ("vector", [3, 4], {}, "h = q = [3, 4]", "unreadable"),
        ("vector", [3, 4], {"names": ["h"]}, "h = Wx = [3, 4]", "correct"),
        ("matrix", [[1, -2], [3, 4]], GRADIENT, "∇_W J = dJ/dW = [[1,-2],[3,4]]", "correct"),
        ("matrix", [[1, -2], [3, 4]], GRADIENT, "∇_W J = dJ/db = [[1,-2],[3,4]]", "unreadable"),
        ("matrix", [[1, -2], [3, 4]], GRADIENT, "∇_W J = half = [[1,-2],[3,4]]", "unreadable"),
        ("shape", [27, 13], ROWS, "S = T = (27, 13)", "unreadable"),
        # Marks of a list, or minus signs.
        *(
            ("vector", [s * 3, s * 4, s * 5], {}, f"{mark} 3\n{mark} 4\n{mark} 5", "unreadable")
            for s in (1, -1)
            for mark in ("-", "–")
        ),
        ("matrix", [[3, 4], [5, 6]], {}, "- 3 4\n- 5 6", "unreadable"),
        ("vector", [-3, -4], {}, "- -3\n- -4", "correct"),
        ("vector", [3, -4, 5], {}, "- 3\n- -4\n- 5", "correct"),
        ("vector", [-3, -4], {}, "-3\n-4", "correct"),
        ("vector", [3, -4], {}, "* 3\n* -4", "correct"),
        ("vector", [3, -4], {}, "• 3\n• -4", "correct"),
        # Several steps, each used by a later one.
        *(
            ("integer", 140, {}, text, "correct")
            for text in (
                "5*14=70; 70*2=140",
                "5*14=70\n70*2=140",
                "5*14 = 70, so 70*2 = 140",
                "10*5=50; 50+20=70; 70*2=140",
                "-3*2=-6; -6+146=140",
                "10*5=50; 2*45=90; 50+90=140",
            )
        ),
        *(
            ("integer", 140, {}, text, "unreadable")
            for text in (
                "5*14=71; 71*2=140",
                "5*14=70; 71*2=140",
                "5*14=70; 7*20=140",
                "U = 70; 70*2 = 140",
                "half = 70; 70*2 = 140",
                "70*2=140; 140",
                "10*14=140; 7*20=140; 140*1=140; 3=3",
            )
        ),
        ("integer", 140, {}, "70*2=140; 140/2=70", "wrong"),
        # A decimal comma with zeros behind it.
        *(("integer", 140, {}, text, "unreadable") for text in ("140,0", "140,00", "140,0000")),
        ("integer", 140000, {}, "140,000", "correct"),
        ("integer", 1400, {}, "1400,000", "unreadable"),
        ("integer", 140, {}, "140,5", "unreadable"),
        ("vector", [3, 0], {}, "3,0", "correct"),
        # Two sizes and a sign between them.
        *(
            ("shape", [27, 13], ROWS, text, "correct")
            for text in ("(27*13)", "27-by-13", "27-x-13", "(27·13)")
        ),
        ("shape", [27, 13], ROWS, "13-by-27", "wrong"),
        ("shape", [351, 1], ROWS, "(27*13*1)", "unreadable"),
        ("shape", [27, 13], ROWS, "27-13", "unreadable"),
        # Calculations between commas.
        *(
            ("vector", [3, -4, 5], {}, text, "correct")
            for text in ("[1+2, -4, 5]", "[1*2 + 1, 2-6, 5]", "3, -4 and 5", "3, -4 und 5")
        ),
        ("vector", [3, -4, 5], {}, "[1+2 -4 5]", "unreadable"),
        ("vector", [3, -4, 5], {}, "[3 -4, 5]", "unreadable"),
        ("vector", [3, -4, 5], {}, "[1+3, -4, 5]", "wrong"),
        ("vector", [3, -4, 5], {}, "3, -4 or 5", "unreadable"),
        ("vector", [3, -4, 5], {}, "3, -4 and half", "unreadable"),
        ("matrix", [[3, -4]], {}, "[[1+2, 2*-2]]", "correct"),
        # One truth value, printed or denied.
        *(
            ("boolean", True, {}, text, "correct")
            for text in ("tensor(True)", "torch.tensor(True)", "np.True_", "array(True)")
        ),
        *(
            ("boolean", False, {}, text, "correct")
            for text in ("tensor(False)", "np.bool_(False)", "array(False)")
        ),
        *(
            ("boolean", True, {}, text, "unreadable")
            for text in ("not true", "it is not true", "not false", "not", "half(True)")
        ),
        # R fills a matrix by columns, unless it is told not to.
        *(
            ("matrix", [[1, 3, 5], [2, 4, 6]], {"names": ["W"]}, text, "correct")
            for text in (
                "matrix(c(1,2,3,4,5,6), nrow=2)",
                "matrix(c(1, 2, 3, 4, 5, 6), 2, 3)",
                "matrix(1:6, ncol = 3)",
                "W <- matrix(c(1,3,5,2,4,6), nrow=2, byrow=TRUE)",
                "matrix(nrow=2, data=1:6)",
                "rbind(c(1,3,5), c(2,4,6))",
                "cbind(c(1,2), c(3,4), c(5,6))",
            )
        ),
        ("matrix", [[1, 2, 3], [4, 5, 6]], {}, "matrix(c(1,2,3,4,5,6), nrow=2)", "wrong"),
        ("matrix", [[1, 3], [2, 4]], {}, "matrix(c(1,2,3,4), nrow=3)", "unreadable"),
        ("matrix", [[1, 3], [2, 4]], {}, "matrix(c(1,2,3,4), half=2)", "unreadable"),
        ("matrix", [[1, 3], [2, 4]], {}, "matrix(c(1,2,3,4), 2, byrow=half)", "unreadable"),
    ],
)
def test_what_an_examiner_found(
    kind: str, key: object, settings: dict[str, Any], text: str, status: str
) -> None:
    assert answer_kind(kind, key=key, **settings).judge(text).status == status


def test_what_is_said_of_a_list_with_hyphens_of_zeros_and_of_words() -> None:
    asked = answer_kind("vector", key=[3, 4]).judge("- 3\n- 4").feedback
    assert "which is meant" in asked
    comma = answer_kind("integer", key=140).judge("140,0").feedback
    assert "write 140 if" in comma
    denied = answer_kind("boolean", key=True).judge("not true").feedback
    assert "write false if" in denied
    said = answer_kind("expression", key="7").judge("half").feedback
    assert "'half' is no number" in said
    assert "none" not in said
