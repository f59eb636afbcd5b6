"""The number that a Roman numeral means."""

import json
import re
import sys

VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
WELL_WRITTEN = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")


def solve(description: str) -> int:
    """The value of the Roman numeral."""
    found = re.search(r"\b[IVXLCDM]+\b", description) or re.search(
        r"\b[ivxlcdm]+\b", description, re.IGNORECASE
    )
    if found is None or not WELL_WRITTEN.fullmatch(found.group().upper()):
        raise ValueError("this is no Roman numeral from I to MMMCMXCIX")
    values = [VALUES[sign] for sign in found.group().upper()]
    total = 0
    for value, following in zip(values, values[1:] + [0]):
        total += -value if value < following else value
    return total


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
