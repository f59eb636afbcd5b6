"""How many lines a text has."""

import json
import re
import sys

FILE = re.compile(r"(?<!\S)@(?:\"([^\"]+)\"|(\S+?))(?=[,;:?!.]?(?:\s|$))")


def read_text(description: str) -> str:
    """The granted file, or what stands in quotes."""
    granted = FILE.search(description)
    if granted is not None:
        name = granted.group(1) or granted.group(2)
        try:
            with open(name, encoding="utf-8-sig") as file:
                return file.read()
        except (OSError, UnicodeDecodeError) as problem:
            raise ValueError(f"{name} cannot be read: {problem}") from problem
    quoted = re.search(r"\"([^\"]*)\"", description)
    if quoted is None:
        raise ValueError("name a file as @name.txt")
    return quoted.group(1).replace("\\n", "\n")


def solve(description: str) -> int:
    """The number of lines, empty ones included."""
    text = read_text(description)
    return text.count("\n") + (not text.endswith("\n") and bool(text))


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
