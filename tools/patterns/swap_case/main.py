"""A text with small letters and capitals exchanged."""

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
    rf"\b(?:(?:swap|invert|toggle|flip|switch)\s+(?:the\s+)?case\s+(?:of|in)|swap ?case)\s+"
    rf"{NOUN}{WORD}{CLOSING}",
    re.IGNORECASE,
)


def bare(text: str) -> str:
    """The text without quotes around it."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def solve(description: str) -> str:
    """Every letter in the other case."""
    plain = description.translate(str.maketrans("“”„‘’", '"""\'\''))
    found = TASK.search(plain)
    if found is None:
        raise ValueError("say: swap the case of TEXT")
    return bare(found.group(1)).swapcase()


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
