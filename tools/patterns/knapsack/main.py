"""The greatest value that fits into a knapsack."""

import json
import re
import sys


def read_numbers(text: str) -> list[int | float]:
    """All numbers of a text, in their order; whole ones as int."""
    tokens = re.findall(r"(?<![\w.])[-+]?(?:\d+(?:\.\d+)?|\.\d+)", text)
    return [float(token) if "." in token else int(token) for token in tokens]


LISTS = re.compile(
    r"weights\D*?(\[[^\]]*\]).*?values\D*?(\[[^\]]*\]).*?capacity\D*(\d+)", re.I | re.DOTALL
)


def solve(description: str) -> int | float:
    """The best total value; each thing is taken once or not at all."""
    found = LISTS.search(description)
    if found is None:
        raise ValueError("weights, values and a capacity are needed")
    weights = [int(weight) for weight in read_numbers(found.group(1))]
    values, capacity = read_numbers(found.group(2)), int(found.group(3))
    if len(weights) != len(values) or min(weights, default=1) < 1:
        raise ValueError("each thing needs a weight of at least 1 and a value")
    if capacity > 100_000 or len(weights) > 200:
        raise ValueError("at most 200 things and a capacity of 100,000 are handled")
    best: list[int | float] = [0] * (capacity + 1)
    for weight, value in zip(weights, values):
        for room in range(capacity, weight - 1, -1):
            best[room] = max(best[room], best[room - weight] + value)
    return best[capacity]


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
