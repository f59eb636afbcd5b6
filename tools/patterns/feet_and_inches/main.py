"""A height in feet and inches in another unit."""

import json
import re
import sys

UNITS = {"c": 2.54, "m": 0.0254, "i": 1.0}
UNIT = r"(centimet(?:er|re)s?|cm|met(?:er|re)s?|m|inches)"
TASK = re.compile(
    r"(\d[\d,]*)\s*(?:feet\b|foot\b|ft\b|')[\s,]*(?:and\s+)?"
    r"(\d[\d,]*)\s*(?:inches\b|inch\b|in\b|\")",
    re.IGNORECASE,
)
TARGET = re.compile(rf"\bhow many\s+{UNIT}\b|\b(?:to|into|in)\s+{UNIT}[\s.?!]*$", re.IGNORECASE)


def tidy(value: float) -> int | float:
    """The value rounded to 10 places; a whole one as int."""
    rounded = round(value, 10)
    return int(rounded) if rounded == int(rounded) else rounded


def solve(description: str) -> int | float:
    """The length in the unit, rounded to 10 places."""
    plain = description.translate(str.maketrans("“”„‘’", '"""\'\''))
    found, target = TASK.search(plain), TARGET.search(plain)
    if found is None or target is None:
        raise ValueError("say: convert 5 ft 10 in to cm")
    feet, inches = (int(number.replace(",", "")) for number in found.groups())
    if inches > 11:
        raise ValueError("beside feet there are 0 to 11 inches")
    unit = target.group(1) or target.group(2)
    return tidy((feet * 12 + inches) * UNITS[unit[0].lower()])


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
