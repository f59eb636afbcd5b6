"""Makes the JSON Schema of a typed document, for completion and checks in editors."""

from inspect import cleandoc

import msgspec

from ..domain.json_value import JSONObject, JSONValue


def json_schema(type_: type) -> JSONObject:
    """The schema of what `read_as` accepts for this type: nothing unknown is allowed."""
    schema: JSONObject = msgspec.json.schema(type_)
    return {key: _strict(value) for key, value in schema.items()}


def _strict(value: JSONValue) -> JSONValue:
    if isinstance(value, list):
        return [_strict(item) for item in value]
    if not isinstance(value, dict):
        return value
    strict = {key: _strict(item) for key, item in value.items()}
    if isinstance(value.get("description"), str):
        # Python 3.13 takes the indentation off docstrings itself; the file is the same for all.
        strict["description"] = cleandoc(str(value["description"]))
    if value.get("type") == "object" and "properties" in value:
        strict["additionalProperties"] = False
    return strict
