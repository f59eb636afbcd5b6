"""What the bundled functions know of a task: its kind, and which function answers it how."""

import json
from dataclasses import dataclass, replace

from ..documents.function_arguments import check_arguments
from ..domain.errors import BadArguments, Declined
from ..domain.json_value import JSONObject, JSONValue
from ..domain.node import Node
from ..domain.signature import read_signature
from ..domain.task import Classification, Example, Specification, Task, TaskKind
from ..domain.understanding import Understanding
from ..language.arithmetic_words import WORDS
from ..language.expression import Apply
from ..language.function_requests import CodeRequest, Wanted, read_request
from ..language.generic_wordings import task_wordings, with_values
from ..language.given_code import call_arguments, literal_values
from ..language.request_cleanup import clean_request
from ..language.spelling import corrected, corrections
from ..language.task_reading import with_text
from .calculator import Calculation
from .formulas import function_named
from .function_book import AnyMatch, FunctionBook, Match, Miss
from .keyword_classifier import kind_by_words
from .library_plans import (
    as_case,
    calculation_in,
    formula_function,
    plan_calculation,
    plan_function,
    tools_of,
)
from .suggestion import suggestion

CONNECT = (
    "to solve it with a language model, start one (ollama serve) or name its address in config.yaml"
)
_OWN_SIGNATURE = "a function with a signature of your own has to be written by a language model"
_WHOLE_PROGRAM = "a whole program has to be written by a language model"


@dataclass(frozen=True, slots=True)
class Known:
    """A task that was read whole: as a calculation, or as a bundled function's.

    `text` is the task with its typing errors corrected, `corrected` names each (typed, meant).
    `function_only` says that it asks for the function alone, without values to call it with;
    `numbers` is the list that a calculation on any list is called with.
    """

    text: str
    calculation: Calculation | None = None
    match: Match | None = None
    corrected: tuple[tuple[str, str], ...] = ()
    function_only: bool = False
    numbers: list[JSONValue] | None = None

    @property
    def function(self) -> str:
        """The name of the function that answers it."""
        if self.calculation is not None:
            return formula_function(self.calculation).name
        assert self.match is not None
        return self.match.function.name

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of its parameters."""
        if self.calculation is not None:
            signature = read_signature(formula_function(self.calculation).source)
        else:
            assert self.match is not None
            signature = self.match.function.signature
        return tuple(one.name for one in signature.parameters)


class FunctionLibrary:
    """The bundled functions and the calculator, as the pipeline asks them."""

    def __init__(self, book: FunctionBook, connect_hint: str = CONNECT) -> None:
        self.book = book
        self._connect_hint = connect_hint

    def understand(self, task: Task) -> Understanding:
        """What the task asks for: a known function with its arguments, or why there is none."""
        request = read_request(task.text)
        understood = self._understand(task, request)
        return replace(
            understood,
            wants_function=request.wanted is Wanted.FUNCTION or task.given is not None,
            wants_program=request.wanted is Wanted.PROGRAM and task.given is None,
        )

    def _understand(self, task: Task, request: CodeRequest) -> Understanding:
        kind = kind_by_words(self.book, task.text)
        if task.given is not None:
            return Understanding(task, kind, miss=_OWN_SIGNATURE, hint=self._connect_hint)
        found = self._read_as(task.text, request)
        if isinstance(found, Miss):
            is_code = request.wanted is not Wanted.RESULT
            hint = self._connect_hint if is_code else self._hint(task, found)
            return Understanding(task, kind, miss=found.reason, hint=hint)
        as_calls = self._examples_as_calls(task, found)
        if isinstance(as_calls, Miss):
            return Understanding(task, kind, miss=as_calls.reason, hint=self._connect_hint)
        task = replace(with_text(task, found.text), examples=as_calls)
        said = "".join(f", reading “{typed}” as “{meant}”" for typed, meant in found.corrected)
        if found.calculation is not None:
            try:
                plan = plan_calculation(
                    task,
                    found.calculation,
                    function_only=found.function_only,
                    numbers=found.numbers,
                )
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
        plan = plan_function(task, found.match, found.function_only)
        return Understanding(task, kind, plan)

    def _examples_as_calls(self, task: Task, known: Known) -> tuple[Example, ...] | Miss:
        """The user's examples as calls of the function that answers the task."""
        calls: list[Example] = []
        for example in task.examples:
            text = example.description
            arguments = self.arguments_for(known.function, text)
            if arguments is None:
                arguments = call_arguments(text, text.partition("(")[0], known.parameters)
            if arguments is None:
                reason = f"{known.function} does not read the example “{example.description}”"
                return Miss(reason)
            calls.append(as_case(known.function, arguments, example.expected))
        return tuple(calls)

    def _read_as(self, text: str, request: CodeRequest) -> Known | Miss:
        """Read a task as what it asks for."""
        if request.wanted is Wanted.RESULT:
            return self.read(text)
        if request.manner:
            return Miss(f"no bundled function is written in this manner: {request.manner}")
        found: Known | Miss = Miss(_WHOLE_PROGRAM)
        if request.wanted is Wanted.FUNCTION:
            found = self._read_function(text, request.wording)
        return found if isinstance(found, Known) else self._read_with_values(text, request, found)

    def _read_with_values(self, text: str, request: CodeRequest, miss: Miss) -> Known | Miss:
        """Read a request for code that names its values: "... that sorts [3, 1, 2]"."""
        found = self.read(text)
        if isinstance(found, Miss):
            return miss
        match = found.match
        if match is not None and match.has_bare_words:
            # "a function that reverses user input" names no text to reverse.
            return Miss(
                "it is not plain which words are a value; put the value in quotes", miss.near
            )
        without_values = match is not None and not match.arguments
        is_function = request.wanted is Wanted.FUNCTION
        return replace(found, function_only=is_function and without_values)

    def _read_function(self, text: str, wording: str) -> Known | Miss:
        """Read what a function does to any values, and the values behind a colon, if any."""
        does, colon, behind = wording.rpartition(":")
        values = literal_values(behind.strip()) if colon else None
        if values is None:
            does, values = wording, ()
        wordings = task_wordings(does, self.book.vocabulary)
        for one in wordings:
            known = self._read_calculation(text, one, values)
            if known is not None:
                return known
        found = self.book.find_any(wordings)
        if isinstance(found, Miss):
            return found
        return _described_call(text, found, values)

    def _read_calculation(
        self, text: str, wording: str, values: tuple[JSONValue, ...]
    ) -> Known | None:
        """Read a wording about any numbers, or any list of numbers, as a calculation."""
        numbers = values[0] if len(values) == 1 and isinstance(values[0], list) else None
        given = () if numbers is not None else tuple(json.dumps(value) for value in values)
        calculation = calculation_in(
            with_values(clean_request(wording, self.book.vocabulary), given)
        )
        if calculation is None or not isinstance(calculation.formula, Apply):
            return None
        known = Known(text, calculation, function_only=not values, numbers=numbers)
        if numbers is None:
            return known
        are_numbers = all(type(one) in (int, float) for one in numbers)
        return known if are_numbers and known.parameters == ("numbers",) else None

    def read(self, text: str) -> Known | Miss:
        """Read a text as arithmetic, else as a function's task; as it stands if that is possible,
        else with its typing errors corrected."""
        calculation = calculation_in(text)
        if calculation is not None:
            return Known(text, calculation)
        found = self.book.find(text)
        if isinstance(found, Match):
            return Known(found.text, match=found, corrected=found.corrected)
        if found.near is None:
            for changes in corrections(text, WORDS):
                meant = corrected(text, changes)
                calculation = calculation_in(meant)
                if calculation is not None:
                    return Known(meant, calculation, corrected=tuple(changes.items()))
        return found

    def arguments_for(self, function: str, text: str) -> JSONObject | None:
        """What this function is called with by a task; None if the task is not one of its own."""
        found = self.read(text)
        if isinstance(found, Miss) or found.function != function:
            return None
        if found.calculation is not None:
            return formula_function(found.calculation).arguments(found.calculation.numbers)
        return found.match.arguments if found.match else None

    def wordings_of(self, function: str) -> tuple[str, ...]:
        """Tasks that this function answers, as examples."""
        known = self.book.functions.get(function)
        return tuple(text for text, _ in known.entry.examples) if known else ()

    def plan_of(self, function: str, task: Task, arguments: JSONObject) -> Specification:
        """The plan of a bundled function that was chosen for a task, with its arguments."""
        return plan_function(
            task, Match(self.book.functions[function], arguments, task.text), False
        )

    def source(self, plan: Specification) -> str:
        """The source of the function that a plan of ours names, as a module of its own.

        Raises Declined if there is no such function any more.
        """
        if plan.pattern in self.book.functions:
            return self.book.functions[plan.pattern].source
        known = self._read_as(plan.task.text, read_request(plan.task.text))
        calculation = known.calculation if isinstance(known, Known) else None
        if calculation is None or formula_function(calculation).name != plan.function:
            raise Declined(f"there is no bundled function {plan.function}")
        return formula_function(calculation).source

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
            kind, title, source = entry.kind, entry.title, self.book.functions[name].source
            tools = tools_of(entry)
        plan: JSONObject = {"function": name, "signature": str(read_signature(source))}
        return Node(f"{name}_node", title, kind, source, "", 0, "", (), tools, {"plan": plan})

    def tool_reply(self, plan: Specification) -> str:
        """What the tool of a function answers in its tests ("" if it calls none)."""
        known = self.book.functions.get(plan.pattern)
        return known.entry.tool_reply if known else ""

    def _hint(self, task: Task, miss: Miss) -> str:
        if miss.near is not None:
            said = f'say it like this: "{miss.near.entry.examples[0][0]}"; or '
            return said + self._connect_hint
        meant = suggestion(self.book.vocabulary, self._is_whole, task.text)
        if meant:
            return f"did you mean “{meant}”? Or, {self._connect_hint}"
        near = [one.entry for one in self.book.nearest(task.text) if one.entry.examples]
        named = ", ".join(f"{entry.title} (“{entry.examples[0][0]}”)" for entry in near)
        return (f"nearest bundled: {named}; " if named else "") + self._connect_hint

    def _is_whole(self, text: str) -> bool:
        found = self.read(text)
        return isinstance(found, Known) and not found.corrected


def _described_call(text: str, found: AnyMatch, values: tuple[JSONValue, ...]) -> Known | Miss:
    """The function that a wording describes, called with the values behind it, if there are any."""
    function = found.function
    open_slots = [name for name in found.slots if name not in found.arguments]
    if len(open_slots) == 1 and len(values) > 1:
        values = (list(values),)
    if values and len(values) != len(open_slots):
        return Miss(f"{function.name} takes {len(open_slots)} values here, not {len(values)}")
    arguments = found.arguments | dict(zip(open_slots, values))
    if values:
        try:
            check_arguments(function.signature, function.source, arguments)
        except BadArguments as problem:
            return Miss(str(problem))
    is_call = bool(values) or (bool(arguments) and not open_slots)
    return Known(text, match=Match(function, arguments, text), function_only=not is_call)
