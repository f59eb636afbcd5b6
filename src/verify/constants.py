"""Which values does a program look for? The constants of its code, a function's own first."""

import dis
import math
from collections.abc import Iterator, Sequence
from types import CodeType

MOST = 32
_LARGEST, _LONGEST = 100_000, 40


def constants_of(sources: Sequence[str], function: str = "") -> tuple[object, ...]:
    """At most 32 numbers, texts and bytes that the programs name; () for one that does not compile."""
    own: dict[tuple[type, object], object] = {}
    others: dict[tuple[type, object], object] = {}
    for source in sources:
        try:
            # Not by `ast`: Python 3.11 cannot parse in two threads at once.
            code = compile(source, "subject.py", "exec", dont_inherit=True)
        except (SyntaxError, ValueError):
            continue
        parts = list(_codes(code))
        # The names that annotations and classes are built from are also constants.
        names = {name for part in parts for name in (*part.co_varnames, part.co_name, "return")}
        for part in parts:
            is_own = part.co_qualname.split(".<locals>")[0] == function
            for value in _constants(part):
                if is_own:
                    own[type(value), value] = value
                elif value not in names:
                    others[type(value), value] = value
    return tuple({**own, **others}.values())[:MOST]


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _codes(inner)


def _constants(code: CodeType) -> Iterator[object]:
    for instruction in dis.get_instructions(code):
        # Python 3.14 has small numbers in instructions of their own.
        if instruction.opname in ("LOAD_CONST", "LOAD_SMALL_INT", "RETURN_CONST"):
            yield from _flat(instruction.argval)


def _flat(value: object) -> Iterator[object]:
    if isinstance(value, (tuple, frozenset)):
        for item in sorted(value, key=repr):
            yield from _flat(item)
    elif isinstance(value, bool):
        return
    elif isinstance(value, (int, float)):
        if math.isfinite(value) and abs(value) <= _LARGEST:
            yield value
    elif isinstance(value, str) and 0 < len(value) <= _LONGEST and "\n" not in value:
        yield value
    elif isinstance(value, bytes) and 0 < len(value) <= _LONGEST:
        yield value
