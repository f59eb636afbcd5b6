"""How strong a password is, and what it lacks."""

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


RULES = (
    ("12 characters", r".{12,}"),
    ("a small letter", r"[a-z]"),
    ("a capital", r"[A-Z]"),
    ("a digit", r"\d"),
    ("a sign", r"[^\w\s]"),
)
ASKED = (r"\bpassword(?: strength (?:of|for))?\s+(\S+?)(?:\s+(?:strong|secure|safe|good))?$",)


def solve(description: str) -> dict[str, str | list[str]]:
    """Strong lacks nothing, medium one thing, weak more."""
    password = read_text(description, *ASKED)
    lacks = [name for name, rule in RULES if not re.search(rule, password, re.DOTALL)]
    strength = ("strong", "medium")[len(lacks)] if len(lacks) < 2 else "weak"
    return {"strength": strength, "lacks": list(lacks)}


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
