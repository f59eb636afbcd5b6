"""Whether a number is in a list."""

import json
import re
import sys

HAS = re.compile(r"\bdoes\b(.*)\bcontain\b(.*)$", re.IGNORECASE | re.DOTALL)
IS = re.compile(
    r"([-+]?(?:\d[\d,]*(?:\.\d+)?|\.\d+))\s+(?:is\s+)?"
    r"(?:contained\s+|an?\s+(?:element|member)\s+)?(?:in|of)\b(.*)$",
    re.IGNORECASE | re.DOTALL,
)


def read_numbers(text: str) -> list[int | float]:
    """All numbers of a text, in their order; whole ones as int."""
    tokens = re.findall(r"(?<![\w.])[-+]?(?:\d+(?:\.\d+)?|\.\d+)", text)
    return [float(token) if "." in token else int(token) for token in tokens]


def solve(description: str) -> bool:
    """Whether one of the list is equal to it."""
    asked, held = IS.search(description), HAS.search(description)
    if held is not None:
        rest, number = held.groups()
    elif asked is not None:
        number, rest = asked.groups()
    else:
        raise ValueError("a number and a list are needed")
    numbers = read_numbers(rest)
    if len(numbers) < 2 and "[" not in rest:
        raise ValueError("it is not plain whether digits are meant or the numbers of a list")
    return read_numbers(number.replace(",", ""))[0] in numbers


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
