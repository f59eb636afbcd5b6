"""Words joined by a sign."""

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
    rf"\bjoin\s+(?:the\s+)?(?:(?:words|strings|letters|items|list)\s+(?!,))?"
    rf"(.+?)\s+(?:with|by|using)\s+"
    rf"(?:an?\s+)?(?:{SIGN}){CLOSING}",
    re.IGNORECASE,
)


def bare(text: str) -> str:
    """The text without quotes around it."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def solve(description: str) -> str:
    """The items with the sign between."""
    plain = description.translate(str.maketrans("“”„‘’", '"""\'\''))
    found = TASK.search(plain)
    if found is None:
        raise ValueError("say: join a, b, c with -")
    given, name, sign = found.groups()
    glue = SIGNS[name.lower()] if name else bare(sign)
    inner = given.strip()
    inner = inner[1:-1] if inner.startswith("[") else inner
    if "[" in inner or "{" in inner:
        raise ValueError("a list within a list cannot be joined")
    pieces = re.findall(r"\"[^\"]*\"|'[^']*'|[^,\"']+", inner)
    words = [bare(re.sub(r"^and\s+", "", piece.strip())) for piece in pieces if piece.strip()]
    return glue.join(words)


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
