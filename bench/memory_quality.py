"""How well memory finds and reuses: 25 groups of tasks, each with hard negatives beside it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.memory_tasks import GROUPS, Group, count
from src.domain.candidate import Origin, Suite
from src.domain.json_value import to_json
from src.domain.node import Lineage, NodeDraft
from src.domain.node_artifacts import ArtifactLabels, artifacts_of
from src.domain.signature import read_signature
from src.domain.task import Specification, TaskKind
from src.language.task_reading import read_task
from src.memory.artifact_store import ArtifactStore
from src.memory.embedding.embedder_choice import choose_embedder
from src.memory.embedded_index import EmbeddedIndex
from src.memory.rag_memory import RagMemory
from src.nodes.node_store import FolderNodeStore
from src.tasks.own_functions import OwnFunctions

LEAST = {
    "right group in the top 3": 0.95,
    "same template reused": 0.9,
    "equal in other words reused": 0.5,
}


def main() -> bool:
    """Print, for each embedder, what was found in the top 3 and what was reused.

    True if MiniLM (or what stands in for it) missed what is claimed of it.
    """
    print(f"{count()} tasks in {len(GROUPS)} groups; no model asked")
    print(f"{'':34}{'minilm':>16}{'lexical':>16}")
    columns = [judge_all(name) for name in ("auto", "lexical")]
    for line in columns[0]:
        shown = "".join(f"{_share(*column[line]):>16}" for column in columns)
        print(f"{line:34}{shown}")
    shares = {line: hits / total for line, (hits, total) in columns[0].items()}
    return shares["wrong reuse"] > 0 or any(shares[line] < least for line, least in LEAST.items())


def judge_all(embedder: str, verbose: bool = False) -> dict[str, tuple[int, int]]:
    """(hits, of how many) by what was looked at."""
    seen: dict[str, list[bool]] = {}
    with _filled_memory(embedder) as (memory, own):
        for group in GROUPS:
            for text in (*group.values, *group.words):
                top = memory.recall(text, types=("code",), limit=3)
                found = any(r.artifact.text == group.stored for r in top)
                seen.setdefault("right group in the top 3", []).append(found)
                if verbose and not found:
                    print("not in the top 3:", text, [r.artifact.text for r in top])
            for line, texts in _asked(group):
                for text in texts:
                    call = own.find(read_task(text))
                    right = call is not None and call.node_id == _node_id(group)
                    wrong = call is not None and (line == "wrong reuse" or not right)
                    if line != "wrong reuse":
                        seen.setdefault(line, []).append(right)
                    seen.setdefault("wrong reuse", []).append(wrong)
                    if verbose and (wrong or line != "wrong reuse" and not right):
                        print(f"{line}: {text!r}", call)
    return {line: (sum(hits), len(hits)) for line, hits in seen.items()}


def _asked(group: Group) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "same template reused", group.values
    yield "equal in other words reused", group.words
    yield "wrong reuse", group.negatives


@contextmanager
def _filled_memory(embedder: str) -> Iterator[tuple[RagMemory, OwnFunctions]]:
    with tempfile.TemporaryDirectory() as folder:
        store = ArtifactStore(Path(folder) / "memory.db")
        memory = RagMemory(store, EmbeddedIndex(store), choose_embedder(embedder))
        nodes = FolderNodeStore(Path(folder) / "nodes", lambda: 0.0)
        own = OwnFunctions(memory, nodes)
        for group in GROUPS:
            _keep(group, memory, nodes, own)
        yield memory, own
        memory.close()


def _keep(group: Group, memory: RagMemory, nodes: FolderNodeStore, own: OwnFunctions) -> None:
    """Keep the group's function as it is kept when its task was solved."""
    source = f"def {group.header}:\n    ...\n"
    signature = read_signature(source)
    task, suite, name = read_task(group.stored), Suite(()), signature.name
    plan = Specification(task, TaskKind.TEXT, name, "", function=name, signature=str(signature))
    draft = NodeDraft(
        name,
        name,
        plan.kind.value,
        source,
        "",
        Lineage(Origin.WRITTEN),
        specification={"plan": to_json(plan), "suite": to_json(suite)},
    )
    node = nodes.keep(draft)
    memory.remember(artifacts_of(node, plan, suite, ArtifactLabels(0.8, {}, 0.0)))
    own.learn(node, group.stored, group.arguments)


def _node_id(group: Group) -> str:
    return f"{group.header.partition('(')[0]}_node"


def _share(hits: int, total: int) -> str:
    return f"{hits}/{total} {100 * hits / total:4.0f} %"


if __name__ == "__main__":
    main()
