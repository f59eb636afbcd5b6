"""A temperature in Celsius, Fahrenheit or Kelvin."""

import json
import re
import sys


def tidy(value: float) -> int | float:
    """The value rounded to 10 places; a whole one as int."""
    rounded = round(value, 10)
    return int(rounded) if rounded == int(rounded) else rounded


UNIT = r"(?:degrees?|deg|°)?\s*(?:degrees?|°)?\s*(celsius|centigrade|fahrenheit|kelvin|c|f|k)\b"
NUMBER = r"([-+]?(?:\d[\d,]*(?:\.\d+)?|\.\d+))"
FORWARD = re.compile(rf"(?<![\w.]){NUMBER}\s*{UNIT}\s+(?:to|into|in|as)\s+{UNIT}", re.I)
BACKWARD = re.compile(rf"\bhow (?:many|much)\s+{UNIT}.*?{NUMBER}\s*{UNIT}", re.I)
BEHIND = re.compile(rf"\b{UNIT}\s+to\s+{UNIT}[\s:]*{NUMBER}[\s.?!]*$", re.I)
ABSOLUTE_ZERO = -273.15


def to_celsius(value: float, unit: str) -> float:
    """The temperature in degrees Celsius."""
    if unit == "f":
        return (value - 32) * 5 / 9
    return value + ABSOLUTE_ZERO if unit == "k" else value


def from_celsius(value: float, unit: str) -> float:
    """The temperature, given in degrees Celsius, in the unit."""
    if unit == "f":
        return value * 9 / 5 + 32
    return value - ABSOLUTE_ZERO if unit == "k" else value


def solve(description: str) -> int | float:
    """The temperature in the other unit, rounded to 10 places."""
    forward, backward = FORWARD.search(description), BACKWARD.search(description)
    behind = BEHIND.search(description)
    if backward is not None:
        new, value, old = backward.groups()
    elif forward is not None:
        value, old, new = forward.groups()
    elif behind is not None:
        old, new, value = behind.groups()
    else:
        raise ValueError("say: convert 20 celsius to fahrenheit")
    celsius = to_celsius(float(value.replace(",", "")), old[0].lower())
    if celsius < ABSOLUTE_ZERO - 1e-9:
        raise ValueError("there is no temperature below absolute zero")
    return tidy(from_celsius(celsius, new[0].lower()))


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
