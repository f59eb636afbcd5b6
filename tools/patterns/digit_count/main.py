"""How many digits a whole number has."""

import json
import re
import sys


def read_whole(text: str) -> int:
    """The one whole number of a text, in which commas group digits."""
    found = re.findall(r"(?<![\w.])[-+]?\d+(?![\w.]*\d)", text.replace(",", ""))
    if len(found) != 1 or len(found[0]) > 4000:
        raise ValueError("one whole number of at most 4000 digits is needed")
    return int(found[0])


def solve(description: str) -> int:
    """The length of the number, written in decimals."""
    number = read_whole(description)
    if re.search(r"(?<![\d.,])0\d", description) or number < 0:
        raise ValueError("a whole number without leading zeros is needed")
    return len(str(number))


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
