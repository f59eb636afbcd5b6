"""What is found of a tool before anybody calls it, and the schema that editors use."""

import json
from inspect import cleandoc
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import fields

from src.config.manager import PROJECT
from src.documents.json_files import canonical_json
from src.documents.yaml_text import parse_yaml
from src.domain.json_value import JSONObject, JSONValue
from src.toolbox.catalogue import KINDS
from src.toolbox.toolkit import problem_of
from src.toolbox.tool_manifest import NodePart, PythonPart, ToolManifest
from src.toolbox.manifest_reader import read_tools
from src.toolbox.tool_arguments import Argument

SCHEMA = PROJECT / "tools" / "manifest.schema.json"


def json_schema(type_: type) -> JSONObject:
    """The schema of what `read_as` accepts for this type: nothing unknown is allowed."""
    schema: JSONObject = msgspec.json.schema(type_)
    return {key: _strict(value) for key, value in schema.items()}


def _strict(value: JSONValue) -> JSONValue:
    if isinstance(value, list):
        return [_strict(item) for item in value]
    if not isinstance(value, dict):
        return value
    # msgspec from 0.23 on also writes that a mapping is empty by default.
    strict = {key: _strict(item) for key, item in value.items() if (key, item) != ("default", {})}
    if isinstance(value.get("description"), str):
        # Python 3.13 takes the indentation off docstrings itself; the file is the same for all.
        strict["description"] = cleandoc(str(value["description"]))
    if value.get("type") == "object" and "properties" in value:
        strict["additionalProperties"] = False
    return strict


def python_tool(**arguments: Argument) -> ToolManifest:
    return ToolManifest("X", "python", "d", python=PythonPart("x.py"), input=arguments)


@pytest.mark.parametrize(
    ("source", "trouble"),
    [
        ("def answer(prompt, size=1): ...", ""),
        ("def answer(prompt, **more): ...", ""),
        ("def answer(prompt): ...", "takes no size"),
        ("def answer(): ...", "takes no prompt"),
        ("def reply(prompt): ...", "defines no function answer"),
        ("def answer(", "is not valid Python"),
        ("\0", "is not valid Python"),
    ],
)
def test_a_python_tool_s_file_is_looked_at(source: str, trouble: str, tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text(source)

    found = problem_of(python_tool(size=Argument()), tmp_path, ())

    assert trouble in found and bool(trouble) == bool(found)


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    node = ToolManifest("X", "node", "d", node=NodePart("a_node"))

    assert "x.py cannot be read" in problem_of(python_tool(), tmp_path, ())
    assert problem_of(node, tmp_path, ()) == "unknown node a_node"
    assert problem_of(node, tmp_path, ("a_node",)) == ""
    assert problem_of(ToolManifest("X", "llm", "d"), tmp_path, ()) == ""


def test_the_schema_file_says_what_manifests_are_read_as() -> None:
    # Written anew by write_json(SCHEMA, json_schema(ToolManifest)).
    assert SCHEMA.read_text(encoding="utf-8") == canonical_json(json_schema(ToolManifest))


def test_the_schema_allows_no_unknown_key() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))

    assert schema["$defs"]["ToolManifest"]["additionalProperties"] is False


def test_the_page_on_tools_names_every_key_and_its_manifest_is_in_order(tmp_path: Path) -> None:
    page = (PROJECT / "docs" / "TOOLS.md").read_text(encoding="utf-8")
    manifest = page.split("```yaml\n")[1].split("```")[0]
    (tmp_path / "shown.yaml").write_text(manifest)

    found = read_tools(tmp_path, parse_yaml("{}", "config.yaml"), KINDS)

    assert found.complaints == () and list(found.manifests) == ["shown"]
    kinds = {"llm", "executable", "python", "node", "mcp"}
    keys = {field.name for field in fields(ToolManifest)} - kinds
    assert [key for key in keys if f"`{key}`" not in page] == []
    assert [kind for kind in kinds if f"\n**{kind}** " not in page] == []
