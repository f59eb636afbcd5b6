"""The moves that solve the towers of Hanoi."""

import json
import re
import sys

WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen twenty"
).split()


def read_count(description: str, default: int | None = None) -> int:
    """The first whole number named, in digits or as a word up to twenty."""
    for token in re.findall(r"(?<![\w.])-?\d[\d,]*|[a-z]+", description.lower()):
        if token in WORDS:
            return WORDS.index(token)
        if not token.isalpha():
            return int(token.replace(",", ""))
    if default is None:
        raise ValueError("a whole number is missing")
    return default


LIMIT = 14


def moves(disks: int, source: str, target: str, spare: str) -> list[str]:
    """The moves that bring so many disks from the source to the target."""
    if disks == 0:
        return []
    before = moves(disks - 1, source, spare, target)
    after = moves(disks - 1, spare, target, source)
    return [*before, f"{source} -> {target}", *after]


def solve(description: str) -> list[str]:
    """The moves from A to C by way of B."""
    disks = read_count(description)
    if not 1 <= disks <= LIMIT:
        raise ValueError(f"the number of disks must be from 1 to {LIMIT}")
    return moves(disks, "A", "C", "B")


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
