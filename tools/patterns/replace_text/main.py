"""A text with one word replaced by another."""

import json
import re
import sys

WORD = r"(\"[^\"]*\"|'[^']*'|[^\s\"',]+)"
CLOSING = r"(?:[\s,]+(?:please|thanks|thank you))?[\s.?!]*$"
SWAP = r"\b(?:replace|substitute)\s+(?:(?:all|every)\s+)?" + WORD + r"\s+(?:with|by)\s+" + WORD
BEHIND = re.compile(SWAP + r"\s+in\s*:?\s*(.+?)" + CLOSING, re.IGNORECASE | re.DOTALL)
BEFORE = re.compile(r"\bin\s+(\"[^\"]*\"|'[^']*'),?\s+" + SWAP + CLOSING, re.IGNORECASE | re.DOTALL)


def bare(text: str) -> str:
    """The text without quotes around it."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def solve(description: str) -> str:
    """The text with every occurrence replaced."""
    plain = description.translate(str.maketrans("“”„‘’", '"""\'\''))
    before, behind = BEFORE.search(plain), BEHIND.search(plain)
    if before is not None:
        text, old, new = map(bare, before.groups())
    elif behind is not None:
        old, new, text = map(bare, behind.groups())
    else:
        raise ValueError("say: replace A with B in TEXT")
    if not old:
        raise ValueError("what is replaced must not be empty")
    return text.replace(old, new)


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
