"""A time in hours and minutes as minutes, seconds or hours."""

import json
import re
import sys

UNITS = {"h": 60.0, "m": 1.0, "s": 1 / 60}
UNIT = r"(minutes|mins|min|seconds|secs|sec|hours|hrs|hr)"
TASK = re.compile(
    r"(\d[\d,]*)\s*(?:hours|hour|hrs|hr|h)\b[\s,]*(?:and\s+)?"
    r"(\d[\d,]*)\s*(?:minutes|minute|mins|min|m)\b",
    re.IGNORECASE,
)
TARGET = re.compile(rf"\bhow many\s+{UNIT}\b|\b(?:to|into|in)\s+{UNIT}[\s.?!]*$", re.IGNORECASE)


def solve(description: str) -> int | float:
    """The time in the unit, rounded to 10 places."""
    plain = description.translate(str.maketrans("“”„‘’", '"""\'\''))
    found, target = TASK.search(plain), TARGET.search(plain)
    if found is None or target is None:
        raise ValueError("say: convert 2 hours 30 minutes to minutes")
    hours, minutes = (int(number.replace(",", "")) for number in found.groups())
    unit = target.group(1) or target.group(2)
    rounded = round((hours * 60 + minutes) / UNITS[unit[0].lower()], 10)
    return int(rounded) if rounded == int(rounded) else rounded


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
