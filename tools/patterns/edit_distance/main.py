"""How many insertions, deletions and replacements lead from one text to another."""

import json
import re
import sys

WORD = r"(\"[^\"]*\"|'[^']*'|[\w'’-]+)"
TASK = re.compile(WORD + r"\s+(?:and|to|into|with)\s+" + WORD, re.IGNORECASE)


def read_two(description: str) -> list[str]:
    """The two texts of the description."""
    plain = description.translate(str.maketrans("“”„‘’", '"""\'\''))
    found = list(TASK.finditer(plain))
    if not found:
        raise ValueError("two texts are needed")
    return [bare(text) for text in found[-1].groups()]


def bare(text: str) -> str:
    """The text without quotes around it."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def solve(description: str) -> int:
    """The Levenshtein distance of both texts."""
    first, second = read_two(description)
    row = list(range(len(second) + 1))
    for i, left in enumerate(first, start=1):
        above, row = row, [i]
        for j, right in enumerate(second, start=1):
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (left != right)))
    return row[-1]


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
