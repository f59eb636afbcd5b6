"""Whether a text ends with another."""

import json
import re
import sys

NOUN = r"(?:(?:(?:the|this|a)\s+)?(?:string|text|word|sentence|phrase)\b\s*:?\s*)?"
PIECE = r"\"[^\"]*\"|'[^']*'|[\w'’-]+"
CLOSING = (
    r"(?:[\s,]+(?:please|thanks|thank you|for me|(?:in|with|using) python|right now|now))*"
    r"[\s.?!;,]*$"
)
LETTER = r"(?:(?:the\s+)?(?:letter|character|substring|string|prefix|suffix|text)\s+)?"
TASKS = (
    re.compile(
        rf"\bdoes\s+{NOUN}(?P<text>{PIECE})\s+(?:end|finish)\s+with\s+"
        rf"(?:an?\s+)?{LETTER}(?P<part>{PIECE}){CLOSING}",
        re.IGNORECASE,
    ),
)


def bare(text: str) -> str:
    """The text without quotes around it."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def holds(text: str, part: str) -> bool:
    """Whether the text ends with the part."""
    return text.endswith(part)


def solve(description: str) -> bool:
    """Whether the text ends with the part. Refused where it depends on the case."""
    plain = description.translate(str.maketrans("“”„‘’", '"""\'\''))
    found = next(filter(None, (task.search(plain) for task in TASKS)), None)
    if found is None:
        raise ValueError("two texts are needed")
    text, part = bare(found["text"]), bare(found["part"])
    if not part:
        raise ValueError("the part must not be empty")
    result = holds(text, part)
    if result != holds(text.lower(), part.lower()):
        raise ValueError("it depends on whether case counts: write both texts in one case")
    return result


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
