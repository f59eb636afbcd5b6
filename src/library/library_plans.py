"""Makes plans of what the library knows: a bundled function, or the function of a calculation."""

from functools import lru_cache

from ..domain.json_value import JSONObject, JSONValue
from ..domain.signature import call_text, read_signature
from ..domain.task import Example, Specification, Task, TaskKind
from ..language.word_reader import NotArithmetic
from .bundled import BundledFunction
from .calculator import Calculation, read_arithmetic
from .formulas import FormulaFunction, function_of
from .function_book import Match, WordedFunction

MOST_CASES = 6


# A plan's source is asked for after its task was read: neither is worked out twice.
@lru_cache(maxsize=64)
def calculation_in(text: str) -> Calculation | None:
    """The arithmetic that a text is, read whole; None if it is none."""
    try:
        return read_arithmetic(text)
    except NotArithmetic:
        return None


@lru_cache(maxsize=64)
def formula_function(calculation: Calculation) -> FormulaFunction:
    """The function of a calculation's shape."""
    return function_of(calculation.formula, len(calculation.numbers))


def plan_calculation(
    task: Task,
    calculation: Calculation,
    *,
    function_only: bool = False,
    numbers: JSONValue = None,
) -> Specification:
    """The plan of a calculation's function; `numbers` are a list that it works on instead."""
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
    )


def plan_function(task: Task, match: Match, function_only: bool) -> Specification:
    """The plan of a bundled function with this task's arguments."""
    function = match.function
    entry = function.entry
    return Specification(
        task,
        entry.kind,
        title=entry.title,
        goal=entry.description,
        outputs=entry.limits,
        steps=(f"use the bundled function {entry.name}",),
        tools=tools_of(entry),
        examples=tuple(_cases(function)),
        pattern=entry.name,
        by="library",
        function=entry.name,
        signature=str(function.signature),
        arguments=match.arguments,
        phrases=entry.phrases,
        function_only=function_only,
    )


def tools_of(entry: BundledFunction) -> tuple[str, ...]:
    """The tools that a bundled function calls."""
    return (entry.tool,) if entry.tool_reply else ()


def _cases(function: WordedFunction) -> list[Example]:
    """The function's examples as calls with their results."""
    cases: list[Example] = []
    for text, expected in function.entry.examples[:MOST_CASES]:
        arguments = function.read(text)
        if arguments is not None:
            cases.append(as_case(function.name, arguments, expected))
    return cases


def as_case(name: str, arguments: JSONObject, expected: JSONValue) -> Example:
    """A call with its result."""
    return Example(call_text(name, arguments), expected, arguments)
