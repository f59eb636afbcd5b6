"""Whether a text is an IPv4 address."""

import json
import re
import sys


def solve(description: str) -> bool:
    """Whether the word is four numbers from 0 to 255, parted by dots."""
    found = re.search(r"(?<![\w.])\d[\w.:]*", description)
    if found is None:
        raise ValueError("an address is needed")
    parts = found.group().rstrip(".:").split(".")
    shaped = [part for part in parts if part.isdigit() and str(int(part)) == part]
    return len(parts) == len(shaped) == 4 and all(int(part) <= 255 for part in shaped)


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
