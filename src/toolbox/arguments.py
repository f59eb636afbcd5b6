"""Checks what a program passes to a tool against what the tool's manifest takes."""

import difflib
from collections.abc import Mapping

from src.core.errors import ToolFailed
from src.core.jsonvalue import JSONObject, JSONValue
from src.toolbox.manifest import Argument

_TYPES: Mapping[str, tuple[type, ...]] = {
    "text": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}


def check_arguments(known: Mapping[str, Argument], given: JSONObject) -> None:
    """Raises ToolFailed if an argument is missing, unknown or of another type.

    A tool that names no arguments takes any.
    """
    if not known:
        return
    for name, value in given.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"it takes {', '.join(known)}"
            raise ToolFailed(f"the tool takes no argument {name!r}; {hint}", hint=hint)
        if not _fits(known[name].type, value):
            raise ToolFailed(f"the argument {name!r} must be of type {known[name].type}")
    for name, argument in known.items():
        if argument.required and name not in given:
            raise ToolFailed(f"the argument {name!r} is missing", hint=argument.description)


def _fits(wanted: str, value: JSONValue) -> bool:
    # True is an int to Python, but not to whoever wrote the manifest.
    if isinstance(value, bool) and wanted != "boolean":
        return False
    return isinstance(value, _TYPES[wanted])
