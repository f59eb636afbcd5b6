"""The number at one place of a list, counted from 1."""

import json
import re
import sys

PLACES = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
TASK = re.compile(
    r"\b(?:([-+]?[\d,]+)\s?(?:st|nd|rd|th)|([a-z]+))\s+(?:number|value|element|item)\s+"
    r"(?:in|of|from)\b(.*)$",
    re.IGNORECASE | re.DOTALL,
)


def read_numbers(text: str) -> list[int | float]:
    """All numbers of a text, in their order; whole ones as int."""
    tokens = re.findall(r"(?<![\w.])[-+]?(?:\d+(?:\.\d+)?|\.\d+)", text)
    return [float(token) if "." in token else int(token) for token in tokens]


def solve(description: str) -> int | float:
    """The number at that place; the last one if that is asked for."""
    found = TASK.search(description)
    if found is None:
        raise ValueError("a place and a list are needed")
    digits, word, rest = found.groups()
    numbers = read_numbers(rest)
    if digits:
        place = int(digits.replace(",", ""))
    else:
        place = len(numbers) if word.lower() == "last" else PLACES.index(word.lower()) + 1
    if not 1 <= place <= len(numbers):
        raise ValueError(f"the list has {len(numbers)} numbers, its first is number 1")
    return numbers[place - 1]


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
