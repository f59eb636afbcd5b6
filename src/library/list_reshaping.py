"""Lists rearranged: without duplicates, rotated, reversed, cut into chunks, flattened."""

from collections import Counter
from typing import Any

from ..domain.task import TaskKind
from .bundled import bundled
from .phrase_parts import NUMBERS

_DUPLICATES = (
    "(duplicates|duplicate (values|elements|numbers|items)"
    "|repeated (values|numbers|elements|items))"
)
_PLACES = "(places|positions|steps|place|position|step)"


def _rotation_phrases(side: str) -> tuple[str, ...]:
    return (
        f"rotate {NUMBERS} [to the] {side} by {{places:natural}} [{_PLACES}]",
        f"rotate {NUMBERS} by {{places:natural}} [{_PLACES}] [to the] {side}",
        f"rotate {NUMBERS} {{places:natural}} {_PLACES} [to the] {side}",
        f"{side} rotate {NUMBERS} by {{places:natural}}",
    )


@bundled(
    TaskKind.ALGORITHM,
    "removing duplicates",
    title="list without repetitions",
    phrases=(
        f"(remove|delete|drop) [the|all|all the] {_DUPLICATES} [from|in|of] {NUMBERS}",
        f"(unique|distinct) (values|elements|numbers|items) (of|in|from) {NUMBERS}",
        f"(deduplicate|dedupe|dedup|unique|uniq) {NUMBERS}",
    ),
    examples={
        "remove duplicates from 3, 1, 3, 2, 1": [3, 1, 2],
        "unique values in [5, 5, 5]": [5],
        "deduplicate the list 1 2 2.5 2.5": [1, 2, 2.5],
        "dedupe [2, 2]": [2],
    },
    opposites=("find_duplicates",),
    limits="Any list of numbers.",
)
def unique(numbers: list[int | float]) -> list[int | float]:
    """A list with each value once, in the order of first occurrence."""
    return list(dict.fromkeys(numbers))


@bundled(
    TaskKind.ALGORITHM,
    "finding duplicates",
    title="repeated values",
    phrases=(
        f"[list|show] [all|the|all the] {_DUPLICATES} (in|of|from) {NUMBERS}",
        f"which (values|numbers|elements) (occur|appear) more than once in {NUMBERS}",
    ),
    examples={
        "find the duplicates in 3, 1, 3, 2, 1": [3, 1],
        "duplicates in [5, 5, 5]": [5],
        "which numbers appear more than once in 1 2 3": [],
    },
    opposites=("unique",),
    limits="Any list of numbers.",
)
def find_duplicates(numbers: list[int | float]) -> list[int | float]:
    """The values that occur more than once in a list, each once."""
    return [number for number, count in Counter(numbers).items() if count > 1]


@bundled(
    TaskKind.ALGORITHM,
    "rotation",
    title="list rotated left",
    tags=("shift", "circular"),
    phrases=_rotation_phrases("left"),
    examples={
        "rotate [1, 2, 3, 4] left by 1": [2, 3, 4, 1],
        "rotate 1, 2, 3 by 2 to the left": [3, 1, 2],
        "rotate [5, 6] left by 4 places": [5, 6],
    },
    opposites=("rotate_right",),
    limits="Any list of numbers.",
)
def rotate_left(numbers: list[int | float], places: int) -> list[int | float]:
    """A list rotated to the left; what falls off comes in at the other end."""
    if not numbers:
        return []
    start = places % len(numbers)
    return numbers[start:] + numbers[:start]


@bundled(
    TaskKind.ALGORITHM,
    "rotation",
    title="list rotated right",
    tags=("shift", "circular"),
    phrases=_rotation_phrases("right"),
    examples={
        "rotate [1, 2, 3, 4] right by 1": [4, 1, 2, 3],
        "rotate 1, 2, 3 by 2 to the right": [2, 3, 1],
        "rotate [5, 6] right by 4 places": [5, 6],
    },
    opposites=("rotate_left",),
    limits="Any list of numbers.",
)
def rotate_right(numbers: list[int | float], places: int) -> list[int | float]:
    """A list rotated to the right; what falls off comes in at the other end."""
    return rotate_left(numbers, -places)


@bundled(
    TaskKind.ALGORITHM,
    "list reversal",
    title="list in reverse",
    phrases=(
        "(reverse|flip) [the|this] (list|array|numbers|sequence) [of numbers] {items:numbers}",
        "(reverse|flip) {items:list}",
    ),
    examples={
        "reverse the list 1, 2, 3": [3, 2, 1],
        "reverse [4, 4, 1]": [1, 4, 4],
        "reverse the numbers 1.5 2": [2, 1.5],
        "reverse [a, b]": ["b", "a"],
        "reverse the list []": [],
    },
    limits="Numbers, or words in square brackets.",
)
def reverse_list(items: list[int | float | str]) -> list[int | float | str]:
    """A list from its last item to its first."""
    return items[::-1]


@bundled(
    TaskKind.ALGORITHM,
    "chunking",
    title="list in chunks",
    phrases=(
        f"(split|divide|cut|break) {NUMBERS} [up] (into|in)"
        " (chunks|groups|pieces|sublists|batches) of [size|length] {size:natural}"
        " [elements|numbers|items]",
        f"chunk {NUMBERS} ((into|in) (groups|pieces|chunks|sizes) of|by) {{size:natural}}",
    ),
    examples={
        "split [1, 2, 3, 4, 5] into chunks of 2": [[1, 2], [3, 4], [5]],
        "split 1, 2, 3 into groups of 3": [[1, 2, 3]],
        "chunk [7, 8] into pieces of 1": [[7], [8]],
    },
    limits="The last chunk may be shorter.",
)
def chunk(numbers: list[int | float], size: int) -> list[list[int | float]]:
    """A list cut into chunks of one size; the last one may be shorter.

    Raises ValueError if the size is below 1.
    """
    if size < 1:
        raise ValueError("the size must be at least 1")
    return [numbers[start : start + size] for start in range(0, len(numbers), size)]


@bundled(
    TaskKind.ALGORITHM,
    "flattening",
    title="flattened list",
    phrases=("flatten [the|this] [nested] [list|array|lists] {items:nested}",),
    examples={
        "flatten [[1, 2], [3, [4]]]": [1, 2, 3, 4],
        'flatten the nested list [[], ["a"]]': ["a"],
        "flatten [1, 2]": [1, 2],
    },
    limits="A list written as JSON.",
)
def flatten(items: list[Any]) -> list[Any]:
    """The items of a nested list in a single list."""
    flat: list[Any] = []
    for item in items:
        flat += flatten(item) if isinstance(item, list) else [item]
    return flat
