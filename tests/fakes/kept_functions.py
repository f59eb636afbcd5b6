"""Memory and nodes on disk with typed functions in them, as they are kept when a task is solved."""

from pathlib import Path

from src.domain.candidate import Origin, Suite
from src.domain.json_value import JSONObject, to_json
from src.domain.node import Lineage, Node, NodeDraft
from src.domain.node_artifacts import ArtifactLabels, artifacts_of
from src.domain.signature import read_signature
from src.domain.task import Specification, TaskKind
from src.language.task_reading import read_task
from src.memory.artifact_store import ArtifactStore
from src.memory.embedding.ngrams import HashedNgrams
from src.memory.embedded_index import EmbeddedIndex
from src.memory.rag_memory import RagMemory
from src.nodes.node_store import FolderNodeStore
from src.tasks.own_functions import OwnCall, OwnFunctions


class Kept:
    """A memory and nodes on disk, and the functions that are kept in them."""

    def __init__(self, folder: Path) -> None:
        store = ArtifactStore(folder / "memory.db")
        self.memory = RagMemory(store, EmbeddedIndex(store), HashedNgrams())
        self.nodes = FolderNodeStore(folder / "nodes", lambda: 7.0)
        self.own = OwnFunctions(self.memory, self.nodes)

    def keep(self, text: str, header: str, function: str = "", quality: float = 0.8) -> Node:
        """A node that was solved from this text; `header` is "" for a program of version 1."""
        source = f"def {header}:\n    '''Do it.'''\n" if header else "print('{}')\n"
        name = header.partition("(")[0] or function
        signature = str(read_signature(source)) if header else ""
        task = read_task(text)
        plan = Specification(
            task, TaskKind.TEXT, name, "", function=name if header else "", signature=signature
        )
        suite = Suite(())
        kept: JSONObject = {"plan": to_json(plan), "suite": to_json(suite)}
        lineage = Lineage(Origin.WRITTEN)
        node = self.nodes.keep(
            NodeDraft(name, name, "TEXT", source, "", lineage, specification=kept)
        )
        self.memory.remember(artifacts_of(node, plan, suite, ArtifactLabels(quality, {}, 0.0)))
        return node

    def solved(self, text: str, header: str, arguments: JSONObject, quality: float = 0.8) -> Node:
        """A node of a typed function that was solved from this text with these arguments."""
        node = self.keep(text, header, quality=quality)
        self.own.learn(node, text, arguments)
        return node

    def find(self, text: str) -> OwnCall | None:
        return self.own.find(read_task(text))

    def arguments(self, text: str) -> JSONObject | None:
        found = self.find(text)
        return found.arguments if found else None
