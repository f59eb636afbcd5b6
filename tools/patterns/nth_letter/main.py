"""The letter or character at a place of a text."""

import json
import re
import sys

ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
NOUN = r"(?:(?:(?:the|this|a)\s+)?(?:string|text|word|sentence|phrase)\b\s*:?\s*)?"
WORD = r"(\"[^\"]*\"|'[^']*'|[\w'’-]+)"
CLOSING = (
    r"(?:[\s,]+(?:please|thanks|thank you|for me|(?:in|with|using) python|right now|now))*"
    r"[\s.?!;,]*$"
)
NUMBER = rf"(\d+|{'|'.join(ORDINALS)})"
OF = rf"(?:of|in)\s+{NOUN}{WORD}"
UNIT = r"(letter|character|char)"
TASKS = (
    re.compile(rf"\b{NUMBER}\s*(?:st|nd|rd|th)?\s+{UNIT}\s+{OF}{CLOSING}", re.I),
    re.compile(rf"\b{UNIT}\s+(?:number\s+)?{NUMBER}\s+{OF}{CLOSING}", re.I),
)


def bare(text: str) -> str:
    """The text without quotes around it."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def solve(description: str) -> str:
    """The character at the place, counted from 1."""
    plain = description.translate(str.maketrans("“”„‘’", '"""\'\''))
    before, behind = (task.search(plain) for task in TASKS)
    if before is not None:
        place, unit, given = before.groups()
    elif behind is not None:
        unit, place, given = behind.groups()
    else:
        raise ValueError("say: the 3rd letter of TEXT")
    text = bare(given)
    number = int(place) if place.isdigit() else ORDINALS.index(place.lower()) + 1
    if not 1 <= number <= len(text):
        raise ValueError(f"there are characters 1 to {len(text)} only")
    if unit.lower() == "letter" and not text[:number].isalpha():
        raise ValueError("not all of these are letters; ask for the character")
    return text[number - 1]


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
