"""The lines of a text or a text file: some of them, sorted, reversed, measured, or each once."""

from typing import Literal

from ..language.expression import tidy
from .bundled import bundled
from .phrase_parts import ENDS, LINES
from .table_reading import ONE_NUMBER, numbers_in, text_of
from .tables import MEASURES, measured

_OF = f"(in|of|from) {LINES}"
_THAT = "(that contain|which contain|containing)"
_NAMED_PART = (
    f"[all] [the] lines {_OF} {_THAT} {{part:word}}",
    f"[all] [the] lines {_THAT} {{part:word}} {_OF}",
)
_NO_LINES = (".csv", ".tsv", ".json", ".jsonl", ".yaml", ".xml", ".html")


@bundled(
    "first or last lines",
    f"{{last:end}} {{n:count}} lines {_OF}",
    f"{{last:end}} line {_OF}",
    'first 2 lines of "one\\ntwo\\nthree" => ["one", "two"]',
    'last line in "a b\\nc d" => ["c d"]',
    'what are the first three lines of "x\\n\\ny\\nz" => ["x", "", "y"]',
    'last 2 lines of "one\\ntwo\\nthree" => ["two", "three"]',
    choices=ENDS,
)
def end_lines(source: str, n: int = 1, last: bool = False) -> list[str]:
    """Return the first or the last n lines of a text or of the file of that path.

    A text with a line break is taken as it is, any other as a path. Raises ValueError if
    there are fewer lines or the file cannot be read.
    """
    lines = _lines_of(source)
    if not 0 <= n <= len(lines):
        raise ValueError(f"there are only {len(lines)} lines")
    return lines[len(lines) - n :] if last else lines[:n]


@bundled(
    "lines that contain a text",
    f"[all] [the] lines {_OF} {_THAT} {{part:quoted}}",
    f"[all] [the] lines {_THAT} {{part:quoted}} {_OF}",
    *_NAMED_PART,
    'lines of "red fox\\nblue sky\\nred sun" that contain "red" => ["red fox", "red sun"]',
    'lines containing sky in "red fox\\nblue sky" => ["blue sky"]',
    'all lines that contain "z" in "a\\nb" => []',
    constants=dict.fromkeys(_NAMED_PART, {"must_occur": True}),
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
    "lines in reverse order",
    f"reverse [the order of] [the] lines {_OF}",
    f"lines {_OF} in reverse [order]",
    'reverse the lines of "one\\ntwo\\nthree" => ["three", "two", "one"]',
    'reverse the order of the lines in "a\\n\\nb c" => ["b c", "", "a"]',
    'lines of "x\\ny" in reverse order => ["y", "x"]',
)
def reverse_lines(source: str) -> list[str]:
    """Give the lines of a text or of the file of that path, the last one first.

    A text with a line break is taken as it is, any other as a path. Raises ValueError if the
    file cannot be read.
    """
    return _lines_of(source)[::-1]


@bundled(
    "sorted lines",
    f"sort [the] {{what:what}} {_OF} [in ascending order|ascending]",
    f"sort {LINES} [in ascending order|ascending]",
    f"sort [the] {{what:what}} {_OF} {{descending:down}}",
    f"sort {LINES} {{descending:down}}",
    'sort the lines of "pear\\nApple\\nfig" => ["Apple", "fig", "pear"]',
    'sort "10\\n9\\n2.5" => [2.5, 9, 10]',
    'sort the numbers in "3 1\\n2" in descending order => [3, 2, 1]',
    'sort the lines of "pear\\nApple\\nfig" descending => ["pear", "fig", "Apple"]',
    choices={
        "what": ("lines", "numbers"),
        "down": dict.fromkeys(("in descending order", "descending", "in reverse order"), True),
    },
)
def sort_lines(
    source: str, what: Literal["lines", "numbers"] = "lines", descending: bool = False
) -> list[str] | list[int | float]:
    """Sort the lines, or all the numbers, of a text or of the file of that path.

    A text with a line break is taken as it is, any other as a path. Empty lines are left
    out; case does not count; lines that are all numbers are ordered by size. Raises
    ValueError if numbers are wanted and there is anything else, or if the file cannot be read.
    """
    lines = [line for line in _lines_of(source) if line.strip()]
    if what == "lines" and not all(ONE_NUMBER.fullmatch(line.strip()) for line in lines):
        return sorted(lines, key=lambda line: (line.casefold(), line), reverse=descending)
    numbers = numbers_in(source) if what == "numbers" else map(float, lines)
    return [tidy(number) for number in sorted(numbers, reverse=descending)]


@bundled(
    "sum, mean, median, smallest or largest of a file's numbers",
    f"{{measure:measure}} [of] [all] [the] (numbers|values) {_OF}",
    f"{{measure:measure}} of {LINES}",
    f"{{measure:measure}} (number|value) {_OF}",
    'maximum of the numbers in "3\\n14.5" => 14.5',
    'average of all numbers from "1 2\\n3" => 2',
    'min of "10\\n20" => 10',
    'add up all numbers from "3\\n4.5\\n-1" => 6.5',
    'smallest number in "1 2\\n-3" => -3',
    choices={"measure": MEASURES},
)
def file_measure(
    source: str, measure: Literal["sum", "mean", "median", "min", "max"]
) -> int | float | str:
    """Return the sum, mean, median, min or max of the numbers in a text file.

    `source` is the text or the path of the file; spaces, line breaks and commas separate the
    numbers. Raises ValueError if it holds anything else.
    """
    return measured(numbers_in(source), measure)


@bundled(
    "lines without repetition",
    f"[all] [the] (unique|distinct|different) lines {_OF}",
    f"(remove|delete|drop) [all] [the] duplicate lines {_OF}",
    'unique lines of "one\\ntwo\\none" => ["one", "two"]',
    'remove duplicate lines from "a\\nA\\na" => ["a", "A"]',
    'distinct lines in "x\\n\\ny\\n\\nx" => ["x", "", "y"]',
)
def unique_lines(source: str) -> list[str]:
    """Keep only the first of equal lines of a text or of the file of that path.

    A text with a line break is taken as it is, any other as a path; case and spaces count.
    Raises ValueError if the file cannot be read.
    """
    return list(dict.fromkeys(_lines_of(source)))


def _lines_of(source: str) -> list[str]:
    """Return the lines of a text or of a file that is not a table or a document."""
    if "\n" not in source and source.lower().endswith(_NO_LINES):
        raise ValueError(f"{source} is not a plain text file of lines")
    return text_of(source).splitlines()
