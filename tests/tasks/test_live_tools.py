"""Live tools of a task: the named ones only, within an allowance, each call told."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace

from src.domain.errors import ToolError
from src.domain.events import Event, ToolCalled
from src.domain.tool import ToolReply
from src.tasks.live_tools import LiveTools, ServedTools, ToolAllowance, ToolBudget
from src.toolbox.toolbox import RecordedTools
from tests.fakes.pipeline_steps import FakeToolbox

ALLOWANCE = ToolAllowance(calls=100, tokens=100_000, seconds=600.0)
POET = {"poet": ToolReply("rose", "llama3", 2.0, 30, 20)}


def live(allowance: ToolAllowance = ALLOWANCE) -> tuple[LiveTools, FakeToolbox, list[Event]]:
    toolbox, heard = FakeToolbox(POET), list[Event]()
    replay = RecordedTools(toolbox).call
    return LiveTools(toolbox, replay, ToolBudget(allowance), heard.append), toolbox, heard


def test_each_call_is_told_with_its_seconds_and_tokens() -> None:
    tools, _, heard = live()

    text = ServedTools(tools, ("poet",)).call({"name": "poet", "prompt": "spring"})

    assert text == "rose"
    assert heard == [ToolCalled("poet", "llama3", 2.0, ok=True, tokens=50)]


@pytest.mark.parametrize(
    ("named", "hint"),
    [((), "it names none"), (("poets",), "did you mean poets?"), (("x", "y"), "it names x, y")],
)
def test_what_the_specification_does_not_name_is_not_called(
    named: tuple[str, ...], hint: str
) -> None:
    tools, toolbox, heard = live()

    for call in (ServedTools(tools, named).call, tools.dry_run(named)):
        with pytest.raises(ToolError, match="may not call 'poet'") as caught:
            call({"name": "poet"})
        assert caught.value.hint == hint

    assert toolbox.called == []
    assert [(e.name, e.ok) for e in heard if isinstance(e, ToolCalled)] == [("poet", False)]


@pytest.mark.parametrize(
    ("allowance", "calls", "reason"),
    [
        (replace(ALLOWANCE, calls=3), 3, "its 3 tool calls"),
        (replace(ALLOWANCE, tokens=60), 2, "its 60 tokens for tools"),
        (replace(ALLOWANCE, seconds=5.0), 3, "its 5 seconds for tools"),
    ],
)
def test_a_task_calls_tools_until_its_allowance_is_used_up(
    allowance: ToolAllowance, calls: int, reason: str
) -> None:
    tools, toolbox, _ = live(allowance)

    for _ in range(calls):
        # The allowance is the task's, not the run's.
        ServedTools(tools, ("poet",)).call({"name": "poet"})
    with pytest.raises(ToolError, match=reason):
        ServedTools(tools, ("poet",)).call({"name": "poet"})

    assert len(toolbox.called) == calls


def test_calls_at_once_do_not_outrun_the_allowance() -> None:
    tools, toolbox, _ = live(replace(ALLOWANCE, calls=10))
    served = ServedTools(tools, ("poet",))

    def call(_: int) -> bool:
        try:
            served.call({"name": "poet"})
        except ToolError:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        answered = list(threads.map(call, range(40)))

    assert sum(answered) == len(toolbox.called) == 10


def test_a_rehearsal_asks_once_and_tells_nobody() -> None:
    tools, toolbox, heard = live(replace(ALLOWANCE, calls=1))
    call = tools.dry_run(("poet",))

    said = [call({"name": "poet", "prompt": "spring"}) for _ in range(3)]

    assert said == ["rose"] * 3 and len(toolbox.called) == 1 and heard == []
