"""The red, green and blue of a colour in hexadecimal."""

import json
import re
import sys


def solve(description: str) -> list[int]:
    """Red, green and blue, each from 0 to 255."""
    found = re.search(r"#([0-9a-f]{6}|[0-9a-f]{3})\b", description, re.IGNORECASE)
    if found is None:
        raise ValueError("a colour such as #ff8800 is needed")
    digits = found.group(1)
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return [int(digits[at : at + 2], 16) for at in (0, 2, 4)]


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
