"""A haiku: three lines of five, seven and five syllables."""

import json
import sys

from node_runtime import call_tool


def solve(description: str) -> str:
    """What the content generator writes for the description."""
    return call_tool("content_generator", description)


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
