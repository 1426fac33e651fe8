"""The letters of formulas in text: raised and lowered ones, accents, and plain ones for mathematical alphabets."""

import unicodedata

from quizgen.document.math import Element

SUPER = str.maketrans(
    "0123456789+−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW⊤𝖳′″∗⋆,",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵀᵀ′″**,",
)
SUB = str.maketrans("0123456789+−=()aehijklmnoprstuvx,", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ,")
OPEN, CLOSE = frozenset("([{⌊⌈⟨"), frozenset(")]}⌋⌉⟩")
_RAISED = "".join(map(chr, SUPER.values()))
ACCENTS = {
    "ˆ": "\u0302",
    "˜": "\u0303",
    "¯": "\u0304",
    "\u0332": "\u0304",
    "⃗": "\u20d7",
    "˙": "\u0307",
    "¨": "\u0308",
}


def scripted(element: Element, letters: dict[int, int]) -> str:
    """A script in raised or lowered letters; empty where one of its letters has none."""
    if element.tag in {"mi", "mn", "mo", "mtext"}:
        text = plain(element.text)
        return text.translate(letters) if all(ord(sign) in letters for sign in text) else ""
    if element.tag != "mrow":
        return ""
    parts = [scripted(child, letters) for child in element.children]
    return "".join(parts) if all(parts) else ""


def plain(text: str) -> str:
    """Letters of mathematical alphabets as the plain ones a terminal shows reliably; double-struck stay."""
    if text.isascii() or text in "ℝℤℕℚℂ𝔼ℓ":
        return {"𝔼": "E"}.get(text, text)
    return "".join(
        unicodedata.normalize("NFKC", sign)
        if ord(sign) >= 0x1D400 or sign in "ℒℬℰℱℋℐℳℛℯℊℴ"
        else sign
        for sign in text
    )


def operand(text: str) -> str:
    """A formula in a line as an operand: in parentheses unless it is one number, name or bracket.

    >>> operand("x₁"), operand("x + 1"), operand("(x + 1)²")
    ('x₁', '(x + 1)', '(x + 1)²')
    """
    simple = all(
        sign.isalnum() or sign in "._⁽⁾⁻⁺₊₋′√∂" or unicodedata.combining(sign) for sign in text
    )
    bare = text.rstrip(_RAISED)
    enclosed = (
        bare[:1] in OPEN and bare[-1:] in CLOSE and not any(sign in CLOSE for sign in bare[1:-1])
    )
    return text if simple or enclosed else f"({text})"


def divisor(text: str) -> str:
    """A formula in a line below a stroke or a root, where 2σ² would be read as 2 alone.

    >>> divisor("2σ²"), divisor("3√5"), divisor("12"), divisor("dw")
    ('(2σ²)', '(3√5)', '12', 'dw')
    """
    is_product = text[:1].isdigit() and any(sign.isalpha() or sign == "√" for sign in text)
    return f"({text})" if is_product else operand(text)
