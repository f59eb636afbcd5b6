"""The mean of the numbers of a file."""

import json
import math
import re
import sys

FILE = re.compile(r"(?<!\S)@(?:\"([^\"]+)\"|(\S+?))(?=[,;:?!.]?(?:\s|$))")
TABLES = (".csv", ".tsv", ".json", ".jsonl", ".yaml", ".xml", ".html")


def read_text(description: str) -> str:
    """The granted file, or what stands in quotes over several lines."""
    granted = FILE.search(description)
    if granted is not None:
        name = granted.group(1) or granted.group(2)
        if name.lower().endswith(TABLES):
            raise ValueError(f"{name} is no plain text of lines")
        try:
            with open(name, encoding="utf-8-sig") as file:
                return file.read()
        except (OSError, UnicodeDecodeError) as problem:
            raise ValueError(f"{name} cannot be read: {problem}") from problem
    quoted = re.search(r"\"([^\"]*(?:\n|\\n)[^\"]*)\"", description)
    if quoted is None:
        raise ValueError("name a file as @name.txt")
    return quoted.group(1).replace("\\n", "\n")


def numbers_of(text: str) -> list[float]:
    """The numbers of a text that holds nothing else, parted by blanks, commas or lines."""
    if re.search(r"\d,\d{3}(?!\d)", text):
        raise ValueError("it is not plain which commas separate numbers and which group digits")
    words = [word for word in re.split(r"[\s,;]+", text) if word]
    for word in words:
        if not re.fullmatch(r"[-+]?(?:\d+(?:\.\d+)?|\.\d+)", word):
            raise ValueError(f"there is more than numbers: {word[:40]}")
    if not words:
        raise ValueError("there are no numbers")
    return [float(word) for word in words]


def tidy(value: float) -> int | float:
    """The value rounded to 10 places; a whole one as int."""
    rounded = round(value, 10)
    return int(rounded) if rounded == int(rounded) else rounded


def solve(description: str) -> int | float:
    """The mean of all its numbers."""
    numbers = numbers_of(read_text(description))
    return tidy(math.fsum(numbers) / len(numbers))


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
