"""Asks the bundled library as the pipeline does, and calls what it finds."""

import json
from collections.abc import Callable
from typing import Any, get_type_hints

import msgspec

from src.domain.json_value import JSONObject, JSONValue, agrees
from src.language.task_reading import read_task
from src.library.bundled import BundledFunction
from src.library.catalogue import bundled_functions
from src.library.function_book import FunctionBook, Miss
from src.library.function_library import FunctionLibrary

FUNCTIONS = tuple(bundled_functions().values())
LIBRARY = FunctionLibrary(FunctionBook(bundled_functions()))
REFUSED = "refused: "


def called(function: Callable[..., object], arguments: JSONObject) -> JSONValue:
    """What a function returns for JSON arguments, as JSON. Raises ValueError if it refuses."""
    hints = get_type_hints(function)
    typed = {name: _typed(value, hints[name]) for name, value in arguments.items()}
    result: JSONValue = json.loads(json.dumps(msgspec.to_builtins(function(**typed))))
    return result


def answer(text: str) -> JSONValue:
    """The library's answer to what a user types. Raises ValueError if it declines or refuses."""
    found = LIBRARY.read(read_task(text).text)
    if isinstance(found, Miss):
        raise ValueError(found.reason)
    if found.calculation is not None:
        return found.calculation.result()
    assert found.match is not None
    return called(found.match.function.entry.function, found.match.arguments)


def answer_of(name: str, text: str) -> JSONValue:
    """The answer of the function of that name, or of its form for files, to a whole task.

    A text that says why if it gives none, or which function answers instead.
    """
    found = LIBRARY.read(text)
    if isinstance(found, Miss):
        return f"{REFUSED}{found.reason}"
    if found.match is None:
        return "answered as arithmetic"
    entry: BundledFunction = found.match.function.entry
    if entry.name not in (name, f"{name}_in_file"):
        return f"answered by {entry.name}"
    try:
        return called(entry.function, found.match.arguments)
    except ValueError as refusal:
        return f"{REFUSED}{refusal}"


def is_refused(value: JSONValue) -> bool:
    """True for the text of a refusal."""
    return isinstance(value, str) and value.startswith(REFUSED)


def is_same(value: JSONValue, expected: JSONValue) -> bool:
    """True if both are equal values of one type; 1 is neither 1.0 nor true."""
    return type(value) is type(expected) and agrees(value, expected)


def _typed(value: JSONValue, kind: Any) -> Any:
    """The argument as the parameter's type; a path is made of its text."""
    return msgspec.convert(value, kind, strict=True, dec_hook=lambda wanted, text: wanted(text))
