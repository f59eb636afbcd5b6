"""JSON given as text or as a file: its keys, the value at a path, and indentation."""

import json
from pathlib import Path
from typing import Any

from .bundled import bundled
from .table_reading import read_file

_DOCUMENT = "[the|this] [json] [object] {document:json}"


def _parsed(document: str) -> Any:
    """Return the value of a JSON text, or of the JSON file of that path. Raises ValueError."""
    text = document if document.lstrip()[:1] in ("{", "[") else read_file(Path(document))
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not valid JSON: {error}") from error


@bundled(
    "keys of a JSON object",
    "[list] [all] [the] (keys|key names|property names|properties) (of|in|from)" f" {_DOCUMENT}",
    'keys of {"a":1,"b":[1,2]} => ["a", "b"]',
    'list all keys in the json {"x":{"y":1}} => ["x"]',
    "keys of {} => []",
)
def json_keys(document: str) -> list[str]:
    """Return the keys of a JSON object, given as text or as the path of a JSON file.

    Raises ValueError if it is not a JSON object.
    """
    value = _parsed(document)
    if not isinstance(value, dict):
        raise ValueError("this JSON is not an object")
    return list(value)


@bundled(
    "value in JSON",
    f"(value|element|entry) (of|at) [the] [key|path] {{path:path}} (in|of|from) {_DOCUMENT}",
    f"(extract|read) {{path:path}} from {_DOCUMENT}",
    'value of a.b in {"a":{"b":5}} => 5',
    'get the value at the path list.1 in {"list":[10,20]} => 20',
    'extract name from {"name":"Ann"} => Ann',
    'value of x in {"x":null} => null',
)
def json_path(document: str, path: str) -> Any:
    """Return the value at a path of keys and indices in a JSON text or a JSON file.

    Raises ValueError if there is none.
    """
    value = _parsed(document)
    for part in path.removeprefix("$").strip(".").split("."):
        try:
            value = value[int(part)] if isinstance(value, list) else value[part]
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise ValueError(f"there is nothing at {part}") from error
    return value


@bundled(
    "indented JSON",
    "(pretty print|pretty-print|prettify|format|indent|beautify) [the|this] [json]"
    " {document:json}",
    'pretty print {"a":1,"b":[1,2]} => "{\\n  \\"a\\": 1,\\n  \\"b\\": [\\n    1,\\n    2\\n '
    ' ]\\n}"',
    'format the json [1,{"x":null}] => "[\\n  1,\\n  {\\n    \\"x\\": null\\n  }\\n]"',
    'prettify {} => "{}"',
)
def json_pretty(document: str) -> str:
    """Return a JSON text, or the text of a JSON file, with indentation.

    Raises ValueError if it is not valid JSON.
    """
    return json.dumps(_parsed(document), indent=2, ensure_ascii=False)
