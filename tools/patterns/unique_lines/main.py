"""The lines of a file, each once."""

import json
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


def solve(description: str) -> list[str]:
    """Each line where it stands first; case and blanks count."""
    return list(dict.fromkeys(read_text(description).splitlines()))


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
