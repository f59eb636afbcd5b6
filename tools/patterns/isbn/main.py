"""Whether an ISBN of 10 or 13 digits has the right check digit."""

import json
import re
import sys


def solve(description: str) -> bool:
    """Whether the check digit fits the others."""
    found = re.search(r"\d(?:[\d -]*[\dXx])", description)
    if found is None:
        raise ValueError("an ISBN is needed")
    code = re.sub(r"[ -]", "", found.group()).upper()
    if re.fullmatch(r"\d{9}[\dX]", code):
        digits = [10 if char == "X" else int(char) for char in code]
        return sum((10 - place) * digit for place, digit in enumerate(digits)) % 11 == 0
    if re.fullmatch(r"\d{13}", code):
        return sum(int(char) * (3 if place % 2 else 1) for place, char in enumerate(code)) % 10 == 0
    return False


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
