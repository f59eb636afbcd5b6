"""The character of an ASCII code."""

import json
import re
import sys

TASK = re.compile(
    r"\b(?:code|ascii)\b[a-z\s]*?([\d,]+)",
    re.IGNORECASE,
)


def solve(description: str) -> str:
    """The character."""
    plain = description.translate(str.maketrans("“”„‘’", '"""\'\''))
    found = TASK.search(plain)
    if found is None:
        raise ValueError("say: character for code 65")
    code = int(found.group(1).replace(",", ""))
    if not 32 <= code <= 126:
        raise ValueError("the codes of ASCII characters that can be written are 32 to 126")
    return chr(code)


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
