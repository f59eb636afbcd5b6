"""Where a text stands in another."""

import json
import re
import sys

NOUN = r"(?:(?:(?:the|this|a)\s+)?(?:string|text|word|sentence|phrase)\b\s*:?\s*)?"
WORD = r"(\"[^\"]*\"|'[^']*'|[\w'’-]+)"
CLOSING = (
    r"(?:[\s,]+(?:please|thanks|thank you|for me|(?:in|with|using) python|right now|now))*"
    r"[\s.?!;,]*$"
)
PART = r"(\"[^\"]*\"|'[^']*'|[^\W_])"
TASK = re.compile(
    rf"\b(?:position|index)\s+of\s+(?:the\s+)?(?:first\s+)?(?:(?:letter|character)\s+)?"
    rf"{PART}\s+in\s+{NOUN}{WORD}{CLOSING}",
    re.IGNORECASE,
)


def bare(text: str) -> str:
    """The text without quotes around it."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def solve(description: str) -> dict[str, int]:
    """The first place, counted from 1 (position) and from 0 (index)."""
    plain = description.translate(str.maketrans("“”„‘’", '"""\'\''))
    found = TASK.search(plain)
    if found is None:
        raise ValueError("say: position of A in TEXT")
    part, text = map(bare, found.groups())
    at = text.find(part)
    if not part or at != text.lower().find(part.lower()):
        raise ValueError("it is empty, or stands there in capitals or small letters only")
    if at < 0:
        raise ValueError(f"“{part}” does not occur in it")
    return {"position": at + 1, "index": at}


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
