"""The text that a percent-encoded one stands for."""

import json
import re
import sys
import urllib.parse

WORD = r"(\"[^\"]*\"|[^\s\"]+)"
CLOSING = (
    r"(?:[\s,]+(?:please|thanks|thank you|for me|(?:in|with|using) python|right now|now))*"
    r"[\s.?!;,]*$"
)
TASK = re.compile(
    rf"\b(?:url[ -]?|percent-)decode\s+{WORD}{CLOSING}",
    re.IGNORECASE,
)


def bare(text: str) -> str:
    """The text without quotes around it."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def solve(description: str) -> str:
    """The decoded text."""
    plain = description.translate(str.maketrans("“”„‘’", '"""\'\''))
    found = TASK.search(plain)
    if found is None:
        raise ValueError("say: url decode TEXT")
    text = bare(found.group(1))
    if "+" in text:
        raise ValueError("“+” may stand for a blank or for itself; write %20 or %2B")
    if not re.search(r"%[0-9a-f]{2}", text, re.IGNORECASE):
        raise ValueError("there is nothing encoded in it")
    try:
        return urllib.parse.unquote(text, errors="strict")
    except UnicodeDecodeError as problem:
        raise ValueError("this is no text in UTF-8") from problem


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
