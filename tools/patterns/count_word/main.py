"""How often a whole word occurs in a text."""

import json
import re
import sys

TASK = re.compile(
    r"\b(?:of|does) the word\s+(\"[^\"]*\"|'[^']*'|[\w'’-]+)\s+(?:(?:appear|occur)\s+)?in"
    r"\s*:?\s*(.+?)(?:[\s,]+(?:please|thanks|thank you))?[\s.?!]*$",
    re.IGNORECASE | re.DOTALL,
)


def bare(text: str) -> str:
    """The text without quotes around it."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def solve(description: str) -> int:
    """How often the word stands in the text by itself, whatever its case."""
    plain = description.translate(str.maketrans("“”„‘’", '"""\'\''))
    found = TASK.search(plain)
    if found is None:
        raise ValueError("a word and a text are needed")
    word, text = bare(found.group(1)).lower(), bare(found.group(2)).lower()
    if not word.strip():
        raise ValueError("what is counted must not be empty")
    return len(re.findall(rf"(?<!\w){re.escape(word)}(?!\w)", text))


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
