"""Only regular files are read and written: no pipe, no device, nothing behind a link."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from src.cluster.cluster_commands import bench_on_cluster, run_on_cluster
from src.config.manager import ConfigManager
from src.documents.json_files import load_json, write_text
from src.documents.regular_files import open_own_file, read_file
from src.documents.yaml_text import load_yaml
from src.domain.errors import ConfigError, EvolverError
from src.evolve.problem import read_problem
from src.evolve.run_store import LOCK, holding_run, is_under_way
from src.measure.error_budget import LastingBudget
from src.memory.artifact_store import ArtifactStore
from src.memory.import_export import read_lines
from src.nodes.node_store import FolderNodeStore
from src.tasks.model_bench import read_bench_tasks
from src.usercode.module import read_source
from src.usercode.requests import UserCodeRequest

NOWHERE = ("tcp://127.0.0.1:1", "")


def pipe(path: Path) -> Path:
    os.mkfifo(path)
    return path


def huge(path: Path) -> Path:
    with path.open("wb") as file:
        file.truncate(1_500_000_000)
    return path


def read_node(path: Path) -> object:
    folder = path.parent / "nodes" / "add_node"
    folder.mkdir(parents=True)
    path.rename(folder / "node.json")
    (folder / "main.py").write_text("")
    return FolderNodeStore(folder.parent, lambda: 1.0).load("add_node")


@pytest.mark.parametrize(
    "make", [pipe, huge, lambda path: Path("/dev/zero")], ids=["pipe", "huge", "device"]
)
@pytest.mark.parametrize(
    "read",
    [
        load_json,
        load_yaml,
        read_source,
        ConfigManager,
        lambda path: read_lines(path, ArtifactStore(path.with_name("m.db"))),
        lambda path: read_problem(str(path), str(path)),
        read_bench_tasks,
        lambda path: bench_on_cluster(NOWHERE, str(path), print),
        lambda path: run_on_cluster(NOWHERE, "test", UserCodeRequest(str(path)), print),
    ],
)
def test_what_is_no_file_of_a_fair_size_is_refused_at_once(
    read: Callable[[Path], object], make: Callable[[Path], Path], tmp_path: Path
) -> None:
    path = make(tmp_path / "given")

    with pytest.raises(EvolverError, match="a pipe or a device|larger than|not regular"):
        read(path)


def test_a_pipe_in_the_data_folder_costs_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(EvolverError, match="pipe"):
        read_node(pipe(tmp_path / "given"))
    with pytest.raises(EvolverError, match="not a file"):
        ArtifactStore(pipe(tmp_path / "memory.db")).counts()


def test_a_budget_in_a_pipe_starts_anew(tmp_path: Path) -> None:
    assert LastingBudget.kept_in(pipe(tmp_path / "budget")).load() == 0


def test_a_lock_that_is_a_pipe_or_a_link_is_not_opened(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("mine")
    pipe(tmp_path / "piped").rename(made(tmp_path / "run-1") / LOCK)
    (made(tmp_path / "run-2") / LOCK).symlink_to(outside)

    for run in ("run-1", "run-2"):
        assert not is_under_way(tmp_path / run)
        with pytest.raises(EvolverError, match="cannot be locked"), holding_run(tmp_path / run):
            pass

    assert outside.read_text() == "mine"


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="it is a folder"):
        load_json(tmp_path)


def test_no_file_is_written_through_a_link(tmp_path: Path) -> None:
    outside, link = tmp_path / "outside", tmp_path / "link"
    outside.write_text("mine")
    link.symlink_to(outside)

    with pytest.raises(OSError):
        open_own_file(link, os.O_WRONLY | os.O_APPEND)
    write_text(link, "new")

    assert (outside.read_text(), read_file(link)) == ("mine", b"new")
    assert not link.is_symlink()
