"""The numbers of a list that are less than one number."""

import json
import re
import sys

TASK = re.compile(
    r"(?:\bthan|\bbelow|\bunder|<)\s*([-+]?(?:\d[\d,]*(?:\.\d+)?|\.\d+)(?!\.?\d))", re.IGNORECASE
)


def read_numbers(text: str) -> list[int | float]:
    """All numbers of a text, in their order; whole ones as int."""
    tokens = re.findall(r"(?<![\w.])[-+]?(?:\d+(?:\.\d+)?|\.\d+)", text)
    return [float(token) if "." in token else int(token) for token in tokens]


def read_number(token: str) -> int | float:
    """One number, in which commas group digits; a whole one as int."""
    plain = token.replace(",", "")
    return float(plain) if "." in plain else int(plain)


def solve(description: str) -> list[int | float]:
    """The numbers, in the order of the list."""
    found = TASK.search(description)
    if found is None:
        raise ValueError("the number to compare with is missing")
    bound = read_number(found.group(1))
    return [number for number in read_numbers(TASK.sub(" ", description)) if number < bound]


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
