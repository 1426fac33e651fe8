"""How a variant reads: on paper, on a page, in a terminal.

Markdown becomes a tree (`markdown`, `tree`), formulas a tree of MathML (`math`), a variant a
`sheet.Question`; `printers` write sheets in LaTeX, Typst, HTML and text, `pdf` sets them.
"""
