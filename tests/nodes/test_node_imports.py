"""Which modules of other nodes a program imports, and what is refused."""

from pathlib import Path

import pytest

from src.nodes import node_imports
from src.nodes.node_imports import find_imports, imported_nodes

ADD = "def add(a, b):\n    return a + b\n"


def node(folder: Path, node_id: str, source: str) -> None:
    (folder / node_id).mkdir()
    (folder / node_id / "main.py").write_text(source)


def test_what_an_imported_node_imports_is_found_as_well(tmp_path: Path) -> None:
    double = "from nodes.add_node.main import add\n"
    node(tmp_path, "add_node", ADD)
    node(tmp_path, "double_node", double)
    node(tmp_path, "other_node", "secret = 1\n")

    found = find_imports(tmp_path, "import json\nfrom nodes.double_node.main import double\n")

    assert found.problem == ""
    assert found.sources == {"nodes.double_node.main": double, "nodes.add_node.main": ADD}


@pytest.mark.parametrize(
    ("source", "ids"),
    [
        ("from nodes.a_node.main import a", ("a_node",)),
        ("import nodes.a_node.main as a", ("a_node",)),
        ("def f():\n    from nodes.a_node.main import a\n    return a()", ("a_node",)),
        ("print('nodes.a_node.main')", ()),
        ("from .nodes.a_node.main import a", ()),
        ("from nodes.a_node import main", ()),
        ("from nodes.a_node.main import", ()),
    ],
    ids=["from", "import", "inside", "a text", "relative", "another form", "broken"],
)
def test_the_nodes_that_a_source_imports(source: str, ids: tuple[str, ...]) -> None:
    assert imported_nodes(source) == ids


def test_a_circle_is_refused_with_its_nodes(tmp_path: Path) -> None:
    node(tmp_path, "a_node", "from nodes.b_node.main import b\n")
    node(tmp_path, "b_node", "from nodes.a_node.main import a\n")

    found = find_imports(tmp_path, "from nodes.a_node.main import a\n")

    assert found.sources == {}
    assert found.problem == "nodes import each other in a circle: a_node -> b_node -> a_node"


def test_a_node_that_is_gone_is_named(tmp_path: Path) -> None:
    found = find_imports(tmp_path, "from nodes.gone_node.main import gone\n")

    assert found.problem == "it imports gone_node, which is unknown"


def test_a_long_chain_is_refused(tmp_path: Path) -> None:
    for number in range(node_imports.MOST_MODULES + 1):
        node(tmp_path, f"n{number}", f"from nodes.n{number + 1}.main import f\n")

    found = find_imports(tmp_path, "from nodes.n0.main import f\n")

    assert found.problem.startswith("it imports more than 32 nodes")
