"""The longest sequence of letters that two texts have in common."""

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


def solve(description: str) -> str:
    """One longest common subsequence."""
    first, second = read_two(description)
    if len(first) * len(second) > 4_000_000:
        raise ValueError("the texts are too long")
    lengths = [[0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for i, left in enumerate(reversed(first), start=1):
        for j, right in enumerate(reversed(second), start=1):
            longer = max(lengths[i - 1][j], lengths[i][j - 1])
            lengths[i][j] = lengths[i - 1][j - 1] + 1 if left == right else longer
    common, i, j = "", len(first), len(second)
    while i and j:
        if first[-i] == second[-j]:
            common += first[-i]
            i, j = i - 1, j - 1
        elif lengths[i - 1][j] >= lengths[i][j - 1]:
            i -= 1
        else:
            j -= 1
    return common


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
