"""How many capitals a text has."""

import json
import re
import sys

NOUN = r"(?:(?:(?:the|this|a)\s+)?(?:string|text|word|sentence|phrase)\b\s*:?\s*)?"
WORD = r"(\"[^\"]*\"|'[^']*'|[\w'’-]+)"
CLOSING = (
    r"(?:[\s,]+(?:please|thanks|thank you|for me|(?:in|with|using) python|right now|now))*"
    r"[\s.?!;,]*$"
)
TASK = re.compile(
    rf"\b(?:letters|characters)\s+(?:are in|are there in|in|of)\s+{NOUN}{WORD}{CLOSING}",
    re.IGNORECASE,
)


def bare(text: str) -> str:
    """The text without quotes around it."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def solve(description: str) -> int:
    """The number of capitals."""
    plain = description.translate(str.maketrans("“”„‘’", '"""\'\''))
    found = TASK.search(plain)
    if found is None:
        raise ValueError("say: count the uppercase letters in TEXT")
    return sum(letter.isupper() for letter in bare(found.group(1)))


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
