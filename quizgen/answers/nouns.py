"""Words that may stand beside a value without changing it: a closed list, in six languages and two more.

English, German, French, Spanish, Italian, Portuguese, and some Chinese and Japanese, which have no blanks
between words, see `quizgen.answers.glued`. What is not here is not passed over: `half`,
`never` and `moins` say something else than the number behind them. Words are kept without accents
and capital letters, as `folded` gives them.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# What an answer is called, whatever it is.
SAID = frozenset(
    """answer ans result solution antwort ergebnis losung loesung reponse resultat
    respuesta resultado solucion risposta risultato soluzione resposta solucao
    答案 答 解 结果 答え 解答 回答 結果""".split()
)
# What a number or a table of numbers is called besides.
ANSWER = SAID | frozenset(
    """value total count number amount sum output shape size
    wert anzahl zahl gesamtzahl gesamtanzahl summe valeur nombre quantite somme
    valor numero cantidad suma valore totale somma quantidade soma
    个数 数量 总数 数目 输出 形状 合計 総数 数 個数 値 值 出力 形""".split()
)
# What a table of numbers is called besides.
TABLES = frozenset(
    "matrix matrice matriz matrizes vector vektor vecteur vettore vetor table tabelle 矩阵 向量 行列 ベクトル".split()
)
# What one number is called, never a table of them.
SUMS = frozenset("sum summe somme suma somma soma 合計".split())
# What says that a matrix goes by its columns.
COLUMNS = frozenset(
    "column columns spalte spalten colonne colonnes columna columnas coluna colunas 列".split()
)
# What is counted or computed, one line for one thing.
_GROUPS = [
    frozenset(line.split())
    for line in """
    parameter parameters param params parametern parametres parametro parametros parametri 参数 パラメータ パラメーター
    weight weights gewicht gewichte gewichten poids peso pesos pesi coefficient coefficients koeffizienten 权重 重み
    bias biases intercept intercepts achsenabschnitt achsenabschnitte biais sesgo sesgos interceptos intercette 偏置 バイアス 切片
    connection connections edge edges link links verbindung verbindungen kante kanten connexion connexions arete aretes liaison liaisons conexion conexiones arista aristas connessione connessioni arco archi conexao conexoes aresta arestas 连接 接続 エッジ 辺
    zeros zeroes nullen zeri ceros 零 ゼロ
    outputs output ausgabe ausgaben ausgang ausgange ausgaenge sortie sorties salida salidas uscita uscite saida saidas 输出 出力
    inputs input eingabe eingaben eingang eingange eingaenge entrees entradas ingressi 输入 入力
    unit units neuron neurons node nodes einheit einheiten neuronen knoten neurone neurones unite unites unidad unidades neurona neuronas nodo nodos unita neuroni nodi unidade neuronio neuronios nos 神经元 ユニット ニューロン
    size length width height länge laenge größe grösse groesse breite taille longueur largeur tamano longitud ancho dimensione lunghezza tamanho comprimento
    step steps update updates iteration iterations schritt schritte schritten aktualisierungen iterationen etape etapes iteracion iteraciones paso pasos passo passi passos iterazioni iteracoes 步 步骤 ステップ 反復
    entry entries numbers element elements eintrag eintrage eintraege elemente valeurs values werte elementos elementi valores valori
    window windows position positions fenster fenetre fenetres ventana ventanas finestra finestre janela janelas
    kernel kernels filter filters kern kerne filtre filtres filtro filtros filtri noyau noyaux 卷积核 カーネル フィルタ フィルター
    channel channels kanal kanale kanaele canal canaux canales canale canali canais 通道 チャンネル
    layer layers schicht schichten couche couches capa capas strato strati camada camadas 层 層
    function functions funktion funktionen fonction fonctions funcion funciones funzione funzioni funcao funcoes
    operation operations multiplication multiplications multiplikationen multiplicaciones moltiplicazioni multiplicacoes mac macs flops additions 乘法 運算 乗算 演算
    epoch epochs epoche epochen epoque epoques epoca epocas
    batch batches
    row rows zeile zeilen ligne lignes fila filas riga righe linha linhas 行
    column columns spalte spalten colonne colonnes columna columnas coluna colunas 列
    feature features merkmal merkmale caracteristiques caracteristicas
    pixel pixels
    token tokens letter letters character characters
    loss verlust perte perdida perdita perda cost
    gradient gradients derivative ableitung derivee derivada derivata
    activation activations
    prediction predictions
    """.splitlines()
    if line.strip()
]
COUNTED = frozenset(word for group in _GROUPS for word in group)
# What stands before and between them.
FILLERS = frozenset(
    """the a an my our final overall correct right exact of in for all there these to
    trainable learnable learned free adjustable hidden distinct different learn
    der die das den dem des ein eine meine mein unsere unser endgultige endgultiges richtige richtiges korrekte gesamte genaue genauer von an fur fuer lernbare lernbaren freie freien trainierbare
    le la les l un une mon ma notre finale correcte bonne exacte de d du au aux
    el los las lo mi nuestra nuestro correcta del en
    il i gli mio mia nostra finale corretta giusta di dei delle degli della del
    o os as minha meu nossa correta certa do da dos das""".split()
)
# Between the name and the value; what follows is the value.
VERBS = frozenset(
    """is are equals equal has have gives yields ist sind betragt betraegt lautet hat ergibt est sont vaut donne
    es son tiene e sono sao tem vale""".split()
)
# Said of a count, behind it.
_TOTALS = frozenset({"total", "totale", "altogether", "insgesamt", "gesamt", "overall"})
_LONGEST = 9
# Marks of another sound.
_VOICED = "\N{COMBINING KATAKANA-HIRAGANA VOICED SOUND MARK}\N{COMBINING KATAKANA-HIRAGANA SEMI-VOICED SOUND MARK}"
# Without their dots they would be adjectives: große, lange, hohe.
_KEPT = frozenset({"größe", "grösse", "länge", "höhe"})


@lru_cache(maxsize=1 << 14)
def folded(word: str) -> str:
    """Without accents and capital letters; the marks of kana are no accents: ベ is not ヘ.

    >>> folded("Réponse"), folded("Größe"), folded("ベクトル")
    ('reponse', 'größe', 'ベクトル')
    """
    if word.isascii():
        return word.lower()
    if word.lower() in _KEPT:
        return word.lower()
    apart = unicodedata.normalize("NFD", word)
    bare = (c for c in apart if unicodedata.category(c) != "Mn" or c in _VOICED)
    return unicodedata.normalize("NFC", "".join(bare)).casefold()


@lru_cache(maxsize=1024)
def nouns_for(units: tuple[str, ...]) -> frozenset[str]:
    """The nouns that go with what is asked: the units of a question with their other names, or all.

    >>> "gewichte" in nouns_for(("weights",)), "zeros" in nouns_for(("weights",))
    (True, False)
    >>> "pass" in nouns_for(("passes",)), "observation" in nouns_for(("observations",))
    (True, True)
    """
    if not units:
        return ANSWER | COUNTED
    own = {folded(unit) for unit in units}
    same = [group for group in _GROUPS if group & own]
    of_one = map(_of_one, own - COUNTED)
    return ANSWER.union(own, of_one, *same)


def _of_one(plural: str) -> str:
    """What one of several is called, of words that no line above has."""
    return plural.removesuffix("es" if plural.endswith("sses") else "s")


def is_phrase(words: Iterable[str], nouns: frozenset[str]) -> bool:
    """Whether words name what is asked and say nothing more.

    >>> nouns = nouns_for(())
    >>> is_phrase("the number of weights".split(), nouns), is_phrase(["half"], nouns)
    (True, False)
    """
    found = [folded(word) for word in words]
    known = all(word in nouns or word in FILLERS for word in found)
    return known and len(found) <= _LONGEST and any(word in nouns for word in found)


def is_unit(words: Iterable[str], nouns: frozenset[str]) -> bool:
    """Whether words behind a number say what it counts: `weights`, `weights in total`, `in total`.

    >>> is_unit(["weights"], nouns_for(())), is_unit(["thousand"], nouns_for(()))
    (True, False)
    """
    found = [folded(word) for word in words]
    if found[-2:] == ["in", "all"]:
        found[-2:] = ["altogether"]
    known = all(word in nouns or word in FILLERS or word in _TOTALS for word in found)
    return (
        known
        and len(found) <= _LONGEST
        and any(word in nouns or word in _TOTALS for word in found)
        and found[-1] not in {"number", "count", "zahl", "anzahl", "nombre", "numero"}
    )
