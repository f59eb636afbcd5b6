"""What a program may ask the host for, and how the host answers."""

import threading
from contextvars import ContextVar
from typing import Any

from src.domain.errors import ToolFailed, UnknownTool
from src.domain.json_value import JSONObject, JSONValue
from src.domain.program_run import Ending, Limits, Program
from src.sandbox.broker import MAX_BATCH, MAX_LINE_BYTES
from src.sandbox.sandbox import ConfinedSandbox

CALLING = "from node_runtime import call_tool\n"


def test_a_tool_is_called_with_its_name_prompt_and_arguments(sandbox: ConfinedSandbox) -> None:
    asked: list[JSONObject] = []

    def call(given: JSONObject) -> JSONValue:
        asked.append(given)
        return "a joke"

    source = CALLING + "print(call_tool('writer', 'a joke', tone='dry', words=[1, 2]))"
    with sandbox.open(Program(source, calls={"call_tool": call})) as session:
        result = session.run("")

    assert result.stdout == "a joke\n"
    arguments = {"tone": "dry", "words": [1, 2]}
    assert asked == [{"name": "writer", "prompt": "a joke", "arguments": arguments}]


def test_a_failed_tool_is_an_error_with_the_hosts_words(sandbox: ConfinedSandbox) -> None:
    def call(given: JSONObject) -> JSONValue:
        raise ToolFailed("the model is away")

    with sandbox.open(Program(CALLING + "call_tool('x')", calls={"call_tool": call})) as session:
        result = session.run("")

    assert result.ending is Ending.FAILED
    assert "RuntimeError: the model is away" in result.stderr


def test_a_tool_that_breaks_does_not_break_the_host(sandbox: ConfinedSandbox) -> None:
    def call(given: JSONObject) -> JSONValue:
        raise ZeroDivisionError("oh")

    source = CALLING + "try:\n    call_tool('x')\nexcept RuntimeError as e:\n    print(e)"
    with sandbox.open(Program(source, calls={"call_tool": call})) as session:
        result = session.run("")

    assert result.stdout == "ZeroDivisionError: oh\n"


PARALLEL = "from node_runtime import call_tools_parallel\n"


def test_several_calls_are_answered_at_once_in_their_order(sandbox: ConfinedSandbox) -> None:
    together = threading.Barrier(3)

    def call(given: JSONObject) -> JSONValue:
        # Nobody passes before all three are here: one after the other they would never be.
        together.wait(timeout=10)
        return f"{given['prompt']} {given['arguments']}"

    source = PARALLEL + "print(call_tools_parallel([('x', 'a'), ('x', 'b', {'n': 1}), ('x', 'c')]))"
    with sandbox.open(Program(source, calls={"call_tool": call})) as session:
        result = session.run("")

    assert result.stdout.strip() == str(["a {}", "b {'n': 1}", "c {}"])


def test_a_call_that_fails_among_others_says_so_in_its_place(sandbox: ConfinedSandbox) -> None:
    def call(given: JSONObject) -> JSONValue:
        if given["prompt"] == "bad":
            raise UnknownTool("there is no tool 'x'", hint="did you mean y?")
        if given["prompt"] == "worse":
            raise ZeroDivisionError("oh")
        return given["prompt"]

    source = (
        PARALLEL + "for one in call_tools_parallel([('x', p) for p in ('a', 'bad', 'worse', 'b')]):"
    )
    source += "\n    print(type(one).__name__, one)"
    with sandbox.open(Program(source, calls={"call_tool": call})) as session:
        result = session.run("")

    assert result.stdout.splitlines() == [
        "str a",
        "RuntimeError there is no tool 'x' (did you mean y?)",
        "RuntimeError ZeroDivisionError: oh",
        "str b",
    ]


def test_only_so_many_calls_are_made_at_once(any_sandbox: ConfinedSandbox) -> None:
    source = PARALLEL + "print(call_tools_parallel([]))\ncall_tools_parallel([('x', 'a')] * 1000)"
    with any_sandbox.open(Program(source, calls={"call_tool": lambda given: ""})) as session:
        result = session.run("")

    assert result.stdout == "[]\n"
    assert f"at most {MAX_BATCH} calls are made at once" in result.stderr


def test_who_may_call_no_tool_calls_none_at_once(any_sandbox: ConfinedSandbox) -> None:
    with any_sandbox.open(Program(PARALLEL + "call_tools_parallel([('x', 'a')])")) as session:
        result = session.run("")

    assert "this program may not ask for 'call_tools'" in result.stderr


def test_a_question_that_is_too_long_is_refused_and_the_line_goes_on(
    any_sandbox: ConfinedSandbox,
) -> None:
    source = CALLING + (
        "try:\n    call_tool('x', 'y' * 9_000_000)\nexcept RuntimeError as e:\n    print(e)\n"
        "print(len(call_tool('x', 'y' * 1_000_000)))"
    )
    program = Program(source, calls={"call_tool": lambda given: given["prompt"]}, limits=Limits())
    with any_sandbox.open(program) as session:
        result = session.run("")

    assert result.stdout == f"a request is longer than {MAX_LINE_BYTES} bytes\n1000000\n"


def test_what_is_known_of_the_run_counts_for_its_calls(any_sandbox: ConfinedSandbox) -> None:
    mark: ContextVar[str] = ContextVar("mark", default="")
    source = CALLING + PARALLEL + "print(call_tool('x'), *call_tools_parallel([('x', '')]))"
    mark.set("mine")
    with any_sandbox.open(Program(source, calls={"call_tool": lambda given: mark.get()})) as opened:
        result = opened.run("")

    assert result.stdout == "mine mine\n"


def test_only_what_the_program_was_given_can_be_asked_for(sandbox: ConfinedSandbox) -> None:
    with sandbox.open(Program(CALLING + "call_tool('x')")) as session:
        result = session.run("")

    assert "this program may not ask for 'call_tool'" in result.stderr


def test_an_unknown_tool_is_named(any_sandbox: ConfinedSandbox) -> None:
    def call(given: JSONObject) -> JSONValue:
        raise UnknownTool(f"there is no tool {given['name']}")

    with any_sandbox.open(Program(CALLING + "call_tool('w')", calls={"call_tool": call})) as opened:
        result = opened.run("")

    assert "there is no tool w" in result.stderr


def test_the_number_of_questions_is_bounded(any_sandbox: ConfinedSandbox) -> None:
    source = CALLING + "for n in range(100000):\n    call_tool('x')"
    count = [0]

    def call(given: JSONObject) -> JSONValue:
        count[0] += 1
        return ""

    program = Program(source, calls={"call_tool": call}, limits=Limits())
    with any_sandbox.open(program) as session:
        result = session.run("")

    assert result.ending is Ending.FAILED and f"ask {Limits().calls} times" in result.stderr
    assert count[0] == Limits().calls


def test_the_hosts_time_is_not_the_programs(sandbox: ConfinedSandbox) -> None:
    def call(given: JSONObject) -> JSONValue:
        # Longer than the program may take.
        threading.Event().wait(0.8)
        return "late"

    program = Program(
        CALLING + "print(call_tool('x'))",
        calls={"call_tool": call},
        limits=Limits(wall_seconds=0.5),
    )
    with sandbox.open(program) as session:
        result = session.run("")

    assert result.stdout == "late\n", result


def test_the_programs_own_time_counts_after_an_answer(sandbox: ConfinedSandbox) -> None:
    program = Program(
        CALLING + "call_tool('x')\nimport time\ntime.sleep(60)",
        calls={"call_tool": lambda given: threading.Event().wait(0.3)},
        limits=Limits(wall_seconds=0.5),
    )

    with sandbox.open(program) as session:
        result = session.run("")

    assert result.ending is Ending.OUT_OF_TIME
    assert result.metrics.latency_ms < 5_000


def test_a_tool_may_run_programs_itself(sandbox: ConfinedSandbox) -> None:
    """Each waits for the next: more of them than there are workers."""

    def call(given: JSONObject) -> JSONValue:
        depth = int(str(given["prompt"]))
        if not depth:
            return "deep"
        source = CALLING + f"print(call_tool('x', '{depth - 1}'), end='')"
        with sandbox.open(Program(source, calls={"call_tool": call})) as session:
            return session.run("").stdout

    assert call({"prompt": "4"}) == "deep"


def test_threads_of_a_program_share_the_line(sandbox: ConfinedSandbox) -> None:
    source = CALLING + (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor(4) as pool:\n"
        "    print(sorted(pool.map(lambda n: call_tool('x', str(n)), range(20)), key=int))"
    )

    with sandbox.open(Program(source, calls={"call_tool": lambda g: g["prompt"]})) as session:
        result = session.run("")

    assert result.stdout == f"{[str(n) for n in range(20)]}\n", result


def test_an_answer_that_is_no_json_is_the_hosts_fault_alone(any_sandbox: ConfinedSandbox) -> None:
    calls: Any = {"call_tool": lambda given: {1, 2}}
    program = Program(CALLING + "call_tool('x')", calls=calls)

    with any_sandbox.open(program) as session:
        result = session.run("")

    assert "TypeError" in result.stderr
