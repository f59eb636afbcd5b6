"""The date so many days or weeks before a date."""

import json
import re
import sys
from datetime import date, timedelta

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
DAY_FIRST = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?([a-z]{3})[a-z]*,?\s+(\d{4})\b", re.I
)
MONTH_FIRST = re.compile(r"\b([a-z]{3})[a-z]*\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b", re.I)


def read_dates(text: str) -> list[date]:
    """The dates of a text in their order: 2024-03-15, 15 March 2024, March 15, 2024."""
    found = [(m.start(), m[1], m[2], m[3]) for m in ISO.finditer(text)]
    found += [(m.start(), m[3], month(m[2]), m[1]) for m in DAY_FIRST.finditer(text) if month(m[2])]
    found += [
        (m.start(), m[3], month(m[1]), m[2]) for m in MONTH_FIRST.finditer(text) if month(m[1])
    ]
    return [date(int(y), int(m), int(d)) for _, y, m, d in sorted(found)]


def month(name: str) -> str:
    """The month's number as text; "" for any other word."""
    short = name.lower()
    return str(MONTHS.index(short) + 1) if short in MONTHS else ""


def solve(description: str) -> str:
    """The date, as 2024-03-15."""
    dates = read_dates(description)
    span = re.search(r"(?<!\S)([-+]?[\d,]+)\s*(days?|weeks?)\b", description, re.IGNORECASE)
    if len(dates) != 1 or span is None:
        raise ValueError("a number of days and one date are needed")
    days = int(span.group(1).replace(",", "")) * (7 if span.group(2).lower().startswith("w") else 1)
    try:
        return (dates[0] - timedelta(days=days)).isoformat()
    except OverflowError as problem:
        raise ValueError("that date is beyond the calendar: years 1 to 9999") from problem


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
