"""Which values does a program look for? The constants of its code, a function's own first."""

import dis
from collections.abc import Iterator, Sequence
from types import CodeType
from typing import TypedDict

from .formed_texts import formed_texts

MOST = 32
_LARGEST, _LONGEST = 1_000_000, 40
"""A loop to the largest whole number takes a tenth of a second."""
_LARGEST_COMPARED = 10**12
_IS_FUNCTION = 1  # CO_OPTIMIZED in Include/cpython/code.h
_LONGEST_FORM = 400
"""Patterns are longer than what is looked for."""


class NamedValues(TypedDict):
    """The values that programs name, and whole texts of the forms that they name."""

    constants: tuple[object, ...]
    texts: tuple[str, ...]


def named_values(sources: Sequence[str], function: str = "") -> NamedValues:
    """Return the settings of drawing (guest_code/argument_drawing.py) that the programs give."""
    parts = [part for source in sources for part in _codes_of(source)]
    hints = {name for part in parts for name in (*part.co_varnames, "return")}
    texts = [
        value
        for part in parts
        for value in _constants(part)
        if isinstance(value, str) and (part.co_flags & _IS_FUNCTION or value not in hints)
    ]
    # Outside functions, int and float are hints.
    known = [(name, part.co_flags & _IS_FUNCTION) for part in parts for name in part.co_names]
    names = {name for name, is_own in known if is_own or name not in ("int", "float")}
    return {
        "constants": constants_of(sources, function),
        "texts": formed_texts(tuple(dict.fromkeys(texts)), names),
    }


def constants_of(sources: Sequence[str], function: str = "") -> tuple[object, ...]:
    """Return at most 32 numbers, texts and bytes that the programs name.

    Those of a program that does not compile are left out, and whole numbers above a million
    unless something is compared with them.
    """
    own: dict[tuple[type, object], object] = {}
    others: dict[tuple[type, object], object] = {}
    for source in sources:
        parts = _codes_of(source)
        # The names that annotations and classes are built from are also constants.
        names = {name for part in parts for name in (*part.co_varnames, part.co_name, "return")}
        for part in parts:
            is_own = part.co_qualname.split(".<locals>")[0] == function
            for value in _constants(part):
                if isinstance(value, str) and len(value) > _LONGEST:
                    continue
                if is_own:
                    own[type(value), value] = value
                elif value not in names:
                    others[type(value), value] = value
    return tuple({**own, **others}.values())[:MOST]


def _codes_of(source: str) -> list[CodeType]:
    """Return the code of the program and of all functions in it; [] if it does not compile."""
    try:
        # Not by `ast`: Python 3.11 cannot parse in two threads at once.
        return list(_codes(compile(source, "subject.py", "exec", dont_inherit=True)))
    except (SyntaxError, ValueError):
        return []


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _codes(inner)


def _constants(code: CodeType) -> Iterator[object]:
    steps = list(dis.get_instructions(code))
    for place, step in enumerate(steps):
        # Python 3.14 has small numbers in instructions of their own.
        if step.opname not in ("LOAD_CONST", "LOAD_SMALL_INT", "RETURN_CONST"):
            continue
        after = steps[place + 1 : place + 3]
        # The other side of the comparison may be loaded in between.
        names = [one.opname for one in after if not one.opname.startswith("LOAD")]
        if after and after[0].argval == "__doc__" or names[:1] == ["IMPORT_NAME"]:
            continue
        is_compared = names[:1] == ["COMPARE_OP"]
        yield from _flat(step.argval, _LARGEST_COMPARED if is_compared else _LARGEST)


def _flat(value: object, largest: int) -> Iterator[object]:
    if isinstance(value, (tuple, frozenset)):
        for item in sorted(value, key=repr):
            yield from _flat(item, _LARGEST_COMPARED)
    elif isinstance(value, bool):
        return
    elif isinstance(value, (int, float)):
        # No loop runs to a fraction.
        if abs(value) <= (largest if isinstance(value, int) else _LARGEST_COMPARED):
            yield value
    elif isinstance(value, bytes) and 0 < len(value) <= _LONGEST:
        yield value
    elif isinstance(value, str) and 0 < len(value) <= _LONGEST_FORM:
        yield value
