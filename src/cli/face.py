"""What the terminal asks of the program behind it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ..app.program_status import ProgramStatus
from ..domain.artifact import Artifact, MemoryState, Recollection
from ..domain.audit_log import EvolutionEvent
from ..domain.candidate import SuiteReport
from ..domain.events import Notify
from ..domain.json_value import JSONObject
from ..domain.node import Node, NodeVersion
from ..domain.outcome import Outcome
from ..domain.program_run import RunResult
from ..domain.tool import ToolCard, ToolReply
from ..usercode.requests import UserCodeAnswer, UserCodeRequest

if TYPE_CHECKING:
    from ..autoevolve.auto_evolution import EvolutionBudget
    from ..autoevolve.node_improver import Improved
    from ..autoevolve.switch import EvolutionSwitch
    from ..nodes.export import Exported
    from ..tasks.model_comparison import ModelComparison


class Runner(Protocol):
    """Runs nodes for programmers."""

    def run_node(self, node_id: str, given: JSONObject, /) -> tuple[str, str, Mapping[str, object]]:
        """Run a node; stdout, stderr and metrics."""


class NodeRuns(Protocol):
    """A node's latest runs in short: medians in ms and MiB."""

    @property
    def count(self) -> int: ...
    @property
    def success_rate(self) -> float: ...
    @property
    def latency_ms(self) -> float: ...
    @property
    def cpu_ms(self) -> float: ...
    @property
    def memory_mb(self) -> float: ...


class Imported(Protocol):
    """What came of an import."""

    @property
    def added(self) -> int: ...
    @property
    def known(self) -> int: ...
    @property
    def broken(self) -> tuple[str, ...]: ...


class Tested(Protocol):
    """What came of testing imported programs: the nodes made, and why others were not."""

    @property
    def kept(self) -> tuple[str, ...]: ...
    @property
    def refused(self) -> tuple[str, ...]: ...


class ToolFace(Protocol):
    """What is asked of the tools."""

    def cards(self) -> tuple[ToolCard, ...]:
        """All tools, in the order of their names."""

    def card(self, name: str) -> ToolCard:
        """One tool. Raises UnknownTool."""

    def granted(self) -> tuple[str, ...]:
        """The tools that may change things."""

    def check(self) -> tuple[tuple[str, str], ...]:
        """Each tool and what is wrong with it ("" for nothing)."""

    def untrusted(self) -> tuple[str, ...]:
        """The tools that are not started before the user trusts them."""

    def starts(self, name: str) -> str:
        """What a call of the tool starts, in a line. Raises UnknownTool."""

    def trust(self, name: str) -> None:
        """Let a tool that did not come with the program be started. Raises UnknownTool."""

    def grant(self, name: str) -> None:
        """Let the tool change things. Raises UnknownTool."""

    def revoke(self, name: str) -> None:
        """Let it change nothing any more, and trust it no more if it was brought."""

    def run(self, name: str, text: str) -> ToolReply:
        """Call the tool now. Raises ToolError."""


class Compared(Protocol):
    """What came of comparing two files; `answer` is the same for scripts."""

    @property
    def kept(self) -> bool: ...
    @property
    def sentence(self) -> str: ...
    @property
    def answer(self) -> JSONObject: ...


class OwnFiles(Protocol):
    """What can be done with the user's own files."""

    def compare(
        self, first: str, second: str, *, function: str, inputs: str, python: str
    ) -> Compared:
        """Measure whether the second file replaces the first. Raises BadArguments."""

    def optimize(self, request: UserCodeRequest, notify: Notify) -> UserCodeAnswer:
        """Make a function of a file faster. Raises BadArguments."""

    def test(self, request: UserCodeRequest, notify: Notify) -> UserCodeAnswer:
        """Grow a suite for a file. Raises BadArguments."""


class EvolutionFace(Protocol):
    """Auto-evolution: what it did, what it may still spend, and one node by hand."""

    def log(self, limit: int = 20) -> tuple[EvolutionEvent, ...]:
        """What was done and why, newest first. Raises MemoryUnavailable."""

    def budget(self) -> "EvolutionBudget":
        """What is left of this hour."""

    def evolve(self, node_id: str, rounds: int, notify: Notify) -> "Improved":
        """Improve a node now. Raises NodeError."""


class MemoryFace(Protocol):
    """What is remembered. Every method raises MemoryUnavailable."""

    def state(self) -> MemoryState:
        """Counts, embedder, index and size."""

    def show(self, artifact_id: str) -> Artifact:
        """The artifact whose id is, or alone begins, so."""

    def recall(
        self, text: str, *, types: Sequence[str] = (), limit: int = 5
    ) -> tuple[Recollection, ...]:
        """What is near a text, most similar first. Raises MemoryUnavailable."""

    def forget(self, artifact_id: str) -> Artifact:
        """Remove an artifact; which one it was."""

    def export_to(self, path: Path) -> int:
        """Write everything as JSON lines; how many."""

    def reindex(self, progress: Callable[[int, int], None]) -> int:
        """Build the index anew; how many it holds."""


class Settings(Protocol):
    """The settings with their sources; the config package fulfils it."""

    @property
    def home(self) -> Path:
        """The data folder."""

    def rows(self) -> tuple[tuple[str, str, str], ...]:
        """Every setting: key, value, where it comes from."""

    def set(self, key: str, text: str, /) -> None:
        """Change a setting for good. Raises ConfigError."""


class App(Protocol):  # pylint: disable=too-many-public-methods  # all a user can ask for
    """Everything a face can ask for; the app package fulfils it, and a fake in the tests."""

    @property
    def runner(self) -> Runner:
        """Runs nodes by id."""

    @property
    def auto_switch(self) -> "EvolutionSwitch":
        """Turns auto-evolution on and off."""

    def solve(self, text: str, notify: Notify) -> Outcome:
        """Solve a task; an interrupt cancels all of it and is raised again."""

    def status(self) -> ProgramStatus:
        """The program at a glance; asks nobody."""

    def probe(self) -> None:
        """Ask models, sandbox and memory how they are, each at most half a second."""

    def make_ready(self) -> None:
        """Somebody begins to type a task: load beside that what it will need."""

    def node_ids(self) -> tuple[str, ...]:
        """All nodes, sorted."""

    def node(self, node_id: str) -> Node:
        """A node as it stands. Raises NodeError."""

    def version(self, node_id: str, number: int) -> NodeVersion:
        """One kept version. Raises NodeError."""

    def runs_of(self, node_id: str) -> NodeRuns:
        """What a node's latest runs cost."""

    def export_node(self, node_id: str, folder: Path) -> "Exported":
        """Write a node as a program of its own. Raises NodeError, BadArguments."""

    def delete_node(self, node_id: str) -> None:
        """Remove a node with all versions. Raises NodeError."""

    def roll_back(self, node_id: str, number: int) -> Node:
        """Make an old version current again. Raises NodeError."""

    def edit_node(self, node_id: str, source: str) -> SuiteReport:
        """Test a source edited by hand; it becomes a version if it passes."""

    def run_node(self, node_id: str, given: JSONObject | str) -> RunResult:
        """Run a node on a description or a whole input object."""

    def search(self, text: str) -> tuple[Recollection, ...]:
        """What memory has that is near a text. Raises MemoryUnavailable."""

    def explain(self) -> str:
        """Why the last task's stored code was or was not reused."""

    def good(self) -> str:
        """Note that the last result was good; says what was noted."""

    def bad(self) -> str:
        """Note that the last result was bad; says what was noted."""

    @property
    def auto_evolution(self) -> EvolutionFace:
        """What improves nodes while nobody waits."""

    @property
    def toolkit(self) -> ToolFace:
        """The tools."""

    @property
    def memory(self) -> MemoryFace:
        """What is remembered, to look at and to mend."""

    @property
    def own_files(self) -> OwnFiles:
        """What can be done with the user's own files."""

    def compare_models(self, task: str, notify: Notify) -> "ModelComparison":
        """Solve one task with each configured model. Raises Declined."""

    def import_memory(self, path: Path) -> tuple[Imported, Tested]:
        """Merge an export in and test its programs. Raises MemoryUnavailable."""

    def pull(self, model: str, notify: Notify) -> None:
        """Install a model, telling how far it is. Raises ModelError."""

    def take_notes(self) -> tuple[str, ...]:
        """What happened while nobody asked, a line each, told once."""

    def doctor(self) -> Iterator[tuple[str, bool, str, str]]:
        """Check everything: name, whether it is well, what was found, and the cure."""

    def close(self) -> None:
        """Give everything back."""
