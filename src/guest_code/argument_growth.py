"""Makes arguments for a typed function that grow with a size, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any


def grow_arguments(
    seed: int, size: int, kinds: Mapping[str, str], samples: Sequence[Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Return a call: a sample whose numbers, lists and texts are replaced by larger ones.

    `kinds` says of parameters what they take: "int", "number", "list" (of numbers) or "text".
    """
    source = random.Random(seed)
    arguments = dict(samples[seed % len(samples)])
    for name, kind in kinds.items():
        if kind == "int":
            # Hardly larger than the size: what grows fast must cost about the same for each seed.
            arguments[name] = size + source.randint(0, 2)
        elif kind == "number":
            arguments[name] = round(size + source.uniform(0, 2), 2)
        elif kind == "list":
            arguments[name] = [source.randint(1, 9 * size) for _ in range(max(3, size))]
        elif kind == "text":
            arguments[name] = "".join(source.choices("abc xyz, ", k=5 * size))
    return {"arguments": arguments}
