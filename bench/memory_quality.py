"""How well memory finds and judges: 25 groups of tasks, each with hard negatives beside it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.memory_tasks import GROUPS, Group, count
from src.domain.artifact import Artifact, ArtifactType, Sameness
from src.language.task_matching import decide_by_rule, rephrase
from src.language.task_reading import read_task
from src.language.tokenizer import template_of
from src.language.values import fill, slots_of
from src.memory.artifact_store import ArtifactStore
from src.memory.embedding.embedder_choice import choose_embedder
from src.memory.qdrant_index import embedded_index
from src.memory.rag_memory import RagMemory
from src.tasks.recaller import Recaller

LEAST = {
    "right group in the top 3": 0.95,
    "same template reused": 0.9,
    "equal in other words reused": 0.5,
}


def main() -> bool:
    """Print, for each embedder, what was found in the top 3 and what was reused, by rule alone.

    True if MiniLM (or what stands in for it) missed what is claimed of it.
    """
    print(f"{count()} tasks in {len(GROUPS)} groups; judged by rule, no model asked")
    print(f"{'':34}{'minilm':>16}{'lexical':>16}")
    columns = [judge_all(name) for name in ("auto", "lexical")]
    for line in columns[0]:
        shown = "".join(f"{_share(*column[line]):>16}" for column in columns)
        print(f"{line:34}{shown}")
    lies, told = believed_lies()
    print(f"believed of an evaluator that calls every hard negative the same: {lies} of {told}")
    shares = {line: hits / total for line, (hits, total) in columns[0].items()}
    return shares["wrong reuse"] > 0 or any(shares[line] < least for line, least in LEAST.items())


def judge_all(embedder: str, verbose: bool = False) -> dict[str, tuple[int, int]]:
    """(hits, of how many) by what was looked at."""
    seen: dict[str, list[bool]] = {}
    with _filled_memory(embedder) as memory:
        recaller = Recaller(memory)
        for group in GROUPS:
            for text in (*group.values, *group.words):
                top = memory.recall(text, types=("code",), limit=3)
                found = any(r.artifact.text == group.stored for r in top)
                seen.setdefault("right group in the top 3", []).append(found)
                if verbose and not found:
                    print("not in the top 3:", text, [r.artifact.text for r in top])
            for line, texts in _asked(group):
                for text in texts:
                    reused = recaller.recall(read_task(text))
                    same = reused.best is not None and reused.is_same
                    right = same and reused.best.artifact.text == group.stored
                    wrong = same and (line == "wrong reuse" or not right)
                    seen.setdefault(line, []).append(wrong if line == "wrong reuse" else right)
                    if line != "wrong reuse":
                        seen.setdefault("wrong reuse", []).append(wrong)
                    if (
                        verbose
                        and (wrong or not right)
                        and not (line == "wrong reuse" and not same)
                    ):
                        best = reused.best
                        print(f"{line}: {text!r}", best and (best.artifact.text, best.reason))
    return {line: (sum(hits), len(hits)) for line, hits in seen.items()}


def believed_lies() -> tuple[int, int]:
    """How many hard negatives would be reused if a model swore that they are the same.

    It even words each of them as the stored task with the new values in its places.
    """
    believed = told = 0
    for group in GROUPS:
        stored, places = _stored(group), [slot.mark for slot in slots_of(group.stored)]
        for text in group.negatives:
            task, slots = read_task(text), slots_of(text)
            told += 1
            if decide_by_rule(task, stored) is None and [slot.mark for slot in slots] == places:
                wording = fill(group.stored, [slot.raw for slot in slots])
                believed += rephrase(task, stored, wording).sameness is Sameness.SAME
    return believed, told


def _asked(group: Group) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "same template reused", group.values
    yield "equal in other words reused", group.words
    yield "wrong reuse", group.negatives


@contextmanager
def _filled_memory(embedder: str) -> Iterator[RagMemory]:
    with tempfile.TemporaryDirectory() as folder:
        store = ArtifactStore(Path(folder) / "memory.db")
        memory = RagMemory(store, embedded_index(store), choose_embedder(embedder))
        memory.remember([_stored(group) for group in GROUPS])
        yield memory
        memory.close()


def _stored(group: Group) -> Artifact:
    return Artifact(
        id=f"code:{group.stored}",
        type=ArtifactType.CODE,
        title=group.stored,
        text=group.stored,
        template=template_of(group.stored),
        content={"implementation": "", "proven": list(group.proven)},
        node_id=group.stored,
        proven_sets=len(group.proven),
    )


def _share(hits: int, total: int) -> str:
    return f"{hits}/{total} {100 * hits / total:4.0f} %"


if __name__ == "__main__":
    main()
