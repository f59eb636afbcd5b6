"""The sum of the positive multiples of one or either of two numbers below a number."""

import json
import math
import re
import sys

BELOW = re.compile(r"\b(?:below|under|less\s+than)\s+([\d,]*\d)", re.IGNORECASE)


def total(step: int, bound: int) -> int:
    """The sum of the multiples of one number below another."""
    count = (bound - 1) // step
    return step * count * (count + 1) // 2


def solve(description: str) -> int:
    """Those of either number, less those of both."""
    below = BELOW.search(description)
    if below is None:
        raise ValueError("the number to stay below is missing")
    bound = int(below.group(1).replace(",", ""))
    rest = BELOW.sub(" ", description).replace(",", "")
    steps = [int(token) for token in re.findall(r"(?<![\w.])\d+", rest)]
    if len(steps) not in (1, 2) or 0 in steps or not 1 <= bound <= 10**1000:
        raise ValueError("one or two numbers above 0 are needed, and one to stay below")
    if len(steps) == 1:
        return total(steps[0], bound)
    return total(steps[0], bound) + total(steps[1], bound) - total(math.lcm(*steps), bound)


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
