"""A fake Ollama whose models are the scripted ones: right unless a share of faults is asked for."""

from typing import Any

from tests.fakes.ollama_server import OllamaServer, ServerProfile
from tests.fakes.weak_model import WeakModel

MODELS = ("llama3", "codellama", "gemma3:4b", "qwen2.5-coder:14b")


def model_server(faulty: float = 0.0, *, only: str = "", seed: int = 0) -> OllamaServer:
    """A server with all the models of the shipped settings."""
    model = WeakModel(seed, faulty, only=only)

    def answer(body: dict[str, Any]) -> str:
        said = {message["role"]: message["content"] for message in body.get("messages", [])}
        options = body.get("options", {})
        about = f"{options.get('temperature')} {options.get('seed')}"
        return model.say(said.get("system", ""), said.get("user", ""), about)

    return OllamaServer(answer, ServerProfile(models=MODELS))
