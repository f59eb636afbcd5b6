"""A text with one kind of sign replaced by another."""

import json
import re
import sys

SIGNS = {
    "space, spaces, blank, blanks": " ",
    "comma, commas": ",",
    "dot, dots, period, periods": ".",
    "dash, dashes, hyphen, hyphens": "-",
    "underscore, underscores": "_",
    "semicolon, semicolons": ";",
    "colon, colons": ":",
    "slash, slashes": "/",
}
NAMES = {word: sign for words, sign in SIGNS.items() for word in words.split(", ")}
NAME = "(" + "|".join(sorted(NAMES, key=len, reverse=True)) + ")"
TASK = re.compile(
    rf"\b(?:replace|substitute)\s+(?:(?:all|every)\s+)?(?:the\s+)?{NAME}\s+(?:with|by)\s+"
    rf"(?:an?\s+)?{NAME}"
    r"\s+in\s*:?\s*(.+?)(?:[\s,]+(?:please|thanks|thank you))?[\s.?!]*$",
    re.IGNORECASE | re.DOTALL,
)


def bare(text: str) -> str:
    """The text without quotes around it."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def solve(description: str) -> str:
    """The text with every such sign replaced."""
    found = TASK.search(description.translate(str.maketrans("“”„‘’", '"""\'\'')))
    if found is None:
        raise ValueError("say: replace spaces with dashes in TEXT")
    old, new, text = found.groups()
    return bare(text).replace(NAMES[old.lower()], NAMES[new.lower()])


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
