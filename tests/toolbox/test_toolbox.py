"""Tools: how they are read, found, called, and recorded."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from src.config.manager import PROJECT
from src.documents.yaml_text import parse_yaml
from src.domain.errors import (
    BrokenReply,
    Declined,
    ModelUnavailable,
    ToolError,
    ToolFailed,
    UnknownTool,
)
from src.domain.json_value import JSONObject
from src.domain.model_request import Role
from src.domain.tool import Effects, ToolReply
from src.toolbox.catalogue import KINDS
from src.toolbox.llm_tool import LlmTool
from src.toolbox.tool_manifest import LlmPart, ToolExample, ToolLimits, ToolManifest
from src.toolbox.manifest_reader import read_tools
from src.toolbox.toolbox import ManifestToolbox, RecordedTools
from tests.fakes.pipeline_steps import FakeModel, FakeToolbox

MANIFEST = ToolManifest(
    "Poet", "llm", "Writes", LlmPart(system="You rhyme.", prompt="Poem: {prompt}")
)
DOWN = ModelUnavailable("Ollama is not running", hint="ollama serve")
NONE = parse_yaml("{}", "config.yaml")


def toolbox(model: FakeModel) -> ManifestToolbox:
    return ManifestToolbox({"poet": MANIFEST}, lambda key, m: LlmTool(m, model))


def test_bundled_tools_are_read_without_complaint() -> None:
    found = read_tools(PROJECT / "tools", NONE, KINDS)

    assert found.complaints == ()
    assert {"content_generator", "summarizer", "translator", "code_explainer"} <= set(
        found.manifests
    )
    assert found.manifests["content_generator"].llm.role is Role.CONTENT


def test_a_tool_of_the_settings_takes_the_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "poet.yaml").write_text("name: A\ntype: llm\ndescription: from the file\n")
    settings = parse_yaml(
        "poet: {name: B, type: llm, description: mine, llm: {model: llama3, endpoint: null}}", "c"
    )

    found = read_tools(tmp_path, settings, KINDS)

    assert found.manifests["poet"].name == "B"
    assert found.manifests["poet"].llm.model == "llama3"


def test_a_broken_manifest_costs_only_its_own_tool(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("name: A\ntype: llm\ndescritpion: x\n")
    (tmp_path / "worse.yaml").write_text("name: [\n")
    (tmp_path / "poet.yaml").write_text("name: A\ntype: llm\ndescription: x\n")

    found = read_tools(tmp_path, NONE, KINDS)

    assert list(found.manifests) == ["poet"]
    assert any("bad.yaml:3: descritpion: unknown key" in str(c) for c in found.complaints)
    assert len(found.complaints) == 2


def test_a_prompt_template_without_its_place_is_refused(tmp_path: Path) -> None:
    text = "name: A\ntype: llm\ndescription: x\nllm: {prompt: 'no place'}\n"
    (tmp_path / "a.yaml").write_text(text)

    assert "{prompt}" in str(read_tools(tmp_path, NONE, KINDS).complaints[0])


def test_a_call_asks_the_model_in_the_manifest_s_words() -> None:
    model = FakeModel(lambda request: " roses are red ")

    reply = toolbox(model).call("poet", "spring")

    assert (reply.text, reply.by, reply.output_tokens) == ("roses are red", "fake", 2)
    assert (model.requests[0].text, model.requests[0].system) == ("Poem: spring", "You rhyme.")


def test_arguments_stand_where_the_template_names_them() -> None:
    model = FakeModel(lambda request: "x")
    manifest = ToolManifest("T", "llm", "Translates", LlmPart(prompt="Into {language}: {prompt}"))

    LlmTool(manifest, model).call("a {language} text", {"language": "French"})

    assert model.requests[0].text == "Into French: a {language} text"


def test_an_unknown_name_is_an_error_that_offers_the_nearest() -> None:
    with pytest.raises(UnknownTool) as caught:
        toolbox(FakeModel(lambda request: "x")).call("poett", "spring")

    assert "did you mean poet?" in caught.value.hint


def test_a_template_stands_in_where_no_model_answers() -> None:
    tool = LlmTool(MANIFEST, FakeModel(lambda request: DOWN), lambda prompt: f"on {prompt}")

    assert tool.call("spring", {}) == ToolReply("on spring", "template")


def test_what_no_template_fits_fails_with_the_way_out() -> None:
    def decline(prompt: str) -> str:
        raise Declined("no template for essays")

    with pytest.raises(ToolFailed, match="no template") as caught:
        LlmTool(MANIFEST, FakeModel(lambda request: DOWN), decline).call("an essay", {})

    assert caught.value.hint == "ollama serve"


def test_a_broken_reply_is_not_covered_up_by_a_template() -> None:
    model = FakeModel(lambda request: BrokenReply("cut off"))

    with pytest.raises(ToolFailed, match="cut off"):
        LlmTool(MANIFEST, model, lambda prompt: "template").call("spring", {})


def test_a_prompt_beyond_the_limit_is_not_sent() -> None:
    model = FakeModel(lambda request: "x")
    manifest = ToolManifest("Poet", "llm", "Writes", limits=ToolLimits(prompt_bytes=10))

    with pytest.raises(ToolFailed, match="longer than 10 bytes"):
        ManifestToolbox({"poet": manifest}, lambda key, m: LlmTool(m, model)).call("poet", "é" * 6)

    assert model.requests == []


def test_a_recorded_tool_is_asked_once_for_each_question() -> None:
    live = FakeToolbox({"poet": ToolReply("first", "fake")})
    recorded = RecordedTools(live)

    said = [recorded.call({"name": "poet", "prompt": prompt}) for prompt in ("a", "b", "a")]

    assert said == ["first"] * 3 and live.called == [("poet", "a"), ("poet", "b")]


def test_arguments_that_a_tool_does_not_declare_make_no_new_question() -> None:
    live = FakeToolbox({"poet": ToolReply("first", "fake")})
    schema: JSONObject = {"type": "object", "properties": {"a": {"type": "integer"}}}
    card = replace(live.cards()[0], input_schema=schema, takes_any=False)
    live.cards = lambda: (card,)  # type: ignore[method-assign]
    recorded = RecordedTools(live)

    for junk in range(20):
        recorded.call({"name": "poet", "prompt": "x", "arguments": {"a": 1, "junk": junk}})
    recorded.call({"name": "poet", "prompt": "x", "arguments": {"a": 2}})

    assert live.called == [("poet", "x")] * 2


@pytest.mark.parametrize(
    ("most_replies", "most_characters", "kept"), [(1000, 1000, 15), (5, 10_000, 5)]
)
def test_no_more_replies_are_kept_than_the_bounds_allow(
    most_replies: int, most_characters: int, kept: int
) -> None:
    live = FakeToolbox({"poet": ToolReply("x" * 45, "fake")})
    recorded = RecordedTools(live, most_replies, most_characters)
    numbers: list[int] = []

    for number in range(100):
        recorded.call({"name": "poet", "prompt": f"{number:03}"})
        replies = recorded._replies  # pylint: disable=protected-access
        numbers.append(len(replies))
        assert sum(map(len, [*replies, *replies.values()])) <= most_characters

    assert max(numbers) == kept and len(live.called) == 100


def test_a_reply_of_more_than_a_tenth_of_the_bound_is_not_kept() -> None:
    live = FakeToolbox({"poet": ToolReply("x" * 100, "fake")})
    recorded = RecordedTools(live, most_characters=1000)

    for _ in range(2):
        recorded.call({"name": "poet", "prompt": "a"})

    assert live.called == [("poet", "a")] * 2


def test_an_example_stands_in_for_a_tool_with_write_effects() -> None:
    examples = (ToolExample(contains="s"), ToolExample(result="sent"))
    manifest = ToolManifest("M", "llm", "Sends", effects=Effects.WRITE, examples=examples)
    model = FakeModel(lambda request: "really sent")
    live = ManifestToolbox({"mailer": manifest}, lambda key, m: LlmTool(m, model))

    said = RecordedTools(live).call({"name": "mailer", "prompt": "x"})

    assert said == "sent" and model.requests == []


def test_a_tool_with_write_effects_is_never_called_by_tests() -> None:
    manifest = ToolManifest("Mailer", "llm", "Sends", effects=Effects.WRITE)
    model = FakeModel(lambda request: "sent")
    live = ManifestToolbox({"mailer": manifest}, lambda key, m: LlmTool(m, model))

    with pytest.raises(ToolError, match="changes things"):
        RecordedTools(live).call({"name": "mailer", "prompt": "x"})

    assert model.requests == []


def test_calls_are_recorded_by_what_they_took_and_whether_they_succeeded() -> None:
    heard: list[tuple[str, float, bool]] = []
    replies = iter(["roses are red", DOWN])
    ticks = iter([1.0, 1.5, 4.0, 6.0])
    tools = ManifestToolbox(
        {"poet": MANIFEST},
        lambda key, m: LlmTool(m, FakeModel(lambda request: next(replies))),
        monotonic=lambda: next(ticks),
        record=lambda *call: heard.append(call),
    )

    tools.call("poet", "spring")
    with pytest.raises(ToolFailed):
        tools.call("poet", "autumn")

    assert heard == [("poet", 0.5, True), ("poet", 2.0, False)]


def test_calls_by_tests_and_kept_answers_are_not_recorded() -> None:
    heard: list[str] = []
    pure = ToolManifest("Poet", "llm", "Writes", pure=True)
    tools = ManifestToolbox(
        {"poet": pure},
        lambda key, m: LlmTool(m, FakeModel(lambda request: "a rhyme")),
        record=lambda name, seconds, succeeded: heard.append(name),
    )

    RecordedTools(tools).call({"name": "poet", "prompt": "winter"})
    after_the_test = list(heard)
    tools.call("poet", "spring")
    tools.call("poet", "spring")

    assert (after_the_test, heard) == ([], ["poet"])
