"""How many ways there are to choose k of n things."""

import json
import math
import re
import sys


def read_integers(text: str) -> list[int]:
    """All whole numbers of a text, in their order."""
    return [int(token) for token in re.findall(r"(?<![\w.])[-+]?\d+", text)]


OF = re.compile(r"\b(\d+)\s+(?:from|of|out of)\s+(\d+)", re.IGNORECASE)
LIMIT = 5000


def solve(description: str) -> int:
    """The binomial coefficient."""
    found = OF.search(description)
    if found is not None:
        chosen, things = int(found[1]), int(found[2])
    else:
        numbers = read_integers(description)
        if len(numbers) != 2:
            raise ValueError("two whole numbers are needed")
        things, chosen = numbers
    if not 0 <= things <= LIMIT or chosen < 0:
        raise ValueError(f"the numbers must be from 0 to {LIMIT}")
    return math.comb(things, chosen)


def main() -> None:
    """Read the task from stdin and print the answer, both as one JSON object."""
    given = json.load(sys.stdin)
    try:
        answer: dict[str, object] = {"result": solve(str(given.get("description", "")))}
    except ValueError as problem:
        answer = {"error": str(problem)}
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
