"""Checks the arguments of a function against its signature, and describes them as a JSON Schema.

Annotations are read from source and never evaluated: a node's code runs in the sandbox only.
Types are those JSON can carry; dates, decimals and paths travel as strings, sets and tuples as
lists, dataclasses and typed dicts as objects.
"""

import ast
import datetime
import decimal
import functools
import operator
import re
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import msgspec

from ..domain.errors import BadArguments
from ..domain.json_value import JSONObject, JSONValue
from ..domain.signature import FunctionParameter, Signature

_LISTS = frozenset({"list", "List", "Sequence", "Iterable", "Collection", "MutableSequence"})
_SETS = frozenset({"set", "Set", "AbstractSet", "MutableSet", "frozenset", "FrozenSet"})
_DICTS = frozenset({"dict", "Dict", "Mapping", "MutableMapping"})
_PLAIN: Mapping[str, Any] = {
    "int": int,
    "float": float,
    "bool": bool,
    "str": str,
    "None": None,
    "Any": Any,
    "object": Any,
    "set": set,
    "frozenset": frozenset,
    "tuple": tuple,
    "bytes": bytes,
    "Decimal": decimal.Decimal,
    "date": datetime.date,
    "datetime": datetime.datetime,
    "time": datetime.time,
    "timedelta": datetime.timedelta,
    "UUID": uuid.UUID,
    "Path": str,
    **dict.fromkeys(_LISTS, list),
    **dict.fromkeys(_DICTS, dict),
}
_LONGEST_SHOWN = 60


def check_arguments(signature: Signature, source: str, given: JSONObject) -> JSONObject:
    """Return the arguments as the function takes them, as JSON; a missing one has its default.

    Raises BadArguments naming the parameter, the type that was expected and what came.
    """
    names = [parameter.name for parameter in signature.parameters]
    for name in given:
        if name not in names:
            takes = ", ".join(map(str, signature.parameters)) or "nothing"
            raise BadArguments(f"{signature.name} has no parameter {name}", hint=f"takes {takes}")
    missing = [name for name in signature.required if name not in given]
    if missing:
        raise BadArguments(f"{signature.name} needs {missing[0]}", hint=f"call {signature}")
    types = argument_types(signature, source)
    checked: JSONObject = {}
    for name, value in given.items():
        try:
            checked[name] = _plain(msgspec.to_builtins(msgspec.convert(value, types[name])))
        except msgspec.ValidationError as problem:
            annotation = next(p.annotation for p in signature.parameters if p.name == name)
            alias = _aliases(ast.parse(source)).get(annotation)
            expected = ast.unparse(alias) if alias is not None else annotation
            place = name + str(problem).partition(" - at ")[2].strip("`$")
            raise BadArguments(
                f"{place}: expected {expected}, got {_shown(value)}", hint=f"call {signature}"
            ) from problem
    return checked


def argument_types(signature: Signature, source: str) -> Mapping[str, Any]:
    """Return the type of each parameter, as msgspec reads it; Any where it is unclear."""
    reader = _TypeReader(ast.parse(source))
    return {p.name: reader.read_text(p.annotation) for p in signature.parameters}


def type_of(annotation: str, source: str) -> Any:
    """Return the type of an annotation in a source, as msgspec reads it; a file's path is one."""
    return _TypeReader(ast.parse(source), {"Path": Path}).read_text(annotation)


def arguments_schema(
    signature: Signature, source: str, example: JSONObject | None = None
) -> JSONObject:
    """Return the JSON Schema of the arguments as one object; each is described.

    `example` holds the arguments of a call, which the descriptions show.
    """
    types = argument_types(signature, source)
    fields = [
        (p.name, types[p.name], _field(is_required=not p.default)) for p in signature.parameters
    ]
    whole = msgspec.defstruct(signature.name, fields, forbid_unknown_fields=True, kw_only=True)
    schema = _inlined(msgspec.json.schema(whole))
    properties = schema["properties"]
    assert isinstance(properties, dict)
    for name, said in parameter_descriptions(signature, source, example or {}).items():
        properties[name] = {**_object(properties[name]), "description": said}
    return schema


def result_schema(signature: Signature, source: str) -> JSONObject:
    """Return the JSON Schema of an object that holds the result, as JSON carries it."""
    kind = _TypeReader(ast.parse(source)).read_text(signature.returns)
    return _inlined(msgspec.json.schema(msgspec.defstruct("Answer", [("result", kind)])))


def _field(*, is_required: bool) -> Any:
    return msgspec.field(default=msgspec.NODEFAULT if is_required else msgspec.UNSET)


def _object(value: JSONValue) -> JSONObject:
    return value if isinstance(value, dict) else {}


def _inlined(schema: JSONObject) -> JSONObject:
    """Return the schema without the one reference to the object itself."""
    reference, definitions = schema.pop("$ref", None), schema.get("$defs")
    if not isinstance(reference, str) or not isinstance(definitions, dict):
        return schema
    own = definitions.pop(reference.rpartition("/")[2])
    assert isinstance(own, dict)
    own.pop("title", None)
    return own | ({"$defs": definitions} if definitions else {})


def _shown(value: JSONValue) -> str:
    shown = repr(value)
    return shown if len(shown) <= _LONGEST_SHOWN else shown[:_LONGEST_SHOWN] + "..."


def _plain(value: Any) -> JSONValue:
    """Tuples as the lists that JSON has."""
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    plain: JSONValue = value
    return plain


def _aliases(module: ast.Module) -> Mapping[str, ast.expr]:
    """Return what a module assigns to its names, where it has the form of a type."""
    found: dict[str, ast.expr] = {}
    for node in module.body:
        if not isinstance(node, (ast.Assign, ast.AnnAssign)):
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if isinstance(node.value, (ast.Name, ast.Attribute, ast.Subscript, ast.BinOp)):
            names = [target.id for target in targets if isinstance(target, ast.Name)]
            found.update(dict.fromkeys(names, node.value))
    return found


class _TypeReader:
    """Turns annotations into types; a name is looked up among the module's classes and aliases."""

    def __init__(
        self, module: ast.Module, others: Mapping[str, Any] = MappingProxyType({})
    ) -> None:
        self._classes = {one.name: one for one in module.body if isinstance(one, ast.ClassDef)}
        self._aliases = _aliases(module)
        self._plain = {**_PLAIN, **others}
        self._made: dict[str, Any] = {}

    def read_text(self, annotation: str) -> Any:
        """Return the type of an annotation in source form; Any for none."""
        return self._read(ast.parse(annotation, mode="eval").body) if annotation else Any

    def _read(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Constant):
            return self.read_text(node.value) if isinstance(node.value, str) else node.value
        if isinstance(node, ast.Name):
            return self._named(node.id)
        if isinstance(node, ast.Attribute):
            return self._named(node.attr)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            return self._union([self._read(node.left), self._read(node.right)])
        if isinstance(node, ast.Subscript):
            return self._subscripted(ast.unparse(node.value).rpartition(".")[2], node.slice)
        return Any

    def _named(self, name: str) -> Any:
        if name in self._plain:
            return self._plain[name]
        if name not in self._made:
            self._made[name] = Any  # Also of what refers to itself.
            if name in self._classes:
                self._made[name] = self._class(self._classes[name])
            elif name in self._aliases:
                self._made[name] = self._read(self._aliases[name])
        return self._made[name]

    def _subscripted(self, name: str, inside: ast.expr) -> Any:
        items = inside.elts if isinstance(inside, ast.Tuple) else [inside]
        if name == "Literal":
            return Literal[tuple(ast.literal_eval(item) for item in items)]
        if name in ("Annotated", "Final"):
            return self._read(items[0])
        if name in ("tuple", "Tuple"):
            return self._tuple(items)
        parts = [self._read(item) for item in items]
        if name in ("Optional", "Union"):
            return self._union(parts if name == "Union" else [parts[0], None])
        return self._container(name, parts)

    @staticmethod
    def _container(name: str, parts: list[Any]) -> Any:
        if name in _LISTS:
            return list[parts[0]]  # type: ignore[valid-type]
        if name in _SETS:
            return set[parts[0]]  # type: ignore[valid-type]
        if name in _DICTS and len(parts) == 2:
            return dict[parts[0], parts[1]]  # type: ignore[valid-type]
        return Any

    def _tuple(self, items: list[ast.expr]) -> Any:
        if len(items) == 2 and isinstance(items[1], ast.Constant) and items[1].value is Ellipsis:
            return tuple[self._read(items[0]), ...]  # type: ignore[misc]
        return tuple[tuple(self._read(item) for item in items)]  # type: ignore[misc]

    @staticmethod
    def _union(parts: list[Any]) -> Any:
        if Any in parts:
            return Any
        union: Callable[[Any, Any], Any] = operator.or_
        # `None | None` is not a type, and a union needs a type on its left.
        ordered = sorted(parts, key=lambda part: part is None)
        whole = functools.reduce(union, ordered)
        try:
            msgspec.convert(None, whole)
        except TypeError:
            return Any  # JSON does not tell its parts apart: two kinds of list, a text or a date.
        except msgspec.ValidationError:
            pass
        return whole

    def _class(self, node: ast.ClassDef) -> Any:
        """Return a dataclass, typed dict or named tuple as an object with its annotated fields.

        A field with a default may be left out; the default is the class's own business.
        """
        fields = []
        for one in node.body:
            if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
                kind, is_required = self._read(one.annotation), one.value is None
                kind = kind if is_required else self._union([kind, msgspec.UnsetType])
                fields.append((one.target.id, kind, _field(is_required=is_required)))
        return msgspec.defstruct(node.name, fields, kw_only=True) if fields else Any


def parameter_descriptions(
    signature: Signature, source: str, example: JSONObject
) -> Mapping[str, str]:
    """Return a line for each parameter: what the docstring says of it, else its type and a value.

    Read are "name: text" and "name (type): text" lines, ":param name: text", and numpydoc's
    "name : type" with the text below. `example` holds arguments of a call.
    """
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    own = [node for node in functions if node.name == signature.name]
    docstring = ast.get_docstring(own[0]) or "" if own else ""
    return {
        one.name: _documented(docstring, one.name) or _typed(one, example)
        for one in signature.parameters
    }


def _documented(docstring: str, name: str) -> str:
    below = rf"^{name} : [^\n]+\n[ \t]+(?P<text>\S[^\n]*)$"
    marked = rf"(?::param (?:\w+ )?|[-*] )?`*{name}`*(?: ?\([^)\n]*\))?"
    inline = rf"^[ \t]*{marked}:[ \t]+(?P<text>\S[^\n]*)$"
    found = re.search(below, docstring, re.MULTILINE) or re.search(inline, docstring, re.MULTILINE)
    return found["text"].strip() if found else ""


def _typed(parameter: FunctionParameter, example: JSONObject) -> str:
    said = parameter.annotation or "any value"
    if parameter.name in example:
        shown = repr(example[parameter.name])
        said += f", such as {shown if len(shown) <= 60 else shown[:57] + '...'}"
    return f"{said}; {parameter.default} if left out" if parameter.default else said
