"""Values for a signature: draws a function's arguments from its annotations, in the sandbox."""

from collections.abc import Sequence

from ..domain.json_value import JSONObject, JSONValue
from ..domain.ports import Sandbox
from ..domain.program_run import Profile, Program
from ..domain.signature import call_text
from ..domain.task import Example, Specification
from ..guest_code import typed_cases
from ..guest_code.guest_source import guest_source
from .variations import variations

DRAWN_CASES, DRAWN_PROBES = 24, 10

_PROGRAM = """

def test_draw():
    from node_runtime import ask_host, encoded

    ask_host("drawn", {{"calls": draw_cases({function}, {number}, encoded)}})
"""


class CaseDrawer:
    """Makes cases of a function that is known to be right: what it returns is expected."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def draw(self, source: str, function: str, number: int = DRAWN_CASES) -> tuple[Example, ...]:
        """Cases of the module's function, refusals left out; () where its types cannot be drawn.

        The same cases every time.
        """
        module = source.partition('\n\nif __name__ == "__main__":')[0]
        drawing = guest_source(typed_cases).partition('"""\n\n')[2]
        future = "from __future__ import annotations\n"
        text = future + module + "\n\n" + drawing.replace(future, "")
        calls: list[JSONObject] = []

        def collect(given: JSONObject) -> JSONValue:
            drawn = given.get("calls")
            if isinstance(drawn, list):
                calls.extend(one for one in drawn if isinstance(one, dict))
            return True

        # The one kind of program that may import hypothesis.
        source = text + _PROGRAM.format(function=function, number=number)
        program = Program(
            source, Profile.SUITE, calls={"drawn": collect, "outcome": lambda given: True}
        )
        with self._sandbox.open(program) as session:
            session.run({})
        return tuple(_cases(function, calls))


def probes(plan: Specification, drawer: CaseDrawer) -> tuple[JSONObject, ...]:
    """Inputs on which versions of a planned function are compared: the task's own, each a little
    changed, then some drawn from the signature. None for what asks tools or reads files."""
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
