"""Which values does a type hint allow? Reads the hints of live functions and classes.

A kind is nested tuples of plain values, so that it can be sent to another process: ("int",),
("list", KIND), ("dict", KIND, KIND), ("tuple", KIND, ...), ("tuples", KIND), ("any", KIND, ...),
("literal", VALUE, ...), ("made", "Name", (("field", KIND), ...)), ("names", "Color.RED", ...),
("iterable", KIND), ("maybe", KIND) for a field that can be left out, ("guess", KIND, KIND) for
what is sure to fit and what may, and ("weak",) where the hint says nothing.
"""

# A list of cases, each with its own return: that is what reading a hint is.
# pylint: disable=too-many-return-statements

from __future__ import annotations

import collections
import dataclasses
import datetime
import decimal
import enum
import fractions
import inspect
import io
import numbers
import pathlib
import re
import sys
import types
import typing
import uuid
from collections import abc
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Kind = tuple[Any, ...]
INT: Kind = ("int",)
WEAK: Kind = ("weak",)
_PART = ("", ("small",))
_MOMENTS = ("date", "datetime", "time", "timedelta")
_TEXT_FILE: Kind = ("made", "io.StringIO", (("", ("str",)),))
_BYTES_FILE: Kind = ("made", "io.BytesIO", (("", ("bytes",)),))
_KNOWN: dict[Any, Kind] = {
    **{one: (one.__name__,) for one in (int, float, str, bool, bytes, complex)},
    None: ("none",),
    type(None): ("none",),
    Any: WEAK,
    object: WEAK,
    abc.Hashable: ("any", INT, ("str",)),
    numbers.Number: INT,
    numbers.Real: ("float",),
    typing.SupportsFloat: ("float",),
    typing.SupportsInt: INT,
    **dict.fromkeys((typing.TextIO, io.StringIO, io.TextIOBase, io.TextIOWrapper), _TEXT_FILE),
    **dict.fromkeys((typing.BinaryIO, io.BytesIO, io.BufferedIOBase, io.RawIOBase), _BYTES_FILE),
    bytearray: ("made", "bytearray", (("", ("bytes",)),)),
    range: ("made", "range", (_PART,)),
    # They are drawn by their names: parts that are drawn alone would make no day of each month.
    **{getattr(datetime, name): ("made", f"datetime.{name}", ()) for name in _MOMENTS},
    decimal.Decimal: ("made", "decimal.Decimal", (("", ("digits",)),)),
    fractions.Fraction: ("made", "fractions.Fraction", (("", INT), _PART)),
    uuid.UUID: ("made", "uuid.UUID", (("int", ("small",)),)),
    re.Pattern: ("made", "re.compile", (("", ("literal", "a", "[a-c]+", r"\d")),)),
}
_PATH = ("literal", "a.txt", "data/b.csv", "c", "/d/e.tar.gz")
_LISTS: tuple[Any, ...] = (
    *(list, abc.Sequence, abc.MutableSequence, abc.Collection, abc.Reversible, abc.Container),
)
_WRAPPED = {collections.deque: "collections.deque", abc.Iterator: "iter", abc.Generator: "iter"}
_SETS = {set: "set", abc.Set: "set", abc.MutableSet: "set", frozenset: "frozenset"}
_DICTS = (dict, abc.Mapping, abc.MutableMapping)
_FUNCTIONS = {bool: "bool", str: "str", float: "float", int: "abs", list: "list", bytes: "bytes"}
_PLACES: dict[Any, str] = {
    inspect.Parameter.POSITIONAL_ONLY: "position",
    inspect.Parameter.KEYWORD_ONLY: "name",
    inspect.Parameter.VAR_POSITIONAL: "*",
    inspect.Parameter.VAR_KEYWORD: "**",
}
# No parameter is called like these keys: it would be given twice.
MANY: dict[str, Kind] = {"*": ("tuples",), "**": ("dict", ("literal", "key_a", "key_b", "key_c"))}
# Python 3.9 has neither.
_UNIONS = (typing.Union, getattr(types, "UnionType", typing.Union))
_STANDARD: frozenset[str] = getattr(sys, "stdlib_module_names", frozenset({"builtins"}))
_DEEPEST, _MANY_CLASSES = 6, 500
# What an array holds, by how its type is named: small numbers where large ones do not fit.
_ITEMS: dict[str, Kind] = {"u|int8|int16": ("small",), "int|signed": INT, "float": ("float",)}
_ITEMS.update({one: (one,) for one in ("bool", "complex", "str")})
NO_HINT = "it has no type hint"


class UnknownValues(Exception):
    """Why no values of a type can be made."""


class _Recursive(UnknownValues):
    """A class whose values hold values of the same class."""


class KindReader:
    """Reads type hints of one module: of its namespace, and what hints alone may name."""

    def __init__(
        self, names: Mapping[str, Any], hint_names: Mapping[str, Any] = types.MappingProxyType({})
    ) -> None:
        self._names = names
        self._hint_names = hint_names
        self._above: list[type] = []
        self._made_classes = 0

    def parameters(self, function: Callable[..., Any], skipped: int = 0) -> list[dict[str, Any]]:
        """Return each parameter's name, kind (None with a reason), default and place.

        The place is "position" or "name" where it can be given only so, "*" or "**".
        """
        found = []
        for parameter in list(inspect.signature(function).parameters.values())[skipped:]:
            place = _PLACES.get(parameter.kind, "")
            kind, reason = self._kind_or_reason(parameter, function)
            if kind is not None and place in MANY:
                kind = (*MANY[place], kind)
            given = parameter.default
            default = "" if given is inspect.Parameter.empty else repr(given)
            values = (parameter.name, kind, reason, default, place)
            found.append(dict(zip(("name", "kind", "reason", "default", "place"), values)))
        return found

    def kind(self, hint: Any, name: str = "") -> Kind:
        """Return the kind that a hint names; `name` is the parameter's. Raises UnknownValues."""
        if isinstance(hint, abc.Hashable) and hint in _KNOWN:
            return _KNOWN[hint]
        if isinstance(hint, (str, typing.ForwardRef)):
            text = hint if isinstance(hint, str) else hint.__forward_arg__
            return self.kind(self._evaluated(text), name)
        if isinstance(hint, typing.TypeVar):
            inside = hint.__constraints__ or (hint.__bound__ or int,)
            return self._any_of(inside)
        if isinstance(hint, dataclasses.InitVar):
            return self.kind(hint.type, name)
        for named in ("__supertype__", "__value__"):
            if hasattr(hint, named):
                return self.kind(getattr(hint, named), name)
        origin: Any = typing.get_origin(hint)
        inside = typing.get_args(hint)
        if origin is None:
            return self._class(hint, (), name)
        if origin is typing.Literal:
            members = [
                f"{self._name(type(v))}.{v.name}" for v in inside if isinstance(v, enum.Enum)
            ]
            return ("names", *members) if members else ("literal", *inside)
        if origin in _UNIONS:
            return self._any_of(inside)
        if not isinstance(origin, type):
            # Annotated, Required, NotRequired, Final and ClassVar: the type comes first.
            return self.kind(inside[0], name)
        return self._class(origin, inside, name)

    def _kind_or_reason(
        self, parameter: inspect.Parameter, function: Callable[..., Any]
    ) -> tuple[Kind | None, str]:
        hint = parameter.annotation
        if hint is inspect.Parameter.empty:
            return None, NO_HINT
        # Looks an inherited constructor's names up where it was written.
        owner = getattr(inspect.unwrap(function), "__globals__", None)
        if isinstance(function, type):
            constructor: Any = getattr(function, "__init__")  # noqa: B009
            owner = getattr(constructor, "__globals__", None)
        try:
            if isinstance(hint, str):
                hint = self._evaluated(hint, owner)
            return self.kind(hint, parameter.name), ""
        except UnknownValues as problem:
            return None, str(problem)
        # Whatever evaluating the user's hint raises.
        except Exception as problem:  # pylint: disable=broad-exception-caught
            return None, f"its type hint cannot be read ({type(problem).__name__}: {problem})"

    def _evaluated(self, text: str, names: Mapping[str, Any] | None = None) -> Any:
        holder = types.SimpleNamespace(__annotations__={"hint": text})
        spaces = {**self._hint_names, **(names or {}), **self._names}
        hints = typing.get_type_hints(holder, globalns=spaces)
        return hints["hint"]

    def _any_of(self, hints: Sequence[Any]) -> Kind:
        """One of several; what cannot be made among them is left out."""
        known: list[Kind] = []
        problem: UnknownValues | None = None
        for hint in hints:
            try:
                known.append(self.kind(hint))
            except UnknownValues as error:
                problem = error
        distinct = tuple(dict.fromkeys(known))
        if not distinct:
            raise problem or UnknownValues("it allows no value")
        return distinct[0] if len(distinct) == 1 else ("any", *distinct)

    def _class(self, class_: Any, inside: Sequence[Any], name: str) -> Kind:
        if class_ is typing.IO:
            return _BYTES_FILE if bytes in inside else _TEXT_FILE
        if class_ in _LISTS:
            return self._holding("list", inside[:1])
        if class_ is abc.Iterable:
            return ("iterable", self._holding("list", inside[:1]))
        if class_ in _SETS:
            return self._holding(_SETS[class_], inside[:1])
        if class_ in _WRAPPED:
            return ("made", _WRAPPED[class_], (("", self._holding("list", inside[:1])),))
        if class_ in _DICTS:
            return self._holding("dict", inside)
        if class_ is tuple:
            if len(inside) == 2 and inside[1] is Ellipsis or not inside:
                return self._holding("tuples", inside[:1])
            return ("tuple", *map(self.kind, inside))
        if class_ is abc.Callable:
            return _callable(inside)
        if class_ in _KNOWN:
            return _KNOWN[class_]
        if not isinstance(class_, type):
            raise UnknownValues(f"values of {class_} cannot be made up")
        return self._made(class_, inside, name)

    def _holding(self, name: str, inside: Sequence[Any]) -> Kind:
        """Return a container; an empty one where its items would hold it in turn."""
        try:
            held = inside or ((str, Any) if name == "dict" else (Any,))
            kinds = [self.kind(hint) for hint in held]
            if name in ("set", "frozenset", "dict") and kinds[0] == WEAK:
                kinds[0] = _KNOWN[abc.Hashable]
            return (name, *kinds)
        except _Recursive:
            return ("made", name if name != "tuples" else "tuple", ())

    def _made(self, class_: type, inside: Sequence[Any], name: str) -> Kind:
        if issubclass(class_, enum.Enum):
            if not class_.__members__:
                raise UnknownValues(f"{class_.__name__} has no members")
            return ("names", *(f"{self._name(class_)}.{member}" for member in class_.__members__))
        if issubclass(class_, pathlib.PurePath):
            return ("made", f"pathlib.{class_.__name__}", (("", _PATH),))
        if class_ is collections.Counter:
            return ("made", "collections.Counter", (("", self._holding("list", inside or [str])),))
        if class_ is collections.OrderedDict:
            return ("made", "collections.OrderedDict", (("", self._holding("dict", inside)),))
        if class_ is collections.defaultdict:
            return self._default_dict(inside)
        if (class_.__module__, class_.__name__) == ("numpy", "ndarray"):
            return _array(name, inside)
        # A tree has four levels, and what is left of one with many kinds of children only one.
        self._made_classes = self._made_classes + 1 if self._above else 0
        most, deepest = (3, _DEEPEST) if self._made_classes < _MANY_CLASSES else (0, 2)
        if self._above.count(class_) > most or len(self._above) > deepest:
            raise _Recursive(f"{class_.__name__} holds itself")
        if inspect.isabstract(class_) or getattr(class_, "_is_protocol", False):
            return self._any_of(_concrete(self._names, class_))
        self._above.append(class_)
        try:
            return ("made", self._name(class_), self._fields(class_))
        finally:
            self._above.pop()

    def _default_dict(self, inside: Sequence[Any]) -> Kind:
        content = self._holding("dict", inside)
        value = typing.get_origin(inside[1]) or inside[1] if inside else int
        factory = getattr(value, "__name__", "int")
        factory = factory if factory in ("int", "float", "str", "list", "set", "dict") else "int"
        return ("made", "collections.defaultdict", (("", ("names", factory)), ("", content)))

    def _fields(self, class_: type) -> tuple[tuple[str, Kind], ...]:
        """Return what a call of the class needs; of a TypedDict its keys."""
        if issubclass(class_, dict) and hasattr(class_, "__total__"):
            hints = typing.get_type_hints(class_, dict(self._names), include_extras=True)
            return tuple((key, self._of_key(class_, key, hint)) for key, hint in hints.items())
        try:
            parameters = self.parameters(class_)
        except (TypeError, ValueError) as error:
            raise UnknownValues(f"{class_.__name__} does not say what it is made from") from error
        made = []
        for one in parameters:
            kind, place = one["kind"], one["place"]
            if place in ("*", "**") or (one["default"] and (kind is None or place == "position")):
                continue
            if kind is None:
                raise UnknownValues(f"{one['name']} of {class_.__name__}: {one['reason']}")
            kind = ("maybe", kind) if one["default"] else kind
            made.append(("" if place == "position" else one["name"], kind))
        return tuple(made)

    def _of_key(self, class_: Any, key: str, hint: Any) -> Kind:
        """Return the kind of a TypedDict's key, which its own hint can say is not required."""
        own = str(typing.get_origin(hint)).rpartition(".")[2]
        is_needed = own == "Required" or (own != "NotRequired" and key in class_.__required_keys__)
        return self.kind(hint) if is_needed else ("maybe", self.kind(hint))

    def _name(self, class_: type) -> str:
        """Return what the module's code, or a file that imports it, calls the class."""
        root = class_.__qualname__.partition(".")[0]
        is_standard = class_.__module__.partition(".")[0] in _STANDARD
        if root in self._names and not is_standard:
            return class_.__qualname__
        return f"{class_.__module__}.{class_.__qualname__}"


def _concrete(names: Mapping[str, Any], class_: type) -> list[type]:
    """Return the module's own classes that can stand for an abstract class or a protocol."""
    wanted = {name for name in vars(class_) if not name.startswith("_")}
    wanted |= set(vars(class_).get("__annotations__", {}))
    found = []
    for one in names.values():
        if not isinstance(one, type) or inspect.isabstract(one) or one is class_:
            continue
        if getattr(class_, "_is_protocol", False):
            is_own = one.__module__ == class_.__module__
            fits = is_own and not getattr(one, "_is_protocol", False)
            fits = fits and all(hasattr(one, name) for name in wanted)
        else:
            fits = issubclass(one, class_)
        found += [one] if fits else []
    if not found:
        raise UnknownValues(f"no class in the file is a concrete {class_.__name__}")
    return found[:3]


def _callable(inside: Sequence[Any]) -> Kind:
    """Functions of the standard library that take so many arguments."""
    taken, result = inside if inside else ([], Any)
    number = len(taken) if isinstance(taken, list) else 1
    if number == 0:
        return ("names", getattr(result, "__name__", "int") if result in _FUNCTIONS else "int")
    if number == 2:
        return ("names", "operator.lt") if result is bool else ("names", "max", "operator.add")
    if number > 2:
        return ("names", "max")
    if taken and taken[0] is str and isinstance(taken, list):
        named = {int: ("len",), bool: ("str.isupper", "bool"), str: ("str.upper", "str.strip")}
        return ("names", *named.get(result, ("str.upper",)))
    return ("names", _FUNCTIONS.get(result, "abs"))


def _array(name: str, inside: Sequence[Any]) -> Kind:
    """Arrays of one shape for one size; a name such as "matrix" says that there are rows."""
    of: Any = (typing.get_args(inside[1]) if len(inside) > 1 else ()) or (Any,)
    of = getattr(of[0], "__name__", "").rstrip("_")
    items = [item for start, item in _ITEMS.items() if re.match(start, of)]
    rows: list[Kind] = [("row", item) for item in items[:1] or (("float",), ("float",), INT)]
    if re.search(r"matri|grid|image|table|2d|rows", name.lower()):
        rows = [("row", row) for row in rows]
    row = rows[0] if len(rows) == 1 else ("any", *rows)
    typed = (("dtype", ("literal", of)),) if re.fullmatch(r"bool|str|[a-z]+\d+", of) else ()
    return ("made", "numpy.array", (("", row), *typed))
