"""How many days a month of a year has."""

import calendar
import json
import re
import sys

MONTHS = (
    "january february march april may june july august september october november december"
).split()
TASK = re.compile(rf"\b({'|'.join(MONTHS)})\b\D*(\d+)", re.IGNORECASE)


def solve(description: str) -> int:
    """The length of the month in days."""
    found = TASK.search(description)
    if found is None:
        raise ValueError("a month and a year are needed")
    year = int(found.group(2))
    if not 1 <= year <= 9999:
        raise ValueError("the year must be from 1 to 9999")
    return calendar.monthrange(year, MONTHS.index(found.group(1).lower()) + 1)[1]


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
