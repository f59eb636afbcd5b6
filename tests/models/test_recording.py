"""A session that was recorded is played again, word for word, and nothing else is."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from src.domain.errors import ConfigError, ModelMissing, ModelUnavailable
from src.domain.model_request import Delta, PromptPart, Reply, Request, Restart, Role
from src.models.recording import RecordingModel, ReplayingModel, ReplayMiss
from tests.fakes.scripted import ScriptedModel

ASK = Request(Role.FAST, "write", (PromptPart("Say it."), PromptPart("ä 語", 3)), schema={"a": [1]})


def test_a_session_comes_back_in_its_order_with_every_field(tmp_path: Path) -> None:
    path = tmp_path / "session.jsonl"
    replies = [Reply(text, "llama3", "here", 3, 4, 0.5, 0.25, False, "Hmm") for text in "abc"]
    recorder = RecordingModel(ScriptedModel(replies, "llama3"), path)
    said = [recorder.complete(request) for request in (ASK, replace(ASK, attempt=2), ASK)]
    recorder.close()
    heard: list[Delta | Restart] = []

    player = ReplayingModel(path)
    again = [player.complete(r, heard.append) for r in (ASK, ASK, replace(ASK, attempt=2))]

    assert again == [said[0], said[2], said[1]]
    assert [piece.text for piece in heard if isinstance(piece, Delta)] == ["a", "c", "b"]
    assert player.model_for(ASK) == "llama3"
    assert player.unused == 0


@pytest.mark.parametrize("odd", ["a\u2028b", "a\x85b\u2029", "a\ud800b", "a\x0b\x1cb", "a\r\nb"])
def test_any_text_comes_back_as_it_was_said(tmp_path: Path, odd: str) -> None:
    path = tmp_path / "session.jsonl"
    request = replace(ASK, prompt=(PromptPart(odd),))
    recorder = RecordingModel(ScriptedModel([odd]), path)
    recorder.complete(request)
    recorder.close()

    again = ReplayingModel(path).complete(request)

    assert again.text == odd


def test_a_failure_is_recorded_and_raised_again(tmp_path: Path) -> None:
    path = tmp_path / "session.jsonl"
    recorder = RecordingModel(ScriptedModel([ModelMissing("gone", hint="ollama pull x")]), path)
    with pytest.raises(ModelMissing):
        recorder.complete(ASK)
    recorder.close()

    with pytest.raises(ModelMissing, match="gone") as raised:
        ReplayingModel(path).complete(ASK)

    assert raised.value.hint == "ollama pull x"


@pytest.mark.parametrize(
    "other",
    [
        replace(ASK, prompt=(PromptPart("Say it!"),)),
        replace(ASK, role=Role.POWERFUL),
        replace(ASK, temperature=0.1),
        replace(ASK, seed=1),
        replace(ASK, schema=None),
    ],
)
def test_a_question_that_was_not_recorded_is_a_miss(tmp_path: Path, other: Request) -> None:
    path = tmp_path / "session.jsonl"
    recorder = RecordingModel(ScriptedModel(["a"]), path)
    recorder.complete(ASK)
    recorder.close()
    player = ReplayingModel(path)

    with pytest.raises(ReplayMiss, match="holds no reply to: write"):
        player.complete(other)
    player.complete(ASK)
    with pytest.raises(ReplayMiss):
        player.complete(ASK)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", ":1: not a recording file"),
        ("{}", ":1: a request with its reply was expected"),
        ('{"recording": null}', ":1: not a recording file"),
        ('{"recording": 99}', ":1: a newer version of Code Evolver made this recording"),
        ('{"recording": 1}\n{"request": {}}', r":1: an older version of Code Evolver made this"),
        ('{"recording": 2}\n{"request": {}, "re', ":2: broken JSON"),
        ('{"recording": 2}\n[1]', ":2: a request with its reply was expected"),
    ],
)
def test_a_broken_recording_names_the_line(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "session.jsonl"
    path.write_text(text)

    with pytest.raises(ConfigError, match=says):
        ReplayingModel(path)


def test_a_recording_that_is_not_there_or_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(ConfigError, match="cannot be read"):
        ReplayingModel(tmp_path / "nowhere.jsonl")
    with pytest.raises(ConfigError, match="cannot be written"):
        RecordingModel(ScriptedModel([]), tmp_path / "file" / "session.jsonl")


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "notes.jsonl"
    path.write_text("mine")

    with pytest.raises(ConfigError, match="is there already"):
        RecordingModel(ScriptedModel([]), path)

    assert path.read_text() == "mine"


def test_every_line_is_there_as_soon_as_its_reply_is(tmp_path: Path) -> None:
    path = tmp_path / "session.jsonl"
    recorder = RecordingModel(ScriptedModel(["a"]), path)

    recorder.complete(ASK)

    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [sorted(line) for line in lines] == [["recording"], ["model", "reply", "request"]]
    recorder.close()


def test_no_credentials_are_written(tmp_path: Path) -> None:
    path = tmp_path / "session.jsonl"
    asked = replace(ASK, endpoint="https://me:secret@gpu.example")
    recorder = RecordingModel(ScriptedModel(["a"]), path)
    recorder.complete(asked)
    recorder.close()

    reply = ReplayingModel(path).complete(asked)

    assert reply.text == "a"
    assert "secret" not in path.read_text()


def test_a_script_answers_in_order_and_then_is_not_available() -> None:
    model = ScriptedModel(["one", Reply("two", "m", "e")])

    said = [model.complete(ASK).text, model.complete(ASK).text]

    assert said == ["one", "two"]
    assert model.requests == [ASK, ASK]
    with pytest.raises(ModelUnavailable, match="no reply left for write"):
        model.complete(ASK)


def test_a_script_may_be_a_function_of_the_request() -> None:
    model = ScriptedModel(lambda request: request.text.upper(), "shouter")

    reply = model.complete(ASK)

    assert (reply.text, reply.model) == ("SAY IT.\n\nÄ 語", "shouter")
    assert model.model_for(replace(ASK, model="own")) == "own"
