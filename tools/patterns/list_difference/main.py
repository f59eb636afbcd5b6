"""The difference of two lists."""

import json
import re
import sys


def read_lists(text: str) -> list[list[int | float | str]]:
    """The two lists in square brackets; numbers as numbers, all else as text."""
    lists = re.findall(r"\[([^\[\]]*)\]", text)
    if len(lists) != 2:
        raise ValueError("two lists in square brackets are needed")
    return [[read_item(item) for item in inner.split(",") if item.strip()] for inner in lists]


def read_item(item: str) -> int | float | str:
    """A number if it is one, else the text without quotes."""
    bare = item.strip().strip("\"'")
    if re.fullmatch(r"[-+]?\d+", bare):
        return int(bare)
    return float(bare) if re.fullmatch(r"[-+]?\d*\.\d+", bare) else bare


def solve(description: str) -> list[int | float | str]:
    """The difference of two lists, each value once."""
    first, second = read_lists(description)
    return [item for item in dict.fromkeys(first) if item not in second]


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
