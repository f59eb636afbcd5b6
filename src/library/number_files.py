"""Texts and files that hold numbers only: their sum, mean, largest and smallest."""

import math

from ..domain.task import TaskKind
from .bundled import bundled
from .exact_numbers import tidy
from .text_files import numbers_in

_FILE = "[the] [text] [file] {source:table}"
_ALL = f"[of] [all] [the] (numbers|values) (in|of|from) {_FILE}"
_LIMITS = "Nothing but numbers, separated by lines, spaces or commas."


@bundled(
    TaskKind.DATA,
    "numbers of a file",
    title="largest of a file's numbers",
    phrases=(
        f"(maximum|max|largest|highest|biggest) {_ALL}",
        f"(maximum|max|largest|highest|biggest) of {_FILE}",
        f"(maximum|largest|highest|biggest) (number|value) (in|of|from) {_FILE}",
    ),
    examples={
        'maximum of the numbers in "3\\n14.5"': 14.5,
        'largest number in "1 2\\n-3"': 2,
        'max of "10\\n20"': 20,
    },
    opposites=("file_min", "csv_max"),
    limits=_LIMITS,
)
def file_max(source: str) -> int | float:
    """The largest of the numbers in a text file.

    `source` is the text or the path of the file. Raises ValueError if it holds more than numbers.
    """
    return tidy(max(numbers_in(source)))


@bundled(
    TaskKind.DATA,
    "numbers of a file",
    title="mean of a file's numbers",
    phrases=(f"(mean|average|avg) {_ALL}", f"(mean|average|avg) of {_FILE}"),
    examples={
        'mean of the numbers in "3\\n4"': 3.5,
        'average of all numbers from "1 2\\n3"': 2,
        'average of "10\\n20"': 15,
    },
    opposites=("file_sum", "csv_mean"),
    limits=_LIMITS,
)
def file_mean(source: str) -> int | float:
    """The mean of the numbers in a text file.

    `source` is the text or the path of the file. Raises ValueError if it holds more than numbers.
    """
    numbers = numbers_in(source)
    return tidy(math.fsum(numbers) / len(numbers))


@bundled(
    TaskKind.DATA,
    "numbers of a file",
    title="smallest of a file's numbers",
    phrases=(
        f"(minimum|min|smallest|lowest) {_ALL}",
        f"(minimum|min|smallest|lowest) of {_FILE}",
        f"(minimum|smallest|lowest) (number|value) (in|of|from) {_FILE}",
    ),
    examples={
        'minimum of the numbers in "3\\n14.5"': 3,
        'smallest number in "1 2\\n-3"': -3,
        'min of "10\\n20"': 10,
    },
    opposites=("file_max", "csv_min"),
    limits=_LIMITS,
)
def file_min(source: str) -> int | float:
    """The smallest of the numbers in a text file.

    `source` is the text or the path of the file. Raises ValueError if it holds more than numbers.
    """
    return tidy(min(numbers_in(source)))


@bundled(
    TaskKind.DATA,
    "numbers of a file",
    title="sum of a file's numbers",
    phrases=(
        f"(sum|total) {_ALL}",
        f"(sum|total) of {_FILE}",
        f"(add|sum) [up] [all] [the] (numbers|values) (in|of|from) {_FILE}",
    ),
    examples={
        'sum of the numbers in "3\\n4.5\\n-1"': 6.5,
        'add up all numbers from "1 2\\n3"': 6,
        'total of "10\\n20"': 30,
    },
    opposites=("file_mean", "csv_sum"),
    limits=_LIMITS,
)
def file_sum(source: str) -> int | float:
    """The sum of the numbers in a text file.

    `source` is the text or the path of the file. Raises ValueError if it holds more than numbers.
    """
    return tidy(math.fsum(numbers_in(source)))
