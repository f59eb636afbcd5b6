"""The lines of a file that contain a text."""

import json
import re
import sys

TASK = re.compile(
    r"\b(?:contain|containing)\s+(\"[^\"\n]*\"|'[^'\n]*'|[\w'’-]+)(?=[\s.?!,;]|$)",
    re.IGNORECASE,
)
FILE = re.compile(r"(?<!\S)@(?:\"([^\"]+)\"|(\S+?))(?=[,;:?!.]?(?:\s|$))")
TABLES = (".csv", ".tsv", ".json", ".jsonl", ".yaml", ".xml", ".html")


def read_text(description: str) -> str:
    """The granted file, or what stands in quotes over several lines."""
    granted = FILE.search(description)
    if granted is not None:
        name = granted.group(1) or granted.group(2)
        if name.lower().endswith(TABLES):
            raise ValueError(f"{name} is no plain text of lines")
        try:
            with open(name, encoding="utf-8-sig") as file:
                return file.read()
        except (OSError, UnicodeDecodeError) as problem:
            raise ValueError(f"{name} cannot be read: {problem}") from problem
    quoted = re.search(r"\"([^\"]*(?:\n|\\n)[^\"]*)\"", description)
    if quoted is None:
        raise ValueError("name a file as @name.txt")
    return quoted.group(1).replace("\\n", "\n")


def solve(description: str) -> list[str]:
    """The lines with the part. Refused where it depends on the case, or on what was meant."""
    plain = description.translate(str.maketrans("“”„‘’", '"""\'\''))
    # What the file is called, or holds, is not what is looked for.
    wish = re.sub(r"\"[^\"]*(?:\n|\\n)[^\"]*\"", "", FILE.sub("", plain))
    found = TASK.search(wish)
    if found is None:
        raise ValueError('say: lines of @name.txt that contain "TEXT"')
    given = found.group(1)
    part = given[1:-1] if given[0] in "\"'" else given
    if not part:
        raise ValueError("the part must not be empty")
    lines = read_text(plain).splitlines()
    chosen = [line for line in lines if part in line]
    if len(chosen) < sum(part.lower() in line.lower() for line in lines):
        raise ValueError(f"some lines contain “{part}” in capitals or small letters only")
    if not chosen and part is given:
        raise ValueError(f"no line contains “{part}”; put it in quotes if just that is meant")
    return chosen


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
