"""Which inputs is a function judged on? Some drawn from its signature, some like the task's own."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from ..domain.json_value import JSONObject, JSONValue
from ..domain.ports import Sandbox
from ..domain.program_run import Profile, Program
from ..domain.signature import call_text
from ..domain.task import Example, Specification
from ..guest_code import argument_drawing, argument_kinds, call_harness, typed_cases
from ..guest_code.guest_source import load_statement

DRAWN_CASES, DRAWN_PROBES = 24, 10
MOST_VARIATIONS = 14
_SMALL = 30

_PROGRAM = """
{loaded}

def test_draw():
    from node_runtime import ask_host, encoded

    tools = __import__("types").SimpleNamespace(
        kinds=_evolver_kinds, drawing=_evolver_drawing, harness=_evolver_harness
    )
    calls = _evolver_cases.draw_cases({function}, {number}, encoded, tools, {samples!r})
    ask_host("drawn", {{"calls": calls}})
"""
_LOADED = {
    "_evolver_kinds": argument_kinds,
    "_evolver_drawing": argument_drawing,
    "_evolver_harness": call_harness,
    "_evolver_cases": typed_cases,
}


class CaseDrawer(Struct, frozen=True):
    """Makes cases of a function that is known to be right: what it returns is expected."""

    sandbox: Sandbox

    def draw(
        self,
        source: str,
        function: str,
        number: int = DRAWN_CASES,
        samples: Sequence[tuple[JSONValue, ...]] = (),
    ) -> tuple[Example, ...]:
        """Cases of the module's function, refusals left out; () where its types cannot be drawn.

        The same cases every time. Texts have the words of `samples`, arguments in their order.
        """
        module = source.partition('\n\nif __name__ == "__main__":')[0]
        calls: list[JSONObject] = []

        def collect(given: JSONObject) -> JSONValue:
            drawn = given.get("calls")
            if isinstance(drawn, list):
                calls.extend(one for one in drawn if isinstance(one, dict))
            return True

        loaded = "".join(load_statement(name, one) for name, one in _LOADED.items())
        text = module + _PROGRAM.format(
            loaded=loaded, function=function, number=number, samples=list(samples)
        )
        # The one kind of program that may ask the host.
        program = Program(
            text, Profile.SUITE, calls={"drawn": collect, "outcome": lambda given: True}
        )
        with self.sandbox.open(program) as session:
            session.run({})
        return tuple(_cases(function, calls))


def text_samples(plan: Specification) -> tuple[tuple[JSONValue, ...], ...]:
    """Return the arguments of the plan's examples, if there are texts among them.

    What a bundled function does with odd texts is a matter of taste, on which a right version
    may differ; on texts like those of its examples it may not.
    """
    given = [tuple(one.arguments.values()) for one in plan.all_examples if one.arguments]
    parameters = len(plan.arguments)
    whole = tuple(values for values in given if len(values) == parameters)
    return whole if any(isinstance(value, str) for values in whole for value in values) else ()


def probes(plan: Specification, drawer: CaseDrawer) -> tuple[JSONObject, ...]:
    """Return the inputs on which versions of a planned function are compared.

    They are the task's own, each a little changed, then some drawn from the signature. There are
    none for what asks tools or reads files.
    """
    if plan.tools or plan.task.files:
        return ()
    near = variations(plan.arguments)
    stub = f"def {plan.signature}:\n    return None\n"
    drawn = drawer.draw(stub, plan.function, DRAWN_PROBES)
    return (*near, *(case.arguments for case in drawn if case.arguments))


def _cases(function: str, calls: Sequence[JSONObject]) -> list[Example]:
    found: dict[str, Example] = {}
    for call in calls:
        arguments = call["arguments"]
        if isinstance(arguments, dict) and "result" in call:
            shown = call_text(function, arguments)
            found[shown] = Example(shown, call["result"], arguments)
    return list(found.values())


def variations(arguments: JSONObject) -> tuple[JSONObject, ...]:
    """Return at most 14 inputs, the first change of every argument before the second of any."""
    changed = [[arguments | {name: new} for new in _changes(v)] for name, v in arguments.items()]
    longest = max(map(len, changed), default=0)
    in_turn = [inputs[n] for n in range(longest) for inputs in changed if n < len(inputs)]
    return tuple(in_turn[:MOST_VARIATIONS])


def _changes(value: JSONValue) -> Iterator[JSONValue]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        # Larger ones stay near: what is recursive may take exponential time.
        yield from (value + 1, value - 1, 2 * value if abs(value) < _SMALL else value // 2)
    elif isinstance(value, float):
        yield from (value + 0.5, value / 2, -value)
    elif isinstance(value, str):
        made = (value[::-1], value[1:], value + value[:1], value.swapcase(), value.replace(" ", ""))
        yield from dict.fromkeys(new for new in made if new != value)
    elif isinstance(value, list) and value:
        yield from (value[::-1], value[1:], [*value, value[0]])
        for new in _changes(value[0]):
            yield [new, *value[1:]]
    elif isinstance(value, dict) and value:
        first, *rest = value.items()
        yield dict(rest)
        for new in _changes(first[1]):
            yield dict([(first[0], new), *rest])
