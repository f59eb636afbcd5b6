"""Whether two texts are anagrams of each other."""

import json
import re
import sys

WORD = r"(\"[^\"]*\"|'[^']*'|[\w'’-]+)"
TASK = re.compile(
    WORD + r"\s+(?:and|is (?:an )?anagram of|an anagram of|anagram of)\s+" + WORD, re.IGNORECASE
)


def letters(text: str) -> list[str]:
    """The letters and digits of a text in order."""
    return sorted(char for char in text.casefold() if char.isalnum())


def solve(description: str) -> bool:
    """Whether both texts have the same letters."""
    plain = description.translate(str.maketrans("“”„‘’", '"""\'\''))
    found = TASK.search(plain)
    if found is None:
        raise ValueError("two words are needed")
    return letters(found.group(1)) == letters(found.group(2))


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
