"""The text that a message in Morse code means."""

import json
import re
import sys

CODES = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz0123456789.,?!/@",
        (
            ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..-"
            " ...- .-- -..- -.-- --.. ----- .---- ..--- ...-- ....- ..... -.... --... ---.. ----."
            " .-.-.- --..-- ..--.. -.-.-- -..-. .--.-."
        ).split(),
    )
)

LETTERS = {code: letter for letter, code in CODES.items()}


def solve(description: str) -> str:
    """The letters of the dots and dashes, in small letters."""
    found = re.search(r"[.\-_](?:[.\-_/\s]*[.\-_])?", description)
    if found is None:
        raise ValueError("there are no dots and dashes")
    codes = found.group().replace("_", "-").split("/")
    try:
        words = ["".join(LETTERS[code] for code in word.split()) for word in codes]
    except KeyError as unknown:
        raise ValueError(f"no letter has the code {unknown}") from unknown
    return " ".join(words)


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
