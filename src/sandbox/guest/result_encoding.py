"""Encodes values as text, so that results can be compared in another process."""

from __future__ import annotations

import datetime
import decimal
import fractions
import hashlib
import io
import os
import sys
import types
import uuid
from typing import Any

_LONGEST = 200_000
_DEEPEST = 200
_MOST_APART = 100
_MOST_DRAWN = 100_000
_PLAIN = (bool, type(None), str, bytes, complex)
_HOLDING: tuple[Any, ...] = (int, float, str, bytes, bytearray, list, tuple, dict, set, frozenset)
_HIDDEN = ("maxlen", "default_factory", "typecode", "dtype", "shape")
"""What containers of libraries have besides their content."""
_USUAL_BASES = (Exception, BaseException, object)
BY_REPR = (
    decimal.Decimal,
    fractions.Fraction,
    datetime.date,
    datetime.datetime,
    datetime.time,
    datetime.timedelta,
    uuid.UUID,
    range,
)


def describe(value: Any) -> str:
    """Return the value as text that is equal only for values of equal type and content.

    NaN equals NaN, -0.0 is not 0.0, 1 is not True, the order of a dict counts, that of a set
    does not; attributes count for objects, identity does not. What is too long is cut, with
    a digest of the whole.
    """
    limit = sys.getrecursionlimit()
    # Each level of a value takes several calls.
    sys.setrecursionlimit(max(limit, 20 * _DEEPEST))
    try:
        text = _Writer().write(value)
    finally:
        sys.setrecursionlimit(limit)
    if len(text) <= _LONGEST:
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{text[:2000]}... <{len(text)} characters, sha256 {digest}>"


class _Writer:
    """Writes one value; what lies too deep in it is written apart, so that it counts as well."""

    def __init__(self) -> None:
        self._deeper: dict[int, tuple[int, Any]] = {}

    def write(self, value: Any) -> str:
        """Return the value's text, and that of all that it names as deeper."""
        texts = [self._write(value, ())]
        while len(texts) <= len(self._deeper):
            number, part = list(self._deeper.values())[len(texts) - 1]
            texts.append(f"<deeper {number}> = {self._write(part, ())}")
        return "; ".join(texts)

    def _write(self, value: Any, above: tuple[int, ...]) -> str:
        kind = type(value)
        if kind in _PLAIN or kind in BY_REPR:
            return repr(value)
        if kind is int:
            # Not in decimal digits: their number is bounded.
            return repr(value) if -(10**15) < value < 10**15 else hex(value)
        if kind is float:
            return repr(value)
        if id(value) in above:
            return f"<the same as {above[::-1].index(id(value)) + 1} above>"
        if len(above) > _DEEPEST:
            known = len(self._deeper)
            if known == _MOST_APART and id(value) not in self._deeper:
                return "<deeper>"
            return f"<deeper {self._deeper.setdefault(id(value), (known + 1, value))[0]}>"
        return self._write_container(value, (*above, id(value)))

    def _write_container(self, value: Any, above: tuple[int, ...]) -> str:
        kind = type(value)
        if kind is list:
            return f"[{self._joined(value, above)}]"
        if kind is tuple:
            return f"({self._joined(value, above)},)"
        if kind is dict:
            items = (f"{self._write(k, above)}: {self._write(v, above)}" for k, v in value.items())
            return "{" + ", ".join(items) + "}"
        if kind in (set, frozenset):
            return f"{kind.__name__}({{{', '.join(sorted(self._write(v, above) for v in value))}}})"
        return self._write_object(value, above)

    def _write_error(self, problem: BaseException, above: tuple[int, ...]) -> str:
        """Return an exception's type, arguments, attributes and notes, and how it can be caught."""
        kind = type(problem)
        text = f"{kind.__qualname__}{self._write(problem.args, above)}"
        held = {key: one for key, one in attributes_of(problem).items() if key != "__notes__"}
        if held:
            shown = (f"{key}={self._write(one, above)}" for key, one in sorted(held.items()))
            text += f" with {', '.join(shown)}"
        if kind.__module__ != "builtins":
            # A private class is not caught by name.
            bases = [one.__name__ for one in kind.__mro__[1:] if one not in _USUAL_BASES]
            named = ", ".join(name for name in bases if name[0] != "_")
            text += f" (caught as {named})" if named else ""
        return text + "".join(f" ({note})" for note in getattr(problem, "__notes__", ()))

    def _write_object(self, value: Any, above: tuple[int, ...]) -> str:
        name = type(value).__qualname__
        if isinstance(
            value, (type, types.FunctionType, types.BuiltinFunctionType, types.MethodType)
        ):
            return f"<{name} {value.__qualname__}>"
        if isinstance(value, BaseException):
            return self._write_error(value, above)
        if name == "EvolverMade":
            return repr(value)
        if isinstance(value, (io.StringIO, io.BytesIO)):
            held = "closed" if value.closed else f"{value.getvalue()!r}, at {value.tell()}"
            return f"{name}({held})"
        if hasattr(type(value), "__next__"):
            drawn = [item for item, _ in zip(value, range(_MOST_DRAWN))]
            return f"<{name} of [{self._joined(drawn, above)}]>"
        parts = [
            f"{key}={self._write(item, above)}"
            for key, item in sorted(attributes_of(value).items())
        ]
        content = _content(value)
        if content is not None:
            parts.insert(0, self._write(content, above))
        if not parts and "__repr__" in type(value).__dict__:
            parts = [repr(value)]
        return f"{name}({', '.join(parts)})"

    def _joined(self, values: Any, above: tuple[int, ...]) -> str:
        return ", ".join(self._write(item, above) for item in values)


def _content(value: Any) -> Any:
    """Return what a subclass of a built-in type holds, as that type."""
    if isinstance(value, types.MappingProxyType):
        return dict(value)
    if hasattr(type(value), "__fspath__"):
        return os.fspath(value)
    for kind in _HOLDING:
        if isinstance(value, kind):
            return bytes(value) if kind is bytearray else kind(value)
    if hasattr(value, "__iter__") and hasattr(value, "__len__"):
        return list(value)
    return None


def attributes_of(value: Any) -> dict[str, Any]:
    """Return what an object holds by name, in its slots as well."""
    found = dict(getattr(value, "__dict__", {}))
    if hasattr(type(value), "__len__"):
        found.update({name: getattr(value, name) for name in _HIDDEN if hasattr(type(value), name)})
    for owner in type(value).__mro__:
        # Paths note there what they were asked before.
        if owner.__module__.startswith("pathlib"):
            continue
        slots = owner.__dict__.get("__slots__", ())
        for slot in (slots,) if isinstance(slots, str) else slots:
            if slot not in ("__dict__", "__weakref__") and hasattr(value, slot):
                found[slot] = getattr(value, slot)
    return found
