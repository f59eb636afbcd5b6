"""A program that analyzers look at before the fork, to have their caches warm."""

import json
import re
import sys
from collections import Counter
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Pair:
    """Two values."""

    left: int
    right: str = ""


def solve(description: str) -> dict[str, Any]:
    """Count the words of a description."""
    words = re.findall(r"\w+", description.lower())
    counted = Counter(words)
    pairs = [Pair(count, word) for word, count in sorted(counted.items()) if count > 1]
    if not words:
        raise ValueError("there is no word")
    return {"total": sum(counted.values()), "pairs": [pair.right for pair in pairs]}


def main() -> None:
    """Read, solve, print."""
    given = json.load(sys.stdin)
    print(json.dumps({"result": solve(str(given.get("description", "")))}))


if __name__ == "__main__":
    main()
