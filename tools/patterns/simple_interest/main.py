"""The interest on a sum of money without interest on interest."""

import json
import re
import sys
from decimal import ROUND_HALF_UP, Decimal

NUMBER = r"(?<![\w.])[-+]?(?:(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+)"


def read_exactly(text: str, count: int) -> list[Decimal]:
    """So many numbers, in which commas group digits. Raises ValueError if there are not."""
    found = re.findall(NUMBER, text)
    if len(found) != count or any(len(token) > 14 for token in found):
        raise ValueError(f"{count} number(s) of at most 12 digits are needed")
    return [Decimal(token.replace(",", "")) for token in found]


def plain(value: Decimal) -> int | float:
    """A whole number as int."""
    return int(value) if value == value.to_integral_value() else float(value)


def solve(description: str) -> int | float:
    """Sum times rate times years."""
    amount, rate, years = read_exactly(description, 3)
    if min(amount, rate, years) < 0 or max(rate, years) > 1000:
        raise ValueError("sum, rate and years must not be negative, nor rate and years over 1000")
    return plain((amount * rate * years / 100).quantize(Decimal("0.01"), ROUND_HALF_UP))


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
