"""What a bundled function says of itself: the wordings that it answers, and examples."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import Any, TypeVar

from msgspec import Struct, field

from ..domain.artifact import Artifact, ArtifactType
from ..domain.json_value import JSONValue, to_json
from ..domain.task import TaskKind
from ..domain.tool import CONTENT_TOOL
from ..language.task_reading import parse_expected
from ..language.tokenizer import template_of

_MARK = "__bundled__"
_RESULT = " => "

Function = TypeVar("Function", bound=Callable[..., Any])
Choices = Mapping[str, tuple[str, ...] | Mapping[str, object]]
Objection = Callable[[Mapping[str, str]], str]


class BundledFunction(Struct, frozen=True):
    """A function of the library and how people ask for it.

    `wordings` are its phrases, and as "task => result" its examples. The slots of a phrase are
    named like the function's parameters (the grammar is in `language/phrases.py`); one that a
    phrase leaves out takes the parameter's default.
    `choices` are word lists used as slot types; a mapping says which argument each word
    means. `constants` are arguments that a phrase fixes, by the phrase's text. `objection` returns
    the reason to decline a wording that matched ("" to accept it), from the raw text of its
    slots. `convention` names the one that results follow where several are usual, `reason` why
    a task is of its kind (by default, the title). `tool_reply` is what its `tool` answers in
    tests; without one the function calls no tool.
    """

    function: Callable[..., Any]
    title: str
    wordings: tuple[str, ...]
    kind: TaskKind
    choices: Choices = field(default_factory=dict)
    constants: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    objection: Objection | None = None
    convention: str = ""
    reason: str = ""
    tool: str = CONTENT_TOOL
    tool_reply: str = ""

    @property
    def name(self) -> str:
        """The function's name."""
        return self.function.__name__

    @property
    def phrases(self) -> tuple[str, ...]:
        """The wordings with slots that it answers."""
        return tuple(wording for wording in self.wordings if _RESULT not in wording)

    @property
    def examples(self) -> tuple[tuple[str, JSONValue], ...]:
        """Tasks with their results."""
        stated = (wording.partition(_RESULT) for wording in self.wordings)
        return tuple((task, parse_expected(said)) for task, mark, said in stated if mark)

    @property
    def description(self) -> str:
        """The first line of the function's docstring."""
        return (self.function.__doc__ or "").strip().partition("\n")[0]

    @property
    def details(self) -> str:
        """The rest of the docstring, without its last paragraph if that names errors.

        No case expects an error, and small models get the limits wrong.
        """
        said = inspect.cleandoc(self.function.__doc__ or "").partition("\n\nRaises ")[0]
        return said.partition("\n")[2].strip()


def bundled(title: str, *wordings: str, **more: Any) -> Callable[[Function], Function]:
    """Mark a function as part of the library; the function itself stays as it is.

    `more` are the other fields of BundledFunction; `kind` is needed where it is not the family's.
    """

    def mark(function: Function) -> Function:
        setattr(function, _MARK, {"title": title, "wordings": wordings, **more})
        return function

    return mark


def functions_of(module: ModuleType, kind: TaskKind) -> Iterator[BundledFunction]:
    """Return the functions of a family, in the order of its text; `kind` is the family's."""
    for value in vars(module).values():
        said = getattr(value, _MARK, None)
        if isinstance(said, dict) and value.__module__ == module.__name__:
            yield BundledFunction(value, **{"kind": kind, **said})


def function_artifact(function: BundledFunction, source: str) -> Artifact:
    """Return the artifact by which a library function is found as an example to build on."""
    tasks = [task for task, _ in function.examples]
    text = ". ".join([function.title, function.description, *tasks[:3]])
    return Artifact(
        id=f"pattern:bundled:{function.name}",
        type=ArtifactType.PATTERN,
        title=function.title,
        text=text,
        template=template_of(text),
        content={
            "implementation": source,
            "solution": function.description,
            "practice": "",
            "use_cases": to_json(tasks),
            "pattern": function.name,
        },
        kind=function.kind.value,
        tags=("bundled",),
        quality=0.9,
        provenance={"origin": "bundled"},
    )
