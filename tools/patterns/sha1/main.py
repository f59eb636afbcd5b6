"""The SHA1 hash of a text, in hexadecimal."""

import hashlib
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
    r"\bhash\s+(?:(?:the\s+)?(?:string|text|word)\s*)?:?\s*(.+?)\s+(?:with|using|by)\s+sha1$",
    r"\bsha1 (?:hash of|hash for|of|digest of|checksum of|hash)\b\s*"
    r"(?:(?:the\s+)?(?:string|text|word)\b)?\s*:?\s*(.+)$",
)


def solve(description: str) -> str:
    """The hash of the text as UTF-8."""
    return hashlib.sha1(read_text(description, *ASKED).encode()).hexdigest()


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
