"""Numbers in words, which are not read: they are told apart from words that say nothing of a number."""

from quizgen.answers.nouns import folded
from quizgen.pattern import pattern

# Up to a hundred, in six languages; what a word of several is made of counts as well.
_WORDS = frozenset(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred
    null eins zwei drei vier funf fuenf sechs sieben acht neun zehn elf zwolf zwoelf dreizehn vierzehn funfzehn sechzehn
    siebzehn achtzehn neunzehn zwanzig dreissig dreißig vierzig funfzig sechzig siebzig achtzig neunzig hundert
    un deux trois quatre cinq sept huit neuf dix onze douze treize quatorze quinze seize vingt trente quarante
    cinquante soixante cent
    cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince veinte treinta cuarenta
    cincuenta sesenta setenta ochenta noventa cien
    due tre quattro cinque sei sette otto nove dieci undici dodici tredici venti trenta
    dois quatro sete oito dez doze vinte trinta""".split()
)
_SIGNS = frozenset("minus moins menos meno negative".split())
_WORD = pattern(r"[^\W\d_]+")
_PHRASE = pattern(r"[^\W\d_]+(?:[ -][^\W\d_]+){0,4}[.! ]*")
_SIGNED = pattern(r"([^\W\d_]+) +([0-9][0-9.,/]*)")


def in_words(text: str) -> str:
    """What to do about a number or a sign in words; empty for any other text.

    >>> in_words("eleven weights"), in_words("minus 6"), in_words("half")
    ('a number in words; write it in digits', "'minus' is not read as a sign; write -6", '')
    """
    if _PHRASE.fullmatch(text):
        words = [folded(word) for word in _WORD.findall(text)]
        words = words[1:] if words[0] in _SIGNS else words
        if words and words[0] in _WORDS:
            return "a number in words; write it in digits"
    signed = _SIGNED.fullmatch(text)
    if signed and folded(signed[1]) in _SIGNS:
        return f"{signed[1][:12]!r} is not read as a sign; write -{signed[2].rstrip('.,')[:20]}"
    return ""
