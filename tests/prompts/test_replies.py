"""Reads what models really send: one file a reply, all through one test."""

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from src.domain.errors import BrokenReply
from src.domain.json_value import JSONObject
from src.domain.model_request import Reply
from src.domain.signature import read_signature
from src.prompts.code_replies import read_code
from src.prompts.function_replies import read_function
from src.prompts.json_replies import read_json
from src.prompts.thought_marks import without_thinking

FILES = sorted((Path(__file__).parent.parent / "replies").glob("*.txt"))
MARK = "\n-----\n"

PLANNED = read_signature("def solve(description: str) -> object: ...", "solve")
SCHEMA: JSONObject = {
    "type": "object",
    "properties": {"kind": {"type": "string"}},
    "required": ["kind"],
}


@dataclass(frozen=True)
class Stored:
    """A reply of a file: its header, its text, the thinking that came with it."""

    header: dict[str, str]
    text: str
    thinking: str

    @classmethod
    def read(cls, path: Path) -> "Stored":
        head, _, text = path.read_bytes().decode().partition(MARK)
        header = dict(line.split(": ", 1) for line in head.splitlines())
        thinking = ""
        if header.get("thinking"):
            thinking, _, text = text.partition(MARK)
        return cls(header, text, thinking)


def files_of(kind: str) -> list[Path]:
    return [path for path in FILES if Stored.read(path).header["kind"].startswith(kind)]


def answer_of(source: str, description: str) -> object:
    """What the function answers; the replies in the files are our own text."""
    space: dict[str, object] = {"__name__": "main"}
    exec(compile(source, "main.py", "exec"), space)
    solve = space["solve"]
    assert callable(solve)
    return solve(description)


def test_there_are_enough_replies_to_learn_from() -> None:
    assert len(FILES) >= 60


@pytest.mark.parametrize("path", files_of("code"), ids=lambda p: p.stem)
def test_the_code_of_a_reply_becomes_a_node_that_answers(path: Path) -> None:
    stored = Stored.read(path)
    description, _, expected = stored.header["expect"].partition(" => ")

    code = read_code(stored.text, ("solve",), thinking=stored.thinking)
    read = read_function(Reply(stored.text, "m", "e", thinking=stored.thinking), PLANNED)

    assert answer_of(read.source, description) == json.loads(expected)
    assert code.complete is (stored.header["complete"] == "yes")
    if "repairs" in stored.header:
        # None of the replies has the types that were planned.
        others = [repair for repair in read.repairs if repair != "the signature was put back"]
        assert ", ".join(others) == stored.header["repairs"]


@pytest.mark.parametrize("path", files_of("json"), ids=lambda p: p.stem)
def test_the_object_of_a_reply_is_found(path: Path) -> None:
    stored = Stored.read(path)

    said = read_json(stored.text, SCHEMA)

    assert said == json.loads(stored.header["expect"])


@pytest.mark.parametrize("path", files_of("broken"), ids=lambda p: p.stem)
def test_a_reply_without_what_was_asked_is_refused_with_the_reason(path: Path) -> None:
    stored = Stored.read(path)
    read = _read_json if stored.header["kind"] == "broken json" else _read_code

    with pytest.raises(BrokenReply) as caught:
        read(stored)

    assert stored.header["reason"] in str(caught.value)


LOOPING = {
    "a list without end": "rows = [\n" * 5 + "1,\n" * 4000,
    "fences without end": "```python\nrows = (\n" + "```\n1,\n" * 4000,
    "empty lines without end": "{" + "\n" * 20_000 + "x}",
    "thoughts without end": "<think>" * 40_000,
    "marks without end": "a <think>b</think>c " * 20_000,
    "ends of thoughts without end": "'a</think>b" * 5_000 + "{",
}


@pytest.mark.parametrize("text", LOOPING.values(), ids=LOOPING)
def test_a_reply_that_repeats_itself_is_read_to_its_end(text: str) -> None:
    with pytest.raises(BrokenReply):
        read_json(text, SCHEMA)
    # Minutes, where the time grows with the square of the length.
    with suppress(BrokenReply):
        assert len(read_code(text).source) <= len(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("so\n<think>x</think>it is", "so\nit is"),
        ("opened elsewhere</think>it is", "it is"),
        ("I don't know where\n</think>\nit is", "it is"),
        ("it is\n<think>cut of", "it is"),
        ("<THINK>a<think>b</think>c</think>it is", "it is"),
        ("<thought>x</think>it is", "it is"),
        ("[THINK]a `draft`[/THINK]it is", "it is"),
        ("<reasoning>x</reasoning>it is", "it is"),
        ("◁think▷x◁/think▷it is", "it is"),
        (
            "<|channel|>analysis<|message|>hm<|end|><|start|>assistant"
            "<|channel|>final<|message|>it is",
            "it is",
        ),
        (
            "<|start|>assistant<|channel|>analysis<|message|>x<|end|><|start|>assistant"
            '<|channel|>final <|constrain|>json<|message|>{"a":1}',
            '{"a":1}',
        ),
        ("<|start|>assistant<|channel|>final<|constrain|>json<|message|>it is<|end|>", "it is"),
        (
            "<|channel|>analysis<|message|>x<|end|><|start|>assistant<|channel|>commentary"
            "<|message|>y<|end|><|start|>assistant<|channel|>final<|message|>it is",
            "it is",
        ),
        ("<think>a</think><think>b</think>it is", "it is"),
        ("<think>don't</think> [THINK]b[/THINK]\nit is", "it is"),
        ("<think>a</think>it is <think> a mark", "it is <think> a mark"),
        (
            'say("<|start|>assistant<|channel|>final<|message|>")',
            'say("<|start|>assistant<|channel|>final<|message|>")',
        ),
        (
            "```\n<|channel|>final <|constrain|>json<|message|>\n```",
            "```\n<|channel|>final <|constrain|>json<|message|>\n```",
        ),
        ("<|channel|>analysis hm<|channel|>final<|message|>it is<|return|>", "it is"),
        ("<think>```\ndraft\n</think>it is", "it is"),
        ("```\ndraft\n```\n</think>it is", "it is"),
        ('say("<think>") twice', 'say("<think>") twice'),
        ('{"it": "is <think> a mark"}', '{"it": "is <think> a mark"}'),
        ("```\nt.replace(<think>)\n</think>\n```", "```\nt.replace(<think>)\n</think>\n```"),
    ],
)
def test_what_the_model_thought_is_not_what_it_said(text: str, said: str) -> None:
    assert without_thinking(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "The tag <think> marks a thought. Remove it.",
        "Models end it with </think> and then answer.",
        "Write <think>x</think>y to mark a thought.",
        "re.sub(r'<think>.*?</think>', '', t)",
        "s = 'a</think>b'",
        'say("a</think>b")',
        "a `b</think>c` d",
        "# remove <think> blocks\ndef f(t):\n return t",
        "def f():\n    <think>\n",
        "Strip [THINK] and ◁think▷ too.",
        "It ends with the token <|end|>",
    ],
)
def test_what_an_answer_says_about_marks_is_kept(text: str) -> None:
    assert without_thinking(text) == text.strip()


def test_code_without_a_fence_ends_where_it_stops_being_python() -> None:
    text = "import re\n\ndef f(x):\n    return (x)\n\nThis gives (x back.\nSo x = f(x)."

    assert read_code(text).source == "import re\n\ndef f(x):\n    return (x)\n"


def _read_code(stored: Stored) -> object:
    return read_code(stored.text, thinking=stored.thinking)


def _read_json(stored: Stored) -> object:
    return read_json(stored.text, SCHEMA)
