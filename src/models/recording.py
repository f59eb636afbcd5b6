"""Records a session's requests and replies in a JSON-lines file, and replays it."""

import json
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import TextIO

from ..documents.regular_files import read_file_text
from ..domain import errors
from ..domain.errors import ConfigError, EvolverError, ModelError
from ..domain.json_value import JSONObject, JSONValue, from_json, json_object, to_json
from ..domain.model_request import Delta, Listener, Reply, Request
from ..domain.ports import LanguageModel
from .endpoint_address import host_and_port

FORMAT = 2
_SHOWN = 60


class ReplayMiss(EvolverError):
    """The recording holds no reply to a request; no model is asked instead."""


class RecordingModel:
    """A LanguageModel that records the requests and replies of the model it wraps.

    A line is written and flushed as soon as its reply is there, failures too. No
    credentials are written: keys are not in a request, and of an address only host and port.
    """

    def __init__(self, model: LanguageModel, path: Path) -> None:
        self._model = model
        self._lock = Lock()
        self._file = _open_new(path)
        self._write({"recording": FORMAT})

    def complete(self, request: Request, listener: Listener | None = None) -> Reply:
        """Ask the wrapped model and record request and reply."""
        line: JSONObject = {
            "request": _encode_request(request),
            "model": self._model.model_for(request),
        }
        try:
            reply = self._model.complete(request, listener)
        except ModelError as error:
            said = {"type": type(error).__name__, "message": str(error), "hint": error.hint}
            self._write({**line, "error": to_json(said)})
            raise
        self._write({**line, "reply": to_json(reply)})
        return reply

    def model_for(self, request: Request) -> str:
        """Name the wrapped model's model."""
        return self._model.model_for(request)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._file.close()

    def _write(self, line: JSONObject) -> None:
        with self._lock:
            if not self._file.closed:
                # In ASCII: a model may say half a surrogate pair, which no file can hold.
                self._file.write(json.dumps(line) + "\n")
                self._file.flush()


class ReplayingModel:
    """A LanguageModel that answers from a recording only.

    Each reply is given once, to the request it was given to; several to one request come in
    their order. Raises ReplayMiss for a request that was not recorded.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._replies: dict[str, deque[JSONObject]] = {}
        self._models: dict[str, str] = {}
        for line in _read_lines(path):
            request, model = line["request"], str(line.get("model") or "")
            self._replies.setdefault(_key(request), deque()).append(line)
            if isinstance(request, dict):
                self._models[_role_and_model(request)] = model

    def complete(self, request: Request, listener: Listener | None = None) -> Reply:
        """Return the recorded reply, or raise the recorded failure."""
        with self._lock:
            replies = self._replies.get(_key(_encode_request(request)))
            line = replies.popleft() if replies else None
        if line is None:
            raise ReplayMiss(
                f"{self._path} holds no reply to: {request.purpose} {request.text[:_SHOWN]!r}",
                hint="replay with the same task, settings and version as it was recorded with",
            )
        recorded = line.get("reply")
        if not isinstance(recorded, dict):
            raise _recorded_error(line.get("error"))
        reply = from_json(Reply, {"text": "", "model": "", "endpoint": "", **recorded})
        if listener is not None:
            listener(Delta(reply.text))
        return reply

    def model_for(self, request: Request) -> str:
        """Return the model that answered such a request in the recording ("" if none did)."""
        return self._models.get(_role_and_model(_encode_request(request)), request.model or "")

    @property
    def unused(self) -> int:
        """How many recorded replies were not requested."""
        with self._lock:
            return sum(map(len, self._replies.values()))


def _open_new(path: Path) -> TextIO:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("x", encoding="utf-8")
    except OSError as error:
        why = f"cannot be written: {error.strerror or error}"
        if path.exists():
            why = "is there already, and is not written over"
        raise ConfigError(f"{path}: {why}", hint="name another file") from error


def _encode_request(request: Request) -> JSONObject:
    encoded = json_object(request)
    # The time limit of a request does not change its reply.
    del encoded["seconds"]
    # An address may contain a password.
    return {**encoded, "endpoint": host_and_port(request.endpoint) if request.endpoint else None}


def _key(request: JSONValue) -> str:
    return json.dumps(request, sort_keys=True)


def _role_and_model(request: Mapping[str, JSONValue]) -> str:
    return f"{request.get('role')} {request.get('model')}"


def _read_lines(path: Path) -> list[JSONObject]:
    try:
        # Not splitlines: it would also cut at U+2028 and the like, inside a text.
        raw = read_file_text(path).split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}", hint="--replay FILE") from error
    lines = [_read_line(path, number, text) for number, text in enumerate(raw, 1) if text.strip()]
    _check_format(path, lines[0].get("recording") if lines else None)
    return lines[1:]


def _check_format(path: Path, found: JSONValue) -> None:
    if found == FORMAT:
        return
    if not isinstance(found, int):
        raise ConfigError(f"{path}:1: not a recording file", hint="make one with --record FILE")
    written = "an older" if found < FORMAT else "a newer"
    raise ConfigError(
        f"{path}:1: {written} version of Code Evolver made this recording (format {found})",
        hint=f"record it again with --record FILE (format {FORMAT}): the prompts have changed",
    )


def _read_line(path: Path, number: int, text: str) -> JSONObject:
    try:
        line = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path}:{number}: broken JSON: {error}") from error
    known = isinstance(line, dict) and (
        "recording" in line or isinstance(line.get("request"), dict)
    )
    if not known:
        raise ConfigError(f"{path}:{number}: a request with its reply was expected")
    return dict(line)


def _recorded_error(recorded: JSONValue) -> ModelError:
    said = recorded if isinstance(recorded, dict) else {}
    kind = getattr(errors, str(said.get("type")), ModelError)
    known = isinstance(kind, type) and issubclass(kind, ModelError)
    made: ModelError = (kind if known else ModelError)(
        str(said.get("message") or "the model failed"), hint=str(said.get("hint") or "")
    )
    return made
