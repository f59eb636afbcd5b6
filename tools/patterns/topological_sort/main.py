"""An order of things in which each comes after what it needs."""

import json
import re
import sys


def solve(description: str) -> list[str]:
    """The things in an order that every arrow follows; of free ones the earliest named first."""
    arrows = re.findall(r"(\w+)\s*-+>\s*(\w+)", description)
    names = list(dict.fromkeys(name for arrow in arrows for name in arrow))
    needs = {name: {a for a, b in arrows if b == name} for name in names}
    ordered: list[str] = []
    while needs:
        free = [name for name in needs if not needs[name]]
        if not free:
            raise ValueError("the arrows go in a circle")
        ordered.append(free[0])
        del needs[free[0]]
        for others in needs.values():
            others.discard(free[0])
    return ordered


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
