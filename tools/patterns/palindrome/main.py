"""Whether a text reads the same from both ends."""

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


ASKED = (
    r"\b(?:if|whether)\s+(?:(?:the|this) (?:word|string|text|phrase|sentence|number)\s+)?"
    r"(.+?)\s+is\s+(?:a\s+)?palindrome$",
    r"\bis\s+(?:(?:the|this) (?:word|string|text|phrase|sentence|number)\s+)?"
    r"(.+?)\s+(?:a\s+)?palindrome$",
    r"\bpalindrome (?:check|test)\s*(?:for|of|on)?\s*:?\s*(.+)$",
)


def solve(description: str) -> bool:
    """Whether the letters and digits of the text read the same in both directions."""
    text = read_text(description, *ASKED)
    if re.fullmatch(r"[-−]\s*\d[\d.,]*", text):
        raise ValueError("it is not plain whether the sign of a number counts")
    letters = [char for char in text.casefold() if char.isalnum()]
    if not letters:
        raise ValueError("the text has no letters")
    return letters == letters[::-1]


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
