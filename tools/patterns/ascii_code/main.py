"""The ASCII code of a character."""

import json
import re
import sys

GLYPH = r"(\"[^\"]*\"|'[^']*'|[^\W_](?!\w))"
CLOSING = (
    r"(?:[\s,]+(?:please|thanks|thank you|for me|(?:in|with|using) python|right now|now))*"
    r"[\s.?!;,]*$"
)
TASK = re.compile(
    rf"\bascii\s+(?:code|value|number)\s+(?:of|for)\s+(?:the\s+)?"
    rf"(?:(?:letter|character|sign|digit)\s+)?{GLYPH}{CLOSING}",
    re.IGNORECASE,
)


def bare(text: str) -> str:
    """The text without quotes around it."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def solve(description: str) -> int:
    """Its number, 0 to 127."""
    plain = description.translate(str.maketrans("“”„‘’", '"""\'\''))
    found = TASK.search(plain)
    if found is None:
        raise ValueError("say: ascii code of A")
    character = bare(found.group(1))
    if len(character) != 1 or not character.isascii():
        raise ValueError("one character of ASCII is needed")
    return ord(character)


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
