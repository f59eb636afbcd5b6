"""Only regular files are read and written: no pipe, no device, nothing behind a link."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from src.config.manager import ConfigManager
from src.documents.json_files import load_json, write_text
from src.documents.regular_files import open_own_file, read_file
from src.documents.yaml_text import load_yaml
from src.domain.errors import ConfigError, EvolverError
from src.memory.artifact_store import ArtifactStore
from src.memory.import_export import read_lines
from src.nodes.node_store import FolderNodeStore
from src.usercode.module import read_source


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
