"""How many digits a text has."""

import json
import re
import sys

GIVEN = r"(\"[^\"]*\"|'[^']*')"
CLOSING = (
    r"(?:[\s,]+(?:please|thanks|thank you|for me|(?:in|with|using) python|right now|now))*"
    r"[\s.?!;,]*$"
)
TASK = re.compile(
    rf"\bdigits\s+(?:[a-z]+[\s:]+)*?{GIVEN}{CLOSING}",
    re.IGNORECASE,
)


def solve(description: str) -> int:
    """The number of digits."""
    plain = description.translate(str.maketrans("“”„‘’", '"""\'\''))
    found = TASK.search(plain)
    if found is None:
        raise ValueError("say: count the digits in TEXT")
    return len(re.findall(r"\d", found.group(1)))


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
