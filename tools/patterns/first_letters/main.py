"""The first letters or characters of a text."""

import json
import re
import sys

COUNTS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty"
).split()
NOUN = r"(?:(?:(?:the|this|a)\s+)?(?:string|text|word|sentence|phrase)\b\s*:?\s*)?"
WORD = r"(\"[^\"]*\"|'[^']*'|[\w'’-]+)"
CLOSING = (
    r"(?:[\s,]+(?:please|thanks|thank you|for me|(?:in|with|using) python|right now|now))*"
    r"[\s.?!;,]*$"
)
TASK = re.compile(
    rf"\bfirst\s+(?:(\d[\d,]*|{'|'.join(COUNTS)})\s+)?(letter|character|char)s?\s+"
    rf"(?:of|in)\s+{NOUN}{WORD}{CLOSING}",
    re.IGNORECASE,
)


def bare(text: str) -> str:
    """The text without quotes around it."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def solve(description: str) -> str:
    """So many characters at the beginning of the text."""
    plain = description.translate(str.maketrans("“”„‘’", '"""\'\''))
    found = TASK.search(plain)
    if found is None:
        raise ValueError("say: first 3 letters of TEXT")
    count, unit, given = found.groups(default="1")
    number = int(count.replace(",", "")) if count[0].isdigit() else COUNTS.index(count.lower()) + 1
    text = bare(given)
    if number > len(text):
        raise ValueError(f"the text has only {len(text)} characters")
    part = text[:number]
    if unit.lower() == "letter" and part and not part.isalpha():
        raise ValueError("not all of these are letters; ask for the characters")
    return part


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
