"""A text decrypted with the Caesar cipher."""

import json
import re
import sys

NOUN = (
    r"\b\s*(?:(?:(?:the|this|a|following)\s+)*"
    r"(?:string|text|word|sentence|phrase|(?:following|this)(?=\s*:))\b)?\s*:?\s*"
)
QUOTED = r"(\"[^\"]*\"|'[^']*'|.+?)"
TASK = re.compile(
    r"(?:caesar (?:cipher )?)?decrypt" + NOUN + QUOTED + r",?\s+(?:with|by|using)\b\D*?([-+]?\d+)",
    re.IGNORECASE | re.DOTALL,
)
NAMED = re.compile(
    r"caesar cipher(?:\s+(?:of|for|on))?"
    + NOUN
    + QUOTED
    + r",?\s+(?:with|and|using)\b\D*?([-+]?\d+)",
    re.IGNORECASE | re.DOTALL,
)


def shifted(char: str, shift: int) -> str:
    """The letter so many places on in the alphabet, from z on to a."""
    if not (char.isascii() and char.isalpha()):
        return char
    first = ord("a") if char.islower() else ord("A")
    return chr((ord(char) - first + shift) % 26 + first)


def solve(description: str) -> str:
    """The text with each letter moved back by the shift."""
    plain = description.translate(str.maketrans("“”„‘’", '"""\'\''))
    found = TASK.search(plain) or NAMED.search(plain)
    if found is None:
        raise ValueError("a text and a shift are needed")
    text = found.group(1).lstrip(": ").strip("\"'")
    shift = int(found.group(2))
    return "".join(shifted(char, -shift) for char in text)


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
