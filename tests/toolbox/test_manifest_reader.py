"""Manifests read strictly: each complaint names file, line and key, and costs one tool only."""

from pathlib import Path

import pytest

from src.documents.yaml_text import parse_yaml
from src.domain.errors import ToolFailed
from src.toolbox.catalogue import KINDS
from src.toolbox.manifest_reader import ReadTools, read_tools
from src.toolbox.tool_arguments import Argument, check_arguments, schema_of
from src.toolbox.tool_manifest import Kind, ToolExample, ToolOutput

NONE = parse_yaml("{}", "config.yaml")
HEAD = "name: Sorter\ntype: executable\ndescription: sorts\n"


def read(folder: Path, **files: str) -> ReadTools:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text)
    return read_tools(folder, NONE, KINDS)


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ("", "x.yaml:1: executable: is missing"),
        ("executable: {command: []}", "x.yaml:4: executable: command: expected a program"),
        ("executable: {command: ['{prompt}']}", "the program itself cannot be an argument"),
        ("executable: {command: sort -r}", "executable.command: expected a list"),
        ("executable: {command: [sort], shell: true}", "executable.shell: unknown key"),
        (
            "executable: {command: [sort, '--key={colum}']}\ninput: {column: {}}",
            "executable.command[1]: input names no argument colum; did you mean column?",
        ),
        (
            "executable: {command: [sort]}\ninput: {n: {minimum: 1}}",
            "input.n: minimum and maximum are for numbers only",
        ),
        ("executable: {command: [sort]}\ninput: {n: {pattern: '('}}", "no regular expression"),
        ("executable: {command: [sort]}\ncost_tier: fast", "cost_tier: expected one of free"),
        ("executable: {command: [sort]}\nlimits: {seconds: 0}", "limits.seconds: expected"),
        ("executable: {command: [sort]}\nexamples: [{pompt: x}]", "examples[0].pompt: unknown"),
        (
            "executable: {command: [sort]}\nexamples:\n  - {prompt: x}\n  - {arguments: {n: 1}}",
            "x.yaml:7: examples[1].arguments: the tool takes no argument 'n'",
        ),
        (
            "executable: {command: [sort]}\ninput: {n: {type: integer}}\n"
            "examples: [{arguments: {n: one}}]",
            "examples[0].arguments: the argument 'n' must be of type integer",
        ),
        (
            "executable: {command: [sort]}\ninput: {n: {required: true}}\nexamples: [{prompt: x}]",
            "examples[0].arguments: the argument 'n' is missing",
        ),
        (
            "executable: {command: [sort]}\noutput: {type: integer}\nexamples: [{result: many}]",
            "examples[0].result: output: answered 'many', which is of no type integer",
        ),
        (
            "executable: {command: [sort]}\nexamples: [{result: a, contains: b}]",
            "examples[0]: expected result or contains, found both",
        ),
        (
            "executable: {command: [sort]}\nlimits: {prompt_bytes: 1}\nexamples: [{prompt: xy}]",
            "examples[0].prompt: longer than limits.prompt_bytes",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_key(more: str, complaint: str, tmp_path: Path) -> None:
    found = read(tmp_path, x=HEAD + more, other=HEAD + "executable: {command: [sort]}")

    assert complaint in str(found.complaints[0]) and "x.yaml:" in str(found.complaints[0])
    assert list(found.manifests) == ["other"]


def test_of_two_tools_of_one_name_the_first_stays(tmp_path: Path) -> None:
    both = HEAD + "executable: {command: [sort]}"

    found = read(tmp_path, a=both, b=both)

    assert list(found.manifests) == ["a"]
    assert "b.yaml:1: name: the tool a is also called Sorter" in str(found.complaints[0])


def test_an_llm_tool_has_bounds_in_seconds_only(tmp_path: Path) -> None:
    found = read(tmp_path, a="name: A\ntype: llm\ndescription: x\nlimits: {memory_mb: 3}")

    assert "an llm tool is held by seconds, not by memory_mb" in str(found.complaints[0])


def test_every_kind_a_manifest_may_name_is_in_the_catalogue() -> None:
    assert set(Kind.__args__) == set(KINDS)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("argument", "value", "trouble"),
    [
        (Argument("integer", minimum=1, maximum=5), 3, ""),
        (Argument("integer", minimum=1), 0, "1 or more"),
        (Argument("number", maximum=1), 1.5, "1 or less"),
        (Argument("number", maximum=1), float("nan"), "1 or less"),
        (Argument(choices=("a", "b")), "c", "one of a, b"),
        (Argument(pattern="[a-z]+"), "a1", "the form"),
        (Argument(pattern="[a-z]+"), "ab", ""),
        (Argument("boolean"), 1, "type boolean"),
        (Argument("number"), True, "type number"),
        (Argument(), None, "type text"),
    ],
)
def test_an_argument_is_held_to_its_bounds(argument: Argument, value: float, trouble: str) -> None:
    said = argument.problem_of(value)

    assert trouble in said and bool(trouble) == bool(said)


def test_a_tool_that_names_no_arguments_takes_any_or_none() -> None:
    check_arguments({}, {"x": 1}, takes_any=True)
    with pytest.raises(ToolFailed, match="takes none but the prompt"):
        check_arguments({}, {"x": 1})


def test_the_bounds_stand_in_the_schema() -> None:
    schema = schema_of(
        {
            "n": Argument("integer", minimum=1, required=True),
            "c": Argument(choices=("a",)),
            "p": Argument(pattern="x|y"),
        }
    )

    assert schema["properties"] == {
        "n": {"type": "integer", "description": "", "minimum": 1},
        "c": {"type": "string", "description": "", "enum": ["a"]},
        "p": {"type": "string", "description": "", "pattern": "^(?:x|y)$"},
    }
    assert schema["required"] == ["n"]


@pytest.mark.parametrize(
    ("output", "text", "fits"),
    [
        (ToolOutput("integer"), " 12\n", True),
        (ToolOutput("integer"), "12.5", False),
        (ToolOutput("number"), "-1.5e3", True),
        (ToolOutput("boolean"), "yes", False),
        (ToolOutput("json"), '{"a": 1}', True),
        (ToolOutput("json"), "{", False),
        (ToolOutput("json"), "[" * 100_000, False),
        (ToolOutput(pattern="a.c"), "a\nc", True),
        (ToolOutput(pattern="abc"), "abcd", False),
    ],
)
def test_an_answer_is_held_to_its_form(output: ToolOutput, text: str, fits: bool) -> None:
    if fits:
        output.check(text)
        return
    with pytest.raises(ToolFailed, match="answered"):
        output.check(text)


def test_an_example_says_how_an_answer_differs() -> None:
    assert ToolExample(result="a\n").problem_of("a") == ""
    assert "expected 'a'" in ToolExample(result="a").problem_of("b")
    assert "not contain 'a'" in ToolExample(contains="a").problem_of("b")
    assert ToolExample().problem_of("anything") == ""
