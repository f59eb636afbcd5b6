"""What the bundled functions know of a task: its kind, and which function answers it how."""

import json
from collections.abc import Iterable

from ..documents.function_arguments import check_arguments
from ..domain.errors import BadArguments, Declined
from ..domain.json_value import JSONObject, JSONValue
from ..domain.listed_function import ListedFunction
from ..domain.node import Node
from ..domain.replace import replace
from ..domain.signature import read_signature
from ..domain.task import Classification, Example, Specification, Task, TaskKind
from ..domain.understanding import Understanding
from ..language.expression import Apply
from ..language.function_requests import CodeRequest, Wanted, read_request
from ..language.generic_wordings import task_wordings, with_values
from ..language.given_code import call_arguments, literal_values
from ..language.small_talk import clean_request, without_small_talk
from ..language.task_reading import with_text
from .calculator import calculation_in
from .formulas import function_named
from .function_book import AnyMatch, FunctionBook, Match, Miss
from .known_task import Known, read_exactly, read_known
from .library_plans import (
    as_case,
    formula_function,
    listed_functions,
    plan_calculation,
    plan_function,
    tools_of,
)
from .stub_functions import StubMatch, plan_stub, stub_matches, stub_source
from .unknown_tasks import kind_by_words, other_language, suggestion

CONNECT = (
    "to solve it with a language model, start one (ollama serve) or name its address in config.yaml"
)
_OWN_SIGNATURE = "a function with a signature of your own has to be written by a language model"
LONGEST = 10_000
_SAMPLES = "what works offline: “add 10 and 20”, “sort 3, 1, 2”, “count the vowels in hello”"
_WHOLE_PROGRAM = "a whole program has to be written by a language model"


class FunctionLibrary:
    """The bundled functions and the calculator, as the pipeline asks them."""

    def __init__(self, book: FunctionBook) -> None:
        self.book = book

    def understand(self, task: Task) -> Understanding:
        """Return what the task asks for: a known function with arguments, or why none fits."""
        request = read_request(task.text)
        if len(task.template) > LONGEST:
            # Its words alone would take minutes to read; its values may be long.
            reason = f"no bundled function reads more than {LONGEST:,} characters besides values"
            understood = self._missed(task, reason, "put long text into a file: @notes.txt")
        else:
            understood = self._understand(task, request)
        return replace(
            understood,
            wants_function=request.wanted is Wanted.FUNCTION or task.given is not None,
            wants_program=request.wanted is Wanted.PROGRAM and task.given is None,
        )

    def _understand(self, task: Task, request: CodeRequest) -> Understanding:
        if task.given is not None:
            may_do = tuple(plan_stub(task, match) for match in self._for_stub(task))
            return replace(self._missed(task, _OWN_SIGNATURE), may_do=may_do)
        found = self._read_as(task.text, request)
        if isinstance(found, Miss):
            if (language := other_language(task.text)) and not task.examples:
                reason = f"it seems to be in {language}, and without a model only English is read"
                return self._missed(task, reason)
            is_code = request.wanted is not Wanted.RESULT
            return self._missed(task, found.reason, "" if is_code else self._hint(task, found))
        as_calls = self._examples_as_calls(task, found)
        if isinstance(as_calls, Miss):
            return self._missed(task, as_calls.reason)
        return _planned(replace(with_text(task, found.text), examples=as_calls), found)

    def _missed(self, task: Task, reason: str, hint: str = "") -> Understanding:
        """Return why no function answers the task, and what helps: by default, a model."""
        kind = kind_by_words(self.book, task.text[:LONGEST])
        return Understanding(task, kind, miss=reason, hint=hint or CONNECT, connect=CONNECT)

    def _for_stub(self, task: Task) -> tuple[StubMatch, ...]:
        """Return the functions that may do what the task's stub asks for, the surest first."""
        return stub_matches(
            task, self.book, lambda does: _for_stub(self._read_function(task.text, does))
        )

    def _examples_as_calls(self, task: Task, known: Known) -> tuple[Example, ...] | Miss:
        """Return the user's examples as calls of the function that answers the task."""
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
        """Read a text as a task of the library's, or say why it is none."""
        return read_known(self.book, text)

    def arguments_for(self, function: str, text: str) -> JSONObject | None:
        """Return the arguments that a task gives this function; None if another answers it."""
        found = self.read(text)
        if isinstance(found, Miss) or found.function != function:
            return None
        if found.calculation is not None:
            return formula_function(found.calculation).arguments(found.calculation.numbers)
        return found.match.arguments if found.match else None

    def answers(self, text: str) -> bool:
        """Tell whether a text is read as it is, without a typing error corrected."""
        return isinstance(read_exactly(self.book, text), Known)

    def wordings_of(self, function: str) -> tuple[str, ...]:
        """Return tasks that this function answers, as examples."""
        known = self.book.entries.get(function)
        return tuple(text for text, _ in known.examples) if known else ()

    def plan_of(self, function: str, task: Task, arguments: JSONObject) -> Specification:
        """Return the plan of a bundled function that was chosen for a task, with its arguments."""
        return plan_function(
            task, Match(self.book.functions[function], arguments, task.text), False
        )

    def source(self, plan: Specification) -> str:
        """Return the source of the function that a plan of ours names, as a module of its own.

        Raises Declined if the function does not exist any more.
        """
        if plan.task.given is not None:
            return stub_source(plan, self._for_stub(plan.task))
        if plan.pattern in self.book.entries:
            return self.book.functions[plan.pattern].source
        known = self._read_as(plan.task.text, read_request(plan.task.text))
        calculation = known.calculation if isinstance(known, Known) else None
        if calculation is None or formula_function(calculation).name != plan.function:
            raise Declined(f"no bundled function is called {plan.function}")
        return formula_function(calculation).source

    def names(self) -> Iterable[str]:
        """Return the names of all bundled functions."""
        return self.book.functions

    def listed(self) -> Iterable[ListedFunction]:
        """Return all bundled functions as lists show them, sorted by name."""
        return listed_functions(self.book)

    def as_node(self, name: str) -> Node | None:
        """Return a function of the library or of arithmetic as the node it would be, or None."""
        tools: tuple[str, ...] = ()
        if entry := self.book.entries.get(name):
            kind, title, source = entry.kind, entry.title, self.book.functions[name].source
            tools = tools_of(entry)
        elif known := function_named(name):
            kind, title, source = TaskKind.ARITHMETIC, known.shown, known.source
        else:
            return None
        plan: JSONObject = {"function": name, "signature": str(read_signature(source))}
        return Node(f"{name}_node", title, kind, source, "", 0, "", (), tools, {"plan": plan})

    def tool_reply(self, plan: Specification) -> str:
        """Return what the tool of a function answers in its tests ("" if it calls none)."""
        known = self.book.entries.get(plan.pattern)
        return known.tool_reply if known else ""

    def _hint(self, task: Task, miss: Miss) -> str:
        if miss.near is not None:
            return f'say it like this: "{miss.near.entry.examples[0][0]}"; or {CONNECT}'
        meant = suggestion(self.book.vocabulary, self.answers, task.text)
        if meant:
            return f"did you mean “{meant}”? Or, {CONNECT}"
        near = [
            one.entry
            for one in self.book.nearest(without_small_talk(task.text))
            if one.entry.examples
        ]
        named = ", ".join(f"{entry.title} (“{entry.examples[0][0]}”)" for entry in near)
        known = f"nearest bundled: {named}" if named else _SAMPLES
        return f"{known}; {CONNECT}"


def _planned(task: Task, found: Known) -> Understanding:
    """Return the understanding of a task that a calculation or a function answers."""
    said = "".join(f", reading “{typed}” as “{meant}”" for typed, meant in found.corrected)
    if found.calculation is not None:
        try:
            plan = plan_calculation(
                task, found.calculation, function_only=found.function_only, numbers=found.numbers
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
    kind = Classification(entry.kind, (entry.reason or entry.title) + said, "library")
    plan = plan_function(task, found.match, found.function_only)
    return Understanding(task, kind, plan)


def _for_stub(found: Known | Miss) -> StubMatch | None:
    """Return the function as what may answer a stub; the arguments of the wording are fixed."""
    if isinstance(found, Miss) or found.numbers is not None:
        return None
    if found.calculation is not None:
        formula = formula_function(found.calculation)
        return StubMatch(formula.name, formula.source, TaskKind.ARITHMETIC)
    assert found.match is not None
    function = found.match.function
    if function.entry.tool_reply:
        return None  # A stub's function asks no tool.
    fixed = tuple((name, repr(value)) for name, value in found.match.arguments.items())
    return StubMatch(function.name, function.source, function.entry.kind, fixed)


def _described_call(text: str, found: AnyMatch, values: tuple[JSONValue, ...]) -> Known | Miss:
    """Return the function that a wording describes, with the values behind it, if any."""
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
