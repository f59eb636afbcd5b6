"""The lines of a text or a text file: some of them, sorted, reversed, or each once."""

from typing import Literal

from ..domain.task import TaskKind
from .bundled import bundled
from .exact_numbers import tidy
from .phrase_parts import LINES
from .text_files import NUMBER, numbers_in, text_of

_OF = f"(in|of|from) {LINES}"
_THAT = "(that contain|which contain|containing)"
_NAMED_PART = (
    f"[all] [the] lines {_OF} {_THAT} {{part:word}}",
    f"[all] [the] lines {_THAT} {{part:word}} {_OF}",
)
_DOWN = "(in descending order|descending|in reverse order)"
_SORTED = {"what": ("lines", "numbers")}
_SORT_LIMITS = (
    "Empty lines are left out; case does not count; lines that are all numbers are ordered by size."
)
_NO_LINES = (".csv", ".tsv", ".json", ".jsonl", ".yaml", ".xml", ".html")


@bundled(
    TaskKind.DATA,
    "lines of a file",
    tags=("head",),
    phrases=(f"first {{n:count}} lines {_OF}", f"first line {_OF}"),
    examples={
        'first 2 lines of "one\\ntwo\\nthree"': ["one", "two"],
        'first line in "a b\\nc d"': ["a b"],
        'what are the first three lines of "x\\n\\ny\\nz"': ["x", "", "y"],
    },
    opposites=("last_lines",),
    limits="Empty lines count; there must be enough lines.",
)
def first_lines(source: str, n: int = 1) -> list[str]:
    """Give the first n lines of a text or of the file of that path.

    A text with a line break is taken as it is, any other as a path. Raises ValueError if
    there are fewer lines or the file cannot be read.
    """
    lines = _lines_of(source)
    return lines[: _available(n, lines)]


@bundled(
    TaskKind.DATA,
    "lines of a file",
    tags=("tail",),
    phrases=(f"last {{n:count}} lines {_OF}", f"last line {_OF}"),
    examples={
        'last 2 lines of "one\\ntwo\\nthree"': ["two", "three"],
        'last line in "a b\\nc d"': ["c d"],
        'what are the last three lines of "x\\n\\ny\\nz"': ["", "y", "z"],
    },
    opposites=("first_lines",),
    limits="Empty lines count; there must be enough lines.",
)
def last_lines(source: str, n: int = 1) -> list[str]:
    """Give the last n lines of a text or of the file of that path.

    A text with a line break is taken as it is, any other as a path. Raises ValueError if
    there are fewer lines or the file cannot be read.
    """
    lines = _lines_of(source)
    return lines[len(lines) - _available(n, lines) :]


@bundled(
    TaskKind.DATA,
    "lines of a file",
    title="lines that contain a text",
    tags=("search", "grep", "filter"),
    phrases=(
        f"[all] [the] lines {_OF} {_THAT} {{part:quoted}}",
        f"[all] [the] lines {_THAT} {{part:quoted}} {_OF}",
        *_NAMED_PART,
    ),
    # A word without quotes may describe the lines: "lines that contain dates".
    constants=dict.fromkeys(_NAMED_PART, {"must_occur": True}),
    examples={
        'lines of "red fox\\nblue sky\\nred sun" that contain "red"': ["red fox", "red sun"],
        'lines containing sky in "red fox\\nblue sky"': ["blue sky"],
        'all lines that contain "z" in "a\\nb"': [],
    },
    limits="A part of a word is found too; declined if the result depends on the case.",
)
def lines_containing(source: str, part: str, must_occur: bool = False) -> list[str]:
    """Find the lines that contain a part, in a text or in the file of that path.

    A text with a line break is taken as it is, any other as a path. Raises ValueError if the
    part is empty, if more lines contain it in other case, if no line contains it although it
    must occur, or if the file cannot be read.
    """
    if not part:
        raise ValueError("the part must not be empty")
    lines = _lines_of(source)
    found = [line for line in lines if part in line]
    if len(found) < sum(part.lower() in line.lower() for line in lines):
        raise ValueError(f"some lines contain “{part}” only in a different case")
    if must_occur and not found:
        raise ValueError(f"no line contains “{part}”; put it in quotes if that is what you mean")
    return found


@bundled(
    TaskKind.DATA,
    "lines of a file",
    title="lines in reverse order",
    phrases=(
        f"reverse [the order of] [the] lines {_OF}",
        f"lines {_OF} in reverse [order]",
    ),
    examples={
        'reverse the lines of "one\\ntwo\\nthree"': ["three", "two", "one"],
        'reverse the order of the lines in "a\\n\\nb c"': ["b c", "", "a"],
        'lines of "x\\ny" in reverse order': ["y", "x"],
    },
    opposites=("sort_lines_descending",),
    limits="The lines themselves stay as they are; empty ones count.",
)
def reverse_lines(source: str) -> list[str]:
    """Give the lines of a text or of the file of that path, the last one first.

    A text with a line break is taken as it is, any other as a path. Raises ValueError if the
    file cannot be read.
    """
    return _lines_of(source)[::-1]


@bundled(
    TaskKind.DATA,
    "sorting lines",
    title="sorted lines",
    tags=("order",),
    phrases=(
        f"sort [the] {{what:what}} {_OF} [in ascending order|ascending]",
        f"sort {LINES} [in ascending order|ascending]",
    ),
    examples={
        'sort the lines of "pear\\nApple\\nfig"': ["Apple", "fig", "pear"],
        'sort "10\\n9\\n2.5"': [2.5, 9, 10],
        'sort the numbers in "3 1\\n2" in ascending order': [1, 2, 3],
    },
    opposites=("sort_lines_descending",),
    limits=_SORT_LIMITS,
    choices=_SORTED,
)
def sort_lines(
    source: str, what: Literal["lines", "numbers"] = "lines"
) -> list[str] | list[int | float]:
    """Sort the lines, or all the numbers, of a text or of the file of that path.

    A text with a line break is taken as it is, any other as a path. Empty lines are left
    out; case does not count; lines that are all numbers are ordered by size. Raises
    ValueError if numbers are wanted and there is anything else, or if the file cannot be read.
    """
    return _sorted(source, what, descending=False)


@bundled(
    TaskKind.DATA,
    "sorting lines",
    title="lines sorted in descending order",
    phrases=(f"sort [the] {{what:what}} {_OF} {_DOWN}", f"sort {LINES} {_DOWN}"),
    examples={
        'sort the lines of "pear\\nApple\\nfig" descending': ["pear", "fig", "Apple"],
        'sort "10\\n9\\n2.5" in descending order': [10, 9, 2.5],
        'sort the numbers in "3 1\\n2" in descending order': [3, 2, 1],
    },
    opposites=("sort_lines",),
    limits=_SORT_LIMITS,
    choices=_SORTED,
)
def sort_lines_descending(
    source: str, what: Literal["lines", "numbers"] = "lines"
) -> list[str] | list[int | float]:
    """Sort the lines, or all the numbers, of a text or a file in descending order.

    A text with a line break is taken as it is, any other as a path. Empty lines are left
    out; case does not count; lines that are all numbers are ordered by size. Raises
    ValueError if numbers are wanted and there is anything else, or if the file cannot be read.
    """
    return _sorted(source, what, descending=True)


@bundled(
    TaskKind.DATA,
    "lines of a file",
    title="lines without repetition",
    phrases=(
        f"[all] [the] (unique|distinct|different) lines {_OF}",
        f"(remove|delete|drop) [all] [the] duplicate lines {_OF}",
    ),
    examples={
        'unique lines of "one\\ntwo\\none"': ["one", "two"],
        'remove duplicate lines from "a\\nA\\na"': ["a", "A"],
        'distinct lines in "x\\n\\ny\\n\\nx"': ["x", "", "y"],
    },
    limits="The first of equal lines is kept; case counts.",
)
def unique_lines(source: str) -> list[str]:
    """Keep only the first of equal lines of a text or of the file of that path.

    A text with a line break is taken as it is, any other as a path; case and spaces count.
    Raises ValueError if the file cannot be read.
    """
    return list(dict.fromkeys(_lines_of(source)))


def _lines_of(source: str) -> list[str]:
    """The lines of a text or of the file of that path; not those of a table or a document."""
    if "\n" not in source and source.lower().endswith(_NO_LINES):
        raise ValueError(f"{source} is not a plain text file of lines")
    return text_of(source).splitlines()


def _available(n: int, lines: list[str]) -> int:
    """The number of lines wanted, if there are as many."""
    if not 0 <= n <= len(lines):
        raise ValueError(f"there are only {len(lines)} lines")
    return n


def _sorted(source: str, what: str, *, descending: bool) -> list[str] | list[int | float]:
    lines = [line for line in _lines_of(source) if line.strip()]
    if what == "lines" and not all(NUMBER.fullmatch(line.strip()) for line in lines):
        return sorted(lines, key=lambda line: (line.casefold(), line), reverse=descending)
    numbers = numbers_in(source) if what == "numbers" else map(float, lines)
    return [tidy(number) for number in sorted(numbers, reverse=descending)]
