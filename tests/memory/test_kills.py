"""Killed (-9) at any moment of storing: it opens, nothing acknowledged is missing, all agree."""

import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from src.domain.artifact import Artifact
from src.memory.artifact_store import ArtifactStore
from src.memory.embedded_index import EmbeddedIndex
from src.memory.rag_memory import RagMemory
from tests.fakes.embedding import FakeEmbedder

ROOT = Path(__file__).resolve().parent.parent.parent


def killed_while_storing(folder: Path, start: int, lines: int, after_seconds: float) -> list[str]:
    """What a child acknowledged before it was killed, so long after so many lines."""
    command = [sys.executable, "-m", "tests.memory.storing_child", str(folder), str(start)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as child:
        assert child.stdout is not None
        said = [child.stdout.readline() for _ in range(lines)]
        timer = threading.Timer(after_seconds, os.kill, (child.pid, signal.SIGKILL))
        timer.start()
        said += child.stdout.readlines()
        child.wait()
    return [line.strip() for line in said if line.endswith("\n")]


def missing(acknowledged: list[str], stored: dict[str, Artifact]) -> list[str]:
    """The promises that were not kept."""
    forgotten = {line.split()[1] for line in acknowledged if line.startswith("forgotten")}
    broken = []
    for line in acknowledged:
        word, number = line.split()
        halves = [f"code:{number}-{part}" in stored for part in "ab"]
        # The last forgetting may be done and not yet told.
        may_lack_a = number in forgotten or int(number) % 5 == 0
        if word == "stored" and not (halves[1] and (halves[0] or may_lack_a)):
            broken.append(line)
        if word == "forgotten" and halves[0]:
            broken.append(line)
    return broken


def kill_and_look(folder: Path, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    acknowledged: list[str] = []
    for kill in range(kills):
        said = killed_while_storing(
            folder, 1000 * kill, chance.randint(0, 12), chance.uniform(0.0, 0.02)
        )
        acknowledged += said
        store = ArtifactStore(folder / "memory.db")
        stored = {artifact.id: artifact for artifact in store.all()}
        store.database.check()
        index = EmbeddedIndex(store)
        memory = RagMemory(store, index, FakeEmbedder())
        memory.embed_missing()

        assert missing(acknowledged, stored) == []
        assert all(f"code:{i[5:-1]}b" in stored for i in stored if i.endswith("a"))
        assert index.count(FakeEmbedder()) == len(stored)
        assert list(folder.glob("*.damaged-*")) == []
        memory.close()
    assert len(acknowledged) > kills


@pytest.mark.parametrize("kills", [5, pytest.param(200, marks=pytest.mark.soak)])
def test_kills_lose_nothing(tmp_path: Path, kills: int) -> None:
    kill_and_look(tmp_path, kills, seed=1)
