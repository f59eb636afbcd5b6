"""With a real model: signatures with doctests, and "write a function that ...", typed as they are.

A prompt is solved if a function is kept, its own doctests hold, and the hidden calls give what
they should; the others are declined or wrong.

usage: python -m bench.function_prompts SERVER MODEL [fallback|first]
"""

import sys
import tempfile
import time
from collections.abc import Mapping

from src.app.adapters import Adapters
from src.app.app import App
from src.app.run_mode import RunMode
from src.documents.literals import json_argument
from src.domain.errors import EvolverError
from src.domain.json_value import JSONValue, agrees
from src.domain.outcome import Outcome

from .everyday_tasks import config_for

Calls = tuple[tuple[tuple[JSONValue, ...], JSONValue], ...]
"""Arguments in the order of the parameters, and the result."""

GIVEN: Mapping[str, Calls] = {
    '''def longest_run(numbers: list[int]) -> int:
    """The length of the longest run of equal neighbours.

    >>> longest_run([1, 1, 2, 2, 2, 3])
    3
    >>> longest_run([])
    0
    """
''': (
        (([4, 4, 4, 4],), 4),
        (([1, 2, 1],), 1),
    ),
    '''def initials(name: str) -> str:
    """The first letter of each word, in capitals, each followed by a full stop.

    >>> initials("ada lovelace")
    'A.L.'
    """
''': (
        (("grace brewster hopper",), "G.B.H."),
        (("x",), "X."),
    ),
    '''def pairs_with_sum(numbers: list[int], total: int) -> list[tuple[int, int]]:
    """All pairs of different places whose numbers add up to the total, in the order of places.

    >>> pairs_with_sum([1, 2, 3, 4], 5)
    [(1, 4), (2, 3)]
    """
''': (
        (([0, 0, 5], 5), [[0, 5], [0, 5]]),
        (([], 1), []),
    ),
    '''def compress(text: str) -> str:
    """Each run of a letter as the letter and its length.

    >>> compress("aaabcc")
    'a3b1c2'
    >>> compress("")
    ''
    """
''': (
        (("zz",), "z2"),
        (("abab",), "a1b1a1b1"),
    ),
    '''def second_largest(numbers: list[int]) -> int | None:
    """The second largest different number, or None if there is none.

    >>> second_largest([3, 1, 3, 2])
    2
    >>> second_largest([5])
    """
''': (
        (([7, 7],), None),
        (([1, 2, 3],), 2),
    ),
    '''def minutes(clock: str) -> int:
    """Minutes since midnight.

    >>> minutes("01:30")
    90
    """
''': (
        (("23:59",), 1439),
        (("00:00",), 0),
    ),
    '''def transpose(rows: list[list[int]]) -> list[list[int]]:
    """The columns of a table as rows.

    >>> transpose([[1, 2], [3, 4], [5, 6]])
    [[1, 3, 5], [2, 4, 6]]
    """
''': (
        (([[1, 2, 3]],), [[1], [2], [3]]),
        (([],), []),
    ),
    '''def is_anagram(one: str, other: str) -> bool:
    """Whether two texts have the same letters; case and blanks do not count.

    >>> is_anagram("Dormitory", "dirty room")
    True
    >>> is_anagram("ab", "abb")
    False
    """
''': (
        (("Listen", "silent"), True),
        (("a b", "bc"), False),
    ),
    '''def running_mean(numbers: list[float]) -> list[float]:
    """The mean of all numbers up to each place.

    >>> running_mean([1.0, 3.0, 5.0])
    [1.0, 2.0, 3.0]
    """
''': (
        (([2.0, 2.0],), [2.0, 2.0]),
        (([],), []),
    ),
    '''def matching(brackets: str) -> bool:
    """Whether round, square and curly brackets open and close in pairs.

    >>> matching("([]{})")
    True
    >>> matching("([)]")
    False
    """
''': (
        (("((",), False),
        (("",), True),
        (("}{",), False),
    ),
}
SAID: Mapping[str, Calls] = {
    "write a function that tells whether a text is a valid IPv6 address": (
        (("::1",), True),
        (("2001:db8::8a2e:370:7334",), True),
        (("1.2.3.4",), False),
        (("12345::",), False),
    ),
    "write a function that returns the n-th Fibonacci number": (((10,), 55), ((1,), 1)),
    "write a function that checks whether a string is a palindrome": (
        (("level",), True),
        (("ab",), False),
    ),
    'write a function that parses "3h 25m" into seconds': (
        (("3h 25m",), 12300),
        (("2h",), 7200),
        (("45m",), 2700),
    ),
}


def main() -> None:
    """Print a line for each prompt, and the sums."""
    given = sys.argv[1:]
    if len(given) < 2:
        sys.exit(__doc__)
    solved = 0
    with tempfile.TemporaryDirectory() as home:
        library = given[2] if len(given) > 2 else "fallback"
        adapters = Adapters(config_for(home, given[0], given[1], library), RunMode())
        app = App(adapters)
        try:
            for prompt, calls in {**GIVEN, **SAID}.items():
                solved += _is_solved(app, prompt, calls)
        finally:
            app.close()
    print(f"solved {solved} of {len(GIVEN) + len(SAID)}")


def _is_solved(app: App, prompt: str, calls: Calls) -> bool:
    began = time.perf_counter()
    outcome = app.solve(prompt, lambda event: None)
    seconds = time.perf_counter() - began
    right = [_gives(app, outcome, values, wanted) for values, wanted in calls]
    said = "solved" if outcome.solved and all(right) else "WRONG" if outcome.solved else "declined"
    marks = "".join("+" if one else "-" for one in right)
    level = outcome.confidence.level.value if outcome.confidence else ""
    shown = prompt.partition("\n")[0][:60]
    print(f"{said:9}{marks:5}{level:7}{seconds:5.0f}s {shown} {outcome.error[:80]}", flush=True)
    return said == "solved"


def _gives(app: App, outcome: Outcome, values: tuple[JSONValue, ...], wanted: JSONValue) -> bool:
    if not outcome.node_id:
        return False
    try:
        got = app.function(outcome.node_id)(*values)
    except (EvolverError, RuntimeError, ValueError):
        return False
    return agrees(json_argument("", got)[0], wanted)


if __name__ == "__main__":
    main()
