"""By how many percent a number falls."""

import json
import re
import sys


def read_numbers(text: str) -> list[int | float]:
    """All numbers of a text, in their order; whole ones as int."""
    tokens = re.findall(r"(?<![\w.])[-+]?(?:\d+(?:\.\d+)?|\.\d+)", text)
    return [float(token) if "." in token else int(token) for token in tokens]


def tidy(value: float) -> int | float:
    """The value rounded to 10 places; a whole one as int."""
    rounded = round(value, 10)
    return int(rounded) if rounded == int(rounded) else rounded


def solve(description: str) -> int | float:
    """What is lost, in percent of the first number."""
    numbers = read_numbers(description.replace(",", ""))
    if len(numbers) != 2 or numbers[0] <= 0:
        raise ValueError("two numbers are needed, the first above 0")
    if numbers[1] > numbers[0]:
        raise ValueError("the number grows; say: percentage change from A to B")
    return tidy((numbers[0] - numbers[1]) / numbers[0] * 100)


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
