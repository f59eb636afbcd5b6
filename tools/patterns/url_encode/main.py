"""A text as it stands in a URL."""

import json
import re
import sys
import urllib.parse

WORD = r"(\"[^\"]*\"|'[^']*'|[\w'’-]+)"
CLOSING = (
    r"(?:[\s,]+(?:please|thanks|thank you|for me|(?:in|with|using) python|right now|now))*"
    r"[\s.?!;,]*$"
)
TASKS = (
    re.compile(rf"\b(?:url[ -]?|percent-)encode\s+{WORD}{CLOSING}", re.IGNORECASE),
    re.compile(rf"\bencode\s+{WORD}\s+(?:for|as)\s+(?:a\s+)?url{CLOSING}", re.IGNORECASE),
)


def bare(text: str) -> str:
    """The text without quotes around it."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def solve(description: str) -> str:
    """The text with every sign but letters, digits and - . _ ~ encoded."""
    plain = description.translate(str.maketrans("“”„‘’", '"""\'\''))
    found = next(filter(None, (task.search(plain) for task in TASKS)), None)
    if found is None:
        raise ValueError("say: url encode TEXT")
    return urllib.parse.quote(bare(found.group(1)), safe="")


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
