"""How many rows of a CSV file have a value in a column."""

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


NAME = r"(\"[^\"\n]*\"|'[^'\n]*'|[\w'’-]+)"
IS = (
    r"\b(?:where|with|have)\s+(?:the\s+)?(?:column\s+)?"
    rf"{NAME}\s*(?:==?|\bequals\b|\bis\b)\s*{NAME}"
)
TASK = re.compile(
    rf"{IS}" r"\s+(?:in|of|from)\s+(?:the\s+)?(?:csv\s+)?(?:file\s+|table\s+)?(?=[@\"])",
    re.IGNORECASE,
)
TASK_BEHIND = re.compile(
    rf"{IS}" r"[\s.?!]*$",
    re.IGNORECASE,
)


def is_same(cell: str, value: str) -> bool:
    """Whether a cell holds the value, as a number if both are numbers."""
    try:
        return float(cell) == float(value)
    except ValueError:
        return cell == value


def solve(description: str) -> int:
    """The number of rows. Refused where it depends on the case."""
    found = TASK.search(description)
    if found is not None:
        table = description[found.end() :]
    else:
        found = TASK_BEHIND.search(description)
        if found is None:
            raise ValueError("a column, a value and a table are needed")
        table = description[: found.start()]
    name, value = (given.strip("\"'") for given in found.groups())
    quoted = value != found.group(2)
    rows = read_table(table)
    column = find_column(rows, name)
    cells = [(row[column] or "").strip() for row in rows]
    count = sum(is_same(cell, value) for cell in cells)
    if count != sum(is_same(cell.lower(), value.lower()) for cell in cells):
        raise ValueError(f"some rows have “{value}” in capitals or small letters only")
    if not count and not quoted and not value.isdigit():
        raise ValueError(f"no row has “{value}” there; put it in quotes if just that is meant")
    return count


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
