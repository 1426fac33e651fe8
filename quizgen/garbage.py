"""When Python looks for garbage: seldom, as little of what is made here is part of a cycle."""

import atexit
import gc


def rare_collection() -> None:
    """Let the garbage collector look less often, and at the end of the process not at all.

    To look for cycles costs a tenth of the time of starting, of drawing sheets, and of grading.
    """
    gc.set_threshold(200_000, 20, 50)
    atexit.register(gc.freeze)
