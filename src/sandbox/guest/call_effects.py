"""What did a call do? Its result or exception, and every effect that can be seen afterwards."""

from __future__ import annotations

import collections
import contextlib
import enum
import io
import logging
import os
import sys
import types
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from .result_encoding import BY_REPR, attributes_of, describe
from .wire import Message

_PLAIN = (bool, int, float, str, bytes, complex, type(None), *BY_REPR, os.PathLike)
_HOLDERS: tuple[type, ...] = (
    *(list, tuple, dict, set, frozenset, bytearray),
    *(collections.deque, collections.Counter, collections.defaultdict, collections.OrderedDict),
)
_CHANGEABLE = (list, dict, set, bytearray, collections.deque)
_CODE = (type, types.FunctionType, types.ModuleType)
_FIXED = (tuple, str, bytes, int, float, frozenset, enum.Enum, BaseException)
_SUBJECT = "candidate"
"""The name of the module under test: its classes are the ones whose instances are changed."""
_MOST_ITEMS, _DEEPEST = 2000, 3
_SETTINGS: dict[str, Callable[[Any], Any]] = {
    "os.environ": lambda os: dict(os.environ),
    "os.getcwd()": lambda os: os.getcwd(),
    "sys.path": lambda sys: sys.path,
    "sys.getrecursionlimit()": lambda sys: sys.getrecursionlimit(),
    "decimal.getcontext()": lambda decimal: repr(decimal.getcontext()).partition(", flags")[0],
    "locale.setlocale()": lambda locale: locale.setlocale(locale.LC_ALL),
    "socket.getdefaulttimeout()": lambda socket: socket.getdefaulttimeout(),
    "gc.isenabled()": lambda gc: gc.isenabled(),
}
"""What code may set for the whole process, and how it is read from its module."""


def observed(
    module: types.ModuleType, call: Callable[[], Any], arguments: tuple[Any, ...]
) -> Message:
    """Make the call and return what it did.

    That is "result" or "raised"; "arguments" as they are afterwards, and which of them is the
    result itself; which parts of the result are "shared_parts"; what it "printed", its "errors",
    "warnings" and "log" records; and "state", what it changed of the module's and its classes'
    values and of the process's settings, with the "names" of all of them.
    """
    before = _state_of(module)
    log: list[str] = []
    out, errors = io.StringIO(), io.StringIO()
    said: Message = {}
    handler = _Records(log)
    # A program that is used sets its own level: what it may log counts, from DEBUG on.
    level = logging.root.level
    logging.root.addHandler(handler)
    logging.root.setLevel(logging.DEBUG)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
            with warnings.catch_warnings(record=True) as seen:
                warnings.simplefilter("always")
                said = _ended(call, arguments)
    finally:
        logging.root.removeHandler(handler)
        logging.root.setLevel(level)
    after = _state_of(module)
    # What the module's own code made at its import is not what the call changed.
    first = before or after
    gone = dict.fromkeys(first.keys() - after.keys(), "<what is not described>")
    first = {**{place: after[place] for place in _SETTINGS if place in after}, **first}
    return {
        **said,
        "arguments": describe(arguments),
        "printed": out.getvalue(),
        "errors": errors.getvalue(),
        "warnings": [f"{one.category.__name__}: {one.message}" for one in seen],
        "log": log,
        "state": {n: text for n, text in {**after, **gone}.items() if text != first.get(n, "")},
        "names": sorted(before or after),
    }


def _ended(call: Callable[[], Any], arguments: tuple[Any, ...]) -> Message:
    # Held until the end: an address is given out anew as soon as nothing holds it.
    held = [one for _, one in _changeable(arguments)]
    try:
        result = call()
        return {
            "result": describe(result),
            "returned_argument": _place(result, arguments),
            "shared_parts": _shared_parts(result, {id(one) for one in held}),
        }
    # Any program's exception is what it does, sys.exit among them.
    except (Exception, SystemExit) as problem:  # pylint: disable=broad-exception-caught
        return {"raised": describe(problem)}


class _Records(logging.Handler):
    """Notes log records by logger, level, message and the exception whose traceback they show."""

    def __init__(self, log: list[str]) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Note it. See logging.Handler."""
        with contextlib.suppress(Exception):
            kind = record.exc_info[0] if record.exc_info else None
            shown = f" (with {kind.__qualname__})" if kind else ""
            self._log.append(f"{record.name} {record.levelname}: {record.getMessage()}{shown}")


def _place(result: Any, arguments: tuple[Any, ...]) -> int | None:
    """Return which mutable argument was returned itself, if one was."""
    places = (at for at, one in enumerate(arguments) if one is result and _is_changeable(one))
    return next(places, None)


def _shared_parts(result: Any, known: set[int]) -> list[str]:
    """Return the places in a result of what also is in an argument, or earlier in the result.

    A caller that changes a row of a copy must not change the table that it was copied from.
    """
    seen = set(known)
    shared = []
    for place, part in _changeable(result):
        shared += [place] if place and id(part) in seen else []
        seen.add(id(part))
    return shared


def _changeable(value: Any, only_own: bool = False) -> Iterator[tuple[str, Any]]:
    """Yield each container and instance in a value that a caller can change, with its place.

    With `only_own`, attributes are those of instances of the module's own classes.
    """
    waiting: list[tuple[str, Any]] = [("", value)]
    walked: set[int] = set()
    for _ in range(_MOST_ITEMS):
        if not waiting:
            return
        place, one = waiting.pop(0)
        if _is_changeable(one):
            yield place, one
        if id(one) in walked:
            continue
        walked.add(id(one))
        if isinstance(one, (list, tuple, collections.deque)):
            waiting += [(f"{place}[{at}]", item) for at, item in enumerate(one)][:_MOST_ITEMS]
        elif isinstance(one, dict):
            waiting += [(f"{place}[{key!r}]", item) for key, item in one.items()][:_MOST_ITEMS]
        elif _is_own(one) or not only_own and not isinstance(one, _CODE):
            members = attributes_of(one) if _is_own(one) else getattr(one, "__dict__", {})
            waiting += [(f"{place}.{name}", item) for name, item in sorted(members.items())]


def _is_own(value: Any) -> bool:
    """Return whether the value is an instance of a class of the module under test."""
    return type(value).__module__ == _SUBJECT


def _is_changeable(value: Any) -> bool:
    """Return whether a caller may change the value; who writes __setattr__ mostly forbids it."""
    if isinstance(value, _CHANGEABLE) or hasattr(type(value), "__setitem__"):
        return True
    setter: object = type(value).__setattr__
    is_open = _is_own(value) and setter is object.__setattr__
    return is_open and not isinstance(value, _FIXED) and bool(attributes_of(value))


def _state_of(module: types.ModuleType) -> dict[str, str]:
    """Return the module's values, its classes' and functions' own, and the environment, as text."""
    found: dict[str, Any] = {}
    for name, value in list(vars(module).items()):
        if name.startswith("__") or name.startswith(("_evolver", "EVOLVER", "Evolver")):
            continue
        _is_own = getattr(value, "__module__", None) == module.__name__
        if isinstance(value, types.FunctionType) and _is_own:
            found.update({f"{name}.{key}": one for key, one in vars(value).items()})
            found[f"{name}.__defaults__"] = value.__defaults__
        elif isinstance(value, type) and _is_own:
            members = vars(value).items()
            found.update({f"{name}.{key}": one for key, one in members if key[:2] != "__"})
        else:
            found[name] = value
    texts = {
        name: describe(value) for name, value in found.items() if _is_data(value, module.__name__)
    }
    return {**texts, **_process_state()} if texts or found else {}


def _process_state() -> dict[str, str]:
    """Return what all code of a process shares, as text; of imported modules only."""
    found: dict[str, str] = {}
    for place, read in _SETTINGS.items():
        module = sys.modules.get(place.partition(".")[0])
        # The folder may have been removed, and a user may have a locale.py.
        with contextlib.suppress(Exception):
            if module:
                found[place] = describe(read(module))
    return found


def _is_data(value: Any, module: str, depth: int = 0) -> bool:
    """Return whether describing the value is cheap and leaves it as it is."""
    if isinstance(value, _PLAIN):
        return True
    if depth > _DEEPEST:
        return False
    if type(value) in _HOLDERS:
        if len(value) > _MOST_ITEMS:
            return False
        items = [*value.keys(), *value.values()] if isinstance(value, dict) else list(value)
        return all(_is_data(item, module, depth + 1) for item in items)
    if isinstance(value, (type, types.FunctionType)) or type(value).__module__ != module:
        return False
    return all(_is_data(one, module, depth + 1) for one in getattr(value, "__dict__", {}).values())


def alter(value: Any) -> None:
    """Change a result in place, as a caller may who takes it for his own."""
    for _, one in list(_changeable(value, only_own=True)):
        with contextlib.suppress(Exception):
            if isinstance(one, list):
                one.append("altered by the caller")
            elif isinstance(one, dict):
                one["altered by the caller"] = True
            elif isinstance(one, (set, bytearray, collections.deque)):
                one.clear()
            elif _is_own(one):
                setattr(one, next(iter(attributes_of(one))), "altered by the caller")
