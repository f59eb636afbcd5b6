"""Checks a value against a JSON schema (the part of JSON Schema that the prompts use)."""

from ..domain.json_value import JSONObject, JSONValue

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def complaint(value: JSONValue, schema: JSONObject, where: str = "the reply") -> str:
    """The first thing that is wrong, as a sentence ("" if the value fits).

    Known: type, enum, required, properties, items, minItems. Lengths are for the server's
    grammar alone: a long sentence is cut by who reads it, not refused.
    """
    kind = schema.get("type")
    if isinstance(kind, str) and not _is_a(value, kind):
        return f"{where} is not of type {kind}"
    allowed = schema.get("enum")
    if isinstance(allowed, list) and value not in allowed:
        return f"{where} is {value!r:.60}, not one of {', '.join(map(str, allowed))}"
    if isinstance(value, dict):
        return _object_complaint(value, schema, where)
    if isinstance(value, list):
        return _array_complaint(value, schema, where)
    return ""


def _is_a(value: JSONValue, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, _TYPES[kind])


def _object_complaint(value: JSONObject, schema: JSONObject, where: str) -> str:
    required = schema.get("required")
    for name in required if isinstance(required, list) else []:
        if name not in value:
            return f'{where} has no "{name}"'
    properties = schema.get("properties")
    for name, rule in properties.items() if isinstance(properties, dict) else ():
        if name in value and isinstance(rule, dict):
            problem = complaint(value[name], rule, f'"{name}"')
            if problem:
                return problem
    return ""


def _array_complaint(value: list[JSONValue], schema: JSONObject, where: str) -> str:
    least = schema.get("minItems")
    if isinstance(least, int) and len(value) < least:
        return f"{where} has {len(value)} entries, at least {least} are needed"
    rule = schema.get("items")
    for item in value if isinstance(rule, dict) else ():
        problem = complaint(item, rule, f"an entry of {where}") if isinstance(rule, dict) else ""
        if problem:
            return problem
    return ""
