"""The LaTeX math a formula may use: commands of LaTeX, amsmath and amssymb that every printer knows.

A closed list, because a formula is copied into the `.tex` as it is: nothing in it can define, read or write.
"""

_GREEK = """alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi
rho varrho sigma varsigma tau upsilon phi varphi chi psi omega
Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"""

_LETTERS = "ell hbar imath jmath Re Im aleph partial nabla infty emptyset varnothing forall exists nexists top bot angle prime"

_BINARY = """pm mp times div cdot ast star circ bullet oplus ominus otimes odot cap cup setminus wedge vee land lor
dagger"""

_RELATIONS = """le leq ge geq lt gt ne neq equiv approx sim simeq cong propto ll gg in notin ni subset subseteq supset
supseteq mid nmid parallel perp leqslant geqslant prec succ doteq models vdash"""

_ARROWS = """to gets mapsto leftarrow rightarrow Leftarrow Rightarrow leftrightarrow Leftrightarrow longrightarrow
longleftarrow Longrightarrow longmapsto iff implies uparrow downarrow rightsquigarrow hookrightarrow leadsto"""

_OPERATORS = """sum prod int coprod bigcup bigcap bigoplus bigotimes bigodot exp ln log lg sin cos tan sinh cosh tanh
arcsin arccos arctan max min sup inf lim limsup liminf arg det dim deg ker gcd Pr mod bmod pmod operatorname operatorname*
limits nolimits"""

_STRUCTURE = r"""frac dfrac tfrac binom dbinom tbinom sqrt left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr
overline underline overbrace underbrace overset underset stackrel hat widehat bar tilde vec dot ddot boxed
begin end not"""

_DELIMITERS = "lfloor rfloor lceil rceil langle rangle lvert rvert lVert rVert vert Vert lbrace rbrace lbrack rbrack backslash"

_FONTS = """mathbf mathrm mathit mathsf mathtt mathbb mathcal mathfrak boldsymbol text textrm textbf textit texttt textsf
emph rm bf displaystyle textstyle"""

_SPACES = r"quad qquad , ; : ! > { } | % $ # & _ dots ldots cdots vdots ddots colon phantom"

COMMANDS = frozenset(
    f"{_GREEK} {_LETTERS} {_BINARY} {_RELATIONS} {_ARROWS} {_OPERATORS} {_STRUCTURE} {_DELIMITERS} {_FONTS} {_SPACES}".split()
) | {"\\", " "}  # fmt: skip

ENVIRONMENTS = frozenset(
    "matrix bmatrix pmatrix vmatrix Vmatrix Bmatrix smallmatrix cases aligned alignedat gathered array".split()
)
