"""The values of a column of a CSV file."""

import csv
import io
import json
import re
import sys

FILE = re.compile(r"(?<!\S)@(?:\"([^\"]+)\"|(\S+?))(?=[,;:?!.]?(?:\s|$))")


def read_table(description: str) -> list[dict[str, str]]:
    """The rows of the granted file, or of the CSV in quotes, by the names of their columns."""
    granted = FILE.search(description)
    if granted is not None:
        name = granted.group(1) or granted.group(2)
        try:
            with open(name, encoding="utf-8-sig", newline="") as file:
                text = file.read()
        except (OSError, UnicodeDecodeError) as problem:
            raise ValueError(f"{name} cannot be read: {problem}") from problem
    else:
        quoted = re.search(r"\"([^\"]*\n[^\"]*|[^\"]*\\n[^\"]*)\"", description)
        if quoted is None:
            raise ValueError("name a file as @name.csv")
        text = quoted.group(1).replace("\\n", "\n")
    rows = list(csv.DictReader(io.StringIO(text.strip())))
    if not rows:
        raise ValueError("the table has no rows")
    return rows


def find_column(rows: list[dict[str, str]], name: str) -> str:
    """The column of that name, whatever its case."""
    for column in rows[0]:
        if column.strip().lower() == name.strip().lower():
            return column
    raise ValueError(f"there is no column {name}; there are: " + ", ".join(rows[0]))


COLUMN = r"(\"[^\"\n]*\"|'[^']*'|[\w-]+)"
TASK = re.compile(
    rf"\b(?:values|list)\s+(?:(?:of|in)\s+)?(?:the\s+)?(?:column\s+)?{COLUMN}"
    r"\s+(?:column\s+)?(?:in|of|from)\s+(?:the\s+)?(?:csv\s+)?(?:file\s+|table\s+)?(?=[@\"])",
    re.IGNORECASE,
)


def solve(description: str) -> list[str]:
    """The column's cells, from the first row to the last."""
    found = TASK.search(description)
    if found is None:
        raise ValueError("a column and a table are needed")
    rows = read_table(description[found.end() :])
    column = find_column(rows, found.group(1).strip("\"'"))
    return [(row[column] or "").strip() for row in rows]


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
