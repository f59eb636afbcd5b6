"""A text written several times."""

import json
import re
import sys

COUNTS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty"
).split()
TASK = re.compile(
    r"\b(?:repeat|write|say)\s+(?:(?:(?:the|this)\s+)?(?:string|text|word|sentence|phrase)\s+)?"
    rf":?\s*(\"[^\"]*\"|'[^']*'|.+?)\s+(-?[\d,]+|{'|'.join(COUNTS)})\s+times",
    re.IGNORECASE | re.DOTALL,
)


def solve(description: str) -> str:
    """The text so many times, nothing between."""
    plain = description.translate(str.maketrans("“”„‘’", '"""\'\''))
    found = TASK.search(plain)
    if found is None:
        raise ValueError("a text and a number are needed")
    text, count = found.groups()
    times = COUNTS.index(count.lower()) + 1 if count.isalpha() else int(count.replace(",", ""))
    if re.search(r"\b(?:or|to|and|about|than|by|least|most|exactly|-)$", text, re.IGNORECASE):
        raise ValueError("it is not plain how many times; put the text in quotes")
    if times < 0:
        raise ValueError("nothing can be repeated less than 0 times")
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1]
    if times > 10_000 or times * len(text) > 100_000:
        raise ValueError("that would be too long: at most 100,000 characters")
    return text * times


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
