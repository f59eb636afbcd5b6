"""The perimeter of a rectangle from its sides."""

import json
import re
import sys


def read_numbers(text: str) -> list[int | float]:
    """All numbers of a text, in their order; whole ones as int."""
    tokens = re.findall(r"(?<![\w.])[-+]?(?:\d+(?:\.\d+)?|\.\d+)", text)
    return [float(token) if "." in token else int(token) for token in tokens]


def tidy(value: float) -> int | float:
    """The value rounded to 10 places; a whole one as int."""
    rounded = round(value, 10)
    return int(rounded) if rounded == int(rounded) else rounded


def measures(description: str, count: int) -> list[int | float]:
    """So many numbers above 0."""
    numbers = read_numbers(description.replace(",", "") if count == 1 else description)
    if len(numbers) != count or min(numbers) <= 0:
        raise ValueError(f"{count} number(s) above 0 are needed")
    return numbers


def solve(description: str) -> int | float:
    """Twice the sum of both sides."""
    first, second = measures(description, 2)
    return tidy(2 * (first + second))


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
