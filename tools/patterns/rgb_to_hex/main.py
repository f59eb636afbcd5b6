"""A colour of red, green and blue in hexadecimal."""

import json
import re
import sys


def read_integers(text: str) -> list[int]:
    """All whole numbers of a text, in their order."""
    return [int(token) for token in re.findall(r"(?<![\w.])[-+]?\d+", text)]


def solve(description: str) -> str:
    """The colour as #rrggbb."""
    parts = read_integers(description.replace("(", " "))
    if len(parts) != 3 or not all(0 <= part <= 255 for part in parts):
        raise ValueError("three numbers from 0 to 255 are needed")
    return "#" + "".join(f"{part:02x}" for part in parts)


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
