"""Whether a text has the form of an e-mail address."""

import json
import re
import sys

FORM = re.compile(
    r"[\w.+-]+@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+", re.I
)


def solve(description: str) -> bool:
    """Whether the word with the @ is formed like an address."""
    whole = re.search(
        r"[\"']([^\"'@]*\s[^\"']*@[^\"']*|[^\"']*@[^\"']*\s[^\"']*)[\"']", description
    )
    if whole is not None and whole.group(1).strip() == whole.group(1):
        return False
    candidates = [word.strip("\"',;:?!").rstrip(".") for word in description.split()]
    written = [word for word in candidates if "@" in word]
    if not written:
        quoted = re.search(r"[\"']([^\"']*)[\"']", description)
        named = re.search(r"\b(?:is|address|e-?mail)\s+(\S+)", description, re.IGNORECASE)
        if quoted is None and named is None:
            raise ValueError("an address is needed")
        return False
    address = written[0]
    local = address.partition("@")[0]
    dotted = local.startswith(".") or local.endswith(".") or ".." in address
    return bool(FORM.fullmatch(address)) and not dotted


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
