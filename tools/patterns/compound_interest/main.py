"""What a sum of money grows to with compound interest."""

import json
import re
import sys

TASK = re.compile(
    r"([\d,]+(?:\.\d+)?)\D*?([\d.]+)\s*(?:%|percent)\D*?(\d+)\s*years?\b", re.IGNORECASE | re.DOTALL
)


def solve(description: str) -> float:
    """The final amount, interest added once a year."""
    found = TASK.search(description)
    if found is None:
        raise ValueError("an amount, a rate in percent and a number of years are needed")
    amount, rate = float(found.group(1).replace(",", "")), float(found.group(2))
    years = int(found.group(3))
    if years > 1000 or rate > 1000:
        raise ValueError("at most 1000 years and 1000 percent are handled")
    return round(amount * (1 + rate / 100) ** years, 2)


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
