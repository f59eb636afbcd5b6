"""The body mass index from weight and height."""

import json
import re
import sys

TASK = re.compile(
    r"([\d.]+)\s*(?:kg|kilo\w*)\b.*?([\d.]+)\s*(m|cm|cent\w+|met\w+)\b", re.I | re.DOTALL
)


def solve(description: str) -> float:
    """Weight in kg by the square of the height in m, to one place."""
    found = TASK.search(description)
    if found is None:
        raise ValueError("a weight in kg and a height in m or cm are needed")
    weight = float(found.group(1))
    height = float(found.group(2)) / (100 if found.group(3).lower().startswith("c") else 1)
    if not (0.3 < height < 3 and 1 < weight < 700):
        raise ValueError("weight and height must be those of a person, in kg and m or cm")
    return round(weight / height**2, 1)


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
