"""Whether every bracket of a text is closed in the right order."""

import json
import re
import sys

OPENING = re.compile(
    r"^(?:(?:please|(?:can|could|would|will) you|(?:tell|show|give) me|what is|what's|what are"
    r"|print|find|get|calculate|compute|determine)\b[\s,]*)+",
    re.IGNORECASE,
)
CLOSING = re.compile(
    r"(?:[\s.?!;,]+(?:please|thanks|thank you|for me|(?:in|with|using) python|right now|now))*"
    r"[\s.!?;,]*$",
    re.IGNORECASE,
)


def read_text(description: str, *leads: str) -> str:
    """What stands in quotes, or behind the words that ask for it."""
    plain = description.translate(str.maketrans("“”„‘’", '"""\'\''))
    quoted = re.search(r"\"([^\"]*)\"|(?<!\w)'([^']*)'(?!\w)", plain)
    if quoted:
        return quoted.group(1) if quoted.group(1) is not None else quoted.group(2)
    plain = CLOSING.sub("", OPENING.sub("", plain.strip()))
    for lead in leads:
        found = re.search(lead, plain, re.IGNORECASE | re.DOTALL)
        if found:
            return found.group(1).strip()
    raise ValueError("the text is missing")


PAIRS = {")": "(", "]": "[", "}": "{"}
ASKED = (
    r"\b(?:brackets|parentheses|parens)\s+(?:in|of)\s*:?\s*(.+?)"
    r"\s+(?:are\s+)?(?:balanced|closed|matched)$",
    r"\b(?:if|whether)\s+(.+?)\s+(?:is|has|are)\s+balanced(?: brackets| parentheses)?$",
    r"\bis\s+(.+?)\s+balanced$",
)


def is_balanced(text: str) -> bool:
    """Whether each bracket is closed by its like, the last opened first."""
    opened: list[str] = []
    for char in text:
        if char in PAIRS.values():
            opened.append(char)
        elif char in PAIRS and (not opened or opened.pop() != PAIRS[char]):
            return False
    return not opened


def solve(description: str) -> bool:
    """Whether the brackets of the text are balanced."""
    return is_balanced(read_text(description, *ASKED))


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
