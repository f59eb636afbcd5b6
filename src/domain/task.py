"""A task, its kind, and the specification made of it."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from msgspec import Struct, field

from .json_value import JSONObject, JSONValue
from .model_request import Role


class TaskKind(StrEnum):
    """The kinds of task; what differs between them is who writes the program."""

    ARITHMETIC = "ARITHMETIC"
    SIMPLE_CONTENT = "SIMPLE_CONTENT"
    COMPLEX_CONTENT = "COMPLEX_CONTENT"
    ALGORITHM = "ALGORITHM"
    TEXT = "TEXT"
    CONVERSION = "CONVERSION"
    DATE = "DATE"
    DATA = "DATA"


WRITER_ROLE: Mapping[TaskKind, Role] = MappingProxyType(
    {
        TaskKind.ARITHMETIC: Role.FAST,
        TaskKind.SIMPLE_CONTENT: Role.GENERATOR,
        TaskKind.COMPLEX_CONTENT: Role.GENERATOR,
        TaskKind.ALGORITHM: Role.POWERFUL,
        TaskKind.TEXT: Role.GENERATOR,
        TaskKind.CONVERSION: Role.FAST,
        TaskKind.DATE: Role.GENERATOR,
        TaskKind.DATA: Role.GENERATOR,
    }
)

CONTENT_KINDS = frozenset({TaskKind.SIMPLE_CONTENT, TaskKind.COMPLEX_CONTENT})


class Example(Struct, frozen=True):
    """A description and the result the program must give for it.

    For a typed function it is a case: `arguments` are what it is called with, and the
    description is that call as users read it.
    """

    description: str
    expected: JSONValue
    arguments: JSONObject | None = None


class GivenFunction(Struct, frozen=True):
    """A function whose name and parameters the user's own Python text fixes.

    `context` is what precedes it (imports, functions it may use), `notes` are examples of
    its docstring that cannot be cases: printed text, exceptions, values other than literals.
    `place` is the module and qualified name of a decorated stub ("" at the prompt): a changed
    stub of the same place is a new version of its node.
    """

    name: str
    signature: str
    docstring: str = ""
    context: str = ""
    notes: tuple[str, ...] = ()
    place: str = ""


class Task(Struct, frozen=True):
    """What the user asks for.

    `text` is what the program will be given as its description; `template` is the text with
    numbers and quoted strings abstracted; `examples` were given by the user and are never
    dropped; `files` are the paths granted with @path, as written; `given` is the function that
    the user's own Python text fixes.
    """

    text: str
    template: str
    examples: tuple[Example, ...] = ()
    files: tuple[str, ...] = ()
    given: GivenFunction | None = None


class Classification(Struct, frozen=True):
    """The kind of a task, the reason in a few words, and who said so ("llama3", "keywords")."""

    kind: TaskKind
    reason: str
    by: str


class Workload(Struct, frozen=True):
    """What a program is measured on: Python source that defines make_input.

    `make_input(seed: int, size: int)` returns the node's input object or, for a function, the
    tuple of its arguments. It runs confined only. `far` is source that makes large numbers and
    lengths of the same kinds, for the sizes in guest_code/far_values.py; "" where there are none.
    """

    source: str
    start_size: int = 10
    far: str = ""


class Specification(Struct, frozen=True):
    """What shall be built: the overseer's plan, from which program and suite are written apart.

    `pattern` (called so in stored data) names the library function that answers the task ("" when
    code must be written); `by` says who planned.
    For a typed function `function` is its name, `signature` how it is called, `arguments` what
    this task calls it with, and `phrases` are wordings that it answers. `function_only` says
    that the function itself is the result: the task has no values to call it with.
    `convention` is the one of several usual ones that its results follow ("" where there is one).
    `tested_with` are the nodes whose functions it calls, with the versions it passed its cases
    with: {id: version}.
    """

    task: Task
    kind: TaskKind
    title: str
    goal: str
    outputs: str = ""
    steps: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    pattern: str = ""
    by: str = ""
    advice: tuple[str, ...] = field(default=())
    function: str = ""
    signature: str = ""
    arguments: JSONObject = field(default_factory=dict)
    phrases: tuple[str, ...] = ()
    function_only: bool = False
    convention: str = ""
    tested_with: JSONObject = field(default_factory=dict)

    @property
    def is_typed(self) -> bool:
        """True if a typed function is built, False for a program that reads a description."""
        return bool(self.function)

    @property
    def own_arguments(self) -> JSONObject | None:
        """What this task calls the function with; None where the function is the result."""
        return None if self.function_only else self.arguments

    @property
    def calls(self) -> tuple[JSONObject, ...]:
        """The arguments it is known to be called with: this task's own first, then its cases'."""
        own = () if self.function_only else (self.arguments,)
        return (*own, *(case.arguments for case in self.all_examples if case.arguments))

    @property
    def all_examples(self) -> tuple[Example, ...]:
        """The user's examples first, then the overseer's where they do not contradict them."""
        given = {example.description for example in self.task.examples}
        own = tuple(e for e in self.examples if e.description not in given)
        return self.task.examples + own
