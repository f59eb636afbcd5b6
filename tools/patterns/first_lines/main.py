"""The first lines of a file."""

import json
import re
import sys

COUNTS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty"
).split()
TASK = re.compile(rf"\bfirst\s+(?:(\d[\d,]*|{'|'.join(COUNTS)})\s+)?lines?\b", re.I)
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


def solve(description: str) -> list[str]:
    """So many lines, empty ones included; fewer if there are no more."""
    found = TASK.search(description)
    if found is None:
        raise ValueError("say: first 3 lines of @name.txt")
    count = found.group(1) or "1"
    number = int(count.replace(",", "")) if count[0].isdigit() else COUNTS.index(count.lower()) + 1
    lines = read_text(description).splitlines()
    if number > len(lines):
        raise ValueError(f"there are only {len(lines)} lines")
    return lines[:number]


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
