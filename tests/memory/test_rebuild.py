"""A lost database is learned again from what the nodes say of themselves."""

from pathlib import Path

import pytest

from src.domain.artifact import ArtifactType
from src.domain.candidate import Suite, SuiteTest
from src.domain.json_value import JSONObject, to_json
from src.domain.node import Node
from src.domain.task import Example, Specification, TaskKind
from src.domain.wording import Wording
from src.language.task_reading import read_task
from src.memory.artifact_store import ArtifactStore
from src.memory.embedded_index import EmbeddedIndex
from src.memory.rag_memory import RagMemory
from src.memory.seeds import artifacts_of_node, artifacts_of_nodes
from tests.fakes.embedding import FakeEmbedder


def node_of(specification: JSONObject) -> Node:
    return Node("add", "Add", "ARITHMETIC", "print(1)", "", 1, "", specification=specification)


def adding() -> JSONObject:
    stated = Example("add 10 and 20", 30)
    plan = Specification(
        read_task("add 10 and 20"), TaskKind.ARITHMETIC, "Add", "add", examples=(stated,)
    )
    tests = (SuiteTest("test_1", "", stated), SuiteTest("test_2", "", Example("add 2 and 2", 4)))
    suite = Suite(tests, held_out=(Example("add 5 and 6", 11), Example("what is 2", 2)))
    return {"plan": to_json(plan), "suite": to_json(suite)}


def test_a_node_is_reused_after_the_database_was_lost(tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    path.write_bytes(b"not a database at all, but long enough to be looked at" * 100)
    store = ArtifactStore(path, rebuild=lambda: artifacts_of_nodes([node_of(adding())]))
    memory = RagMemory(store, EmbeddedIndex(store), FakeEmbedder())

    assert memory.wordings() == (("add", Wording("add 10 and 20", None)),)


def test_what_was_learned_again_says_how_to_test_it_where_it_is_imported() -> None:
    node = node_of(adding())

    code = next(a for a in artifacts_of_node(node) if a.type is ArtifactType.CODE)

    assert code.content["made_for"] == adding()["plan"]
    assert code.content["tested_by"] == adding()["suite"]


@pytest.mark.parametrize("specification", [{}, {"plan": None}, {"plan": {"task": 5}, "suite": []}])
def test_a_node_that_does_not_say_what_it_is_for_is_left_out(specification: JSONObject) -> None:
    assert artifacts_of_node(node_of(specification)) == ()
