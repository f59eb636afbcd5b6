"""The last so many numbers of a list, in their order."""

import json
import re
import sys

WORDS = "zero one two three four five six seven eight nine ten".split()
TASK = re.compile(r"\blast\s+(\w[\w,]*)\b.*?\b(?:of|in|from)\b(.*)$", re.IGNORECASE | re.DOTALL)


def read_numbers(text: str) -> list[int | float]:
    """All numbers of a text, in their order; whole ones as int."""
    tokens = re.findall(r"(?<![\w.])[-+]?(?:\d+(?:\.\d+)?|\.\d+)", text)
    return [float(token) if "." in token else int(token) for token in tokens]


def solve(description: str) -> list[int | float]:
    """As many numbers as are asked for, none of them made up."""
    found = TASK.search(description)
    if found is None:
        raise ValueError("a count and a list are needed")
    named = found.group(1).lower().replace(",", "")
    count = WORDS.index(named) if named in WORDS else int(named)
    numbers = read_numbers(found.group(2))
    if count > len(numbers):
        raise ValueError(f"the list has only {len(numbers)} numbers")
    return numbers[len(numbers) - count :]


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
