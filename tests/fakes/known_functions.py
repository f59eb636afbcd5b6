"""Functions that add without a sandbox, as the pages list and run them."""

import json

from src.domain.errors import NodeError
from src.domain.json_value import JSONObject
from src.domain.listed_function import ListedFunction
from src.domain.node import Node
from src.domain.program_run import Ending, RunMetrics, RunResult
from src.tasks.function_calls import input_schema

HOSTILE = "<script>document.title='taken'</script>&\"'"
SOURCE = '''"""Adding."""


def add(a: int, b: int = 2) -> int:
    """The sum of two numbers."""
    return a + b
'''


def adding_node(title: str = "sum of numbers", version: int = 2) -> Node:
    """A typed node of two versions, or of version 0: bundled."""
    plan: JSONObject = {"function": "add", "signature": "add(a: int, b: int = 2) -> int"}
    versions = (1, 2) if version else ()
    return Node(
        "add_node",
        title,
        "ARITHMETIC",
        SOURCE,
        "",
        version,
        "nodes/add_node",
        specification={"plan": plan},
        versions=versions,
    )


class FakeKnownFunctions:
    """`add`, kept, and `shout`, bundled, whose title and result are hostile."""

    def find(self, name: str) -> Node:
        if name in ("add", "add_node"):
            return adding_node()
        if name != "shout":
            raise NodeError(f"unknown function {name}")
        plan: JSONObject = {"function": "shout", "signature": "shout(text: str) -> str"}
        source = f"def shout(text: str) -> str:\n    return {HOSTILE!r}\n"
        return Node("shout_node", HOSTILE, "TEXT", source, "", 0, "", specification={"plan": plan})

    def schema(self, node: Node) -> JSONObject:
        return input_schema(node)

    def run(self, node: Node, arguments: JSONObject) -> RunResult:
        if node.function == "shout":
            return RunResult(Ending.FINISHED, json.dumps({"result": HOSTILE}))
        total = sum(value for value in arguments.values() if isinstance(value, int))
        answer = json.dumps({"result": total})
        return RunResult(Ending.FINISHED, answer, metrics=RunMetrics(1.2, 1.0, 0.1))

    def search(self, text: str) -> tuple[ListedFunction, ...]:
        own = ListedFunction("add", "sum", "add(a: int)", "ARITHMETIC", "add_node", 2, 3, 0.8)
        bundled = ListedFunction("shout", HOSTILE, "shout(text: str) -> str", "TEXT")
        return tuple(one for one in (own, bundled) if text in one.name)
