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
    if not tokens or sum(map(len, tokens)) > 4000:
        raise ValueError("numbers of together at most 4000 digits are needed")
    if not any("." in token for token in tokens):
        return math.prod(int(token) for token in tokens)
    with localcontext() as context:
        context.prec = 4000
        value = math.prod((Decimal(token) for token in tokens), start=Decimal(1))
    if abs(value) > 10**300:
        raise ValueError("the product is too large to be written with decimals")
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
