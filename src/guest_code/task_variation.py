"""Varies the numbers of a task's sentence, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Sequence


def vary_task(
    seed: int, size: int, kinds: Sequence[str], pieces: Sequence[str], others: Sequence[str]
) -> dict[str, str]:
    """Return a node's input: one of `others`, or the pieces with a value of a kind between them.

    Numbers and lists grow with size.
    """
    source = random.Random(seed)
    if others:
        return {"description": others[seed % len(others)]}
    text = pieces[0]
    for kind, piece in zip(kinds, pieces[1:]):
        if kind == "list":
            text += ", ".join(str(source.randint(1, 9 * size)) for _ in range(max(3, size)))
        elif kind == "decimal":
            text += str(round(source.uniform(1, 10 * size), 2))
        else:
            text += str(source.randint(max(1, size // 2), max(2, 2 * size)))
        text += piece
    return {"description": text}
