"""Whether two texts are the same."""

import json
import re
import sys

QUOTED = r"(\"[^\"]*\"|'[^']*')"
CLOSING = (
    r"(?:[\s,]+(?:please|thanks|thank you|for me|(?:in|with|using) python|right now|now))*"
    r"[\s.?!;,]*$"
)
HOW = r"(?:[\s,]+(ignoring (?:the )?case|case insensitively|regardless of case))?"
TASK = re.compile(
    rf"\b(?:are|is)\s+(?:[a-z]+\s+)*?{QUOTED}\s+"
    rf"(?:and|equal to|the same as|identical to)\s+{QUOTED}"
    rf"(?:\s+(?:equal|the same|identical))?{HOW}{CLOSING}",
    re.IGNORECASE,
)


def bare(text: str) -> str:
    """The text without quotes around it."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def solve(description: str) -> bool:
    """True if they are the same."""
    plain = description.translate(str.maketrans("“”„‘’", '"""\'\''))
    found = TASK.search(plain)
    if found is None:
        raise ValueError('say: are "A" and "B" equal')
    first, second = bare(found.group(1)), bare(found.group(2))
    return first.casefold() == second.casefold() if found.group(3) else first == second


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
