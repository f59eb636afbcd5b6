"""The index of a number in a list, counted from 0."""

import json
import re
import sys

TASK = re.compile(r"([-+]?(?:\d[\d,]*(?:\.\d+)?|\.\d+))\s+in\b(.*)$", re.IGNORECASE | re.DOTALL)


def read_numbers(text: str) -> list[int | float]:
    """All numbers of a text, in their order; whole ones as int."""
    tokens = re.findall(r"(?<![\w.])[-+]?(?:\d+(?:\.\d+)?|\.\d+)", text)
    return [float(token) if "." in token else int(token) for token in tokens]


def solve(description: str) -> int:
    """How many numbers stand before it."""
    found = TASK.search(description)
    if found is None:
        raise ValueError("a number and a list are needed")
    number, numbers = read_numbers(found.group(1).replace(",", ""))[0], read_numbers(found.group(2))
    if number not in numbers or (len(numbers) < 2 and "[" not in found.group(2)):
        raise ValueError("the number is not in the list")
    return numbers.index(number)


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
