"""One module for each kind of answer; the table of `quizgen.answers.kind` lists them."""
