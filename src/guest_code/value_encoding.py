"""Writes the values of calls between processes as JSON, and reads them back as plain values.

Nothing is unpickled: whatever the other side sends, reading it makes data and nothing else.
"""

from __future__ import annotations

import base64
import datetime
import decimal
import fractions
import importlib
import math
import sys
from collections.abc import Callable
from typing import Any

_MARK = "!"
_ARRAY_KINDS = "biufcUSMm"
_ORDERED: dict[str, Any] = {"tuple": tuple, "set": set, "frozenset": frozenset}
_TEXTS: dict[str, Any] = {
    "Decimal": decimal.Decimal,
    "Fraction": fractions.Fraction,
    "date": datetime.date.fromisoformat,
    "datetime": datetime.datetime.fromisoformat,
    "complex": complex,
}


def encode(value: Any, lend: Callable[[Any], int]) -> Any:
    """Write a value; `lend` numbers a function, which the other side can then call.

    Subclasses are written as what they derive from. Raises TypeError for any other object.
    """
    if value is None or isinstance(value, (bool, str)):
        return value if value is None or isinstance(value, bool) else str(value)
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, (numpy.ndarray, numpy.generic)):
        return _encode_array(value, numpy)
    if isinstance(value, (int, float)):
        return int(value) if isinstance(value, int) else float(value)
    if isinstance(value, list):
        return [encode(one, lend) for one in value]
    if isinstance(value, dict):
        pairs = [[encode(key, lend), encode(one, lend)] for key, one in value.items()]
        return {_MARK: "dict", "v": pairs}
    for name, kind in _ORDERED.items():
        if isinstance(value, kind):
            return {_MARK: name, "v": [encode(one, lend) for one in value]}
    if isinstance(value, (bytes, bytearray)):
        return {_MARK: "bytes", "v": base64.b64encode(value).decode()}
    if isinstance(value, range):
        return {_MARK: "range", "v": [value.start, value.stop, value.step]}
    if type(value).__name__ in _TEXTS:
        return {_MARK: type(value).__name__, "v": str(value)}
    if callable(value) and not isinstance(value, type):
        return {_MARK: "function", "v": lend(value)}
    raise TypeError(f"a value of the type {type(value).__name__} cannot be passed on")


def decode(written: Any, borrow: Callable[[int], Any]) -> Any:
    """Read a value; `borrow` makes a function of the number of one. Raises ValueError."""
    if isinstance(written, list):
        return [decode(one, borrow) for one in written]
    if not isinstance(written, dict):
        return written
    kind: Any = written.get(_MARK)
    value: Any = written.get("v")
    if kind == "function":
        return borrow(int(value))
    if kind == "dict":
        return {decode(key, borrow): decode(one, borrow) for key, one in value}
    if kind in _ORDERED:
        return _ORDERED[kind](decode(one, borrow) for one in value)
    if kind == "bytes":
        return base64.b64decode(value)
    if kind == "range":
        return range(*map(int, value))
    if kind in _TEXTS:
        return _TEXTS[kind](value)
    if kind in ("array", "scalar"):
        return _decode_array(kind, *value)
    raise ValueError(f"an unknown kind of value: {kind!r}")


def _encode_array(value: Any, numpy: Any) -> Any:
    array = numpy.ascontiguousarray(value)
    if array.dtype.kind not in _ARRAY_KINDS:
        raise TypeError(f"an array of the type {array.dtype} cannot be passed on")
    kind = "array" if isinstance(value, numpy.ndarray) else "scalar"
    shape = list(value.shape)
    return {_MARK: kind, "v": [array.dtype.str, shape, base64.b64encode(array.tobytes()).decode()]}


def _decode_array(kind: str, type_name: str, shape: list[int], text: str) -> Any:
    numpy: Any = importlib.import_module("numpy")
    dtype = numpy.dtype(str(type_name))
    if dtype.kind not in _ARRAY_KINDS or dtype.fields:
        raise ValueError(f"an array of the type {type_name} is not read")
    raw = base64.b64decode(text)
    if len(raw) != dtype.itemsize * math.prod(shape):
        raise ValueError("an array's bytes do not fit its shape")
    array = numpy.frombuffer(raw, dtype).reshape(shape).copy()
    return array if kind == "array" else array[()]
