"""Parts as a reader finds them: lists of numbers and letters, with runs in short."""

from collections.abc import Mapping, Sequence


def listed(places: Sequence[tuple[int, str]], whole: Mapping[int, int]) -> str:
    """Parts as a reader finds them, `whole` the number of parts of each question.

    >>> listed([(1, ""), (2, "a"), (2, "b"), (3, "a"), (3, "b"), (3, "d")], {1: 1, 2: 2, 3: 4})
    '1, 2, 3a, 3b, 3d'
    >>> listed([(1, ""), (2, ""), (3, ""), (4, "b"), (4, "c"), (4, "d")], {1: 1, 2: 1, 3: 1, 4: 4})
    '1–3, 4b–d'
    """
    named: list[tuple[int, str]] = []
    for number in dict.fromkeys(number for number, _ in places):
        labels = [label for of, label in places if of == number]
        complete = len(labels) == whole[number]
        named.extend([(number, "")] if complete else [(number, label) for label in labels])
    runs: list[list[tuple[int, str]]] = []
    for place in named:
        if runs and _follows(runs[-1][-1], place):
            runs[-1].append(place)
        else:
            runs.append([place])
    return ", ".join(map(_run, runs))


def _follows(place: tuple[int, str], following: tuple[int, str]) -> bool:
    (number, label), (next_number, next_label) = place, following
    if not label or not next_label:
        return not label and not next_label and next_number == number + 1
    alone = len(label) == len(next_label) == 1
    return number == next_number and alone and ord(next_label) == ord(label) + 1


def _run(run: Sequence[tuple[int, str]]) -> str:
    (number, label), (last, last_label) = run[0], run[-1]
    if len(run) < 3:
        return ", ".join(f"{number}{label}" for number, label in run)
    return f"{number}{label}–{last_label or last}"
