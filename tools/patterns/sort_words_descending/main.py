"""A list of words from Z to A."""

import json
import re
import sys


def read_items(text: str) -> list[str]:
    """The items of a list: quoted, separated by commas, or by blanks."""
    quoted = re.findall(r"\"([^\"]*)\"|(?<!\w)'([^']*)'(?!\w)", text)
    if quoted:
        return [double or single for double, single in quoted]
    inner = text.strip().strip("[]()")
    if "," in inner:
        parts = re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+", inner)
        return [part for part in (piece.strip() for piece in parts) if part]
    return [word for word in inner.split() if word.lower() != "and"]


ORDER = r"(?:in reverse alphabetical order|in descending order|from z to a|descending)"
ASKED = re.compile(
    rf"\bsort\s+(?:{ORDER}\s+)?(?:(?:the|these|this)\s+)?(?:list of\s+)?"
    rf"(?:(?:words|strings|names|items)\b(?!\s*,))?\s*:?\s*(.+?)(?:,?\s+{ORDER})?"
    r"(?:[\s,]+(?:please|thanks|thank you))?[\s.?!]*$",
    re.IGNORECASE | re.DOTALL,
)


def solve(description: str) -> list[str]:
    """The words from Z to A."""
    plain = description.translate(str.maketrans("“”„‘’", '"""\'\''))
    found = ASKED.search(plain)
    if found is None:
        raise ValueError("a list of words is needed")
    return sorted(read_items(found.group(1)), key=lambda word: (word.lower(), word), reverse=True)


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
