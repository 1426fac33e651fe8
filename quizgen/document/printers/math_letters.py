"""The letters of formulas in text: raised and lowered ones, accents, and plain ones for mathematical alphabets."""

import unicodedata

from quizgen.document.math import Element

SUPER = str.maketrans(
    "0123456789+−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW⊤𝖳′″∗⋆,",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵀᵀ′″**,",
)
SUB = str.maketrans("0123456789+−=()aehijklmnoprstuvx,", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ,")
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
