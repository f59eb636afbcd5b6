"""What a real Ollama server answers: recorded once into ollama_recording.json, read by tests.

Record it anew with: python -m tests.fakes.ollama_recording http://127.0.0.1:11434 smollm2:135m
"""

import http.client
import json
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

FILE = Path(__file__).with_suffix(".json")
SCHEMA = {
    "type": "object",
    "properties": {"b": {"type": "boolean"}, "a": {"type": "boolean"}},
    "required": ["b", "a"],
}
SAY = [{"role": "user", "content": "Say hello."}]
SHORT = {"num_predict": 4, "num_ctx": 1024, "temperature": 0, "seed": 1}
LONG = [{"role": "user", "content": "1 2 3 4 5 6 7 8 9 " * 200}]


def exchanges(model: str) -> dict[str, tuple[str, str, dict[str, Any] | None, dict[str, str]]]:
    """Each recorded exchange: method, path, body and headers."""
    chat = {"model": model, "messages": SAY, "options": SHORT, "think": False, "truncate": False}

    def post(path: str, body: dict[str, Any]) -> tuple[str, str, dict[str, Any], dict[str, str]]:
        return "POST", path, body, {}

    return {
        "version": ("GET", "/api/version", None, {}),
        "tags": ("GET", "/api/tags", None, {}),
        "show": post("/api/show", {"model": model}),
        "show of another spelling": post("/api/show", {"model": f" library/{model.upper()}"}),
        "load": post("/api/chat", {**chat, "messages": [], "stream": False}),
        "ps": ("GET", "/api/ps", None, {}),
        "chat": post("/api/chat", chat),
        "chat at once": post("/api/chat", {**chat, "stream": False}),
        "chat with a schema": post(
            "/api/chat", {**chat, "format": SCHEMA, "options": {**SHORT, "num_predict": 40}}
        ),
        "chat too long": post("/api/chat", {**chat, "messages": LONG}),
        "chat that must think": post("/api/chat", {**chat, "think": True}),
        "chat with a bad think": post("/api/chat", {**chat, "think": "somewhat"}),
        "missing model": post("/api/chat", {**chat, "model": "no-such-model"}),
        "no model": post("/api/chat", {**chat, "model": ""}),
        "embeddings of a chat model": post("/api/embed", {"model": model, "input": ["a"]}),
        "foreign host name": ("GET", "/api/tags", None, {"Host": "models.example"}),
        "unknown path": ("GET", "/api/nothing", None, {}),
        "pull of nothing": post("/api/pull", {"model": "no-such-registry.invalid/x/y"}),
        "openai models": ("GET", "/v1/models", None, {}),
        "openai chat": post(
            "/v1/chat/completions",
            {"model": model, "messages": SAY, "max_tokens": 4, "stream": True},
        ),
        "openai missing model": post(
            "/v1/chat/completions", {"model": "no-such-model", "messages": SAY}
        ),
    }


def load_recording() -> dict[str, Any]:
    """The recorded exchanges by name: status, content type and body (lines where streamed)."""
    recorded: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return recorded


def ask(
    address: str, method: str, path: str, body: dict[str, Any] | None, headers: dict[str, str]
) -> dict[str, Any]:
    """One exchange with a server."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=120)
    try:
        raw = json.dumps(body).encode() if body is not None else None
        connection.request(method, path, raw, {"Content-Type": "application/json", **headers})
        answer = connection.getresponse()
        text = answer.read().decode()
    finally:
        connection.close()
    kind = (answer.getheader("Content-Type") or "").partition(";")[0]
    return {"status": answer.status, "type": kind, "body": _readable(kind, text)}


def _readable(kind: str, text: str) -> Any:
    if kind == "application/json":
        return json.loads(text)
    if kind == "application/x-ndjson":
        return [json.loads(line) for line in text.splitlines() if line]
    return text


def main(address: str, model: str) -> None:
    """Record every exchange; paths of the recording machine are left out."""
    found = {name: ask(address, *one) for name, one in exchanges(model).items()}
    for name in ("show", "show of another spelling"):
        found[name]["body"].pop("tensors", None)
        found[name]["body"].pop("license", None)
        found[name]["body"]["modelfile"] = "..."
        info = found[name]["body"]["model_info"]
        found[name]["body"]["model_info"] = {k: v for k, v in info.items() if "." in k}
    text = json.dumps(found, indent=1, sort_keys=True)
    FILE.write_text(re.sub(r"(/[\w.-]+){3,}/blobs", "/blobs", text) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
