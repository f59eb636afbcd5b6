"""A text in upper-case letters."""

import json
import re
import sys

NOUN = (
    r"\b\s*(?:(?:(?:the|this|a|following)\s+)*"
    r"(?:string|text|word|sentence|phrase|(?:following|this)(?=\s*:))\b)?\s*:?\s*"
)
SUBJECT = NOUN + "(.+)$"
OPENING = re.compile(
    r"^(?:(?:please|(?:can|could|would|will) you|(?:tell|show|give) me|what is|what's|what are"
    r"|print|find|get|calculate|compute|determine)\b[\s,]*)+",
    re.IGNORECASE,
)
CLOSING = re.compile(
    r"(?:[\s.?!;,]+(?:please|thanks|thank you|for me|(?:in|with|using) python|right now|now))*"
    r"[\s.!?;,]*$",
    re.IGNORECASE,
)

FILE = re.compile(r"(?<!\S)@(?:\"([^\"]+)\"|(\S+?))(?=[,;:?!.]?(?:\s|$))")
TEXTS = re.compile(r"(?<!@)\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)")


def read_file(name: str) -> str:
    """The text of a granted file."""
    try:
        with open(name, encoding="utf-8-sig") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as problem:
        raise ValueError(f"{name} cannot be read: {problem}") from problem


def read_text(description: str, *leads: str) -> str:
    """The granted file, what stands in quotes, or behind the words that ask for it."""
    plain = description.translate(str.maketrans("“”„‘’", '"""\'\''))
    granted = FILE.search(TEXTS.sub("", plain))
    if granted is not None:
        return read_file(granted.group(1) or granted.group(2))
    quoted = re.search(r"\"([^\"]*)\"|(?<!\w)'([^']*)'(?!\w)", plain)
    if quoted:
        return quoted.group(1) if quoted.group(1) is not None else quoted.group(2)
    plain = CLOSING.sub("", OPENING.sub("", plain.strip()))
    for lead in leads:
        found = re.search(lead, plain, re.IGNORECASE | re.DOTALL)
        if found:
            return found.group(1).strip()
    raise ValueError("the text is missing")


ASKED = (
    r"\b(?:convert|change|turn|make|transform|put|write|set)"
    + NOUN
    + r"(.+?)\s+(?:(?:to|into|in)\s+)?(?:upper ?case|all caps|caps|capital letters|capitals)$",
    r"^" + NOUN + r"(.+?)\s+(?:to|in)\s+(?:upper ?case|all caps|capital letters|capitals)$",
    r"\b(?:upper ?case|capitalize all letters (?:of|in))" + SUBJECT,
)


def solve(description: str) -> str:
    """The text in capitals."""
    text = read_text(description, *ASKED)
    return text.upper()


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
