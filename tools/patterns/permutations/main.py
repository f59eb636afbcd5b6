"""All orders of the letters of a word or the items of a list."""

import itertools
import json
import re
import sys

OF = (
    r"\bof\s+(?:the\s+)?(?:(?:letters|characters)\s+(?:of|in)\s+)?(\"[^\"]*\"|[\w, ]+?)"
    r"(?:[\s,]+(?:please|thanks|thank you))?[\s.?!]*$"
)


def read_list(text: str) -> list[str]:
    """What stands in square brackets or between commas, else the letters of a word."""
    inner = re.search(r"\[([^\[\]]*)\]", text)
    if inner is not None:
        return [item.strip().strip("\"'") for item in inner.group(1).split(",") if item.strip()]
    named = re.search(OF, text, re.IGNORECASE)
    if named is None:
        raise ValueError("a list in square brackets is needed")
    words = named.group(1).strip('"')
    return [item.strip() for item in words.split(",")] if "," in words else list(words)


def solve(description: str) -> list[str]:
    """Each order once; items of a list are parted by blanks."""
    items = read_list(description)
    if not 1 <= len(items) <= 8:
        raise ValueError("there may be 1 to 8 items")
    link = "" if all(len(item) == 1 and item.isalpha() for item in items) else " "
    return list(dict.fromkeys(link.join(order) for order in itertools.permutations(items)))


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
