"""Makes plans of what the library knows: a bundled function, or the function of a calculation."""

from collections.abc import Iterator
from functools import lru_cache

from ..domain.json_value import JSONObject, JSONValue, to_json
from ..domain.listed_function import ListedFunction
from ..domain.node import Node
from ..domain.signature import call_text, read_signature
from ..domain.task import Example, Specification, Task, TaskKind
from ..language.expression import operations_in
from .bundled import BundledFunction
from .calculator import Calculation
from .formulas import FormulaFunction, function_of
from .function_book import FunctionBook, Match, WordedFunction

MOST_CASES = 6


@lru_cache(maxsize=64)
def formula_function(calculation: Calculation) -> FormulaFunction:
    """Return the function of a calculation's shape."""
    return function_of(calculation.formula, len(calculation.numbers))


def plan_calculation(
    task: Task, calculation: Calculation, *, function_only: bool = False, numbers: JSONValue = None
) -> Specification:
    """Plan a calculation's function; `numbers` are a list that it works on instead."""
    known = formula_function(calculation)
    result = calculation.result()
    is_about_any = function_only or numbers is not None
    arguments: JSONObject = {"numbers": numbers} if numbers is not None else {}
    own = () if is_about_any else (calculation.numbers,)
    tried = (*own, *calculation.other_numbers()) or (calculation.numbers,)
    cases = [as_case(known.name, known.arguments(one), calculation.result(one)) for one in tried]
    basic = calculation.is_basic
    return Specification(
        task,
        TaskKind.ARITHMETIC,
        title="basic arithmetic" if basic else known.shown,
        goal=f"Work out {known.shown} for any numbers.",
        outputs="a number" if is_about_any else f"a number; for this task {result}",
        steps=(f"work out {known.shown}",),
        examples=tuple(cases),
        pattern=known.name,
        by="arithmetic",
        function=known.name,
        signature=str(read_signature(known.source)),
        arguments=arguments if is_about_any else known.arguments(calculation.numbers),
        function_only=function_only,
        convention=_convention(calculation),
    )


def _convention(calculation: Calculation) -> str:
    """Return the convention that the result follows, where several are usual."""
    operations = set(operations_in(calculation.formula))
    if "median" in operations and len(calculation.numbers) % 2 == 0:
        return "the median of an even count is the mean of the two in the middle"
    if "%" in operations and min(calculation.numbers) < 0:
        return "the remainder has the sign of the divisor"
    return ""


def plan_function(task: Task, match: Match, function_only: bool) -> Specification:
    """Return the plan of a bundled function with this task's arguments."""
    function = match.function
    entry = function.entry
    return Specification(
        task,
        entry.kind,
        title=entry.title,
        goal=entry.description,
        outputs=entry.details,
        steps=(f"use the bundled function {entry.name}",),
        tools=tools_of(entry),
        examples=tuple(_cases(function)),
        pattern=entry.name,
        by="library",
        function=entry.name,
        signature=str(function.signature),
        arguments=match.arguments,
        phrases=entry.phrases,
        convention=entry.convention,
        function_only=function_only,
    )


def bundled_functions(book: FunctionBook) -> Iterator[Node]:
    """Return the functions that call no tool, as the nodes they would be, with their cases."""
    for name, one in book.functions.items():
        if not one.entry.tool_reply:
            plan: JSONObject = {"function": name, "signature": str(one.signature)}
            tests: list[JSONValue] = [{"example": to_json(case)} for case in _cases(one)]
            about: JSONObject = {"plan": plan, "suite": {"tests": tests}}
            kind, title = one.entry.kind, one.entry.title
            yield Node(f"{name}_node", title, kind, one.source, "", 0, "", specification=about)


def listed_functions(book: FunctionBook) -> Iterator[ListedFunction]:
    """Yield all bundled functions as lists show them, sorted by name."""
    for name, one in sorted(book.functions.items()):
        words = " ".join((name, *one.words)).casefold()
        kind = one.entry.kind.value
        yield ListedFunction(name, one.entry.title, str(one.signature), kind, words=words)


def tools_of(entry: BundledFunction) -> tuple[str, ...]:
    """Return the tools that a bundled function calls."""
    return (entry.tool,) if entry.tool_reply else ()


def _cases(function: WordedFunction) -> list[Example]:
    """Return the function's examples as calls with their results."""
    cases: list[Example] = []
    for text, expected in function.entry.examples[:MOST_CASES]:
        arguments = function.read(text)
        if arguments is not None:
            cases.append(as_case(function.name, arguments, expected))
    return cases


def as_case(name: str, arguments: JSONObject, expected: JSONValue) -> Example:
    """Return a call with its result."""
    return Example(call_text(name, arguments), expected, arguments)
