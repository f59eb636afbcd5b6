"""The parts of a text between signs."""

import json
import re
import sys

SIGNS = {
    "comma": ",",
    "space": " ",
    "blank": " ",
    "dash": "-",
    "hyphen": "-",
    "underscore": "_",
    "semicolon": ";",
    "colon": ":",
    "pipe": "|",
    "slash": "/",
    "dot": ".",
}
SIGN = rf"({'|'.join(SIGNS)})(?:e?s)?\b|(\"[^\"]*\"|'[^']*'|[-_/;:|+,.])"
CLOSING = (
    r"(?:[\s,]+(?:please|thanks|thank you|for me|(?:in|with|using) python|right now|now))*"
    r"[\s.?!;,]*$"
)
TASK = re.compile(
    rf"\bsplit\s+(\"[^\"]*\"|'[^']*'|[^\"']+?)\s+(?:by|on|at)\s+(?:(?:an?|the|each|every)\s+)?"
    rf"(?:{SIGN}){CLOSING}",
    re.IGNORECASE,
)


def bare(text: str) -> str:
    """The text without quotes around it."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def solve(description: str) -> list[str]:
    """The parts, without blanks around them."""
    plain = description.translate(str.maketrans("“”„‘’", '"""\'\''))
    found = TASK.search(plain)
    if found is None:
        raise ValueError("say: split TEXT by comma")
    given, name, sign = found.groups()
    text, separator = bare(given), SIGNS[name.lower()] if name else bare(sign)
    if not separator:
        raise ValueError("the sign to split at must not be empty")
    if separator.isspace():
        return text.split()
    return [part.strip() for part in text.split(separator)]


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
