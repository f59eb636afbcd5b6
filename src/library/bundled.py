"""What a bundled function says of itself: the wordings it answers, examples, and its opposites."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType, ModuleType
from typing import Any, TypeVar

from ..domain.json_value import JSONValue
from ..domain.task import TaskKind
from ..domain.tool import CONTENT_TOOL

_MARK = "__bundled__"

Function = TypeVar("Function", bound=Callable[..., Any])
Choices = Mapping[str, tuple[str, ...] | Mapping[str, object]]
Objection = Callable[[Mapping[str, str]], str]


@dataclass(frozen=True, slots=True)
class BundledFunction:
    """A function of the library and how people ask for it.

    `phrases` are wordings whose slots are named like the function's parameters (the grammar is
    in `language/phrases.py`); a slot that a wording leaves out takes the parameter's default.
    `examples` are tasks with their results. `choices` are word lists used as slot types; a
    mapping says which argument each word stands for. `constants` are arguments that a phrase
    fixes, by the phrase's text. `objection` says why a wording that matched must not be taken so
    ("" if it may be), from the raw text of its slots. `tool_reply` is what its `tool` answers in
    tests; without one it calls none.
    """

    function: Callable[..., Any]
    kind: TaskKind
    reason: str
    phrases: tuple[str, ...]
    examples: tuple[tuple[str, JSONValue], ...]
    title: str
    tags: tuple[str, ...] = ()
    opposites: tuple[str, ...] = ()
    limits: str = ""
    choices: Choices = field(default_factory=lambda: MappingProxyType({}))
    constants: Mapping[str, Mapping[str, object]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    objection: Objection | None = None
    tool: str = CONTENT_TOOL
    tool_reply: str = ""

    @property
    def name(self) -> str:
        """The function's name."""
        return self.function.__name__

    @property
    def description(self) -> str:
        """The first line of the function's docstring."""
        return (self.function.__doc__ or "").strip().partition("\n")[0]


def bundled(  # pylint: disable=too-many-arguments  # one for each thing a function says of itself
    kind: TaskKind,
    reason: str,
    *,
    phrases: tuple[str, ...],
    examples: Mapping[str, Any],
    title: str = "",
    **more: Any,
) -> Callable[[Function], Function]:
    """Mark a function as part of the library; the function itself stays as it is.

    `more` are the other fields of BundledFunction. The title is the function's name in words
    unless one is given.
    """

    def mark(function: Function) -> Function:
        words = title or function.__name__.replace("_", " ")
        stated = tuple(examples.items())
        entry = BundledFunction(function, kind, reason, phrases, stated, words, **more)
        setattr(function, _MARK, entry)
        return function

    return mark


def functions_of(module: ModuleType) -> Iterator[BundledFunction]:
    """The bundled functions that a module defines, in the order of its text."""
    for value in vars(module).values():
        entry = getattr(value, _MARK, None)
        if isinstance(entry, BundledFunction) and value.__module__ == module.__name__:
            yield entry
