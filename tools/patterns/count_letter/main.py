"""How often a letter or word occurs in a text."""

import json
import re
import sys

WORD = r"(\"[^\"]*\"|'[^']*'|[\w'’-]+?)"
TASK = re.compile(
    r"(?:\b(?:occurrences|appearances) of|\bdoes|\bcount(?: the)?(?= (?:letter|character)))"
    r"\s+(?:the\s+)?(?:(?:letter|character)\s+)?"
    + WORD
    + r"\s+(?:(?:appear|occur)\s+)?in\s*:?\s*(.+?)"
    r"(?:[\s,]+(?:please|thanks|thank you))?[\s.?!]*$",
    re.IGNORECASE | re.DOTALL,
)
LETTERS = re.compile(
    r"\bhow many (\w)'s\s+(?:are\s+)?(?:there\s+)?in\s+(?:the word\s+)?"
    r"(\"[^\"]*\"|'[^']*'|[\w'’-]+)",
    re.IGNORECASE,
)


def bare(text: str) -> str:
    """The text without quotes around it."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def solve(description: str) -> int:
    """How often the letter or word occurs, whatever its case."""
    plain = description.translate(str.maketrans("“”„‘’", '"""\'\''))
    found = TASK.search(plain) or LETTERS.search(plain)
    if found is None:
        raise ValueError("a letter and a text are needed")
    part, text = bare(found.group(1)).lower(), bare(found.group(2)).lower()
    if not part:
        raise ValueError("what is counted must not be empty")
    count = text.count(part)
    if count != len(re.findall(f"(?={re.escape(part)})", text)):
        raise ValueError(f"“{part}” overlaps itself there: it is not plain how to count it")
    words = len(re.findall(rf"(?<!\w){re.escape(part)}(?!\w)", text))
    if part == found.group(1).lower() and len(part) > 1 and 0 < words < count:
        raise ValueError(
            f"say: the word {part}, or put “{part}” in quotes to count it within words"
        )
    return count


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
