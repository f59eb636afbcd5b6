"""A number of seconds as hours, minutes and seconds."""

import json
import re
import sys

TASK = re.compile(r"(\d[\d,]*)\s*(?:seconds|second|secs|sec|s)\b", re.IGNORECASE)


def solve(description: str) -> str:
    """Hours, minutes and seconds, as in 1:02:05."""
    plain = description.translate(str.maketrans("“”„‘’", '"""\'\''))
    found = TASK.search(plain)
    if found is None:
        raise ValueError("say: convert 3725 seconds to h:mm:ss")
    minutes, seconds = divmod(int(found.group(1).replace(",", "")), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


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
