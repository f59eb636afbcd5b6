"""What the bundled functions know of a task: its kind, and which function answers it how."""

from dataclasses import dataclass, replace
from functools import lru_cache

from ..domain.errors import Declined
from ..domain.json_value import JSONObject, JSONValue
from ..domain.node import Node
from ..domain.signature import call_text, read_signature
from ..domain.task import Classification, Example, Specification, Task, TaskKind
from ..domain.tool import CONTENT_TOOL
from ..domain.understanding import Understanding
from ..language.arithmetic_words import WORDS
from ..language.spelling import corrected, corrections
from ..language.task_reading import with_text
from ..language.word_reader import NotArithmetic
from .bundled import BundledFunction
from .calculator import Calculation, read_arithmetic
from .formulas import FormulaFunction, function_named, function_of
from .function_book import FunctionBook, Match, Miss, WordedFunction
from .keyword_classifier import kind_by_words
from .render import render
from .suggestion import suggestion

CONNECT = (
    "to solve it with a language model, start one (ollama serve) or name its address in config.yaml"
)
MOST_CASES = 6


@dataclass(frozen=True, slots=True)
class Known:
    """A task that was read whole: as a calculation, or as a bundled function's.

    `text` is the task with its typing errors corrected, `corrected` names each (typed, meant).
    """

    text: str
    calculation: Calculation | None = None
    match: Match | None = None
    corrected: tuple[tuple[str, str], ...] = ()

    @property
    def function(self) -> str:
        """The name of the function that answers it."""
        if self.calculation is not None:
            return _formula_function(self.calculation).name
        assert self.match is not None
        return self.match.function.name


class FunctionLibrary:
    """The bundled functions and the calculator, as the pipeline asks them."""

    def __init__(self, book: FunctionBook, connect_hint: str = CONNECT) -> None:
        self.book = book
        self._connect_hint = connect_hint

    def understand(self, task: Task) -> Understanding:
        """What the task asks for: a known function with its arguments, or why there is none."""
        found = self.read(task.text)
        if isinstance(found, Miss):
            kind = kind_by_words(self.book, task.text)
            return Understanding(task, kind, miss=found.reason, hint=self._hint(task, found))
        as_calls = self._examples_as_calls(task, found)
        if isinstance(as_calls, Miss):
            kind = kind_by_words(self.book, task.text)
            return Understanding(task, kind, miss=as_calls.reason, hint=self._connect_hint)
        task = replace(with_text(task, found.text), examples=as_calls)
        said = "".join(f", reading “{typed}” as “{meant}”" for typed, meant in found.corrected)
        if found.calculation is not None:
            try:
                plan = _plan_calculation(task, found.calculation)
            except Declined as refusal:
                kind = Classification(TaskKind.ARITHMETIC, "arithmetic", "arithmetic")
                return Understanding(task, kind, miss=str(refusal), hint="change the numbers")
            basic = found.calculation.is_basic
            reason = "basic arithmetic operation" if basic else "arithmetic that parses whole"
            kind = Classification(TaskKind.ARITHMETIC, reason + said, "arithmetic")
            return Understanding(task, kind, plan)
        assert found.match is not None
        entry = found.match.function.entry
        kind = Classification(entry.kind, entry.reason + said, "library")
        return Understanding(task, kind, _plan_function(task, found.match))

    def _examples_as_calls(self, task: Task, known: Known) -> tuple[Example, ...] | Miss:
        """The user's examples as calls of the function that answers the task."""
        calls: list[Example] = []
        for example in task.examples:
            arguments = self.arguments_for(known.function, example.description)
            if arguments is None:
                reason = f"{known.function} does not read the example “{example.description}”"
                return Miss(reason)
            calls.append(_case(known.function, arguments, example.expected))
        return tuple(calls)

    def read(self, text: str) -> Known | Miss:
        """Read a text as arithmetic, else as a function's task; as it stands if that is possible,
        else with its typing errors corrected."""
        calculation = _calculation(text)
        if calculation is not None:
            return Known(text, calculation)
        found = self.book.find(text)
        if isinstance(found, Match):
            return Known(found.text, match=found, corrected=found.corrected)
        if found.near is None:
            for changes in corrections(text, WORDS):
                meant = corrected(text, changes)
                calculation = _calculation(meant)
                if calculation is not None:
                    return Known(meant, calculation, corrected=tuple(changes.items()))
        return found

    def arguments_for(self, function: str, text: str) -> JSONObject | None:
        """What this function is called with by a task; None if the task is not one of its own."""
        found = self.read(text)
        if isinstance(found, Miss) or found.function != function:
            return None
        if found.calculation is not None:
            return _formula_function(found.calculation).arguments(found.calculation.numbers)
        return found.match.arguments if found.match else None

    def wordings_of(self, function: str) -> tuple[str, ...]:
        """Tasks that this function answers, as examples."""
        known = self.book.functions.get(function)
        return tuple(text for text, _ in known.entry.examples) if known else ()

    def source(self, plan: Specification) -> str:
        """The source of the function that a plan of ours names, as a module of its own.

        Raises Declined if there is no such function any more.
        """
        if plan.pattern in self.book.functions:
            return render(self.book.functions[plan.pattern].entry.function)
        calculation = _calculation(plan.task.text)
        if calculation is None or _formula_function(calculation).name != plan.function:
            raise Declined(f"there is no bundled function {plan.function}")
        return _formula_function(calculation).source

    def as_node(self, name: str) -> Node | None:
        """A library function, or one of arithmetic, as the node it would be; None if none."""
        if name not in self.book.functions:
            known = function_named(name)
            if known is None:
                return None
            kind, title, source = TaskKind.ARITHMETIC, known.shown, known.source
            tools: tuple[str, ...] = ()
        else:
            entry = self.book.functions[name].entry
            kind, title, source = entry.kind, entry.title, render(entry.function)
            tools = _tools_of(entry)
        plan: JSONObject = {"function": name, "signature": str(read_signature(source))}
        return Node(f"{name}_node", title, kind, source, "", 0, "", (), tools, {"plan": plan})

    def tool_reply(self, plan: Specification) -> str:
        """What `content_generator` answers in the tests of a function that asks it."""
        known = self.book.functions.get(plan.pattern)
        return known.entry.tool_reply if known else ""

    def _hint(self, task: Task, miss: Miss) -> str:
        if miss.near is not None:
            said = f'say it like this: "{miss.near.entry.examples[0][0]}"; or '
            return said + self._connect_hint
        meant = suggestion(self.book.vocabulary, self._is_whole, task.text)
        if meant:
            return f"did you mean “{meant}”? Or, {self._connect_hint}"
        near = [one.entry for one in self.book.nearest(task.text)]
        named = ", ".join(f"{entry.title} (“{entry.examples[0][0]}”)" for entry in near)
        return (f"nearest bundled: {named}; " if named else "") + self._connect_hint

    def _is_whole(self, text: str) -> bool:
        found = self.read(text)
        return isinstance(found, Known) and not found.corrected


# A plan's source is asked for after its task was read: neither is worked out twice.
@lru_cache(maxsize=64)
def _calculation(text: str) -> Calculation | None:
    try:
        return read_arithmetic(text)
    except NotArithmetic:
        return None


@lru_cache(maxsize=64)
def _formula_function(calculation: Calculation) -> FormulaFunction:
    return function_of(calculation.formula, len(calculation.numbers))


def _plan_calculation(task: Task, calculation: Calculation) -> Specification:
    known = _formula_function(calculation)
    result = calculation.result()
    numbers = [calculation.numbers, *calculation.other_numbers()]
    cases = [_case(known.name, known.arguments(one), calculation.result(one)) for one in numbers]
    basic = calculation.is_basic
    return Specification(
        task,
        TaskKind.ARITHMETIC,
        title="basic arithmetic" if basic else known.shown,
        goal=f"Work out {known.shown} for any numbers.",
        inputs="the numbers",
        outputs=f"a number; for this task {result}",
        steps=(f"work out {known.shown}",),
        examples=tuple(cases),
        pattern=known.name,
        by="arithmetic",
        function=known.name,
        signature=str(read_signature(known.source)),
        arguments=known.arguments(calculation.numbers),
    )


def _plan_function(task: Task, match: Match) -> Specification:
    function = match.function
    entry = function.entry
    source = render(entry.function)
    return Specification(
        task,
        entry.kind,
        title=entry.title,
        goal=entry.description,
        inputs=", ".join(match.arguments) or "nothing",
        outputs=entry.limits,
        steps=(f"use the bundled function {entry.name}",),
        tools=_tools_of(entry),
        examples=tuple(_cases(function)),
        pattern=entry.name,
        by="library",
        function=entry.name,
        signature=str(read_signature(source)),
        arguments=match.arguments,
        phrases=entry.phrases,
    )


def _tools_of(entry: BundledFunction) -> tuple[str, ...]:
    return (CONTENT_TOOL,) if entry.tool_reply else ()


def _cases(function: WordedFunction) -> list[Example]:
    """The function's examples as calls with their results."""
    cases: list[Example] = []
    for text, expected in function.entry.examples[:MOST_CASES]:
        arguments = function.read(text)
        if arguments is not None:
            cases.append(_case(function.name, arguments, expected))
    return cases


def _case(name: str, arguments: JSONObject, expected: JSONValue) -> Example:
    return Example(call_text(name, arguments), expected, arguments)
