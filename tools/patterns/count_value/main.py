"""How often a number occurs in a list."""

import json
import re
import sys


def read_numbers(text: str) -> list[int | float]:
    """All numbers of a text, in their order; whole ones as int."""
    tokens = re.findall(r"(?<![\w.])[-+]?(?:\d+(?:\.\d+)?|\.\d+)", text)
    return [float(token) if "." in token else int(token) for token in tokens]


TASK = re.compile(
    r"(?<![\w.])([-+]?(?:\d[\d,]*(?:\.\d+)?|\.\d+))\s*(?:'?s\b)?[a-z\s]*?\bin\b(.*)$",
    re.IGNORECASE | re.DOTALL,
)


def solve(description: str) -> int:
    """How often the first number of the description occurs among the others."""
    found = TASK.search(description)
    if found is None:
        raise ValueError("a number and a list are needed")
    number, numbers = read_numbers(found.group(1).replace(",", ""))[0], read_numbers(found.group(2))
    if len(numbers) == 1 and "[" not in description:
        raise ValueError("it is not plain whether digits are counted or the numbers of a list")
    return numbers.count(number)


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
