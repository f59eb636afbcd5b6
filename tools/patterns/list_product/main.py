"""All numbers of a list, multiplied with each other."""

import json
import math
import re
import sys
from decimal import Decimal, localcontext

NUMBER = r"[-+]?(?:\d+(?:\.\d+)?|\.\d+)"


def solve(description: str) -> int | float:
    """The product, worked out exactly; a whole one as int."""
    tokens = re.findall(rf"(?<![\w.]){NUMBER}", description)
    if not 1 <= len(tokens) <= 1000 or any(len(token) > 30 for token in tokens):
        raise ValueError("1 to 1000 numbers of at most 30 digits are needed")
    if not any("." in token for token in tokens):
        return math.prod(int(token) for token in tokens)
    with localcontext() as context:
        context.prec = 200
        value = math.prod((Decimal(token) for token in tokens), start=Decimal(1))
    return int(value) if value == value.to_integral_value() else float(value)


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
