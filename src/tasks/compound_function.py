"""Writes the function of a compound task: a chain of calls of its parts' functions."""

import builtins
import keyword
import math
import re
import textwrap
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from msgspec import Struct

from ..domain.json_value import JSONObject, JSONValue, agrees
from ..domain.signature import FunctionParameter, Signature, function_ending
from ..domain.task import Task
from ..domain.understanding import TaskPart
from ..language.number_words import number_of
from ..language.task_parts import abstracted, filled, known_values, value_text
from ..language.values_in_text import slots_of

_STANDARD_TYPES: Mapping[str, str] = {
    "Decimal": "decimal",
    "Path": "pathlib",
    "Sequence": "collections.abc",
    **dict.fromkeys(("date", "datetime", "time"), "datetime"),
    **dict.fromkeys(("Any", "Literal", "Optional", "Union"), "typing"),
}
_PLAIN_TYPES = frozenset("int float str list dict tuple set frozenset None".split())
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_NAME = re.compile(r"[A-Za-z_]\w*")

Reread = Callable[[str, str], JSONObject | None]
"""What a function is called with by a task; None if it is not known to read the task."""


class CannotCompose(Exception):
    """The parts' functions cannot be chained; says why."""


class SolvedPart(Struct, frozen=True):
    """A part, the node that solved it, and the call of its function that gave the result."""

    part: TaskPart
    node_id: str
    signature: Signature
    arguments: JSONObject
    result: JSONValue


class ComposedFunction(Struct, frozen=True):
    """The whole: its source as a module, and what this task calls it with and gets."""

    name: str
    source: str
    arguments: JSONObject
    result: JSONValue


@dataclass(slots=True)
class _Parameter:
    """A parameter of the whole; `marks` are those of the parts that use it."""

    annotation: str
    value: JSONValue
    marks: frozenset[str]


def compose(
    task: Task, name: str, parts: Sequence[SolvedPart], shown: Sequence[int], reread: Reread
) -> ComposedFunction:
    """Chain the parts' calls; `shown` are the numbers of the parts that make up the result.

    Raises CannotCompose where the result of a part is not recognized as exactly one argument of
    the part that takes it.
    """
    chain = _Chain(known_values(task.text), name, parts, reread)
    for number in range(1, len(parts) + 1):
        chain.add_call(number)
    labels = _labels(parts, shown)
    arguments = {key: one.value for key, one in chain.parameters.items()}
    result = parts[-1].result
    if len(shown) > 1:
        results = {n: parts[n - 1].result for n in shown}
        result = {filled(labels[n], chain.values): one for n, one in results.items()}
    return ComposedFunction(name, chain.source(task, labels), arguments, result)


class _Chain:
    """The calls that were written so far, one for each part."""

    def __init__(
        self, values: Mapping[str, str], name: str, parts: Sequence[SolvedPart], reread: Reread
    ) -> None:
        self.values = values
        self.parameters: dict[str, _Parameter] = {}
        self._name = name
        self._parts = parts
        self._reread = reread
        self._functions: dict[str, str] = {}
        for one in parts:
            known = self._functions.values()
            self._functions.setdefault(one.node_id, _new_name(one.signature.name, known))
        self._variables: list[str] = []
        self._calls: list[str] = []

    def add_call(self, number: int) -> None:
        """Write the call of a part (1-based) and name its result."""
        solved = self._parts[number - 1]
        carried = self._carried_results(number)
        own = filled(solved.part.ask, {**self.values, **_without_results(solved.part)})
        given: list[tuple[str, str]] = []
        for parameter in solved.signature.parameters:
            name, value = parameter.name, solved.arguments.get(parameter.name)
            if name in carried:
                given.append((name, carried[name]))
            elif _is_plain(parameter.annotation) and _is_contained(value, own):
                given.append((name, self._parameter(parameter, value, solved.part)))
            elif name in solved.arguments and repr(value) != parameter.default:
                given.append((name, repr(value)))
        shown = ", ".join(f"{name}={expression}" for name, expression in given)
        first = [p.name for p in solved.signature.parameters[:1] if not p.is_keyword_only]
        if given and [name for name, _ in given] == first:
            shown = given[0][1]
        self._calls.append(f"{self._functions[solved.node_id]}({shown})")
        noun = solved.signature.name.rpartition("_")[2]
        is_free = noun not in self._taken and not hasattr(builtins, noun)
        self._variables.append(noun if is_free else _new_name("result", self._taken))

    def source(self, task: Task, labels: Mapping[int, str]) -> str:
        """Return the module; with several labels its result is a dict of theirs."""
        parameters = ", ".join(f"{key}: {one.annotation}" for key, one in self.parameters.items())
        steps = [f"{n} = {call}" for n, call in zip(self._variables, self._calls, strict=True)]
        returns = self._parts[-1].signature.returns or "object"
        if len(labels) > 1:
            returns = "dict[str, object]"
            items = [
                f"    {self._label(one)}: {self._variables[n - 1]}," for n, one in labels.items()
            ]
            steps += ["return {", *items, "}"]
        else:
            steps[-1] = f"return {self._calls[-1]}"
        called = ", then ".join(self._functions[one.node_id] for one in self._parts)
        named = {key: mark.strip('"{}') for key, mark in self._named_values(object).items()}
        text = filled(abstracted(task.text, self.values), {**self.values, **named})
        lines = [
            f'"""{_sentence(f"Calls {called}")}"""',
            "",
            *self._imports(returns),
            "",
            "",
            f"def {self._name}({parameters}) -> {returns}:",
            f'    """{_sentence(text)}"""',
            *(f"    {line}" for line in steps),
        ]
        return "\n".join(lines) + "\n" + function_ending(self._name)

    def _carried_results(self, number: int) -> dict[str, str]:
        """Return the arguments of a part that carry earlier results, each with its expression."""
        solved, carried = self._parts[number - 1], dict[str, str]()
        for taken in dict.fromkeys(solved.part.takes):
            result, expression = self._parts[taken - 1].result, self._variables[taken - 1]
            names = [key for key, one in solved.arguments.items() if _is_same(one, result)]
            if not names and isinstance(result, int):
                names = [key for key, one in solved.arguments.items() if one == str(result)]
                expression = f"str({expression})"
            if len(names) > 1:
                names = self._following(solved, taken)
            if len(names) != 1 or names[0] in carried:
                what = f"the result of part {taken} is not recognized as one argument"
                raise CannotCompose(f"{what} of part {number}")
            carried[names[0]] = expression
        return carried

    def _following(self, solved: SolvedPart, taken: int) -> list[str]:
        """Return the arguments that change with a result, by reading the part with another."""
        other = _another(self._parts[taken - 1].result)
        results = {str(n): value_text(one.result) for n, one in enumerate(self._parts, start=1)}
        known = {**self.values, **results, str(taken): value_text(other)}
        read = self._reread(solved.signature.name, filled(solved.part.ask, known)) or {}
        return [key for key, value in read.items() if _is_same(value, other)]

    def _parameter(self, parameter: FunctionParameter, value: JSONValue, part: TaskPart) -> str:
        """Return the whole's parameter for a value of the task; parts that share one share it."""
        marks = frozenset(part.marks) - _without_results(part).keys()
        for name, known in self.parameters.items():
            alike = (known.annotation, known.value) == (parameter.annotation, value)
            if alike and known.marks & marks:
                known.marks |= marks
                return name
        name = _new_name(parameter.name, self._taken)
        self.parameters[name] = _Parameter(parameter.annotation, value, marks)
        return name

    @property
    def _taken(self) -> set[str]:
        own = {self._name, *self._functions.values(), *self._variables, *self.parameters}
        return own | {"main", *keyword.kwlist}

    def _named_values(self, *types: type) -> dict[str, str]:
        """Return for each letter the parameter, in braces, that is written exactly as its value."""
        named: dict[str, str] = {}
        for letter, raw in self.values.items():
            for name, one in self.parameters.items():
                text = value_text(one.value)
                is_written = letter in one.marks and text == raw.strip('"') != ""
                if is_written and isinstance(one.value, types):
                    named[letter] = raw.replace(text, f"{{{name}}}")
        return named

    def _label(self, label: str) -> str:
        """Return the source of a label, which holds the values of the call."""
        named = self._named_values(int, float, str)
        braces = str.maketrans({"{": "{{", "}": "}}"})
        text = filled(label, {k: raw.translate(braces) for k, raw in self.values.items()} | named)
        if any(mark in text for mark in named.values()):
            return f"f{text!r}"
        return repr(filled(label, self.values))

    def _imports(self, returns: str) -> list[str]:
        """Return the import lines: types of the standard library, then functions of nodes."""
        annotations = [returns, *(one.annotation for one in self.parameters.values())]
        names = {name for text in annotations for name in _NAME.findall(text)}
        known = names & _STANDARD_TYPES.keys()
        lines = sorted(f"from {_STANDARD_TYPES[name]} import {name}" for name in known)
        lines += [""] if lines else []
        # A type that the last function alone knows comes with it.
        own = sorted(names - known - set(dir(builtins)))
        for node_id, called in sorted(self._functions.items()):
            signature = next(one.signature for one in self._parts if one.node_id == node_id)
            imported = [
                signature.name if called == signature.name else f"{signature.name} as {called}"
            ]
            imported += own if node_id == self._parts[-1].node_id else []
            lines.append(f"from nodes.{node_id}.main import {', '.join(imported)}")
        return lines


def _labels(parts: Sequence[SolvedPart], shown: Sequence[int]) -> dict[int, str]:
    """Return what the results that are shown are called, each name once, with marks for values."""
    labels: dict[int, str] = {}
    for number in shown:
        label = parts[number - 1].part.label or parts[number - 1].part.ask
        label = re.sub(r"\{(\d+)\}", r"result \1", label)
        labels[number] = f"{label} ({number})" if label in labels.values() else label
    return labels


def _new_name(name: str, taken: Collection[str]) -> str:
    numbered = (f"{name}_{number}" for number in count(2))
    return name if name not in taken else next(one for one in numbered if one not in taken)


def _without_results(part: TaskPart) -> dict[str, str]:
    return {str(number): "" for number in part.takes}


def _sentence(text: str) -> str:
    plain = text.replace("\\", "/").replace('"', "'").rstrip(" .!?")
    return textwrap.shorten(plain[:1].upper() + plain[1:], 86, placeholder=" ...") + "."


def _another(result: JSONValue) -> JSONValue:
    """Return a value of the same type that no task is likely to hold."""
    if isinstance(result, str):
        return f"{result} zyx"
    if isinstance(result, list):
        return [*result, *result[-1:]]
    if isinstance(result, (int, float)) and not isinstance(result, bool):
        return result + 7919
    return result


def _is_same(argument: JSONValue, result: JSONValue) -> bool:
    """Tell whether an argument is this result; within quotes, quotation marks are changed."""
    if isinstance(argument, str) and isinstance(result, str):
        return _respelled(argument) == _respelled(result)
    return isinstance(argument, str) is isinstance(result, str) and agrees(argument, result)


def _respelled(text: str) -> str:
    return " ".join(text.replace('"', "'").split())


def _is_plain(annotation: str) -> bool:
    """Tell whether a task's value may be of this type: a choice among words is a constant."""
    names = set(_NAME.findall(annotation))
    return names <= (_PLAIN_TYPES | _STANDARD_TYPES.keys()) - {"Literal"}


def _is_contained(value: JSONValue, text: str) -> bool:
    """Tell whether a wording contains all of a value: its numbers and texts."""
    leaves = list(_leaves(value))
    spelled = [slot.raw for slot in slots_of(text) if slot.mark == "<n>" and slot.raw[-1].isalpha()]
    digits = [*_DIGITS.findall(text), *(str(number_of(raw)) for raw in spelled)]
    numbers = [float(one.replace(",", "")) for one in digits]
    plain = _respelled(text).lower()
    return bool(leaves) and all(
        (
            (_respelled(leaf).lower() or "''") in plain
            if isinstance(leaf, str)
            else any(math.isclose(abs(leaf), number) for number in numbers)
        )
        for leaf in leaves
    )


def _leaves(value: JSONValue) -> Iterator[str | float]:
    """Yield the numbers and texts in a value; NaN for a truth value or None."""
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list):
        for item in value:
            yield from _leaves(item)
    else:
        yield math.nan if isinstance(value, bool) or value is None else value
