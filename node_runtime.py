"""All that a generated program may import from us: `main`, and `call_tool`, which asks the host.

Inside the sandbox the host answers on descriptor 3, newline-delimited JSON-RPC 2.0. A program
that is run by hand, outside, loads the tools in its own process.
"""

import binascii
import contextlib
import dataclasses
import datetime
import decimal
import enum
import functools
import json
import os
import re
import sys
import threading
import types
import typing
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

_BROKER = "CODE_EVOLVER_BROKER"
_PIECE = 65536

_lock = threading.Lock()

_NUMBER = r"(\d+(?:\.\d+)?)"
_DURATION = re.compile(
    rf"(-?)P(?=\d|T\d)(?:{_NUMBER}D)?(?:T(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?"
)


def _duration_of(text: str) -> datetime.timedelta:
    """Read an ISO 8601 duration of days, hours, minutes and seconds. Raises ValueError."""
    found = _DURATION.fullmatch(text.upper())
    if found is None:
        raise ValueError(f"{text} is not a duration such as P1DT2H30M")
    days, hours, minutes, seconds = (float(part or 0) for part in found.groups()[1:])
    length = datetime.timedelta(days, seconds, minutes=minutes, hours=hours)
    return -length if found[1] else length


def _duration_text(length: datetime.timedelta) -> str:
    whole = abs(length)
    seconds = f"{whole.seconds}.{whole.microseconds:06}".rstrip("0").rstrip(".")
    time = f"T{seconds}S" if seconds != "0" else ""
    days = f"{whole.days}D" if whole.days or not time else ""
    return f"{'-' if length != whole else ''}P{days}{time}"


_FROM_TEXT: "dict[object, Callable[[str], object]]" = {
    datetime.date: datetime.date.fromisoformat,
    datetime.datetime: datetime.datetime.fromisoformat,
    datetime.time: datetime.time.fromisoformat,
    decimal.Decimal: decimal.Decimal,
    Path: Path,
    uuid.UUID: uuid.UUID,
    bytes: functools.partial(binascii.a2b_base64, strict_mode=True),
    datetime.timedelta: _duration_of,
}
"""How the types that JSON lacks are read from their text."""

_IN_STR = (decimal.Decimal, Path, uuid.UUID)
_IN_TEXT = (datetime.date, datetime.time, *_IN_STR)
_LISTS = (list, tuple, set, frozenset, Sequence, Iterable, Collection)
_LONGEST_SHOWN = 60


def main(function: "Callable[..., Any]") -> None:
    """Answer the JSON object on stdin by a typed function, and print the answer as one.

    Given are the function's arguments by name, {"n": 7} or {"arguments": {"n": 7}}, or a task in
    words, {"description": "is 7 prime"}, where Code Evolver is installed. Printed is
    {"result": ...}, or {"error": "a sentence"} for a ValueError.
    """
    try:
        given = json.load(sys.stdin)
        with contextlib.redirect_stdout(sys.stderr):  # What it prints is not its answer.
            result = function(**_arguments(function, given))
        answer: "dict[str, object]" = {"result": _encoded_whole(result)}
    except ValueError as problem:
        answer = {"error": str(problem)}
    print(json.dumps(answer, ensure_ascii=False))


def _encoded_whole(result: Any) -> Any:
    try:
        return encoded(result)
    except RecursionError:
        sys.exit("the result is nested too deeply for JSON, or contains itself")


def encoded(value: Any) -> Any:
    """Return a result as JSON has it: dates, decimals and paths as text, sets as lists.

    Bytes are written in base64, a timedelta as an ISO 8601 duration.
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return {field.name: encoded(getattr(value, field.name)) for field in fields}
    if isinstance(value, enum.Enum):
        return encoded(value.value)
    if isinstance(value, Mapping):
        return {str(key): encoded(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted((encoded(item) for item in value), key=lambda item: (str(type(item)), item))
    if isinstance(value, (list, tuple)):
        return [encoded(item) for item in value]
    if isinstance(value, _IN_TEXT):
        return str(value) if isinstance(value, _IN_STR) else value.isoformat()
    if isinstance(value, bytes):
        return binascii.b2a_base64(value, newline=False).decode()
    return _duration_text(value) if isinstance(value, datetime.timedelta) else value


def decoded(value: Any, annotation: Any) -> Any:
    """Return a JSON value as the annotated type: the reverse of `encoded`, for what JSON lacks."""
    if isinstance(value, str) and annotation in _FROM_TEXT:
        return _FROM_TEXT[annotation](value)
    if isinstance(annotation, enum.EnumMeta):
        return annotation(tuple(value) if isinstance(value, list) else value)
    origin, inside = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return _decoded_as_one_of(value, inside)
    if isinstance(value, list):
        return _decoded_list(value, origin or annotation, inside)
    if isinstance(value, dict):
        return _decoded_dict(value, annotation, inside)
    return value


def _decoded_as_one_of(value: Any, kinds: "tuple[Any, ...]") -> Any:
    """By the first type that makes another value of it; as it is if none does."""
    for kind in kinds:
        if kind is bytes and str in kinds:
            continue  # Most words are base64 as well.
        try:
            found = decoded(value, kind)
        except (ValueError, TypeError, ArithmeticError):
            continue
        if type(found) is not type(value):
            return found
    return value


def _decoded_list(value: "list[Any]", kind: Any, inside: "tuple[Any, ...]") -> Any:
    if kind is tuple and inside and inside[-1] is not Ellipsis:
        return tuple(decoded(item, each) for item, each in zip(value, inside))
    items = [decoded(item, inside[0]) for item in value] if inside else value
    return kind(items) if kind in (tuple, set, frozenset) else items


def _decoded_dict(value: "dict[str, Any]", annotation: Any, inside: "tuple[Any, ...]") -> Any:
    if isinstance(annotation, type) and typing.get_type_hints(annotation):
        hints = typing.get_type_hints(annotation)
        fields = {name: decoded(item, hints.get(name)) for name, item in value.items()}
        return annotation(**fields)
    if len(inside) == 2:
        return {_key(name, inside[0]): decoded(item, inside[1]) for name, item in value.items()}
    return value


def _key(name: str, annotation: Any) -> Any:
    return annotation(name) if annotation in (int, float) else decoded(name, annotation)


def _arguments(function: "Callable[..., Any]", given: Any) -> "dict[str, Any]":
    """Return the arguments of a call, from any of the forms of `main`. Raises ValueError."""
    names, required = _parameters(function)
    if not isinstance(given, dict):
        raise ValueError("a JSON object is needed, with the arguments by name")
    inner = given.get("arguments") if given.keys() == {"arguments"} else None
    own = "arguments" in (names if inner else required) and "arguments" not in (inner or ())
    if isinstance(inner, dict) and not own:
        given = inner
    elif given.keys() == {"description"} and "description" not in names:
        given = _arguments_from_words(str(given["description"]))
    for name in given:
        if name not in names:
            takes = ", ".join(names) or "nothing"
            raise ValueError(f"{function.__name__} has no parameter {name}; it takes {takes}")
    for name in required:
        if name not in given:
            raise ValueError(f"{function.__name__} needs {name}")
    hints = typing.get_type_hints(function)
    return {name: _argument(name, value, hints.get(name, Any)) for name, value in given.items()}


def _argument(name: str, value: Any, kind: Any) -> Any:
    why = ""
    if _fits(value, kind):
        try:
            return decoded(value, kind)
        except ValueError as problem:
            why = f" ({problem})"
        except (TypeError, ArithmeticError):
            pass
    shown = repr(value)
    shown = shown if len(shown) <= _LONGEST_SHOWN else shown[:_LONGEST_SHOWN] + "..."
    is_class = isinstance(kind, type) and not typing.get_args(kind)
    expected = kind.__name__ if is_class else str(kind).replace("typing.", "")
    raise ValueError(f"{name}: expected {expected}, got {shown}{why}")


def _fits(value: Any, kind: Any) -> bool:
    """Tell whether a JSON value can be of the annotated type; yes where that is not plain."""
    origin, inside = typing.get_origin(kind) or kind, typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return any(_fits(value, one) for one in inside)
    if origin is typing.Literal:
        return any(type(value) is type(one) and value == one for one in inside)
    if origin in (int, bool, str, None, types.NoneType):
        # A bool is an int to isinstance().
        return type(value) in (origin or types.NoneType,)
    if origin in (float, decimal.Decimal):
        return type(value) in (int, float) or origin is not float and isinstance(value, str)
    if origin in _FROM_TEXT:
        return isinstance(value, str)
    if origin in _LISTS:
        return isinstance(value, list) and _items_fit(value, origin, inside)
    if origin in (dict, Mapping):
        values = inside[-1] if inside else Any
        return isinstance(value, dict) and all(_fits(one, values) for one in value.values())
    return True


def _items_fit(items: "list[Any]", kind: Any, inside: "tuple[Any, ...]") -> bool:
    if kind is tuple and inside and inside[-1] is not Ellipsis:
        return len(items) == len(inside) and all(map(_fits, items, inside))
    return not inside or all(_fits(item, inside[0]) for item in items)


def _parameters(function: "Callable[..., Any]") -> "tuple[list[str], list[str]]":
    """Return the names of all parameters, and of those without a default."""
    while hasattr(function, "__wrapped__"):
        # What @cache and the like put around a function has no parameters to look at.
        function = function.__wrapped__
    code, defaults = function.__code__, function.__defaults__ or ()
    plain = list(code.co_varnames[: code.co_argcount])
    named = list(code.co_varnames[code.co_argcount :][: code.co_kwonlyargcount])
    required = plain[: len(plain) - len(defaults)]
    required += [name for name in named if name not in (function.__kwdefaults__ or {})]
    return plain + named, required


def _arguments_from_words(description: str) -> "dict[str, Any]":
    """Get what the phrases of the node that is run by hand read from a task. Raises ValueError."""
    program = os.path.abspath(sys.argv[0])
    try:
        tools = _package_module("app.standalone_tools")
    except ImportError as problem:
        raise ValueError(
            "a description is only read where Code Evolver is installed;"
            " give the arguments by name"
        ) from problem
    return dict(tools.arguments_by_hand(program, description))


def call_tool(name: str, prompt: str = "", **arguments: Any) -> str:
    """Call a tool by its name and return its text.

    Raises RuntimeError with the host's reason if the tool is unknown, not allowed or failed.
    """
    if _BROKER in os.environ:
        return str(ask_host("call_tool", _as_question(name, prompt, arguments)))
    return _call_in_this_process(name, prompt, arguments)


def call_tools_parallel(calls: Any) -> "list[str | RuntimeError]":
    """Call several tools at once: (name, prompt) or (name, prompt, {arguments}) each.

    The texts come in the order of the calls; one that failed is a RuntimeError in its place.
    """
    questions = [_as_question(*call) for call in calls]
    if _BROKER not in os.environ:
        return _call_side_by_side(questions)
    replies = ask_host("call_tools", {"calls": questions})
    return [str(r["result"]) if "result" in r else RuntimeError(r["error"]) for r in replies]


def ask_host(method: str, parameters: dict[str, Any]) -> Any:
    """Ask the host for something it offers this program. Raises RuntimeError with its reason."""
    request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
    # One question at a time: threads of a program share the line.
    with _lock:
        _write(json.dumps(request).encode() + b"\n")
        reply = json.loads(_read_line())
    if "error" in reply:
        raise RuntimeError(reply["error"]["message"])
    return reply["result"]


def _as_question(
    name: str, prompt: str = "", arguments: "dict[str, Any] | None" = None
) -> "dict[str, Any]":
    return {"name": name, "prompt": prompt, "arguments": arguments or {}}


def _write(line: bytes) -> None:
    left = memoryview(line)
    while left:
        left = left[os.write(int(os.environ[_BROKER]), left) :]


def _read_line() -> bytes:
    pieces: list[bytes] = []
    while not pieces or not pieces[-1].endswith(b"\n"):
        piece = os.read(int(os.environ[_BROKER]), _PIECE)
        if not piece:
            raise RuntimeError("the host closed the line")
        pieces.append(piece)
    return b"".join(pieces)


def _call_in_this_process(name: str, prompt: str, arguments: dict[str, Any]) -> str:
    # Only a program run by hand comes here: the sandbox does not have our package.
    try:
        tools = _package_module("app.standalone_tools")
    except ImportError as problem:
        raise RuntimeError(
            f"there is no tool {name} here: write call_tool in node_runtime.py,"
            " or install Code Evolver"
        ) from problem
    return str(tools.call_tool_by_hand(name, prompt, arguments))


def _package_module(name: str) -> Any:
    """Import a module of Code Evolver from this file's checkout, or else the installed package."""
    from importlib import import_module

    checkout = os.path.join(os.path.dirname(os.path.abspath(__file__)), "src", "app")
    package = "src" if os.path.isdir(checkout) else "code_evolver"
    return import_module(f"{package}.{name}")


def _call_side_by_side(questions: "list[dict[str, Any]]") -> "list[str | RuntimeError]":
    from concurrent.futures import ThreadPoolExecutor

    def one(question: "dict[str, Any]") -> "str | RuntimeError":
        try:
            return _call_in_this_process(**question)
        except RuntimeError as error:
            return error

    with ThreadPoolExecutor(8) as threads:
        return list(threads.map(one, questions))
