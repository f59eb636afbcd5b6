"""What the doctor finds, and the cure it names for each trouble."""

from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from src.app.doctor import examine
from src.domain.artifact import MemoryState
from src.domain.errors import ConfigError, EvolverError, MemoryUnavailable, SandboxError
from src.domain.model_request import ModelState
from src.domain.program_run import Ending, RunResult


def adapters(tmp_path: Path, **changed: Any) -> Any:
    """A adapters as the doctor sees it, in which all is well but what is changed."""

    @contextmanager
    def opened(_program: object) -> Any:
        yield SimpleNamespace(run=lambda given: RunResult(Ending.FINISHED, "{}"))

    state = MemoryState((("code", 1),), "words", "embedded", 1)
    well = {
        "config": SimpleNamespace(home=tmp_path, unread=()),
        "mode": SimpleNamespace(offline=False),
        "sandbox": SimpleNamespace(open=opened, tier="A", explanation="all of it"),
        "memory": SimpleNamespace(
            state=lambda: state, recall=lambda text, limit: (), damaged=tuple
        ),
        "library": SimpleNamespace(book=SimpleNamespace(functions={"joke": None})),
        "toolkit": SimpleNamespace(manifests=SimpleNamespace(complaints=(), manifests={"x": 1})),
        "nodes": SimpleNamespace(ids=tuple, load=None),
        "analyzers": (SimpleNamespace(name="flake8", review=lambda source: ("a remark",)),),
    }
    return SimpleNamespace(**(well | changed))


def raising(error: EvolverError) -> Any:
    """A function that fails so, whatever it is given."""

    def fail(*_given: object, **_named: object) -> Any:
        raise error

    return fail


def troubles(found: Any) -> list[tuple[str, str]]:
    """Name and cure of what is not well."""
    return [(name, cure) for name, well, _, cure in found if not well]


def test_a_data_folder_that_does_not_exist_yet_is_well_if_it_can_be_made(tmp_path: Path) -> None:
    new = SimpleNamespace(home=tmp_path / "share" / "code_evolver", unread=())

    found = list(examine(adapters(tmp_path, config=new), ()))

    assert troubles(found) == []


def test_where_all_is_well_everything_was_used(tmp_path: Path) -> None:
    ready = ModelState("fast", "gemma3:4b", "http://x", "ready")

    found = list(examine(adapters(tmp_path), (ready,)))

    assert all(well for _, well, _, _ in found)
    names = [name for name, _, _, _ in found]
    assert (
        names
        == "data folder,settings,sandbox,model fast,memory,library,tools,nodes,flake8".split(",")
    )


@pytest.mark.parametrize(
    ("state", "cure"),
    [("missing", "ollama pull gemma3:4b"), ("not reachable", "ollama serve")],
)
def test_a_model_that_does_not_answer_has_its_cure(tmp_path: Path, state: str, cure: str) -> None:
    model = ModelState("fast", "gemma3:4b", "http://x", state, hint=cure)

    assert troubles(examine(adapters(tmp_path), (model,))) == [("model fast", cure)]


@pytest.mark.parametrize(
    ("part", "broken", "name"),
    [
        ("sandbox", {"open": raising(SandboxError("no", hint="do this"))}, "sandbox"),
        ("memory", {"recall": raising(MemoryUnavailable("no", hint="do this"))}, "memory"),
    ],
)
def test_a_broken_part_is_named_with_its_hint_and_the_others_are_still_tried(
    tmp_path: Path, part: str, broken: dict[str, Any], name: str
) -> None:
    found = list(examine(adapters(tmp_path, **{part: SimpleNamespace(**broken)}), ()))

    assert troubles(found) == [(name, "do this")]
    assert found[-1][0] == "flake8"


def test_memory_that_will_not_last_is_not_well(tmp_path: Path) -> None:
    lost = MemoryState((), "words", "embedded", 1, "remembered only until the program ends")
    memory = SimpleNamespace(state=lambda: lost, recall=lambda text, limit: ())

    found = [one for one in examine(adapters(tmp_path, memory=memory), ()) if not one[1]]

    assert [(name, what) for name, _, what, _ in found] == [("memory", lost.problem)]


def test_an_analyzer_that_cannot_run_is_named(tmp_path: Path) -> None:
    missing = raising(EvolverError("pylint is not installed", hint="pip install pylint"))
    analyzer = SimpleNamespace(name="pylint", review=missing)

    found = examine(adapters(tmp_path, analyzers=(analyzer,)), ())

    assert troubles(found) == [("pylint", "pip install pylint")]


def test_each_manifest_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    complaints = tuple(ConfigError(f"tools/{n}.yaml:3: type: expected text") for n in "ab")
    toolkit = SimpleNamespace(manifests=SimpleNamespace(complaints=complaints, manifests={}))

    found = list(examine(adapters(tmp_path, toolkit=toolkit), ()))

    assert troubles(found) == [("tools", "fix the manifest")]
    (told,) = [what for name, _, what, _ in found if name == "tools"]
    assert all(str(complaint) in told for complaint in complaints)


def test_a_folder_that_cannot_be_written_names_the_way_to_another(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    config = SimpleNamespace(home=tmp_path / "file" / "below", unread=())

    assert troubles(examine(adapters(tmp_path, config=config), ())) == [
        ("data folder", "name another folder with CODE_EVOLVER_HOME")
    ]


def test_each_entry_of_the_settings_that_is_ignored_is_told(tmp_path: Path) -> None:
    unread = tuple(SimpleNamespace(sentence=f"mine.yaml:{n}: wrong (ignored)") for n in (1, 2))
    config = SimpleNamespace(home=tmp_path, unread=unread)

    found = [one for one in examine(adapters(tmp_path, config=config), ()) if not one[1]]

    assert [(name, told) for name, _, told, _ in found] == [
        ("settings", "mine.yaml:1: wrong (ignored)"),
        ("settings", "mine.yaml:2: wrong (ignored)"),
    ]
    assert "doctor --repair" in found[-1][3]


def test_offline_no_model_is_missed(tmp_path: Path) -> None:
    found = {
        name: text
        for name, _, text, _ in examine(adapters(tmp_path, mode=SimpleNamespace(offline=True)), ())
    }

    assert found["models"] == "not asked: offline"


def test_programs_of_version_1_are_counted_among_the_nodes(tmp_path: Path) -> None:
    nodes = {name: SimpleNamespace(contract=n) for name, n in (("a", 1), ("b", 2), ("c", 2))}
    stored = SimpleNamespace(ids=lambda: tuple(nodes), load=nodes.__getitem__)

    found = list(examine(adapters(tmp_path, nodes=stored), ()))

    assert ("nodes", True, "3, of which 1 is a program of version 1", "") in found
