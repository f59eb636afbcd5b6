"""A mass in another unit."""

import json
import re
import sys


def tidy(value: float) -> int | float:
    """The value rounded to 10 places; a whole one as int."""
    rounded = round(value, 10)
    return int(rounded) if rounded == int(rounded) else rounded


FACTORS = {
    "milligrams, milligram, mg": 0.001,
    "grams, gram, g": 1.0,
    "kilograms, kilogram, kilos, kilo, kg, kgs": 1000.0,
    "tonnes, tonne, metric tons, metric ton": 1000000.0,
    "ounces, ounce, oz": 28.349523125,
    "pounds, pound, lbs, lb": 453.59237,
    "stones, stone": 6350.29318,
}
UNITS = {word: factor for words, factor in FACTORS.items() for word in words.split(", ")}
UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
NUMBER = r"((?:an?|one)(?=\s)|[-+]?(?:\d[\d,]*(?:\.\d+)?|\.\d+))"
FORWARD = re.compile(rf"(?<![\w.]){NUMBER}\s*({UNIT})\b\s+(?:to|into|in|as)\s+({UNIT})\b", re.I)
BACKWARD = re.compile(rf"\bhow many\s+({UNIT})\b.*?(?<!\w){NUMBER}\s*({UNIT})\b", re.I)
BEHIND = re.compile(rf"\b({UNIT})\s+to\s+({UNIT})\b[\s:]*{NUMBER}[\s.?!]*$", re.I)


def solve(description: str) -> int | float:
    """The quantity in the other unit, rounded to 10 places."""
    text = " ".join(description.split())
    forward, backward = FORWARD.search(text), BACKWARD.search(text)
    behind = BEHIND.search(text)
    if backward is not None:
        new, value, old = backward.groups()
    elif forward is not None:
        value, old, new = forward.groups()
    elif behind is not None:
        old, new, value = behind.groups()
    else:
        raise ValueError("say: convert 5 UNIT to UNIT")
    amount = float(value.replace(",", "")) if value[-1].isdigit() else 1.0
    return tidy(amount * UNITS[old.lower()] / UNITS[new.lower()])


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
