"""The numbers of one list and then those of another."""

import json
import re
import sys


def read_numbers(text: str) -> list[int | float]:
    """All numbers of a text, in their order; whole ones as int."""
    tokens = re.findall(r"(?<![\w.])[-+]?(?:\d+(?:\.\d+)?|\.\d+)", text)
    return [float(token) if "." in token else int(token) for token in tokens]


def read_lists(text: str) -> tuple[list[int | float], list[int | float]]:
    """The numbers of the two lists in square brackets."""
    found = re.findall(r"\[([^\[\]]*)\]", text)
    if len(found) != 2 or re.search(r"[^\d\s,;.+-]", "".join(found)):
        raise ValueError("two lists of numbers in square brackets are needed")
    return read_numbers(found[0]), read_numbers(found[1])


def solve(description: str) -> list[int | float]:
    """All numbers of both, none left out."""
    first, second = read_lists(description)
    backwards = re.search(r"\bto\s+the\s+end\b", description, re.IGNORECASE)
    return second + first if backwards else first + second


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
