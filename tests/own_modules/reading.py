"""Reads and writes streams of text."""

import io
import sys


def report(lines: list[str]) -> int:
    """Print each line once with its number; how many there were.

    >>> report(["a", "b", "a"])
    1 a
    2 b
    2
    """
    seen = []
    for line in lines:
        if line not in seen:
            seen.append(line)
            sys.stdout.write(f"{len(seen)} {line}\n")
    return len(seen)


def fields(text: str) -> list[str]:
    """The first word of each line of a text."""
    return [line.split()[0] for line in io.StringIO(text) if line.strip()]
