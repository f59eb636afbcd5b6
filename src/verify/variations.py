"""Makes inputs like a task's own: each argument changed a little, all others as they are."""

from collections.abc import Iterator

from ..domain.json_value import JSONObject, JSONValue

MOST_VARIATIONS = 14
_SMALL = 30


def variations(arguments: JSONObject) -> tuple[JSONObject, ...]:
    """At most 14 inputs, the first change of every argument before the second of any."""
    changed = [[arguments | {name: new} for new in _changes(v)] for name, v in arguments.items()]
    longest = max(map(len, changed), default=0)
    in_turn = [inputs[n] for n in range(longest) for inputs in changed if n < len(inputs)]
    return tuple(in_turn[:MOST_VARIATIONS])


def _changes(value: JSONValue) -> Iterator[JSONValue]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        # Larger ones stay near: what is recursive may take exponential time.
        yield from (value + 1, value - 1, 2 * value if abs(value) < _SMALL else value // 2)
    elif isinstance(value, float):
        yield from (value + 0.5, value / 2, -value)
    elif isinstance(value, str):
        yield from _of_text(value)
    elif isinstance(value, list) and value:
        yield from (value[::-1], value[1:], [*value, value[0]])
        for new in _changes(value[0]):
            yield [new, *value[1:]]
    elif isinstance(value, dict) and value:
        first, *rest = value.items()
        yield dict(rest)
        for new in _changes(first[1]):
            yield dict([(first[0], new), *rest])


def _of_text(text: str) -> Iterator[str]:
    made = (text[::-1], text[1:], text + text[:1], text.swapcase(), text.replace(" ", ""))
    yield from dict.fromkeys(new for new in made if new != text)
